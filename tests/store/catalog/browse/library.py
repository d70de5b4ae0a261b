"""A library of each type, as of noon on 20 August 2026, in files that pages are read from."""

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.decide.catalog import judge
from qbitrr.model.catalog import Album, Artist, Author, Book, Episode, Leaves, Movie, Profile, Series, Track, WantRules
from qbitrr.store.catalog import write as catalog
from qbitrr.store.catalog.browse.asked import Scope
from qbitrr.store.catalog.schema import LEAF_TABLES, catalog_schema
from qbitrr.store.catalog.wanted import judge_rows
from qbitrr.store.sqlite.database import Database
from qbitrr.store.sqlite.reader import Reader
from qbitrr.store.sqlite.sql import execute
from qbitrr.store.sqlite.threads import immediately


def new_file(case):
    """Where a file can be made that goes with the test *case*."""
    folder = TemporaryDirectory()
    case.addCleanup(folder.cleanup)
    return Path(folder.name) / "file.db"


def at(text):
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


NOW = at("2026-08-20T12:00")
MOVIES = (
    Movie(1, "Inception", 2010, 27205, "tt1375666", monitored=True, available=True, profile_id=1, file_id=12345, cutoff_unmet=False),
    Movie(2, "Dune", 2021, 438631, monitored=True, available=True, profile_id=1),
    Movie(3, "alien", 1979, 348, "tt0078748", monitored=True, available=True, profile_id=1, file_id=300, cutoff_unmet=True),
    Movie(4, "Blade Runner", 1982, 78, monitored=True, available=True, profile_id=2, file_id=301, cutoff_unmet=False),
    Movie(5, "Zodiac", 2007, 1949, monitored=False, available=True, profile_id=2, file_id=302, cutoff_unmet=False),
    Movie(6, "Avatar 4", 2029, 216527, "tt3095356", monitored=True, available=False, profile_id=1),
    Movie(7, "Élite 100%", 2020, 900007, monitored=False, available=True, profile_id=1),
)  # fmt: skip
SCORES = {1: (12345, 0), 3: (300, 0), 4: (301, 10), 5: (302, 60)}
SERIES = {
    Series(1, "Breaking Bad", 2008, 81189, series_type="standard", monitored=True, profile_id=1): (
        Episode(100, 1, 0, 1, title="Good Cop / Bad Cop", air_at=at("2009-02-17"), monitored=True),
        Episode(101, 1, 1, 1, title="Pilot", air_at=at("2008-01-20"), monitored=True, file_id=1001),
        Episode(102, 1, 1, 2, title="Cat's in the Bag...", air_at=at("2008-01-27"), monitored=True),
    ),
    Series(2, "Severance", 2022, 371980, series_type="standard", monitored=True, profile_id=1): (
        Episode(201, 2, 2, 1, title="Hello, Ms. Cobel", air_at=at("2025-01-17"), monitored=True, file_id=2001),
        Episode(202, 2, 2, 2, title="Goodbye, Mrs. Selvig", air_at=at("2026-08-20T01:00"), monitored=True),
        Episode(203, 2, 2, 3, title="Who Is Alive?", air_at=at("2026-08-27T01:00"), monitored=True),
        Episode(204, 2, 2, 4, title="Woe's Hollow", monitored=True),
    ),
    Series(3, "Old Show", 1990, 70001, series_type="standard", monitored=False, profile_id=1): (
        Episode(301, 3, 1, 1, title="Start", air_at=at("1990-01-01"), monitored=True),
        Episode(302, 3, 1, 2, title="Go on", air_at=at("1990-01-08"), file_id=3002),
    ),
}  # fmt: skip
ARTISTS = {
    Artist(1, "Pink Floyd", "83d9", monitored=True, profile_id=1): (
        (
            Album(1, 1, "Dark Side of the Moon", "f5093", True, at("1973-03-01"), 2, 2, cutoff_unmet=False, cf_score=0),
            Album(2, 1, "Animals", "4a1a7a35-7f1c-3a0b-9d40-1c1f6a7f2f10", True, at("1977-01-23"), 2, 1),
            Album(4, 1, "New Album", "c0ffee", True, at("2026-12-01"), 1, 0),
        ),
        (
            Track(101, 1, 1, 1, "1", "Speak to Me", 67, 1001),
            Track(102, 1, 1, 2, "2", "Breathe", 169, 1002),
            Track(201, 2, 1, 1, "1", "Pigs on the Wing 1", 85, 2001),
            Track(202, 2, 1, 2, "2", "Dogs", 1028),
            Track(401, 4, 1, 1, "1", "Something new", 200),
        ),
    ),
    Artist(2, "Boards of Canada", "69158f97", monitored=False, profile_id=1): (
        (
            Album(
                3, 2, "Geogaddi", "2a4d3a3c-0c8b-3b5f-8a0b-90e2c7a1b003", False, at("2002-02-13"), 1, 1,
                cutoff_unmet=False, cf_score=0,
            ),
        ),
        (Track(301, 3, 1, 1, "1", "Ready Lets Go", 59, 3001),),
    ),
}  # fmt: skip
AUTHORS = {
    Author(1, "Ursula K. Le Guin", "874602", monitored=True, profile_id=1): (
        Book(11, 1, "The Dispossessed", "13651", True, at("1974-05-01"), 1, 5001, cutoff_unmet=False, cf_score=0),
        Book(12, 1, "Lavinia", "2662169", True, at("2008-04-21")),
    )
}
PROFILES = {
    "radarr": (Profile(1, "Ultra-HD"), Profile(2, "HD-1080p", min_format_score=50)),
    "sonarr": (Profile(1, "HD-1080p"),),
    "lidarr": (Profile(1, "Lossless"),),
    "readarr": (Profile(1, "eBook"),),
}


class LibraryCase(SynchronousTestCase):
    """A library of `kind` as `writer` left it, and a `reader` of its file; time is `now`."""

    kind = "radarr"

    def setUp(self):
        self.now = NOW
        self.specials = False
        self.rules = {"quality_unmet": True, "custom_format_unmet": True}
        path = new_file(self)
        self.writer = Database(path, "cache", catalog_schema(self.kind), reactor=Clock(), run=immediately)
        self.successResultOf(self.writer.open())
        self.addCleanup(lambda: self.successResultOf(self.writer.close()))
        self.reader = Reader(path)
        self.addCleanup(self.reader.close)
        self.fill()

    def run_(self, function, *args, **kwargs):
        return self.successResultOf(self.writer.run(function, *args, **kwargs))

    def judge(self, facts, profile):
        return judge(facts, profile, WantRules(**self.rules))

    def fill(self):
        self.write(catalog.write_profiles, self.kind, PROFILES[self.kind], self.judge)
        getattr(self, f"fill_{self.kind}")()

    def write(self, function, *args, **kwargs):
        """As a pass does; time goes on a little, so that a second later everybody sees it."""
        self.run_(function, *args, **kwargs)
        self.now += 1

    def fill_radarr(self):
        self.write(catalog.write_films, MOVIES, self.judge)
        self.write(catalog.write_scores, SCORES, self.judge)
        self.write(execute, "UPDATE movie SET is_request = 1 WHERE id = 2")

    def fill_sonarr(self):
        self.write(catalog.compare_parents, "sonarr", list(SERIES), self.judge)
        for series, episodes in SERIES.items():
            self.write(catalog.write_leaves, "sonarr", Leaves(series, episodes), NOW, self.judge)

    def fill_lidarr(self):
        self.write(catalog.compare_parents, "lidarr", list(ARTISTS), self.judge)
        for artist, (albums, tracks) in ARTISTS.items():
            self.write(catalog.write_leaves, "lidarr", Leaves(artist, albums, tracks), NOW, self.judge)

    def fill_readarr(self):
        self.write(catalog.compare_parents, "readarr", list(AUTHORS), self.judge)
        for author, books in AUTHORS.items():
            self.write(catalog.write_leaves, "readarr", Leaves(author, books), NOW, self.judge)

    def configure(self, **rules):
        """Another configuration: judged anew from what is stored."""
        self.rules |= rules
        self.write(judge_rows, self.kind, self.judge)

    @property
    def scope(self):
        category = {"radarr": "radarr-4k", "sonarr": "sonarr-tv"}.get(self.kind, self.kind)
        return Scope(category=category, now=self.now, specials=self.specials)

    def read(self, function, *args, **kwargs):
        return self.reader.read(function, self.scope, *args, **kwargs)

    def leaf(self):
        return LEAF_TABLES[self.kind]
