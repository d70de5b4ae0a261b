"""
Keeping the memory of each torrent: what is seen of it, and writing and forgetting it in time.
"""

from twisted.logger import Logger

from qbitrr.decide.torrents.watching import seen, unseen
from qbitrr.loops.torrents.client_clocks import ClientClocks
from qbitrr.loops.torrents.part import Part, PartContext
from qbitrr.loops.torrents.share import Key
from qbitrr.wire.messages import Torrents

__all__ = ["Remembering"]

_EXPIRE_SECONDS = 300.0


class Remembering(Part):
    """
    Torrents are remembered for a month after they were listed last: one that comes back is known. What changed is written at the end
    of each turn.
    """

    log = Logger()

    def __init__(self, context: PartContext, clocks: ClientClocks) -> None:
        self._context = context
        self._memories = context.memories
        self._clocks = clocks
        self._expired_at = 0.0

    def listed(self, news: Torrents, new: frozenset[Key]) -> None:
        now = self._context.clock.seconds()
        for torrent in news.torrents:  # also those that wait for their look: what happens meanwhile counts
            watch = self._clocks.watch(torrent.instance, now)
            try:
                memory = seen(self._memories.get(torrent.key), torrent, watch, now)
            except Exception:  # one that is odd costs the others nothing
                self.log.failure("what {name} is like cannot be remembered", name=torrent.name)
            else:
                self._memories.put_idle(torrent.key, memory, now)

    def gone(self, key: Key) -> None:
        shown = self._clocks.watch(key[0], self._context.clock.seconds()).now
        self._memories.put(key, unseen(self._memories.get(key), shown))

    async def turn(self, now: float) -> None:
        if now - self._expired_at > _EXPIRE_SECONDS:
            self._expired_at = now
            await self._memories.expire(self._context.share.torrents, now)
        await self._memories.save(now)

    async def stop(self) -> None:
        await self._memories.save(self._context.clock.seconds(), at_once=True)
