"""
What pages of artists and of albums share: which albums count, their roll-ups, the albums themselves with their tracks.
"""

from collections import defaultdict
from typing import Any

from qbitrr.store.catalog.browse.answers import AlbumEntry, AlbumRow, Counts, FullCounts, TrackRow
from qbitrr.store.catalog.browse.asked import NOT_SEARCHED, Scope, counted, date_text, ids_json, remembered
from qbitrr.store.catalog.browse.rollups import full_counts, in_order, quality_facts
from qbitrr.store.sqlite.reader import Snapshot

__all__ = [
    "ALBUM_REASON",
    "COUNTING",
    "RELEASED",
    "album_counts",
    "album_entries",
    "album_total",
    "track_counts",
    "track_number",
]

RELEASED = "(album.release_at IS NULL OR album.release_at <= :now)"
COUNTING = f"({RELEASED} OR album.has_file)"
ALBUM_REASON = f"CASE WHEN {RELEASED} THEN album.want END"
_ALBUMS = f"""
SELECT album.id, album.title, artist.id, artist.name, album.monitored, album.has_file, album.foreign_id, album.release_at,
  album.quality_met, album.is_request, album.cf_score, album.cf_min, album.cf_met, {ALBUM_REASON}, artist.profile_id,
  (SELECT name FROM profile WHERE id = artist.profile_id), {COUNTING}, {RELEASED}
FROM album JOIN artist ON artist.id = album.artist_id"""  # noqa: S608


def album_counts(snapshot: Snapshot, scope: Scope) -> FullCounts:
    """The counts of the library, in albums."""
    return full_counts(snapshot, scope, "album", "has_file", COUNTING)


def track_counts(snapshot: Snapshot, scope: Scope) -> Counts:
    """The counts of the library, in tracks: those of albums that count, monitored like their album."""

    def make() -> Counts:
        statement = (
            "SELECT SUM(album.monitored AND track.file_id IS NOT NULL), SUM(album.monitored)"  # noqa: S608
            f" FROM track JOIN album ON album.id = track.album_id WHERE {COUNTING}"
        )
        return counted(*snapshot.one(statement, scope.values))

    return remembered(snapshot, "track counts", scope.now, make)


def album_total(snapshot: Snapshot, scope: Scope) -> int:
    """How many albums there are."""
    return remembered(snapshot, "albums", scope.now, lambda: int(snapshot.one("SELECT COUNT(*) FROM album")[0]))


def album_entries(snapshot: Snapshot, scope: Scope, ids: list[int]) -> list[AlbumEntry]:
    """These albums, in this order, each with its tracks."""
    asked = scope.values | {"ids": ids_json(ids)}
    albums = snapshot.rows(f"{_ALBUMS} WHERE album.id IN (SELECT value FROM json_each(:ids))", asked)  # noqa: S608
    tracks: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for row in snapshot.rows(
        "SELECT album_id, id, number, title, duration_s, file_id FROM track"
        " WHERE album_id IN (SELECT value FROM json_each(:ids)) ORDER BY medium, position, id",
        asked,
    ):
        tracks[row[0]].append(row)
    entries = {row[0]: _entry(row, tracks[row[0]]) for row in albums}
    return in_order(ids, entries)


def track_number(text: str | None) -> int | str | None:
    """A number where it is one ("07"), the text on vinyl ("A1")."""
    return int(text) if text and text.isascii() and text.isdigit() else text


def _entry(row: tuple[Any, ...], tracks: list[tuple[Any, ...]]) -> AlbumEntry:
    number, title, artist, name, monitored, whole, foreign, at, *quality, counts, released = row
    album = AlbumRow(
        id=number,
        title=title,
        artist_id=artist,
        artist_name=name,
        monitored=bool(monitored),
        has_file=bool(whole),
        foreign_album_id=foreign,
        release_date=date_text(at),
        **quality_facts(bool(whole), *quality),
    )
    there = sum(track[5] is not None for track in tracks) if counts and monitored else 0
    wanted = len(tracks) if counts and monitored else 0
    return AlbumEntry(
        album=album,
        totals=counted(there, wanted),
        tracks=tuple(_track(track, album, released=bool(released)) for track in tracks),
    )


def _track(row: tuple[Any, ...], album: AlbumRow, *, released: bool) -> TrackRow:
    _, number, text, title, duration, file_id = row
    return TrackRow(
        id=number,
        track_number=track_number(text),
        title=title,
        duration=duration,
        has_file=file_id is not None,
        track_file_id=file_id,
        monitored=album.monitored,
        reason=_track_reason(album, has_file=file_id is not None, released=released),
    )


def _track_reason(album: AlbumRow, *, has_file: bool, released: bool) -> str:
    if not album.monitored:
        return "Unmonitored"
    if not has_file:
        return "Missing" if released else NOT_SEARCHED
    return NOT_SEARCHED if album.reason in (None, "Missing") else str(album.reason)
