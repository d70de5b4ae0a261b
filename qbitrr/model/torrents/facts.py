"""
What is known about one torrent at one moment: the input of a decision.
"""

from msgspec import Struct

from qbitrr.model.torrents.content.media import NOT_VERIFIED, Verified
from qbitrr.model.torrents.content.scores import NOTHING_SPENT, FormatScores, SpentOnScores
from qbitrr.model.torrents.queue import Record
from qbitrr.model.torrents.told import Told
from qbitrr.model.torrents.torrent import Torrent, TorrentFile, Tracker
from qbitrr.model.torrents.watching import Watch

__all__ = ["TorrentFacts"]


class TorrentFacts(Struct, frozen=True, kw_only=True, gc=False):
    """
    A torrent and what the outside says about it. None means *unavailable*, which is different from empty.

    `torrent.tags` is the one set of tags that counts, whether it came from the client or (tagless) from our database.
    `trackers_at` is when `trackers` was read (None: now). `record` is the Arr's record as of the last full read of its
    queue; `queue_known` is false while that could not be read, and then nothing is known of a record. `record_gone_at` is when two
    reads one after the other had shown that a record seen before is gone, `record_same_since` since when it has said the same.
    `told` is the newest event of the Arr's history that counts, of `told_event_at` by the Arr's clock, as of `told_at` (None: not
    asked in this life), `told_asks` how often it said so. `path_objection` is why its place must not be handed over.
    `storage_ok` None is "not visible here and never was".
    `scores` is what its custom-format score is compared with (None: not known, or not asked), `spent` what was given up for such scores
    lately.
    `media` is what came of looking into its main file.
    `forced_by_arr`: its Arr has everything started forced, so that force says nothing about a person.
    `watch` is what the watched clock of the torrent's client shows (None: it has always run, with the time of day).
    """

    torrent: Torrent
    trackers: tuple[Tracker, ...] | None = None
    trackers_at: float | None = None
    files: tuple[TorrentFile, ...] | None = None
    record: Record | None = None
    queue_known: bool = True
    record_gone_at: float | None = None
    record_same_since: float | None = None
    told: Told = Told.UNKNOWN
    told_event_at: int = 0
    told_at: float | None = None
    told_asks: int = 0
    storage_ok: bool | None = None
    path_ok: bool = True
    path_objection: str = ""
    scores: FormatScores | None = None
    spent: SpentOnScores = NOTHING_SPENT
    media: Verified = NOT_VERIFIED
    watch: Watch | None = None
    forced_by_arr: bool = False
