"""
How an Arr has its download clients begin: `initialState` of their settings.
"""

from typing import Any

from attrs import field, frozen

from qbitrr.clients.arr.client import Arr
from qbitrr.clients.arr.wire import Row
from qbitrr.clients.http.decoding import rows

__all__ = ["ForcedStarts", "forced_starts"]

_FORCED = 1
"""`initialState`: 0 start, 1 force start, 2 stopped. Seen as a number; some proxies make texts of it."""


class _Setting(Row, frozen=True, kw_only=True):
    name: str = ""
    value: Any = None


class _Downloader(Row, frozen=True, kw_only=True):
    name: str = ""
    enable: bool = True
    implementation: str = ""
    fields: list[_Setting] = []


@frozen
class ForcedStarts:
    """Which qBittorrents of an Arr, by the names it gives them, start forced what it adds. Empty: none is known."""

    by_name: dict[str, bool] = field(factory=dict)

    def by(self, name: str) -> bool:
        """Whether the client called *name* does; of one that is not named, whether all do."""
        if name in self.by_name:
            return self.by_name[name]
        return bool(self.by_name) and all(self.by_name.values())


async def forced_starts(arr: Arr) -> ForcedStarts:
    """Ask the Arr. Raises what `Arr.read` raises."""
    found = rows(arr.where, await arr.read("downloadclient"), _Downloader)
    return ForcedStarts(
        {
            each.name: any(_is_forced(setting) for setting in each.fields)
            for each in found
            if each.enable and each.implementation.lower() == "qbittorrent"
        }
    )


def _is_forced(setting: _Setting) -> bool:
    return setting.name == "initialState" and str(setting.value) == str(_FORCED)
