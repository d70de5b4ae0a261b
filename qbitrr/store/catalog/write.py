"""
Writing the catalog: what the Arr says, in transactions from which the refresh can go on after any interruption.

All functions run inside `Database.run`. A parent is `dirty` from the moment its list entry differs until its leaves are
written: a crash in between only repeats that parent.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec
from peewee import SqliteDatabase

from qbitrr.model.catalog import (
    Album,
    ArrType,
    Book,
    Changes,
    Episode,
    Judged,
    Leaves,
    Movie,
    Parent,
    Profile,
    Series,
    Track,
)
from qbitrr.store.catalog.schema import LEAF_TABLES, PARENT_TABLES
from qbitrr.store.catalog.wanted import Judge, judge_rows, profiles_of
from qbitrr.store.sqlite.sql import execute, fold, many, one, rows

__all__ = [
    "compare_parents",
    "delete",
    "due_parents",
    "forget_scores",
    "has_leaves",
    "is_filled",
    "mark_dirty",
    "mark_stale",
    "meta",
    "not_among",
    "scores_matter",
    "set_meta",
    "unscored",
    "write_films",
    "write_leaves",
    "write_profiles",
    "write_scores",
]

_IDENTITY = {"series": "tvdb_id", "artist": "foreign_id", "author": "foreign_id"}
_FOLDED = ("title_fold", "sort_key")
Leaf = Episode | Album | Book
_LEAF_OF = {"series": "series_id", "artist": "artist_id", "author": "author_id"}
_FILM_FACTS = Movie.__struct_fields__
_FILM_TAGS, _FILM_IDENTITY = _FILM_FACTS.index("tags"), _FILM_FACTS.index("tmdb_id")
_NO_TAGS = "[]"
_FILM_COMPUTED = ("title_fold", "sort_key", "cf_score", "cf_file_id", "cf_min", "quality_met", "cf_met", "want")
_FILM_COLUMNS = (*_FILM_FACTS, *_FILM_COMPUTED)
_WRITE_FILM = (
    f"INSERT INTO movie({', '.join(_FILM_COLUMNS)}) VALUES ({', '.join('?' * len(_FILM_COLUMNS))})"  # noqa: S608  # our own names
    f" ON CONFLICT(id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _FILM_COLUMNS[1:])}"
)
_KNOWN_FILMS = (
    f"SELECT cf_score, cf_file_id, {', '.join(_FILM_FACTS)} FROM movie WHERE id IN (SELECT value FROM json_each(?))"  # noqa: S608
)


def meta(database: SqliteDatabase) -> dict[str, str]:
    """What the catalog notes about itself."""
    return dict(rows(database, "SELECT key, value FROM meta"))


def set_meta(database: SqliteDatabase, values: Mapping[str, str]) -> None:
    """Note these."""
    many(database, "INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())


def write_profiles(
    database: SqliteDatabase,
    kind: ArrType,
    profiles: Sequence[Profile],
    judge: Judge,
    *,
    unread: Collection[int] | None = (),
) -> None:
    """
    Replace the quality profiles and judge everything anew. Those that could not be read stay: *unread*, None for all that are
    not among *profiles*.
    """
    if unread is not None:
        there = _json([*(profile.id for profile in profiles), *unread])
        execute(database, "DELETE FROM profile WHERE id NOT IN (SELECT value FROM json_each(?))", (there,))
    many(
        database,
        "INSERT OR REPLACE INTO profile VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (p.id, p.name, p.upgrade_allowed, p.cutoff, p.min_format_score, p.cutoff_format_score, _json(p.best))
            for p in profiles
        ],
    )
    judge_rows(database, kind, judge)


def write_films(database: SqliteDatabase, films: Sequence[Movie], judge: Judge) -> Changes:
    """Write those that are not as they are known. The scores of replaced files are forgotten. `missing` says nothing here."""
    known = {row[2]: row for row in rows(database, _KNOWN_FILMS, (_json([film.id for film in films]),))}
    profiles = profiles_of(database)
    replaced, written = set(), []
    for film in films:
        facts, before = _film_facts(film), known.get(film.id)
        if before is not None and before[2:] == facts:
            continue
        if before is not None and before[2 + _FILM_IDENTITY] != film.tmdb_id:
            replaced.add(film.id)
        score, scored = before[:2] if before is not None and before[1] == film.file_id else (None, None)
        verdict = judge(_judged_film(film, score), profiles.get(film.profile_id or 0))
        name = fold(film.title)
        written.append((*facts, name, name, score, scored, *msgspec.structs.astuple(verdict)))
    many(database, _WRITE_FILM, written)
    return Changes(changed=frozenset(row[0] for row in written), replaced=frozenset(replaced), known=len(known))


def not_among(database: SqliteDatabase, ids: frozenset[int]) -> tuple[int, frozenset[int]]:
    """How many films there are, and which of them are not among *ids*, all of which there are."""
    (count,) = rows(database, "SELECT COUNT(*) FROM movie")[0]
    if count == len(ids):
        return count, frozenset()
    return count, frozenset(row[0] for row in rows(database, "SELECT id FROM movie")) - ids


def compare_parents(database: SqliteDatabase, kind: ArrType, parents: Sequence[Parent], judge: Judge) -> Changes:
    """
    Write the parents of a complete list whose fingerprint differs, and mark them dirty. The new fingerprint is stored only with
    their leaves. Leaves of a parent whose id now means something else are deleted at once.
    """
    table = PARENT_TABLES[kind]
    column = _IDENTITY[table]
    known = {row[0]: row[1:] for row in rows(database, f"SELECT id, fingerprint, {column} FROM {table}")}  # noqa: S608
    changed = {p.id: p for p in parents if p.id not in known or known[p.id][0] != p.fingerprint}
    replaced = {n for n, p in changed.items() if n in known and known[n][1] != getattr(p, column)}
    for number in replaced:
        _delete_leaves(database, kind, number)
    for parent in changed.values():
        _write_parent(database, table, parent)
    if changed:
        # Their monitoring or profile may be what changed: that holds for the leaves from now on, not from their next reading on.
        judge_rows(database, kind, judge, changed)
    return Changes(
        changed=frozenset(changed),
        replaced=frozenset(replaced),
        missing=frozenset(known.keys() - {p.id for p in parents}),
        known=len(known),
    )


def mark_dirty(database: SqliteDatabase, kind: ArrType, ids: Collection[int] | None) -> None:
    """Have the leaves of these parents (None: of all) read again."""
    table = PARENT_TABLES[kind]
    if ids is None:
        execute(database, f"UPDATE {table} SET dirty = 1")  # noqa: S608
    else:
        many(database, f"UPDATE {table} SET dirty = 1 WHERE id = ?", [(number,) for number in ids])  # noqa: S608


def mark_stale(database: SqliteDatabase, kind: ArrType, before: float) -> None:
    """Have those read again whose leaves were last read before that time."""
    execute(database, f"UPDATE {PARENT_TABLES[kind]} SET dirty = 1 WHERE leaves_at < ?", (int(before),))  # noqa: S608


def due_parents(database: SqliteDatabase, kind: ArrType, oldest: int) -> list[int]:
    """The parents whose leaves must be read, never read ones first, and the *oldest* so many others."""
    table = PARENT_TABLES[kind]
    dirty = [row[0] for row in rows(database, f"SELECT id FROM {table} WHERE dirty ORDER BY leaves_at, id")]  # noqa: S608
    others = rows(database, f"SELECT id FROM {table} WHERE NOT dirty ORDER BY leaves_at, id LIMIT ?", (oldest,))  # noqa: S608
    return [*dirty, *(row[0] for row in others)]


def write_leaves(database: SqliteDatabase, kind: ArrType, leaves: Leaves, now: float, judge: Judge) -> bool:
    """
    Everything below one parent, which is clean afterwards. What was there but could not be read stays as it is known. Tells whether
    anything that can be searched is not as it was before.
    """
    number = leaves.parent.id
    of_parent = f"SELECT * FROM {LEAF_TABLES[kind]} WHERE {_LEAF_OF[PARENT_TABLES[kind]]} = ? ORDER BY id"  # noqa: S608
    before = rows(database, of_parent, (number,))
    if leaves.is_whole:
        _keep_only(database, kind, number, [*(leaf.id for leaf in leaves.items), *leaves.unread])
    if kind == "sonarr":
        _upsert(database, "episode", Episode.__struct_fields__, [_values(leaf) for leaf in leaves.items])
    elif kind == "lidarr":
        albums = [leaf for leaf in leaves.items if isinstance(leaf, Album)]
        columns = (*Album.__struct_fields__, *_FOLDED, "has_file")
        _upsert(database, "album", columns, [(*_values(a), *[fold(a.title)] * 2, a.has_file) for a in albums])
        if leaves.tracks is not None:
            _write_tracks(database, leaves.items, leaves.tracks)
    else:
        books = [leaf for leaf in leaves.items if isinstance(leaf, Book)]
        _upsert(
            database, "book", (*Book.__struct_fields__, *_FOLDED), [(*_values(b), *[fold(b.title)] * 2) for b in books]
        )
    _count(database, kind, number)
    execute(
        database,
        f"UPDATE {PARENT_TABLES[kind]} SET fingerprint = ?, leaves_at = ?, dirty = 0 WHERE id = ?",  # noqa: S608
        (leaves.parent.fingerprint, int(now), number),
    )
    judge_rows(database, kind, judge, (number,))
    return rows(database, of_parent, (number,)) != before


def delete(database: SqliteDatabase, kind: ArrType, ids: Iterable[int]) -> None:
    """Delete these parents with everything below them; for Radarr these movies."""
    for number in ids:
        if kind == "radarr":
            execute(database, "DELETE FROM movie WHERE id = ?", (number,))
            continue
        _delete_leaves(database, kind, number)
        execute(database, f"DELETE FROM {PARENT_TABLES[kind]} WHERE id = ?", (number,))  # noqa: S608


def unscored(database: SqliteDatabase) -> list[int]:
    """The movies whose file's score is not known."""
    found = rows(database, "SELECT id FROM movie WHERE file_id IS NOT NULL AND cf_file_id IS NOT file_id ORDER BY id")
    return [row[0] for row in found]


def scores_matter(database: SqliteDatabase) -> bool:
    """Whether a quality profile asks for any score."""
    return one(database, "SELECT 1 FROM profile WHERE min_format_score <> 0 OR cutoff_format_score <> 0") is not None


def write_scores(database: SqliteDatabase, scores: Mapping[int, tuple[int, int]], judge: Judge) -> None:
    """For movies: the file and its score. One that has another file meanwhile is left alone."""
    many(
        database,
        "UPDATE movie SET cf_file_id = ?, cf_score = ? WHERE id = ? AND file_id = ?",
        [(file_id, score, movie, file_id) for movie, (file_id, score) in scores.items()],
    )
    judge_rows(database, "radarr", judge, scores)


def forget_scores(database: SqliteDatabase, kind: ArrType) -> None:
    """The formats or their scores were changed in the Arr: read every score again."""
    if kind == "radarr":
        execute(database, "UPDATE movie SET cf_score = NULL, cf_file_id = NULL")
    else:
        mark_dirty(database, kind, None)


def _write_parent(database: SqliteDatabase, table: str, parent: Parent) -> None:
    leave_out = {"id", "seasons", "has_files", "fingerprint"}
    columns = [name for name in parent.__struct_fields__ if name not in leave_out]
    title = "title" if table == "series" else "name"
    facts = {name: _value(getattr(parent, name)) for name in columns}
    facts[f"{title}_fold"] = facts["sort_key"] = fold(getattr(parent, title))
    updates = ", ".join(f"{name} = excluded.{name}" for name in facts)
    execute(
        database,
        f"INSERT INTO {table}(id, {', '.join(facts)}, dirty) VALUES ({', '.join('?' * (len(facts) + 2))})"  # noqa: S608
        f" ON CONFLICT(id) DO UPDATE SET {updates}, dirty = 1",
        (parent.id, *facts.values(), 1),
    )
    if isinstance(parent, Series):
        execute(database, "DELETE FROM season WHERE series_id = ?", (parent.id,))
        seasons = [(parent.id, season.number, season.monitored) for season in parent.seasons]
        many(database, "INSERT OR REPLACE INTO season VALUES (?, ?, ?)", seasons)


def _upsert(database: SqliteDatabase, table: str, columns: Sequence[str], values: Sequence[tuple[object, ...]]) -> None:
    updates = ", ".join(f"{name} = excluded.{name}" for name in columns[1:])
    many(
        database,
        f"INSERT INTO {table}({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608
        f" ON CONFLICT(id) DO UPDATE SET {updates}",
        values,
    )


def _write_tracks(database: SqliteDatabase, items: Iterable[Leaf], tracks: Iterable[Track]) -> None:
    albums = {album.id for album in items}
    many(database, "DELETE FROM track WHERE album_id = ?", [(number,) for number in albums])
    many(
        database,
        "INSERT OR REPLACE INTO track VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [_values(track) for track in tracks if track.album_id in albums],
    )


def _keep_only(database: SqliteDatabase, kind: ArrType, parent: int, ids: Collection[int]) -> None:
    """Delete what the parent no longer has. A leaf that moved to another parent is that one's by now."""
    leaf, column = LEAF_TABLES[kind], _LEAF_OF[PARENT_TABLES[kind]]
    known = {row[0] for row in rows(database, f"SELECT id FROM {leaf} WHERE {column} = ?", (parent,))}  # noqa: S608
    gone = [(number,) for number in known.difference(ids)]
    many(database, f"DELETE FROM {leaf} WHERE id = ?", gone)  # noqa: S608
    if kind == "lidarr":
        many(database, "DELETE FROM track WHERE album_id = ?", gone)


def _delete_leaves(database: SqliteDatabase, kind: ArrType, parent: int) -> None:
    _keep_only(database, kind, parent, ())
    if kind == "sonarr":
        execute(database, "DELETE FROM season WHERE series_id = ?", (parent,))


_COUNTS = {
    "sonarr": "UPDATE series SET (season_count, episode_total) ="
    " (SELECT COUNT(DISTINCT season), COUNT(*) FROM episode WHERE series_id = series.id) WHERE id = ?",
    "lidarr": "UPDATE artist SET (album_total, track_total) ="
    " (SELECT COUNT(DISTINCT album.id), COUNT(track.id) FROM album LEFT JOIN track ON track.album_id = album.id"
    " WHERE artist_id = artist.id) WHERE id = ?",
    "readarr": "UPDATE author SET book_total = (SELECT COUNT(*) FROM book WHERE author_id = author.id) WHERE id = ?",
}


def _count(database: SqliteDatabase, kind: ArrType, parent: int) -> None:
    execute(database, _COUNTS[kind], (parent,))


def is_filled(database: SqliteDatabase, kind: ArrType) -> bool:
    """Whether the whole library has been read at least once."""
    if one(database, "SELECT 1 FROM meta WHERE key = 'last_light_finished'") is None:
        return False
    if kind == "radarr":
        return True
    return one(database, f"SELECT 1 FROM {PARENT_TABLES[kind]} WHERE leaves_at IS NULL") is None  # noqa: S608


def has_leaves(database: SqliteDatabase, kind: ArrType) -> bool:
    """Whether anything that can be searched is in it."""
    return one(database, f"SELECT 1 FROM {LEAF_TABLES[kind]} LIMIT 1") is not None  # noqa: S608


def _film_facts(film: Movie) -> tuple[object, ...]:
    values = msgspec.structs.astuple(film)
    tags = _json(film.tags) if film.tags else _NO_TAGS
    return (*values[:_FILM_TAGS], tags, *values[_FILM_TAGS + 1 :])


def _judged_film(film: Movie, score: int | None) -> Judged:
    return Judged(
        monitored=film.monitored,
        content=film.file_id is not None,
        cutoff_unmet=bool(film.cutoff_unmet),
        cf_score=score,
        quality_id=film.quality_id,
    )


def _values(record: msgspec.Struct) -> tuple[object, ...]:
    return tuple(_value(value) for value in msgspec.structs.astuple(record))


def _value(value: object) -> object:
    return _json(value) if isinstance(value, tuple) else value


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
