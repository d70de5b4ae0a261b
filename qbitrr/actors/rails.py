"""
The safety rails with what the supervisor knows: gathers the facts, asks the pure judgement, remembers the blast radius.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attrs import field, frozen
from twisted.logger import Logger

from qbitrr.actors.qbittorrent import QbitActor
from qbitrr.decide.hit_and_run import DEAD_AFTER_SECONDS, Duty, dead_hosts, duty_of, has_duties
from qbitrr.decide.radius import Radius, within_radius
from qbitrr.decide.removals import Allowed, Protection, RailFacts, Verdict, check, held_by_radius, sharing
from qbitrr.errors import QbitrrError
from qbitrr.model.rules import OwnerRules
from qbitrr.model.steps import Data, Removal
from qbitrr.model.torrents import Torrent, Tracker
from qbitrr.model.trackers import host_of

__all__ = ["RailSettings", "Rails"]

Key = tuple[str, str]


@frozen(kw_only=True)
class RailSettings:
    """What the configuration says about removals."""

    dry_run: bool = False
    protection: Protection = field(factory=Protection)


class Rails:
    """
    Judges removals. `rules(section, torrent)` finds the rules of an owner, `owned(section)` counts its torrents, `pardoned` are
    torrents a person took back.
    """

    log = Logger()

    def __init__(
        self,
        *,
        clients: Mapping[str, QbitActor],
        settings: Callable[[], RailSettings],
        rules: Callable[[str, Torrent], OwnerRules],
        owned: Callable[[str], int],
        pardoned: Callable[[Key], bool],
        clock: Any,
    ) -> None:
        self._clients = clients
        self._settings = settings
        self._rules = rules
        self._owned = owned
        self._pardoned = pardoned
        self._clock = clock
        self._radius: dict[str, Radius] = {}
        self._dead_since: dict[Key, dict[str, float]] = {}

    async def judge(self, section: str, removals: Sequence[Removal]) -> tuple[Verdict, ...]:
        """What may be removed of what one owner wants removed together, in order."""
        now = self._clock.seconds()
        current = await self._current(removals)
        verdicts = [check(each, await self._facts(section, each, current.get(_key(each))), now) for each in removals]
        allowed = [r for r, verdict in zip(removals, verdicts, strict=True) if isinstance(verdict, Allowed)]
        radius = within_radius(allowed, self._owned(section), self._radius.get(section, Radius()), now)
        self._radius[section] = radius.radius
        held = {id(removal) for removal in radius.held}
        return tuple(
            held_by_radius(removal, radius.limit) if id(removal) in held else verdict
            for removal, verdict in zip(removals, verdicts, strict=True)
        )

    async def _current(self, removals: Sequence[Removal]) -> dict[Key, Torrent]:
        """What their clients have at this moment of all that is to go; of a client that does not answer, nothing."""
        wanted: dict[str, list[str]] = {}
        for removal in removals:
            if removal.data is not Data.STAY and removal.instance in self._clients:
                wanted.setdefault(removal.instance, []).append(removal.hash)
        found: dict[Key, Torrent] = {}
        for instance, hashes in wanted.items():
            try:
                found.update(
                    {torrent.key: torrent for torrent in await self._clients[instance].client.torrents(hashes)}
                )
            except QbitrrError as error:
                self.log.info("{instance}: nothing is removed now: {why}", instance=instance, why=str(error))
        return found

    async def _facts(self, section: str, removal: Removal, torrent: Torrent | None) -> RailFacts:
        settings = self._settings()
        actor = self._clients.get(removal.instance)
        seen = actor.get(removal.hash) if actor is not None else None
        if actor is None or seen is None or torrent is None or removal.data is Data.STAY:
            listed_at = actor.status.listed_at if actor is not None else 0.0
            return RailFacts(torrent=torrent, seen=seen, listed_at=listed_at, dry_run=settings.dry_run)
        rules = self._rules(section, torrent)
        needed = settings.protection.hosts or has_duties(rules, rules.rows_on(removal.instance))
        trackers = await actor.trackers(removal.hash) if needed else None
        return RailFacts(
            torrent=torrent,
            seen=seen,
            listed_at=actor.status.listed_at,
            hosts=tuple(host_of(each.url) for each in trackers) if trackers is not None else None,
            duty=self._duty(torrent, trackers, rules, removal.had),
            shared_with=sharing(torrent, self._everything()),
            listed=len(actor.mirror.torrents),
            listed_before=actor.mirror.count_before,
            dry_run=settings.dry_run,
            protection=settings.protection,
            pardoned=self._pardoned(_key(removal)),
        )

    def _duty(self, torrent: Torrent, trackers: tuple[Tracker, ...] | None, rules: OwnerRules, had: float) -> Duty:
        """The duty as it is now. A tracker's word that it forgot the torrent counts once it has been heard for ten minutes."""
        now = self._clock.seconds()
        hosts = dead_hosts(trackers, rules) if trackers else frozenset()
        before = self._dead_since.get(torrent.key, {})
        since = {host: before.get(host, now) for host in hosts}
        if since or before:
            self._dead_since[torrent.key] = since
        dead = {host: now - at >= DEAD_AFTER_SECONDS for host, at in since.items()}
        return duty_of(torrent, trackers, rules, rules.rows_on(torrent.instance), dead, had)

    def _everything(self) -> list[Torrent]:
        return [torrent for actor in self._clients.values() for torrent in actor.mirror.torrents.values()]


def _key(removal: Removal) -> Key:
    return (removal.instance, removal.hash)
