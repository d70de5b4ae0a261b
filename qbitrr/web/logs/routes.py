"""
Reading the log files: the list, whole files and parts of them, downloads, and following one live.
"""

from pathlib import Path
from typing import cast

from msgspec import Struct
from twisted.internet.defer import Deferred
from twisted.web.iweb import IRequest
from twisted.web.server import Request

from qbitrr.logs.folder import LogFile, OpenLog, listed, open_log
from qbitrr.logs.windows import Scan, Window, last_lines
from qbitrr.web.http.answers import Refusal, iso, json_response
from qbitrr.web.http.event_lines import EVENT_STREAM
from qbitrr.web.http.parameters import NUMBER, TEXT, in_path, in_query
from qbitrr.web.http.ranges import prepare
from qbitrr.web.http.routes import Group, Plain, Route, mirrored
from qbitrr.web.logs.excerpts import MOST_LINES, USUAL_LINES, Excerpt, ExcerptQuery, excerpt
from qbitrr.web.logs.followers import MOST_QUEUED_BYTES, LogFollowers
from qbitrr.web.serving.senders import Clean, WindowSender, cleaned_utf8
from qbitrr.web.serving.threads import InThread, undisturbed

__all__ = ["LogFilesAnswer", "LogRoutes"]

_FARTHEST = 2**62
_NAME = in_path("name", "The name of a log file, as listed.")
_SINCE = in_query(
    "since_bytes", NUMBER, "Only what follows this byte; -1: not asked for.", default=-1, bounds=(-1, _FARTHEST)
)
_INODE = in_query("inode", NUMBER, "The file `since_bytes` is about; 0: whichever.", default=0, bounds=(0, _FARTHEST))
_CONTENT = (
    _NAME,
    in_query("format", TEXT, "`json`: as JSON, for a viewer; so does `Accept: application/json` alone.", default=""),
    in_query("lines", NUMBER, "The last so many lines; as text, 0 or nothing: all of them.", bounds=(0, MOST_LINES)),
    in_query("offset", NUMBER, "Leave out so many of the last lines.", default=0, bounds=(0, _FARTHEST)),
    _SINCE,
    _INODE,
    in_query(
        "around_line", NUMBER, "As JSON: lines around this one; 0: not asked for.", default=0, bounds=(0, _FARTHEST)
    ),
)
_STREAM = (
    _NAME,
    _SINCE,
    _INODE,
    in_query("lines", NUMBER, "Lines of a fresh tail.", default=USUAL_LINES, bounds=(1, MOST_LINES)),
)


class LogFileAnswer(Struct, frozen=True, kw_only=True):
    """One log file; `size` in bytes."""

    name: str
    size: int
    modified: str
    rotated: bool


class LogFilesAnswer(Struct, frozen=True, kw_only=True):
    """The names of all log files, older ones included, and more about each."""

    files: tuple[str, ...]
    details: tuple[LogFileAnswer, ...]


class LogRoutes:
    """`/logs`, over the files in *folder*. Every file is opened and read in a thread, and never held in memory whole."""

    def __init__(self, folder: Path, in_thread: InThread, followers: LogFollowers) -> None:
        self._folder = folder
        self._in_thread = in_thread
        self._followers = followers

    def routes(self) -> tuple[Route, ...]:
        """All are mirrored."""
        group = Group.LOGS
        return (
            *mirrored("logs", "GET", "/logs", group, self.files, answer=LogFilesAnswer),
            *mirrored(
                "logs.content", "GET", "/logs/<name>", group, self.content,
                parameters=_CONTENT, answer=(Plain.TEXT, Excerpt),
            ),
            *mirrored(
                "logs.download", "GET", "/logs/<name>/download", group, self.download,
                parameters=(_NAME,), answer=Plain.FILE,
            ),
            *mirrored(
                "logs.stream", "GET", "/logs/<name>/stream", group, self.stream,
                parameters=_STREAM, answer=Plain.STREAM,
            ),
        )  # fmt: skip

    def files(self, request: IRequest) -> Deferred[bytes]:
        """The names of all log files, older ones included."""

        def answer(found: tuple[LogFile, ...]) -> bytes:
            names = tuple(each.name for each in found)
            return json_response(request, LogFilesAnswer(files=names, details=tuple(map(_file_answer, found))))

        return self._in_thread(listed, self._folder).addCallback(answer)

    def content(
        self,
        request: IRequest,
        name: str,
        format: str,
        lines: int | None,
        offset: int,
        since_bytes: int,
        inode: int,
        around_line: int,
    ) -> Deferred[bytes]:
        """A file as text, whole or its last lines; or a part of it as JSON for a viewer."""
        request.setHeader(b"cache-control", b"no-cache")
        accept = request.getHeader(b"accept") or b""
        if format != "json" and (b"application/json" not in accept or b"text/plain" in accept):
            return Deferred.fromCoroutine(self._text(request, name, lines or 0, offset))
        query = ExcerptQuery(
            lines=USUAL_LINES if lines is None else max(1, lines),
            offset=offset,
            since_bytes=None if since_bytes == -1 else since_bytes,
            inode=inode,
            around_line=around_line,
        )
        return Deferred.fromCoroutine(self._excerpt(request, name, query))

    def download(self, request: IRequest, name: str) -> Deferred[bytes]:
        """A file as it is, to be saved; ranges and conditions are honoured."""
        return Deferred.fromCoroutine(self._download(request, name))

    def stream(self, request: IRequest, name: str, since_bytes: int, inode: int, lines: int) -> Deferred[bytes]:
        """What is appended from now on, or from where the client left off, as server-sent events."""
        if request.method == b"HEAD":
            request.setHeader(b"content-type", EVENT_STREAM)
            return Deferred.fromCoroutine(self._is_there(name))
        last_seen = _event_id(request.getHeader(b"last-event-id"))
        if last_seen is not None:
            inode, since_bytes = last_seen
        start = ExcerptQuery(
            lines=lines,
            since_bytes=None if since_bytes == -1 else since_bytes,
            inode=inode,
            most_bytes=MOST_QUEUED_BYTES,
        )
        return self._followers.follow(cast("Request", request), name, start)

    async def _is_there(self, name: str) -> bytes:
        (await self._open(name)).close()
        return b""

    async def _text(self, request: IRequest, name: str, lines: int, offset: int) -> bytes:
        scan = Scan()
        opening = self._in_thread(_open_at, self._folder, name, lines, offset, scan)
        found = await undisturbed(opening, lambda late: late[0].close() if late else None, scan.end)
        if found is None:
            raise Refusal(404, "not found")
        opened, window = found
        request.setHeader(b"content-type", b"text/plain; charset=utf-8")
        return await self._send(request, opened, window, cleaned_utf8())

    async def _excerpt(self, request: IRequest, name: str, query: ExcerptQuery) -> bytes:
        scan = Scan()
        reading = self._in_thread(excerpt, self._folder, name, query, None, scan)
        found = await undisturbed(reading, lambda _: None, scan.end)
        if found is None:
            raise Refusal(404, "not found")
        return json_response(request, found)

    async def _download(self, request: IRequest, name: str) -> bytes:
        opened = await self._open(name)
        request.setHeader(b"cache-control", b"no-cache")
        try:
            window = prepare(request, opened)
        except BaseException:
            opened.close()
            raise
        if window is None:
            opened.close()
            return b""
        request.setHeader(b"content-type", b"application/octet-stream")
        request.setHeader(b"content-disposition", f'attachment; filename="{name}"'.encode("ascii"))
        return await self._send(request, opened, window)

    async def _send(self, request: IRequest, opened: OpenLog, window: Window, clean: Clean | None = None) -> bytes:
        if request.method == b"HEAD":
            opened.close()
            return b""
        return await WindowSender(cast("Request", request), opened, window, self._in_thread, clean).send()

    async def _open(self, name: str) -> OpenLog:
        opening: Deferred[OpenLog | None] = self._in_thread(open_log, self._folder, name)
        opened = await undisturbed(opening, lambda late: late.close() if late else None)
        if opened is None:
            raise Refusal(404, "not found")
        return opened


def _open_at(folder: Path, name: str, lines: int, offset: int, scan: Scan) -> tuple[OpenLog, Window] | None:
    """The log *name* and where its last *lines* lines are (0: all), *offset* left out; None if there is none. Blocks."""
    opened = open_log(folder, name)
    if opened is None:
        return None
    # Where the file ends now is the end of the answer, or a file that grows faster than it is sent had none.
    whole = Window(start=0, end=opened.size)
    try:
        return opened, last_lines(opened.fd, opened.size, lines, offset, scan) if lines or offset else whole
    except BaseException:
        opened.close()
        raise


def _file_answer(file: LogFile) -> LogFileAnswer:
    return LogFileAnswer(name=file.name, size=file.size_bytes, modified=iso(file.modified), rotated=file.rotated)


def _event_id(header: bytes | None) -> tuple[int, int] | None:
    """File and position out of `Last-Event-ID`, or None."""
    inode, _, position = (header or b"").decode("latin-1").partition(":")
    return (int(inode), int(position)) if _is_number(inode) and _is_number(position) else None


def _is_number(text: str) -> bool:
    return text.isdecimal() and int(text[:20]) <= _FARTHEST and len(text) <= 20
