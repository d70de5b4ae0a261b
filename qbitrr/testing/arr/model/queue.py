"""
The queue: one record per leaf of what is downloaded or held back, and how records are removed.
"""

from collections.abc import Callable
from hashlib import sha1

from attrs import define, field, frozen
from twisted.internet.defer import CancelledError

from qbitrr.testing.arr.model.downloads.ledger import SimulatedGrab
from qbitrr.testing.arr.model.downloads.tracking import DownloadTracker, Tracked
from qbitrr.testing.arr.model.searching import Pending, Searcher
from qbitrr.testing.arr.model.wire import ApiError, failure

__all__ = ["QueuedLeaf", "RemovalOptions", "SimulatedQueue", "UsenetDownload"]


@frozen(kw_only=True)
class QueuedLeaf:
    """One queue record before it is written out: a download (or a held-back release) and one of its leaves (0 = none known)."""

    id: int
    leaf_id: int
    tracked: Tracked | None = None
    pending: Pending | None = None
    usenet: "UsenetDownload | None" = None


@frozen(kw_only=True)
class UsenetDownload:
    """Something a usenet client loads, which is no business of a torrent client. *state* is the Arr's word for it."""

    id: str
    leaf_ids: tuple[int, ...]
    title: str
    size: int = 4_000_000_000
    progress: float = 0.5
    state: str = "downloading"


@frozen(kw_only=True)
class RemovalOptions:
    """What is to happen beside the removal of a queue record."""

    from_client: bool = True
    blocklist: bool = False
    skip_redownload: bool = False
    change_category: bool = False


@define
class SimulatedQueue:
    """
    The queue as it was published last. *fail* marks a grab as failed (message, whether the application does without searching again),
    *ignore* a download as ignored (False when its owner is not known).
    """

    tracker: DownloadTracker
    searcher: Searcher
    fail: Callable[[SimulatedGrab, str, bool], None]
    ignore: Callable[[Tracked], bool]
    usenet: list[UsenetDownload] = field(factory=list)

    def rows(self) -> list[QueuedLeaf]:
        """Every record: one per leaf of a download, one per held-back release."""
        rows = [row for tracked in self.tracker.shown() for row in self._rows_of(tracked)]
        for entry in self.searcher.pending:
            rows.append(
                QueuedLeaf(id=_record_id(f"pending-1-{entry.release.hash}"), leaf_id=entry.leaf_id, pending=entry)
            )
        for nzb in self.usenet:
            rows += [
                QueuedLeaf(id=_record_id(f"trackedDownload-2-{nzb.id}-{leaf}"), leaf_id=leaf, usenet=nzb)
                for leaf in nzb.leaf_ids
            ]
        return rows

    def _rows_of(self, tracked: Tracked) -> list[QueuedLeaf]:
        kind = self.tracker.kind
        leaves = (tracked.match.leaf_ids if tracked.match else ()) or (0,)
        text = f"trackedDownload-{tracked.link.id}-{tracked.hash}"
        short = {"episode": "ep"}.get(kind.leaf, kind.leaf)
        suffix = "" if kind.name == "radarr" else f"-{short}{{leaf}}"
        return [
            QueuedLeaf(id=_record_id(text + suffix.format(leaf=leaf)), leaf_id=leaf, tracked=tracked) for leaf in leaves
        ]

    async def grab(self, record_id: int) -> None:
        """Take a held-back release now; ApiError 404 when there is none of that id."""
        entry = next((row.pending for row in self.rows() if row.id == record_id and row.pending), None)
        if entry is None:
            raise ApiError(404, {"message": "NotFound"})
        self.searcher.pending.remove(entry)
        await self.searcher.grab(entry.leaf_id, entry.release)

    async def remove(self, record_ids: list[int], options: RemovalOptions) -> None:
        """
        Remove records, in the order of the application. ApiError 404 for what is not in the queue now: one unknown id fails the whole
        call before anything happens.
        """
        done: set[str] = set()
        for row in [self._find(record_id) for record_id in record_ids]:
            if row.usenet:
                self.usenet = [each for each in self.usenet if each is not row.usenet]
            elif row.pending:
                self._remove_pending(row.pending, options.blocklist)
            elif row.tracked and row.tracked.hash not in done:
                done.add(row.tracked.hash)
                await self._remove_tracked(row.tracked, options)

    def _find(self, record_id: int) -> QueuedLeaf:
        for row in self.rows():
            if row.id == record_id:
                return row
        raise ApiError(404, {"message": "NotFound"})

    def _remove_pending(self, entry: Pending, blocklist: bool) -> None:
        self.searcher.pending.remove(entry)
        if blocklist:
            grab = self.searcher.as_grab(entry.leaf_id, entry.release, "search")
            self.tracker.ledger.block(grab, "Pending release manually blocklisted")

    async def _remove_tracked(self, tracked: Tracked, options: RemovalOptions) -> None:
        link, downloads = tracked.link, tracked.link.downloads
        try:
            if options.from_client:
                if link not in self.tracker.links:
                    raise ApiError(400, {"message": "BadRequest"})
                await downloads.delete(tracked.hash.lower(), True)
            elif options.change_category and link.imported_category:
                await downloads.set_category(tracked.hash.lower(), link.imported_category)
        except (ApiError, CancelledError):
            raise
        except Exception as trouble:
            raise failure(500, f"Failed to connect to qBittorrent, {trouble}", "DownloadClientException") from trouble
        grab = self.tracker.ledger.grabs.get(tracked.hash)
        if options.blocklist and grab is not None:
            self.fail(grab, "Manually marked as failed", options.skip_redownload)
        is_plain = not (options.from_client or options.blocklist or options.change_category)
        if is_plain and not self.ignore(tracked):
            return
        self.tracker.forget(tracked.hash)


def _record_id(text: str) -> int:
    """The id of a queue record: 31 bits of the SHA-1 of *text*, so the same download always has the same id."""
    return int.from_bytes(sha1(text.encode()).digest()[:4], "little") & 0x7FFFFFFF
