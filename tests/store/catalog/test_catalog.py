"""The catalog: what is written from lists of an Arr, what survives, what is judged."""

from msgspec.structs import replace
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.decide.catalog import judge
from qbitrr.model.catalog import (
    Album,
    Artist,
    Author,
    Book,
    Episode,
    Leaves,
    Movie,
    Profile,
    Season,
    Series,
    Track,
    WantRules,
)
from qbitrr.model.searches import SeasonFacts
from qbitrr.store.catalog import write as catalog
from qbitrr.store.catalog.schema import catalog_schema
from qbitrr.store.catalog.wanted import items_of, judge_rows, leaf_ids, seasons_of
from qbitrr.store.sqlite.database import Database
from qbitrr.store.sqlite.sql import rows
from qbitrr.store.sqlite.threads import immediately


def judging(**rules):
    return lambda facts, profile: judge(facts, profile, WantRules(**rules))


PLAIN = judging()
BOTH = judging(quality_unmet=True, custom_format_unmet=True)
INCEPTION = Movie(
    1, "Inception", 2010, 27205, monitored=True, available=True, profile_id=1, file_id=12345, cutoff_unmet=False
)
DUNE = Movie(2, "Dune", 2021, 438631, monitored=True, available=True, profile_id=1)
ALIEN = Movie(3, "alien", 1979, 348, monitored=True, available=True, profile_id=1, file_id=300, cutoff_unmet=True)
BLADE = Movie(
    4, "Blade Runner", 1982, 78, monitored=True, available=True, profile_id=2, file_id=301, cutoff_unmet=False
)
FILMS = [INCEPTION, DUNE, ALIEN, BLADE]
PROFILES = [Profile(1, "Ultra-HD"), Profile(2, "HD-1080p", min_format_score=50)]


class Case(SynchronousTestCase):
    kind = "radarr"

    def setUp(self):
        self.database = Database(":memory:", "cache", catalog_schema(self.kind), reactor=Clock(), run=immediately)
        self.successResultOf(self.database.open())
        self.addCleanup(self.database.close)

    def run_(self, function, *args, **kwargs):
        return self.successResultOf(self.database.run(function, *args, **kwargs))

    def select(self, statement):
        return self.run_(rows, statement)

    def wants(self):
        leaf = {"radarr": "movie", "sonarr": "episode", "lidarr": "album", "readarr": "book"}[self.kind]
        return dict(self.select(f"SELECT id, want FROM {leaf}"))


class MovieTests(Case):
    def test_verdicts_of_the_fixture(self):
        """Each film is wanted for the reason it should be; a score counts once it is known."""
        self.run_(catalog.write_profiles, "radarr", PROFILES, BOTH)
        self.run_(catalog.write_films, FILMS, BOTH)
        self.assertEqual([1, 3, 4], self.run_(catalog.unscored))
        self.assertIsNone(self.wants()[4])
        self.run_(catalog.write_scores, {1: (12345, 0), 3: (300, 0), 4: (301, 10)}, BOTH)
        self.assertEqual({1: None, 2: "Missing", 3: "Quality", 4: "CustomFormat"}, self.wants())
        self.assertEqual([], self.run_(catalog.unscored))

    def test_a_second_identical_list_changes_nothing(self):
        """A quiet library costs no writes."""
        self.run_(catalog.write_films, FILMS, PLAIN)
        changes = self.run_(catalog.write_films, FILMS, PLAIN)
        self.assertEqual((frozenset(), frozenset(), 4), (changes.changed, changes.replaced, changes.known))

    def test_every_fact_is_updated(self):
        """A new title, a new file: no old value stays; the score of a replaced file is forgotten."""
        self.run_(catalog.write_films, FILMS, PLAIN)
        self.run_(catalog.write_scores, {1: (12345, 7), 3: (300, 5)}, PLAIN)
        changed = [replace(INCEPTION, title="Incéption"), replace(ALIEN, file_id=999)]
        changes = self.run_(catalog.write_films, [*changed, DUNE], PLAIN)
        self.assertEqual({1, 3}, changes.changed)
        self.assertEqual((4, {4}), self.run_(catalog.not_among, frozenset({1, 2, 3})))
        self.assertEqual((4, frozenset()), self.run_(catalog.not_among, frozenset({1, 2, 3, 4})))
        self.assertEqual(
            [(1, "Incéption", "inception", 7), (3, "alien", "alien", None)],
            self.select("SELECT id, title, sort_key, cf_score FROM movie WHERE id IN (1, 3)"),
        )

    def test_another_film_under_the_same_id(self):
        """It counts as replaced, which voids what is remembered of the other."""
        self.run_(catalog.write_films, FILMS, PLAIN)
        changes = self.run_(catalog.write_films, [replace(DUNE, tmdb_id=999)], PLAIN)
        self.assertEqual({2}, changes.replaced)
        self.assertEqual("999", self.run_(items_of, "radarr")[0].identity)

    def test_a_late_score_of_a_replaced_file_is_not_taken(self):
        """The file was replaced while its score was on the way."""
        self.run_(catalog.write_films, FILMS, PLAIN)
        self.run_(catalog.write_scores, {1: (1, 99)}, PLAIN)
        self.assertIn(1, self.run_(catalog.unscored))

    def test_changed_formats(self):
        """Scores are read again when the Arr scores otherwise."""
        self.run_(catalog.write_films, FILMS, PLAIN)
        self.run_(catalog.write_scores, {1: (12345, 7)}, PLAIN)
        self.run_(catalog.forget_scores, "radarr")
        self.assertEqual([1, 3, 4], self.run_(catalog.unscored))

    def test_a_changed_configuration_needs_no_arr(self):
        """Everything is judged anew from what is stored."""
        self.run_(catalog.write_profiles, "radarr", PROFILES, BOTH)
        self.run_(catalog.write_films, FILMS, BOTH)
        self.assertEqual(1, self.run_(judge_rows, "radarr", PLAIN))
        self.assertEqual({1: None, 2: "Missing", 3: None, 4: None}, self.wants())

    def test_a_changed_profile(self):
        """A profile that forbids upgrades makes what has a file unwanted."""
        self.run_(catalog.write_films, FILMS, BOTH)
        self.run_(catalog.write_profiles, "radarr", [Profile(1, "Ultra-HD", upgrade_allowed=False)], BOTH)
        self.assertEqual({1: None, 2: "Missing", 3: None, 4: None}, self.wants())

    def test_deleting(self):
        """What is gone in the Arr is gone here."""
        self.run_(catalog.write_films, FILMS, PLAIN)
        self.run_(catalog.delete, "radarr", [2])
        self.assertEqual({1, 3, 4}, self.run_(leaf_ids, "radarr"))

    def test_what_the_planner_reads(self):
        """Only wanted ones, or whichever are asked for."""
        self.run_(catalog.write_films, FILMS, PLAIN)
        (item,) = self.run_(items_of, "radarr")
        self.assertEqual(
            (2, "Dune", 2021, "438631", "-/-/1"), (item.id, item.title, item.year, item.identity, item.facts)
        )
        (fine,) = self.run_(items_of, "radarr", [1])
        self.assertTrue(fine.content)


SHOW = Series(
    1, "Breaking Bad", tvdb_id=81189, monitored=True, seasons=(Season(0, True), Season(1, True)), fingerprint="a"
)
OLD = Series(3, "Old Show", tvdb_id=3, monitored=False, fingerprint="c")
EPISODES = (
    Episode(100, 1, 0, 1, air_at=100, monitored=True),
    Episode(101, 1, 1, 1, air_at=100, monitored=True, file_id=1001),
    Episode(102, 1, 1, 2, air_at=200, monitored=True),
    Episode(103, 1, 1, 3, air_at=9_000, monitored=True),
)


class SeriesTests(Case):
    kind = "sonarr"

    def fill(self):
        self.run_(catalog.compare_parents, "sonarr", [SHOW, OLD], PLAIN)
        self.run_(catalog.write_leaves, "sonarr", Leaves(SHOW, EPISODES), 1000, PLAIN)
        self.run_(
            catalog.write_leaves, "sonarr", Leaves(OLD, (Episode(301, 3, 1, 1, air_at=1, monitored=True),)), 2000, PLAIN
        )

    def test_verdicts_look_at_series_and_season(self):
        """Specials and episodes of unmonitored series are not wanted; time is not looked at."""
        self.fill()
        self.assertEqual({100: None, 101: None, 102: "Missing", 103: "Missing", 301: None}, self.wants())
        self.assertEqual({(1, 0): SeasonFacts(1, 0, 1), (1, 1): SeasonFacts(2, 1, 3)}, self.run_(seasons_of, 1000))
        self.assertEqual([(2, 4)], self.select("SELECT season_count, episode_total FROM series WHERE id = 1"))

    def test_new_ones_are_due(self):
        """Until its leaves are written, a series must be read."""
        self.run_(catalog.compare_parents, "sonarr", [SHOW, OLD], PLAIN)
        self.assertEqual([1, 3], self.run_(catalog.due_parents, "sonarr", 0))
        self.run_(catalog.write_leaves, "sonarr", Leaves(SHOW, EPISODES), 1000, PLAIN)
        self.assertEqual([3], self.run_(catalog.due_parents, "sonarr", 0))

    def test_a_crash_before_the_leaves_repeats_only_that_series(self):
        """A changed series stays dirty over restarts, even if its list entry does not change again."""
        self.fill()
        changed = replace(SHOW, fingerprint="b")
        self.assertEqual({1}, self.run_(catalog.compare_parents, "sonarr", [changed, OLD], PLAIN).changed)
        self.assertEqual({1}, self.run_(catalog.compare_parents, "sonarr", [changed, OLD], PLAIN).changed)
        self.assertEqual([1], self.run_(catalog.due_parents, "sonarr", 0))
        self.run_(catalog.write_leaves, "sonarr", Leaves(changed, EPISODES), 3000, PLAIN)
        self.assertEqual(frozenset(), self.run_(catalog.compare_parents, "sonarr", [changed, OLD], PLAIN).changed)
        self.assertEqual([], self.run_(catalog.due_parents, "sonarr", 0))

    def test_the_oldest_are_read_in_turn(self):
        """A rolling full pass takes those read longest ago."""
        self.fill()
        self.assertEqual([1], self.run_(catalog.due_parents, "sonarr", 1))
        self.run_(catalog.mark_stale, "sonarr", 1500)
        self.assertEqual([1], self.run_(catalog.due_parents, "sonarr", 0))
        self.run_(catalog.mark_dirty, "sonarr", [3])
        self.run_(catalog.mark_dirty, "sonarr", None)
        self.assertEqual([1, 3], self.run_(catalog.due_parents, "sonarr", 0))

    def test_unmonitoring_a_series_holds_at_once(self):
        """Its episodes are not wanted any more, even before they are read again."""
        self.fill()
        self.run_(catalog.compare_parents, "sonarr", [replace(SHOW, monitored=False, fingerprint="u"), OLD], PLAIN)
        self.assertEqual({None}, set(self.wants().values()))

    def test_vanished_episodes(self):
        """What a series no longer has is deleted with the same writing."""
        self.fill()
        self.run_(catalog.write_leaves, "sonarr", Leaves(SHOW, EPISODES[1:]), 3000, PLAIN)
        self.assertEqual({101, 102, 103, 301}, self.run_(leaf_ids, "sonarr"))

    def test_a_series_with_everything_below_it(self):
        """Deleting one leaves no orphans; a replaced one loses its episodes at once."""
        self.fill()
        changes = self.run_(catalog.compare_parents, "sonarr", [replace(SHOW, tvdb_id=5, fingerprint="x"), OLD], PLAIN)
        self.assertEqual({1}, changes.replaced)
        self.assertEqual({301}, self.run_(leaf_ids, "sonarr"))
        self.run_(catalog.delete, "sonarr", [1, 3])
        for table in ("series", "season", "episode"):
            self.assertEqual([(0,)], self.select(f"SELECT COUNT(*) FROM {table}"))

    def test_filled(self):
        """The library counts as read when every series was."""
        self.run_(catalog.compare_parents, "sonarr", [SHOW, OLD], PLAIN)
        self.run_(catalog.set_meta, {"last_light_finished": "1"})
        self.assertFalse(self.run_(catalog.is_filled, "sonarr"))
        self.fill()
        self.assertTrue(self.run_(catalog.is_filled, "sonarr"))

    def test_a_failure_in_between_changes_nothing(self):
        """The leaves of a series are one transaction."""
        self.fill()

        def broken(facts, profile):
            raise ZeroDivisionError

        leaves = Leaves(replace(SHOW, fingerprint="n"), EPISODES[:1])
        self.failureResultOf(self.database.run(catalog.write_leaves, "sonarr", leaves, 3000, broken), ZeroDivisionError)
        self.assertEqual({100, 101, 102, 103, 301}, self.run_(leaf_ids, "sonarr"))
        self.assertEqual([("a",)], self.select("SELECT fingerprint FROM series WHERE id = 1"))


class MusicTests(Case):
    kind = "lidarr"

    def test_albums_and_tracks(self):
        """An album has content when every track has; tracks go with their album."""
        artist = Artist(1, "Pink Floyd", monitored=True, fingerprint="a")
        albums = (
            Album(1, 1, "Dark Side of the Moon", monitored=True, track_total=2, track_files=2),
            Album(2, 1, "Animals", monitored=True, track_total=2, track_files=1),
            Album(3, 1, "Empty", monitored=True),
        )
        tracks = (Track(11, 1, number="A1", file_id=5), Track(12, 1, file_id=5), Track(21, 2, file_id=6), Track(22, 2))
        self.run_(catalog.compare_parents, "lidarr", [artist], PLAIN)
        self.run_(catalog.write_leaves, "lidarr", Leaves(artist, albums, tracks), 1, PLAIN)
        self.assertEqual({1: None, 2: "Missing", 3: "Missing"}, self.wants())
        self.assertEqual([(3, 4)], self.select("SELECT album_total, track_total FROM artist"))
        self.run_(catalog.write_leaves, "lidarr", Leaves(artist, albums[1:], tracks), 2, PLAIN)
        self.assertEqual([(21,), (22,)], self.select("SELECT id FROM track ORDER BY id"))
        self.run_(catalog.delete, "lidarr", [1])
        self.assertEqual([], self.select("SELECT id FROM track"))


class BookTests(Case):
    kind = "readarr"

    def test_a_book_without_a_listed_file_is_missing(self):
        """Whatever its statistics say."""
        author = Author(1, "Le Guin", monitored=True, fingerprint="a")
        books = (
            Book(1, 1, "Dispossessed", monitored=True, file_count=1),
            Book(2, 1, "Lathe", monitored=True, file_id=4),
        )
        self.run_(catalog.compare_parents, "readarr", [author], PLAIN)
        self.run_(catalog.write_leaves, "readarr", Leaves(author, books), 1, PLAIN)
        self.assertEqual({1: "Missing", 2: None}, self.wants())
        (item,) = self.run_(items_of, "readarr")
        self.assertEqual(("Le Guin", "Dispossessed"), (item.parent_title, item.title))
