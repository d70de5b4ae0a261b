"""
The records of the Arrs' libraries, reduced to the members the catalog keeps.

Texts of dates stay as they came (so that a record can be compared and hashed as a whole); the properties ending in `_at` give
seconds since 1970 or None. Ids of files are None where the Arr says 0, its word for "none". Members the Arr left out have
their neutral value. Films and television are here, `arr_music` holds music and books, `arr_parts` what they share.
"""

from qbitrr.clients.arr.dates import epoch
from qbitrr.clients.arr.music import ArrAlbum, ArrArtist, ArrAuthor, ArrBook, ArrTrack, BookFile, TrackFile
from qbitrr.clients.arr.parts import ArrRecord, CustomFormat, MediaFile, QualityProfile, Statistics
from qbitrr.clients.http.figures import Int64

__all__ = [
    "ArrAlbum",
    "ArrArtist",
    "ArrAuthor",
    "ArrBook",
    "ArrEpisode",
    "ArrMovie",
    "ArrSeason",
    "ArrSeries",
    "ArrTrack",
    "BookFile",
    "CustomFormat",
    "EpisodeFile",
    "MediaFile",
    "MovieFile",
    "QualityProfile",
    "Statistics",
    "TrackFile",
]


class MovieFile(MediaFile, frozen=True, kw_only=True):
    """A movie's file. The score is only right in `movie_files`, not in what is embedded in a movie."""

    movie_id: Int64 = 0


class EpisodeFile(MediaFile, frozen=True, kw_only=True):
    """An episode file; several episodes may share one."""

    series_id: Int64 = 0


class ArrMovie(ArrRecord, frozen=True, kw_only=True):
    """A film. `is_available` is Radarr's own verdict, None from a Radarr that does not say."""

    id: Int64
    title: str
    year: Int64 = 0
    tmdb_id: Int64 = 0
    imdb_id: str = ""
    monitored: bool = False
    status: str = ""
    minimum_availability: str = ""
    is_available: bool | None = None
    in_cinemas: str = ""
    digital_release: str = ""
    physical_release: str = ""
    quality_profile_id: Int64 = 0
    has_file: bool | None = None
    movie_file_id: Int64 = 0
    movie_file: MovieFile | None = None
    tags: tuple[Int64, ...] = ()
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


class ArrSeason(ArrRecord, frozen=True, kw_only=True):
    """A season of a series."""

    season_number: Int64
    monitored: bool = False
    statistics: Statistics = Statistics()


class ArrSeries(ArrRecord, frozen=True, kw_only=True):
    """A series with its seasons and counters."""

    id: Int64
    title: str
    sort_title: str = ""
    year: Int64 = 0
    tvdb_id: Int64 = 0
    tmdb_id: Int64 = 0
    imdb_id: str = ""
    series_type: str = ""
    status: str = ""
    monitored: bool = False
    quality_profile_id: Int64 = 0
    tags: tuple[Int64, ...] = ()
    seasons: tuple[ArrSeason, ...] = ()
    statistics: Statistics = Statistics()


class ArrEpisode(ArrRecord, frozen=True, kw_only=True):
    """An episode."""

    id: Int64
    series_id: Int64
    season_number: Int64 = 0
    episode_number: Int64 = 0
    absolute_episode_number: Int64 | None = None
    title: str = ""
    air_date_utc: str = ""
    monitored: bool = False
    has_file: bool | None = None
    episode_file_id: Int64 = 0
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
