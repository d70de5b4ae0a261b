"""
What a lane has to say when it is asked for the next search: a proposal, or that there is nothing to send for so long.
"""

from collections.abc import Sequence
from typing import Protocol

from attrs import frozen

from qbitrr.decide.searches.telling import SearchPhase
from qbitrr.errors import Busy, Rejected
from qbitrr.model.searches import Candidate, Item, Lane

__all__ = ["AT_ONCE", "Proposal", "SearchLane", "Wait"]


@frozen
class Wait:
    """Nothing is sent now: what that means, and for how many seconds."""

    phase: SearchPhase
    seconds: float


AT_ONCE = Wait("sending", 0.0)
"""It was dealt with: the next one may follow."""


class Proposal(Protocol):
    """
    A search of so much *cost* that a lane would like to have sent; the lane hears what became of it. *candidate* is what is to be
    read anew before, as long as the catalog is not of today; None when `check` reads it itself. With *joins_since* a search of
    somebody else that was asked for since then is taken for it, and one that is in its way is waited for; without, it is done
    without when somebody else's search reaches its items.
    """

    lane: Lane
    cost: int
    name: str
    """What it is searched for in place of; empty for what is missing."""
    joins_since: float | None

    @property
    def candidate(self) -> Candidate | None: ...

    def held_back(self, until: float) -> None:
        """The hour of this lane is used up until then; the next lane has its turn."""

    async def check(self) -> tuple[Candidate, Sequence[Item]] | None:
        """What to search and the items as they are at this moment; None when nothing is to be searched, which the lane has noted."""

    def gone(self) -> None:
        """Its *candidate* is not in the Arr any more, which the catalog does not know yet."""

    async def covered(self) -> None:
        """The search of somebody else, which runs, reaches its items."""

    async def refused(self, candidate: Candidate, error: Rejected | Busy) -> bool:
        """The Arr did not take it. Returns whether that is news that nobody was told of."""

    def sent(self) -> None:
        """It was sent."""


class SearchLane(Protocol):
    """
    Proposes searches of one kind, and sends none. `waiting` is how many it still has, `look_at` when there may be something to propose
    after it had nothing.
    """

    @property
    def lane(self) -> Lane: ...

    @property
    def waiting(self) -> int: ...

    @property
    def look_at(self) -> float: ...

    async def propose(self, now: float) -> Proposal | Wait | None:
        """
        The next search, with a `Wait` that something was dealt with; None when a lower lane may have its turn. Raises
        `RemoteError` that concern the Arr as a whole, and `StoreError`.
        """

    def hurry(self) -> None:
        """Somebody wants it tried now, whatever was refused before."""

    def replan(self) -> None:
        """The library or the configuration is another one."""
