"""
Removals that were asked for and wait in the supervisor: asked for once, and taken back when they are not wanted any more.
"""

from attrs import frozen
from twisted.internet.interfaces import IReactorTime

from qbitrr.decide.torrents.rules import Decision
from qbitrr.loops.torrents.share import Key
from qbitrr.model.steps import Data, Keep, Removal, Step
from qbitrr.model.torrents.torrent import Torrent

__all__ = ["ASK_AGAIN_SECONDS", "RemovalRequests"]

ASK_AGAIN_SECONDS = 600.0
"""The supervisor looks at what waits when its turn comes: asking again is for what was missed."""


@frozen
class _Request:
    rule: int
    data: Data
    state: str
    category: str
    tags: tuple[str, ...]


class RemovalRequests:
    """What was asked for, by torrent. A torrent whose state, category or tags changed is asked for anew."""

    def __init__(self, clock: IReactorTime) -> None:
        self._clock = clock
        self._asked: dict[Key, tuple[_Request, float]] = {}

    def until(self, torrent: Torrent, removal: Removal) -> float | None:
        """Until when this removal need not be asked for again; None if it is to be asked for now."""
        request, until = self._asked.get(torrent.key, (None, 0.0))
        return until if request == _request(torrent, removal) and self._clock.seconds() < until else None

    def asked(self, torrent: Torrent, removal: Removal) -> None:
        """It waits, or is under way."""
        self._asked[torrent.key] = (_request(torrent, removal), self._clock.seconds() + ASK_AGAIN_SECONDS)

    def with_withdrawal(self, torrent: Torrent, decision: Decision) -> tuple[Step, ...]:
        """
        The steps of a decision, and that an earlier request is taken back if it asks for no removal any more. What could not be judged is
        no reason to take it back, nor says a rule anything about what the Arr refuses (rule 0).
        """
        request, _ = self._asked.get(torrent.key, (None, 0.0))
        if request is None or not request.rule or not decision.rule:
            return decision.steps
        if any(isinstance(step, Removal) for step in decision.steps):
            return decision.steps
        self.gone(torrent.key)
        return (*decision.steps, Keep(instance=torrent.instance, hash=torrent.hash, why=decision.why))

    def ask_anew(self) -> None:
        """What stood in the way may do so no more: what is still wanted is asked for at the next look."""
        self._asked = {key: (request, 0.0) for key, (request, _) in self._asked.items()}

    def gone(self, key: Key) -> None:
        """The torrent is gone, or another one."""
        self._asked.pop(key, None)


def _request(torrent: Torrent, removal: Removal) -> _Request:
    return _Request(removal.why.rule, removal.data, torrent.state, torrent.category, torrent.tags)
