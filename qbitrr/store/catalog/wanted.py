"""
What of the catalog is wanted: the verdicts, computed from the stored facts and written where they changed, and the items for the planner.
"""

from collections.abc import Callable, Collection, Iterable
from typing import Any

import msgspec
from peewee import SqliteDatabase

from qbitrr.model.catalog import ArrType, Judged, Profile, Verdict
from qbitrr.model.searches import Item, SeasonFacts
from qbitrr.store.catalog.schema import LEAF_TABLES
from qbitrr.store.sqlite.sql import many, rows

__all__ = ["Judge", "aired_between", "items_of", "judge_rows", "leaf_ids", "parts_of", "profiles_of", "seasons_of"]

Judge = Callable[[Judged, Profile | None], Verdict]
# id, own and parent's monitoring, special, content, cut-off unmet, score, quality, profile, and the verdict so far
_FACTS: dict[ArrType, str] = {
    "radarr": "SELECT l.id, l.monitored, 1, 0, l.file_id IS NOT NULL, l.cutoff_unmet, l.cf_score, l.quality_id, l.profile_id,"
    " l.cf_min, l.quality_met, l.cf_met, l.want FROM movie l",
    "sonarr": "SELECT l.id, l.monitored, p.monitored, l.season = 0, l.file_id IS NOT NULL, l.cutoff_unmet, l.cf_score,"
    " l.quality_id, p.profile_id, l.cf_min, l.quality_met, l.cf_met, l.want FROM episode l JOIN series p ON p.id = l.series_id",
    "lidarr": "SELECT l.id, l.monitored, p.monitored, 0, l.has_file, l.cutoff_unmet, l.cf_score, NULL, p.profile_id,"
    " l.cf_min, l.quality_met, l.cf_met, l.want FROM album l JOIN artist p ON p.id = l.artist_id",
    "readarr": "SELECT l.id, l.monitored, p.monitored, 0, l.file_id IS NOT NULL, l.cutoff_unmet, l.cf_score, NULL, p.profile_id,"
    " l.cf_min, l.quality_met, l.cf_met, l.want FROM book l JOIN author p ON p.id = l.author_id",
}
_GROUP: dict[ArrType, str] = {"radarr": "l.id", "sonarr": "p.id", "lidarr": "p.id", "readarr": "p.id"}

_SELECT: dict[ArrType, str] = {
    "radarr": "SELECT l.id, l.title, 0, '', l.year, l.release_at, l.available, -1, -1, l.monitored, 1, l.file_id, l.quality_id,"
    " l.profile_id, l.want, l.tmdb_id, l.last_search_at, l.file_id IS NOT NULL, 1 FROM movie l",
    "sonarr": "SELECT l.id, l.title, p.id, p.title, NULL, l.air_at, NULL, l.season, l.number, l.monitored, p.monitored, l.file_id,"
    " l.quality_id, p.profile_id, l.want, p.tvdb_id, l.last_search_at, l.file_id IS NOT NULL, COALESCE(s.monitored, 1)"
    " FROM episode l JOIN series p ON p.id = l.series_id LEFT JOIN season s ON s.series_id = l.series_id AND s.number = l.season",
    "lidarr": "SELECT l.id, l.title, p.id, p.name, NULL, l.release_at, NULL, -1, -1, l.monitored, p.monitored, l.track_files, NULL,"
    " p.profile_id, l.want, l.foreign_id, l.last_search_at, l.has_file, 1 FROM album l JOIN artist p ON p.id = l.artist_id",
    "readarr": "SELECT l.id, l.title, p.id, p.name, NULL, l.release_at, NULL, -1, -1, l.monitored, p.monitored, l.file_id, NULL,"
    " p.profile_id, l.want, l.foreign_id, l.last_search_at, l.file_id IS NOT NULL, 1 FROM book l JOIN author p ON p.id = l.author_id",
}


def items_of(database: SqliteDatabase, kind: ArrType, ids: Collection[int] | None = None) -> list[Item]:
    """The items whose verdict is to be wanted, or those with the given *ids* whatever their verdict."""
    select = _SELECT[kind]
    if ids is None:
        found = rows(database, f"{select} WHERE l.want IS NOT NULL")
    else:
        found = [row for number in ids for row in rows(database, f"{select} WHERE l.id = ?", (number,))]
    return _items(database, found)


def aired_between(database: SqliteDatabase, since: int, until: int) -> list[Item]:
    """Sonarr: the episodes that are missing and aired, or will have, after *since* and not after *until*."""
    find = f"{_SELECT['sonarr']} WHERE l.want = 'Missing' AND l.air_at > ? AND l.air_at <= ?"
    return _items(database, rows(database, find, (since, until)))


def _items(database: SqliteDatabase, found: Iterable[tuple[Any, ...]]) -> list[Item]:
    allowed = {number: profile.upgrade_allowed for number, profile in profiles_of(database).items()}
    return [_item(row, allowed.get(row[13], True)) for row in found]


def seasons_of(database: SqliteDatabase, now: float) -> dict[tuple[int, int], SeasonFacts]:
    """Sonarr: the facts of seasons by (series, season), as of *now*; of series that lack something."""
    found = rows(
        database,
        "SELECT e.series_id, e.season, SUM(e.air_at <= ?), COUNT(e.file_id), SUM(e.monitored), COALESCE(s.monitored, 1)"
        " FROM episode e LEFT JOIN season s ON s.series_id = e.series_id AND s.number = e.season"
        " WHERE e.series_id IN (SELECT series_id FROM episode WHERE want = 'Missing') GROUP BY e.series_id, e.season",
        (now,),
    )
    return {(row[0], row[1]): SeasonFacts(row[2] or 0, row[3], row[4], bool(row[5])) for row in found}


def parts_of(database: SqliteDatabase, kind: ArrType, ids: Collection[int]) -> dict[int, int]:
    """
    How many queries a search for all of a parent takes: seasons for a series, the albums or books that are monitored for an artist or
    author.
    """
    count = {
        "sonarr": "SELECT COUNT(DISTINCT season) FROM episode WHERE series_id = ? AND monitored AND season > 0",
        "lidarr": "SELECT COUNT(*) FROM album WHERE artist_id = ? AND monitored",
        "readarr": "SELECT COUNT(*) FROM book WHERE author_id = ? AND monitored",
    }.get(kind)
    return {number: max(1, rows(database, count, (number,))[0][0]) for number in ids} if count else {}


def leaf_ids(database: SqliteDatabase, kind: ArrType) -> set[int]:
    """The ids of everything that can be searched."""
    return {row[0] for row in rows(database, f"SELECT id FROM {LEAF_TABLES[kind]}")}  # noqa: S608


def _item(row: tuple[Any, ...], upgrade_allowed: bool) -> Item:
    number, title, parent, parent_title, year, at, available, season, episode, monitored, parents = row[:11]
    file_id, quality, profile, want, identity, searched_at, content, season_flag = row[11:]
    return Item(
        id=number,
        title=title or "",
        parent_id=parent,
        parent_title=parent_title,
        year=year,
        at=at,
        available=None if available is None else bool(available),
        season=season,
        number=episode,
        monitored=bool(monitored),
        parent_monitored=bool(parents),
        season_monitored=bool(season_flag),
        content=bool(content),
        upgrade_allowed=upgrade_allowed,
        want=want,
        identity="" if identity is None else str(identity),
        facts=f"{file_id or '-'}/{quality or '-'}/{profile or '-'}",
        searched_at=searched_at,
    )


def judge_rows(database: SqliteDatabase, kind: ArrType, judge: Judge, ids: Collection[int] | None = None) -> int:
    """
    Judge the leaves of these parents (Radarr: these movies; None: everything). Returns how many verdicts changed.
    """
    profiles = profiles_of(database)
    select = _FACTS[kind]
    if ids is None:
        facts = rows(database, select)
    else:
        among = f"{select} WHERE {_GROUP[kind]} IN (SELECT value FROM json_each(?))"  # noqa: S608
        facts = rows(database, among, (msgspec.json.encode(list(ids)).decode(),))
    formats, others = [], []
    for row in facts:
        verdict = judge(_judged(row), profiles.get(row[8]))
        least, quality, met, want = verdict.cf_min, int(verdict.quality_met), int(verdict.cf_met), verdict.want
        if (quality, want) != (row[10], row[12]):
            others.append((quality, want, row[0]))
        if (least, met) != (row[9], row[11]):
            formats.append((least, met, row[0]))
    leaf = LEAF_TABLES[kind]
    # Apart: what pages are sorted and filtered by is written only where it is another.
    many(database, f"UPDATE {leaf} SET cf_min = ?, cf_met = ? WHERE id = ?", formats)  # noqa: S608
    many(database, f"UPDATE {leaf} SET quality_met = ?, want = ? WHERE id = ?", others)  # noqa: S608
    return len({row[-1] for row in (*formats, *others)})


def profiles_of(database: SqliteDatabase) -> dict[int, Profile]:
    """The quality profiles by id."""
    return {
        row[0]: Profile(row[0], row[1], bool(row[2]), row[3], row[4], row[5], tuple(msgspec.json.decode(row[6])))
        for row in rows(database, "SELECT * FROM profile")
    }


def _judged(row: tuple[object, ...]) -> Judged:
    _, own, parents, special, content, unmet, score, quality = row[:8]
    return Judged(
        monitored=bool(own),
        parent_monitored=bool(parents),
        special=bool(special),
        content=bool(content),
        cutoff_unmet=bool(unmet),
        cf_score=score,  # type: ignore[arg-type]
        quality_id=quality,  # type: ignore[arg-type]
    )
