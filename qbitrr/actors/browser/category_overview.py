"""
What is in the categories somebody looks after, from the mirrors of the clients.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from qbitrr.actors.qbittorrent.actor import QbitActor
from qbitrr.config.schema.config import CategorySeeding, Config, QbitSection, SeedingMode
from qbitrr.decide.owners import owner_of
from qbitrr.model.owners import CategoryOwner, Owners
from qbitrr.model.shown.categories_shown import CategoryLimits, CategoryShown
from qbitrr.model.torrents.torrent import Torrent, normalise
from qbitrr.resolved.owners import category_owners

__all__ = ["CategoryOverview"]

Found = Mapping[tuple[str, str, str], list[Torrent]]
"""Torrents by section and category of their owner, and section of their client."""


class CategoryOverview:
    """Over the *clients* by section, and the configuration of the moment."""

    def __init__(self, config: Callable[[], Config], clients: Mapping[str, QbitActor]) -> None:
        self._config = config
        self._clients = clients

    def instances(self) -> tuple[str, ...]:
        """The names of all clients."""
        return tuple(actor.status.name for actor in self._clients.values())

    def categories(self, instance: str = "") -> tuple[CategoryShown, ...]:
        """The managed categories of each client, then that of each Arr; only what is on the client called *instance* if that is given."""
        config = self._config()
        found = self._found(category_owners(config))

        def clients(qbits: Iterable[QbitSection]) -> list[QbitActor]:
            actors = [self._clients[qbit.section] for qbit in qbits if qbit.section in self._clients]
            return [actor for actor in actors if instance in ("", actor.status.name)]

        managed = [
            _shown(found, qbit.section, category, clients([qbit]), _limits(qbit.seeding_for(category)))
            for qbit in config.enabled_qbits
            for category in qbit.managed_categories
        ]
        of_arrs = [
            _shown(
                found, arr.section, arr.category, clients(config.qbits_of(arr)), _limits(arr.torrent.seeding), arr=arr.section
            )
            for arr in config.managed_arrs
        ]  # fmt: skip
        shown = (*managed, *of_arrs)
        return tuple(each for each in shown if each.instances) if instance else shown

    def _found(self, owners: Owners) -> Found:
        found: defaultdict[tuple[str, str, str], list[Torrent]] = defaultdict(list)
        for section, actor in self._clients.items():
            if not actor.status.alive:
                continue
            whose: dict[str, list[Torrent] | None] = {}
            for torrent in actor.mirror.torrents.values():
                if torrent.category not in whose:
                    owner = owner_of(torrent.category, section, owners)
                    whose[torrent.category] = (
                        found[owner.section, owner.category, section] if isinstance(owner, CategoryOwner) else None
                    )
                if (mine := whose[torrent.category]) is not None:
                    mine.append(torrent)
        return found


def _shown(
    found: Found, section: str, category: str, actors: list[QbitActor], limits: CategoryLimits, *, arr: str = ""
) -> CategoryShown:
    silent = [actor.status.name for actor in actors if not actor.status.alive]
    key = normalise(category)
    return CategoryShown(
        category=category,
        instances=tuple(actor.status.name for actor in actors),
        arr=arr,
        limits=limits,
        torrents=tuple(torrent for actor in actors for torrent in found.get((section, key, actor.section), ())),
        trouble=f"no answer from {', '.join(silent)}" if silent else "",
    )


def _limits(rules: CategorySeeding | SeedingMode) -> CategoryLimits:
    return CategoryLimits(
        max_ratio=rules.max_upload_ratio,
        max_seconds=rules.max_seeding_time_seconds,
        remove=int(rules.remove_torrent),
        download_bytes_per_second=rules.download_limit_bytes_per_second,
        upload_bytes_per_second=rules.upload_limit_bytes_per_second,
    )
