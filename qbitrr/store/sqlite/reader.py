"""
Reading a file that another process writes: never waits for it, never disturbs it, sees one state of it per call.

A reader may be called in any thread. It keeps a few connections, each with one read transaction at most, and none across calls:
an open one would keep the writer from shortening its log. When the file was replaced it is opened anew.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, Concatenate, ParamSpec, TypeVar
from urllib.parse import quote

from qbitrr.store.sqlite.sql import NoFile, translating

__all__ = ["Reader", "Snapshot"]

P = ParamSpec("P")
T = TypeVar("T")
_IDLE_KEPT = 2
_BUSY_SECONDS = 2.0
_PRAGMAS = ("query_only = ON", "temp_store = MEMORY", "cache_size = -4000", "mmap_size = 67108864")


class Snapshot:
    """
    One state of a file, for as long as a call lasts. `version` changes whenever somebody has written; `kept` stays with the
    connection from call to call, for what is worth remembering.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.kept: dict[Any, Any] = {}
        self.version = 0

    def rows(self, statement: str, values: dict[str, Any] | tuple[Any, ...] = ()) -> list[Any]:
        """All rows of the answer."""
        return self._connection.execute(statement, values).fetchall()

    def one(self, statement: str, values: dict[str, Any] | tuple[Any, ...] = ()) -> Any:
        """The first row of the answer, or None."""
        return self._connection.execute(statement, values).fetchone()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Everything read inside is of the same moment."""
        self._connection.execute("BEGIN")
        try:
            self.version = self._connection.execute("PRAGMA data_version").fetchone()[0]
            yield
        finally:
            self._connection.rollback()

    def close(self) -> None:
        """Let the file go."""
        self._connection.close()


class Reader:
    """
    Reads the file *path*. `read` raises `NoFile` as long as there is none, else the errors of `qbitrr.store.sqlite.sql`. A file
    that is shortly being made has no tables yet: that is `NoFile`, too.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._idle: list[tuple[tuple[int, int], Snapshot]] = []
        self._lock = Lock()
        self._closed = False

    def read(self, function: Callable[Concatenate[Snapshot, P], T], *arguments: P.args, **named: P.kwargs) -> T:
        """What *function* makes of the file as it is now. Blocks: for threads."""
        with translating(self.path):
            identity, snapshot = self._taken()
            try:
                with snapshot.held():
                    result = function(snapshot, *arguments, **named)
            except BaseException:
                snapshot.close()
                raise
            self._put_back(identity, snapshot)
            return result

    def close(self) -> None:
        """Close what is open; what is being read is closed when that is done."""
        with self._lock:
            self._closed, idle = True, self._idle
            self._idle = []
        for _, snapshot in idle:
            snapshot.close()

    def _taken(self) -> tuple[tuple[int, int], Snapshot]:
        identity = self._identity()
        while True:
            with self._lock:
                found = self._idle.pop() if self._idle else None
            if found is None:
                return identity, self._opened()
            if found[0] == identity:
                return found
            found[1].close()

    def _put_back(self, identity: tuple[int, int], snapshot: Snapshot) -> None:
        with self._lock:
            keep = not self._closed and len(self._idle) < _IDLE_KEPT
            if keep:
                self._idle.append((identity, snapshot))
        if not keep:
            snapshot.close()

    def _identity(self) -> tuple[int, int]:
        try:
            found = os.stat(self.path)
        except FileNotFoundError as error:
            raise NoFile(f"{self.path}: there is no such file yet") from error
        return found.st_dev, found.st_ino

    def _opened(self) -> Snapshot:
        connection = sqlite3.connect(
            f"file:{quote(str(self.path))}?mode=ro", uri=True, timeout=_BUSY_SECONDS, check_same_thread=False,
            isolation_level=None,
        )  # fmt: skip
        try:
            for pragma in _PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
            if connection.execute("SELECT COUNT(*) FROM sqlite_schema").fetchone()[0] == 0:
                raise NoFile(f"{self.path}: nothing has been written yet")
        except BaseException:
            connection.close()
            raise
        return Snapshot(connection)
