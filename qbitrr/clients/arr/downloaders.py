"""
The download clients of an Arr: what it calls them, where they are, and how they begin what it adds.
"""

from typing import Any

from attrs import field, frozen

from qbitrr.clients.arr.client import Arr
from qbitrr.clients.arr.wire import Row
from qbitrr.clients.http.decoding import rows
from qbitrr.model.setup import ArrDownloadClient

__all__ = ["ForcedStarts", "download_clients", "forced_starts"]

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

    @property
    def is_qbittorrent(self) -> bool:
        return self.implementation.lower() == "qbittorrent"

    def text(self, ending: str) -> str:
        """The text of the first setting whose name ends so: `movieCategory` of Radarr is `tvCategory` of Sonarr."""
        ends = ending.lower()
        found = (each.value for each in self.fields if each.name.lower().endswith(ends))
        return next((each.strip() for each in found if isinstance(each, str)), "")

    @property
    def port(self) -> int:
        found = next((str(each.value) for each in self.fields if each.name == "port"), "")
        return int(found) if found.isdigit() and len(found) < 6 else 0


@frozen
class ForcedStarts:
    """Which qBittorrents of an Arr, by the names it gives them, start forced what it adds. Empty: none is known."""

    by_name: dict[str, bool] = field(factory=dict)

    def by(self, name: str) -> bool:
        """Whether the client called *name* does; of one that is not named, whether all do."""
        if name in self.by_name:
            return self.by_name[name]
        return bool(self.by_name) and all(self.by_name.values())


async def download_clients(arr: Arr) -> tuple[ArrDownloadClient, ...]:
    """The qBittorrents among them. Raises what `Arr.read` raises."""
    found = rows(arr.where, await arr.read("downloadclient"), _Downloader)
    return tuple(
        ArrDownloadClient(
            name=each.name,
            enabled=each.enable,
            host=each.text("host"),
            port=each.port,
            imported_category=each.text("ImportedCategory"),
            category=each.text("movieCategory") or each.text("tvCategory") or each.text("musicCategory"),
        )
        for each in found
        if each.is_qbittorrent
    )


async def forced_starts(arr: Arr) -> ForcedStarts:
    """Ask the Arr. Raises what `Arr.read` raises."""
    found = rows(arr.where, await arr.read("downloadclient"), _Downloader)
    return ForcedStarts(
        {
            each.name: any(_is_forced(setting) for setting in each.fields)
            for each in found
            if each.enable and each.is_qbittorrent
        }
    )


def _is_forced(setting: _Setting) -> bool:
    return setting.name == "initialState" and str(setting.value) == str(_FORCED)
