"""
What we removed ourselves, from our own journal. It blocks: for threads.
"""

from collections.abc import Collection
from pathlib import Path

from qbitrr.store.sqlite.reader import Reader, Snapshot
from qbitrr.store.sqlite.sql import NoFile

__all__ = ["removed_by_us"]


def removed_by_us(path: str, since: float) -> frozenset[str]:
    """
    The hashes of what was removed or deleted since a time (seconds since 1970), by the journal in the file *path*; none if there is no
    such file yet. Raises `StoreError`.
    """
    reader = Reader(Path(path))
    try:
        return frozenset(reader.read(_hashes, since))
    except NoFile:
        return frozenset()
    finally:
        reader.close()


def _hashes(file: Snapshot, since: float) -> Collection[str]:
    sql = "SELECT DISTINCT hash FROM journal WHERE at >= ? AND act IN ('removal', 'purge') AND result = 'done'"
    return [str(row[0]).lower() for row in file.rows(sql, (since,))]
