"""
On which device data lies while it is visible, so that later "its files are gone" and "its disk is gone" can be told apart.
"""

import os
from collections.abc import Callable, Iterable

from twisted.internet.defer import Deferred, TimeoutError
from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger

from qbitrr.loops.torrents.client_clocks import ClientClocks
from qbitrr.loops.torrents.memories import TorrentMemories
from qbitrr.loops.torrents.part import OccasionalPart, PartContext
from qbitrr.model.torrents.torrent import COMPLETE_STATES, Torrent

__all__ = ["MountWatch", "Mounts", "visible_device"]

_PATIENCE_SECONDS = 20.0


def visible_device(save_path: str, content_path: str) -> int | None:
    """The device of a save path; None when the torrent's data is not visible here. Blocks."""
    try:
        os.stat(content_path)
        return os.stat(save_path).st_dev
    except OSError:
        return None


class Mounts:
    """
    Notes the device of each save path. *look* is called by *in_thread*: a file system may hang, and then nobody but the next
    round waits for it.
    """

    log = Logger()

    def __init__(
        self,
        memories: TorrentMemories,
        in_thread: Callable[..., Deferred[int | None]],
        clock: IReactorTime,
        look: Callable[[str, str], int | None] = visible_device,
    ) -> None:
        self._memories = memories
        self._in_thread = in_thread
        self._clock = clock
        self._look = look
        self._is_looking = False

    async def note(self, torrents: Iterable[Torrent]) -> None:
        """One look per save path, with a finished torrent of it. Does nothing while an earlier round is not over."""
        if self._is_looking:
            return
        self._is_looking = True
        try:
            for save_path, content_path in _places(torrents).items():
                looking = self._in_thread(self._look, save_path, content_path)
                try:
                    device = await looking.addTimeout(_PATIENCE_SECONDS, self._clock)
                except TimeoutError:
                    self.log.warn("{path}: the file system does not answer", path=save_path)
                    continue
                if device is not None:
                    await self._memories.mount_seen(save_path, device)
        finally:
            self._is_looking = False


class MountWatch(OccasionalPart):
    """Looks at the *mounts* of all that is listed."""

    def __init__(self, context: PartContext, clocks: ClientClocks, mounts: Mounts) -> None:
        self._context = context
        self._clocks = clocks
        self._mounts = mounts

    def occasion(self, now: float) -> None:
        torrents = self._context.share.torrents.values()
        self._context.begin(self._mounts.note([each for each in torrents if each.instance in self._clocks]))


def _places(torrents: Iterable[Torrent]) -> dict[str, str]:
    places: dict[str, str] = {}
    for torrent in torrents:
        if torrent.state in COMPLETE_STATES and torrent.save_path.startswith("/") and torrent.content_path:
            places.setdefault(torrent.save_path, torrent.content_path)
    return places
