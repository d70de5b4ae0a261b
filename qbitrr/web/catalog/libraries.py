"""
Which library a request means, and reading it beside the reactor.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IReactorTime
from twisted.python.failure import Failure
from twisted.web.iweb import IRequest

from qbitrr.config.schema.config import ArrSection
from qbitrr.model.catalog import ArrType
from qbitrr.store.catalog.browse.asked import Scope
from qbitrr.store.catalog.browse.merged import Shelf
from qbitrr.store.sqlite.reader import Reader
from qbitrr.store.sqlite.sql import Damaged, NoFile
from qbitrr.web.catalog.finding import find_arr
from qbitrr.web.http.answers import Refusal, json_response
from qbitrr.web.serving.threads import InThread

__all__ = ["Libraries"]

S = TypeVar("S", bound=Struct)
_FILE = "catalog.db"
REFRESHED_SECONDS = 30.0
_REPAIRED_SECONDS = 960.0
"""Whatever is damaged, its loop has noticed after a quarter of an hour."""
_LOOKED_AT_SECONDS = 300.0
"""Damage that was seen longer ago may have been mended since."""
_NOT_REPAIRED = "Database corruption detected — automatic repair failed"


class Libraries:
    """
    The libraries of the managed Arrs, those of *arrs* at each request, in *folder* (one folder for each section). *in_thread* is of
    their own: a disk that hangs delays nobody else. *refresh* has the library of a section looked through.
    """

    def __init__(
        self,
        arrs: Callable[[], Sequence[ArrSection]],
        folder: Path,
        clock: IReactorTime,
        in_thread: InThread,
        refresh: Callable[[str], object],
    ) -> None:
        self._arrs = arrs
        self._folder = folder
        self._clock = clock
        self._in_thread = in_thread
        self._refresh = refresh
        self._readers: dict[str, Reader] = {}
        self._refreshed: dict[str, float] = {}
        self._damaged: dict[str, tuple[float, float]] = {}
        """Since when libraries were found damaged, and when they were last."""

    def close(self) -> None:
        """Let all files go."""
        for reader in self._readers.values():
            reader.close()
        self._readers.clear()

    def find(self, type: ArrType, key: str, *, live: bool = False) -> Shelf:
        """
        The library *key* means: a category, else a section, else the type itself if there is one of that type only. With *live* it
        is looked through soon, every half minute at most. Raises `Refusal`.
        """
        found = find_arr(self._of(type), type, key)
        if found is None:
            raise Refusal(404, f"Unknown {type} category {key}")
        if live:
            self._look_through(found.section)
        return self._shelf(found)

    def every(self, type: ArrType) -> list[Shelf]:
        """All libraries of a type."""
        return [self._shelf(arr) for arr in self._of(type)]

    def answer(
        self, request: IRequest, read: Callable[[], S | None], *, empty: S | None = None, gone: str = ""
    ) -> Deferred[bytes]:
        """
        What *read* makes, in a thread, as an answer: *empty* while a library has not been read, 404 with the words *gone* where there
        is nothing.
        """

        def work() -> bytes | None:
            try:
                found = read()
            except NoFile:
                found = empty
            return None if found is None else msgspec.json.encode(found)

        def written(body: bytes | None) -> bytes:
            if body is None:
                raise Refusal(404, gone)
            return json_response(request, msgspec.Raw(body))

        def repaired(failure: Failure) -> bytes:
            failure.trap(Damaged)
            raise Refusal(503, self._of_damage(str(failure.value)), retry_after=5) from failure.value

        return self._in_thread(work).addErrback(repaired).addCallback(written)

    def _of_damage(self, told: str) -> str:
        """
        What is said of a damaged file, which *told* begins with. The loop of its section repairs it, most likely as soon as it looks
        through it; one that is damaged when that must have been done was not.
        """
        section = next((each for each, reader in self._readers.items() if told.startswith(f"{reader.path}:")), "")
        now = self._clock.seconds()
        first, last = self._damaged.get(section, (now, now))
        if now - last > _LOOKED_AT_SECONDS:
            first = now
        self._damaged[section] = (first, now)
        self._look_through(section)
        is_left = now - first >= _REPAIRED_SECONDS
        return _NOT_REPAIRED if is_left else "Database was repaired — retry shortly"

    def _of(self, type: ArrType) -> list[ArrSection]:
        arrs = self._arrs()
        for section in self._readers.keys() - {arr.section for arr in arrs}:
            self._readers.pop(section).close()
            self._refreshed.pop(section, None)
            self._damaged.pop(section, None)
        return [arr for arr in arrs if arr.type == type]

    def _shelf(self, arr: ArrSection) -> Shelf:
        reader = self._readers.get(arr.section)
        if reader is None:
            reader = self._readers[arr.section] = Reader(self._folder / arr.section / _FILE)
        scope = Scope(category=arr.category, now=self._clock.seconds(), specials=arr.search.also_search_specials)
        return Shelf(instance=arr.section, scope=scope, reader=reader)

    def _look_through(self, section: str) -> None:
        now = self._clock.seconds()
        if now - self._refreshed.get(section, -REFRESHED_SECONDS) >= REFRESHED_SECONDS:
            self._refreshed[section] = now
            self._refresh(section)
