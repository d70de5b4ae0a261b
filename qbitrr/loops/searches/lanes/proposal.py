"""
What a lane has to say when it is asked for the next search: a proposal, or that there is nothing to send for so long.
"""

from collections.abc import Sequence
from typing import Protocol

from attrs import frozen

from qbitrr.clients.http.retries import Busy
from qbitrr.decide.searches.summary import SearchPhase
from qbitrr.errors import Rejected
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
    A search that a lane would like to have sent; the lane hears what became of it. With *joins_since* a search of somebody else that
    was asked for since then is taken for it, and one that is in its way is waited for; without, it is done without when
    somebody else's search reaches its items.
    """

    lane: Lane
    name: str
    """What it is searched for in place of; empty for what is missing."""
    joins_since: float | None

    def budget_used_up(self, until: float) -> Wait:
        """No more may be sent in this hour until then."""

    async def check(self) -> tuple[Candidate, Sequence[Item]] | None:
        """What to search and the items as they are at this moment; None when nothing is to be searched, which the lane has noted."""

    async def covered(self) -> None:
        """The search of somebody else, which runs, reaches its items."""

    async def refused(self, candidate: Candidate, error: Rejected | Busy) -> bool:
        """The Arr did not take it. Returns whether that is news that nobody was told of."""

    def sent(self) -> Wait:
        """It was sent. Returns when the next one may follow."""


class SearchLane(Protocol):
    """Proposes searches of one kind, and sends none. `waiting` is how many it still has."""

    @property
    def waiting(self) -> int: ...

    async def propose(self, now: float) -> Proposal | Wait | None:
        """
        The next search; None when a lower lane may have its turn. Raises `RemoteError` that concern the Arr as a whole, and
        `StoreError`.
        """

    def hurry(self) -> None:
        """Somebody wants it tried now, whatever was refused before."""
