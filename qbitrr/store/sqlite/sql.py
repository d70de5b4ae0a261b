"""
Statements, spoken through peewee's connection, with types.
"""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import msgspec
from peewee import SqliteDatabase

__all__ = ["decode", "encode", "execute", "many", "one", "rows"]

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
