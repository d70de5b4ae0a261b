"""
The download clients of an Arr: what it calls them, where they are, and how they begin what it adds.
"""

from attrs import field, frozen

from qbitrr.clients.arr.client import Arr
from qbitrr.clients.arr.settings import download_clients
from qbitrr.model.setup import ArrDownloadClient

__all__ = ["ForcedStarts", "forced_starts", "watched_clients"]

_FORCED = 1
"""`initialState`: 0 start, 1 force start, 2 stopped. Seen as a number; some proxies make texts of it."""


@frozen
class ForcedStarts:
    """Which qBittorrents of an Arr, by the names it gives them, start forced what it adds. Empty: none is known."""

    by_name: dict[str, bool] = field(factory=dict)

    def by(self, name: str) -> bool:
        """Whether the client called *name* does; of one that is not named, whether all do."""
        if name in self.by_name:
            return self.by_name[name]
        return bool(self.by_name) and all(self.by_name.values())


async def watched_clients(arr: Arr) -> tuple[ArrDownloadClient, ...]:
    """The qBittorrents among them. Raises what `Arr.read` raises."""
    return tuple(
        ArrDownloadClient(
            name=each.name,
            enabled=each.enable,
            host=each.host,
            port=each.port,
            imported_category=each.imported_category,
            category=each.category,
        )
        for each in await download_clients(arr)
        if each.is_qbittorrent
    )


async def forced_starts(arr: Arr) -> ForcedStarts:
    """Ask the Arr. Raises what `Arr.read` raises."""
    return ForcedStarts(
        {
            each.name: str(each.setting("initialState")) == str(_FORCED)
            for each in await download_clients(arr)
            if each.enable and each.is_qbittorrent
        }
    )
