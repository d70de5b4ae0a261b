"""
The tables of `catalog.db`: a copy of the library of one Arr, with only the tables of its type. May be thrown away at any time.
"""

from qbitrr.model.catalog import ArrType
from qbitrr.store.sqlite.migrations import Schema

__all__ = ["LEAF_TABLES", "PARENT_TABLES", "catalog_schema"]

VERSION = 5

PARENT_TABLES: dict[ArrType, str] = {"sonarr": "series", "lidarr": "artist", "readarr": "author"}
LEAF_TABLES: dict[ArrType, str] = {"radarr": "movie", "sonarr": "episode", "lidarr": "album", "readarr": "book"}

_COMMON = """
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE profile(id INTEGER PRIMARY KEY, name TEXT NOT NULL, upgrade_allowed INTEGER NOT NULL, cutoff INTEGER,
  min_format_score INTEGER NOT NULL, cutoff_format_score INTEGER NOT NULL, best TEXT NOT NULL);
"""
# What is computed: see `qbitrr.decide.catalog`.
_VERDICT = """cf_min INTEGER, quality_met INTEGER NOT NULL DEFAULT 0, cf_met INTEGER NOT NULL DEFAULT 0, want TEXT,
  is_request INTEGER NOT NULL DEFAULT 0"""
# When the leaves of a parent were last read, and whether they must be read again.
_REFRESH = "fingerprint TEXT, leaves_at INTEGER, dirty INTEGER NOT NULL DEFAULT 1"


def _counted(film: str, *conditions: str) -> str:
    """Whether a row of films is one of those that count at any time and meets the *conditions*, as 0 or 1."""
    always = f"(COALESCE({film}.available, 0) = 1 OR {film}.file_id IS NOT NULL)"
    return "(" + " AND ".join((always, *conditions)) + ")"


def _tallied(add: str | None, take: str | None) -> str:
    """The change of the tally when the row *add* is one of the films now and *take* is none any more."""
    numbers = {
        "available": ("{0}.monitored", "{0}.file_id IS NOT NULL"), "monitored": ("{0}.monitored",),
        "quality_met": ("{0}.quality_met",), "requests": ("{0}.is_request",),
    }  # fmt: skip
    changes = []
    for name, conditions in numbers.items():
        change = name
        if add is not None:
            change += f" + {_counted(add, *(each.format(add) for each in conditions))}"
        if take is not None:
            change += f" - {_counted(take, *(each.format(take) for each in conditions))}"
        changes.append(f"{name} = {change}")
    return f"UPDATE tally SET {', '.join(changes)}"  # noqa: S608


# What films are sorted and filtered by, so that pages are made without looking at the films that are not shown. Most films count or do not
# count whatever time it is: these are counted as they are written, else a page would look at all of them whenever one has changed.
_COUNTED_BY = ("monitored", "available", "file_id", "quality_met", "is_request")
_OLD, _NEW = (", ".join(f"{row}.{name}" for name in _COUNTED_BY) for row in ("OLD", "NEW"))
_RADARR = f"""
CREATE TABLE movie(id INTEGER PRIMARY KEY, title TEXT NOT NULL, title_fold TEXT NOT NULL, sort_key TEXT NOT NULL,
  year INTEGER, tmdb_id INTEGER, imdb_id TEXT, monitored INTEGER NOT NULL, release_at INTEGER, available INTEGER,
  min_availability TEXT, profile_id INTEGER, tags TEXT, file_id INTEGER, quality_id INTEGER, cutoff_unmet INTEGER,
  added_at INTEGER, last_search_at INTEGER, cf_score INTEGER, cf_file_id INTEGER, {_VERDICT});
CREATE INDEX movie_sort ON movie(sort_key, id, year, monitored, available, release_at, file_id, quality_met, is_request, want);
CREATE INDEX movie_missing ON movie(sort_key, id, monitored, file_id, available, release_at)
  WHERE monitored = 1 AND file_id IS NULL;
CREATE INDEX movie_undecided ON movie(release_at, monitored, quality_met, is_request) WHERE available IS NULL AND file_id IS NULL;
CREATE TABLE tally(available INTEGER NOT NULL, monitored INTEGER NOT NULL, quality_met INTEGER NOT NULL, requests INTEGER NOT NULL);
INSERT INTO tally VALUES (0, 0, 0, 0);
CREATE TRIGGER movie_added AFTER INSERT ON movie BEGIN {_tallied("NEW", None)}; END;
CREATE TRIGGER movie_gone AFTER DELETE ON movie BEGIN {_tallied(None, "OLD")}; END;
CREATE TRIGGER movie_changed AFTER UPDATE OF {", ".join(_COUNTED_BY)} ON movie WHEN ({_OLD}) IS NOT ({_NEW})
  BEGIN {_tallied("NEW", "OLD")}; END;
"""  # noqa: S608  # our own names
_SONARR = f"""
CREATE TABLE series(id INTEGER PRIMARY KEY, title TEXT NOT NULL, title_fold TEXT NOT NULL, sort_key TEXT NOT NULL,
  year INTEGER, tvdb_id INTEGER, tmdb_id INTEGER, imdb_id TEXT, series_type TEXT, status TEXT, monitored INTEGER NOT NULL,
  profile_id INTEGER, tags TEXT, season_count INTEGER NOT NULL DEFAULT 0, episode_total INTEGER NOT NULL DEFAULT 0, {_REFRESH});
CREATE INDEX series_sort ON series(sort_key, id);
CREATE TABLE season(series_id INTEGER NOT NULL, number INTEGER NOT NULL, monitored INTEGER NOT NULL,
  PRIMARY KEY(series_id, number)) WITHOUT ROWID;
CREATE TABLE episode(id INTEGER PRIMARY KEY, series_id INTEGER NOT NULL, season INTEGER NOT NULL, number INTEGER NOT NULL,
  abs_number INTEGER, title TEXT, air_at INTEGER, monitored INTEGER NOT NULL, file_id INTEGER, quality_id INTEGER,
  cutoff_unmet INTEGER, cf_score INTEGER, last_search_at INTEGER, {_VERDICT});
CREATE INDEX episode_series ON episode(series_id, season, number);
CREATE INDEX episode_missing ON episode(series_id, air_at) WHERE monitored = 1 AND file_id IS NULL;
"""
_LIDARR = f"""
CREATE TABLE artist(id INTEGER PRIMARY KEY, name TEXT NOT NULL, name_fold TEXT NOT NULL, sort_key TEXT NOT NULL,
  foreign_id TEXT, monitored INTEGER NOT NULL, profile_id INTEGER, tags TEXT, album_total INTEGER NOT NULL DEFAULT 0,
  track_total INTEGER NOT NULL DEFAULT 0, {_REFRESH});
CREATE INDEX artist_sort ON artist(sort_key, id);
CREATE TABLE album(id INTEGER PRIMARY KEY, artist_id INTEGER NOT NULL, title TEXT NOT NULL, title_fold TEXT NOT NULL,
  sort_key TEXT NOT NULL, foreign_id TEXT, monitored INTEGER NOT NULL, release_at INTEGER, track_total INTEGER NOT NULL,
  track_files INTEGER NOT NULL, has_file INTEGER NOT NULL, cutoff_unmet INTEGER, cf_score INTEGER, last_search_at INTEGER,
  {_VERDICT});
CREATE INDEX album_artist ON album(artist_id, release_at, sort_key);
CREATE INDEX album_sort ON album(sort_key, id);
CREATE TABLE track(id INTEGER PRIMARY KEY, album_id INTEGER NOT NULL, medium INTEGER, position INTEGER, number TEXT,
  title TEXT, duration_s INTEGER, file_id INTEGER);
CREATE INDEX track_album ON track(album_id, medium, position);
"""
_READARR = f"""
CREATE TABLE author(id INTEGER PRIMARY KEY, name TEXT NOT NULL, name_fold TEXT NOT NULL, sort_key TEXT NOT NULL,
  foreign_id TEXT, monitored INTEGER NOT NULL, profile_id INTEGER, tags TEXT, book_total INTEGER NOT NULL DEFAULT 0, {_REFRESH});
CREATE INDEX author_sort ON author(sort_key, id);
CREATE TABLE book(id INTEGER PRIMARY KEY, author_id INTEGER NOT NULL, title TEXT NOT NULL, title_fold TEXT NOT NULL,
  sort_key TEXT NOT NULL, foreign_id TEXT, monitored INTEGER NOT NULL, release_at INTEGER, file_count INTEGER NOT NULL,
  file_id INTEGER, cutoff_unmet INTEGER, cf_score INTEGER, last_search_at INTEGER, {_VERDICT});
CREATE INDEX book_author ON book(author_id, release_at, sort_key);
CREATE INDEX book_sort ON book(sort_key, id);
"""
_OF_TYPE: dict[ArrType, str] = {"radarr": _RADARR, "sonarr": _SONARR, "lidarr": _LIDARR, "readarr": _READARR}


def catalog_schema(kind: ArrType) -> Schema:
    """The tables of the catalog of an Arr of that type."""
    return Schema(name=f"{kind} catalog", steps=(_COMMON + _OF_TYPE[kind],), number=VERSION)
