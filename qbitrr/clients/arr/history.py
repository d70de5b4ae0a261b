"""
What an Arr remembers of downloads: the newest event of each, and whether its memory can be believed.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Protocol

from attrs import frozen

from qbitrr.clients.arr.wire import HistoryPage, HistoryRecord, Row, history_page
from qbitrr.clients.http.decoding import rows
from qbitrr.model.torrents.told import Told, Word

__all__ = ["ClientRow", "HealthRow", "History", "RecentImports", "client_trouble", "newest_words"]

PAGE = 1000
_MOST_PAGES = 1000
_NUMBERS = {"radarr": (3, 1, 4, 9), "sonarr": (3, 1, 4, 7), "lidarr": (3, 8, 1, 4, 10), "readarr": (3, 8, 1, 4, 10)}
_IMPORTED_NUMBER = "3"
_WORDS = {
    "grabbed": Told.GRABBED,
    "downloadFolderImported": Told.IMPORTED,
    "trackFileImported": Told.IMPORTED,
    "bookFileImported": Told.IMPORTED,
    "downloadImported": Told.IMPORTED,
    "downloadFailed": Told.FAILED,
    "downloadIgnored": Told.IGNORED,
}
_CLIENT_CHECKS = frozenset({"DownloadClientCheck", "DownloadClientStatusCheck"})
_NEWEST_FIRST = (("sortKey", "date"), ("sortDirection", "descending"))


class HealthRow(Row, frozen=True, kw_only=True):
    """An entry of `health`."""

    source: str = ""
    message: str = ""


class ClientRow(Row, frozen=True, kw_only=True):
    """A download client of the Arr."""

    name: str = ""
    protocol: str = ""


@frozen
class RecentImports:
    """The download ids (lower case) of the newest imports; `since` is the Arr's date of the oldest of them, 0 when these are all."""

    hashes: frozenset[str]
    since: int


class Asks(Protocol):
    """The Arr that is asked: its address, and its answer to a read as bytes."""

    where: str

    async def read(self, path: str, query: Iterable[tuple[str, str]] = ()) -> bytes: ...


class History:
    """
    The history of *arr*, of *kind*. Everything here may raise what `Arr` raises. Hashes are in lower case; only dates of the Arr are
    compared with one another.
    """

    def __init__(self, arr: Asks, kind: str) -> None:
        self._arr = arr
        # Imports first: an Arr that knows only one type per request takes the first.
        self._types = [("eventType", str(number)) for number in _NUMBERS[kind]]

    async def word_on(self, hash: str) -> Word:
        """The newest event of one download. One request, not filtered by type, so that every version answers it."""
        page = await self._page(1, [("downloadId", hash.upper())])
        return newest_words(page.records).get(hash.lower(), Word(Told.NONE))

    async def words_on(self, hashes: Collection[str]) -> dict[str, Word]:
        """
        The newest event of each of many downloads, read in pages, newest first, until all are found. Those the whole history
        does not name are `NONE`; if it shrank while it was read they are left out.
        """
        wanted = {hash_.lower() for hash_ in hashes}
        found: dict[str, Word] = {}
        most, seen = 0, 0
        for number in range(1, _MOST_PAGES + 1):
            page = await self._page(number, self._types)
            for hash_, word in newest_words(page.records).items():
                if hash_ in wanted:
                    found.setdefault(hash_, word)
            seen += page.rows
            if page.total < most or wanted <= found.keys():
                return found
            most = page.total
            if not page.rows or seen >= page.total:
                break
        else:
            return found
        return {hash_: found.get(hash_, Word(Told.NONE)) for hash_ in wanted}

    async def recent_imports(self) -> RecentImports:
        """The newest thousand imports, to see whether those that are known are still there."""
        page = await self._page(1, [("eventType", _IMPORTED_NUMBER)])
        imports = [each for each in page.records if _WORDS.get(each.event_type) is Told.IMPORTED]
        whole = page.rows >= page.total
        since = 0 if whole else min((each.at or 0 for each in imports), default=0)
        return RecentImports(frozenset(each.download_id.lower() for each in imports), since)

    async def doubt(self) -> str:
        """What is wrong between the Arr and a torrent client, for which it may have missed things; empty when nothing is."""
        health = rows(self._arr.where, await self._arr.read("health"), HealthRow)
        if not any(each.source in _CLIENT_CHECKS for each in health):
            return ""
        clients = rows(self._arr.where, await self._arr.read("downloadclient"), ClientRow)
        return client_trouble(health, clients)

    async def _page(self, number: int, query: Iterable[tuple[str, str]]) -> HistoryPage:
        paging = (("page", str(number)), ("pageSize", str(PAGE)), *_NEWEST_FIRST)
        return history_page(self._arr.where, await self._arr.read("history", [*paging, *query]))


def newest_words(records: Iterable[HistoryRecord]) -> dict[str, Word]:
    """The newest event that counts of each download among *records*, in whatever order they are."""
    newest: dict[str, tuple[int, int, Told]] = {}
    for each in records:
        told = _WORDS.get(each.event_type)
        if told is None or not each.download_id:
            continue
        hash_, rank = each.download_id.lower(), (each.at or 0, each.id, told)
        if hash_ not in newest or rank[:2] > newest[hash_][:2]:
            newest[hash_] = rank
    return {hash_: Word(told, at) for hash_, (at, _, told) in newest.items()}


def client_trouble(health: Iterable[HealthRow], clients: Iterable[ClientRow]) -> str:
    """
    The Arr's complaint about a torrent client. One that names only clients for something else (usenet) is none; one that names
    nobody is about all of them.
    """
    by_protocol: Mapping[bool, list[str]] = {True: [], False: []}
    for client in clients:
        if client.name:
            by_protocol[client.protocol.lower() == "torrent"].append(client.name)
    for entry in health:
        if entry.source not in _CLIENT_CHECKS:
            continue
        names_torrent = any(name in entry.message for name in by_protocol[True])
        if names_torrent or not any(name in entry.message for name in by_protocol[False]):
            return entry.message or entry.source
    return ""
