"""
Which tracker rows speak for a torrent.
"""

from collections.abc import Iterable

from qbitrr.model.torrents.torrent import Tracker
from qbitrr.model.torrents.trackers import TrackerRows, TrackerRule, host_of

__all__ = ["hosts_of", "matching_rows", "most_important"]


def hosts_of(trackers: Iterable[Tracker]) -> tuple[str, ...]:
    """The announce hosts of a torrent, lower case."""
    return tuple(host_of(tracker.url) for tracker in trackers)


def matching_rows(rows: TrackerRows, trackers: Iterable[Tracker]) -> tuple[TrackerRule, ...]:
    """
    Every row that speaks for one of the trackers, in the order of the configuration: per tracker the row of its host or of
    the nearest parent domain.
    """
    return rows.rows_of(hosts_of(trackers)) if rows else ()


def most_important(matching: Iterable[TrackerRule]) -> TrackerRule | None:
    """The row whose settings win: the largest priority, then the first. Rows that remove their tracker do not count."""
    return max((row for row in matching if not row.remove_if_exists), key=lambda row: row.priority, default=None)
