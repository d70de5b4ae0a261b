"""
What a look at a torrent says about time: whether it is another one than before, whether a byte moved, whether it can move.
"""

from math import floor

from msgspec.structs import replace

from qbitrr.decide.hit_and_run import ever_complete
from qbitrr.model.memory import Memory
from qbitrr.model.torrents import COMPLETE_STATES, DOWNLOAD_STATES, META_STATES, Torrent, normal_state
from qbitrr.model.watching import Figures, Idle, Watch

__all__ = ["ACTIVE_STATES", "is_another", "seen", "unseen"]

ACTIVE_STATES = DOWNLOAD_STATES - {"queuedDL", "stoppedDL"}
"""In these a download can move, so that its standing still says something."""
# The client computes `last_activity` from two clocks anew for each answer: without any byte it may tremble by a second.
_TREMBLE_SECONDS = 2
# Metadata is not payload: trackers and retries keep the times of such a download fresh, nothing else moves.
_WITHOUT_METADATA = Figures()


def seen(memory: Memory, torrent: Torrent, watch: Watch) -> Memory:
    """
    The memory of a torrent that is as *torrent* when the clock of its client shows *watch*. Doing it again at once changes nothing.
    Under an old hash with another date it is another torrent, of which nothing is known yet.

    Only the client's own figures are compared, and only with each other: its clock and ours may be minutes apart.
    """
    if is_another(memory, torrent):
        memory = Memory()
    added_on, had = torrent.added_on if torrent.added_on > 0 else memory.added_on, _had(memory, torrent)
    seen_from = watch.now if memory.seen_from is None else min(memory.seen_from, watch.now)
    idle = _idle(memory.idle, torrent, watch.now)
    if (added_on, had, seen_from, idle) == (memory.added_on, memory.had, memory.seen_from, memory.idle):
        return memory
    return replace(memory, added_on=added_on, had=had, seen_from=seen_from, idle=idle)


def is_another(memory: Memory, torrent: Torrent) -> bool:
    """Whether a torrent is not the one that is remembered, but was added later under its hash."""
    return memory.added_on > 0 and torrent.added_on > 0 and memory.added_on != torrent.added_on


def unseen(memory: Memory, now: float) -> Memory:
    """The memory of a torrent that left the listing when the clock of its client showed *now*, or when we stopped looking."""
    if memory.idle.since is None:
        return memory
    return replace(memory, idle=_ended(memory.idle, now))


def _idle(idle: Idle, torrent: Torrent, now: float) -> Idle:
    state = normal_state(torrent.state)
    if state in COMPLETE_STATES:
        return Idle()
    if state not in ACTIVE_STATES:
        return idle if idle.since is None else _ended(idle, now)
    figures = _WITHOUT_METADATA if state in META_STATES else _figures(torrent)
    active_since = now if idle.active_since is None else min(idle.active_since, now)
    if idle.figures is None or _moved(idle.figures, figures):
        return Idle(since=now, active_since=active_since, figures=figures)
    since = now if idle.since is None else min(idle.since, now)
    if since == idle.since and active_since == idle.active_since:
        return idle
    return replace(idle, since=since, active_since=active_since)


def _had(memory: Memory, torrent: Torrent) -> float:
    if ever_complete(torrent):
        return 1.0
    return max(memory.had, floor(min(max(torrent.progress, 0.0), 1.0) * 100) / 100)


def _ended(idle: Idle, now: float) -> Idle:
    return Idle(seconds=idle.at(now), figures=idle.figures)


def _figures(torrent: Torrent) -> Figures:
    return Figures(torrent.amount_left, torrent.progress, torrent.downloaded_bytes, torrent.last_activity)


def _moved(before: Figures, after: Figures) -> bool:
    return (
        before.amount_left != after.amount_left
        or before.progress != after.progress
        or before.downloaded_bytes != after.downloaded_bytes
        or after.last_activity > before.last_activity + _TREMBLE_SECONDS
    )
