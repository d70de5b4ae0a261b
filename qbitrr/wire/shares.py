"""
A child's share of the mirror on its way to the child: newer news replaces older, large ones travel in pieces.
"""

import msgspec
from twisted.logger import Logger

from qbitrr.model.torrents.torrent import Torrent
from qbitrr.wire.framing import MAX_LINE_BYTES
from qbitrr.wire.messages import Torrents

__all__ = ["CHUNK_BYTES", "Share"]

CHUNK_BYTES = 512 * 1024
"""A piece is closed when its torrents reach this size."""
_GONE_BYTES = 80  # about what an (instance, hash) pair takes

Key = tuple[str, str]
_log = Logger()
_encoder = msgspec.json.Encoder()


class Share:
    """
    `Torrents` messages that wait to be sent, merged into one state per torrent: bounded by the number of torrents however
    long the child does not read.

    # Note [Incomplete share]
    Only the last piece of a full share carries `listed_at`. Until it arrives every instance is *unknown* to the child (see `Torrents`),
    so a child never mistakes half a listing for torrents that are gone.
    """

    def __init__(self) -> None:
        self._news: dict[Key, Torrent | None] = {}  # None: gone
        self._full = False
        self._listed_at: dict[str, float] = {}
        self._connected_since: dict[str, float] = {}
        self._is_online = True
        self._pending = False
        self._is_whole = True  # whether the child has seen all of a full share

    def __bool__(self) -> bool:
        return self._pending

    def add(self, message: Torrents) -> None:
        """Merge a newer *message*."""
        self._pending = True
        if message.full:
            self._full, self._news, self._is_whole = True, {}, False
        for key in message.gone:
            self._news.pop(key, None)
            if not self._full:
                self._news[key] = None
        for torrent in message.torrents:
            self._news[torrent.key] = torrent
        self._listed_at, self._connected_since = message.listed_at, message.connected_since
        self._is_online = message.is_online

    def clear(self) -> None:
        """Forget everything."""
        self.__init__()  # type: ignore[misc]  # a fresh one is what is meant

    def take(self) -> Torrents:
        """The next piece to send, oldest news first."""
        torrents: list[Torrent] = []
        gone: list[Key] = []
        size = 0
        while self._news and size < CHUNK_BYTES:
            key = next(iter(self._news))
            torrent = self._news.pop(key)
            if torrent is None:
                gone.append(key)
                size += _GONE_BYTES
            elif length := _length(torrent):
                torrents.append(torrent)
                size += length
        full, self._full = self._full, False
        self._pending = bool(self._news)
        self._is_whole |= not self._pending
        return Torrents(
            full=full,
            torrents=tuple(torrents),
            gone=tuple(gone),
            listed_at=self._listed_at if self._is_whole else {},
            connected_since=self._connected_since,
            is_online=self._is_online,
        )


def _length(torrent: Torrent) -> int:
    """Bytes it takes on the wire; 0 for one that cannot travel: a bad torrent costs one torrent, not the share."""
    try:
        length = len(_encoder.encode(torrent))
    except (ValueError, OverflowError) as error:  # a lone surrogate, a number beyond 64 bits
        _log.warn("{hash}: not shown to its loop: {error}", hash=torrent.hash, error=error)
        return 0
    if length > MAX_LINE_BYTES - 2 * CHUNK_BYTES:
        _log.warn("{hash}: not shown to its loop: {length} bytes long", hash=torrent.hash, length=length)
        return 0
    return length
