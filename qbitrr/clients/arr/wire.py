"""
The JSON of an Arr's queue and history, and how it becomes our values.
"""

from typing import Any

from msgspec import Raw, Struct

from qbitrr.clients.arr.dates import epoch
from qbitrr.clients.arr.dialects import ArrDialect
from qbitrr.clients.arr.parts import QualityModel
from qbitrr.clients.http.decoding import readable, whole_or_rows
from qbitrr.clients.http.figures import Int64
from qbitrr.model.torrents.queue import QueueRecord, StatusMessage

__all__ = [
    "ArrItem",
    "ArrVersion",
    "Grab",
    "HistoryPage",
    "HistoryRecord",
    "PathMapping",
    "QueueCounts",
    "QueuePage",
    "QueueRow",
    "RootFolder",
    "Row",
    "StatusRow",
    "history_page",
    "queue_page",
    "queue_record",
]

# What Lidarr and Readarr call the states for which Radarr and Sonarr have shorter names.
_FOLDED_STATES = {"downloadFailed": "failed", "downloadFailedPending": "failedPending"}


class Row(Struct, frozen=True, kw_only=True, gc=False, rename="camel"):
    """A record as the Arrs write it: camelCase, members that are null left out."""


class ArrVersion(Struct, frozen=True, kw_only=True):
    """Who answers: `app_name` (`Radarr`) and its own `version` (`6.0.3.10276`)."""

    app_name: str
    version: str


class StatusRow(Row, frozen=True, kw_only=True):
    """`system/status`."""

    app_name: str
    version: str = ""


class _StatusMessage(Row, frozen=True, kw_only=True):
    title: str = ""
    messages: tuple[str, ...] = ()


class _Ids(Row, frozen=True, kw_only=True):
    """The ids a record of the queue or the history may carry; 0 stands for none."""

    movie_id: Int64 = 0
    series_id: Int64 = 0
    episode_id: Int64 = 0
    artist_id: Int64 = 0
    album_id: Int64 = 0
    author_id: Int64 = 0
    book_id: Int64 = 0

    def by_name(self, name: str) -> int:
        """The id under its name on the wire (`movieId`); 0 for the empty name."""
        return int(getattr(self, _ID_NAMES[name])) if name else 0


_ID_NAMES = dict(zip(_Ids.__struct_encode_fields__, _Ids.__struct_fields__, strict=True))


class QueueRow(_Ids, frozen=True, kw_only=True):
    """A record of the queue. `id` is 0 when it has none: then it cannot be taken out, but still says what the Arr works with."""

    id: Int64 = 0
    download_id: str = ""
    protocol: str = ""
    status: str = ""
    tracked_download_state: str = "downloading"
    tracked_download_status: str = "ok"
    title: str = ""
    status_messages: tuple[_StatusMessage, ...] = ()
    error_message: str = ""
    output_path: str = ""
    custom_format_score: Int64 | None = None
    download_client: str = ""
    episode_has_file: bool = False
    quality: QualityModel = QualityModel()


class QueueCounts(Row, frozen=True, kw_only=True):
    """How much is in the queue."""

    total_count: Int64


class QueuePage(Row, frozen=True, kw_only=True):
    """A page of the queue."""

    total_records: Int64
    records: list[QueueRow]


class _LooseQueuePage(Row, frozen=True, kw_only=True):
    total_records: Int64
    records: list[Raw]


def queue_page(where: str, body: bytes) -> QueuePage:
    """A page of the queue; a record of an unexpected shape is left out alone. Raises `BadAnswer`."""

    def pick(loose: _LooseQueuePage) -> QueuePage:
        records = readable(where, loose.records, QueueRow)
        # What is left out was there: it must not look as if the page were too short.
        odd = len(loose.records) - len(records)
        return QueuePage(total_records=loose.total_records - odd, records=records)

    page: QueuePage = whole_or_rows(where, body, QueuePage, _LooseQueuePage, pick)
    return page


def queue_record(row: QueueRow, dialect: ArrDialect) -> QueueRecord | None:
    """The record as we keep it; None for what is no torrent of a client (a release held back, a usenet download)."""
    if not row.download_id or row.protocol.lower() != "torrent":
        return None
    state = row.tracked_download_state
    return QueueRecord(
        id=row.id,
        hash=row.download_id.lower(),
        state=_FOLDED_STATES.get(state, state),
        status=row.status,
        tracked_status=row.tracked_download_status,
        title=row.title,
        media_id=row.by_name(dialect.media),
        parent_id=row.by_name(dialect.parent),
        messages=tuple(StatusMessage(title=entry.title, messages=entry.messages) for entry in row.status_messages),
        error_message=row.error_message,
        output_path=row.output_path,
        score=row.custom_format_score,
        quality_id=row.quality.quality.id,
        revision=(row.quality.revision.real, row.quality.revision.version),
        download_client=row.download_client,
        has_file=row.episode_has_file,
    )


class _EventData(Row, frozen=True, kw_only=True):
    release_source: str = ""


class HistoryRecord(_Ids, frozen=True, kw_only=True):
    """
    Something that happened to an item. `event_type` is a word (`grabbed`, `downloadFolderImported`, `downloadFailed`, …),
    `download_id` the torrent's hash in upper case, `date` as the Arr writes it.
    """

    id: Int64
    event_type: str = ""
    download_id: str = ""
    source_title: str = ""
    date: str = ""
    data: _EventData = _EventData()

    @property
    def at(self) -> int | None:
        """When, in seconds since 1970."""
        return epoch(self.date)


class HistoryPage(Struct, frozen=True):
    """A page of the history, on which there were so many `rows`: a record of an unexpected shape is not among the `records`."""

    total: int
    rows: int
    records: list[HistoryRecord]


class _HistoryPage(Row, frozen=True, kw_only=True):
    total_records: Int64
    records: list[HistoryRecord]


class _LooseHistoryPage(Row, frozen=True, kw_only=True):
    total_records: Int64
    records: list[Raw]


def history_page(where: str, body: bytes) -> HistoryPage:
    """A page of the history; a record of an unexpected shape is left out alone. Raises `BadAnswer`."""

    def pick(loose: _LooseHistoryPage) -> HistoryPage:
        return HistoryPage(loose.total_records, len(loose.records), readable(where, loose.records, HistoryRecord))

    page: Any = whole_or_rows(where, body, _HistoryPage, _LooseHistoryPage, pick)
    return page if isinstance(page, HistoryPage) else HistoryPage(page.total_records, len(page.records), page.records)


class Grab(Struct, frozen=True, kw_only=True):
    """
    What the Arr remembers of having grabbed a torrent: the `history_id` to mark as failed, and all media and parents of the
    release; `at` in seconds since 1970.
    """

    history_id: int
    media_ids: tuple[int, ...]
    parent_ids: tuple[int, ...] = ()
    title: str = ""
    at: int = 0


class PathMapping(Row, frozen=True, kw_only=True):
    """What a download client on `host` calls `remote_path` is `local_path` for the Arr."""

    host: str = ""
    remote_path: str = ""
    local_path: str = ""


class RootFolder(Row, frozen=True, kw_only=True):
    """A folder of the library."""

    path: str = ""


class _Monitored(Row, frozen=True, kw_only=True):
    monitored: bool = True


class _Counts(Row, frozen=True, kw_only=True):
    track_file_count: Int64 | None = None
    total_track_count: Int64 | None = None
    book_file_count: Int64 | None = None


class ArrItem(Row, frozen=True, kw_only=True):
    """
    One movie, episode, album or book as it is now. `parent_monitored` is that of its series, artist or author where the Arr
    says it, else true. `last_search_time` is when the Arr last searched it, as it writes it (Readarr: never).
    """

    id: Int64
    title: str = ""
    monitored: bool = True
    last_search_time: str = ""
    author_id: Int64 = 0
    has_file: bool | None = None
    statistics: _Counts = _Counts()
    series: _Monitored = _Monitored()
    artist: _Monitored = _Monitored()
    author: _Monitored = _Monitored()

    @property
    def has_content(self) -> bool | None:
        """Whether it has its file, an album all of its files; None when the Arr does not say."""
        files, tracks = self.statistics.track_file_count, self.statistics.total_track_count
        if files is not None and tracks is not None:
            return 0 < tracks <= files
        if self.statistics.book_file_count is not None:
            return self.statistics.book_file_count > 0
        return self.has_file

    @property
    def parent_monitored(self) -> bool:
        """Whether what it belongs to is monitored."""
        return self.series.monitored and self.artist.monitored and self.author.monitored

    @property
    def last_search_at(self) -> int | None:
        """When the Arr last searched it, in seconds since 1970."""
        return epoch(self.last_search_time)
