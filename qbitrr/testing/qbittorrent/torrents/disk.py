"""The files of the torrents, on a real disk or only imagined."""

import os
import shutil
from pathlib import Path
from typing import Protocol

from qbitrr.testing.qbittorrent.torrents.torrent import SimulatedTorrent, SimulatedTorrentFile

__all__ = ["Disk", "ImaginedDisk", "RealDisk"]


class Disk(Protocol):
    """Where a client keeps its files. All paths are those of the torrent's record."""

    def write(self, torrent: SimulatedTorrent) -> None:
        """Bring files that have become complete into being."""

    def gather(self, torrent: SimulatedTorrent) -> bool:
        """Move a finished torrent from the folder for incomplete ones to its save path; whether there was anything to do."""

    def move(self, torrent: SimulatedTorrent, target: str) -> None:
        """Move what is there of *torrent* to the folder *target*."""

    def holds(self, torrent: SimulatedTorrent) -> bool:
        """Whether everything the torrent claims to have is there."""

    def finds(self, torrent: SimulatedTorrent) -> bool:
        """Whether there is more than the torrent claims to have."""

    def inspect(self, torrent: SimulatedTorrent) -> None:
        """Hash: set what each file has to what is there."""

    def erase(self, torrent: SimulatedTorrent) -> None:
        """Delete the torrent's files and the folders this leaves empty."""

    def accepts(self, path: str) -> bool:
        """Whether *path* can be made a save path."""


class ImaginedDisk:
    """Remembers nothing, loses nothing: what the torrents claim is what there is."""

    def write(self, torrent: SimulatedTorrent) -> None:
        """Nothing is written."""

    def gather(self, torrent: SimulatedTorrent) -> bool:
        """Moving is always something to do."""
        return torrent.download_path != torrent.save_path

    def move(self, torrent: SimulatedTorrent, target: str) -> None:
        """Nothing is moved."""

    def holds(self, torrent: SimulatedTorrent) -> bool:
        """Nothing is ever lost, unless the torrent was told so."""
        return not torrent.missing

    def finds(self, torrent: SimulatedTorrent) -> bool:
        """Nothing unknown ever lies around."""
        return False

    def inspect(self, torrent: SimulatedTorrent) -> None:
        """Missing data turns out to be missing."""
        if torrent.missing:
            for file in torrent.files:
                file.have = 0

    def erase(self, torrent: SimulatedTorrent) -> None:
        """Nothing is there to delete."""

    def accepts(self, path: str) -> bool:
        """Every absolute path will do."""
        return path.startswith("/")


class RealDisk:
    """
    Sparse files of the right sizes under the torrents' save paths.

    A file appears when it is complete. Its content is zeros; checking compares sizes only.
    """

    def write(self, torrent: SimulatedTorrent) -> None:
        """Create the files that have become complete."""
        for file in torrent.files:
            if not file.written and file.priority and file.have >= file.size and torrent.has_metadata:
                path = Path(_folder(torrent), file.name)
                path.parent.mkdir(parents=True, exist_ok=True)
                if not path.exists():
                    with path.open("wb") as new:
                        new.truncate(file.size)
                file.written = True

    def gather(self, torrent: SimulatedTorrent) -> bool:
        """Move the files of a finished torrent home."""
        if torrent.download_path == torrent.save_path:
            return False
        return self._carry(torrent, torrent.download_path, torrent.save_path)

    def move(self, torrent: SimulatedTorrent, target: str) -> None:
        """Move the files that are there to *target*."""
        self._carry(torrent, torrent.folder, target)

    def _carry(self, torrent: SimulatedTorrent, source: str, target: str) -> bool:
        moved = False
        for file in torrent.files:
            old, new = Path(source, file.name), Path(target, file.name)
            if old != new and old.exists():
                new.parent.mkdir(parents=True, exist_ok=True)
                shutil.move(old, new)
                _prune(old.parent, source)
                moved = True
        return moved

    def holds(self, torrent: SimulatedTorrent) -> bool:
        """Whether every complete file still has its size."""
        return all(_size(torrent, file) == file.size for file in torrent.files if file.written)

    def finds(self, torrent: SimulatedTorrent) -> bool:
        """Whether there is a file of the right size which the torrent does not have."""
        return torrent.has_metadata and any(
            file.have < file.size and _size(torrent, file) == file.size for file in torrent.files
        )

    def inspect(self, torrent: SimulatedTorrent) -> None:
        """A file of the right size is there, any other is not."""
        for file in torrent.files:
            there = torrent.has_metadata and _size(torrent, file) == file.size
            if there or file.written or torrent.missing:
                file.have = file.size if there else 0
            file.written = there

    def erase(self, torrent: SimulatedTorrent) -> None:
        """Delete the files and the folders this leaves empty."""
        for folder in {torrent.save_path, torrent.download_path} - {""}:
            for file in torrent.files:
                path = Path(folder, file.name)
                path.unlink(missing_ok=True)
                if path.parent.exists():
                    _prune(path.parent, folder)

    def accepts(self, path: str) -> bool:
        """Whether the folder exists or can be made."""
        try:
            Path(path).mkdir(parents=True, exist_ok=True)
        except OSError:
            return False
        return True


def _folder(torrent: SimulatedTorrent) -> str:
    # While files come in, the torrent is not finished; the last file makes it so, yet still belongs to that folder.
    return torrent.download_path if torrent.download_path and torrent.completion_on is None else torrent.save_path


def _size(torrent: SimulatedTorrent, file: SimulatedTorrentFile) -> int:
    try:
        return os.stat(Path(_folder(torrent), file.name)).st_size
    except FileNotFoundError:
        return -1


def _prune(folder: Path, stop: str) -> None:
    """Remove *folder* and its parents below *stop* while they are empty."""
    while str(folder) != stop and str(folder).startswith(stop) and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
