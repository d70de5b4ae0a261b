"""How many statements a page costs, however many rows there are."""

import sqlite3

from qbitrr.store.catalog.browse.albums import AlbumFilters, album_page
from qbitrr.store.catalog.browse.artists import ArtistFilters, artist_page
from qbitrr.store.catalog.browse.asked import Paging
from qbitrr.store.catalog.browse.authors import AuthorFilters, author_page
from qbitrr.store.catalog.browse.leaves import LeafFilters, leaf_page
from qbitrr.store.catalog.browse.movies import MovieFilters, movie_page
from qbitrr.store.catalog.browse.series import SeriesFilters, series_page
from tests.store.catalog.browse.library import LibraryCase


class Statements(LibraryCase):
    kind = ""

    def page(self, ask, filters, size):
        """How many statements the driver ran for a page while nobody wrote."""
        run = []

        def traced(snapshot, *args):
            connection: sqlite3.Connection = snapshot._connection
            connection.set_trace_callback(run.append)
            try:
                return ask(snapshot, *args)
            finally:
                connection.set_trace_callback(None)

        self.read(traced, filters, Paging(size=size))
        return len([each for each in run if each.lstrip().upper().startswith(("SELECT", "WITH"))])

    def hold(self, ask, filters, most):
        """Counts are made once for a state of the file; after that a page of one row costs what a page of all does."""
        first = self.page(ask, filters, 25)
        again = self.page(ask, filters, 25)
        assert again <= most, (first, again)
        assert self.page(ask, filters, 1) == again

    def sorted(self, filters):
        """For what of the order of a page SQLite would sort."""
        order = filters.order
        statement = f"EXPLAIN QUERY PLAN SELECT {order.columns} FROM {filters.table} ORDER BY {order.clause} LIMIT 25"

        def steps(snapshot, scope):
            return snapshot.rows(statement, scope.values)

        return [row[-1] for row in self.read(steps) if "TEMP B-TREE" in row[-1]]


class MovieStatements(Statements):
    kind = "radarr"

    def test_a_page(self):
        self.hold(movie_page, MovieFilters(), 3)
        self.hold(movie_page, MovieFilters(text="a"), 3)


class SeriesStatements(Statements):
    kind = "sonarr"

    def test_a_page(self):
        self.hold(series_page, SeriesFilters(), 5)
        self.hold(series_page, SeriesFilters(missing=True), 5)

    def test_a_flat_page(self):
        """However long the list: in its usual order nothing is sorted, the indexes have it."""
        self.hold(leaf_page, LeafFilters(type="sonarr"), 3)
        self.assertEqual([], self.sorted(LeafFilters(type="sonarr")))
        self.assertNotEqual([], self.sorted(LeafFilters(type="sonarr", sorting=(("name", False),))))


class MusicStatements(Statements):
    kind = "lidarr"

    def test_a_page(self):
        self.hold(artist_page, ArtistFilters(), 3)
        self.hold(album_page, AlbumFilters(), 3)


class BookStatements(Statements):
    kind = "readarr"

    def test_a_page(self):
        self.hold(author_page, AuthorFilters(), 3)


del Statements  # only its kinds have tests
