"""
Putting together what is known about a torrent, and asking for what is missing.
"""

from collections.abc import Callable
from typing import Any, Protocol

from qbitrr.decide.torrents.remembered import with_remembered_tags
from qbitrr.decide.torrents.rules import needs_files, needs_trackers
from qbitrr.loops.torrents.arr.section import NoArr
from qbitrr.loops.torrents.client_clocks import ClientClocks
from qbitrr.loops.torrents.memories import TorrentMemories
from qbitrr.loops.torrents.reads import device_of, path_seems_there
from qbitrr.loops.torrents.share import Key
from qbitrr.model.torrents.facts import TorrentFacts
from qbitrr.model.torrents.queue import Record
from qbitrr.model.torrents.rules import OwnerRules
from qbitrr.model.torrents.tags import IMPORTED
from qbitrr.model.torrents.torrent import COMPLETE_STATES, Torrent, TorrentFile, Tracker

__all__ = ["FactFinder", "TorrentReads"]


class TorrentReads(Protocol):
    """Where single reads come from (`qbitrr.loops.torrents.reads.Reads`)."""

    def files(self, key: Key, size_bytes: int, /) -> tuple[TorrentFile, ...] | None:
        """The files of a torrent of which so much is wanted, None while not known."""

    def forget_files(self, key: Key, /) -> None:
        """They are no longer of interest."""

    def is_reading_files(self, key: Key, /) -> bool:
        """Whether they are being asked for."""

    def trackers(self, key: Key, /, *, is_calm: bool = False) -> tuple[float, tuple[Tracker, ...] | None]:
        """When they were read (0: never), and the trackers of a torrent."""

    def on_disk(self, key: Key, look: Callable[[str], Any], path: str, /) -> Any:
        """What `look(path)` found, None while not known."""

    def is_looking(self, look: Callable[[str], Any], path: str, /) -> bool:
        """Whether `look(path)` is under way."""


class FactFinder:
    """Facts from the share, the Arr's queue and single reads; a read that is not there yet counts as unknown and wakes us later."""

    def __init__(self, reads: TorrentReads, memories: TorrentMemories, clocks: ClientClocks, arr: NoArr) -> None:
        self._reads = reads
        self._memories = memories
        self._clocks = clocks
        self._arr = arr

    def of(self, torrent: Torrent, rules: OwnerRules, now: float) -> TorrentFacts:
        """The facts about a torrent at this moment."""
        key = torrent.key
        known = self._arr.facts(torrent)
        record, memory = known.record, self._memories.get(key)
        torrent = with_remembered_tags(torrent, memory)
        trackers_at, trackers = 0.0, None
        if needs_trackers(torrent, rules):
            # What ends a duty is heard of in time also so; before anything is removed, the supervisor reads them anew.
            trackers_at, trackers = self._reads.trackers(key, is_calm=torrent.state in COMPLETE_STATES)
        files = None
        if needs_files(torrent, rules, memory, listed=record is not None):
            files = self._reads.files(key, torrent.size_bytes)
        else:
            self._reads.forget_files(key)
        return TorrentFacts(
            torrent=torrent,
            trackers=trackers,
            trackers_at=trackers_at or None,
            files=files,
            record=record,
            queue_known=known.queue_known,
            record_gone_at=known.record_gone_at,
            record_same_since=known.record_same_since,
            told=known.heard.told,
            told_event_at=known.heard.event_at,
            told_at=known.heard.asked_at,
            told_asks=known.heard.asks,
            storage_ok=self._storage_ok(torrent) if torrent.state == "missingFiles" else None,
            path_ok=self._path_ok(torrent, record),
            path_objection=known.path_objection,
            watch=self._clocks.watch(torrent.instance, now),
            forced_by_arr=known.forced_by_arr,
            scores=known.scores,
            spent=known.spent,
            media=known.media,
        )

    def _storage_ok(self, torrent: Torrent) -> bool | None:
        """Whether the data's place is mounted as it was; None when it was never visible here."""
        before = self._memories.mounts.get(torrent.save_path)
        device = self._reads.on_disk(torrent.key, device_of, torrent.save_path)
        if before is None:
            return None
        return device is not None and device == before

    def is_looking(self, torrent: Torrent, rules: OwnerRules) -> bool:
        """
        Whether the place, the files or the score of a finished download are being looked at for the first time: a decision made now
        would be another one in a moment, and what it has done would delay the import by the time a step gets to become visible.
        """
        record = self._arr.record(torrent)
        is_reading = self._arr.is_reading(torrent)
        if torrent.state in COMPLETE_STATES:
            if is_reading:
                return True
            asks = needs_files(torrent, rules, self._memories.get(torrent.key), listed=record is not None)
            files = self._reads.files(torrent.key, torrent.size_bytes) if asks else ()
            if files is None and self._reads.is_reading_files(torrent.key):
                return True
        if not self._asks_for_path(torrent, record):
            return False
        known = self._reads.on_disk(torrent.key, path_seems_there, torrent.content_path)
        return known is None and self._reads.is_looking(path_seems_there, torrent.content_path)

    def _path_ok(self, torrent: Torrent, record: Record | None) -> bool:
        if record is not None and record.output_path:
            return True
        if not self._asks_for_path(torrent, record):
            return False
        return bool(self._reads.on_disk(torrent.key, path_seems_there, torrent.content_path))

    def _asks_for_path(self, torrent: Torrent, record: Record | None) -> bool:
        """Only what is complete and not imported yet may be handed over; thousands that were seed on unlooked at."""
        if record is not None and record.output_path:
            return False
        return torrent.state in COMPLETE_STATES and bool(torrent.content_path) and IMPORTED not in torrent.tags
