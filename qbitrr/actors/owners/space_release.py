"""
Letting go what a guard that is off has left behind: ours of earlier, or that of the program a configuration was brought over from.
"""

from collections.abc import Callable, Mapping, Sequence

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger

from qbitrr.actors.owners.tags.internal_tags import InternalTags
from qbitrr.actors.qbittorrent.actor import QbitActor
from qbitrr.actors.qbittorrent.mirror import Change
from qbitrr.actors.services import TurningService
from qbitrr.decide.space.guard import is_held, released
from qbitrr.loops.policy.performing import GuardPerformer
from qbitrr.model.space.guarding import GuardRules
from qbitrr.model.steps import ClientStep, Outcome
from qbitrr.model.torrents.torrent import Torrent

__all__ = ["SpaceRelease"]

_EVERY_SECONDS = 5.0

Key = tuple[str, str]


class SpaceRelease(TurningService):
    """
    Nobody else would start what carries the mark of the guard. While the guard is on that is its loop's affair. What is nobody's is not
    touched. *rules* are those in force, *is_ours* tells whether somebody looks after a torrent, *carry_out* has steps done, *tags* are
    those that no client carries.
    """

    log = Logger()

    def __init__(
        self,
        *,
        clients: Mapping[str, QbitActor],
        rules: Callable[[], GuardRules],
        is_ours: Callable[[Torrent], bool],
        carry_out: Callable[[Sequence[ClientStep]], Deferred[tuple[Outcome, ...]]],
        tags: InternalTags,
        clock: IReactorTime,
    ) -> None:
        super().__init__(clock)
        self._clients = clients
        self._rules = rules
        self._is_ours = is_ours
        self._performer = GuardPerformer(carry_out, clock)
        self._tags = tags
        self._held: set[Key] = set()

    def seen(self, actor: QbitActor, change: Change) -> None:
        """Note what is held in a client."""
        for hash_ in change.gone:
            self._held.discard((actor.section, hash_))
        for torrent in change.changed.values():
            (self._held.add if is_held(torrent) else self._held.discard)(torrent.key)

    async def _turn(self) -> float:
        rules = self._rules()
        held = self._held.union(self._tags.waiting)
        if held and not rules.is_on:
            self._performer.forget(held)
            torrents = [self._find(key) for key in sorted(held)]
            ours = [each for each in torrents if each is not None and self._is_ours(each)]
            await self._performer.carry_out((), released(ours, start=rules.may_act))
        return _EVERY_SECONDS

    def _find(self, key: Key) -> Torrent | None:
        actor = self._clients.get(key[0])
        torrent = actor.get(key[1]) if actor is not None and actor.is_listed else None
        return None if torrent is None else self._tags.shown(torrent)

    def _failed(self, error: Exception) -> float:
        self.log.failure("what was held for want of room was not let go")
        return _EVERY_SECONDS
