"""
What a search loop says about itself: when it changes, and now and then.
"""

from collections.abc import Callable, Sequence

from msgspec.structs import replace
from twisted.internet.interfaces import IReactorTime

from qbitrr.decide.searches.telling import SearchPhase, summary
from qbitrr.loops.arr.link import Link
from qbitrr.loops.catalog.passes import LibraryCopy
from qbitrr.loops.catalog.refresher import CatalogRefresher
from qbitrr.loops.searches.follow import CommandFollower
from qbitrr.loops.searches.lanes.catalogued import MissingLane
from qbitrr.loops.searches.lanes.proposal import SearchLane
from qbitrr.loops.searches.memory import SearchMemory
from qbitrr.loops.searches.sender import SearchSender
from qbitrr.model.status import SearchReport

__all__ = ["REPORT_SECONDS", "FileProblems", "SearchReporter"]

REPORT_SECONDS, PROGRESS_SECONDS = 20.0, 2.0
MOST_PROBLEMS_KEPT = 5


class FileProblems:
    """What became of damaged files in this life, why a file is slow, and that one cannot be written now (`disk`; empty if it can)."""

    def __init__(self) -> None:
        self.disk = ""
        self._texts: list[str] = []

    def add(self, text: str) -> None:
        """Something that stays true. The newest few are kept."""
        self._texts = [*(each for each in self._texts if each != text), text][-MOST_PROBLEMS_KEPT:]

    @property
    def texts(self) -> tuple[str, ...]:
        """All of it, in words."""
        return tuple(text for text in (self.disk, *self._texts) if text)


class SearchReporter:
    """Puts together how things stand. `phase` is what the last turn was about, *say* tells the supervisor."""

    def __init__(
        self, link: Link, memory: SearchMemory, sender: SearchSender, follower: CommandFollower, refresher: CatalogRefresher,
        library: LibraryCopy, lanes: Sequence[SearchLane], missing: MissingLane, clock: IReactorTime, say: Callable[[SearchReport], object],
    ) -> None:  # fmt: skip
        self.phase: SearchPhase = "starting"
        self._link = link
        self._memory = memory
        self._sender = sender
        self._follower = follower
        self._refresher = refresher
        self._library = library
        self._lanes = lanes
        self._missing = missing
        self._clock = clock
        self._say = say
        self._said: SearchReport | None = None

    def progressed(self) -> None:
        """Looking through the library has come further: say so now and then, and when something else begins."""
        said, now = self._said, self._library.progress
        known = said.catalog.phase if said is not None and said.catalog is not None else None
        if said is None or known != (now and now.phase) or self._clock.seconds() - said.at >= PROGRESS_SECONDS:
            self.report()

    def report(self) -> None:
        """Say how things stand, unless that was said lately."""
        report, last = self._report(), self._said
        if (
            last is None
            or report.at - last.at >= REPORT_SECONDS
            or replace(report, at=last.at, arr_at=last.arr_at, arr_answered_after=last.arr_answered_after) != last
        ):
            self._said = report
            self._say(report)

    def _report(self) -> SearchReport:
        now, sender, link, missing = self._clock.seconds(), self._sender, self._link, self._missing
        down = not link.is_up and bool(link.why)
        phase = self.phase
        if down or sender.retry_at > now:
            phase = "refused" if sender.refusal and not down else "backoff"
        text, at = sender.last
        return SearchReport(
            at=now,
            summary=summary(
                phase, self._memory.rules.kind, last=text, searched=self._memory.cycle.searched, missing=missing.missing,
                next_at=missing.next_at, paused_until=self._memory.paused_until, retry_at=link.retry_at if down else sender.retry_at,
            ),
            searched_at=at,
            arr_connected=link.is_up,
            arr_version=link.version,
            arr_why=link.why or sender.refusal or self._refresher.trouble,
            arr_at=link.evidence_at,
            arr_since=link.since,
            arr_answered_after=link.answered_after,
            waiting=sum(lane.waiting for lane in self._lanes),
            active_commands=self._follower.active,
            next_search_at=missing.next_at or 0.0,
            state=phase,
            catalog=self._library.progress,
        )  # fmt: skip
