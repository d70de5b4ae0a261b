"""
What our own file `supervisor.db` says: what we removed, and which duties a person has set aside. It blocks: for threads.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from qbitrr.model.removals.protection import Waiver
from qbitrr.store.sqlite.reader import Reader, Snapshot
from qbitrr.store.sqlite.sql import NoFile
from qbitrr.store.supervisor.waivers import EVERY_WAIVER, waivers_in

__all__ = ["removed_by_us", "waived_by_persons"]

T = TypeVar("T")
_REMOVED = "SELECT DISTINCT hash FROM journal WHERE at >= ? AND act IN ('removal', 'purge') AND result = 'done'"


def removed_by_us(path: str, since: float) -> frozenset[str]:
    """
    The hashes of what was removed or deleted since a time (seconds since 1970), by the journal in the file *path*; none if there is no
    such file yet. Raises `StoreError`.
    """
    found = _read(path, lambda file: file.rows(_REMOVED, (since,)))
    return frozenset(str(row[0]).lower() for row in found)


def waived_by_persons(path: str) -> dict[tuple[str, str], Waiver]:
    """The waivers in the file *path* by `(instance, hash)`; none if there is no such file yet. Raises `StoreError`."""
    return waivers_in(_read(path, lambda file: file.rows(EVERY_WAIVER)))


def _read(path: str, ask: Callable[[Snapshot], list[T]]) -> list[T]:
    reader = Reader(Path(path))
    try:
        return reader.read(ask)
    except NoFile:
        return []
    finally:
        reader.close()
