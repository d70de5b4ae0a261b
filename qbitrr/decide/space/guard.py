"""
Which downloads of a pool wait for room, and which go on. Pure.

# Note [In the order of the queue]
Room is given in the order in which the client downloads: who comes first gets it, who comes last waits. What does not fit leaves its room
to those behind it. Since downloading turns bytes that are left into bytes that are used one to one, a plan stays right while it is
carried out. Only free space and what is left are not read at the same moment: what was just on the edge could be started and stopped for
ever. So what waits goes on only when there is a little more room than it needs; until then its room is kept for it.
"""

from collections.abc import Iterable

from attrs import frozen

from qbitrr.decide.phrases import size
from qbitrr.model.reasons import Reason, Value
from qbitrr.model.space.guarding import Download, Pool
from qbitrr.model.steps import AddTags, ClientStep, Pause, RemoveTags, Resume
from qbitrr.model.torrents.tags import ALLOWED_SEEDING, FREE_SPACE_PAUSED, IGNORED
from qbitrr.model.torrents.torrent import BUSY_STATES, DOWNLOAD_STATES, Torrent

__all__ = ["FREE_SPACE_RULE", "Going", "PoolPlan", "Waiting", "is_held", "plan_pool", "released"]

FREE_SPACE_RULE = 7
_MOST_SPARE_BYTES = 1024**3
_STOPPED = "stoppedDL"


@frozen(kw_only=True)
class Waiting:
    """A download that waits: what marks it, if it is not marked yet, and what stops it, if it runs."""

    download: Download
    marks: tuple[ClientStep, ...] = ()
    pause: Pause | None = None


@frozen(kw_only=True)
class Going:
    """Something that waits no more: what starts it, if that is to be done, and what takes its mark off afterwards."""

    torrent: Torrent
    unmark: RemoveTags
    resume: Resume | None = None


@frozen(kw_only=True)
class PoolPlan:
    """
    What is to be done in a pool. `budget_bytes` are left when all that goes on is complete; `others_bytes` will be taken by what may not be
    stopped. A download may wait without anything to be done.
    """

    pool: Pool
    waiting: tuple[Waiting, ...] = ()
    going: tuple[Going, ...] = ()
    budget_bytes: int = 0
    others_bytes: int = 0

    @property
    def steps(self) -> tuple[ClientStep, ...]:
        """Everything, stops before starts."""
        marks = [step for each in self.waiting for step in each.marks]
        pauses = [each.pause for each in self.waiting if each.pause is not None]
        starts = [step for each in self.going for step in (each.resume, each.unmark) if step is not None]
        return (*marks, *pauses, *starts)

    @property
    def next_bytes(self) -> int:
        """What the one that needs least still lacks, 0 if none waits."""
        if not self.waiting:
            return 0
        least = min(each.download.left_bytes for each in self.waiting)
        return max(1, least - self.budget_bytes + spare_bytes(self.pool))

    @property
    def short_bytes(self) -> int:
        """What is missing to what is to stay free."""
        return max(0, self.pool.guard_bytes - self.pool.free_bytes)


def is_held(torrent: Torrent) -> bool:
    """Whether the guard holds a torrent: its mark says so, whoever set it."""
    return FREE_SPACE_PAUSED in torrent.tags


def spare_bytes(pool: Pool) -> int:
    """What must be free beside what a waiting download needs, before it goes on. See Note [In the order of the queue]."""
    return min(_MOST_SPARE_BYTES, max(0, pool.total_bytes or pool.free_bytes) // 100)


def plan_pool(pool: Pool, downloads: Iterable[Download]) -> PoolPlan:
    """What waits and what goes on. All that goes to the pool is given, what is nobody's, too."""
    found = tuple(downloads)
    others = sum(each.left_bytes for each in found if _runs_anyway(each))
    budget = pool.free_bytes - pool.guard_bytes - others
    waiting: list[Waiting] = []
    going: list[Going] = []
    for each in sorted((each for each in found if _may_be_stopped(each)), key=_place):
        rest = budget - each.left_bytes
        held = is_held(each.torrent)
        if rest <= 0:
            waiting.append(_waits(each, pool, budget))
            continue
        if held and each.torrent.state == _STOPPED and rest <= spare_bytes(pool):
            waiting.append(Waiting(download=each))
        elif held:
            going.append(_goes_on(each, pool, budget))
        budget = rest
    going += [_passed(each.torrent) for each in found if _is_past_it(each)]
    return PoolPlan(
        pool=pool, waiting=tuple(waiting), going=tuple(going), budget_bytes=budget, others_bytes=others
    )  # fmt: skip


def released(torrents: Iterable[Torrent], *, start: bool) -> tuple[Going, ...]:
    """Let everything go that is held, as the guard is off: with *start* it is started, else that is left to a person."""
    return tuple(_let_go(each, start=start) for each in torrents if is_held(each) and IGNORED not in each.tags)


def _runs_anyway(each: Download) -> bool:
    """It takes room, and we must not stop it: not ours, left alone, or the client is at work on it."""
    state = each.torrent.state
    if state in BUSY_STATES:
        return True
    runs = state in DOWNLOAD_STATES and state != _STOPPED
    return runs and (not each.is_ours or IGNORED in each.torrent.tags)


def _may_be_stopped(each: Download) -> bool:
    return each.is_ours and IGNORED not in each.torrent.tags and each.torrent.state in DOWNLOAD_STATES


def _is_past_it(each: Download) -> bool:
    """
    It has the mark and is no download any more: finished, or broken. While the client is at work on it the mark stays: after each start of
    a client all are, and what lost its mark meanwhile would be started by others.
    """
    ours = each.is_ours and IGNORED not in each.torrent.tags
    return ours and is_held(each.torrent) and each.torrent.state not in DOWNLOAD_STATES | BUSY_STATES


def _place(each: Download) -> tuple[bool, int, int, str, str]:
    torrent = each.torrent
    return (torrent.priority <= 0, torrent.priority, torrent.added_on, torrent.hash, torrent.instance)


def _waits(each: Download, pool: Pool, budget: int) -> Waiting:
    torrent, left = each.torrent, each.left_bytes
    lacks = left - budget
    text = f"{size(left)} are left to download and {size(max(0, budget))} may still be used of {pool.name}."
    why = _why("free_space", text, each, pool, budget, lacks)
    marks: list[ClientStep] = []
    if not is_held(torrent):
        marks.append(AddTags(instance=torrent.instance, hash=torrent.hash, why=why, tags=(FREE_SPACE_PAUSED,)))
        if ALLOWED_SEEDING in torrent.tags:
            marks.append(RemoveTags(instance=torrent.instance, hash=torrent.hash, why=why, tags=(ALLOWED_SEEDING,)))
    runs = torrent.state != _STOPPED
    pause = Pause(instance=torrent.instance, hash=torrent.hash, why=why) if runs else None
    return Waiting(download=each, marks=tuple(marks), pause=pause)


def _goes_on(each: Download, pool: Pool, budget: int) -> Going:
    torrent = each.torrent
    text = f"There is room for it on {pool.name} again: {size(each.left_bytes)} of {size(budget)} that may be used."
    why = _why("free_space_again", text, each, pool, budget, 0)
    resume = Resume(instance=torrent.instance, hash=torrent.hash, why=why) if torrent.state == _STOPPED else None
    return Going(torrent=torrent, unmark=_unmark(torrent, why), resume=resume)


def _passed(torrent: Torrent) -> Going:
    why = Reason(
        code="free_space_past", rule=FREE_SPACE_RULE, text="It is no download that waits for room any more.",
        measured={"state": torrent.state},
    )  # fmt: skip
    return Going(torrent=torrent, unmark=_unmark(torrent, why))


def _let_go(torrent: Torrent, *, start: bool) -> Going:
    text = "No room is kept free any more." if start else "Nothing is paused or resumed by itself any more."
    key = "FreeSpace" if start else "AutoPauseResume"
    why = Reason(
        code="free_space_off", rule=FREE_SPACE_RULE, text=text,
        measured={"state": torrent.state}, configured={key: -1 if start else False},
    )  # fmt: skip
    starts = start and torrent.state == _STOPPED
    resume = Resume(instance=torrent.instance, hash=torrent.hash, why=why) if starts else None
    return Going(torrent=torrent, unmark=_unmark(torrent, why), resume=resume)


def _unmark(torrent: Torrent, why: Reason) -> RemoveTags:
    return RemoveTags(instance=torrent.instance, hash=torrent.hash, why=why, tags=(FREE_SPACE_PAUSED,))


def _why(code: str, text: str, each: Download, pool: Pool, budget: int, lacks: int) -> Reason:
    measured: dict[str, Value] = {
        "free_bytes": pool.free_bytes,
        "left_bytes": each.left_bytes,
        "usable_bytes": budget,
        "state": each.torrent.state,
    }
    if lacks > 0:
        measured["lacking_bytes"] = lacks
    return Reason(
        code=code, rule=FREE_SPACE_RULE, text=text, measured=measured, configured={"FreeSpace_bytes": pool.guard_bytes}
    )
