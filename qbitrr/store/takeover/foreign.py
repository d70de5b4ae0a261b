"""
The other program's `qbitrr.db`, read-only: torrents of its mode without tags, searches, temporary profiles.

A table that is not there is nothing; one that cannot be read is a problem and stops no other.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from attrs import field, frozen

from qbitrr.model.torrents.tags import ALLOWED_SEEDING, ALLOWED_STALLED, FREE_SPACE_PAUSED, IMPORTED

__all__ = ["ForeignProfile", "ForeignSearch", "ForeignState", "ForeignTorrent", "read_foreign"]

Row = Mapping[str, Any]
_FLAGS = {
    "AllowedSeeding": ALLOWED_SEEDING,
    "AllowedStalled": ALLOWED_STALLED,
    "Imported": IMPORTED,
    "FreeSpacePaused": FREE_SPACE_PAUSED,
}
# The table of what is searched, the column of its file, and the column of what has the profile with that one's kind.
_LEAVES = {
    "moviesfilesmodel": ("MovieFileId", "EntryId", "movie"),
    "episodefilesmodel": ("EpisodeFileId", "SeriesId", "series"),
    "albumfilesmodel": ("AlbumFileId", "ArtistId", "artist"),
    "bookfilesmodel": ("BookFileId", "AuthorId", "author"),
}
_PARENTS = {"seriesfilesmodel": "series", "artistfilesmodel": "artist", "authorfilesmodel": "author"}


@frozen(kw_only=True)
class ForeignTorrent:
    """A torrent and what its tags would be. *section* and *instance* are names of the other program, maybe empty."""

    hash: str
    section: str
    instance: str
    category: str
    tags: tuple[str, ...]


@frozen(kw_only=True)
class ForeignSearch:
    """An item that was searched and has not come, nobody knows when."""

    section: str
    item_id: int


@frozen(kw_only=True)
class ForeignProfile:
    """A *kind* of thing (movie, series, artist, author) that has a temporary profile since *switched_at* (0: not known)."""

    section: str
    kind: str
    item_id: int
    original: int
    current: int
    switched_at: float


@frozen(kw_only=True)
class ForeignState:
    """All of it. *written_at* is when the file was written last; *problems* are tables that could not be read, for people."""

    written_at: float
    torrents: tuple[ForeignTorrent, ...] = ()
    searches: tuple[ForeignSearch, ...] = ()
    profiles: tuple[ForeignProfile, ...] = ()
    problems: tuple[str, ...] = field(default=())


def read_foreign(path: Path) -> ForeignState:
    """What the file says. Raises `OSError` if it is not there; whatever else is wrong with it is among the problems."""
    written_at = path.stat().st_mtime
    problems: list[str] = []
    torrents: list[ForeignTorrent] = []
    searches: list[ForeignSearch] = []
    profiles: dict[tuple[str, str, int], ForeignProfile] = {}

    def keep(profile: ForeignProfile | None) -> None:
        if profile is not None:
            profiles.setdefault((profile.section, profile.kind, profile.item_id), profile)

    def leaf(row: Row, table: str) -> None:
        has_file, holder, kind = _LEAVES[table]
        if _truth(row.get("Searched")) and (not _truth(row.get(has_file)) or _truth(row.get("Upgrade"))):
            searches.append(ForeignSearch(section=_text(row, "ArrInstance"), item_id=int(row["EntryId"])))
        keep(_profile(row, kind, row.get(holder)))

    with closing(_opened(path)) as database:
        for row in _rows(database, "torrentlibrary", problems):
            _each(problems, "torrentlibrary", lambda row=row: torrents.append(_torrent(row)))  # type: ignore[misc]
        for table in _LEAVES:
            for row in _rows(database, table, problems):
                _each(problems, table, lambda row=row, table=table: leaf(row, table))  # type: ignore[misc]
        for table, kind in _PARENTS.items():
            for row in _rows(database, table, problems):
                _each(problems, table, lambda row=row, kind=kind: keep(_profile(row, kind, row.get("EntryId"))))  # type: ignore[misc]
    return ForeignState(
        written_at=written_at,
        torrents=tuple(torrents),
        searches=tuple(searches),
        profiles=tuple(profiles.values()),
        problems=tuple(dict.fromkeys(problems)),
    )


def _opened(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro", uri=True, timeout=5)
    database.row_factory = sqlite3.Row
    return database


def _rows(database: sqlite3.Connection, table: str, problems: list[str]) -> Iterator[Row]:
    """The rows that can be read; what ends them early is a problem."""
    try:
        if not database.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone():
            return
        for row in database.execute(f"SELECT * FROM {table}"):  # noqa: S608 - a name of ours
            yield dict(row)
    except sqlite3.Error as error:
        problems.append(f"{table} cannot be read to its end: {error}")


def _each(problems: list[str], table: str, take: Callable[[], None]) -> None:
    try:
        take()
    except (KeyError, TypeError, ValueError):
        problems.append(f"{table} has rows that make no sense; they are left out")


def _torrent(row: Row) -> ForeignTorrent:
    hash_ = _text(row, "Hash").lower()
    if not hash_:
        raise ValueError("no hash")
    return ForeignTorrent(
        hash=hash_,
        section=_text(row, "ArrInstance"),
        instance=_text(row, "QbitInstance"),
        category=_text(row, "Category"),
        tags=tuple(tag for column, tag in _FLAGS.items() if _truth(row.get(column))),
    )


def _profile(row: Row, kind: str, item_id: Any) -> ForeignProfile | None:
    original, current = row.get("OriginalProfileId"), row.get("CurrentProfileId")
    if original is None or current is None or item_id is None:
        return None
    return ForeignProfile(
        section=_text(row, "ArrInstance"),
        kind=kind,
        item_id=int(item_id),
        original=int(original),
        current=int(current),
        switched_at=_moment(row.get("LastProfileSwitchTime")),
    )


def _moment(raw: Any) -> float:
    """Local time without a zone, as the other program writes it; 0 if it is none."""
    try:
        return datetime.fromisoformat(str(raw)).timestamp()
    except (ValueError, OverflowError, OSError):
        return 0.0


def _text(row: Row, column: str) -> str:
    return str(row.get(column) or "").strip()


def _truth(raw: Any) -> bool:
    return raw not in (None, 0, "0", "", "False", "false")
