"""
The journal's service: everybody drops entries here; they are written together and never hold anybody up.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Concatenate, ParamSpec, TypeVar

from msgspec.structs import replace
from peewee import SqliteDatabase
from twisted.application.service import Service
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IDelayedCall, IReactorTime
from twisted.logger import Logger, LogLevel

from qbitrr.errors import StoreError
from qbitrr.model.journal import Entry
from qbitrr.model.journal_filter import EntryCount, EntryFilter
from qbitrr.store.sqlite.database import Database
from qbitrr.store.supervisor import journal as journal_table

__all__ = ["Journal"]

P = ParamSpec("P")
T = TypeVar("T")

_GATHER_SECONDS = 0.25
_KEPT_SECONDS = 90 * 86400
_TRIM_EVERY_SECONDS = 6 * 3600
_UNWRITTEN_SECONDS = 60.0
# Entries wait in memory while the disk is full; beyond this many the oldest are lost, and that is said.
_MOST_WAITING = 5000
_LEVELS = {"failed": LogLevel.warn, "held": LogLevel.info}


class Journal(Service):
    """
    Writes entries within a quarter of a second, in order, each also as one log line. What could not be written is tried
    again with the next ones, and every minute.
    """

    log = Logger()

    def __init__(self, *, database: Database, clock: IReactorTime) -> None:
        self._database = database
        self._clock = clock
        self._waiting: list[Entry] = []
        self._batch: list[Entry] = []  # being written
        self._call: IDelayedCall | None = None
        self._writing: Deferred[None] | None = None
        self._trimmed_at = 0.0
        self._lost = 0

    def write(self, entry: Entry) -> None:
        """Take an entry that belongs to nothing that is stored; returns at once."""
        self._say(entry)
        self._waiting.append(entry)
        if len(self._waiting) > _MOST_WAITING:
            del self._waiting[0]
            self._lost += 1
        self._schedule()

    async def act(
        self,
        new: Sequence[Entry],
        function: Callable[Concatenate[SqliteDatabase, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """
        Have a store function record an act and *new* entries tell of it, in one transaction, and say so in the log once that is
        done. Raises what the function raises and `StoreError`; then neither is written.
        """
        if self._waiting and self._writing is None:
            self._start_writing()  # what was taken before stands before it: the file's thread works in order
        result = await self._database.run(journal_table.journaled, new, function, *args, **kwargs)
        for entry in new:
            self._say(entry)
        return result

    def rename(self, names: Mapping[str, str]) -> None:
        """Sections got other names (old to new): what has to be written yet is told under these."""
        for entries in (self._batch, self._waiting):
            entries[:] = [_renamed(entry, names) for entry in entries]

    def _say(self, entry: Entry) -> None:
        level = _LEVELS.get(entry.result, LogLevel.info)
        self.log.emit(
            level,
            "{section}: {text}",
            section=entry.section,
            text=entry.text,
            act=entry.act,
            torrent_hash=entry.hash or None,
            log_section=entry.section,
        )

    def startService(self) -> None:
        super().startService()
        if self._waiting:  # taken before the start
            self._schedule()

    async def read(
        self, wanted: EntryFilter | None = None, *, limit: int, before_id: int = 0, **fields: Any
    ) -> tuple[Entry, ...]:
        """
        The newest entries that are *wanted* (or have these *fields* of a filter), below *before_id* (0: no bound), including those just
        taken.
        """
        await self.flush()
        return await self._database.run(
            journal_table.entries, wanted or EntryFilter(**fields), limit=limit, before_id=before_id
        )

    async def counted(self, wanted: EntryFilter, since: float, step_seconds: int) -> tuple[EntryCount, ...]:
        """How many there are of each sort in each span from *since* on, see `qbitrr.store.supervisor.journal.counts`."""
        await self.flush()
        return await self._database.run(journal_table.counts, wanted, since, step_seconds)

    async def flush(self) -> None:
        """Returns when everything taken so far was written or has failed once."""
        if self._writing is not None:
            await self._shared(self._writing)
        if self._waiting:
            await self._shared(self._start_writing())

    async def _stopped(self) -> None:
        if self._call is not None:
            self._call.cancel()
            self._call = None
        await self.flush()

    def stopService(self) -> Deferred[None]:
        """Fires when everything taken is written."""
        super().stopService()
        return Deferred.fromCoroutine(self._stopped())

    def _schedule(self, seconds: float = _GATHER_SECONDS) -> None:
        if self._writing is not None or not self.running:
            return
        if self._call is None:
            self._call = self._clock.callLater(seconds, self._due)
        elif self._call.getTime() > self._clock.seconds() + seconds:
            self._call.reset(seconds)

    def _due(self) -> None:
        self._call = None
        self._start_writing()

    def _start_writing(self) -> Deferred[None]:
        if self._call is not None:
            self._call.cancel()
            self._call = None
        writing = Deferred.fromCoroutine(self._write())
        if not writing.called:  # else it has ended already
            self._writing = writing
        return writing

    async def _write(self) -> None:
        self._batch, self._waiting = self._waiting, []
        try:
            await self._database.run(journal_table.add_entries, tuple(self._batch))
            self._batch = []
            now = self._clock.seconds()
            if now - self._trimmed_at > _TRIM_EVERY_SECONDS:
                self._trimmed_at = now
                await self._database.run(journal_table.trim_journal, now - _KEPT_SECONDS)
        except StoreError as error:
            self.log.error(
                "the journal cannot be written: {why}; {count} entries wait", why=str(error), count=len(self._batch)
            )
        except Exception:
            self.log.failure("the journal is in trouble; {count} entries wait", count=len(self._batch))
        finally:
            failed, self._batch = self._batch, []
            self._waiting = failed + self._waiting
            self._writing = None
        if self._waiting:
            self._schedule(_UNWRITTEN_SECONDS if failed else _GATHER_SECONDS)
        if self._lost:
            self.log.error(
                "{count} journal entries were lost while the database could not be written", count=self._lost
            )
            self._lost = 0

    @staticmethod
    def _shared(writing: Deferred[None]) -> Deferred[None]:
        """A Deferred of one's own: whoever cancels it cancels only its own waiting."""
        mine: Deferred[None] = Deferred()

        def passed(result: object) -> object:
            if not mine.called:
                mine.callback(None)
            return result

        writing.addBoth(passed)
        return mine


def _renamed(entry: Entry, names: Mapping[str, str]) -> Entry:
    section, instance = names.get(entry.section, entry.section), names.get(entry.instance, entry.instance)
    return replace(entry, section=section, instance=instance)
