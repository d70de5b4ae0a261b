"""
What the quarantine knows of one torrent: where it stands, what is being done to it, whether a person took it back or protects it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum

from attrs import define, evolve, frozen

from qbitrr.decide.backoff import doubling
from qbitrr.model.removals.quarantine import Quarantined
from qbitrr.model.torrents.torrent import Torrent, is_another_life

__all__ = ["Entering", "Inside", "Outside", "Pardon", "PersonProtection", "TorrentMachine", "Work"]

Key = tuple[str, str]
_HOLD_SECONDS = 30.0
_LONGEST_HOLD_SECONDS = 1800.0
_TRIES_WITHOUT_HOLD = 2


@frozen
class Pardon:
    """A person took the torrent back at *at*; *added_on* tells it from a later one under the same hash (0: not known)."""

    at: float
    added_on: int = 0


@frozen
class PersonProtection:
    """A person protects the torrent since *at*, until a person ends that; *added_on* as with a pardon."""

    at: float
    added_on: int = 0


@frozen
class Hold:
    """Something stood in the way of its purge, *times* times in a row: not asked about again before *until*."""

    until: float
    times: int


@frozen
class Outside:
    """No row: it never was here, or was taken back, or deleted."""


@frozen
class Entering:
    """
    Its removal is at work on it. The row comes first, then the move: found elsewhere, it has not been taken back. *is_seen*: a listing
    has shown it in the category.
    """

    row: Quarantined | None = None
    is_seen: bool = False


@frozen
class Inside:
    """
    No removal is at work on it. Once a listing has shown it in the category (*is_seen*), one that shows it elsewhere says that
    somebody moved it out. A `row.deletion` says how far its deletion has come.
    """

    row: Quarantined
    is_seen: bool = False
    hold: Hold | None = None


class Work(Enum):
    """What of ours is done to a torrent at this moment; no other begins meanwhile."""

    MOVING_IN = "moving in"
    GIVING_BACK = "giving back"
    DELETING = "deleting"


@define(eq=False)
class TorrentMachine:
    """
    One torrent; what an input does in which state:

    ============  =====================  ====================  ===================
    input         outside                entering              inside
    ============  =====================  ====================  ===================
    `enter`       entering               -                     entering, row kept
    `keep`        inside                 entering with row     -
    `settle`      -                      inside, or outside    -
    `amend`       -                      row                   row
    `seen_there`  -                      seen                  seen
    `release`     -                      outside               outside
    ============  =====================  ====================  ===================

    `settle` leads outside when the row could not be written. *stray_since* is the running time since when listings show it in the
    category as one to which no row belongs.
    """

    key: Key
    state: Outside | Entering | Inside = Outside()
    work: Work | None = None
    pardon: Pardon | None = None
    protection: PersonProtection | None = None
    stray_since: float | None = None

    # Questions

    @property
    def row(self) -> Quarantined | None:
        """Its row, if it has one."""
        return None if isinstance(self.state, Outside) else self.state.row

    @property
    def is_seen(self) -> bool:
        """Whether a listing has shown it in the category since it came."""
        return not isinstance(self.state, Outside) and self.state.is_seen

    @property
    def is_free(self) -> bool:
        """Whether nothing of ours is done to it: what its client shows of it is somebody else's doing."""
        return self.work is None and not isinstance(self.state, Entering)

    @property
    def is_over(self) -> bool:
        """Whether nothing is known of it any more."""
        is_outside = isinstance(self.state, Outside) and self.work is None
        return is_outside and self.pardon is None and self.protection is None and self.stray_since is None

    def is_pardoned_since(self, at: float) -> bool:
        """Whether a person took it back at *at* or later."""
        return self.pardon is not None and self.pardon.at >= at

    def is_pardon_of_another(self, torrent: Torrent) -> bool:
        """Whether the pardon was given to an earlier torrent under this hash."""
        return self.pardon is not None and is_another_life(self.pardon.added_on, torrent.added_on)

    def is_protection_of_another(self, torrent: Torrent) -> bool:
        """Whether it was an earlier torrent under this hash that a person protected."""
        return self.protection is not None and is_another_life(self.protection.added_on, torrent.added_on)

    def is_row_of_another(self, torrent: Torrent) -> bool:
        """Whether the row is that of an earlier torrent under this hash."""
        return self.row is not None and is_another_life(self.row.added_on, torrent.added_on)

    def is_held(self, now: float) -> bool:
        """Whether something stood in the way of its purge again and again: each look costs its client a request."""
        hold = self.state.hold if isinstance(self.state, Inside) else None
        return hold is not None and now < hold.until

    # Inputs

    @contextmanager
    def doing(self, work: Work) -> Iterator[None]:
        """While something is done to it."""
        assert self.work is None, self.work
        self.work = work
        try:
            yield
        finally:
            self.work = None

    def enter(self) -> None:
        """A removal begins to move it in."""
        match self.state:
            case Outside():
                self.state = Entering()
            case Inside(row=row, is_seen=is_seen):
                self.state = Entering(row, is_seen)

    def keep(self, row: Quarantined) -> None:
        """Its row is written; one that it has stays as it is."""
        match self.state:
            case Outside():
                self.state = Inside(row)
            case Entering(row=None):
                self.state = evolve(self.state, row=row)

    def settle(self) -> None:
        """Its removal is over."""
        if isinstance(self.state, Entering):
            row, is_seen = self.state.row, self.state.is_seen
            self.state = Inside(row, is_seen) if row is not None else Outside()

    def amend(self, row: Quarantined) -> None:
        """Its row is written anew."""
        if self.row is not None and not isinstance(self.state, Outside):
            self.state = evolve(self.state, row=row)

    def seen_there(self, is_seen: bool = True) -> None:
        """A listing shows it in the category; or it was shown to be gone from it."""
        if not isinstance(self.state, Outside):
            self.state = evolve(self.state, is_seen=is_seen)

    def postpone(self, now: float) -> None:
        """Something stood in the way of its purge."""
        if isinstance(self.state, Inside):
            times = self.state.hold.times + 1 if self.state.hold is not None else 1
            more = times - _TRIES_WITHOUT_HOLD
            seconds = doubling(_HOLD_SECONDS, more - 1, _LONGEST_HOLD_SECONDS) if more > 0 else 0.0
            self.state = evolve(self.state, hold=Hold(now + seconds, times))

    def hurry(self) -> None:
        """What stood in the way of its purge may be over."""
        if isinstance(self.state, Inside) and self.state.hold is not None:
            self.state = evolve(self.state, hold=None)

    def release(self) -> None:
        """Its row is deleted."""
        self.state = Outside()
