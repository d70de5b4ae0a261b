"""
The duty to seed: whether a tracker still expects something of us.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from attrs import frozen

from qbitrr.decide.seeding.tracker_rows import matching_rows
from qbitrr.model.torrents.rules import OwnerRules
from qbitrr.model.torrents.torrent import Torrent, Tracker
from qbitrr.model.torrents.trackers import TrackerRows, TrackerRule, host_of

__all__ = [
    "DEAD_AFTER_SECONDS",
    "Duty",
    "Required",
    "dead_hosts",
    "duty_of",
    "ever_complete",
    "has_duties",
    "required_by",
    "seconds_owed",
]

DEAD_AFTER_SECONDS = 600.0
"""Some trackers call a torrent unregistered for minutes after its upload: the message must last this long to count."""


class Duty(StrEnum):
    """What the Hit-and-Run rules say about a torrent."""

    NONE = "none"
    """No duty."""
    MET = "met"
    UNMET = "unmet"
    DEAD = "dead"
    """The tracker no longer knows the torrent, the duty is gone with it."""
    WAIVED = "waived"
    """A person has set it aside."""
    UNKNOWN = "unknown"
    """The tracker list is not available: it may be any of the others."""

    @property
    def allows_removal(self) -> bool:
        """Whether an automatic removal may go on."""
        return self not in (Duty.UNMET, Duty.UNKNOWN)


@frozen
class Required:
    """What a tracker requires: a ratio, a seeding time as its client counts it (None: not that), and whether both are needed."""

    ratio: float | None = None
    seconds: float | None = None
    needs_both: bool = True

    def is_met_by(self, torrent: Torrent) -> bool:
        """Whether a torrent has done that."""
        met: list[bool] = []
        if self.ratio is not None:
            met.append((torrent.ratio if torrent.ratio >= 0 else float("inf")) >= self.ratio)
        if self.seconds is not None:
            met.append(torrent.seeding_time_seconds >= self.seconds)
        return all(met) if self.needs_both else any(met)


_NAMED = (Duty.UNMET, Duty.MET, Duty.DEAD)


def has_duties(rules: OwnerRules, rows: TrackerRows) -> bool:
    """Whether any torrent of this owner under these rows may have a duty."""
    return rows.has_duties or (rules.hit_and_run is not None and rules.hit_and_run.has_duty)


def dead_hosts(trackers: Iterable[Tracker], rules: OwnerRules, rows: TrackerRows) -> frozenset[str]:
    """The announce hosts that currently say, in the words of their row or in the usual ones, that they do not know the torrent."""
    found: set[str] = set()
    for each in trackers:
        if not each.message:  # as nearly always
            continue
        host, message = host_of(each.url), each.message.lower()
        row = rows.row_of(host)
        texts = row.dead_messages if row is not None and row.dead_messages else rules.dead_messages
        if any(text in message for text in texts):
            found.add(host)
    return frozenset(found)


def duty_of(
    torrent: Torrent,
    trackers: tuple[Tracker, ...] | None,
    rules: OwnerRules,
    rows: TrackerRows,
    dead: Mapping[str, bool],
    had: float = 0.0,
    matching: tuple[TrackerRule, ...] | None = None,
) -> Duty:
    """
    The duty of a torrent over all its trackers: an open one beats a met one beats a dead one.

    *had* is the largest share of its data it ever had: the duty does not end with the data, which a client that lost it calls
    a progress of 0. *dead* holds, for the announce hosts that report the torrent unknown, whether that is confirmed. *matching* are the
    rows of its trackers, if these were looked for already.
    """
    if not has_duties(rules, rows):
        return Duty.NONE
    if torrent.duty_waived:
        return Duty.WAIVED
    if trackers is None:
        return Duty.UNKNOWN
    had = share_had(torrent, had)
    if matching is None:
        matching = matching_rows(rows, trackers)
    if not matching and rules.hit_and_run is not None:
        return _of_row(rules.hit_and_run, torrent, had, any(dead.values()))
    dead_rows = [rows.row_of(host) for host, sure in dead.items() if sure]
    found = [_of_row(row, torrent, had, row in dead_rows) for row in matching]
    return next((duty for duty in _NAMED if duty in found), Duty.NONE)


def ever_complete(torrent: Torrent) -> bool:
    """Whether it is or was complete, as its client says: the date stays when the data is lost later."""
    return torrent.completion_on > 0 or torrent.progress >= 1


def share_had(torrent: Torrent, had: float) -> float:
    """The largest share of its data it ever had, of which *had* is what was noted."""
    return 1.0 if ever_complete(torrent) else max(had, torrent.progress)


def obliging(matching: Iterable[TrackerRule], rules: OwnerRules) -> tuple[TrackerRule, ...]:
    """What a duty comes from: the rows that match its trackers, or what its owner asks for where none does."""
    rows = tuple(matching)
    return rows if rows or rules.hit_and_run is None else (rules.hit_and_run,)


def seconds_owed(torrent: Torrent, rows: Iterable[TrackerRule]) -> float:
    """The shortest seeding time still missing for one of the rows, 0 when time alone changes nothing."""
    owed = (
        row.min_seeding_seconds - (torrent.seeding_time_seconds - row.update_buffer_seconds)
        for row in rows
        if row.has_duty and row.min_seeding_seconds > 0
    )
    return min((seconds for seconds in owed if seconds > 0), default=0.0)


def _of_row(row: TrackerRule, torrent: Torrent, had: float, is_dead: bool) -> Duty:
    if not row.has_duty:
        return Duty.NONE
    if is_dead:
        return Duty.DEAD
    required = required_by(row, had)
    if required is None:
        return Duty.NONE
    return Duty.MET if required.is_met_by(torrent) else Duty.UNMET


def required_by(row: TrackerRule, had: float) -> Required | None:
    """What a row requires of a torrent that ever *had* such a share of its data, None if nothing."""
    if not row.has_duty or had < row.minimum_download_percent / 100:
        return None
    if had < 1:
        return Required(ratio=row.partial_seed_ratio)
    ratio = row.min_seed_ratio if row.min_seed_ratio > 0 else None
    seconds = row.min_seeding_seconds + row.update_buffer_seconds if row.min_seeding_seconds > 0 else None
    if ratio is None and seconds is None:
        return None
    return Required(ratio=ratio, seconds=seconds, needs_both=row.hit_and_run == "and")
