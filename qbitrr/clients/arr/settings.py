"""
How an Arr is set up: what it does with downloads, its indexers, its folders, its complaints, and changes to single records.

Everything here raises what `Arr.read` raises.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from qbitrr.clients.arr.client import Arr
from qbitrr.clients.arr.wire import Row
from qbitrr.clients.http.decoding import decoded, rows
from qbitrr.clients.http.figures import Int64

__all__ = [
    "ArrComplaint",
    "CommandOrigin",
    "DownloadHandling",
    "FolderListing",
    "MediaHandling",
    "ProviderSetting",
    "SetDownloadClient",
    "SetIndexer",
    "SetRootFolder",
    "change_record",
    "command_origins",
    "complaints",
    "download_clients",
    "download_handling",
    "folder_listing",
    "indexers",
    "media_handling",
    "root_folder_space",
]


class DownloadHandling(Row, frozen=True, kw_only=True):
    """`config/downloadclient`."""

    enable_completed_download_handling: bool = True
    auto_redownload_failed: bool = True


class MediaHandling(Row, frozen=True, kw_only=True):
    """`config/mediamanagement`."""

    copy_using_hardlinks: bool = True


class ProviderSetting(Row, frozen=True, kw_only=True):
    """One setting of a download client or an indexer; without a value it is at its default."""

    name: str = ""
    value: Any = None


class _Provider(Row, frozen=True, kw_only=True):
    id: Int64 = 0
    name: str = ""
    implementation: str = ""
    protocol: str = ""
    fields: tuple[ProviderSetting, ...] = ()

    def setting(self, name: str) -> Any:
        """The value of a setting by its name, in any case; None if it has none."""
        return next((each.value for each in self.fields if each.name.lower() == name.lower()), None)


class SetDownloadClient(_Provider, frozen=True, kw_only=True):
    """A download client as an Arr has it."""

    enable: bool = True
    remove_completed_downloads: bool = False
    remove_failed_downloads: bool = False

    @property
    def is_qbittorrent(self) -> bool:
        """Whether it is one."""
        return self.implementation.lower() == "qbittorrent"

    @property
    def host(self) -> str:
        """Where the Arr finds it."""
        return str(self.setting("host") or "").strip()

    @property
    def port(self) -> int:
        """And at which port; 0 for none that is one."""
        text = str(self.setting("port") or "")
        return int(text) if text.isdecimal() and len(text) < 6 else 0

    @property
    def category(self) -> str:
        """The category it watches there; empty for all of them."""
        return self._ending_in("Category", but="ImportedCategory")

    @property
    def imported_category(self) -> str:
        """The category to which it moves what it imported; empty for none."""
        return self._ending_in("ImportedCategory")

    def _ending_in(self, end: str, but: str = "\0") -> str:
        found = (each for each in self.fields if each.name.endswith(end) and not each.name.endswith(but))
        return next((str(each.value or "").strip() for each in found), "")


class SetIndexer(_Provider, frozen=True, kw_only=True):
    """An indexer as an Arr has it."""

    enable_rss: bool = False
    enable_automatic_search: bool = False
    enable_interactive_search: bool = False

    @property
    def is_used(self) -> bool:
        """Whether anything is taken from it."""
        return self.enable_rss or self.enable_automatic_search or self.enable_interactive_search


class SetRootFolder(Row, frozen=True, kw_only=True):
    """A folder of the library and the space the Arr sees there, in bytes (None: it does not say)."""

    path: str = ""
    accessible: bool = True
    free_space: Int64 | None = None


class ArrComplaint(Row, frozen=True, kw_only=True):
    """A line of its health page; `type` is `ok`, `notice`, `warning` or `error`."""

    source: str = ""
    type: str = ""
    message: str = ""


class CommandOrigin(Row, frozen=True, kw_only=True):
    """Who asked for a command: `trigger` is `manual` for whoever posted it, `client_user_agent` what that called itself."""

    name: str = ""
    trigger: str = ""
    client_user_agent: str = ""


class _Entry(Row, frozen=True, kw_only=True):
    name: str = ""


class FolderListing(Row, frozen=True, kw_only=True):
    """What an Arr sees in a folder; nothing for a folder that it does not see."""

    directories: tuple[_Entry, ...] = ()
    files: tuple[_Entry, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """The names in it."""
        return frozenset(each.name for each in (*self.directories, *self.files))


async def download_handling(arr: Arr) -> DownloadHandling:
    """What it does with downloads."""
    return decoded(arr.where, await arr.read("config/downloadclient"), DownloadHandling)


async def media_handling(arr: Arr) -> MediaHandling:
    """How it puts files into its library."""
    return decoded(arr.where, await arr.read("config/mediamanagement"), MediaHandling)


async def download_clients(arr: Arr) -> tuple[SetDownloadClient, ...]:
    """Its download clients, those switched off included."""
    return tuple(rows(arr.where, await arr.read("downloadclient"), SetDownloadClient))


async def indexers(arr: Arr) -> tuple[SetIndexer, ...]:
    """Its indexers, those switched off included."""
    return tuple(rows(arr.where, await arr.read("indexer"), SetIndexer))


async def root_folder_space(arr: Arr) -> tuple[SetRootFolder, ...]:
    """The folders of its library."""
    return tuple(row for row in rows(arr.where, await arr.read("rootfolder"), SetRootFolder) if row.path)


async def complaints(arr: Arr) -> tuple[ArrComplaint, ...]:
    """Its health page."""
    return tuple(rows(arr.where, await arr.read("health"), ArrComplaint))


async def command_origins(arr: Arr) -> tuple[CommandOrigin, ...]:
    """Who asked for the commands it has in memory."""
    return tuple(rows(arr.where, await arr.read("command"), CommandOrigin))


async def folder_listing(arr: Arr, folder: str) -> FolderListing:
    """What it sees in *folder*."""
    bare = folder.rstrip("/\\")
    separator = "\\" if "\\" in folder and "/" not in folder else "/"
    query = [("path", bare + separator), ("includeFiles", "true")]
    return decoded(arr.where, await arr.read("filesystem", query), FolderListing)


async def change_record(arr: Arr, path: str, id: int, change: Callable[[dict[str, Any]], None]) -> None:
    """
    Have *change* alter a record (`downloadclient`, `indexer`) as the Arr has it now, and write it back. All else in it stays as it is:
    what an Arr shows as stars it keeps. The Arr does not test the connection for that.
    """
    record = decoded(arr.where, await arr.read(f"{path}/{id}"), dict[str, Any])
    change(record)
    await arr.replace(f"{path}/{id}", msgspec.Raw(msgspec.json.encode(record)), [("forceSave", "true")])
