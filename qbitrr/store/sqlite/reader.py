"""
A database file somebody else writes, read only.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from peewee import SqliteDatabase
from twisted.internet.defer import Deferred, succeed

from qbitrr.store.sqlite.faults import NoFile, translating
from qbitrr.store.sqlite.threads import OneThread, Run

__all__ = ["Reader"]

P = ParamSpec("P")
T = TypeVar("T")


class Reader:
    """
    A file somebody else writes, read only. Opened when first asked, opened anew when the file was replaced.
    """

    def __init__(self, path: str | Path, *, reactor: Any, run: Run | None = None) -> None:
        self.path = Path(path)
        self._thread = OneThread(reactor, f"read {self.path.name}") if run is None else None
        self._run: Run = self._thread.run if self._thread is not None else run  # type: ignore[assignment]
        self._peewee: SqliteDatabase | None = None
        self._inode = 0

    def run(
        self, function: Callable[Concatenate[SqliteDatabase, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> Deferred[T]:
        """
        Call `function(database, *args, **kwargs)` in one read transaction: everything it reads is of one moment.

        Fires with what it returns. Fails with `NoFile` while there is no file, or another `StoreError`.
        """

        def within() -> T:
            database = self._current()
            with database.atomic("DEFERRED"):
                return function(database, *args, **kwargs)

        if self._thread is not None:
            self._thread.start()
        return self._run(self._guarded, within)

    def close(self) -> Deferred[None]:
        """Fires when the file is closed and the thread is gone. May be called twice, or without having read."""

        def stop(_: object) -> None:
            if self._thread is not None:
                self._thread.stop()

        if self._thread is not None and not self._thread.is_running:
            return succeed(None)
        return self._run(self._close).addBoth(stop)

    def _guarded(self, function: Callable[[], T]) -> T:
        with translating(self.path):
            return function()

    def _current(self) -> SqliteDatabase:
        try:
            inode = self.path.stat().st_ino
        except FileNotFoundError as error:
            self._close()
            raise NoFile(f"{self.path} does not exist yet") from error
        if self._peewee is None or inode != self._inode:
            self._close()
            pragmas = (("busy_timeout", 10_000), ("query_only", "on"), ("temp_store", "memory"), ("cache_size", -4000))
            self._peewee = SqliteDatabase(f"file:{self.path}?mode=ro", uri=True, pragmas=pragmas, autoconnect=False)
            self._peewee.connect()
            self._inode = inode
        return self._peewee

    def _close(self) -> None:
        if self._peewee is not None and not self._peewee.is_closed():
            self._peewee.close()
        self._peewee = None
