"""
What is known of the trackers of a torrent that is looked after, and what its owner asks of it.
"""

from functools import cached_property

from attrs import define, field

from qbitrr.decide.seeding.tracker_rows import hosts_of
from qbitrr.model.torrents.memory import Upkept
from qbitrr.model.torrents.rules import OwnerRules
from qbitrr.model.torrents.torrent import COMPLETE_STATES, Torrent, Tracker, normal_state
from qbitrr.model.torrents.trackers import TrackerRows, TrackerRule

__all__ = ["Announced"]


@define(kw_only=True, slots=False)
class Announced:
    """
    One torrent of an owner. Its hosts come with its listing; *trackers*, with addresses and messages, are read for it alone, at
    *trackers_at* (None: not read). What was read before its hosts changed counts as not read.
    """

    torrent: Torrent
    rules: OwnerRules
    upkept: Upkept
    trackers: tuple[Tracker, ...] | None = None
    trackers_at: float = 0.0
    rows: TrackerRows = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.rows = self.rules.rows_on(self.torrent.instance)
        listed = self.torrent.hosts
        if self.trackers is not None and listed is not None and set(hosts_of(self.trackers)) != set(listed):
            self.trackers = None

    @cached_property
    def hosts(self) -> tuple[str, ...] | None:
        """The hosts it announces to, None while they are not known."""
        if self.torrent.hosts is not None:
            return self.torrent.hosts
        return None if self.trackers is None else hosts_of(self.trackers)

    @cached_property
    def matching(self) -> tuple[TrackerRule, ...]:
        """The rows that speak for it, but those that only want their tracker gone."""
        return tuple(row for row in self.rows.rows_of(self.hosts or ()) if not row.remove_if_exists)

    @property
    def is_complete(self) -> bool:
        """Whether all that is wanted of it is there."""
        return normal_state(self.torrent.state) in COMPLETE_STATES and self.torrent.amount_left == 0
