"""
From the records of an Arr to the rows of the catalog.
"""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha1

import msgspec

from qbitrr.clients.arr import records as arr
from qbitrr.clients.http.decoding import ODD
from qbitrr.clients.http.figures import LEAST, MOST
from qbitrr.decide.catalog import AT_ANY_TIME, best_qualities, movie_release
from qbitrr.model.catalog import Album, Artist, Author, Book, Episode, Movie, Profile, Season, Series, Track

__all__ = [
    "albums_of",
    "artist_of",
    "author_of",
    "books_of",
    "episodes_of",
    "fingerprint",
    "formats_hash",
    "movie_of",
    "profile_of",
    "series_of",
    "tracks_of",
]


def fingerprint(*records: object) -> str:
    """Changes when any member of the *records* does."""
    # Not a secret: a short name for a long value.
    return sha1(msgspec.json.encode(records), usedforsecurity=False).hexdigest()


def formats_hash(profiles: Sequence[arr.QualityProfile], formats: Sequence[arr.CustomFormat]) -> str:
    """Changes when the score of a file may have: other formats, or other scores for them in a profile."""
    scores = sorted((profile.id, profile.format_items) for profile in profiles)
    return fingerprint([(number, items) for number, items in scores], sorted(formats, key=lambda found: found.id))


def profile_of(record: arr.QualityProfile) -> Profile:
    """A quality profile."""
    return Profile(
        record.id,
        record.name,
        record.upgrade_allowed,
        record.cutoff or None,
        record.min_format_score,
        record.cutoff_format_score,
        _best_of(record.items),
    )


def _best_of(items: msgspec.Raw) -> tuple[int, ...]:
    """The best qualities of a profile; none if they cannot be read."""
    try:
        found = best_qualities(msgspec.json.decode(items))
    except ODD:
        return ()
    return tuple(number for number in found if LEAST <= number <= MOST)


def movie_of(record: arr.ArrMovie) -> Movie:
    """
    A film. Radarr's own verdict on its availability wins, for it knows its configured delay; where it says none there is its
    rule.
    """
    minimum = record.minimum_availability
    at = movie_release(minimum, record.in_cinemas_at, record.digital_release_at, record.physical_release_at)
    available = record.is_available if record.is_available is not None else (minimum in AT_ANY_TIME or None)
    file = record.movie_file
    return Movie(
        id=record.id,
        title=record.title,
        year=record.year or None,
        tmdb_id=record.tmdb_id or None,
        imdb_id=record.imdb_id or None,
        monitored=record.monitored,
        release_at=at,
        available=available,
        min_availability=minimum or None,
        profile_id=record.quality_profile_id or None,
        tags=record.tags,
        file_id=record.file_id,
        quality_id=file.quality_id or None if file and record.file_id else None,
        cutoff_unmet=file.quality_cutoff_not_met if file and record.file_id else None,
        added_at=record.added_at,
        last_search_at=record.last_search_at,
    )


def series_of(record: arr.ArrSeries) -> Series:
    """A series with its seasons."""
    return Series(
        id=record.id,
        title=record.title,
        year=record.year or None,
        tvdb_id=record.tvdb_id or None,
        tmdb_id=record.tmdb_id or None,
        imdb_id=record.imdb_id or None,
        series_type=record.series_type or None,
        status=record.status or None,
        monitored=record.monitored,
        profile_id=record.quality_profile_id or None,
        tags=record.tags,
        seasons=tuple(Season(season.season_number, season.monitored) for season in record.seasons),
        has_files=record.statistics.episode_file_count > 0,
        fingerprint=fingerprint(record),
    )


def episodes_of(records: Iterable[arr.ArrEpisode], files: Iterable[arr.EpisodeFile]) -> tuple[Episode, ...]:
    """The episodes of a series, with what their files are like."""
    known = {file.id: file for file in files}

    def episode(record: arr.ArrEpisode) -> Episode:
        file = known.get(record.file_id or 0)
        return Episode(
            id=record.id,
            series_id=record.series_id,
            season=record.season_number,
            number=record.episode_number,
            abs_number=record.absolute_episode_number,
            title=record.title or None,
            air_at=record.air_at,
            monitored=record.monitored,
            file_id=record.file_id,
            quality_id=file.quality_id or None if file else None,
            cutoff_unmet=file.quality_cutoff_not_met if file else None,
            cf_score=file.custom_format_score if file else None,
            last_search_at=record.last_search_at,
        )

    return tuple(episode(record) for record in records)


def artist_of(record: arr.ArrArtist) -> Artist:
    """An artist."""
    return Artist(
        id=record.id,
        name=record.artist_name,
        foreign_id=record.foreign_artist_id or None,
        monitored=record.monitored,
        profile_id=record.quality_profile_id or None,
        tags=record.tags,
        has_files=record.statistics.track_file_count > 0,
        fingerprint=fingerprint(record),
    )


def albums_of(
    records: Iterable[arr.ArrAlbum], tracks: Iterable[arr.ArrTrack], files: Iterable[arr.TrackFile]
) -> tuple[Album, ...]:
    """
    The albums of an artist. How many tracks there are and how many have a file is what the list of tracks says, if that knows
    the album; its counters may be a refresh behind.
    """
    by_album: dict[int, list[arr.TrackFile]] = {}
    for file in files:
        by_album.setdefault(file.album_id, []).append(file)
    listed: dict[int, list[bool]] = {}
    for track in tracks:
        listed.setdefault(track.album_id, []).append(track.file_id is not None)

    def album(record: arr.ArrAlbum) -> Album:
        mine = by_album.get(record.id, [])
        seen = listed.get(record.id)
        return Album(
            id=record.id,
            artist_id=record.artist_id,
            title=record.title,
            foreign_id=record.foreign_album_id or None,
            monitored=record.monitored,
            release_at=record.release_at,
            track_total=len(seen) if seen else record.statistics.total_track_count,
            track_files=sum(seen) if seen else record.statistics.track_file_count,
            cutoff_unmet=any(file.quality_cutoff_not_met for file in mine) if mine else None,
            cf_score=min((file.custom_format_score for file in mine), default=None),
            last_search_at=record.last_search_at,
        )

    return tuple(album(record) for record in records)


def tracks_of(records: Iterable[arr.ArrTrack]) -> tuple[Track, ...]:
    """The tracks of an artist."""
    return tuple(
        Track(
            id=record.id,
            album_id=record.album_id,
            medium=record.medium_number,
            position=record.absolute_track_number,
            number=record.track_number or None,
            title=record.title or None,
            duration_s=record.duration_seconds,
            file_id=record.file_id,
        )
        for record in records
    )


def author_of(record: arr.ArrAuthor, books: Sequence[arr.ArrBook]) -> Author:
    """An author. All books come in one list, so a change of any of them is seen at once."""
    return Author(
        id=record.id,
        name=record.author_name,
        foreign_id=record.foreign_author_id or None,
        monitored=record.monitored,
        profile_id=record.quality_profile_id or None,
        tags=record.tags,
        has_files=record.statistics.book_file_count > 0 or any(b.statistics.book_file_count > 0 for b in books),
        fingerprint=fingerprint(record, books),
    )


def books_of(
    records: Iterable[arr.ArrBook], files: Iterable[arr.BookFile], *, complete: bool = True
) -> tuple[Book, ...]:
    """
    The books of an author. Whether one has a file is what the list of files says, if that is *complete*; its statistics may be
    stale.
    """
    by_book: dict[int, list[arr.BookFile]] = {}
    for file in files:
        by_book.setdefault(file.book_id, []).append(file)
    return tuple(_book(record, by_book, complete) for record in records)


def _book(record: arr.ArrBook, by_book: Mapping[int, Sequence[arr.BookFile]], complete: bool) -> Book:
    mine = by_book.get(record.id, ())
    count = len(mine) if complete else max(len(mine), record.statistics.book_file_count)
    # There is one, of which nothing could be read.
    unknown = 0 if count and not mine else None
    return Book(
        id=record.id,
        author_id=record.author_id,
        title=record.title,
        foreign_id=record.foreign_book_id or None,
        monitored=record.monitored,
        release_at=record.release_at,
        file_count=count,
        file_id=min((file.id for file in mine), default=unknown),
        cutoff_unmet=any(file.quality_cutoff_not_met for file in mine) if mine else None,
        cf_score=0 if mine else None,
        last_search_at=None,
    )
