"""
Versions of a database file: numbered steps forward for facts, "other version means rebuild" for caches.
"""

from collections.abc import Callable

from attrs import field, frozen
from peewee import SqliteDatabase

from qbitrr.store.sqlite.sql import NewerFile, execute

__all__ = ["Schema", "Step", "is_pending", "migrate", "version_of"]

Step = str | Callable[[SqliteDatabase], None]
"""One step forward: statements separated by `;` (each ending its line), or a function that gets the database."""


@frozen(kw_only=True)
class Schema:
    """
    The tables of one kind of file. *steps* lead from an empty file (version 0) to version `len(steps)`, one each.

    A cache has one step, its whole layout, and says with *number* which layout that is.
    """

    name: str
    steps: tuple[Step, ...]
    number: int = field(default=0)

    @property
    def version(self) -> int:
        """The `user_version` of an up-to-date file."""
        return self.number or len(self.steps)


def version_of(database: SqliteDatabase) -> int:
    """The version written in the file; 0 for an empty one."""
    return int(database.pragma("user_version"))


def is_pending(database: SqliteDatabase, schema: Schema) -> bool:
    """Whether an existing file needs a step. Raises `NewerFile`, naming both versions, for one from the future."""
    version = version_of(database)
    if version > schema.version:
        raise NewerFile(
            f"{database.database} has version {version} of the {schema.name} tables, this program knows {schema.version}:"
            " update the program, or move the file away to start without what it holds"
        )
    return version < schema.version


def migrate(database: SqliteDatabase, schema: Schema) -> int:
    """Take every step that is missing, each in a transaction of its own with its version. Returns how many were taken."""
    first = version_of(database)
    for number, step in _numbered(schema):
        if number <= first:
            continue
        with database.atomic("IMMEDIATE"):
            _take(database, step)
            # A pragma takes no parameters; the number is ours.
            execute(database, f"PRAGMA user_version = {number:d}")
    return version_of(database) - first


def _numbered(schema: Schema) -> tuple[tuple[int, Step], ...]:
    if schema.number:
        (layout,) = schema.steps
        return ((schema.number, layout),)
    return tuple(enumerate(schema.steps, start=1))


def _take(database: SqliteDatabase, step: Step) -> None:
    if callable(step):
        step(database)
        return
    for statement in step.split(";\n"):
        if statement.strip():
            execute(database, statement)
