"""
Conditional requests: whether a client has already what it asks for.
"""

import hashlib
import re

from twisted.web.http import NOT_MODIFIED
from twisted.web.iweb import IRequest

__all__ = ["has_current", "tag_of"]

_TAGS = re.compile(rb'(?:W/)?("[^"]*")')


def tag_of(content: bytes) -> bytes:
    """A strong tag of *content*, with its quotes."""
    return b'"%s"' % hashlib.sha256(content).hexdigest()[:32].encode("ascii")


def has_current(request: IRequest, tag: bytes) -> bool:
    """
    Give the answer its *tag* (a strong one, with its quotes), and say whether the client has what it stands for: then the status is 304
    and nothing is to be sent. Tags of clients are compared weakly, as RFC 9110 wants it: a proxy that packs answers weakens them.
    """
    request.setHeader(b"etag", tag)
    if request.method not in (b"GET", b"HEAD"):
        return False
    given = request.getHeader(b"if-none-match")
    if given is None or not (given.strip() == b"*" or tag in _TAGS.findall(given)):
        return False
    request.setResponseCode(NOT_MODIFIED)
    return True
