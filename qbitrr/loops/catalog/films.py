"""
The films of Radarr: its list, which is the whole library and is written into the catalog while it arrives, and the scores of their files,
which that list does not tell.
"""

import math
from collections.abc import Callable, Collection, Sequence

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger

from qbitrr.clients.arr.client import Arr
from qbitrr.clients.arr.records import ArrMovie
from qbitrr.clients.http.decoding import Listing, Seen
from qbitrr.decide.backoff import doubling
from qbitrr.errors import NotThere, RemoteError
from qbitrr.loops.catalog.progress import PassProgress
from qbitrr.loops.catalog.records import movie_of
from qbitrr.loops.child.workers import in_parallel
from qbitrr.model.catalog import Changes, Movie
from qbitrr.store.catalog import write as catalog
from qbitrr.store.catalog.wanted import Judge
from qbitrr.store.sqlite.database import Database

__all__ = ["FilmList", "FilmScores", "Written"]

# In one transaction.
MOST_AT_ONCE = 2000
SCORES_AT_ONCE = 100
RETRY_FIRST_SECONDS, RETRY_LONGEST_SECONDS = 300.0, 3600.0
Written = Callable[[frozenset[int]], object]
"""Hears which films (parents) are in the catalog now as they were not before, while others are still being read."""


class FilmList:
    """Copies the films of *arr* into *database*."""

    def __init__(self, arr: Arr, database: Database, judge: Judge) -> None:
        self._arr = arr
        self._database = database
        self._judge = judge
        self._seen = Seen()
        """The films as they were last listed, and as they are in the catalog."""
        self._reread: set[int] = set()
        """Those that were read alone since the list was asked for."""

    def forget(self) -> None:
        """The catalog is begun anew: what was listed before is not in it."""
        self._seen = Seen()

    async def read(self, written: Written) -> tuple[Changes, Listing[ArrMovie]]:
        """
        Read the list and write what changed. The list is without its records. Raises `RemoteError` and `StoreError`; what came before is
        written.
        """
        seen, self._seen = self._seen, Seen()  # until it is written
        self._reread = set()
        writing = _Writing(self._database, self._judge, written)
        try:
            listed = await self._arr.movies(seen, writing.take)
        finally:
            await writing.ended()
        known, missing = await self._database.run(catalog.not_among, listed.unchanged | writing.listed)
        self._seen = listed.seen.without(self._reread)
        changes = Changes(
            changed=frozenset(writing.changed),
            replaced=frozenset(writing.replaced),
            missing=missing,
            known=known - writing.new,
        )
        return changes, listed

    async def reread(self, ids: Collection[int]) -> tuple[Changes, frozenset[int]]:
        """Read these films alone; tells also which of them are gone. Raises `RemoteError` and `StoreError`."""
        found: list[Movie] = []
        gone: set[int] = set()
        for number in ids:
            try:
                found.append(movie_of(await self._arr.movie(number)))
            except NotThere:
                gone.add(number)
        # The list may say once more what it said before this: that is no longer what is known.
        self._reread.update(ids)
        self._seen = self._seen.without(ids)
        return await self._database.run(catalog.write_films, found, self._judge), frozenset(gone)


class _Writing:
    """Writes what it is handed, a batch after the other: as much in one as has come meanwhile."""

    def __init__(self, database: Database, judge: Judge, written: Written) -> None:
        self.listed: set[int] = set()
        self.changed: set[int] = set()
        self.replaced: set[int] = set()
        self.new = 0
        """How many were not known before."""
        self._database = database
        self._judge = judge
        self._written = written
        self._waiting: list[ArrMovie] = []
        self._at_work: Deferred[None] | None = None
        self._error: Exception | None = None

    def take(self, records: list[ArrMovie]) -> None:
        """Raises what an earlier batch failed with."""
        if self._error is not None:
            raise self._error
        self._waiting += records
        if self._at_work is None:
            self._at_work = Deferred.fromCoroutine(self._write())
            if self._at_work.called:
                self._at_work = None

    async def ended(self) -> None:
        """When everything is written. Raises what a batch failed with."""
        if self._at_work is not None:
            await self._at_work
        if self._error is not None:
            raise self._error

    async def _write(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
                await self._write_batch([movie_of(record) for record in batch])
        except Exception as error:
            self._error = error
        finally:
            self._at_work = None

    async def _write_batch(self, batch: list[Movie]) -> None:
        changes = await self._database.run(catalog.write_films, batch, self._judge)
        self.new += len(batch) - changes.known
        self.listed.update(film.id for film in batch)
        self.changed |= changes.changed
        self.replaced |= changes.replaced
        if changes.changed:
            self._written(changes.changed)


class FilmScores:
    """
    Reads what is not known, so many requests side by side as the Arr is asked at most. Nothing that is missing waits for this, and
    what fails here backs off by itself. Where it takes a request for each file, it is done only if *is_asked* says that files are searched
    for their scores, or a profile wants some.
    """

    log = Logger()

    def __init__(
        self, arr: Arr, database: Database, clock: IReactorTime, judge: Judge, is_asked: Callable[[], bool],
        progress: PassProgress,
    ) -> None:  # fmt: skip
        self._progress = progress
        self._arr = arr
        self._database = database
        self._clock = clock
        self._judge = judge
        self._is_asked = is_asked
        self._not_before = -math.inf
        self._failures = 0
        self._one_by_one = False
        """Radarr before 5.3.3 answers for the first film of a request only."""

    async def read(self) -> frozenset[int]:
        """The films whose files' scores are known now and were not before. Raises `StoreError`."""
        if self._clock.seconds() < self._not_before:
            return frozenset()
        written: set[int] = set()
        try:
            await self._read_all(written)
        except RemoteError as error:
            pause = doubling(RETRY_FIRST_SECONDS, self._failures, RETRY_LONGEST_SECONDS)
            self._failures += 1
            self._not_before = self._clock.seconds() + pause
            self.log.warn("{error}: scores of files are read again in {pause} s", error=error, pause=pause)
            note = {"last_error": str(error), "last_error_at": str(int(self._clock.seconds()))}
            await self._database.run(catalog.set_meta, note)
        else:
            self._failures = 0
        return frozenset(written)

    async def _read_all(self, written: set[int]) -> None:
        wanted = await self._wanted()
        if not wanted:
            return
        if not self._one_by_one and len(wanted) > 2:
            # The first request tells whether Radarr looks at more than its first film.
            first, wanted = wanted[:SCORES_AT_ONCE], wanted[SCORES_AT_ONCE:]
            if await self._read_some(first, written) < len(first) / 2:
                self._one_by_one = True
                self.log.info("{where} tells the scores of one film at a time", where=self._arr.where)
                wanted = await self._wanted()
        if self._one_by_one and not (self._is_asked() or await self._database.run(catalog.scores_matter)):
            return  # a request for each file, for nothing
        size = 1 if self._one_by_one else SCORES_AT_ONCE
        batches = [wanted[begin : begin + size] for begin in range(0, len(wanted), size)]
        await in_parallel(self._arr.dialect.parallel, lambda batch: self._read_some(batch, written), batches)

    async def _wanted(self) -> Sequence[int]:
        wanted = await self._database.run(catalog.unscored)
        if wanted:
            self._progress.begin("scores", len(wanted))
        return wanted

    async def _read_some(self, batch: Sequence[int], written: set[int]) -> int:
        files = await self._arr.movie_files(batch)
        scores = {file.movie_id: (file.id, file.custom_format_score) for file in files if file.movie_id}
        await self._database.run(catalog.write_scores, scores, self._judge)
        written.update(scores)
        self._progress.step(len(batch))
        return len(scores)
