"""
The database files and how large they are. It blocks: call it in a thread.
"""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from attrs import frozen

__all__ = ["DatabaseFile", "database_files"]

_BESIDE = ("", "-wal", "-shm")
"""A database is one file, and while it is written two more."""


@frozen
class DatabaseFile:
    """The database *name* of a *section*, of the program itself for an empty one, with all that belongs to it."""

    section: str
    name: str
    size_bytes: int


def database_files(folder: Path) -> tuple[DatabaseFile, ...]:
    """
    Those in *folder*: of the program itself first, then by section. Raises OSError if it cannot be read; a folder that is not there has
    none, and what goes away meanwhile counts no more.
    """
    return tuple(sorted(_found(folder), key=lambda each: (each.section, each.name)))


def _found(folder: Path) -> Iterator[DatabaseFile]:
    for path in (*folder.glob("*.db"), *folder.glob("*/*.db")):
        section = "" if path.parent == folder else path.parent.name
        yield DatabaseFile(section, path.name, sum(_size(path.with_name(path.name + end)) for end in _BESIDE))


def _size(path: Path) -> int:
    with suppress(FileNotFoundError):
        return path.stat().st_size
    return 0
