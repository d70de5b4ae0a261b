"""
A database file behind one door: functions go in, values come out, everything happens in one thread of the file's own.

Peewee is synchronous and its connection belongs to a thread; the reactor never waits for it. `Database` is for the one
process that writes a file, `qbitrr.store.sqlite.reader.Reader` for everybody else.
"""

import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar
from urllib.parse import quote

from attrs import evolve, frozen
from peewee import SqliteDatabase
from twisted.internet.defer import Deferred, DeferredList, fail, succeed
from twisted.internet.task import deferLater
from twisted.logger import Logger

from qbitrr.errors import NotReady, StoreError
from qbitrr.reactors import IThreadReactor
from qbitrr.store.sqlite import backups
from qbitrr.store.sqlite.migrations import Schema, is_pending, migrate, version_of
from qbitrr.store.sqlite.pragmas import PRAGMAS, Kind, choose_journal
from qbitrr.store.sqlite.sql import Damaged, DiskFull, Locked, NoFile, rows, translating
from qbitrr.store.sqlite.stand_in import StandIn, copy_of_file, stand_in_for
from qbitrr.store.sqlite.threads import OneThread, Run

__all__ = ["Database", "DatabaseProblem", "Kind", "Opened"]

P = ParamSpec("P")
T = TypeVar("T")

MEMORY = ":memory:"
# A lock that outlives the busy timeout is tried again so often, so many seconds apart.
LOCK_RETRIES = 3
LOCK_PAUSE_SECONDS = 1.0
# The quick check of a larger file takes noticeable time: only after it was not closed properly.
CHECKED_BYTES = 200 * 1024 * 1024
CORRUPT_CACHES_KEPT = 2
# A file that is used is looked through so often: what is damaged may be in memory, and then nothing else would notice.
CHECK_EVERY_SECONDS = 900.0


@frozen(kw_only=True)
class DatabaseProblem:
    """Something a person must hear: the file was damaged. *restored_from* is empty when what it held is lost."""

    text: str
    quarantined: str = ""
    restored_from: str = ""


@frozen(kw_only=True)
class Opened:
    """
    What opening found: whether the file is *new*, how many migration *steps* were taken, a *problem*, if any, and why it cannot be
    written as it should (*slow*; empty if it can).
    """

    new: bool
    steps: int = 0
    problem: DatabaseProblem | None = None
    slow: str = ""


class Database:
    """
    One SQLite file of the process that writes it.

    *path* is a file or `:memory:`; *kind* `facts` (never lost: full sync, backups, migrations) or `cache` (may be thrown
    away: discarded when damaged or of another version). *reactor* offers time and threads; *run*, in its place, calls
    a function somewhere (`immediately` in tests) and returns a Deferred. Constructing opens nothing. A file of at most
    *stand_in_bytes* is stood in for while it cannot be written, see Note [Standing in].
    """

    log = Logger()

    def __init__(
        self, path: str | Path, kind: Kind, schema: Schema, *, reactor: IThreadReactor, run: Run | None = None, stand_in_bytes: int = 0
    ) -> None:  # fmt: skip
        self.path = Path(path)
        self.kind: Kind = kind
        self._schema = schema
        self._reactor = reactor
        self._thread = OneThread(reactor, f"db {self.path.name}") if run is None else None
        self._run: Run = self._thread.run if self._thread is not None else run  # type: ignore[assignment]
        self._peewee = SqliteDatabase(str(path), pragmas=PRAGMAS[kind], autoconnect=False)
        self._is_file = str(path) != MEMORY
        self._backup_at = float("inf")
        self._check_at = float("inf")
        self._slow = ""
        self._stand_in_bytes = stand_in_bytes
        self._stand_in: StandIn | None = None
        self._waiting: set[Deferred[Any]] = set()
        self._closing = False

    @property
    def in_memory(self) -> str:
        """Why what is written now is in memory alone, empty if it is in the file."""
        stand_in = self._stand_in
        return stand_in.why if stand_in is not None else ""

    def open(self) -> Deferred[Opened]:
        """
        Open the file, checking, restoring and migrating it as needed; fires with what was found.

        Fails with `NewerFile`, `Locked`, `DiskFull` or, if even a fresh file cannot be used, `Damaged`.
        """
        self._closing = False
        if self._thread is not None:
            self._thread.start()
        now = self._reactor.seconds()
        opening = self._in_thread(self._open, now).addCallback(self._opened, now)
        # Nobody would close what did not open: its thread would keep the process alive.
        return opening.addErrback(lambda failure: self.close().addCallback(lambda _: failure))

    def run(
        self, function: Callable[Concatenate[SqliteDatabase, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> Deferred[T]:
        """
        Call `function(database, *args, **kwargs)` in the file's thread, in one transaction; fires with what it returns.

        The function takes and returns values, and touches nothing but the database: when the file is locked for longer
        than 10 s it is called again, up to 3 times. Calls happen in the order they were made, except for such a repetition.
        An exception of the function rolls back and is what the Deferred fails with; trouble with the file is a `StoreError`
        (`qbitrr.store.sqlite.sql`). Cancelling does not undo what already runs.
        """

        is_check_due = self._is_check_due()

        def within(database: SqliteDatabase) -> T:
            with database.atomic("IMMEDIATE"):
                return function(database, *args, **kwargs)

        if self._closing:
            return fail(NotReady(f"{self.path} is closed"))
        self._back_up_when_due()
        return self._owned(Deferred.fromCoroutine(self._patiently(self._do, within, is_check_due)))

    def look_at_file(self) -> Deferred[None]:
        """See whether a file that is stood in for can be written by now."""
        return self.run(lambda database: None)

    def back_up(self) -> Deferred[Path]:
        """Make a backup now; fires with the path of the copy. Fails with `DiskFull` or `Damaged`."""
        return self._in_thread(self._back_up, self._reactor.seconds())

    def set_aside(self) -> Deferred[Path]:
        """Make a copy now that does not go with time as backups do; fires with its path. Fails with `DiskFull` or `Damaged`."""
        return self._in_thread(self._set_aside, self._reactor.seconds())

    def discard(self) -> Deferred[Opened]:
        """Throw a cache away and begin an empty one. Readers notice the new file by themselves."""
        if self.kind != "cache":
            raise ValueError(f"{self.path} holds facts: they are not thrown away")
        return self._in_thread(self._begin_anew)

    def close(self) -> Deferred[None]:
        """Fires when every call made so far has ended, the file is closed and the thread is gone. May be called twice."""

        def stop(_: object) -> None:
            if self._thread is not None:
                self._thread.stop()

        self._closing = True
        # Calls waiting out a lock end first; the thread works in order.
        pending = DeferredList(list(self._waiting), consumeErrors=True) if self._waiting else succeed([])
        if self._thread is not None and not self._thread.is_running:
            return pending.addCallback(lambda _: None)
        return pending.addCallback(lambda _: self._run(self._close)).addBoth(stop)

    async def _patiently(self, call: Callable[..., T], *args: Any) -> T:
        for _ in range(LOCK_RETRIES):
            try:
                return await self._in_thread(call, *args, self._reactor.seconds())
            except Locked as error:
                self.log.warn("{path}: {error}; trying again", path=str(self.path), error=error)
                await deferLater(self._reactor, LOCK_PAUSE_SECONDS)
        return await self._in_thread(call, *args, self._reactor.seconds())

    def _owned(self, waiting: Deferred[T]) -> Deferred[T]:
        """Remember what is under way: closing waits for it."""
        ended: Deferred[None] = Deferred()
        self._waiting.add(ended)

        def end(result: Any) -> Any:
            self._waiting.discard(ended)
            ended.callback(None)
            return result

        return waiting.addBoth(end)

    def _back_up_when_due(self) -> None:
        """A file that is written gets its daily backup without a timer."""
        now = self._reactor.seconds()
        if now < self._backup_at:
            return
        self._backup_at = now + backups.DAY
        self._owned(self.back_up()).addErrback(
            lambda failure: self.log.failure("{path}: no backup", failure=failure, path=str(self.path))
        )

    def _is_check_due(self) -> bool:
        """Like backups, without a timer; whoever uses the file then hears of damage."""
        now = self._reactor.seconds()
        if now < self._check_at or not self._is_file:
            return False
        self._check_at = now + CHECK_EVERY_SECONDS
        return True

    def _in_thread(self, function: Callable[..., T], *args: Any) -> Deferred[T]:
        return self._run(self._guarded, function, *args)

    # In the thread from here on

    def _guarded(self, function: Callable[..., T], *args: Any) -> T:
        with translating(self.path):
            return function(*args)

    def _do(self, within: Callable[[SqliteDatabase], T], is_check_due: bool, now: float) -> T:
        if self._stand_in is not None and self._stand_in.is_home(now):
            self._stand_in = None
        if self._stand_in is not None:
            return within(self._stand_in.database)
        if is_check_due:
            self._check_afresh()
        try:
            return within(self._peewee)
        except Exception as error:
            self._stand_in = stand_in_for(self._peewee, self.kind, error, self._stand_in_bytes, now)
            if self._stand_in is None:
                raise
            return within(self._stand_in.database)

    def _open(self, now: float) -> Opened:
        if not self._is_file:
            self._connect()
            return Opened(new=True, steps=migrate(self._peewee, self._schema))
        try:
            return self._guarded(self._open_file, now)
        except (DiskFull, NoFile) as error:
            self._close()
            opened = self._stand_in_for_unopened(error, now) if self._stand_in_bytes else None
            if opened is None:
                raise
            return opened

    def _stand_in_for_unopened(self, error: StoreError, now: float) -> Opened | None:
        """See Note [Standing in]."""
        copy = copy_of_file(self.path, self.kind, self._stand_in_bytes)
        if copy is None:
            return None
        was_there = self.path.exists() and self.path.stat().st_size > 0
        if was_there and self.kind == "cache" and version_of(copy) != self._schema.version:
            return None  # it would be thrown away, which cannot be done now
        steps = migrate(copy, self._schema)

        def opened() -> SqliteDatabase:
            if self._peewee.is_closed():
                if not was_there and self.path.exists() and self.path.stat().st_size:
                    raise Damaged(f"{self.path}: it was not there before")
                try:
                    self._open_file(self._reactor.seconds())
                except BaseException:
                    self._close_file()
                    raise
            return self._peewee

        self._stand_in = StandIn(copy, opened, str(error), self._stand_in_bytes, now)
        return Opened(new=not was_there, steps=steps)

    def _open_file(self, now: float) -> Opened:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return self._use(now)
        except Damaged as first:
            self._close()
            damage = first
        try:
            # Damage is verified by looking again: a first look may have met another process at work.
            return self._use(now)
        except Damaged:
            self._close()
        return self._recover(damage, now)

    def _opened(self, opened: Opened, now: float) -> Opened:
        self._check_at = now + CHECK_EVERY_SECONDS
        if self._slow:
            self.log.warn("{slow}", slow=self._slow)
        return evolve(opened, slow=self._slow)

    def _use(self, now: float) -> Opened:
        """Open what is there, or an empty file. Raises `Damaged`, `NewerFile`."""
        new = not self.path.exists() or self.path.stat().st_size == 0
        unclean = self.path.with_name(self.path.name + "-wal").exists()
        self._guarded(self._connect)
        if not new and (unclean or self.path.stat().st_size <= CHECKED_BYTES):
            self._guarded(self._check)
        if self.kind == "cache":
            if not new and version_of(self._peewee) != self._schema.version:
                return self._begin_anew()
            return Opened(new=new, steps=migrate(self._peewee, self._schema))
        if is_pending(self._peewee, self._schema) and not new:
            backups.back_up(self._peewee, now)
        steps = migrate(self._peewee, self._schema)
        if not new and backups.is_due(self.path, now):  # a new one holds nothing that could be lost
            self._back_up_if_there_is_room(now)
        self._backup_at = now + backups.DAY
        return Opened(new=new, steps=steps)

    def _connect(self) -> None:
        self._peewee.connect(reuse_if_open=True)
        self._slow = choose_journal(self._peewee) if self._is_file else ""

    def _check(self) -> None:
        found = rows(self._peewee, "PRAGMA quick_check(1)")[0][0]
        if found != "ok":
            raise Damaged(f"{self.path}: {found}")

    def _check_afresh(self) -> None:
        """Look at what is on the disk, which the connection in use has in its memory."""
        if not self.path.exists():
            if self.kind == "cache":
                raise Damaged(f"{self.path}: the file is gone")
            return  # it is still open, and that is all there is of it
        if self.path.stat().st_size > CHECKED_BYTES:
            return
        with contextlib.closing(sqlite3.connect(f"file:{quote(str(self.path))}?mode=ro", uri=True)) as fresh:
            found = fresh.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise Damaged(f"{self.path}: {found}")

    def _recover(self, damage: Damaged, now: float) -> Opened:
        cache = self.kind == "cache"
        place = backups.quarantine(self.path, now, kept=CORRUPT_CACHES_KEPT if cache else None)
        good = None if cache else backups.newest_good(self.path)
        if good is not None:
            backups.restore(good, self.path)
        opened = self._use(now)
        if cache:
            text = f"{self.path} was damaged and is read again from its source ({damage})"
        elif good is not None:
            text = f"{self.path} was damaged; the backup {good.name} took its place, later changes are lost ({damage})"
        else:
            text = f"{self.path} was damaged and there is no good backup: what it held is lost ({damage})"
        problem = DatabaseProblem(text=text, quarantined=str(place), restored_from=str(good or ""))
        return Opened(new=good is None, steps=opened.steps, problem=problem)

    def _begin_anew(self) -> Opened:
        self._close()
        if self._is_file:
            backups.remove(self.path)
        self._connect()
        return Opened(new=True, steps=migrate(self._peewee, self._schema))

    def _back_up_if_there_is_room(self, now: float) -> None:
        """That there is none is no reason not to open the file."""
        try:
            self._guarded(backups.back_up, self._peewee, now)
        except DiskFull as error:
            self.log.error("no backup of {path}: {error}", path=str(self.path), error=error)

    def _back_up(self, now: float) -> Path:
        return backups.back_up(self._peewee, now)

    def _set_aside(self, now: float) -> Path:
        return backups.set_aside(self._peewee, now)

    def _close(self) -> None:
        stand_in, self._stand_in = self._stand_in, None
        if stand_in is not None:
            with contextlib.suppress(Damaged):  # what was made without the file is not for it
                stand_in.bring_home()
        self._close_file()

    def _close_file(self) -> None:
        if not self._peewee.is_closed():
            self._peewee.close()
