"""
Pages of artists, and one artist with everything below it.
"""

from collections.abc import Sequence
from typing import Any

from attrs import frozen

from qbitrr.store.catalog.browse.answers import ArtistDetail, ArtistEntry, ArtistHead, ArtistPage, ArtistRow
from qbitrr.store.catalog.browse.asked import (
    Paging,
    Scope,
    difference,
    ids_json,
)
from qbitrr.store.catalog.browse.listed import ParentFilters, how_many, keys_of
from qbitrr.store.catalog.browse.music import (
    ALBUM_REASON,
    COUNTING,
    RELEASED,
    album_counts,
    album_entries,
    album_total,
    track_counts,
)
from qbitrr.store.catalog.browse.rollups import in_order, most_urgent, urgency
from qbitrr.store.sqlite.reader import Snapshot

__all__ = [
    "ARTIST_PAGE",
    "ARTIST_PAGE_MOST",
    "ArtistFilters",
    "artist_detail",
    "artist_page",
    "artist_rows",
]

ARTIST_PAGE, ARTIST_PAGE_MOST = 50, 1000
_HEAD = (
    "artist.id, artist.name, artist.monitored, album_total, track_total,"
    " (SELECT name FROM profile WHERE id = artist.profile_id)"
)

_NOTHING = (0, 0, 0, None, 0, 0)
"""The roll-up of an artist without albums."""


@frozen(kw_only=True)
class ArtistFilters(ParentFilters):
    """Which artists."""

    table = "artist"
    leaves = "album WHERE artist_id = artist.id"
    is_missing = f"monitored = 1 AND NOT has_file AND {RELEASED}"
    leaf_reason = ALBUM_REASON


def artist_page(snapshot: Snapshot, scope: Scope, filters: ArtistFilters, paging: Paging) -> ArtistPage:
    """A page of artists; counts are of all albums and tracks, `total` of the artists the filters leave."""
    keys = keys_of(snapshot, scope, filters, paging.first, paging.size)
    return ArtistPage(
        category=scope.category,
        counts=album_counts(snapshot, scope),
        counts_tracks=track_counts(snapshot, scope),
        album_total=album_total(snapshot, scope),
        total=how_many(snapshot, scope, filters),
        page=paging.page,
        page_size=paging.size,
        artists=tuple(ArtistEntry(row) for row in artist_rows(snapshot, scope, [key[-1] for key in keys])),
    )


def artist_rows(snapshot: Snapshot, scope: Scope, ids: Sequence[int]) -> list[ArtistRow]:
    """These artists, in this order, with the roll-ups of their albums and tracks."""
    asked = scope.values | {"ids": ids_json(ids)}
    wanted = "artist_id IN (SELECT value FROM json_each(:ids))"
    rollups = {
        row[0]: row[1:]
        for row in snapshot.rows(
            f"SELECT artist_id, SUM({COUNTING} AND monitored AND has_file), SUM({COUNTING} AND monitored), COUNT(*),"  # noqa: S608
            f" MIN({urgency(ALBUM_REASON)}), SUM(own.files), SUM(own.tracks) FROM album LEFT JOIN"
            " (SELECT album_id, COUNT(file_id) AS files, COUNT(*) AS tracks FROM track WHERE album_id IN"
            f" (SELECT id FROM album WHERE {wanted} AND monitored AND {COUNTING}) GROUP BY album_id) AS own"
            f" ON own.album_id = album.id WHERE {wanted} GROUP BY artist_id",
            asked,
        )
    }
    heads = snapshot.rows(
        f"SELECT {_HEAD} FROM artist WHERE id IN (SELECT value FROM json_each(:ids))",  # noqa: S608
        asked,
    )
    rows = {head[0]: _row(head, rollups.get(head[0], _NOTHING)) for head in heads}
    return in_order(ids, rows)


def artist_detail(snapshot: Snapshot, scope: Scope, number: int) -> ArtistDetail | None:
    """An artist with its albums by release date, those without one first; None if it is not there."""
    found = artist_rows(snapshot, scope, [number])
    if not found:
        return None
    row = found[0]
    albums = snapshot.rows("SELECT id FROM album WHERE artist_id = ? ORDER BY release_at, sort_key, id", (number,))
    return ArtistDetail(
        category=scope.category,
        counts=album_counts(snapshot, scope),
        counts_tracks=track_counts(snapshot, scope),
        artist=ArtistHead(**{name: getattr(row, name) for name in ArtistHead.__struct_fields__}),
        albums=tuple(album_entries(snapshot, scope, [each[0] for each in albums])),
    )


def _row(head: tuple[Any, ...], rollup: tuple[Any, ...]) -> ArtistRow:
    number, name, monitored, album_count, track_count, profile = head
    available, wanted, known, rank, *tracks = rollup
    there, missing_of, missing = difference(available, wanted)
    tracks_there, tracks_wanted, tracks_missing = difference(*tracks)
    reason = most_urgent(rank)
    return ArtistRow(
        id=number,
        name=name,
        monitored=bool(monitored),
        album_count=album_count,
        track_total_count=track_count,
        quality_profile_name=profile,
        searched=known > 0 and reason != "Missing",
        albums_monitored=missing_of,
        albums_available=there,
        albums_missing=missing,
        tracks_monitored=tracks_wanted,
        tracks_available=tracks_there,
        tracks_missing=tracks_missing,
        reason=reason,
    )
