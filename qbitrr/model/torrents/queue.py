"""
The download queue of an Arr: its records as read, and what they say about one torrent.
"""

from msgspec import Struct

__all__ = ["WAITING_STATES", "QueueRecord", "Record", "StatusMessage"]

# Waiting for the Arr to import: the torrent must stay.
WAITING_STATES = frozenset({"importPending", "importBlocked", "importFailed"})


class StatusMessage(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What the Arr says about (one file of) a download."""

    title: str = ""
    messages: tuple[str, ...] = ()


class QueueRecord(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    One record of an Arr's queue. A download may have several (Sonarr: one per episode).

    `hash` is the download id in lower case. `state` is one of `downloading`, `importPending`, `importBlocked`, `importFailed`,
    `importing`, `imported`, `failedPending`, `failed`, `ignored`: the spellings of Lidarr and Readarr are folded into these.
    `media_id` is the movie, episode, album or book, `parent_id` the series, artist or author; 0 when the Arr knows none.
    `has_file`: the library has a file of it (Sonarr alone says so). `score` is its custom-format score (None: the Arr does not say),
    `quality_id` its quality, 0 unknown, and among releases of the same quality the one with the greater `revision` is better.
    """

    id: int
    hash: str
    state: str
    status: str = ""
    tracked_status: str = "ok"
    title: str = ""
    media_id: int = 0
    parent_id: int = 0
    messages: tuple[StatusMessage, ...] = ()
    error_message: str = ""
    output_path: str = ""
    score: int | None = None
    quality_id: int = 0
    revision: tuple[int, int] = (0, 1)
    download_client: str = ""
    has_file: bool = False


class Record(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    All records of one download together: the state that holds back most, every id, every media id. `has_files`: the library has a
    file of everything it is for.
    """

    hash: str
    state: str
    ids: tuple[int, ...] = ()
    media_ids: tuple[int, ...] = ()
    parent_ids: tuple[int, ...] = ()
    output_path: str = ""
    tracked_status: str = "ok"
    messages: tuple[StatusMessage, ...] = ()
    score: int | None = None
    quality_id: int = 0
    revision: tuple[int, int] = (0, 1)
    download_client: str = ""
    title: str = ""
    has_files: bool = False
