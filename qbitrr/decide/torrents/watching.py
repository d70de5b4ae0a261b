"""
What a look at a torrent says about time: whether it is another one than before, whether a byte moved, whether it can move.
"""

from math import floor

from msgspec.structs import replace

from qbitrr.decide.seeding.hit_and_run import ever_complete
from qbitrr.model.torrents.memory import Incarnation, Memory, Watching
from qbitrr.model.torrents.torrent import COMPLETE_STATES, DOWNLOAD_STATES, META_STATES, Torrent, normal_state
from qbitrr.model.torrents.watching import TREMBLE_SECONDS, Figures, Idle, Watch

__all__ = ["ACTIVE_STATES", "is_another", "seen", "unseen"]

ACTIVE_STATES = DOWNLOAD_STATES - {"queuedDL", "stoppedDL"}
"""In these a download can move, so that its standing still says something."""
# Metadata is not payload: trackers and retries keep the times of such a download fresh, nothing else moves.
_WITHOUT_METADATA = Figures()
_UNWATCHED = Idle()


def seen(memory: Memory, torrent: Torrent, watch: Watch, now: float) -> Memory:
    """
    The memory of a torrent that is as *torrent* at *now*, when the clock of its client shows *watch*. Doing it again at once changes
    nothing. Under an old hash with another date it is another torrent, of which nothing is known yet.

    Only the client's own figures are compared, and only with each other: its clock and ours may be minutes apart.
    """
    if is_another(memory, torrent):
        memory = Memory()
    before, state = memory.watching, normal_state(torrent.state)
    after = Watching(
        had=_had(before, torrent),
        complete_since=_complete_since(before, torrent, state, now),
        seen_from=watch.now if before.seen_from is None else min(before.seen_from, watch.now),
        idle=_idle(before.idle, torrent, state, watch, now),
    )
    if after != before:
        memory = replace(memory, watching=after)
    if 0 < torrent.added_on != memory.incarnation.added_on:
        memory = replace(memory, incarnation=Incarnation(added_on=torrent.added_on))
    return memory


def is_another(memory: Memory, torrent: Torrent) -> bool:
    """Whether a torrent is not the one that is remembered, but was added later under its hash."""
    return memory.incarnation.is_another(torrent.added_on)


def unseen(memory: Memory, now: float) -> Memory:
    """The memory of a torrent that left the listing when the clock of its client showed *now*, or when we stopped looking."""
    before = memory.watching
    if before.idle.since is None:
        return memory
    return replace(memory, watching=replace(before, idle=_ended(before.idle, now)))


def _complete_since(before: Watching, torrent: Torrent, state: str, now: float) -> float | None:
    """
    Our own moment, as the client's date of completion is the time of another clock. What was complete at first sight had been so for
    as long as its client has it seeding; a moment in the future (our clock was set back since) counts as now.
    """
    if state in DOWNLOAD_STATES:
        return None
    if before.complete_since is not None:
        return min(before.complete_since, now)
    if state not in COMPLETE_STATES or torrent.amount_left:
        return None
    return now if before.seen_from is not None else now - max(0, torrent.seeding_time_seconds)


def _idle(idle: Idle, torrent: Torrent, state: str, watch: Watch, day_now: float) -> Idle:
    now = watch.now
    if state in COMPLETE_STATES:
        return _seeding(idle, torrent, state, watch, day_now)
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


def _seeding(idle: Idle, torrent: Torrent, state: str, watch: Watch, now: float) -> Idle:
    """
    Seeds are watched only where their client stops what does not move. A byte that came while nobody watched came at no known time,
    and what is stopped has none: if its date changes all the same, the clock of its client was set.
    """
    if torrent.max_inactive_seeding_time_minutes < 0:
        return _UNWATCHED
    last = torrent.last_activity
    byte_at = idle.byte_at if idle.byte_at is not None and idle.byte_at <= now else None
    begun = idle.active_since if idle.active_since is not None and idle.active_since >= watch.unbroken_from else None
    if begun is not None and idle.figures is not None:
        ahead = last - idle.figures.last_activity
        if ahead > TREMBLE_SECONDS:
            byte_at = now
        elif ahead >= -TREMBLE_SECONDS:
            last = idle.figures.last_activity
    since = None if state == "stoppedUP" else watch.now if begun is None else begun
    return Idle(since=since, active_since=since, figures=Figures(last_activity=last), byte_at=byte_at)


def _had(before: Watching, torrent: Torrent) -> float:
    if ever_complete(torrent):
        return 1.0
    return max(before.had, floor(min(max(torrent.progress, 0.0), 1.0) * 100) / 100)


def _ended(idle: Idle, now: float) -> Idle:
    return Idle(seconds=idle.at(now), figures=idle.figures, byte_at=idle.byte_at)


def _figures(torrent: Torrent) -> Figures:
    return Figures(torrent.amount_left, torrent.progress, torrent.downloaded_bytes, torrent.last_activity)


def _moved(before: Figures, after: Figures) -> bool:
    return (
        before.amount_left != after.amount_left
        or before.progress != after.progress
        or before.downloaded_bytes != after.downloaded_bytes
        or after.last_activity > before.last_activity + TREMBLE_SECONDS
    )
