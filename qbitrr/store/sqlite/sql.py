"""
Statements, spoken through peewee's connection, with types, and what can go wrong with the file, as exceptions that say what the caller
can do.

    StoreError
    ├── Damaged       the file is not a sound database: open it again (facts come back from a backup, caches are rebuilt)
    ├── NewerFile     a newer version of this program wrote the file: update the program or move the file away
    ├── Locked        somebody else holds the file for too long: try again later
    ├── DiskFull      no room or not writable: nothing was changed; reading still works, try writing again later
    └── NoFile        there is no such file (yet)
"""

import contextlib
import errno
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import peewee
from peewee import SqliteDatabase

from qbitrr.errors import StoreError

__all__ = [
    "Damaged",
    "DiskFull",
    "Locked",
    "NewerFile",
    "NoFile",
    "decode",
    "encode",
    "execute",
    "fold",
    "many",
    "one",
    "rows",
    "translated",
    "translating",
]


T = TypeVar("T")

Row = tuple[Any, ...]


def execute(database: SqliteDatabase, statement: str, values: Sequence[Any] = ()) -> int:
    """Carry out one statement; returns how many rows it changed (-1: it changes none)."""
    return int(database.execute_sql(statement, values).rowcount)


def rows(database: SqliteDatabase, statement: str, values: Sequence[Any] = ()) -> list[Row]:
    """All rows of the answer."""
    return list(database.execute_sql(statement, values))


def one(database: SqliteDatabase, statement: str, values: Sequence[Any] = ()) -> Row | None:
    """The first row of the answer, or None."""
    row: Row | None = database.execute_sql(statement, values).fetchone()
    return row


def many(database: SqliteDatabase, statement: str, values: Iterable[Sequence[Any]]) -> None:
    """Carry out the statement once for each of *values*; many times faster than one by one."""
    database.connection().executemany(statement, values)


def encode(value: Any) -> bytes:
    """A value as the JSON of a column."""
    return msgspec.json.encode(value)


def decode(body: bytes, kind: type[T]) -> T:
    """A value from the JSON of a column. Raises `msgspec.ValidationError`."""
    return msgspec.json.decode(body, type=kind)


class Damaged(StoreError):
    """The file is not a sound database."""


class NewerFile(StoreError):
    """A newer version of this program wrote the file."""


class Locked(StoreError):
    """Another process holds the file for longer than we are willing to wait."""


class DiskFull(StoreError):
    """The disk is full, read-only or broken: nothing was changed."""


class NoFile(StoreError):
    """There is no such file (yet)."""


# Primary names of the SQLite result codes; extended ones begin with the same word (SQLITE_IOERR_WRITE).
_KINDS: tuple[tuple[str, type[StoreError]], ...] = (
    ("SQLITE_CORRUPT", Damaged),
    ("SQLITE_NOTADB", Damaged),
    ("SQLITE_BUSY", Locked),
    ("SQLITE_LOCKED", Locked),
    ("SQLITE_FULL", DiskFull),
    ("SQLITE_READONLY", DiskFull),
    ("SQLITE_IOERR", DiskFull),
    ("SQLITE_PERM", DiskFull),
    ("SQLITE_CANTOPEN", NoFile),
)


def translated(error: BaseException, where: str) -> StoreError | None:
    """The *error* of the driver as ours, naming the file *where*; None when it is not an error of the file (a wrong statement)."""
    cause = _cause(error)
    name = _code(cause)
    is_full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
    # The second is said where there is no room for the index of a log.
    if is_full or name.startswith(("SQLITE_FULL", "SQLITE_IOERR_SHMSIZE")):
        return DiskFull(f"{where}: the disk is full")
    for start, kind in _KINDS:
        if name.startswith(start):
            return kind(f"{where}: {cause} ({name})")
    if isinstance(error, OSError):
        return DiskFull(f"{where}: {error}")
    return None


@contextlib.contextmanager
def translating(path: Path) -> Iterator[None]:
    """Errors of the file *path* inside the block become ours; others pass."""
    try:
        yield
    except Exception as error:
        ours = translated(error, str(path))
        if ours is None:
            raise
        raise ours from error


def _cause(error: BaseException) -> BaseException:
    """
    The exception that says what is wrong; peewee keeps the driver's exception as context.

    SQLite itself rolls back when something cannot be written, and the ROLLBACK that follows fails in its turn with the general
    SQLITE_ERROR: the cause is one further in.
    """
    found: BaseException | None = error
    while isinstance(found, peewee.PeeweeException | sqlite3.Error):
        if _code(found) not in ("", "SQLITE_ERROR"):
            return found
        found = found.__cause__ or found.__context__
    return error


def _code(error: BaseException) -> str:
    """The name of SQLite's result code, if it is an error of the driver."""
    return str(getattr(error, "sqlite_errorname", ""))


def fold(text: str) -> str:
    """*text* for comparing and sorting: no accents, no difference of case."""
    if text.isascii():
        return text.casefold()
    plain = unicodedata.normalize("NFKD", text)
    return "".join(char for char in plain if not unicodedata.combining(char)).casefold()
