"""
Which duties a person has set aside, from our own file. It blocks: for threads.
"""

from pathlib import Path

from qbitrr.model.removals.protection import Waiver
from qbitrr.store.sqlite.reader import Reader, Snapshot
from qbitrr.store.sqlite.sql import NoFile

__all__ = ["waivers_in"]

Key = tuple[str, str]


def waivers_in(path: str) -> dict[Key, Waiver]:
    """The waivers in the file *path* by `(instance, hash)`; none if there is no such file yet. Raises `StoreError`."""
    reader = Reader(Path(path))
    try:
        return reader.read(_waivers)
    except NoFile:
        return {}
    finally:
        reader.close()


def _waivers(file: Snapshot) -> dict[Key, Waiver]:
    found = file.rows("SELECT instance, hash, at, added_on, reason FROM waiver")
    return {
        (instance, hash_): Waiver(at=at, added_on=added_on, reason=reason)
        for instance, hash_, at, added_on, reason in found
    }
