"""
In `supervisor.db`: tags of ours that do not stand in a client.

Every function here runs in the file's thread, inside one transaction: `database.run(function, …)`.
"""

from collections.abc import Mapping

from peewee import SqliteDatabase

from qbitrr.model.torrents.tags import KeptTags
from qbitrr.store.sqlite.sql import decode, encode, many, rows

__all__ = ["kept_tags", "save_tags"]

Key = tuple[str, str]


def kept_tags(database: SqliteDatabase) -> dict[Key, KeptTags]:
    """By `(instance, hash)`."""
    found = rows(database, "SELECT instance, hash, added_on, tags FROM internal_tag")
    return {
        (instance, hash_): KeptTags(tags=frozenset(decode(tags, list[str])), added_on=added_on)
        for instance, hash_, added_on, tags in found
    }


def save_tags(database: SqliteDatabase, kept: Mapping[Key, KeptTags]) -> None:
    """From now on these are kept for these torrents; none: nothing is."""
    full = [(*key, each.added_on, encode(sorted(each.tags))) for key, each in kept.items() if each.tags]
    many(database, "INSERT OR REPLACE INTO internal_tag(instance, hash, added_on, tags) VALUES(?,?,?,?)", full)
    empty = [key for key, each in kept.items() if not each.tags]
    many(database, "DELETE FROM internal_tag WHERE instance = ? AND hash = ?", empty)
