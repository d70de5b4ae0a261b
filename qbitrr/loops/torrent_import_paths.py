"""
Where the Arr is to import a download from: asked of the Arr, the client and the other torrents, and refused when it is too much.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import frozen

from qbitrr.config.schema import Config
from qbitrr.decide.import_paths import Neighbour, is_within, objection
from qbitrr.loops.channel import ChildContext
from qbitrr.loops.torrent_arr import ArrSide, mapped
from qbitrr.loops.torrent_share import Key, Share
from qbitrr.model.queue import Record
from qbitrr.model.torrents import Torrent
from qbitrr.wire.messages import FilesOf

__all__ = ["ImportPaths", "shared_folders"]

_REFUSED_FOR_SECONDS = 600.0
# Torrents in one folder are at most a few cross-seeds; of more of them the files are not even compared.
_MOST_NEIGHBOURS = 10
_FOLDER_OF_CATEGORY = "the folder of its category"


@frozen
class _Refused:
    """Why a place was refused, for what the torrent looked like then."""

    why: str
    place: tuple[str, str, str]
    at: float


def shared_folders(config: Config, category: str) -> dict[str, str]:
    """The configured folders that hold many torrents, and what they are."""
    folder = config.settings.completed_download_folder
    if not folder:
        return {}
    return {folder: "the folder of all downloads", f"{folder.rstrip('/')}/{category}": _FOLDER_OF_CATEGORY}


class ImportPaths:
    """
    *hosts* are the clients' by section, *folders* the configured ones that hold many torrents, with what they are. What is refused
    is looked at again ten minutes later, or once the torrent lies elsewhere.
    """

    def __init__(
        self, *, arr: ArrSide, share: Share, child: ChildContext, hosts: Mapping[str, str], folders: Mapping[str, str], clock: Any
    ) -> None:  # fmt: skip
        self._arr = arr
        self._share = share
        self._child = child
        self._hosts = hosts
        self._folders = folders
        self._clock = clock
        self._refused: dict[Key, _Refused] = {}

    def objection(self, torrent: Torrent, record: Record | None) -> str:
        """Why its place was refused lately; empty when it was not."""
        refused = self._refused.get(torrent.key)
        if refused is None or refused.place != _place(torrent, record):
            return ""
        return refused.why if self._clock.seconds() - refused.at < _REFUSED_FOR_SECONDS else ""

    def forget(self, key: Key) -> None:
        """The torrent is gone."""
        self._refused.pop(key, None)

    async def find(self, torrent: Torrent, record: Record | None) -> tuple[str, str]:
        """The path to import from, as the Arr sees it, and why not (empty: do). Raises `RemoteError`."""
        rows = await self._arr.mappings()

        def seen(path: str, instance: str) -> str:
            return mapped(path, rows, self._hosts.get(instance, ""))

        path = record.output_path if record is not None and record.output_path else ""
        path = path or seen(torrent.content_path, torrent.instance)
        places = dict.fromkeys(await self._arr.root_folders(), f"a root folder of {self._child.configure.section}")
        for folder in (torrent.save_path, torrent.download_path):
            if folder:
                places[seen(folder, torrent.instance)] = "the folder it is saved in with others"
        for other in self._share.torrents.values():
            if other.auto_tmm and other.save_path:
                places[seen(other.save_path, other.instance)] = _FOLDER_OF_CATEGORY
        places |= {seen(folder, torrent.instance): what for folder, what in self._folders.items()}
        near = [
            other for other in self._share.torrents.values()
            if other.hash != torrent.hash and other.content_path and is_within(seen(other.content_path, other.instance), path)
        ]  # fmt: skip
        own, neighbours = None, [Neighbour(other.name, None) for other in near]
        if 0 < len(near) <= _MOST_NEIGHBOURS and not objection(path, places, (), ()):
            own = await self._files(torrent, seen)
            neighbours = [Neighbour(other.name, await self._files(other, seen)) for other in near]
        why = objection(path, places, own, neighbours)
        if why:
            self._refused[torrent.key] = _Refused(why, _place(torrent, record), self._clock.seconds())
        else:
            self._refused.pop(torrent.key, None)
        return path, why

    async def _files(self, torrent: Torrent, seen: Any) -> tuple[str, ...] | None:
        answer = await self._child.ask(FilesOf(instance=torrent.instance, hash=torrent.hash))
        if answer.files is None:
            return None
        return tuple(seen(path, torrent.instance) for path in _paths(torrent, (each.name for each in answer.files)))


def _paths(torrent: Torrent, names: Iterable[str]) -> Iterable[str]:
    separator = "\\" if "\\" in torrent.save_path and "/" not in torrent.save_path else "/"
    for name in names:
        yield torrent.save_path.rstrip("/\\") + separator + name.replace("/", separator)


def _place(torrent: Torrent, record: Record | None) -> tuple[str, str, str]:
    return (torrent.content_path, torrent.save_path, record.output_path if record is not None else "")
