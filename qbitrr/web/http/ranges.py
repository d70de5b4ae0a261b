"""
`Range` and conditional headers for a file that is sent as it is.
"""

import re

from twisted.web.http import CACHED
from twisted.web.iweb import IRequest

from qbitrr.logs.folder import OpenLog
from qbitrr.logs.windows import Window
from qbitrr.web.http.answers import Refusal
from qbitrr.web.http.conditions import has_current

__all__ = ["parse_range", "prepare"]

_RANGE = re.compile(r"bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*", re.ASCII)


def parse_range(header: str, size: int) -> Window | None:
    """
    The part of *size* bytes that a `Range` header asks for; None when everything is to be sent: no header, several ranges,
    another unit, nonsense. Raises a 416 `Refusal` when the file has no such part.
    """
    found = _RANGE.fullmatch(header.strip())
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1) if last else size
        if last and int(last) < start:
            return None
    if start >= size or start >= end:
        raise Refusal(416, "range not satisfiable")
    return Window(start=start, end=end)


def prepare(request: IRequest, opened: OpenLog) -> Window | None:
    """
    Set status and headers for sending *opened*, as far as the request asks for it; None when the client has it already.

    The tag names the file and its size: a log only grows, or is another file.
    """
    tag = b'"%x-%x-%x"' % (opened.inode, opened.size, int(opened.modified * 1000))
    request.setHeader(b"accept-ranges", b"bytes")
    header = (request.getHeader(b"range") or b"").decode("latin-1")
    condition = request.getHeader(b"if-range")
    # setLastModified may find that nothing changed, but a tag that differs is the stronger word.
    cached = [has_current(request, tag)]
    if not request.getHeader(b"if-none-match"):
        cached.append(request.setLastModified(opened.modified) is CACHED)
    if True in cached:
        return None
    request.setResponseCode(200)
    wanted = None
    if header and condition in (None, tag):
        try:
            wanted = parse_range(header, opened.size)
        except Refusal:
            request.setHeader(b"content-range", b"bytes */%d" % opened.size)
            raise
    if wanted is not None:
        request.setResponseCode(206)
        request.setHeader(b"content-range", b"bytes %d-%d/%d" % (wanted.start, wanted.end - 1, opened.size))
    window = wanted or Window(start=0, end=opened.size)
    request.setHeader(b"content-length", b"%d" % (window.end - window.start))
    return window
