"""
Pages of films.
"""

from collections.abc import Sequence
from typing import Any

from attrs import frozen

from qbitrr.model.shown.sorting import Sorting
from qbitrr.store.catalog.browse.answers import FullCounts, MoviePage, MovieRow
from qbitrr.store.catalog.browse.asked import (
    NOT_SEARCHED,
    Conditions,
    Order,
    Paging,
    Scope,
    difference,
    ids_json,
    reason_word,
)
from qbitrr.store.catalog.browse.listed import how_many, keys_of
from qbitrr.store.catalog.browse.rollups import in_order, quality_facts
from qbitrr.store.sqlite.reader import Snapshot

__all__ = [
    "MOVIE_PAGE",
    "MOVIE_PAGE_MOST",
    "MovieFilters",
    "movie_counts",
    "movie_page",
    "movie_rows",
]

MOVIE_PAGE, MOVIE_PAGE_MOST = 50, 100
RELEASED = "COALESCE(available, release_at IS NOT NULL AND release_at <= :now)"
REASON = f"CASE WHEN {RELEASED} THEN want END"
_SORTS = {"year": "year", "monitored": "monitored", "reason": REASON}
_FACTS = "id, title, year, monitored, file_id, tmdb_id, imdb_id, quality_met, is_request, cf_score, cf_min, cf_met"
_PROFILE = "profile_id, (SELECT name FROM profile WHERE id = profile_id)"
_COUNTS = """
SELECT tally.available, tally.monitored + COALESCE(released.monitored, 0), tally.quality_met + COALESCE(released.quality_met, 0),
  tally.requests + COALESCE(released.requests, 0)
FROM tally, (SELECT SUM(monitored) AS monitored, SUM(quality_met) AS quality_met, SUM(is_request) AS requests FROM movie
  WHERE available IS NULL AND file_id IS NULL AND release_at <= :now) AS released
"""


@frozen(kw_only=True)
class MovieFilters:
    """Which films, in what order; None: it does not matter. `missing`: those behind the count of that name."""

    table = "movie"

    text: str = ""
    year_min: int | None = None
    year_max: int | None = None
    monitored: bool | None = None
    has_file: bool | None = None
    quality_met: bool | None = None
    is_request: bool | None = None
    missing: bool = False
    reason: str | None = None
    sorting: Sorting[str] = (("title", False),)

    @property
    def conditions(self) -> Conditions:
        """As a clause."""
        found = Conditions()
        found.contains(("sort_key",), self.text)
        found.compare("year >= :year_min", "year_min", self.year_min)
        found.compare("year <= :year_max", "year_max", self.year_max)
        found.flag("monitored = 1", self.monitored)
        found.flag("file_id IS NOT NULL", self.has_file)
        found.flag("quality_met = 1", self.quality_met)
        found.flag("is_request = 1", self.is_request)
        found.flag(f"monitored = 1 AND file_id IS NULL AND {RELEASED}", self.missing or None)
        found.compare(f"COALESCE({REASON}, '{NOT_SEARCHED}') = :reason", "reason", reason_word(self.reason))
        return found

    @property
    def order(self) -> Order:
        """In what order they come."""
        return Order.of(self.sorting, _SORTS)


def movie_page(snapshot: Snapshot, scope: Scope, filters: MovieFilters, paging: Paging) -> MoviePage:
    """A page of films; counts are of the whole library, `total` of what the filters leave."""
    keys = keys_of(snapshot, scope, filters, paging.first, paging.size)
    return MoviePage(
        category=scope.category,
        counts=movie_counts(snapshot, scope),
        total=how_many(snapshot, scope, filters),
        page=paging.page,
        page_size=paging.size,
        movies=tuple(movie_rows(snapshot, scope, [key[-1] for key in keys])),
    )


def movie_counts(snapshot: Snapshot, scope: Scope) -> FullCounts:
    """The counts of the library: films that are released or there. The file keeps them, but for films whose release is a matter of time."""
    available, monitored, met, requests = snapshot.one(_COUNTS, scope.values)
    return FullCounts(*difference(available, monitored), quality_met=met, requests=requests)


def movie_rows(snapshot: Snapshot, scope: Scope, ids: Sequence[int]) -> list[MovieRow]:
    """These films, in this order."""
    found = snapshot.rows(
        f"SELECT {_FACTS}, {REASON}, {_PROFILE} FROM movie WHERE id IN (SELECT value FROM json_each(:ids))",  # noqa: S608
        scope.values | {"ids": ids_json(ids)},
    )
    by_id = {row[0]: _row(row) for row in found}
    return in_order(ids, by_id)


def _row(row: tuple[Any, ...]) -> MovieRow:
    number, title, year, monitored, file_id, tmdb, imdb, *quality = row
    return MovieRow(
        id=number,
        title=title,
        year=year,
        monitored=bool(monitored),
        has_file=file_id is not None,
        movie_file_id=file_id,
        tmdb_id=tmdb,
        imdb_id=imdb,
        **quality_facts(file_id is not None, *quality),
    )
