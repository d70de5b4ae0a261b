"""
Changes in a simulated client at a steady pace, and how soon those that call for something were acted on.
"""

import random
from typing import Any

from twisted.internet.interfaces import IReactorTime
from twisted.internet.task import LoopingCall

from qbitrr.model.torrents.tags import ALLOWED_SEEDING
from qbitrr.testing.qbittorrent import SimulatedQbittorrent

__all__ = ["Stirring"]

_SEED = 11


class Stirring:
    """
    Changes one torrent after another, in an order of its own: of four changes one is a tag a person sets, two are what uploads and is
    told late, and one takes a tag of ours away, which is to be set again.
    """

    def __init__(self, qbit: SimulatedQbittorrent, clock: IReactorTime) -> None:
        self._qbit = qbit
        self._hashes = sorted(qbit.torrents)
        random.Random(_SEED).shuffle(self._hashes)
        self._done = 0
        self._taken_off: dict[str, float] = {}
        self._acted: list[float] = []
        self._read = 0
        self._looping = LoopingCall(self._change)
        self._looping.clock = clock

    def begin(self, per_second: float) -> dict[str, Any]:
        """Change so many torrents a second from now on; what was counted before is forgotten."""
        self._done = 0
        self._taken_off, self._acted = {}, []
        self._read = self._qbit.request_count
        if not self._looping.running:
            self._looping.start(1 / per_second, now=False)
        return {}

    def seen(self) -> dict[str, Any]:
        """How many were changed, and after how many seconds each tag that was taken off was asked for again."""
        kept = self._qbit.requests
        for request in kept[max(0, len(kept) - (self._qbit.request_count - self._read)) :]:
            if request.path == "torrents/addTags" and ALLOWED_SEEDING in request.params.get("tags", ""):
                for hash_ in request.params.get("hashes", "").lower().split("|"):
                    if hash_ in self._taken_off:
                        self._acted.append(request.at - self._taken_off.pop(hash_))
        self._read = self._qbit.request_count
        return {"changed": self._done, "acted": self._acted, "waiting": len(self._taken_off)}

    def _change(self) -> None:
        hash_ = self._hashes[self._done % len(self._hashes)]
        torrent = self._qbit.torrents[hash_]
        match self._done % 4:
            case 0:
                self._qbit.change(hash_, tags=torrent.tags ^ {"watched"})
            case 1:
                self._qbit.change(hash_, tags=torrent.tags - {ALLOWED_SEEDING})
                self._taken_off[hash_] = self._qbit.now
            case _:
                self._qbit.change(hash_, uploaded=torrent.uploaded + 10_000_000)
        self._done += 1
