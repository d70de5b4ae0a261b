"""
What the rest of the loop asks of the section's Arr. A section without one asks the same, and is told that there is nothing.
"""

from attrs import frozen

from qbitrr.clients.arr.client import Arr
from qbitrr.decide.imports.queue import record_of
from qbitrr.decide.removals.unlisted import by_grab, needs_grab
from qbitrr.errors import NotReady, RemoteError
from qbitrr.loops.arr.link import Link
from qbitrr.loops.torrents.arr.bounds import Bounds
from qbitrr.loops.torrents.arr.forced import ForcedByArr
from qbitrr.loops.torrents.arr.grabs import first_grab
from qbitrr.loops.torrents.arr.queue import ArrQueue
from qbitrr.loops.torrents.arr.scores import ComparedScores
from qbitrr.loops.torrents.imports.commands import ImportCommands
from qbitrr.loops.torrents.imports.history import ArrHistory
from qbitrr.loops.torrents.imports.paths import ImportPaths
from qbitrr.loops.torrents.imports.verifying import MediaVerification
from qbitrr.loops.torrents.obeyed import Obeyed
from qbitrr.loops.torrents.share import Key
from qbitrr.model.rule_table import rule_behind
from qbitrr.model.steps import Import, Outcome, Removal
from qbitrr.model.torrents.content.media import NOT_VERIFIED, Verified
from qbitrr.model.torrents.content.scores import NOTHING_SPENT, FormatScores, SpentOnScores
from qbitrr.model.torrents.memory import Heard, Memory
from qbitrr.model.torrents.queue import WAITING_STATES, Record
from qbitrr.model.torrents.tags import IMPORTED
from qbitrr.model.torrents.told import Told
from qbitrr.model.torrents.torrent import COMPLETE_STATES, Torrent

__all__ = ["ArrFacts", "ArrStanding", "NoArr", "SectionArr"]

_NOTHING_HEARD = Heard()


@frozen(kw_only=True)
class ArrFacts:
    """What the Arr knows of a torrent (see `qbitrr.model.torrents.facts.Facts`), by default nothing, and nothing is to be known."""

    record: Record | None = None
    queue_known: bool = True
    heard: Heard = _NOTHING_HEARD
    record_gone_at: float | None = None
    record_same_since: float | None = None
    path_objection: str = ""
    forced_by_arr: bool = False
    scores: FormatScores | None = None
    spent: SpentOnScores = NOTHING_SPENT
    media: Verified = NOT_VERIFIED


_NOTHING_KNOWN = ArrFacts()


@frozen(kw_only=True)
class ArrStanding:
    """How it stands with the Arr (see `qbitrr.model.status.TorrentReport`). `waits_for` is why nothing can be decided, in words."""

    queue: int = 0
    queue_trouble: str = ""
    is_connected: bool = True
    version: str = ""
    why: str = ""
    at: float = 0.0
    since: float = 0.0
    answered_after: float | None = None
    waits_for: str = ""


class NoArr:
    """The section has no Arr."""

    def facts(self, torrent: Torrent) -> ArrFacts:
        """What it knows of a torrent."""
        return _NOTHING_KNOWN

    def record(self, torrent: Torrent) -> Record | None:
        """The record of a torrent in its queue."""
        return None

    def is_reading(self, torrent: Torrent) -> bool:
        """Have read what a decision about it needs; whether that is under way for the first time."""
        return False

    def status(self) -> ArrStanding:
        """How it stands with it."""
        return ArrStanding()

    def ask_history(self, key: Key) -> None:
        """What its history says of this torrent would make a difference."""

    async def hand_over(self, torrent: Torrent, record: Record | None, step: Import) -> int | None:
        """Have a download imported. Returns the id of the command, None when none was sent."""
        return None

    async def completed(self, step: Removal, torrent: Torrent, memory: Memory) -> Removal:
        """A removal with what it remembers of a download it does not list. Raises `NotReady` when it cannot say."""
        return step

    async def asking(self, torrent: Torrent, step: Removal) -> None:
        """A removal is about to be asked for. Raises `StoreError` when it must not be."""

    async def answered(self, torrent: Torrent, step: Removal, outcome: Outcome) -> None:
        """So it was answered."""

    async def withdrawn(self, torrent: Torrent) -> None:
        """A removal that was asked for is not wanted any more."""


class SectionArr(NoArr):
    """The Arr of the section, as its parts know it."""

    def __init__(
        self, arr: Arr, link: Link, queue: ArrQueue, history: ArrHistory, imports: ImportCommands, paths: ImportPaths,
        forced: ForcedByArr, scores: ComparedScores, bounds: Bounds, verification: MediaVerification, obeyed: Obeyed,
    ) -> None:  # fmt: skip
        self._arr = arr
        self._link = link
        self._queue = queue
        self._history = history
        self._imports = imports
        self._paths = paths
        self._forced = forced
        self._scores = scores
        self._bounds = bounds
        self._verification = verification
        self._obeyed = obeyed

    def facts(self, torrent: Torrent) -> ArrFacts:
        record, rules = self.record(torrent), self._obeyed.rules()
        compares = rules.checks_custom_formats
        return ArrFacts(
            record=record,
            queue_known=self._queue.is_known,
            heard=self._history.heard(torrent.key),
            record_gone_at=self._history.record_gone_at(torrent),
            record_same_since=self._history.record_same_since(torrent),
            path_objection=self._paths.objection(torrent, record),
            forced_by_arr=self._forced.by_arr(record),
            scores=self._scores.known(torrent.key, record) if compares else None,
            spent=self._bounds.spent(torrent, record) if compares else NOTHING_SPENT,
            media=self._verification.known(torrent.key) if rules.verify_before_import else NOT_VERIFIED,
        )

    def is_reading(self, torrent: Torrent) -> bool:
        record, rules = self.record(torrent), self._obeyed.rules()
        if rules.verify_before_import and self._may_be_imported(torrent, record):
            self._verification.want(torrent)
        return rules.checks_custom_formats and self._scores.is_reading(torrent.key, record)

    def _may_be_imported(self, torrent: Torrent, record: Record | None) -> bool:
        """Whether it is one to be handed over soon, as far as its Arr is concerned: thousands that seed are not looked into."""
        if torrent.state not in COMPLETE_STATES or torrent.amount_left or IMPORTED in torrent.tags:
            return False
        told = self._history.heard(torrent.key).told
        is_waiting = told is Told.GRABBED if record is None else record.state in (*WAITING_STATES, "downloading")
        return is_waiting and told is not Told.IMPORTED

    def record(self, torrent: Torrent) -> Record | None:
        return record_of(torrent, self._queue.records)

    def status(self) -> ArrStanding:
        why = self._link.why or self._queue.trouble
        return ArrStanding(
            queue=len(self._queue.raw),
            is_connected=self._link.is_up,
            version=self._link.version,
            why=why,
            at=self._link.evidence_at,
            since=self._link.since,
            answered_after=self._link.answered_after,
            queue_trouble=self._queue.trouble if self._link.is_up and self._queue.was_refused else "",
            waits_for="" if self._queue.is_known else why or "its queue was not read yet",
        )

    def ask_history(self, key: Key) -> None:
        self._history.want(key)

    async def hand_over(self, torrent: Torrent, record: Record | None, step: Import) -> int | None:
        return await self._imports.send(torrent, record, step.why, must_copy=step.copy)

    async def asking(self, torrent: Torrent, step: Removal) -> None:
        if rule_behind(step.why).is_bounded:
            await self._bounds.asking(torrent, step)

    async def answered(self, torrent: Torrent, step: Removal, outcome: Outcome) -> None:
        if rule_behind(step.why).is_bounded:
            await self._bounds.answered(torrent, step, outcome)

    async def withdrawn(self, torrent: Torrent) -> None:
        await self._bounds.withdrawn(torrent)

    async def completed(self, step: Removal, torrent: Torrent, memory: Memory) -> Removal:
        if not needs_grab(step, torrent, memory):
            return step
        try:
            told = await self._history.ask_now(torrent)
            if told is Told.IGNORED:
                raise NotReady("the Arr was told to ignore it")
            if told is Told.NONE:
                return step  # it never grabbed it
            grab = await first_grab(self._arr, torrent.hashes)
        except RemoteError as error:
            raise NotReady(f"the Arr cannot say what it grabbed: {error}") from error
        return step if grab is None else by_grab(step, grab.media_ids, re_search=self._obeyed.settings.re_search)
