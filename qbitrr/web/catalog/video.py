"""
Films and series.
"""

from typing import Any

from twisted.internet.defer import Deferred
from twisted.web.iweb import IRequest

from qbitrr.store.catalog.browse.answers import Counts, FullCounts, MoviePage, SeriesEntry, SeriesPage
from qbitrr.store.catalog.browse.asked import Paging
from qbitrr.store.catalog.browse.merged import all_movies, all_series
from qbitrr.store.catalog.browse.movies import MOVIE_PAGE, MOVIE_PAGE_MOST, MovieFilters, movie_page
from qbitrr.store.catalog.browse.series import (
    SERIES_PAGE,
    SERIES_PAGE_MOST,
    SeriesFilters,
    series_detail,
    series_page,
)
from qbitrr.web.catalog.asking import (
    CATEGORY,
    LIVE,
    REASON,
    TEXT_IN_IT,
    flag,
    number,
    paging,
)
from qbitrr.web.catalog.libraries import Libraries
from qbitrr.web.http.parameters import NUMBER, in_path
from qbitrr.web.http.routes import Group, Route, mirrored
from qbitrr.web.http.sorting import SortedList

__all__ = ["VideoRoutes"]

_MOVIE_LIST = SortedList(("title", "year", "monitored", "reason"), usual="title", way="asc")
_SERIES_LIST = SortedList(("title", "year", "monitored"), usual="title", way="asc")
_MOVIES = (
    TEXT_IN_IT,
    *paging(MOVIE_PAGE, MOVIE_PAGE_MOST),
    number("year_min", "Not older than that year."),
    number("year_max", "Not newer than that year."),
    flag("monitored", "Monitored or not."),
    flag("has_file", "With a file or without."),
    flag("quality_met", "With a file that meets the cutoff or not."),
    flag("is_request", "Requested or not."),
    flag("missing", "Only those behind the count of that name.", default=False),
    REASON,
    *_MOVIE_LIST.parameters,
)
_SERIES = (
    TEXT_IN_IT,
    *paging(SERIES_PAGE, SERIES_PAGE_MOST),
    flag("missing", "Only series with a missing episode, and of them only such episodes.", default=False),
    flag("only_missing", "The same.", default=False),
    flag("include_episodes", "With the episodes of each season.", default=True),
    REASON,
    *_SERIES_LIST.parameters,
)


class VideoRoutes:
    """`/radarr/<category>/movies`, `/sonarr/<category>/series`, one series, and the same over all instances of a type."""

    def __init__(self, libraries: Libraries) -> None:
        self._libraries = libraries

    def routes(self) -> tuple[Route, ...]:
        """All are mirrored."""
        group, series = Group.CATALOG, "/sonarr/<path:category>/series"
        return (
            *mirrored(
                "radarr.movies", "GET", "/radarr/<path:category>/movies", group, self.movies,
                parameters=(CATEGORY, LIVE, *_MOVIES), answer=MoviePage,
            ),
            *mirrored("radarr.all-movies", "GET", "/radarr/movies", group, self.all_movies, parameters=_MOVIES, answer=MoviePage),
            *mirrored("sonarr.series", "GET", series, group, self.series, parameters=(CATEGORY, LIVE, *_SERIES), answer=SeriesPage),
            *mirrored(
                "sonarr.one-series", "GET", f"{series}/<int:series_id>", group, self.one_series,
                parameters=(CATEGORY, LIVE, in_path("series_id", "Sonarr's id of the series.", NUMBER)), answer=SeriesEntry,
            ),
            *mirrored("sonarr.all-series", "GET", "/sonarr/series", group, self.all_series, parameters=_SERIES, answer=SeriesPage),
        )  # fmt: skip

    def movies(
        self, request: IRequest, category: str, live: bool, page: int, page_size: int, **filters: Any
    ) -> Deferred[bytes]:
        """A page of the films of an instance."""
        shelf = self._libraries.find("radarr", category, live=live)
        wanted, part = _movie_filters(**filters), Paging(page=page, size=page_size)
        empty = MoviePage(category=shelf.scope.category, counts=FullCounts(), total=0, page=page, page_size=page_size)
        return self._libraries.answer(
            request, lambda: shelf.reader.read(movie_page, shelf.scope, wanted, part), empty=empty
        )

    def all_movies(self, request: IRequest, page: int, page_size: int, **filters: Any) -> Deferred[bytes]:
        """A page of the films of all instances."""
        shelves = self._libraries.every("radarr")
        wanted, part = _movie_filters(**filters), Paging(page=page, size=page_size)
        return self._libraries.answer(request, lambda: all_movies(shelves, wanted, part))

    def series(
        self, request: IRequest, category: str, live: bool, page: int, page_size: int, **filters: Any
    ) -> Deferred[bytes]:
        """A page of the series of an instance."""
        shelf = self._libraries.find("sonarr", category, live=live)
        wanted, part = _series_filters(**filters), Paging(page=page, size=page_size)
        empty = SeriesPage(category=shelf.scope.category, counts=Counts(), total=0, page=page, page_size=page_size)
        return self._libraries.answer(
            request, lambda: shelf.reader.read(series_page, shelf.scope, wanted, part), empty=empty
        )

    def one_series(self, request: IRequest, category: str, live: bool, series_id: int) -> Deferred[bytes]:
        """A series with all its episodes."""
        shelf = self._libraries.find("sonarr", category, live=live)
        return self._libraries.answer(
            request, lambda: shelf.reader.read(series_detail, shelf.scope, series_id), gone="Series not found"
        )

    def all_series(self, request: IRequest, page: int, page_size: int, **filters: Any) -> Deferred[bytes]:
        """A page of the series of all instances."""
        shelves = self._libraries.every("sonarr")
        wanted, part = _series_filters(**filters), Paging(page=page, size=page_size)
        return self._libraries.answer(request, lambda: all_series(shelves, wanted, part))


def _movie_filters(*, q: str, sort: str, order: str, **others: Any) -> MovieFilters:
    return MovieFilters(text=q, sorting=_MOVIE_LIST.sorting(sort, order), **others)


def _series_filters(
    *, q: str, sort: str, order: str, missing: bool, only_missing: bool, include_episodes: bool, **others: Any
) -> SeriesFilters:
    return SeriesFilters(
        text=q, sorting=_SERIES_LIST.sorting(sort, order), missing=missing or only_missing, episodes=include_episodes,
        **others,
    )  # fmt: skip
