"""Libraries over HTTP: whose it is, what the query says, what is answered while there is nothing or something is wrong."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import pytest
from attrs import evolve
from msgspec.structs import replace
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.config.schema.config import fresh_arr
from qbitrr.store.catalog import write as catalog
from qbitrr.web.catalog.libraries import REFRESHED_SECONDS, Libraries
from tests.store.catalog.browse.library import MOVIES, NOW, LibraryCase
from tests.web.program import Client

vector = pytest.mark.catalog_vector
TYPES = {"radarr": "Radarr-4K", "sonarr": "Sonarr-TV", "lidarr": "Lidarr", "readarr": "Readarr"}
CATEGORIES = {"radarr": "radarr-4k", "sonarr": "sonarr-tv", "lidarr": "music", "readarr": "readarr"}


class PagesCase(LibraryCase):
    """The library of one instance behind the API, or none yet."""

    def setUp(self):
        super().setUp()
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.client = Client(Path(folder.name))
        self.addCleanup(self.client.libraries.close)
        self.client.clock.advance(NOW)
        self.section = TYPES[self.kind]
        self.client.arrs = (self.arr(self.section, CATEGORIES[self.kind]),)
        self.file = Path(folder.name) / "db" / self.section / "catalog.db"
        self.file.parent.mkdir(parents=True)

    def arr(self, section, category, type=None):
        return evolve(fresh_arr(section, type or self.kind), category=category)

    def put(self):
        """Let the library be read."""
        self.successResultOf(self.writer.close())
        shutil.copy(self.writer.path, self.file)
        self.successResultOf(self.writer.open())

    def get(self, path, status=200, prefix="/api"):
        reply = self.successResultOf(self.client.start("GET", f"{prefix}{path}"))
        self.assertEqual(status, reply.status, reply.body)
        return reply.json()


class MoviePages(PagesCase):
    def ids(self, path):
        return [movie["id"] for movie in self.get(path)["movies"]]

    def test_not_read_yet(self):
        """Empty, with the paging that was asked for."""
        page = self.get("/radarr/radarr-4k/movies?page=3&page_size=7")
        self.assertEqual(
            [0, 3, 7, [], 0],
            [page["total"], page["page"], page["page_size"], page["movies"], page["counts"]["monitored"]],
        )

    def test_query(self):
        """Every parameter arrives, in both places."""
        self.put()
        for prefix in ("/api", "/web"):
            self.assertEqual(7, self.get("/radarr/radarr-4k/movies", prefix=prefix)["total"])
        for query, ids in (
            ("monitored=false", [7, 5]),
            ("monitored=", [3, 6, 4, 2, 7, 1, 5]),
            ("has_file=0&monitored=1", [6, 2]),
            ("quality_met=true", [4, 1, 5]),
            ("is_request=on", [2]),
            ("missing=1", [2]),
            ("year_min=1979&year_max=1982", [3, 4]),
            ("year_min=x", [3, 6, 4, 2, 7, 1, 5]),
            (f"q={quote('ÉLITE 100%')}", [7]),
            ("reason=Quality%20Unmet", [3]),
            ("sort=year&order=desc", [6, 2, 7, 1, 5, 4, 3]),
            ("sort=-year", [6, 2, 7, 1, 5, 4, 3]),
            ("sort=monitored,-year", [7, 5, 6, 2, 1, 4, 3]),
            ("page=1&page_size=3", [2, 7, 1]),
        ):
            with self.subTest(query):
                self.assertEqual(ids, self.ids(f"/radarr/radarr-4k/movies?{query}"))

    @vector(15, 16)
    def test_bounds_of_pages(self):
        sizes = {"0": 1, "5000": 100, "x": 50}
        for asked, used in sizes.items():
            self.assertEqual(used, self.get(f"/radarr/radarr-4k/movies?page_size={asked}")["page_size"])
        self.assertEqual(0, self.get("/radarr/radarr-4k/movies?page=-4")["page"])

    @vector(57, 63)
    def test_whose_it_is(self):
        """A category, also one with a slash, a section, or the type where there is one; else it is not known."""
        self.put()
        for key in ("radarr-4k", "Radarr-4K", "radarr"):
            self.assertEqual("radarr-4k", self.get(f"/radarr/{key}/movies")["category"])
        self.client.arrs = (
            self.arr(self.section, "films/4k"),
            self.arr("Radarr-HD", "radarr-hd"),
            self.arr("Sonarr", "tv", "sonarr"),
        )
        self.assertEqual(7, self.get("/radarr/films/4k/movies")["total"])
        self.assertEqual(7, self.get("/radarr/films%2F4k/movies")["total"])
        for key in ("radarr", "tv", "nobody"):
            error = self.get(f"/radarr/{key}/movies", 404)["error"]
            self.assertEqual(f"Unknown radarr category {key}", error)

    def test_all_instances(self):
        """One that was never read adds nothing."""
        self.put()
        self.client.arrs += (self.arr("Radarr-HD", "radarr-hd"),)
        page = self.get("/radarr/movies?page_size=2")
        self.assertEqual(
            (7, [("Radarr-4K", 3), ("Radarr-4K", 6)]),
            (page["total"], [(m["instance"], m["id"]) for m in page["movies"]]),
        )

    def test_live(self):
        """The library is looked through once in half a minute, however often it is asked for; nobody waits for it."""
        self.put()
        for _ in range(3):
            self.get("/radarr/radarr-4k/movies?live=1")
        self.assertEqual(["Radarr-4K"], self.client.looked_through)
        self.client.clock.advance(REFRESHED_SECONDS)
        self.get("/radarr/radarr-4k/movies?live=1")
        self.get("/radarr/radarr-4k/movies")
        self.assertEqual(2, len(self.client.looked_through))

    def test_damaged(self):
        """Its loop is told and repairs it: try again. Where that was in vain it is said, until it is mended."""
        being, left = "Database was repaired — retry shortly", "Database corruption detected — automatic repair failed"
        self.file.write_bytes(b"rubbish" * 1000)
        for seconds, text in ((0, being), *[(300, being)] * 3, (60, left), (200, left), (301, being)):
            self.client.clock.advance(seconds)
            self.assertEqual(text, self.get("/radarr/radarr-4k/movies", 503)["error"])
        self.assertEqual({"Radarr-4K"}, set(self.client.looked_through))
        self.assertEqual(7, len(self.client.looked_through))
        self.file.unlink()
        self.put()
        self.assertEqual(7, self.get("/radarr/radarr-4k/movies")["total"])

    def test_newer_library(self):
        """What is written is seen, at the latest a second later."""
        self.put()
        self.get("/radarr/radarr-4k/movies")
        self.run_(catalog.write_films, [replace(movie, title="Z") for movie in MOVIES], self.judge)
        self.file.unlink()
        self.put()
        self.client.clock.advance(1)
        self.assertEqual({"Z"}, {movie["title"] for movie in self.get("/radarr/radarr-4k/movies")["movies"]})

    def test_a_section_that_goes(self):
        """Its file is let go."""
        self.put()
        self.get("/radarr/radarr-4k/movies")
        self.client.arrs = ()
        self.get("/radarr/radarr-4k/movies", 404)
        self.assertEqual({}, self.client.libraries._readers)


class SeriesPages(PagesCase):
    kind = "sonarr"

    def test_pages(self):
        self.put()
        page = self.get("/sonarr/sonarr-tv/series?only_missing=1")
        self.assertEqual(([1, 3, 2], 3), ([each["series"]["id"] for each in page["series"]], page["total"]))
        self.assertEqual({"available": 2, "monitored": 5, "missing": 3}, page["counts"])
        lean = self.get("/sonarr/sonarr-tv/series?include_episodes=0&q=sever")
        self.assertNotIn("episodes", lean["series"][0]["seasons"][0])
        self.assertEqual("Severance", self.get("/sonarr/sonarr-tv/series/2")["series"]["title"])
        self.assertEqual("Series not found", self.get("/sonarr/sonarr-tv/series/99", 404)["error"])
        self.assertEqual("Sonarr-TV", self.get("/sonarr/series")["series"][0]["series"]["instance"])

    def test_specials(self):
        """They count if they are searched."""
        self.put()
        arr = self.client.arrs[0]
        self.client.arrs = (evolve(arr, search=evolve(arr.search, also_search_specials=True)),)
        self.assertEqual({"available": 2, "monitored": 6, "missing": 4}, self.get("/sonarr/sonarr-tv/series")["counts"])


class FlatEpisodes(PagesCase):
    kind = "sonarr"

    def ids(self, query):
        return [each["id"] for each in self.get(f"/flat/sonarr?{query}")["leaves"]]

    def test_query(self):
        """By series, season and number if nothing is said; else as is said, and only what is asked for."""
        self.put()
        for query, ids in (
            ("", [100, 101, 102, 301, 302, 201, 202, 203, 204]),
            ("category=sonarr-tv", [100, 101, 102, 301, 302, 201, 202, 203, 204]),
            ("order=desc", [204, 203, 202, 201, 302, 301, 102, 101, 100]),
            ("sort=-date,title&missing=1", [202, 102, 301]),
            ("sort=name&q=severance", [202, 201, 203, 204]),
            ("q=pilot", [101]),
            ("missing=1", [102, 301, 202]),
            ("has_file=1&monitored=0", [302]),
            ("reason=Missing&category=Sonarr-TV", [102, 202]),
            ("page=1&page_size=4", [302, 201, 202, 203]),
        ):
            with self.subTest(query):
                self.assertEqual(ids, self.ids(query))

    def test_what_is_said_of_one(self):
        self.put()
        page = self.get("/flat/sonarr?q=pilot")
        self.assertEqual({"available": 2, "monitored": 5, "missing": 3}, page["counts"])
        pilot = page["leaves"][0]
        said = [pilot[name] for name in ("parentId", "parentTitle", "season", "number", "title", "date", "instance")]
        self.assertEqual([1, "Breaking Bad", 1, 1, "Pilot", "2008-01-20T00:00:00Z", "Sonarr-TV"], said)
        self.assertEqual("", self.get("/flat/sonarr?q=woe")["leaves"][0]["date"])

    def test_several_instances(self):
        """Merged in order; one that was never read adds nothing."""
        self.put()
        twin = self.file.parent.parent / "Sonarr-Kids" / "catalog.db"
        twin.parent.mkdir()
        shutil.copy(self.file, twin)
        self.client.arrs += (self.arr("Sonarr-Kids", "kids"), self.arr("Sonarr-New", "new"))
        page = self.get("/flat/sonarr?page_size=3")
        self.assertEqual((18, 10), (page["total"], page["counts"]["monitored"]))
        found = [(each["category"], each["id"]) for each in page["leaves"]]
        self.assertEqual([("sonarr-tv", 100), ("kids", 100), ("sonarr-tv", 101)], found)
        self.assertEqual("kids", self.get("/flat/sonarr?page_size=3&page=1")["leaves"][0]["category"])

    def test_refusals(self):
        self.assertIn("sonarr, lidarr, readarr", self.get("/flat/radarr", 404)["error"])
        self.assertEqual("Unknown sonarr category films", self.get("/flat/sonarr?category=films", 404)["error"])
        self.assertEqual(
            (0, []), tuple(self.get("/flat/sonarr?category=sonarr-tv")[name] for name in ("total", "leaves"))
        )


class MusicPages(PagesCase):
    kind = "lidarr"

    def test_pages(self):
        self.put()
        for key in ("music", "lidarr", "Lidarr"):
            self.assertEqual("music", self.get(f"/lidarr/{key}/artists")["category"])
        self.assertEqual(
            [1], [each["artist"]["id"] for each in self.get("/lidarr/music/artists?missing=1&size=5")["artists"]]
        )
        self.assertEqual(
            (5, 3), tuple(self.get(f"/lidarr/music/artists?size=5{more}")["page_size"] for more in ("", "&page_size=3"))
        )
        self.assertEqual([1, 2, 4], [each["album"]["id"] for each in self.get("/lidarr/music/artist/1")["albums"]])
        self.assertEqual(2, self.get("/lidarr/artists")["total"])

    @vector(54)
    def test_an_artist_that_is_not_there(self):
        self.put()
        self.assertEqual("Artist not found", self.get("/lidarr/music/artist/99", 404)["error"])

    def test_flat(self):
        """Albums by artist and release, with how many of their tracks are there."""
        self.put()
        page = self.get("/flat/lidarr")
        self.assertEqual([3, 1, 2, 4], [each["id"] for each in page["leaves"]])
        self.assertEqual([(1, 1), (2, 2), (1, 2), (0, 1)], [(each["there"], each["parts"]) for each in page["leaves"]])
        self.assertEqual([2], [each["id"] for each in self.get("/flat/lidarr?missing=1&q=floyd")["leaves"]])

    @vector(50)
    def test_albums_are_for_the_browser(self):
        self.put()
        self.get("/lidarr/music/albums", 404)
        page = self.get("/lidarr/music/albums?group_by_artist=1", prefix="/web")
        self.assertEqual((2, [3, 1, 2, 4]), (page["total"], [each["album"]["id"] for each in page["albums"]]))
        tracks = self.get("/lidarr/music/albums?flat_mode=1&q=floyd", prefix="/web")
        self.assertEqual((5, 5), (tracks["total"], len(tracks["tracks"])))


class BookPages(PagesCase):
    kind = "readarr"

    def test_pages(self):
        self.put()
        self.assertEqual(
            [1], [each["author"]["id"] for each in self.get("/readarr/readarr/authors?reason=Missing")["authors"]]
        )
        self.assertEqual([11, 12], [each["book"]["id"] for each in self.get("/readarr/readarr/author/1")["books"]])
        self.assertEqual("Author not found", self.get("/readarr/readarr/author/99", 404)["error"])
        self.assertEqual([11, 12], [each["id"] for each in self.get("/flat/readarr?q=guin")["leaves"]])
        self.assertEqual([12], [each["id"] for each in self.get("/flat/readarr?missing=1")["leaves"]])
        self.assertEqual(1, self.get("/readarr/authors")["total"])


class ThreadTests(SynchronousTestCase):
    """Pages are made beside the reactor."""

    def test_nothing_is_read_before(self):
        """A request only says what a thread is to do."""
        waiting, read = [], []
        libraries = Libraries(
            lambda: (),
            Path(),
            Clock(),
            lambda work, *arguments: waiting.append(work) or Deferred(),
            lambda section: None,
        )
        self.assertNoResult(libraries.answer(None, lambda: read.append("a page")))
        self.assertEqual((1, []), (len(waiting), read))
        waiting[0]()
        self.assertEqual(["a page"], read)
