"""
Pages of series with their seasons and episodes.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from attrs import frozen
from msgspec import UNSET, UnsetType

from qbitrr.model.shown.sorting import Sorting
from qbitrr.store.catalog.browse.answers import Counts, EpisodeRow, SeasonRow, SeriesEntry, SeriesPage, SeriesRow
from qbitrr.store.catalog.browse.asked import (
    NOT_SEARCHED,
    Conditions,
    Order,
    Paging,
    Scope,
    counted,
    date_text,
    difference,
    ids_json,
    reason_word,
    remembered,
)
from qbitrr.store.catalog.browse.listed import how_many, keys_of
from qbitrr.store.catalog.browse.rollups import in_order
from qbitrr.store.sqlite.reader import Snapshot

__all__ = [
    "EPISODE_REASON",
    "MISSING_EPISODE",
    "SERIES_PAGE",
    "SERIES_PAGE_MOST",
    "SeriesFilters",
    "series_counts",
    "series_detail",
    "series_entries",
    "series_page",
]

SERIES_PAGE, SERIES_PAGE_MOST = 25, 1000
_OUT = "(air_at <= :now OR file_id IS NOT NULL)"
_COUNTING = f"{_OUT} AND (season > 0 OR :specials)"
MISSING_EPISODE = "monitored = 1 AND file_id IS NULL AND air_at <= :now AND (season > 0 OR :specials)"
EPISODE_REASON = "CASE WHEN air_at <= :now THEN want END"
_HERE = "SELECT 1 FROM episode WHERE series_id = series.id AND"
_SORTS = {"year": "year", "monitored": "monitored"}


@frozen(kw_only=True)
class SeriesFilters:
    """
    Which series, in what order. `missing`: those with a missing episode, and of them only such episodes. Without `episodes` seasons
    say their numbers only.
    """

    table = "series"

    text: str = ""
    missing: bool = False
    reason: str | None = None
    episodes: bool = True
    sorting: Sorting[str] = (("title", False),)

    @property
    def conditions(self) -> Conditions:
        """As a clause."""
        found = Conditions()
        found.contains(("title_fold",), self.text)
        found.flag(f"EXISTS ({_HERE} {MISSING_EPISODE})", self.missing or None)
        searched = f"EXISTS ({_HERE} COALESCE({EPISODE_REASON}, '{NOT_SEARCHED}') = :reason)"
        found.compare(searched, "reason", reason_word(self.reason))
        return found

    @property
    def order(self) -> Order:
        """In what order they come."""
        return Order.of(self.sorting, _SORTS)


def series_page(snapshot: Snapshot, scope: Scope, filters: SeriesFilters, paging: Paging) -> SeriesPage:
    """A page of series; counts are of all episodes, `total` of the series the filters leave."""
    keys = keys_of(snapshot, scope, filters, paging.first, paging.size)
    return SeriesPage(
        category=scope.category,
        counts=series_counts(snapshot, scope),
        total=how_many(snapshot, scope, filters),
        page=paging.page,
        page_size=paging.size,
        series=tuple(series_entries(snapshot, scope, filters, [key[-1] for key in keys])),
    )


def series_detail(snapshot: Snapshot, scope: Scope, number: int) -> SeriesEntry | None:
    """One series with all its episodes; None if it is not there."""
    return next(iter(series_entries(snapshot, scope, SeriesFilters(), [number])), None)


def series_counts(snapshot: Snapshot, scope: Scope) -> Counts:
    """The counts of the library, in episodes."""

    def make() -> Counts:
        statement = f"SELECT SUM(monitored AND file_id IS NOT NULL), SUM(monitored) FROM episode WHERE {_COUNTING}"  # noqa: S608
        return counted(*snapshot.one(statement, scope.values))

    return remembered(snapshot, ("episode counts", scope.specials), scope.now, make)


def series_entries(snapshot: Snapshot, scope: Scope, filters: SeriesFilters, ids: Sequence[int]) -> list[SeriesEntry]:
    """These series, in this order, with what is asked of their seasons."""
    asked = scope.values | {"ids": ids_json(ids)}
    found = snapshot.rows(
        "SELECT id, title, tvdb_id, series_type, monitored, profile_id, (SELECT name FROM profile WHERE id = profile_id)"
        " FROM series WHERE id IN (SELECT value FROM json_each(:ids))",
        asked,
    )
    numbers = _season_numbers(snapshot, asked, missing=filters.missing)
    episodes = _episodes(snapshot, asked, missing=filters.missing) if filters.episodes else None
    entries = {row[0]: _entry(row, numbers[row[0]], episodes, scope) for row in found}
    return in_order(ids, entries)


_Numbers = dict[int, dict[int, tuple[Counts, bool]]]
_Episodes = dict[tuple[int, int], list[EpisodeRow]]


def _season_numbers(snapshot: Snapshot, asked: dict[str, Any], *, missing: bool) -> _Numbers:
    """By series and season: the roll-up, and whether the season is to be shown. Specials count in their own season."""
    found: _Numbers = defaultdict(dict)
    shown = f"MAX({MISSING_EPISODE})" if missing else "1"
    for series, season, available, monitored, show in snapshot.rows(
        f"SELECT series_id, season, SUM({_OUT} AND monitored AND file_id IS NOT NULL), SUM({_OUT} AND monitored), {shown}"  # noqa: S608
        " FROM episode WHERE series_id IN (SELECT value FROM json_each(:ids)) GROUP BY series_id, season",
        asked,
    ):
        found[series][season] = (counted(available, monitored), bool(show))
    return found


def _episodes(snapshot: Snapshot, asked: dict[str, Any], *, missing: bool) -> _Episodes:
    found: _Episodes = defaultdict(list)
    only = f" AND {MISSING_EPISODE}" if missing else ""
    for row in snapshot.rows(
        f"SELECT series_id, id, season, number, title, air_at, file_id, monitored, {EPISODE_REASON} FROM episode"  # noqa: S608
        f" WHERE series_id IN (SELECT value FROM json_each(:ids)){only} ORDER BY series_id, season, number, id",
        asked,
    ):
        series, number, season, episode, title, air_at, file_id, monitored, reason = row
        found[series, season].append(
            EpisodeRow(
                id=number,
                season_number=season,
                episode_number=episode,
                title=title,
                air_date_utc=date_text(air_at, with_time=True) or "",
                has_file=file_id is not None,
                episode_file_id=file_id,
                monitored=bool(monitored),
                reason=reason,
            )
        )
    return found


def _entry(
    row: tuple[Any, ...], numbers: dict[int, tuple[Counts, bool]], episodes: _Episodes | None, scope: Scope
) -> SeriesEntry:
    number, title, tvdb, series_type, monitored, profile, name = row
    series = SeriesRow(
        id=number, title=title, tvdb_id=tvdb, series_type=series_type, monitored=bool(monitored),
        quality_profile_id=profile, quality_profile_name=name,
    )  # fmt: skip
    adding = [counts for season, (counts, _) in numbers.items() if season > 0 or scope.specials]
    totals = Counts(*difference(sum(each.available for each in adding), sum(each.monitored for each in adding)))

    def listed(season: int) -> tuple[EpisodeRow, ...] | UnsetType:
        return UNSET if episodes is None else tuple(episodes.get((number, season), ()))

    seasons = tuple(
        SeasonRow(counts.available, counts.monitored, counts.missing, season_number=season, episodes=listed(season))
        for season, (counts, show) in sorted(numbers.items())
        if show
    )
    return SeriesEntry(series=series, totals=totals, seasons=seasons)
