"""
When the library is looked through: at the start, every few minutes, and when something happened.
"""

import math
import random
from collections.abc import Callable, Collection

from attrs import evolve
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger
from twisted.python.failure import Failure

from qbitrr.decide.backoff import doubling
from qbitrr.errors import RemoteError, StoreError, Unauthorized, Unreachable
from qbitrr.loops.arr.link import Link
from qbitrr.loops.catalog.passes import LibraryCopy, Pass
from qbitrr.loops.child.tasks import Cycle
from qbitrr.store.catalog import write as catalog
from qbitrr.store.sqlite.database import Database
from qbitrr.store.sqlite.sql import Damaged

__all__ = ["CatalogRefresher"]

JITTER = 0.1
# A list that takes d seconds is not asked for again before 40 d: at most 2.5 % of the Arr's time.
BRAKE = 40.0
LONGEST_PAUSE_SECONDS = 3600.0
# However often somebody asks for a pass.
ASKED_EVERY_SECONDS = 30.0
# The disk is full.
TROUBLE_SECONDS = 60.0
# A pass that failed, although the Arr is there, is repeated after a minute, or twice the time it took, doubling.
FIRST_BACK_OFF_SECONDS, LONGEST_BACK_OFF_SECONDS = 60.0, 1800.0


class CatalogRefresher:
    """
    Keeps the catalog equal to the *library*, as long as the *link* is up.

    *interval* tells the usual seconds between two passes, *passed* is called with what each pass did, *written* when part of it is in the
    catalog, *usable* when what an earlier start has left can be used. `source` names the Arr the catalog must be of, *repaired* hears
    what became of a catalog that was damaged. *jitter* yields 0 to 1.
    """

    log = Logger()

    def __init__(
        self,
        library: LibraryCopy,
        database: Database,
        link: Link,
        clock: IReactorTime,
        *,
        source: str,
        interval: Callable[[], float],
        passed: Callable[[Pass], object],
        written: Callable[[], object] = lambda: None,
        usable: Callable[[], object] = lambda: None,
        repaired: Callable[[str], object] = lambda text: None,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self.trouble = ""
        """Why the last pass failed; empty when it did not."""
        self._was_filled = self._is_begun = False
        self._has_passed = False
        self._judged = False
        self._library = library
        self._database = database
        self._link = link
        self._clock = clock
        self._source = source
        self._interval = interval
        self._passed = passed
        self._part_written = written
        self._usable = usable
        self._repaired = repaired
        self._jitter = jitter
        self._marked: set[int] = set()
        self._is_touched = False
        self._began_at: float | None = None
        """When the last pass began."""
        self.read_from = -math.inf
        """When the last pass that succeeded began: what the catalog does not have since then did not exist at that moment."""
        self._asked_at = -math.inf
        """When the last pass that somebody asked for was to begin."""
        self._pass_at = 0.0
        """When the library is to be looked through again; what is between is about single entries."""
        self._failures = 0
        self._cycle = Cycle(clock, self._turn, self._turn_failed)

    @property
    def is_filled(self) -> bool:
        """Whether the catalog can be relied on: a pass has succeeded, or failed but an earlier start had one."""
        return self._has_passed or (bool(self.trouble) and self._was_filled)

    @property
    def is_whole(self) -> bool:
        """Whether all of the library is in the catalog, be it as an earlier start has read it."""
        return self._has_passed or self._was_filled

    @property
    def is_usable(self) -> bool:
        """
        Whether anything of this Arr is in the catalog, be it of an earlier start or what has been read so far: single entries may be read
        anew and used.
        """
        return self._has_passed or self._is_begun

    def start(self) -> None:
        """Begin with a pass at once."""
        self._cycle.start()

    def stop(self) -> Deferred[None]:
        """Fires when no pass runs any more; a transaction under way is finished."""
        return self._cycle.stop()

    def reread_soon(self, seconds: float, parents: Collection[int]) -> None:
        """Read these *parents* (films) anew in *seconds* or earlier, and not the whole library. Requests in between become one."""
        self._marked |= set(parents)
        self._cycle.soon(seconds)

    def touched_soon(self, seconds: float) -> None:
        """The Arr did something to its library: in *seconds* or earlier, read what its history says that was, and nothing else."""
        self._is_touched = True
        self._cycle.soon(seconds)

    def refresh_now(self) -> None:
        """A pass at once, whatever the brake says: somebody waits for it. Of such passes there is one in 30 s."""
        now = self._clock.seconds()
        if now >= self._asked_at:
            self._asked_at = max(now, self._asked_at + ASKED_EVERY_SECONDS)
        at = self._asked_at
        self._pass_at = min(self._pass_at, at)
        self._cycle.soon(at - now)

    def came_back(self) -> None:
        """The Arr answers again: there may be much that is new. One that comes and goes is not read each time."""
        if self._began_at is not None:
            now = self._clock.seconds()
            at = max(now, self._began_at + ASKED_EVERY_SECONDS)
            self._pass_at = min(self._pass_at, at)
            self._cycle.soon(at - now)

    def reconsider(self) -> None:
        """The configuration is another one: what is known is judged anew, at once."""
        self._cycle.soon(0.0)

    async def _turn(self) -> float:
        """A pass, or what is to be done between two; returns the seconds to wait after it."""
        began = self._clock.seconds()
        try:
            self._judged |= await self._library.prepare(self._source)
            was_usable = self.is_usable
            self._was_filled = await self._database.run(catalog.is_filled, self._library.kind)
            self._is_begun = await self._database.run(catalog.has_leaves, self._library.kind)
            if self.is_usable and not was_usable:
                self._usable()
            await self._link.up()
            began = self._clock.seconds()
            marked, self._marked = self._marked, set()
            is_touched, self._is_touched = self._is_touched, False
            if began < self._pass_at:
                await self._between(marked, is_touched)
                return max(0.0, self._pass_at - self._clock.seconds())
            self._began_at = began
            await self._library.mark(marked)
            found = await self._library.refresh(self._interval(), self._written)
            self._read(found)
            if scored := await self._library.read_scores():
                self._passed(Pass(touched=scored))
            return self._pause(found)
        except (Unreachable, Unauthorized) as error:
            self._fail(error)
            # Away altogether? Then that is what is waited for.
            if await self._link.check():
                return self._back_off(began)
            self._pass_at = 0.0
            return 0.0
        except Damaged as error:
            self._fail(error)
            self._was_filled = self._is_begun = False
            self._library.forget()
            await self._database.close()
            opened = await self._database.open()
            self._repaired(opened.problem.text if opened.problem else str(error))
            return 0.0
        except RemoteError as error:
            self._fail(error)
            return self._back_off(began)
        except StoreError as error:
            self._fail(error)
            return TROUBLE_SECONDS

    async def _between(self, marked: Collection[int], is_touched: bool) -> None:
        """What happened to some is no reason to ask for everything."""
        touched: frozenset[int] = frozenset()
        try:
            if marked:
                touched |= (await self._library.reread(marked)).touched
            if is_touched:
                touched |= (await self._library.reread_touched()).touched
        except RemoteError as error:
            self.log.info("what happened to some entries is read by the next pass only: {error}", error=error)
        judged, self._judged = self._judged, False
        if touched or judged:
            self._passed(Pass(touched=touched, judged=judged))

    def _written(self, _: frozenset[int]) -> None:
        """Some of it is in the catalog, while the rest is still being read."""
        self._is_begun = True
        self._part_written()

    def _read(self, found: Pass) -> None:
        """The library is read; scores of its files may come later."""
        self._link.answered()
        self.trouble, self._has_passed, self._failures = "", True, 0
        if self._began_at is not None:
            self.read_from = self._began_at
        judged, self._judged = self._judged, False
        self._passed(evolve(found, judged=judged))

    def _turn_failed(self, error: Exception) -> float:
        self.log.failure("a pass over the library failed", failure=Failure(error))
        return TROUBLE_SECONDS

    def _fail(self, error: Exception) -> None:
        if self.trouble != str(error):
            self.log.warn("the library could not be read: {error}", error=error)
        self.trouble = str(error)

    def _back_off(self, began: float) -> float:
        """The list is in vain, or slower than its limit: it is not asked for again soon, whatever happens meanwhile."""
        now = self._clock.seconds()
        first = max(FIRST_BACK_OFF_SECONDS, 2 * (now - began))
        pause = doubling(first, self._failures, LONGEST_BACK_OFF_SECONDS)
        self._failures += 1
        self._pass_at = now + pause
        return pause

    def _pause(self, found: Pass) -> float:
        usual = self._interval() * (1 + JITTER * (2 * self._jitter() - 1))
        braked = min(LONGEST_PAUSE_SECONDS, BRAKE * found.list_seconds)
        if found.failed:
            usual = min(usual, TROUBLE_SECONDS * 5)
        pause = max(usual, braked)
        self._pass_at = self._clock.seconds() + pause
        return pause
