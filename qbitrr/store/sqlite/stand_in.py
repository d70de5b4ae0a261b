"""
While a file cannot be written, a copy of it in memory stands in for it.

# Note [Standing in]
A disk that is full or can only be read is no reason to stand still for who can do without what was written last: the file is copied
into memory, and whatever is read or written is so there. Once a minute it is tried to put the copy, as a whole and in one transaction,
in the place of what the file holds; nobody else writes it. What a process that dies before takes along, the file does not know: only
who can find that out elsewhere has a file stood in for. A copy may become twice as large as a file may be of which one is made; after
that, and for larger files, things are as without it.

A process may begin like that: with what can be read of a file that cannot be opened to be written, or with nothing if there is none. A
file that comes up later, because its disk was not there yet, is never replaced by what was made without it.
"""

import contextlib
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import peewee
from peewee import SqliteDatabase

from qbitrr.errors import StoreError
from qbitrr.store.sqlite.pragmas import PRAGMAS, Kind
from qbitrr.store.sqlite.sql import Damaged, DiskFull, rows, translated

__all__ = ["StandIn", "copy_of_file", "stand_in_for"]

TRY_EVERY_SECONDS = 60.0
_TROUBLE = (sqlite3.Error, peewee.PeeweeException, StoreError, OSError, MemoryError)


class StandIn:
    """A copy, `database`, of a file that cannot be written: *why*. *opened* tells the file, opened to be written, or raises."""

    def __init__(
        self, database: SqliteDatabase, opened: Callable[[], SqliteDatabase], why: str, most_bytes: int, now: float
    ) -> None:
        self.why = why
        self.database = database
        self._opened = opened
        self._try_at = now + TRY_EVERY_SECONDS
        ((page_bytes,),) = rows(database, "PRAGMA page_size")
        database.pragma("max_page_count", 2 * most_bytes // page_bytes)

    def is_home(self, now: float) -> bool:
        """
        Put the copy in the place of what the file holds, if it is time to try; tells whether that is done: it is of no more use then.
        Raises `Damaged` if the file is another one than the copy was made of.
        """
        if now < self._try_at:
            return False
        self._try_at = now + TRY_EVERY_SECONDS
        return self.bring_home()

    def bring_home(self) -> bool:
        """The same, now."""
        try:
            file = self._opened().connection()
            (version,) = file.execute("PRAGMA user_version").fetchone()
            file.execute(f"PRAGMA user_version = {version}")  # one page, before all of them
            self.database.connection().backup(file)
        except Damaged:
            raise
        except _TROUBLE:
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
        copy = _in_memory(kind)
        file.connection().backup(copy.connection())
        return StandIn(copy, lambda: file, str(why), most_bytes, now)
    except _TROUBLE:
        return None


def copy_of_file(path: Path, kind: Kind, most_bytes: int) -> SqliteDatabase | None:
    """
    What can be read of a file that could not be opened; something empty if there is none. None if it is larger than that, or nothing sound
    can be read.
    """
    copy = _in_memory(kind)
    try:
        if path.exists() and path.stat().st_size:
            if path.stat().st_size > most_bytes:
                return None
            _read(path, copy.connection())
            return copy if rows(copy, "PRAGMA quick_check(1)")[0][0] == "ok" else None
        return copy
    except _TROUBLE:
        return None


def _in_memory(kind: Kind) -> SqliteDatabase:
    made = SqliteDatabase(":memory:", pragmas=PRAGMAS[kind], autoconnect=False)
    made.connect()
    return made


def _read(path: Path, copy: sqlite3.Connection) -> None:
    """
    With what stands in the log beside it; a log can be read only where its index can be made: in memory, for who has the file alone and
    may write it, else elsewhere.
    """
    log = path.with_name(path.name + "-wal")
    if not log.exists() or not log.stat().st_size:
        _back_up(path, "immutable=1", copy)
        return
    try:
        _back_up(path, "mode=rw", copy, alone=True)
    except sqlite3.Error:
        _back_up_elsewhere(path, log, copy)


def _back_up_elsewhere(path: Path, log: Path, copy: sqlite3.Connection) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for each in (path, log):
            shutil.copyfile(each, Path(folder) / each.name)
        _back_up(Path(folder) / path.name, "mode=rw", copy)


def _back_up(path: Path, how: str, copy: sqlite3.Connection, *, alone: bool = False) -> None:
    with contextlib.closing(sqlite3.connect(f"file:{quote(str(path))}?{how}", uri=True, timeout=1.0)) as source:
        if alone:
            source.execute("PRAGMA locking_mode = EXCLUSIVE")
        source.backup(copy)
