"""
What a look leaves in memory before any rule is asked: clocks, counters, what was seen.
"""

from msgspec.structs import replace

from qbitrr.decide.backoff import doubling
from qbitrr.decide.seeding.hit_and_run import dead_hosts, has_duties
from qbitrr.decide.torrents.hand_over import without_imports
from qbitrr.decide.torrents.look import Look
from qbitrr.decide.torrents.stopped import has_lasted
from qbitrr.decide.torrents.told import unheard
from qbitrr.decide.torrents.watching import seen
from qbitrr.model.removals.quarantine import QUARANTINE_CATEGORY
from qbitrr.model.torrents.memory import Memory, Missing, Placed, Rechecks, Recorded
from qbitrr.model.torrents.tags import IMPORTED
from qbitrr.model.torrents.told import Told
from qbitrr.model.torrents.torrent import BUSY_STATES, DOWNLOAD_STATES, normal_state, normalise

__all__ = [
    "LONGEST_RECHECK_WAIT_SECONDS",
    "MISSING_OBSERVATIONS",
    "begin_anew",
    "is_incomplete_download",
    "observe",
    "recheck_wait",
    "rechecked",
]

LONGEST_RECHECK_WAIT_SECONDS = 6 * 3600.0
MISSING_OBSERVATIONS = 2
"""Missing files count only when seen this often; more are not counted."""


def is_incomplete_download(look: Look) -> bool:
    """Whether the client is (again) downloading this torrent."""
    return look.state in DOWNLOAD_STATES and (look.torrent.amount_left > 0 or look.torrent.progress < 1)


def recheck_wait(look: Look) -> float:
    """Seconds between the last recheck of an errored torrent and the next: doubling, at most six hours."""
    first_seconds = look.rules.ignore_younger_than_seconds
    return doubling(first_seconds, look.memory.rechecks.count - 1, LONGEST_RECHECK_WAIT_SECONDS)


def observe(look: Look) -> None:
    """Bring the memory up to date with what the facts show."""
    look.memory = seen(look.memory, look.torrent, look.watch, look.now)
    if look.state == "downloading" and normal_state(look.torrent.state) == "forcedDL" and _stands_still(look):
        look.state = "stalledDL"
    _place(look)
    _recorded(look)
    _stalled_up(look)
    _missing(look)
    _errors(look)
    has_lasted(look)
    _dead_messages(look)
    if is_incomplete_download(look):
        _downloading_again(look)


def rechecked(memory: Memory, now: float, *, once_per_visit: bool) -> Memory:
    """It was rechecked at *now*: because of where it was put, once while it is there, or because of an error."""
    if once_per_visit:
        return replace(memory, place=replace(memory.place, is_rechecked=True))
    return replace(memory, rechecks=Rechecks(count=memory.rechecks.count + 1, last_at=now))


def begin_anew(look: Look) -> None:
    """The hash begins a new life: what the Arr said about the old one is over."""
    look.remember(recorded=replace(look.memory.recorded, seen=look.record is not None))


def _downloading_again(look: Look) -> None:
    """What is imported next is another download, and what was said of the one before is over."""
    look.memory = without_imports(look.memory)
    memory = look.memory
    if memory.recorded.imported or (memory.heard.told is Told.IMPORTED and IMPORTED in look.tags):
        look.memory = unheard(memory)
        look.remember(recorded=replace(memory.recorded, imported=False))


def _stands_still(look: Look) -> bool:
    return look.idle_for(look.rules.ignore_younger_than_seconds)


def _place(look: Look) -> None:
    before, category = look.memory.place, look.torrent.category
    if category == before.category:
        return
    released, previous = before.released_event, before.previous_category
    if before.category and look.facts.told is Told.IGNORED:
        released = look.facts.told_event_at  # a person took it up again
    special = (look.rules.failed_category, look.rules.recheck_category, QUARANTINE_CATEGORY, "")
    if normalise(category) not in special:
        previous = category
    look.remember(place=Placed(category=category, previous_category=previous, released_event=released))


def _recorded(look: Look) -> None:
    before = look.memory.recorded
    if not look.facts.queue_known:
        return
    if look.record is not None:
        imported = before.imported or (look.record.state == "imported" and look.complete)
        after = Recorded(seen=True, imported=imported)
    elif look.facts.record is not None:
        # The user told the Arr to ignore this download: it will not report its end.
        after = replace(before, seen=False)
    else:
        return
    if after != before:
        look.remember(recorded=after)


def _stalled_up(look: Look) -> None:
    before = look.memory.seeding
    since = before.stalled_up_from
    if look.state != "stalledUP":
        since = None
    elif since is None:
        since = look.watch.now
    elif since < look.watch.listed_from:
        since = look.watch.listed_from
    if since != before.stalled_up_from:
        look.remember(seeding=replace(before, stalled_up_from=since))


def _missing(look: Look) -> None:
    before = look.memory.missing
    if look.state == "missingFiles":
        since = look.watch.now if before.seen_from is None else before.seen_from
        count = before.count + 1 if before.count < MISSING_OBSERVATIONS else before.count
        after = Missing(seen_from=since, count=count)
    else:
        after = before if before.seen_from is None else Missing()
    if after != before:
        look.remember(missing=after)


def _errors(look: Look) -> None:
    before = look.memory.rechecks
    if not before.count:
        return
    left = before.error_left_at
    if look.state == "error":
        if left is not None:
            lasted = look.now - left >= recheck_wait(look)
            look.remember(rechecks=replace(before, error_left_at=None, count=0 if lasted else before.count))
    elif left is None and look.state not in BUSY_STATES:
        # A running check is not recovery: it is our own recheck.
        look.remember(rechecks=replace(before, error_left_at=look.now))


def _dead_messages(look: Look) -> None:
    trackers, seeding = look.facts.trackers, look.memory.seeding
    if trackers is None or not (seeding.dead_since or has_duties(look.rules, look.rows)):
        return
    hosts = dead_hosts(trackers, look.rules, look.rows)
    if not hosts and not seeding.dead_since:  # as nearly always
        return
    seen_at = look.now if look.facts.trackers_at is None else look.facts.trackers_at
    after = {host: seeding.dead_since.get(host, seen_at) for host in hosts}
    if after != seeding.dead_since:
        look.remember(seeding=replace(seeding, dead_since=after))
