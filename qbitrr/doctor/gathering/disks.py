"""
How paths look from here. These functions block and may hang: they are called in threads that may.
"""

import os
from collections.abc import Iterable

from qbitrr.doctor.facts import SeenHere, SeenSpace

__all__ = ["mount_of", "see_content", "see_space"]

_MOST_FILES = 500


def mount_of(path: str, mounts: Iterable[str]) -> str:
    """The mount point a path (without links in it) lies on."""
    above = [each for each in mounts if path == each or path.startswith(each.rstrip("/") + "/")]
    return max(above, key=len, default="/")


def see_content(path: str, mounts: Iterable[str]) -> SeenHere:
    """What a torrent left at *path*. Raises `OSError` when it cannot be seen."""
    real = os.path.realpath(path)
    found = os.stat(real)
    links = _links_of_largest(real) if os.path.isdir(real) else found.st_nlink
    return SeenHere(mount=mount_of(real, mounts), device=found.st_dev, links=links)


def see_space(path: str, mounts: Iterable[str]) -> SeenSpace:
    """The disk below a folder. Raises `OSError` when it cannot be seen."""
    real = os.path.realpath(path)
    device = os.stat(real).st_dev
    disk = os.statvfs(real)
    return SeenSpace(mount=mount_of(real, mounts), device=device, free_bytes=disk.f_bavail * disk.f_frsize)


def _links_of_largest(folder: str) -> int:
    """How many names the largest file has, among the first few hundred."""
    largest, seen = (-1, 0), 0
    for place, _, names in os.walk(folder):
        for name in names:
            found = os.lstat(os.path.join(place, name))
            largest = max(largest, (found.st_size, found.st_nlink))
            seen += 1
        if seen >= _MOST_FILES:
            break
    return largest[1]
