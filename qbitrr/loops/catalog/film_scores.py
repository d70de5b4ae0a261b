"""
The scores of films' files, which Radarr does not tell in its list.
"""

import math
from collections.abc import Callable, Sequence

from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger

from qbitrr.clients.arr.client import Arr
from qbitrr.decide.backoff import doubling
from qbitrr.errors import RemoteError
from qbitrr.loops.catalog.progress import PassProgress
from qbitrr.loops.child.workers import in_parallel
from qbitrr.store.catalog import write as catalog
from qbitrr.store.catalog.wanted import Judge
from qbitrr.store.sqlite.database import Database

__all__ = ["FilmScores"]

SCORES_AT_ONCE = 100
RETRY_FIRST_SECONDS, RETRY_LONGEST_SECONDS = 300.0, 3600.0


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
