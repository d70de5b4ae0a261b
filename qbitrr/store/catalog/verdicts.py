"""
Verdicts in the catalog: computed from the stored facts, written where they changed.
"""

from collections.abc import Callable, Collection

import msgspec
from peewee import SqliteDatabase

from qbitrr.model.catalog import ArrType, Judged, Profile, Verdict
from qbitrr.store.catalog.schema import LEAF_TABLES
from qbitrr.store.sqlite.sql import many, rows

__all__ = ["Judge", "judge_rows", "profiles_of"]

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


def judge_rows(database: SqliteDatabase, kind: ArrType, judge: Judge, ids: Collection[int] | None = None) -> int:
    """
    Judge the leaves of these parents (Radarr: these movies; None: everything). Returns how many verdicts changed.
    """
    profiles = profiles_of(database)
    select = _FACTS[kind]
    if ids is None:
        facts = rows(database, select)
    else:
        one_of = f"{select} WHERE {_GROUP[kind]} = ?"
        facts = [row for number in ids for row in rows(database, one_of, (number,))]
    changed = []
    for row in facts:
        verdict = judge(_judged(row), profiles.get(row[8]))
        found = (verdict.cf_min, int(verdict.quality_met), int(verdict.cf_met), verdict.want)
        if found != row[9:]:
            changed.append((*found, row[0]))
    leaf = LEAF_TABLES[kind]
    many(database, f"UPDATE {leaf} SET cf_min = ?, quality_met = ?, cf_met = ?, want = ? WHERE id = ?", changed)  # noqa: S608
    return len(changed)


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
