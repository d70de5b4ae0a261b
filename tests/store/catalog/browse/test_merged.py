"""A view over several instances is the pages of one big library, each row with the instance it is of."""

from hypothesis import given
from hypothesis import strategies as st
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.decide.catalog import judge
from qbitrr.model.catalog import Movie, WantRules
from qbitrr.store.catalog.browse.artists import ArtistFilters, artist_page
from qbitrr.store.catalog.browse.asked import Paging, Scope
from qbitrr.store.catalog.browse.authors import AuthorFilters, author_page
from qbitrr.store.catalog.browse.merged import Shelf, all_artists, all_authors, all_movies, all_series
from qbitrr.store.catalog.browse.movies import MovieFilters, movie_page
from qbitrr.store.catalog.browse.series import SeriesFilters, series_page
from qbitrr.store.catalog.schema import catalog_schema
from qbitrr.store.catalog.write import write_films
from qbitrr.store.sqlite.database import Database
from qbitrr.store.sqlite.reader import Reader
from qbitrr.store.sqlite.sql import fold
from qbitrr.store.sqlite.threads import immediately
from tests.store.catalog.browse.library import NOW, LibraryCase, new_file

FILMS = st.lists(
    st.tuples(st.sampled_from(["a", "b", "c", "é"]), st.none() | st.integers(1980, 1983), st.booleans()), max_size=12
)
SORTINGS = st.lists(
    st.tuples(st.sampled_from(["title", "year", "monitored", "reason"]), st.booleans()),
    min_size=1, max_size=4, unique_by=lambda each: each[0],
).map(tuple)  # fmt: skip


class Shelves(SynchronousTestCase):
    def shelf(self, name, films):
        path = new_file(self)
        database = Database(path, "cache", catalog_schema("radarr"), reactor=Clock(), run=immediately)
        self.successResultOf(database.open())
        movies = [
            Movie(n, title, year, n, monitored=on, available=True) for n, (title, year, on) in enumerate(films, 1)
        ]
        done = database.run(write_films, movies, lambda f, p: judge(f, p, WantRules()))
        self.successResultOf(done)
        self.successResultOf(database.close())
        reader = Reader(path)
        self.addCleanup(reader.close)
        return Shelf(instance=name, scope=Scope(category=name.lower(), now=NOW), reader=reader)

    @given(
        st.lists(FILMS, min_size=1, max_size=3), SORTINGS,
        st.integers(1, 7),
    )  # fmt: skip
    def test_one_big_library(self, libraries, sorting, size):
        shelves = [self.shelf(f"Radarr-{place}", films) for place, films in enumerate(libraries)]
        filters = MovieFilters(sorting=sorting)
        every = [
            (row.category, row.id)
            for page in range(40 // size + 1)
            for row in all_movies(shelves, filters, Paging(page=page, size=size)).movies
        ]
        self.assertEqual(sum(map(len, libraries)), len(every))
        self.assertEqual(len(every), len(set(every)))
        for shelf in shelves:
            own = shelf.reader.read(movie_page, shelf.scope, filters, Paging(size=100)).movies
            mine = [number for category, number in every if category == shelf.scope.category]
            self.assertEqual([row.id for row in own], mine)

    @given(FILMS, SORTINGS)
    def test_sorted_as_is_said(self, films, sorting):
        """Each column its own way; what is alike in all of them by title, then by id, the way of the first."""
        shelf = self.shelf("Radarr", films)
        rows = shelf.reader.read(movie_page, shelf.scope, MovieFilters(sorting=sorting), Paging(size=100)).movies
        value = {
            "title": lambda row: fold(row.title), "monitored": lambda row: row.monitored,
            "year": lambda row: (row.year is not None, row.year or 0), "reason": lambda row: row.reason or "",
        }  # fmt: skip
        expected = sorted(rows, key=lambda row: (fold(row.title), row.id), reverse=sorting[0][1])
        for column, falls in reversed(sorting):
            expected.sort(key=value[column], reverse=falls)
        self.assertEqual([row.id for row in expected], [row.id for row in rows])

    def test_what_is_not_there_yet(self):
        """An instance whose library was never read adds nothing and stops nobody."""
        missing = Shelf(instance="Radarr-4K", scope=Scope(category="4k", now=NOW), reader=Reader(new_file(self)))
        page = all_movies([missing, self.shelf("Radarr", [("a", 1980, True)])], MovieFilters(), Paging(size=50))
        self.assertEqual((1, 1), (page.total, page.counts.monitored))
        self.assertEqual("Radarr", page.movies[0].instance)


class Same(LibraryCase):
    """Two instances with the same library: everything twice."""

    def both(self):
        return [
            Shelf(instance=f"{self.kind}-{number}", scope=self.scope, reader=Reader(self.reader.path))
            for number in (1, 2)
        ]

    def hold(self, alone, merged, rows):
        self.assertEqual(2 * alone.total, merged.total)
        self.assertEqual(2 * alone.counts.monitored, merged.counts.monitored)
        self.assertEqual(2 * len(rows(alone)), len(rows(merged)))


class SameSeries(Same):
    kind = "sonarr"

    def test_twice(self):
        alone = self.read(series_page, SeriesFilters(), Paging(size=50))
        merged = all_series(self.both(), SeriesFilters(), Paging(size=50))
        self.hold(alone, merged, lambda page: page.series)
        self.assertEqual(["sonarr-1", "sonarr-2"], [each.series.instance for each in merged.series[:2]])


class SameMusic(Same):
    kind = "lidarr"

    def test_twice(self):
        alone = self.read(artist_page, ArtistFilters(), Paging(size=50))
        merged = all_artists(self.both(), ArtistFilters(), Paging(size=50))
        self.hold(alone, merged, lambda page: page.artists)
        self.assertEqual((2 * 4, 2 * 3), (merged.album_total, merged.counts_tracks.available))


class SameBooks(Same):
    kind = "readarr"

    def test_twice(self):
        alone = self.read(author_page, AuthorFilters(), Paging(size=50))
        merged = all_authors(self.both(), AuthorFilters(), Paging(size=50))
        self.hold(alone, merged, lambda page: page.authors)
        self.assertEqual(4, merged.book_total)
