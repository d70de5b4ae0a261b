"""
Giving rows of a database other names of sections and clients, while nobody has it open, or by whom has it open.

Tables are not known here one by one: a column or a member of a JSON body that is called `section` or `instance` holds such a name.
"""

# ruff: noqa: S608 - names of tables and columns are those of our own files
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
from peewee import SqliteDatabase

__all__ = ["rename_in_open", "rename_rows"]

_NAMED = ("section", "instance")
_ASIDE = "\x01"  # no name has it: so two may be exchanged


def rename_rows(path: Path, names: Mapping[str, str], id: str) -> None:
    """
    Rename in the database at *path*, wholly or not at all, and only once for each *id*. Where a row of the new name is there already, it is
    the newer one and stays. Raises `sqlite3.Error`.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("BEGIN IMMEDIATE")
        try:
            _rename_once(database, names, id)
            database.execute("COMMIT")
        except BaseException:
            database.execute("ROLLBACK")
            raise


def rename_in_open(database: SqliteDatabase, names: Mapping[str, str], id: str) -> None:
    """The same in a database that is open and stays so, inside a transaction: `database.run(rename_in_open, …)`."""
    _rename_once(database.connection(), names, id)


def _rename_once(database: sqlite3.Connection, names: Mapping[str, str], id: str) -> None:
    database.execute("CREATE TABLE IF NOT EXISTS renaming(id TEXT PRIMARY KEY) WITHOUT ROWID")
    if database.execute("INSERT OR IGNORE INTO renaming VALUES(?)", (id,)).rowcount:
        for table in _tables(database):
            _rename_in(database, table, names)


def _tables(database: sqlite3.Connection) -> list[str]:
    sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    return [name for (name,) in database.execute(sql)]


def _rename_in(database: sqlite3.Connection, table: str, names: Mapping[str, str]) -> None:
    columns = {name: bool(key) for _, name, _, _, _, key in database.execute(f'PRAGMA table_info("{table}")')}
    if "body" in columns:
        _rename_bodies(database, table, [name for name, is_key in columns.items() if is_key], names)
    for column in _NAMED:
        if column in columns:
            _rename_column(database, table, column, names)


def _rename_column(database: sqlite3.Connection, table: str, column: str, names: Mapping[str, str]) -> None:
    for old, new in names.items():
        database.execute(f'UPDATE "{table}" SET {column} = ? WHERE {column} = ?', (new + _ASIDE, old))
    for new in names.values():
        database.execute(f'UPDATE OR IGNORE "{table}" SET {column} = ? WHERE {column} = ?', (new, new + _ASIDE))
        database.execute(f'DELETE FROM "{table}" WHERE {column} = ?', (new + _ASIDE,))


def _rename_bodies(database: sqlite3.Connection, table: str, keys: list[str], names: Mapping[str, str]) -> None:
    place = " AND ".join(f'"{key}" = ?' for key in keys)
    for *key, old, new in list(_new_bodies(database, table, keys, names)):
        if new != old:
            database.execute(f'UPDATE "{table}" SET body = ? WHERE {place}', (new, *key))


def _new_bodies(
    database: sqlite3.Connection, table: str, keys: list[str], names: Mapping[str, str]
) -> Iterator[tuple[Any, ...]]:
    columns = ", ".join(f'"{key}"' for key in keys)
    for *key, body in database.execute(f'SELECT {columns}, body FROM "{table}"'):
        try:
            told = msgspec.json.decode(body)
        except (msgspec.DecodeError, TypeError):  # whoever reads it will say so
            continue
        yield *key, body, msgspec.json.encode(_renamed(told, names)) if _is_named(told, names) else body


def _is_named(value: Any, names: Mapping[str, str]) -> bool:
    match value:
        case dict():
            return any(each in names for each in _texts(value)) or any(
                _is_named(each, names) for each in value.values()
            )
        case list():
            return any(_is_named(each, names) for each in value)
    return False


def _texts(value: Mapping[str, Any]) -> list[str]:
    return [value[name] for name in _NAMED if isinstance(value.get(name), str)]


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    match value:
        case dict():
            inner = {name: _renamed(each, names) for name, each in value.items()}
            return inner | {
                name: names.get(value[name], value[name]) for name in _NAMED if isinstance(value.get(name), str)
            }
        case list():
            return [_renamed(each, names) for each in value]
    return value
