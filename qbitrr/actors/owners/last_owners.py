"""
Who had a torrent last, kept in the file: one that a person moves to the failed category still reaches who knows it.
"""

from collections.abc import Callable
from typing import Any

from twisted.internet.defer import Deferred
from twisted.logger import Logger

from qbitrr.store.sqlite.database import Database
from qbitrr.store.supervisor import owners as owner_table

__all__ = ["LastOwners"]

Key = tuple[str, str]


class LastOwners:
    """The rows of the file. Writing holds nobody up: a row that is lost is learned again at the next listing."""

    log = Logger()

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self) -> Deferred[dict[Key, tuple[str, str]]]:
        """Fires with section and category by `(instance, hash)`. Fails with `StoreError`."""
        return self._database.run(owner_table.owners)

    def remember(self, rows: list[tuple[str, str, str, str]]) -> None:
        """Write `(instance, hash, section, category)` rows."""
        self._write(owner_table.save_owners, rows)

    def forget(self, keys: list[Key]) -> None:
        """Drop torrents that are gone."""
        self._write(owner_table.drop_owners, keys)

    def _write(self, function: Callable[..., Any], rows: list[Any]) -> None:
        self._database.run(function, rows).addErrback(
            lambda failure: self.log.failure("{what} was not written", failure=failure, what=function.__name__)
        )
