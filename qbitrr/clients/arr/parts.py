"""
What records of all kinds of Arrs are made of: files, counters, profiles, custom formats.
"""

from msgspec import Raw, Struct

from qbitrr.clients.http.figures import Int64

__all__ = ["ArrRecord", "CustomFormat", "MediaFile", "QualityModel", "QualityProfile", "Statistics"]


class ArrRecord(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True, rename="camel"):
    """A record as the Arrs write it: camelCase, members that are null left out."""


class _QualityName(ArrRecord, frozen=True, kw_only=True):
    id: Int64 = 0
    name: str = ""


class _Revision(ArrRecord, frozen=True, kw_only=True):
    version: Int64 = 1
    real: Int64 = 0


class QualityModel(ArrRecord, frozen=True, kw_only=True):
    """The quality of a release or file, and which revision of it: a REAL goes before any PROPER."""

    quality: _QualityName = _QualityName()
    revision: _Revision = _Revision()


class MediaFile(ArrRecord, frozen=True, kw_only=True):
    """A file in the library: whether its quality is still below the profile's cutoff, and its custom-format score."""

    id: Int64
    quality: QualityModel = QualityModel()
    quality_cutoff_not_met: bool = False
    custom_format_score: Int64 = 0

    @property
    def quality_id(self) -> int:
        """The id of its quality (`arr-qualities`), 0 unknown."""
        return self.quality.quality.id


class Statistics(ArrRecord, frozen=True, kw_only=True):
    """Counters of a series, season, artist, album, author or book: each Arr fills the ones it has."""

    season_count: Int64 = 0
    episode_count: Int64 = 0
    episode_file_count: Int64 = 0
    total_episode_count: Int64 = 0
    album_count: Int64 = 0
    track_count: Int64 = 0
    track_file_count: Int64 = 0
    total_track_count: Int64 = 0
    book_count: Int64 = 0
    book_file_count: Int64 = 0
    available_book_count: Int64 = 0
    total_book_count: Int64 = 0
    size_on_disk: Int64 = 0
    next_airing: str = ""
    previous_airing: str = ""


class _FormatScore(ArrRecord, frozen=True, kw_only=True):
    format: Int64 = 0
    name: str = ""
    score: Int64 = 0


class QualityProfile(ArrRecord, frozen=True, kw_only=True):
    """
    A quality profile. `cutoff` is the id of a quality or of a group; `items` is its list of qualities, worst first, undecoded.
    """

    id: Int64
    name: str
    upgrade_allowed: bool = False
    cutoff: Int64 = 0
    min_format_score: Int64 = 0
    cutoff_format_score: Int64 = 0
    format_items: tuple[_FormatScore, ...] = ()
    items: Raw = Raw(b"[]")


class CustomFormat(ArrRecord, frozen=True, kw_only=True):
    """A custom format; `specifications` are what it looks for, undecoded: enough to notice a change."""

    id: Int64
    name: str = ""
    specifications: Raw = Raw(b"[]")
