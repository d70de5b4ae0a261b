"""
The library of an Arr as we keep it: one value per row of `catalog.db`, its fields the columns in their order.

Times are whole seconds since the epoch, UTC, None when unknown. A file that is not there is None, never 0. What an Arr says is
here as it says it (facts); whether an item is wanted is a `Verdict` (`qbitrr.decide.catalog`).
"""

from typing import Literal

from msgspec import Struct

__all__ = [
    "Album",
    "ArrType",
    "Artist",
    "Author",
    "Book",
    "Changes",
    "Episode",
    "Judged",
    "Leaf",
    "Leaves",
    "Movie",
    "Parent",
    "Profile",
    "Season",
    "Series",
    "Track",
    "Verdict",
    "Want",
    "WantRules",
]

ArrType = Literal["radarr", "sonarr", "lidarr", "readarr"]
Want = Literal["Missing", "Quality", "CustomFormat", "Upgrade"]


class Profile(Struct, frozen=True, gc=False):
    """A quality profile. `best` are the ids of the best allowed quality (several when it is a group)."""

    id: int
    name: str
    upgrade_allowed: bool = True
    cutoff: int | None = None
    min_format_score: int = 0
    cutoff_format_score: int = 0
    best: tuple[int, ...] = ()


class Movie(Struct, frozen=True, gc=False):
    """A movie of Radarr. `release_at` is the earliest time that makes it available, `available` Radarr's own verdict, if it says."""

    id: int
    title: str
    year: int | None = None
    tmdb_id: int | None = None
    imdb_id: str | None = None
    monitored: bool = False
    release_at: int | None = None
    available: bool | None = None
    min_availability: str | None = None
    profile_id: int | None = None
    tags: tuple[int, ...] = ()
    file_id: int | None = None
    quality_id: int | None = None
    cutoff_unmet: bool | None = None
    added_at: int | None = None
    last_search_at: int | None = None


class Season(Struct, frozen=True, gc=False):
    """A season of a series; 0 holds the specials."""

    number: int
    monitored: bool


class Series(Struct, frozen=True, gc=False):
    """A series of Sonarr. `fingerprint` changes when its episodes may have changed."""

    id: int
    title: str
    year: int | None = None
    tvdb_id: int | None = None
    tmdb_id: int | None = None
    imdb_id: str | None = None
    series_type: str | None = None
    status: str | None = None
    monitored: bool = False
    profile_id: int | None = None
    tags: tuple[int, ...] = ()
    seasons: tuple[Season, ...] = ()
    has_files: bool = False
    fingerprint: str = ""


class Episode(Struct, frozen=True, gc=False):
    """An episode of Sonarr."""

    id: int
    series_id: int
    season: int
    number: int
    abs_number: int | None = None
    title: str | None = None
    air_at: int | None = None
    monitored: bool = False
    file_id: int | None = None
    quality_id: int | None = None
    cutoff_unmet: bool | None = None
    cf_score: int | None = None
    last_search_at: int | None = None


class Artist(Struct, frozen=True, gc=False):
    """An artist of Lidarr."""

    id: int
    name: str
    foreign_id: str | None = None
    monitored: bool = False
    profile_id: int | None = None
    tags: tuple[int, ...] = ()
    has_files: bool = False
    fingerprint: str = ""


class Album(Struct, frozen=True, gc=False):
    """An album of Lidarr. It has content when every one of its tracks has a file."""

    id: int
    artist_id: int
    title: str
    foreign_id: str | None = None
    monitored: bool = False
    release_at: int | None = None
    track_total: int = 0
    track_files: int = 0
    cutoff_unmet: bool | None = None
    cf_score: int | None = None
    last_search_at: int | None = None

    @property
    def has_file(self) -> bool:
        """Whether it is complete. Lidarr's own percentage leaves out tracks of unmonitored albums: not used."""
        return 0 < self.track_files >= self.track_total


class Track(Struct, frozen=True, gc=False):
    """A track of the chosen release of an album; `number` is text ("A1" on vinyl)."""

    id: int
    album_id: int
    medium: int | None = None
    position: int | None = None
    number: str | None = None
    title: str | None = None
    duration_s: int | None = None
    file_id: int | None = None


class Author(Struct, frozen=True, gc=False):
    """An author of Readarr."""

    id: int
    name: str
    foreign_id: str | None = None
    monitored: bool = False
    profile_id: int | None = None
    tags: tuple[int, ...] = ()
    has_files: bool = False
    fingerprint: str = ""


class Book(Struct, frozen=True, gc=False):
    """A book of Readarr. `file_id` is the lowest id of its files, as the list of files says (its statistics may be stale)."""

    id: int
    author_id: int
    title: str
    foreign_id: str | None = None
    monitored: bool = False
    release_at: int | None = None
    file_count: int = 0
    file_id: int | None = None
    cutoff_unmet: bool | None = None
    cf_score: int | None = None
    last_search_at: int | None = None


Parent = Series | Artist | Author
Leaf = Movie | Episode | Album | Book


class Leaves(Struct, frozen=True):
    """
    Everything below one parent, as far as it could be read. `unread` are ids that were there but could not be; unless
    `is_whole`, there was even more. `tracks` are None when some of them could not be read.
    """

    parent: Parent
    items: tuple[Episode, ...] | tuple[Album, ...] | tuple[Book, ...] = ()
    tracks: tuple[Track, ...] | None = ()
    unread: frozenset[int] = frozenset()
    is_whole: bool = True


class WantRules(Struct, frozen=True, kw_only=True):
    """What the configuration wants searched, as far as it decides about single items."""

    unmonitored: bool = False
    specials: bool = False
    quality_unmet: bool = False
    custom_format_unmet: bool = False
    do_upgrade: bool = False
    upgrade_beyond_cutoff: bool = True


class Judged(Struct, frozen=True, kw_only=True, gc=False):
    """The facts of a leaf a verdict is made of. `monitored` is its own flag, `quality_id` None where the Arr has none."""

    monitored: bool
    parent_monitored: bool = True
    special: bool = False
    content: bool = False
    cutoff_unmet: bool = False
    cf_score: int | None = None
    quality_id: int | None = None


class Verdict(Struct, frozen=True, gc=False):
    """What follows from the facts, the profile and the configuration. `want` does not look at the release time."""

    cf_min: int
    quality_met: bool
    cf_met: bool
    want: Want | None


class Changes(Struct, frozen=True, kw_only=True):
    """
    What a list of parents (for Radarr: movies) says against what was known: `changed` and new ones, `replaced` ones whose id now
    means something else (among the changed), `missing` ones that are no longer listed, and how many were `known`.
    """

    changed: frozenset[int] = frozenset()
    replaced: frozenset[int] = frozenset()
    missing: frozenset[int] = frozenset()
    known: int = 0
