"""
Reading the log files: the list, whole files and parts of them, downloads, and following one live.
"""

from pathlib import Path
from typing import Any

from twisted.internet.defer import Deferred

from qbitrr.logs.folder import LogFile, OpenLog, listed, open_log
from qbitrr.logs.windows import Window, last_lines
from qbitrr.web.http.answers import Refusal, iso, json_response
from qbitrr.web.http.ranges import prepare
from qbitrr.web.http.routes import Route, mirrored
from qbitrr.web.http.visits import number, text
from qbitrr.web.logs.excerpts import MOST_LINES, USUAL_LINES, ExcerptQuery, excerpt
from qbitrr.web.logs.tails import EVENT_STREAM, Tails
from qbitrr.web.serving.senders import WindowSender, cleaned_utf8
from qbitrr.web.serving.threads import InThread, undisturbed

__all__ = ["Logs"]

_FARTHEST = 2**62


class Logs:
    """`/logs`, over the files in *folder*. Every file is opened and read in a thread, and never held in memory whole."""

    def __init__(self, folder: Path, in_thread: InThread, tails: Tails) -> None:
        self._folder = folder
        self._in_thread = in_thread
        self._tails = tails

    def routes(self) -> tuple[Route, ...]:
        """All are mirrored."""
        return (
            *mirrored("GET", "/logs", self.files),
            *mirrored("GET", "/logs/<name>", self.content),
            *mirrored("GET", "/logs/<name>/download", self.download),
            *mirrored("GET", "/logs/<name>/stream", self.stream),
        )

    def files(self, request: Any) -> Deferred[bytes]:
        """The names of all log files, older ones included."""

        def answer(found: tuple[LogFile, ...]) -> bytes:
            details = [
                {"name": each.name, "size": each.size_bytes, "modified": iso(each.modified), "rotated": each.rotated}
                for each in found
            ]
            return json_response(request, {"files": [each.name for each in found], "details": details})

        return self._in_thread(listed, self._folder).addCallback(answer)

    def content(self, request: Any, name: str) -> Deferred[bytes]:
        """A file as text, whole or its last lines; or a part of it as JSON for a viewer."""
        request.setHeader(b"cache-control", b"no-cache")
        accept = request.getHeader(b"accept") or b""
        as_json = text(request, "format") == "json" or (b"application/json" in accept and b"text/plain" not in accept)
        coroutine = self._excerpt(request, name) if as_json else self._text(request, name)
        return Deferred.fromCoroutine(coroutine)

    def download(self, request: Any, name: str) -> Deferred[bytes]:
        """A file as it is, to be saved; ranges and conditions are honoured."""
        return Deferred.fromCoroutine(self._download(request, name))

    def stream(self, request: Any, name: str) -> Deferred[bytes]:
        """What is appended from now on, or from where the client left off, as server-sent events."""
        if request.method == b"HEAD":
            request.setHeader(b"content-type", EVENT_STREAM)
            return Deferred.fromCoroutine(self._is_there(name))
        since_bytes: int | None = number(request, "since_bytes", -1, -1, _FARTHEST)
        inode = number(request, "inode", 0, 0, _FARTHEST)
        last_seen = _event_id(request.getHeader(b"last-event-id"))
        if last_seen is not None:
            inode, since_bytes = last_seen
        following = self._tails.follow(
            request,
            name,
            since_bytes=None if since_bytes == -1 else since_bytes,
            inode=inode,
            lines=number(request, "lines", USUAL_LINES, 1, MOST_LINES),
        )
        return Deferred.fromCoroutine(following)

    async def _is_there(self, name: str) -> bytes:
        (await self._open(name)).close()
        return b""

    async def _text(self, request: Any, name: str) -> bytes:
        lines = number(request, "lines", 0, 0, MOST_LINES)
        offset = number(request, "offset", 0, 0, _FARTHEST)
        opened = await self._open(name)
        try:
            # Where the file ends now is the end of the answer, or a file that grows faster than it is sent had none.
            window = Window(start=0, end=opened.size)
            if lines or offset:
                window = await self._in_thread(last_lines, opened.fd, opened.size, lines, offset)
        except BaseException:
            opened.close()
            raise
        request.setHeader(b"content-type", b"text/plain; charset=utf-8")
        return await self._send(request, opened, window, cleaned_utf8())

    async def _excerpt(self, request: Any, name: str) -> bytes:
        since_bytes = number(request, "since_bytes", -1, -1, _FARTHEST)
        query = ExcerptQuery(
            lines=number(request, "lines", USUAL_LINES, 1, MOST_LINES),
            offset=number(request, "offset", 0, 0, _FARTHEST),
            since_bytes=None if since_bytes == -1 else since_bytes,
            inode=number(request, "inode", 0, 0, _FARTHEST),
            around_line=number(request, "around_line", 0, 0, _FARTHEST),
        )
        found = await self._in_thread(excerpt, self._folder, name, query)
        if found is None:
            raise Refusal(404, "not found")
        return json_response(request, found.shape())

    async def _download(self, request: Any, name: str) -> bytes:
        opened = await self._open(name)
        try:
            window = prepare(request, opened)
        except Refusal:
            opened.close()
            raise
        if window is None:
            opened.close()
            return b""
        request.setHeader(b"cache-control", b"no-cache")
        request.setHeader(b"content-type", b"application/octet-stream")
        request.setHeader(b"content-disposition", f'attachment; filename="{name}"'.encode("ascii"))
        return await self._send(request, opened, window)

    async def _send(self, request: Any, opened: OpenLog, window: Window, clean: Any = None) -> bytes:
        if request.method == b"HEAD":
            opened.close()
            return b""
        return await WindowSender(request, opened, window, self._in_thread, clean).send()

    async def _open(self, name: str) -> OpenLog:
        opening: Deferred[OpenLog | None] = self._in_thread(open_log, self._folder, name)
        opened = await undisturbed(opening, lambda late: late.close() if late else None)
        if opened is None:
            raise Refusal(404, "not found")
        return opened


def _event_id(header: bytes | None) -> tuple[int, int] | None:
    """File and position out of `Last-Event-ID`, or None."""
    inode, _, position = (header or b"").decode("latin-1").partition(":")
    return (int(inode), int(position)) if inode.isdecimal() and position.isdecimal() else None
