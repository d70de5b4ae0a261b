"""
What is remembered about each torrent: all of it in memory, what changed written together; and whether what must outlive this process can
be written at all (see Note [Without a record] in `qbitrr.loops.torrents.loop`).
"""

from collections.abc import Iterable, Mapping

from msgspec.structs import replace
from twisted.logger import Logger

from qbitrr.decide.set_back import none_ahead
from qbitrr.decide.torrents.watching import unseen
from qbitrr.errors import StoreError
from qbitrr.loops.torrents.share import Key
from qbitrr.model.torrents.memory import Memory
from qbitrr.model.torrents.watching import Idle
from qbitrr.store.sqlite.database import Database
from qbitrr.store.sqlite.sql import DiskFull
from qbitrr.store.torrents import expire, memories, mounts, save, save_mark, save_mount

__all__ = ["MemoriesFile", "TorrentMemories"]

_KEPT_SECONDS = 30 * 86400.0
_EXPIRE_EVERY_SECONDS = 86400.0
_FIRST_EXPIRY_SECONDS = 3600.0
_FRESH = Memory()
_NO_IDLE = Idle()
_WRITTEN = "written"
# Every byte changes the idle time of its download. It is written when no byte came for so long: what a sudden end loses of it shows
# in the client's figures, which will not be those of the last byte known.
_SETTLED_SECONDS = 60.0


class TorrentMemories:
    """The memory of every torrent ever listed in the last thirty days, and the device each save path was last seen on."""

    log = Logger()

    def __init__(self, database: Database) -> None:
        self.mounts: dict[str, int] = {}
        self._database = database
        self._all: dict[Key, Memory] = {}
        self._changed: dict[Key, Memory] = {}
        self._settling: dict[Key, float] = {}  # since when only the idle time is another, oldest first
        self._expired_at: float | None = None

    async def load(self, now: float) -> None:
        """Read everything."""
        self._all = {key: none_ahead(memory, now) for key, memory in (await self._database.run(memories)).items()}
        self.mounts = await self._database.run(mounts)

    def get(self, key: Key) -> Memory:
        """What is remembered; a torrent never seen has an empty memory."""
        return self._all.get(key, _FRESH)

    def items_on(self, instance: str) -> list[tuple[Key, Memory]]:
        """What is remembered of torrents of a client, of those that have left, too."""
        return [(key, memory) for key, memory in self._all.items() if key[0] == instance]

    def put(self, key: Key, memory: Memory) -> None:
        """Remember; written with the next `save`."""
        if memory != self.get(key):
            self._settling.pop(key, None)
            self._all[key] = self._changed[key] = memory

    def put_idle(self, key: Key, memory: Memory, now: float) -> None:
        """
        Remember what was seen at *now*. If nothing but the moment of the last byte is another, that is written a minute after its
        last change; where a stretch begins or ends, at once.
        """
        before = self.get(key)
        if memory is before or memory == before:
            return
        turned = memory.watching.idle.active_since != before.watching.idle.active_since
        if turned or key in self._changed or _but_idle(before) != _but_idle(memory):
            self.put(key, memory)
            return
        self._all[key] = memory
        self._settling.pop(key, None)
        self._settling[key] = now

    def end_stretches(self, shown: Mapping[str, float]) -> None:
        """What was being watched by client when its clock showed this, in the last life, is not any more."""
        for (instance, hash_), memory in self._all.items():
            self._all[instance, hash_] = unseen(memory, shown.get(instance, 0.0))

    async def save(self, now: float, *, at_once: bool = False) -> None:
        """Write what changed since the last time, in one transaction. What fails is written next time."""
        for key, since in list(self._settling.items()):
            if now - since < _SETTLED_SECONDS and not at_once:
                break  # the others came later
            del self._settling[key]
            self._changed.setdefault(key, self._all[key])
        if not self._changed:
            return
        changed, self._changed = self._changed, {}
        try:
            await self._database.run(save, changed, now)
        except BaseException:
            self._changed = changed | self._changed
            raise

    async def expire(self, listed: Iterable[Key], now: float) -> None:
        """Once a day: forget torrents that have not been listed for thirty days."""
        if self._expired_at is None:  # not before everything that is there can have been listed
            self._expired_at = now - _EXPIRE_EVERY_SECONDS + _FIRST_EXPIRY_SECONDS
        if now - self._expired_at < _EXPIRE_EVERY_SECONDS:
            return
        self._expired_at = now
        gone = await self._database.run(expire, list(listed), now, _KEPT_SECONDS)
        for key in gone:
            self._all.pop(key, None)
            self._settling.pop(key, None)
        if gone:
            self.log.info("forgot {count} torrents not seen for 30 days", count=len(gone))

    async def mount_seen(self, path: str, device: int) -> None:
        """A save path lies on this device now."""
        if self.mounts.get(path) != device:
            self.mounts[path] = device
            await self._database.run(save_mount, path, device)


class MemoriesFile:
    """What becomes of what is written to *database*: it is in the file, or in memory alone, or nowhere."""

    log = Logger()

    def __init__(self, database: Database) -> None:
        self._database = database
        self._failed = ""
        self._said = ""

    @property
    def trouble(self) -> str:
        """Why nothing that needs a record is done now; empty if everything is."""
        why = self._database.in_memory or self._failed
        return f"{why}: nothing is removed or handed over for import until it can be written again" if why else ""

    async def look(self, now: float) -> None:
        """See whether a file that could not be written can be by now. Raises `StoreError` if nothing can be written at all."""
        if self._database.in_memory:
            await self._database.look_at_file()
        elif self._failed:
            await self._database.run(save_mark, _WRITTEN, now)
            self._failed = ""
        self._say()

    def failed(self, error: StoreError) -> None:
        """Something could not be written, not even to memory."""
        self._failed = str(error)
        self._say()

    def require(self) -> None:
        """Raise `DiskFull` if what was just written would not outlive this process."""
        if self._database.in_memory:
            raise DiskFull(self.trouble)

    def _say(self) -> None:
        trouble = self.trouble
        if trouble != self._said:
            self._said = trouble
            if trouble:
                self.log.error("{trouble}", trouble=trouble)
            else:
                self.log.info("what is remembered of torrents can be written again, and is")


def _but_idle(memory: Memory) -> Memory:
    return replace(memory, watching=replace(memory.watching, idle=_NO_IDLE))
