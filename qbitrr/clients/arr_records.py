"""
The records of the Arrs' libraries, reduced to the members the catalogue keeps.

Texts of dates stay as they came (so that a record can be compared and hashed as a whole); the properties ending in `_at` give
seconds since 1970 or None. Ids of files are None where the Arr says 0, its word for "none". Members the Arr left out have
their neutral value.
"""

from msgspec import Raw, Struct

from qbitrr.clients.dates import epoch

__all__ = [
    "Album",
    "Artist",
    "Author",
    "Book",
    "BookFile",
    "CustomFormat",
    "Episode",
    "EpisodeFile",
    "MediaFile",
    "Movie",
    "MovieFile",
    "QualityProfile",
    "Season",
    "Series",
    "Statistics",
    "Track",
    "TrackFile",
]


class _Record(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True, rename="camel"):
    """A record as the Arrs write it: camelCase, members that are null left out."""


class _QualityName(_Record, frozen=True, kw_only=True):
    id: int = 0
    name: str = ""


class _Quality(_Record, frozen=True, kw_only=True):
    quality: _QualityName = _QualityName()


class MediaFile(_Record, frozen=True, kw_only=True):
    """A file in the library: whether its quality is still below the profile's cutoff, and its custom-format score."""

    id: int
    quality: _Quality = _Quality()
    quality_cutoff_not_met: bool = False
    custom_format_score: int = 0

    @property
    def quality_id(self) -> int:
        """The id of its quality (`arr-qualities`), 0 unknown."""
        return self.quality.quality.id


class MovieFile(MediaFile, frozen=True, kw_only=True):
    """A movie's file. The score is only right in `movie_files`, not in what is embedded in a movie."""

    movie_id: int = 0


class EpisodeFile(MediaFile, frozen=True, kw_only=True):
    """An episode file; several episodes may share one."""

    series_id: int = 0


class TrackFile(MediaFile, frozen=True, kw_only=True):
    """A track's file."""

    artist_id: int = 0
    album_id: int = 0


class BookFile(MediaFile, frozen=True, kw_only=True):
    """A book's file. Readarr knows no custom formats."""

    book_id: int
    author_id: int = 0


class Statistics(_Record, frozen=True, kw_only=True):
    """Counters of a series, season, artist, album, author or book: each Arr fills the ones it has."""

    season_count: int = 0
    episode_count: int = 0
    episode_file_count: int = 0
    total_episode_count: int = 0
    album_count: int = 0
    track_count: int = 0
    track_file_count: int = 0
    total_track_count: int = 0
    book_count: int = 0
    book_file_count: int = 0
    available_book_count: int = 0
    total_book_count: int = 0
    size_on_disk: int = 0
    next_airing: str = ""
    previous_airing: str = ""


class Movie(_Record, frozen=True, kw_only=True):
    """A film. `is_available` is Radarr's own verdict, None from a Radarr that does not say."""

    id: int
    title: str
    year: int = 0
    tmdb_id: int = 0
    imdb_id: str = ""
    monitored: bool = False
    status: str = ""
    minimum_availability: str = ""
    is_available: bool | None = None
    in_cinemas: str = ""
    digital_release: str = ""
    physical_release: str = ""
    quality_profile_id: int = 0
    has_file: bool | None = None
    movie_file_id: int = 0
    movie_file: MovieFile | None = None
    tags: tuple[int, ...] = ()
    added: str = ""
    last_search_time: str = ""

    @property
    def file_id(self) -> int | None:
        """Its file, None without one."""
        known = self.movie_file_id or (self.movie_file.id if self.movie_file else 0)
        return known if known > 0 and self.has_file is not False else None

    @property
    def in_cinemas_at(self) -> int | None:
        """When it is in cinemas."""
        return epoch(self.in_cinemas)

    @property
    def digital_release_at(self) -> int | None:
        """When it can be had digitally."""
        return epoch(self.digital_release)

    @property
    def physical_release_at(self) -> int | None:
        """When it is on disc."""
        return epoch(self.physical_release)

    @property
    def added_at(self) -> int | None:
        """When it was added to Radarr."""
        return epoch(self.added)

    @property
    def last_search_at(self) -> int | None:
        """When Radarr last searched it."""
        return epoch(self.last_search_time)


class Season(_Record, frozen=True, kw_only=True):
    """A season of a series."""

    season_number: int
    monitored: bool = False
    statistics: Statistics = Statistics()


class Series(_Record, frozen=True, kw_only=True):
    """A series with its seasons and counters."""

    id: int
    title: str
    sort_title: str = ""
    year: int = 0
    tvdb_id: int = 0
    tmdb_id: int = 0
    imdb_id: str = ""
    series_type: str = ""
    status: str = ""
    monitored: bool = False
    quality_profile_id: int = 0
    tags: tuple[int, ...] = ()
    seasons: tuple[Season, ...] = ()
    statistics: Statistics = Statistics()


class Episode(_Record, frozen=True, kw_only=True):
    """An episode."""

    id: int
    series_id: int
    season_number: int = 0
    episode_number: int = 0
    absolute_episode_number: int | None = None
    title: str = ""
    air_date_utc: str = ""
    monitored: bool = False
    has_file: bool | None = None
    episode_file_id: int = 0
    last_search_time: str = ""

    @property
    def file_id(self) -> int | None:
        """Its file, None without one."""
        return self.episode_file_id if self.episode_file_id > 0 and self.has_file is not False else None

    @property
    def air_at(self) -> int | None:
        """When it airs."""
        return epoch(self.air_date_utc)

    @property
    def last_search_at(self) -> int | None:
        """When Sonarr last searched it."""
        return epoch(self.last_search_time)


class _Work(_Record, frozen=True, kw_only=True):
    id: int = 0


class Artist(_Record, frozen=True, kw_only=True):
    """An artist."""

    id: int
    artist_name: str
    sort_name: str = ""
    foreign_artist_id: str = ""
    monitored: bool = False
    quality_profile_id: int = 0
    tags: tuple[int, ...] = ()
    next_album: _Work | None = None
    last_album: _Work | None = None
    statistics: Statistics = Statistics()


class Album(_Record, frozen=True, kw_only=True):
    """An album."""

    id: int
    artist_id: int
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


class Track(_Record, frozen=True, kw_only=True):
    """A track of an album's monitored release. `duration` as it came: mostly milliseconds."""

    id: int
    album_id: int
    artist_id: int = 0
    medium_number: int = 0
    absolute_track_number: int = 0
    track_number: str = ""
    title: str = ""
    duration: int = 0
    track_file_id: int = 0

    @property
    def file_id(self) -> int | None:
        """Its file, None without one."""
        return self.track_file_id if self.track_file_id > 0 else None

    @property
    def duration_seconds(self) -> int:
        """Its length; some versions sent microseconds, which would be more than ten hours."""
        seconds = self.duration // 1000
        return seconds // 1000 if seconds > 36_000 else seconds


class Author(_Record, frozen=True, kw_only=True):
    """An author."""

    id: int
    author_name: str
    sort_name: str = ""
    foreign_author_id: str = ""
    monitored: bool = False
    quality_profile_id: int = 0
    tags: tuple[int, ...] = ()
    statistics: Statistics = Statistics()


class Book(_Record, frozen=True, kw_only=True):
    """A book."""

    id: int
    author_id: int
    title: str = ""
    foreign_book_id: str = ""
    monitored: bool = False
    release_date: str = ""
    statistics: Statistics = Statistics()

    @property
    def release_at(self) -> int | None:
        """When it comes out."""
        return epoch(self.release_date)


class _FormatScore(_Record, frozen=True, kw_only=True):
    format: int = 0
    name: str = ""
    score: int = 0


class QualityProfile(_Record, frozen=True, kw_only=True):
    """
    A quality profile. `cutoff` is the id of a quality or of a group; `items` is its list of qualities, worst first, undecoded.
    """

    id: int
    name: str
    upgrade_allowed: bool = False
    cutoff: int = 0
    min_format_score: int = 0
    cutoff_format_score: int = 0
    format_items: tuple[_FormatScore, ...] = ()
    items: Raw = Raw(b"[]")


class CustomFormat(_Record, frozen=True, kw_only=True):
    """A custom format; `specifications` are what it looks for, undecoded: enough to notice a change."""

    id: int
    name: str = ""
    specifications: Raw = Raw(b"[]")
