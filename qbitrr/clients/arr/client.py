"""
The client of one Arr: its queue, its commands, its memory of what it grabbed, its library.

Everything here may raise `Unreachable`, `TimedOut`, `Unauthorized`, `BadAnswer`, `NotThere` and `Rejected` (see `qbitrr.errors`).
Cancelling a call aborts its request. What a person or a download waits for goes past the lists of the library: it has
a slot of its own.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from twisted.internet.defer import DeferredSemaphore

from qbitrr._version import __version__
from qbitrr.clients.arr.commands import CommandRow, CommandStatus, SearchCommand, command_status, search_body
from qbitrr.clients.arr.dialects import DIALECTS, ArrKind
from qbitrr.clients.arr.history import History
from qbitrr.clients.arr.library import Library
from qbitrr.clients.arr.wire import (
    ArrItem,
    ArrVersion,
    Grab,
    PathMapping,
    QueueCounts,
    QueuePage,
    QueueRow,
    RootFolder,
    StatusRow,
    history_page,
    queue_page,
    queue_record,
)
from qbitrr.clients.http.decoding import acknowledged, decoded, rows
from qbitrr.clients.http.http import LIST, READ, WRITE, Http, HttpAnswer, Manner
from qbitrr.clients.http.manners import MIB, Retries
from qbitrr.errors import BadAnswer, NotThere, OnHold
from qbitrr.model.torrents.queue import QueueRecord

__all__ = ["AGENT", "Arr", "ArrItem", "ArrVersion", "CommandStatus", "Grab", "PathMapping", "SearchCommand"]

T = TypeVar("T")
AGENT = "qbitrr"
"""What we call ourselves."""
_QUEUE_PAGE = 1000
_QUEUE_ROOM = 200
_QUEUE_TRIES = 4
_MOST_LOST = 20
_GRABBED = 1


class Arr(Library):
    """
    The Arr of *kind* behind *http*, whose base address is the Arr's own (`http://host:7878`, with its URL base if it has one).
    *api_key* travels in a header, to that origin only.
    """

    def __init__(self, kind: ArrKind | str, http: Http, api_key: str, on_hold: Callable[[], str] = lambda: "") -> None:
        self.on_hold = on_hold
        """Why nothing may be changed there now, empty if it may: then every changing call raises `OnHold`, and nothing is sent."""
        # The Arr keeps a name with each command, by which ours are told from those of others: that of a header which nobody else sends,
        # since today's releases look for it without the hyphen.
        name = f"{AGENT}/{__version__}"
        headers = {"X-Api-Key": api_key, "User-Agent": name, "UserAgent": name}
        super().__init__(http.with_headers(headers), DIALECTS[kind])
        self.history = History(self, self.dialect.kind)
        self._urgent = DeferredSemaphore(1)
        # Of its own: a queue that takes minutes, or never comes, delays nobody but who waits for it.
        self._queue_turn = DeferredSemaphore(1)
        self._queue_page = _QUEUE_PAGE

    @property
    def answered_after(self) -> float | None:
        """Seconds until its last answer began; None before the first."""
        return self._http.answered_after

    async def status(self) -> ArrVersion:
        """
        Who answers there, within half a minute: it waits for nothing else that is asked, which may hang for minutes. Raises
        `BadAnswer` when it is another kind of Arr, or none.
        """
        answer = await self._http.fetch("GET", self._path("system/status"), manner=_IS_IT_THERE)
        row = decoded(self.where, answer.body, StatusRow)
        if row.app_name.lower() != self.dialect.app_name.lower():
            raise BadAnswer(where=self.where, why=f"that is a {row.app_name}, not a {self.dialect.app_name}")
        return ArrVersion(app_name=row.app_name, version=row.version)

    # The queue

    async def queue(self) -> tuple[QueueRecord, ...]:
        """
        Every record of the queue that is a torrent in a client.

        It is read in one page: pages read one after the other miss records when the queue moves in between, and a missing
        record would count as imported (besides, the Arrs answer a page past the end with another one). A queue that outgrew
        the page is read again with a larger one. Raises `BadAnswer` if it cannot be read whole.
        """
        # Pages of old versions repeat records; one without an id cannot be told apart and counts for itself.
        rows = enumerate(await self._whole_queue(), 1)
        known = {row.id or -place: queue_record(row, self.dialect) for place, row in rows}
        return tuple(record for record in known.values() if record is not None)

    async def queued_items(self) -> frozenset[int]:
        """
        The movies, episodes, albums or books of every record of the queue, be it a torrent, a usenet download, or a release held
        back that is in no client yet. Raises `BadAnswer` if it cannot be read whole.
        """
        media = self.dialect.media
        return frozenset(row.by_name(media) for row in await self._whole_queue() if row.by_name(media))

    async def _whole_queue(self) -> list[QueueRow]:
        for _ in range(_QUEUE_TRIES):
            try:
                page = await self._queue(self._queue_page)
            except NotThere:
                return await self._queue_in_parts()
            if len(page.records) >= page.total_records:
                return page.records
            self._queue_page = max(self._queue_page, page.total_records + _QUEUE_ROOM)
        raise BadAnswer(where=self.where, why="the queue could not be read as a whole")

    async def _queue_in_parts(self) -> list[QueueRow]:
        """
        The queue without the records for which the Arr answers 404: what one of them is for is gone from its library since, and it
        answers so to every page with that record, until it looks at its queue anew.
        """
        total = (await self._get("queue/status", QueueCounts)).total_count
        found: dict[int, QueueRow] = {}
        lost, parts = 0, [(0, 1 << max(0, total - 1).bit_length())]
        while parts:
            begin, size = parts.pop()
            if begin >= total:
                continue  # it would answer with another page
            try:
                page = await self._queue(size, begin // size + 1)
            except NotThere:
                lost += size == 1
                if size == 1 and lost <= _MOST_LOST:
                    continue
                if size == 1:
                    raise
                parts += [(begin + size // 2, size // 2), (begin, size // 2)]
            else:
                found |= {row.id or -begin - place: row for place, row in enumerate(page.records, 1)}
        if len(found) + lost < total:
            raise BadAnswer(
                where=self.where, why="the queue could not be read as a whole, and moved while it was read in parts"
            )
        return list(found.values())

    async def _queue(self, size: int, number: int = 1) -> QueuePage:
        query = [
            ("page", str(number)),
            ("pageSize", str(size)),
            ("sortKey", "timeleft"),
            ("sortDirection", "ascending"),
            (self.dialect.unknown_items, "true"),
            *((include, "false") for include in self.dialect.includes),
        ]
        async with self._queue_turn:
            answer = await self._http.fetch("GET", self._path("queue"), query=query, manner=LIST)
        return queue_page(self.where, answer.body)

    async def delete_queue(
        self, id: int, *, blocklist: bool, skip_redownload: bool, remove_from_client: bool = False
    ) -> None:
        """
        Take the download behind queue record *id* out of the queue, with *blocklist* as failed. One call is enough for all
        records of a download; the others, and any that left meanwhile, raise `NotThere`. With *skip_redownload* the Arr
        does not search by itself.
        """
        query = [
            ("removeFromClient", _word(remove_from_client)),
            ("blocklist", _word(blocklist)),
            ("skipRedownload", _word(skip_redownload)),
        ]
        answer = await self._change("DELETE", self._path(f"queue/{id}"), query=query)
        acknowledged(self.where, answer.body)

    # What it remembers

    async def grab_of(self, hash: str) -> Grab | None:
        """
        The Arr's memory of having grabbed the torrent *hash*, None if it never did. `media_ids` are everything that release
        was grabbed for.
        """
        query = [("downloadId", hash.upper()), ("eventType", str(_GRABBED)), ("pageSize", "1000"), *_NEWEST_FIRST]
        page = history_page(self.where, await self.read("history", query))
        records = [record for record in page.records if record.download_id.lower() == hash.lower()]
        if not records:
            return None
        newest = max(records, key=lambda record: record.at or 0)
        media = dict.fromkeys(record.by_name(self.dialect.media) for record in records)
        parents = dict.fromkeys(record.by_name(self.dialect.parent) for record in records)
        return Grab(
            history_id=newest.id,
            media_ids=tuple(id for id in media if id),
            parent_ids=tuple(id for id in parents if id),
            title=newest.source_title,
            at=newest.at or 0,
        )

    async def mark_failed(self, history_id: int) -> None:
        """
        Mark a grab as failed: its release is blocklisted, and the Arr searches by itself if it is set to. Raises `NotThere`
        for an unknown id.
        """
        answer = await self._change("POST", self._path(f"history/failed/{history_id}"), json={})
        acknowledged(self.where, answer.body)

    async def item(self, id: int) -> ArrItem | None:
        """The movie, episode, album or book *id* as it is now, None if it does not exist any more."""
        try:
            return await self._get(f"{self.dialect.item_path}/{id}", ArrItem)
        except NotThere:
            return None

    async def root_folders(self) -> tuple[str, ...]:
        """The folders its library lies in, as it sees them."""
        return tuple(row.path for row in rows(self.where, await self.read("rootfolder"), RootFolder) if row.path)

    async def remote_path_mappings(self) -> tuple[PathMapping, ...]:
        """How the Arr translates paths of its download clients."""
        async with self._urgent:
            answer = await self._http.fetch("GET", self._path("remotepathmapping"))
        return tuple(rows(self.where, answer.body, PathMapping))

    # Commands

    async def commands(self) -> tuple[CommandStatus, ...]:
        """All commands the Arr has in memory: active ones, and those that ended within about five minutes."""
        async with self._urgent:
            answer = await self._http.fetch("GET", self._path("command"))
        return tuple(command_status(row) for row in rows(self.where, answer.body, CommandRow))

    async def command(self, id: int) -> CommandStatus:
        """One command; finished ones are remembered for a day, then it raises `NotThere`."""
        return command_status(await self._get(f"command/{id}", CommandRow))

    async def search(self, what: SearchCommand | Sequence[int]) -> CommandStatus:
        """
        Start a search, for a list of ids one for these items. An equal one that is already queued or running is returned
        instead of a new one. Raises `ValueError` for a search this kind of Arr does not have.
        """
        command = what if isinstance(what, SearchCommand) else SearchCommand(ids=tuple(what))
        return await self._command(search_body(self.dialect, command))

    async def import_scan(self, path: str, hash: str, mode: str = "auto") -> CommandStatus:
        """
        Start the import of the finished torrent *hash* from *path*, as the Arr sees that path; *mode* is `auto`, `move` or
        `copy`. What came of it is `result` of the command once it is over.
        """
        body = {"name": self.dialect.scan, "path": path, "downloadClientId": hash.upper(), "importMode": mode.lower()}
        return await self._command(body)

    async def rss_sync(self) -> CommandStatus:
        """Have it read the feeds of its indexers."""
        return await self._command({"name": "RssSync"})

    async def refresh_downloads(self) -> CommandStatus:
        """Have it look at its download clients now."""
        return await self._command({"name": "RefreshMonitoredDownloads"})

    async def read(self, path: str, query: Iterable[tuple[str, str]] = ()) -> bytes:
        """The answer to a read, undecoded."""
        async with self._urgent:
            answer = await self._http.fetch("GET", self._path(path), query=list(query), manner=READ)
        return answer.body

    async def replace(self, path: str, record: object, query: Iterable[tuple[str, str]] = ()) -> None:
        """Write a record of its settings back."""
        await self._change("PUT", self._path(path), query=list(query), json=record)

    async def clock_ahead(self, now: Callable[[], float]) -> float | None:
        """By how many seconds its clock is ahead of ours, *now*; None when it does not say what time it has."""
        async with self._urgent:
            answer = await self._http.fetch("GET", self._path("system/status"))
        return answer.ahead_of(now())

    async def _command(self, body: dict[str, Any]) -> CommandStatus:
        answer = await self._change("POST", self._path("command"), json=body)
        return command_status(decoded(self.where, answer.body, CommandRow))

    async def _single(self, path: str, kind: type[T]) -> T:
        """One record of the library, past its lists: a search waits for it."""
        return await self._get(path, kind)

    async def _change(
        self, method: str, path: str, *, query: Sequence[tuple[str, str]] = (), json: object = None
    ) -> HttpAnswer:
        """What changes something there goes this way."""
        async with self._urgent:
            if why := self.on_hold():
                raise OnHold(where=self.where, why=why)
            return await self._http.fetch(method, path, query=query, json=json, manner=_ANEW)

    async def _get(self, path: str, kind: type[T], query: Sequence[tuple[str, str]] = (), manner: Manner = READ) -> T:
        async with self._urgent:
            answer = await self._http.fetch("GET", self._path(path), query=query, manner=manner)
        return decoded(self.where, answer.body, kind)


# Done anew each time it is asked: an answer that got lost does not say that nothing happened.
_ANEW = WRITE.once()
_IS_IT_THERE = Manner(patience=10.0, limit=MIB, retries=Retries(times=2))
_NEWEST_FIRST = (("sortKey", "date"), ("sortDirection", "descending"))


def _word(flag: bool) -> str:
    return "true" if flag else "false"
