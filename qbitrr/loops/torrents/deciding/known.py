"""
What was read of single torrents already: for whoever may not ask for more.
"""

from collections.abc import Callable
from typing import Any

from qbitrr.loops.torrents.reads import Reads
from qbitrr.loops.torrents.share import Key, TorrentShare
from qbitrr.model.torrents.torrent import TorrentFile, Tracker

__all__ = ["KnownReads"]


class KnownReads:
    """
    Answers like `Reads`, from memory alone, and forgets nothing. Where the trackers of a torrent were never read, the hosts of its listing
    stand in for them: which rows are its rows follows from these, and a tracker that says nothing proves nothing.
    """

    def __init__(self, reads: Reads, share: TorrentShare) -> None:
        self._reads = reads
        self._share = share

    def files(self, key: Key, size_bytes: int) -> tuple[TorrentFile, ...] | None:
        """The files of a torrent of which so much is wanted, None if they were not read since it is so much."""
        return self._reads.known_files(key, size_bytes)

    def trackers(self, key: Key, *, is_calm: bool = False) -> tuple[float, tuple[Tracker, ...] | None]:
        """When they were read (0: never), and the trackers of a torrent."""
        at, known = self._reads.known_trackers(key)
        torrent = self._share.torrents.get(key)
        if known is None and torrent is not None and torrent.hosts is not None:
            known = tuple(Tracker(url=host) for host in torrent.hosts)
        return at, known

    def on_disk(self, key: Key, look: Callable[[str], Any], path: str) -> Any:
        """What was found within the last while."""
        return self._reads.known_on_disk(look, path)

    def is_looking(self, look: Callable[[str], Any], path: str) -> bool:
        """Nothing is waited for."""
        return False

    def is_reading_files(self, key: Key) -> bool:
        """Nothing is waited for."""
        return False

    def forget_files(self, key: Key) -> None:
        """What is remembered is not ours."""
