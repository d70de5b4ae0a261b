"""
The torrent loop of one section: hear the supervisor, turn the parts, wait until one of them has something to do.

# Note [Without a record]
While the disk is full or can only be read, what is remembered of torrents is kept in memory and written as soon as it can be. A process
that ends before then has watched less than it did, which puts things off and removes nothing. But nothing is removed, handed over or given
up meanwhile: who comes after must know of it.
"""

from collections.abc import Callable, Coroutine, Iterable
from pathlib import Path
from typing import Any

from twisted.internet.defer import CancelledError, Deferred
from twisted.logger import Logger
from twisted.python.failure import Failure

from qbitrr.clients.arr.client import Arr
from qbitrr.config.plain import build
from qbitrr.config.schema.config import Config
from qbitrr.config.schema.defaults import ARR_TYPES, error_codes, excluded_file_names, excluded_folders
from qbitrr.decide.torrents.watching import is_another
from qbitrr.errors import QbitrrError, StoreError
from qbitrr.loops.arr.client import arr_client, prepare_requests
from qbitrr.loops.child.channel import ChildContext
from qbitrr.loops.child.tasks import Cycle, Tasks
from qbitrr.loops.torrents.memories import MemoriesFile, TorrentMemories
from qbitrr.loops.torrents.obeyed import Obeyed
from qbitrr.loops.torrents.part import PartContext
from qbitrr.loops.torrents.parts import parts_of
from qbitrr.loops.torrents.share import Key, TorrentShare
from qbitrr.model.torrents.rules import compile_error_codes, compile_patterns
from qbitrr.store.sqlite.database import Database
from qbitrr.store.sqlite.sql import Damaged
from qbitrr.store.torrents import SCHEMA
from qbitrr.wire.messages import Configure, FromSupervisor, Perform, RunNow, Torrents

__all__ = ["TorrentLoop", "start"]

_AFTER_TROUBLE_SECONDS = 5.0
_UNWRITTEN_SECONDS = 60.0
MOST_BYTES_IN_MEMORY = 64 * 1024 * 1024
"""A larger file is not stood in for."""
# Between two turns the reactor gets its turn: beats must not wait.
_LEAST_PAUSE_SECONDS = 0.02


async def start(child: ChildContext) -> "TorrentLoop":
    """Open the section's facts and begin; the loop is ready when this returns."""
    configure = child.configure
    config = build(configure.config)
    folder = Path(configure.data_folder) / "db" / configure.section
    database = Database(
        folder / "torrents.db", "facts", SCHEMA, reactor=child.reactor, stand_in_bytes=MOST_BYTES_IN_MEMORY
    )
    opened = await database.open()
    section = config.arr(configure.section)
    arr = arr_client(section, child.reactor, child.on_hold) if section is not None else None
    loop = TorrentLoop(child, config, database, arr, alarm=opened.problem.text if opened.problem else "")
    await loop.begin()
    return loop


def warm_up() -> None:
    """Compile the patterns that most configurations have, and do what a first request does. See Note [Once for all]."""
    for kind in ARR_TYPES:
        compile_patterns((*excluded_folders(kind, "anime"), *excluded_file_names(kind)))
        compile_error_codes(error_codes(kind))
    build({})
    prepare_requests()


class TorrentLoop:
    """
    Works as long as its child lives; one turn at a time, woken by what changes and by its parts' own clocks. *alarm* is something
    a person must see.
    """

    log = Logger()

    def __init__(
        self,
        child: ChildContext,
        config: Config,
        database: Database,
        arr: Arr | None,
        in_thread: Callable[..., Deferred[Any]] | None = None,
        alarm: str = "",
    ) -> None:
        self.section = child.configure.section
        self._child = child
        self._clock = child.reactor
        self._database = database
        self._share = TorrentShare()
        self._memories = TorrentMemories(database)
        self._tasks = Tasks(self._not_done)
        self._cycle = Cycle(self._clock, self._turn, self._turn_failed, child.passes.add)
        self._not_before = 0.0
        self._obeyed = Obeyed(config, self.section)
        self._revision = child.configure.revision
        self._disk = MemoriesFile(database)
        context = PartContext(
            child=child, section=self.section, clock=self._clock, database=database, disk=self._disk, share=self._share,
            memories=self._memories, obeyed=self._obeyed, begin=self._begin, wake_for=self._wake_for,
        )  # fmt: skip
        self.parts = parts_of(context, arr, in_thread, alarm)

    async def begin(self) -> None:
        """Read what is remembered and start turning."""
        await self._memories.load(self._clock.seconds())
        for part in self.parts:
            await part.begin(self._clock.seconds())
        self._cycle.start()

    def message(self, message: FromSupervisor) -> None:
        """Something from the supervisor."""
        match message:
            case Torrents():
                self._take(message)
            case Configure():
                self._reconfigure(message)
            case RunNow():
                self._share.mark_all()
                for part in self.parts:
                    part.hurried()
            case Perform():
                for part in self.parts:
                    part.asked(message)
        self._wake()

    def _reconfigure(self, message: Configure) -> None:
        """Go by another configuration from the next decision on; what was begun ends as it began."""
        if message.revision <= self._revision:  # it was started with that one already
            return
        self._revision = message.revision
        self._obeyed.renew(build(message.config))
        self._share.release()
        for part in self.parts:
            part.configured()

    def stop(self) -> Deferred[None]:
        """Start nothing new, write what is remembered, close the file. Steps under way end in the supervisor."""
        return Deferred.fromCoroutine(self._stop())

    async def _stop(self) -> None:
        await self._cycle.stop()
        await self._tasks.stop()
        try:
            for part in self.parts:
                await part.stop()
        finally:
            await self._database.close()

    def _take(self, message: Torrents) -> None:
        new, gone = self._share.take(message)
        for torrent in message.torrents:
            if is_another(self._memories.get(torrent.key), torrent):
                # What was read, sent and begun for a torrent that was deleted says nothing about another one under its hash.
                self.log.info("{name}: it was added anew, what was known of it is forgotten", name=torrent.name)
                self._drop(torrent.key)
        for part in self.parts:
            part.listed(message, frozenset(new))
        for key in gone:
            self._drop(key)

    def _drop(self, key: Key) -> None:
        for part in self.parts:
            part.gone(key)

    async def _turn(self) -> float:
        self._obeyed.begin_turn()
        await self._disk.look(self._clock.seconds())
        for part in self.parts:
            await part.turn(self._clock.seconds())
        self._cycle.unhurried()  # what was said during this turn the parts know by now
        now = self._clock.seconds()
        return max(_LEAST_PAUSE_SECONDS, min(part.next_at() for part in self.parts) - now)

    def _turn_failed(self, error: Exception) -> float:
        pause = _AFTER_TROUBLE_SECONDS
        match error:
            case Damaged():
                self._child.fail(str(error))  # a fresh process opens it anew, from its backup if it has to be
            case StoreError():
                self._disk.failed(error)
                self._tasks.begin(self.parts[-1].turn(self._clock.seconds()))  # which reports
                pause = _UNWRITTEN_SECONDS
            case _:
                self.log.failure("turn failed", failure=Failure(error))
        self._cycle.unhurried()
        self._not_before = self._clock.seconds() + pause
        return pause

    def _wake(self) -> None:
        """Turn now; after trouble not before a while, whatever happens meanwhile."""
        self._cycle.soon(max(0.0, self._not_before - self._clock.seconds()))

    def _wake_for(self, keys: Iterable[Key]) -> None:
        self._share.mark(keys)
        self._wake()

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.begin(self._then_wake(work))

    async def _then_wake(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        finally:
            self._wake()

    def _not_done(self, failure: Failure) -> None:
        if not failure.check(CancelledError, QbitrrError):
            self.log.failure("a step failed", failure=failure)
