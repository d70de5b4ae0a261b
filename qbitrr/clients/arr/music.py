"""
The records of Lidarr and Readarr, as described in `arr_records`.
"""

from qbitrr.clients.arr.dates import epoch
from qbitrr.clients.arr.parts import ArrRecord, MediaFile, Statistics
from qbitrr.clients.http.figures import Int64

__all__ = ["ArrAlbum", "ArrArtist", "ArrAuthor", "ArrBook", "ArrTrack", "BookFile", "TrackFile"]


class TrackFile(MediaFile, frozen=True, kw_only=True):
    """A track's file."""

    artist_id: Int64 = 0
    album_id: Int64 = 0


class BookFile(MediaFile, frozen=True, kw_only=True):
    """A book's file. Readarr knows no custom formats."""

    book_id: Int64
    author_id: Int64 = 0


class _Work(ArrRecord, frozen=True, kw_only=True):
    id: Int64 = 0


class ArrArtist(ArrRecord, frozen=True, kw_only=True):
    """An artist."""

    id: Int64
    artist_name: str
    sort_name: str = ""
    foreign_artist_id: str = ""
    monitored: bool = False
    quality_profile_id: Int64 = 0
    tags: tuple[Int64, ...] = ()
    next_album: _Work | None = None
    last_album: _Work | None = None
    statistics: Statistics = Statistics()


class ArrAlbum(ArrRecord, frozen=True, kw_only=True):
    """An album."""

    id: Int64
    artist_id: Int64
    title: str = ""
    foreign_album_id: str = ""
    monitored: bool = False
    release_date: str = ""
    last_search_time: str = ""
    statistics: Statistics = Statistics()

    @property
    def release_at(self) -> int | None:
        """When it comes out."""
        return epoch(self.release_date)

    @property
    def last_search_at(self) -> int | None:
        """When Lidarr last searched it."""
        return epoch(self.last_search_time)


class ArrTrack(ArrRecord, frozen=True, kw_only=True):
    """A track of an album's monitored release. `duration` as it came: mostly milliseconds."""

    id: Int64
    album_id: Int64
    artist_id: Int64 = 0
    medium_number: Int64 = 0
    absolute_track_number: Int64 = 0
    track_number: str = ""
    title: str = ""
    duration: Int64 = 0
    track_file_id: Int64 = 0

    @property
    def file_id(self) -> int | None:
        """Its file, None without one."""
        return self.track_file_id if self.track_file_id > 0 else None

    @property
    def duration_seconds(self) -> int:
        """Its length; some versions sent microseconds, which would be more than ten hours."""
        seconds = self.duration // 1000
        return seconds // 1000 if seconds > 36_000 else seconds


class ArrAuthor(ArrRecord, frozen=True, kw_only=True):
    """An author."""

    id: Int64
    author_name: str
    sort_name: str = ""
    foreign_author_id: str = ""
    monitored: bool = False
    quality_profile_id: Int64 = 0
    tags: tuple[Int64, ...] = ()
    statistics: Statistics = Statistics()


class ArrBook(ArrRecord, frozen=True, kw_only=True):
    """A book."""

    id: Int64
    author_id: Int64
    title: str = ""
    foreign_book_id: str = ""
    monitored: bool = False
    release_date: str = ""
    statistics: Statistics = Statistics()

    @property
    def release_at(self) -> int | None:
        """When it comes out."""
        return epoch(self.release_date)
