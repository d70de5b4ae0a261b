"""
Putting together what is known about a torrent, and asking for what is missing.
"""

from msgspec.structs import replace

from qbitrr.decide.imports.queue import record_of
from qbitrr.decide.torrents.rules import needs_files, needs_trackers
from qbitrr.loops.torrents.arr.forced import Forced
from qbitrr.loops.torrents.arr.side import ArrSide
from qbitrr.loops.torrents.imports.history import ArrHistory
from qbitrr.loops.torrents.imports.paths import ImportPaths
from qbitrr.loops.torrents.listing import Listing
from qbitrr.loops.torrents.memory import Memories
from qbitrr.loops.torrents.reads import Reads, device_of, path_seems_there
from qbitrr.model.torrents.facts import TorrentFacts
from qbitrr.model.torrents.memory import Heard
from qbitrr.model.torrents.queue import Record
from qbitrr.model.torrents.rules import OwnerRules
from qbitrr.model.torrents.tags import IMPORTED
from qbitrr.model.torrents.torrent import COMPLETE_STATES, Torrent

__all__ = ["FactsOf"]


class FactsOf:
    """Facts from the share, the Arr's queue and single reads; a read that is not there yet counts as unknown and wakes us later."""

    def __init__(
        self,
        reads: Reads,
        arr: ArrSide | None,
        memories: Memories,
        listing: Listing,
        history: ArrHistory | None = None,
        paths: ImportPaths | None = None,
        forced: Forced | None = None,
    ) -> None:
        self._reads = reads
        self._arr = arr
        self._history = history
        self._paths = paths
        self._memories = memories
        self._listing = listing
        self._forced = forced

    def of(self, torrent: Torrent, rules: OwnerRules, now: float) -> TorrentFacts:
        """The facts about a torrent at this moment."""
        key = torrent.key
        record = self._record(torrent)
        if rules.tagless:
            torrent = self._tagged(torrent)
        trackers_at, trackers = 0.0, None
        if needs_trackers(torrent, rules):
            # What ends a duty is heard of in time also so; before anything is removed, the supervisor reads them anew.
            trackers_at, trackers = self._reads.trackers(key, is_calm=torrent.state in COMPLETE_STATES)
        files = None
        if needs_files(torrent, rules, self._memories.get(key), listed=record is not None):
            files = self._reads.files(key)
        else:
            self._reads.forget_files(key)
        heard = self._history.heard(key) if self._history is not None else Heard()
        return TorrentFacts(
            torrent=torrent,
            trackers=trackers,
            trackers_at=trackers_at or None,
            files=files,
            record=record,
            queue_known=self._arr is None or self._arr.is_known,
            record_gone_at=self._history.record_gone_at(torrent) if self._history is not None else None,
            record_same_since=self._history.record_same_since(torrent) if self._history is not None else None,
            told=heard.told,
            told_event_at=heard.event_at,
            told_at=heard.asked_at,
            told_asks=heard.asks,
            storage_ok=self._storage_ok(torrent) if torrent.state == "missingFiles" else None,
            path_ok=self._path_ok(torrent, record),
            path_objection=self._paths.objection(torrent, record) if self._paths is not None else "",
            watch=self._listing.watch(torrent.instance, now),
            forced_by_arr=self._forced is not None and self._forced.by_arr(record),
        )

    def _tagged(self, torrent: Torrent) -> Torrent:
        """Without tags of ours in the client those we remember count; a person may still set some there."""
        internal = self._memories.get(torrent.key).tags_internal
        tags = dict.fromkeys((*torrent.tags, *internal))
        return replace(torrent, tags=tuple(tags)) if internal else torrent

    def _record(self, torrent: Torrent) -> Record | None:
        return record_of(torrent, self._arr.records) if self._arr is not None else None

    def _storage_ok(self, torrent: Torrent) -> bool | None:
        """Whether the data's place is mounted as it was; None when it was never visible here."""
        before = self._memories.mounts.get(torrent.save_path)
        device = self._reads.on_disk(torrent.key, device_of, torrent.save_path)
        if before is None:
            return None
        return device is not None and device == before

    def is_looking(self, torrent: Torrent, rules: OwnerRules) -> bool:
        """
        Whether the place or the files of a finished download are being looked at for the first time: a decision made now would be
        another one in a moment, and what it has done would delay the import by the time a step gets to become visible.
        """
        record = self._record(torrent)
        if torrent.state in COMPLETE_STATES:
            asks = needs_files(torrent, rules, self._memories.get(torrent.key), listed=record is not None)
            if asks and self._reads.files(torrent.key) is None and self._reads.is_reading_files(torrent.key):
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
