"""
What a library holds: movies, series with episodes, artists with albums and tracks, authors with books, and the files of all of them.

Times are seconds since the epoch, sizes bytes. The records are plain mutable state; how they look on the wire is the libraries' work.
"""

from msgspec import Struct, field

__all__ = [
    "DAY", "LibraryOwner", "SimulatedAlbum", "SimulatedArtist", "SimulatedAuthor", "SimulatedBook", "SimulatedEpisode",
    "SimulatedMediaFile", "SimulatedMovie", "SimulatedSeason", "SimulatedSeries", "SimulatedTrack",
]  # fmt: skip

DAY = 86_400.0


class SimulatedMediaFile(Struct, kw_only=True):
    """A file in the library. *leaf_ids* are the movies, episodes, albums or books in it; *score* None = computed from *formats*."""

    id: int
    owner_id: int
    leaf_ids: tuple[int, ...]
    path: str
    size: int
    added: float
    quality: str
    formats: tuple[int, ...] = ()
    score: int | None = None
    scene_name: str = ""
    season: int = 0


class LibraryOwner(Struct, kw_only=True):
    """What has a folder, a quality profile and tags: a movie, series, artist or author."""

    id: int
    title: str
    path: str
    foreign_id: str
    monitored: bool = True
    profile_id: int = 1
    root: str = ""
    tags: list[int] = field(default_factory=list)
    added: float = 0.0
    add_options: dict | None = None


class SimulatedMovie(LibraryOwner, kw_only=True):
    """A movie of Radarr: owner and leaf in one."""

    year: int
    in_cinemas: float | None = None
    digital: float | None = None
    physical: float | None = None
    minimum: str = "released"
    file_id: int = 0
    searched: float | None = None
    imdb: str | None = None
    runtime: int = 100

    @property
    def owner_id(self) -> int:
        """A movie owns itself."""
        return self.id


class SimulatedSeason(Struct, kw_only=True):
    """A season of a series; its episodes carry its number."""

    number: int
    monitored: bool = True


class SimulatedSeries(LibraryOwner, kw_only=True):
    """A series of Sonarr."""

    year: int
    seasons: dict[int, SimulatedSeason] = field(default_factory=dict)
    status: str = "continuing"
    series_type: str = "standard"
    season_folder: bool = True
    monitor_new: str = "all"
    tmdb: int = 0
    imdb: str | None = None
    runtime: int = 45


class SimulatedEpisode(Struct, kw_only=True):
    """An episode. *air* None = not known."""

    id: int
    owner_id: int
    season: int
    number: int
    title: str
    monitored: bool = True
    air: float | None = None
    file_id: int = 0
    searched: float | None = None
    absolute: int | None = None
    tvdb: int = 0


class SimulatedArtist(LibraryOwner, kw_only=True):
    """An artist of Lidarr."""

    metadata_profile_id: int = 1
    monitor_new: str = "all"
    status: str = "continuing"


class SimulatedAlbum(Struct, kw_only=True):
    """An album with one release; its tracks are kept apart."""

    id: int
    owner_id: int
    title: str
    foreign_id: str
    monitored: bool = True
    released: float | None = None
    kind: str = "Album"
    searched: float | None = None
    any_release: bool = True


class SimulatedTrack(Struct, kw_only=True):
    """A track of an album's monitored release. *duration* in milliseconds."""

    id: int
    owner_id: int
    album_id: int
    number: int
    title: str
    duration: int = 200_000
    file_id: int = 0


class SimulatedAuthor(LibraryOwner, kw_only=True):
    """An author of Readarr."""

    metadata_profile_id: int = 1
    monitor_new: str = "all"
    status: str = "continuing"


class SimulatedBook(Struct, kw_only=True):
    """A book of Readarr. *searched* is kept but not sent: the application does not tell it."""

    id: int
    owner_id: int
    title: str
    foreign_id: str
    monitored: bool = True
    released: float | None = None
    file_ids: list[int] = field(default_factory=list)
    searched: float | None = None
    pages: int = 300
    any_edition: bool = True
