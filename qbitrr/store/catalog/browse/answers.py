"""
What pages of a library say: the shapes of the API, member for member.
"""

from typing import Literal

from msgspec import UNSET, Struct, UnsetType

__all__ = [
    "AlbumEntry", "AlbumPage", "AlbumRow", "ArtistDetail", "ArtistEntry", "ArtistHead", "ArtistPage", "ArtistRow", "AuthorDetail",
    "AuthorEntry", "AuthorHead", "AuthorPage", "AuthorRow", "BookEntry", "BookRow", "Counts", "EpisodeRow", "FlatTrackRow",
    "FullCounts", "MoviePage", "MovieRow", "PageHead", "QualityFacts", "SeasonRow", "SeriesEntry", "SeriesPage", "SeriesRow",
    "ShownReason", "TrackPage", "TrackRow",
]  # fmt: skip

ShownReason = Literal["Missing", "Quality", "CustomFormat", "Upgrade"]


class Counts(Struct, frozen=True):
    """What is monitored, what of it is there, and what is not. `missing` is always the difference."""

    available: int = 0
    monitored: int = 0
    missing: int = 0


class FullCounts(Counts, frozen=True):
    """The same, and how many entries have a file that meets the cutoff, and how many were requested."""

    quality_met: int = 0
    requests: int = 0


class PageHead(Struct, frozen=True, kw_only=True):
    """Of which instance a page is (its category), how many entries match in all, and which page of what size it is, from 0."""

    category: str
    total: int
    page: int
    page_size: int


class QualityFacts(Struct, frozen=True, kw_only=True, rename="camel"):
    """How good what is there is. `reason` is why it is searched, None if it is not; `upgrade`: something is there already."""

    quality_met: bool
    is_request: bool
    upgrade: bool
    custom_format_score: int | None
    min_custom_format_score: int | None
    custom_format_met: bool
    reason: ShownReason | None
    quality_profile_id: int | None
    quality_profile_name: str | None


class MovieRow(QualityFacts, frozen=True, kw_only=True, rename="camel"):
    """A film. In a view over several instances it says of which it is."""

    id: int
    title: str
    year: int | None
    monitored: bool
    has_file: bool
    movie_file_id: int | None
    tmdb_id: int | None
    imdb_id: str | None
    category: str | UnsetType = UNSET
    instance: str | UnsetType = UNSET


class MoviePage(PageHead, frozen=True, kw_only=True):
    """Films by title."""

    counts: FullCounts
    movies: tuple[MovieRow, ...] = ()


class EpisodeRow(Struct, frozen=True, kw_only=True, rename="camel"):
    """An episode; `air_date_utc` is empty when it is not known."""

    id: int
    season_number: int
    episode_number: int
    title: str | None
    air_date_utc: str
    has_file: bool
    episode_file_id: int | None
    monitored: bool
    reason: ShownReason | None


class SeasonRow(Counts, frozen=True, kw_only=True, rename={"season_number": "seasonNumber"}):
    """A season with its episodes, unless they were not asked for."""

    season_number: int
    episodes: tuple[EpisodeRow, ...] | UnsetType = UNSET


class SeriesRow(Struct, frozen=True, kw_only=True, rename="camel"):
    """A series itself."""

    id: int
    title: str
    tvdb_id: int | None
    series_type: str | None
    monitored: bool
    quality_profile_id: int | None
    quality_profile_name: str | None
    category: str | UnsetType = UNSET
    instance: str | UnsetType = UNSET


class SeriesEntry(Struct, frozen=True, kw_only=True):
    """A series, its seasons, and the roll-up of its episodes (specials only if they are searched)."""

    series: SeriesRow
    totals: Counts
    seasons: tuple[SeasonRow, ...] = ()


class SeriesPage(PageHead, frozen=True, kw_only=True):
    """Series by title; the counts are of episodes."""

    counts: Counts
    series: tuple[SeriesEntry, ...] = ()


class ArtistHead(Struct, frozen=True, kw_only=True, rename="camel"):
    """An artist. `searched`: it has albums and none of them is missing."""

    id: int
    name: str
    monitored: bool
    album_count: int
    track_total_count: int
    quality_profile_name: str | None
    searched: bool


class ArtistRow(ArtistHead, frozen=True, kw_only=True, rename="camel"):
    """An artist in a list. `reason` is the most urgent one of its albums."""

    albums_monitored: int
    albums_available: int
    albums_missing: int
    tracks_monitored: int
    tracks_available: int
    tracks_missing: int
    reason: ShownReason | None
    category: str | UnsetType = UNSET
    instance: str | UnsetType = UNSET


class ArtistEntry(Struct, frozen=True):
    """An artist in a list."""

    artist: ArtistRow


class ArtistPage(PageHead, frozen=True, kw_only=True):
    """Artists by name; the counts are of albums and of tracks."""

    counts: FullCounts
    counts_tracks: Counts
    album_total: int
    artists: tuple[ArtistEntry, ...] = ()


class TrackRow(Struct, frozen=True, kw_only=True, rename="camel"):
    """A track; its number is text on vinyl ("A1"), its duration in seconds."""

    id: int
    track_number: int | str | None
    title: str | None
    duration: int | None
    has_file: bool
    track_file_id: int | None
    monitored: bool
    reason: str


class AlbumRow(QualityFacts, frozen=True, kw_only=True, rename="camel"):
    """An album; it has a file when it is complete."""

    id: int
    title: str
    artist_id: int
    artist_name: str
    monitored: bool
    has_file: bool
    foreign_album_id: str | None
    release_date: str | None


class AlbumEntry(Struct, frozen=True, kw_only=True):
    """An album with its tracks and their roll-up."""

    album: AlbumRow
    totals: Counts
    tracks: tuple[TrackRow, ...] = ()


class AlbumPage(PageHead, frozen=True, kw_only=True):
    """Albums."""

    counts: FullCounts
    counts_tracks: Counts
    album_total: int
    albums: tuple[AlbumEntry, ...] = ()


class FlatTrackRow(Struct, frozen=True, kw_only=True, rename="camel"):
    """A track with the album and artist it belongs to."""

    id: int
    track_number: int | str | None
    title: str | None
    duration: int | None
    has_file: bool
    track_file_id: int | None
    monitored: bool
    album_id: int
    album_title: str
    artist_title: str
    artist_id: int


class TrackPage(PageHead, frozen=True, kw_only=True):
    """Tracks by artist and album; the counts are of tracks."""

    counts: Counts
    tracks: tuple[FlatTrackRow, ...] = ()


class ArtistDetail(Struct, frozen=True, kw_only=True):
    """An artist with everything below it."""

    category: str
    counts: FullCounts
    counts_tracks: Counts
    artist: ArtistHead
    albums: tuple[AlbumEntry, ...] = ()


class AuthorHead(Struct, frozen=True, kw_only=True, rename="camel"):
    """An author. `searched`: it has books and none of them is missing."""

    id: int
    name: str
    monitored: bool
    book_count: int
    quality_profile_name: str | None
    searched: bool


class AuthorRow(AuthorHead, frozen=True, kw_only=True, rename="camel"):
    """An author in a list. `reason` is the most urgent one of its books."""

    books_monitored: int
    books_available: int
    books_missing: int
    reason: ShownReason | None
    category: str | UnsetType = UNSET
    instance: str | UnsetType = UNSET


class AuthorEntry(Struct, frozen=True):
    """An author in a list."""

    author: AuthorRow


class AuthorPage(PageHead, frozen=True, kw_only=True):
    """Authors by name; the counts are of books."""

    counts: FullCounts
    book_total: int
    authors: tuple[AuthorEntry, ...] = ()


class BookRow(QualityFacts, frozen=True, kw_only=True, rename="camel"):
    """A book."""

    id: int
    title: str
    author_id: int
    author_name: str
    monitored: bool
    has_file: bool
    foreign_book_id: str | None
    release_date: str | None


class BookEntry(Struct, frozen=True):
    """A book of an author."""

    book: BookRow


class AuthorDetail(Struct, frozen=True, kw_only=True):
    """An author with its books."""

    category: str
    counts: FullCounts
    author: AuthorHead
    books: tuple[BookEntry, ...] = ()
