"""
What a look leaves in memory before any rule is asked: clocks, counters, what was seen.
"""

from typing import Any

from qbitrr.decide.backoff import doubling
from qbitrr.decide.seeding.hit_and_run import dead_hosts, has_duties
from qbitrr.decide.torrents.look import Look
from qbitrr.decide.torrents.stopped import start_wait
from qbitrr.decide.torrents.watching import seen
from qbitrr.model.removals.quarantine import QUARANTINE_CATEGORY
from qbitrr.model.torrents.categories import normalise
from qbitrr.model.torrents.memory import Heard
from qbitrr.model.torrents.tags import IMPORTED
from qbitrr.model.torrents.told import Told
from qbitrr.model.torrents.torrent import BUSY_STATES, COMPLETE_STATES, DOWNLOAD_STATES, normal_state

__all__ = ["LONGEST_RECHECK_WAIT_SECONDS", "MISSING_OBSERVATIONS", "is_incomplete_download", "observe", "recheck_wait"]

LONGEST_RECHECK_WAIT_SECONDS = 6 * 3600.0
MISSING_OBSERVATIONS = 2
"""Missing files count only when seen this often; more are not counted."""
_RUNNING = (DOWNLOAD_STATES | COMPLETE_STATES) - {"stoppedDL", "stoppedUP"}


def is_incomplete_download(look: Look) -> bool:
    """Whether the client is (again) downloading this torrent."""
    return look.state in DOWNLOAD_STATES and (look.torrent.amount_left > 0 or look.torrent.progress < 1)


def recheck_wait(look: Look) -> float:
    """Seconds between the last recheck of an errored torrent and the next: doubling, at most six hours."""
    first_seconds = look.rules.ignore_younger_than_seconds
    return doubling(first_seconds, look.memory.recheck_count - 1, LONGEST_RECHECK_WAIT_SECONDS)


def observe(look: Look) -> None:
    """Bring the memory up to date with what the facts show."""
    look.memory = seen(look.memory, look.torrent, look.watch, look.now)
    if normal_state(look.torrent.state) == "forcedDL" and look.state == "downloading" and _stands_still(look):
        look.state = "stalledDL"
    changes: dict[str, Any] = {}
    _category(look, changes)
    _queue(look, changes)
    _clocks(look, changes)
    _errors(look, changes)
    _starts(look, changes)
    _dead_messages(look, changes)
    if is_incomplete_download(look):
        _downloading_again(look, changes)
    if changes:
        look.remember(**changes)


def _downloading_again(look: Look, changes: dict[str, Any]) -> None:
    """What is imported next is another download, and what was said of the one before is over."""
    memory = look.memory
    if memory.import_attempts:
        changes.update(import_attempts=0, import_last_at=None, import_command_id=None)
    if memory.record_imported or (memory.heard.told is Told.IMPORTED and IMPORTED in look.tags):
        changes.update(record_imported=False, heard=Heard())


def _stands_still(look: Look) -> bool:
    return look.idle_for(look.rules.ignore_younger_than_seconds)


def _category(look: Look, changes: dict[str, Any]) -> None:
    category = look.torrent.category
    if category == look.memory.category:
        return
    changes.update(category=category, recheck_done=False)
    if look.memory.category and look.facts.told is Told.IGNORED:
        changes["released_event"] = look.facts.told_event_at  # a person took it up again
    special = (look.rules.failed_category, look.rules.recheck_category, QUARANTINE_CATEGORY, "")
    if normalise(category) not in special:
        changes["previous_category"] = category


def _queue(look: Look, changes: dict[str, Any]) -> None:
    if not look.facts.queue_known:
        return
    if look.record is not None:
        if not look.memory.queue_seen:
            changes["queue_seen"] = True
        if look.record.state == "imported" and look.complete and not look.memory.record_imported:
            changes["record_imported"] = True
    elif look.facts.record is not None and look.memory.queue_seen:
        # The user told the Arr to ignore this download: it will not report its end.
        changes["queue_seen"] = False


def _clocks(look: Look, changes: dict[str, Any]) -> None:
    memory = look.memory
    if look.state == "stalledUP":
        since = memory.stalled_up_from
        if since is None or since < look.watch.listed_from:
            changes["stalled_up_from"] = look.watch.now if since is None else look.watch.listed_from
    elif memory.stalled_up_from is not None:
        changes["stalled_up_from"] = None
    if look.state == "missingFiles":
        if memory.missing_count < MISSING_OBSERVATIONS:
            changes["missing_count"] = memory.missing_count + 1
        if memory.missing_from is None:
            changes["missing_from"] = look.watch.now
    elif memory.missing_from is not None:
        changes.update(missing_from=None, missing_count=0)


def _errors(look: Look, changes: dict[str, Any]) -> None:
    memory = look.memory
    if not memory.recheck_count:
        return
    left = memory.error_left_at
    if look.state == "error":
        if left is not None:
            changes["error_left_at"] = None
            if look.now - left >= recheck_wait(look):
                changes["recheck_count"] = 0
    elif left is None and look.state not in BUSY_STATES:
        # A running check is not recovery: it is our own recheck.
        changes["error_left_at"] = look.now


def _starts(look: Look, changes: dict[str, Any]) -> None:
    """One that runs for as long as we would have waited was not stopped by anybody: the next start is a first one again."""
    resumed_at = look.memory.resumed_at
    if not look.memory.resume_count or resumed_at is None or look.state not in _RUNNING:
        return
    if look.elapsed(resumed_at, start_wait(look)):
        changes["resume_count"] = 0


def _dead_messages(look: Look, changes: dict[str, Any]) -> None:
    trackers = look.facts.trackers
    if trackers is None or not (look.memory.dead_since or has_duties(look.rules, look.rows)):
        return
    seen_at = look.now if look.facts.trackers_at is None else look.facts.trackers_at
    before = look.memory.dead_since
    after = {host: before.get(host, seen_at) for host in dead_hosts(trackers, look.rules)}
    if after != before:
        changes["dead_since"] = after
