"""
The pictures on disk: one file each, at most so many bytes in all, the ones nobody looked at for the longest time dropped first.

Everything here blocks for the time the disk needs: call it in a thread. Several may at once.
"""

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Lock

from attrs import frozen

__all__ = ["MOST_BYTES", "Picture", "PictureFolder"]

MOST_BYTES = 512 * 1024 * 1024
_KEPT_PART = 0.9
"""Down to this part of the bound the folder is cleared, so that not every new picture clears it."""
_VERSION = "v2"
"""Part of every name: raise it, and what an older rule let in is not found any more."""


@frozen(kw_only=True)
class Picture:
    """What a file holds, and when (seconds since the epoch) it was fetched."""

    content: bytes
    fetched_at: float

    @property
    def tag(self) -> bytes:
        """A strong ETag, with its quotes."""
        return b'"%s"' % sha256(self.content).hexdigest().encode("ascii")


class PictureFolder:
    """Pictures in *folder*, which is made when there is one to keep; of at most *most_bytes*."""

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        self._folder = folder
        self._most = most_bytes
        self._lock = Lock()
        self._bytes: int | None = None

    def read(self, kind: str, section: str, id: int, now: float) -> Picture | None:
        """The picture, if there is one; *now* it was looked at."""
        path = self._path(kind, section, id)
        try:
            fetched_at = path.stat().st_mtime
            content = path.read_bytes()
            with suppress(OSError):  # a folder that cannot be written still serves
                os.utime(path, (now, fetched_at))
        except (FileNotFoundError, NotADirectoryError):
            return None
        return Picture(content=content, fetched_at=fetched_at)

    def write(self, kind: str, section: str, id: int, content: bytes, at: float) -> Picture:
        """Keep a picture fetched at *at*."""
        path = self._path(kind, section, id)
        self._folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=self._folder, prefix=".new-", delete=False) as file:
            try:
                file.write(content)
                file.close()
                os.utime(file.name, (at, at))
                with self._lock:
                    replaced = path.stat().st_size if path.exists() else 0
                    os.replace(file.name, path)
                    self._count(len(content) - replaced)
            except BaseException:
                with suppress(FileNotFoundError):
                    os.unlink(file.name)
                raise
        return Picture(content=content, fetched_at=at)

    def used(self) -> tuple[int, int]:
        """How many pictures there are, and their bytes."""
        sizes = [size for _, size, _ in self._files()]
        return len(sizes), sum(sizes)

    def clear(self) -> None:
        """Drop all of them."""
        with self._lock:
            for _, _, path in self._files():
                with suppress(FileNotFoundError):
                    path.unlink()
            self._bytes = None

    def _count(self, more: int) -> None:
        if self._bytes is None:
            self._bytes = sum(size for _, size, _ in self._files())
        else:
            self._bytes += more
        if self._bytes > self._most:
            self._make_room()

    def _make_room(self) -> None:
        left = self._bytes or 0
        for _, size, path in sorted(self._files()):
            if left <= self._most * _KEPT_PART:
                break
            with suppress(FileNotFoundError):
                path.unlink()
            left -= size
        self._bytes = left

    def _files(self) -> list[tuple[float, int, Path]]:
        """When it was looked at, size and path of every file."""
        found = []
        with suppress(FileNotFoundError):  # none was kept yet
            for path in self._folder.iterdir():
                with suppress(FileNotFoundError):
                    seen = path.stat()
                    found.append((seen.st_atime, seen.st_size, path))
        return found

    def _path(self, kind: str, section: str, id: int) -> Path:
        name = sha256("\0".join((kind, section, str(id), _VERSION)).encode()).hexdigest()[:40]
        return self._folder / name
