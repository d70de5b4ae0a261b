"""
How a database file is written: what is set when it is connected, and which journal it has.
"""

from pathlib import Path
from typing import Literal

from peewee import SqliteDatabase

from qbitrr.store.sqlite.file_systems import network_file_system

__all__ = ["PRAGMAS", "Kind", "choose_journal"]

Kind = Literal["facts", "cache"]

_COMMON = (
    ("busy_timeout", 10_000),
    ("wal_autocheckpoint", 1000),
    ("journal_size_limit", 16 * 1024 * 1024),
    ("temp_store", "memory"),
)
PRAGMAS: dict[Kind, tuple[tuple[str, str | int], ...]] = {
    "facts": (*_COMMON, ("synchronous", "full"), ("foreign_keys", "on"), ("cache_size", -4000)),
    "cache": (*_COMMON, ("synchronous", "normal"), ("foreign_keys", "on"), ("cache_size", -16_000)),
}


def choose_journal(database: SqliteDatabase) -> str:
    """
    Have the file write its log ahead, beside it; where that does not work, have it keep a journal that is cut off after each
    transaction. Returns why, in words, empty if it writes ahead.
    """
    kind = network_file_system(Path(database.database))
    if not kind and database.pragma("journal_mode", "wal") == "wal":
        return ""
    database.pragma("journal_mode", "truncate")
    where = f"on a network file system ({kind})" if kind else "where a log cannot be written ahead"
    return (
        f"{database.database} is {where}: it is written more slowly, and pages are read only while nothing is written."
        " Put the data folder on a disk of this machine"
    )
