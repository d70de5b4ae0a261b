"""
Putting together what is known about a torrent, and asking for what is missing.
"""

from qbitrr.decide.queue import record_of
from qbitrr.decide.torrents import needs_files, needs_trackers
from qbitrr.loops.torrent_arr import ArrSide
from qbitrr.loops.torrent_memory import Memories
from qbitrr.loops.torrent_reads import Reads, device_of, path_seems_there
from qbitrr.model.facts import Facts
from qbitrr.model.queue import Record
from qbitrr.model.rules import OwnerRules
from qbitrr.model.torrents import COMPLETE_STATES, Torrent

__all__ = ["FactsOf"]


class FactsOf:
    """Facts from the share, the Arr's queue and single reads; a read that is not there yet counts as unknown and wakes us later."""

    def __init__(self, reads: Reads, arr: ArrSide | None, memories: Memories) -> None:
        self._reads = reads
        self._arr = arr
        self._memories = memories

    def of(self, torrent: Torrent, rules: OwnerRules, online_since: float, now: float) -> Facts:
        """The facts about a torrent at this moment."""
        key = torrent.key
        record = self._record(torrent)
        trackers_at, trackers = self._reads.trackers(key) if needs_trackers(torrent, rules) else (0.0, None)
        files = self._reads.files(key) if needs_files(torrent, rules, self._memories.get(key)) else None
        return Facts(
            torrent=torrent,
            trackers=trackers,
            trackers_at=trackers_at or None,
            files=files,
            record=record,
            queue_known=self._arr is None or self._arr.is_known,
            storage_ok=self._storage_ok(torrent) if torrent.state == "missingFiles" else None,
            path_ok=self._path_ok(torrent, record),
            online_since=online_since,
        )

    def _record(self, torrent: Torrent) -> Record | None:
        return record_of(torrent, self._arr.records) if self._arr is not None else None

    def _storage_ok(self, torrent: Torrent) -> bool | None:
        """Whether the data's place is mounted as it was; None when it was never visible here."""
        before = self._memories.mounts.get(torrent.save_path)
        device = self._reads.on_disk(torrent.key, device_of, torrent.save_path)
        if before is None:
            return None
        return device is not None and device == before

    def _path_ok(self, torrent: Torrent, record: Record | None) -> bool:
        if record is not None and record.output_path:
            return True
        if torrent.state not in COMPLETE_STATES or not torrent.content_path:
            return False
        return bool(self._reads.on_disk(torrent.key, path_seems_there, torrent.content_path))
