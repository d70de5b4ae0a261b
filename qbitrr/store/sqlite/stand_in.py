"""
While a file cannot be written, a copy of it in memory stands in for it.

# Note [Standing in]
A disk that is full or can only be read is no reason to stand still for who can do without what was written last: the file is copied
into memory, and whatever is read or written is so there. Once a minute it is tried to put the copy, as a whole and in one transaction,
in the place of what the file holds; nobody else writes it. What a process that dies before takes along, the file does not know: only
who can find that out elsewhere has a file stood in for. A copy may become twice as large as a file may be of which one is made; after
that, and for larger files, things are as without it.
"""

import sqlite3
from pathlib import Path

import peewee
from peewee import SqliteDatabase

from qbitrr.store.sqlite.pragmas import PRAGMAS, Kind
from qbitrr.store.sqlite.sql import DiskFull, rows, translated

__all__ = ["StandIn", "stand_in_for"]

TRY_EVERY_SECONDS = 60.0


class StandIn:
    """A copy, `database`, of an open *file*, which cannot be written: *why*."""

    def __init__(self, file: SqliteDatabase, kind: Kind, why: str, most_pages: int, now: float) -> None:
        self.why = why
        self.database = SqliteDatabase(":memory:", pragmas=PRAGMAS[kind], autoconnect=False)
        self._file = file
        self._try_at = now + TRY_EVERY_SECONDS
        self.database.connect()
        file.connection().backup(self.database.connection())
        self.database.pragma("max_page_count", most_pages)

    def is_home(self, now: float) -> bool:
        """Put the copy in the place of what the file holds, if it is time to try; tells whether that is done: it is of no more use then."""
        if now < self._try_at:
            return False
        self._try_at = now + TRY_EVERY_SECONDS
        return self.bring_home()

    def bring_home(self) -> bool:
        """The same, now."""
        file = self._file.connection()
        try:
            (version,) = file.execute("PRAGMA user_version").fetchone()
            file.execute(f"PRAGMA user_version = {version}")  # one page, before all of them
            self.database.connection().backup(file)
        except sqlite3.Error:
            return False
        self.database.close()
        return True


def stand_in_for(file: SqliteDatabase, kind: Kind, error: Exception, most_bytes: int, now: float) -> StandIn | None:
    """A copy to go on with after this *error* of an open *file*, if that is one to go on after, and the file not larger than that."""
    why = translated(error, str(Path(file.database)))
    if not most_bytes or not isinstance(why, DiskFull):
        return None
    try:
        (page_bytes,), (pages,) = rows(file, "PRAGMA page_size")[0], rows(file, "PRAGMA page_count")[0]
        if page_bytes * pages > most_bytes:
            return None
        return StandIn(file, kind, str(why), 2 * most_bytes // page_bytes, now)
    except (sqlite3.Error, peewee.PeeweeException, MemoryError):
        return None
