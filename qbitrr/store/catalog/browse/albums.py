"""
Pages of albums: album by album, artist by artist, or track by track.
"""

from typing import Any

from attrs import frozen

from qbitrr.store.catalog.browse.answers import AlbumPage, FlatTrackRow, TrackPage
from qbitrr.store.catalog.browse.asked import Conditions, Paging, Scope, remembered
from qbitrr.store.catalog.browse.music import album_counts, album_entries, album_total, track_counts, track_number
from qbitrr.store.sqlite.reader import Snapshot

__all__ = ["ALBUM_PAGE", "ALBUM_PAGE_MOST", "AlbumFilters", "album_page", "track_page"]

ALBUM_PAGE, ALBUM_PAGE_MOST = 25, 1000
_FROM = "FROM album JOIN artist ON artist.id = album.artist_id"


@frozen(kw_only=True)
class AlbumFilters:
    """Which albums. *text* is looked for in the names of artists, too. `by_artist`: a page is one of artists, with all they match."""

    text: str = ""
    monitored: bool | None = None
    has_file: bool | None = None
    quality_met: bool | None = None
    is_request: bool | None = None
    by_artist: bool = False

    @property
    def conditions(self) -> Conditions:
        """As a clause."""
        found = Conditions()
        found.contains(("album.title_fold", "artist.name_fold"), self.text)
        found.flag("album.monitored = 1", self.monitored)
        found.flag("album.has_file = 1", self.has_file)
        found.flag("album.quality_met = 1", self.quality_met)
        found.flag("album.is_request = 1", self.is_request)
        return found


def album_page(snapshot: Snapshot, scope: Scope, filters: AlbumFilters, paging: Paging) -> AlbumPage:
    """A page of albums with their tracks; `total` counts albums, or artists if the page is one of artists."""
    conditions = filters.conditions
    values = scope.values | conditions.values | {"first": paging.first, "count": paging.size}
    if filters.by_artist:
        chosen = (
            f"SELECT artist.id {_FROM}{conditions.where} GROUP BY artist.id ORDER BY artist.sort_key, artist.id"
            " LIMIT :count OFFSET :first"
        )
        inside = f"{conditions.where} {'AND' if conditions.texts else 'WHERE'} artist.id IN ({chosen})"
        order = "artist.sort_key, artist.id, album.release_at, album.sort_key, album.id"
        ids = snapshot.rows(f"SELECT album.id {_FROM}{inside} ORDER BY {order}", values)
    else:
        order = "album.sort_key, album.id LIMIT :count OFFSET :first"
        ids = snapshot.rows(f"SELECT album.id {_FROM}{conditions.where} ORDER BY {order}", values)
    return AlbumPage(
        category=scope.category,
        counts=album_counts(snapshot, scope),
        counts_tracks=track_counts(snapshot, scope),
        album_total=album_total(snapshot, scope),
        total=_total(snapshot, scope, conditions, "DISTINCT artist.id" if filters.by_artist else "*"),
        page=paging.page,
        page_size=paging.size,
        albums=tuple(album_entries(snapshot, scope, [row[0] for row in ids])),
    )


def track_page(snapshot: Snapshot, scope: Scope, filters: AlbumFilters, paging: Paging) -> TrackPage:
    """A page of tracks by artist, album and place; *text* is looked for in their titles, too."""
    conditions = Conditions()
    conditions.contains(("album.title_fold", "artist.name_fold", "lower(track.title)"), filters.text)
    conditions.flag("album.monitored = 1", filters.monitored)
    conditions.flag("track.file_id IS NOT NULL", filters.has_file)
    origin = f"{_FROM} JOIN track ON track.album_id = album.id"
    found = snapshot.rows(
        "SELECT track.id, track.number, track.title, track.duration_s, track.file_id, album.monitored, album.id, album.title,"
        f" artist.name, artist.id {origin}{conditions.where} ORDER BY artist.sort_key, artist.id, album.release_at, album.id,"
        " track.medium, track.position, track.id LIMIT :count OFFSET :first",
        scope.values | conditions.values | {"first": paging.first, "count": paging.size},
    )
    total = snapshot.one(f"SELECT COUNT(*) {origin}{conditions.where}", scope.values | conditions.values)[0]
    return TrackPage(
        category=scope.category,
        counts=track_counts(snapshot, scope),
        total=total,
        page=paging.page,
        page_size=paging.size,
        tracks=tuple(_flat(row) for row in found),
    )


def _total(snapshot: Snapshot, scope: Scope, conditions: Conditions, what: str) -> int:
    def make() -> int:
        statement = f"SELECT COUNT({what}) {_FROM}{conditions.where}"
        return int(snapshot.one(statement, scope.values | conditions.values)[0])

    return remembered(snapshot, (what, conditions.key), scope.now, make)


def _flat(row: tuple[Any, ...]) -> FlatTrackRow:
    number, text, title, duration, file_id, monitored, album, album_title, artist_name, artist = row
    return FlatTrackRow(
        id=number,
        track_number=track_number(text),
        title=title,
        duration=duration,
        has_file=file_id is not None,
        track_file_id=file_id,
        monitored=bool(monitored),
        album_id=album,
        album_title=album_title,
        artist_title=artist_name,
        artist_id=artist,
    )
