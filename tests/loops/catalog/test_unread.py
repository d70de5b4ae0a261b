"""A record of the Arr's library that cannot be read is unknown: it is not deleted, and nothing is decided about it."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qbitrr.testing.arr import Fault
from qbitrr.wire.messages import RunNow
from tests.loops.catalog.test_passes import LibraryCase
from tests.loops.searches.world import LoopCase

# What may be wrong with a record: a member it cannot do without is missing, its id is none, or figures in it are none.
WRONGS = st.sampled_from(("title", "word", "null", "missing", "endless", "figures"))
NAMES = ("title", "artistName", "authorName", "seriesId", "artistId", "authorId", "albumId")


def spoilt(record, wrong):
    """*record* as a proxy, or another version of the Arr, might send it."""
    if wrong == "title":
        return {name: value for name, value in record.items() if name not in NAMES}
    if wrong == "missing":
        return {name: value for name, value in record.items() if name != "id"}
    if wrong == "figures":
        return record | dict.fromkeys(("year", "tmdbId", "tvdbId", "absoluteEpisodeNumber", "duration"), 10**400)
    return {**record, "id": {"null": None, "word": "x", "endless": 10**30}[wrong]}


class SpoilingCase(LibraryCase):
    path = "movie"
    table = "movie"

    def spoil(self, wrongs, times=1, query=()) -> None:
        """Let the next answer to the list have these wrong records, by their place."""
        answer = self.done(self.arr._http.fetch("GET", self.arr._path(self.path), query=query))
        records = json.loads(answer.body)
        body = json.dumps([spoilt(r, wrongs[n]) if n in wrongs else r for n, r in enumerate(records)])
        self.sim.faults.add(Fault(kind="status", status=200, body=body, path=f"/{self.path}", times=times))

    def known(self):
        return self.select(f"SELECT id, monitored, want FROM {self.table} ORDER BY id")

    def anew(self) -> None:
        self.tearDown()
        self.doCleanups()
        self.setUp()


def places(most: int):
    return st.dictionaries(st.integers(0, most - 1), WRONGS, max_size=most)


@pytest.mark.correction("A7")
class FilmTests(SpoilingCase):
    """Radarr."""

    @settings(max_examples=40)
    @given(wrongs=places(5))
    def test_none_is_deleted(self, wrongs):
        """However many records of the list are odd, everything known stays as it was; what is gone goes once all is readable."""
        self.anew()
        films = [self.sim.add_movie(f"Film {number}", 2000, has_file=number % 2 == 0) for number in range(5)]
        self.refresh()
        before = self.known()
        self.spoil(wrongs)
        try:
            self.assertEqual(frozenset(), self.refresh().gone)
        except Exception as error:
            self.assertEqual(5, len(wrongs), error)
        self.assertEqual(before, self.known())
        self.sim.faults.clear()
        self.sim.library.owners.pop(films[0].id)
        self.assertEqual({films[0].id}, self.refresh().gone)

    def test_the_others_are_deleted(self):
        """An odd record whose id can be read keeps nothing else alive; one without an id keeps everything."""
        films = [self.sim.add_movie(f"Film {number}", 2000) for number in range(5)]
        self.refresh()
        self.sim.library.owners.pop(films[4].id)
        self.spoil({0: "word"})
        self.assertEqual(frozenset(), self.refresh().gone)
        self.spoil({0: "title"})
        self.assertEqual({films[4].id}, self.refresh().gone)

    def test_a_doubted_list(self):
        """The second look at a list that has shrunk may have odd records, too."""
        films = [self.sim.add_movie(f"Film {number}", 2000) for number in range(50)]
        self.refresh()
        for film in films[10:]:
            self.sim.library.owners.pop(film.id)
        self.spoil({3: "null"}, times=2)
        self.assertEqual(frozenset(), self.refresh(90).gone)

    def test_a_long_list_that_ends_oddly(self):
        """The last record of a long list stands alone: its trouble is not that of the list."""
        for number in range(300):
            self.sim.add_movie(f"Film {number}", 2000)
        self.refresh()
        self.spoil({299: "title"})
        self.assertEqual(frozenset(), self.refresh().gone)
        self.assertEqual(300, len(self.known()))


@pytest.mark.correction("A7")
class LeavesTests(SpoilingCase):
    """The episodes of a series, and the series themselves."""

    kind = "sonarr"
    path, table = "episode", "episode"

    @settings(max_examples=25)
    @given(wrongs=places(4))
    def test_no_episode_is_deleted(self, wrongs):
        """Odd records among the episodes of a series."""
        self.anew()
        show = self.sim.add_series("Show", {1: 4})
        self.refresh()
        before = self.known()
        self.spoil(wrongs, query=[("seriesId", show.id)])
        self.done(self.library.mark({show.id}))
        self.refresh()
        self.assertEqual(before, self.known())

    def test_no_series_is_deleted(self):
        """Nor its episodes with it."""
        self.path = "series"
        for number in range(3):
            self.sim.add_series(f"Show {number}", {1: 2})
        self.refresh()
        before = self.known()
        for wrong in ("title", "word", "null", "missing"):
            self.spoil({1: wrong})
            self.assertEqual(frozenset(), self.refresh().gone)
            self.assertEqual(before, self.known())

    def test_profiles(self):
        """A quality profile that cannot be read is the one it was."""
        self.path, self.table = "qualityprofile", "profile"
        self.sim.add_series("Show", {1: 2})
        self.sim.settings.add_profile("Second")
        self.refresh()
        before = self.select("SELECT * FROM profile ORDER BY id")
        self.assertGreater(len(before), 1)
        for wrong in ("word", "null", "missing"):
            self.clock.advance(601)
            self.spoil({0: wrong})
            self.refresh()
            self.assertEqual(before, self.select("SELECT * FROM profile ORDER BY id"))


@pytest.mark.correction("A7")
class AlbumTests(SpoilingCase):
    """Lidarr: albums and their tracks."""

    kind = "lidarr"
    path, table = "album", "album"

    def test_no_album_is_deleted(self):
        """Odd albums, and odd tracks, which must make no album complete or incomplete."""
        artist = self.sim.add_artist("Pink Floyd")
        for name in ("Animals", "Meddle", "Ummagumma"):
            self.sim.add_album(artist.id, name, tracks=3)
        self.refresh()
        before = self.select("SELECT id, want, has_file, track_total, track_files FROM album ORDER BY id")
        for path in ("album", "track"):
            for wrong in ("title", "word", "missing"):
                self.path = path
                self.spoil({0: wrong}, query=[("artistId", artist.id)])
                self.done(self.library.mark({artist.id}))
                self.refresh()
                found = self.select("SELECT id, want, has_file, track_total, track_files FROM album ORDER BY id")
                self.assertEqual(before, found, (path, wrong))


@pytest.mark.correction("A7")
class BookTests(SpoilingCase):
    """Readarr: books and their files."""

    kind = "readarr"
    path, table = "book", "book"

    def setUp(self):
        super().setUp()
        author = self.author = self.sim.add_author("Le Guin")
        books = [self.sim.add_book(author.id, name) for name in ("Dispossessed", "Lathe", "Tehanu")]
        self.sim.library.add_files([books[0].id], "/b/x.epub", 100, "EPUB")
        self.sim.library.add_files([books[1].id], "/b/y.epub", 100, "EPUB")

    def test_no_book_is_deleted(self):
        """Nor does one count as missing whose file could not be read."""
        self.refresh()
        before = self.known()
        self.assertEqual(1, sum(want == "Missing" for _, _, want in before))
        for path, query in (("book", []), ("bookfile", [("authorId", self.author.id)])):
            for wrong in ("title", "word", "missing"):
                self.path = path
                self.spoil({0: wrong}, query=query)
                self.done(self.library.mark({self.author.id}))
                self.refresh()
                self.assertEqual(before, self.known(), (path, wrong))


@pytest.mark.correction("A7", "C2")
class CooldownTests(LoopCase):
    """Through the whole loop."""

    kind = "sonarr"

    def test_a_cooldown_outlives_odd_records(self):
        """A series that cannot be read for a while is not searched anew when it can be read again."""
        show = self.sim.add_series("Show", {1: 1})
        for number in range(30):
            self.sim.add_series(f"S{number}", {1: 1}, monitored=False)
        self.begin(30)
        self.assertEqual(1, len(self.searched()))
        library, record = self.sim.library, self.sim.library.list_record

        def odd(number):
            return {name: value for name, value in record(number).items() if name != "title" or number != show.id}

        library.list_record = odd
        library.touch_all()
        self.loop.message(RunNow(refresh=True))
        self.settle(20)
        library.list_record = record
        library.touch_all()
        self.loop.message(RunNow(refresh=True))
        self.settle(120)
        self.assertEqual(1, len(self.searched()))
        self.assertTrue(self.loop._link.is_up)
