"""The configuration of a search child, at its start and while it runs."""

from attrs import evolve

from qbitrr.config.plain import to_plain
from qbitrr.config.schema.config import Config, Environment, SearchBySeries, Settings, fresh_arr
from qbitrr.resolved.searches import DEFAULT_DELAY_SECONDS, search_rules, want_rules
from qbitrr.wire.messages import Configure
from tests.loops.searches.world import LoopCase


def section(kind="radarr", uri="http://arr.example:7878", **search):
    arr = fresh_arr("Arr", kind)
    return evolve(arr, uri=uri, category=kind, search=evolve(arr.search, **search))


def rules(kind="radarr", config=None, **search):
    return search_rules(config or Config(), section(kind, **search))


def test_defaults():
    """Thirty seconds between searches unless told otherwise, at least one slot, years only where there are some."""
    found = rules()
    assert (found.enabled, found.limit, found.per_hour, found.cooldown_seconds) == (True, 5, 60, 86_400)
    assert found.delay_seconds == DEFAULT_DELAY_SECONDS
    assert rules(config=Config(settings=Settings(search_loop_delay_seconds=0))).delay_seconds == 0
    assert rules(search_limit=0).limit == 1
    assert not rules("lidarr", search_by_year=True).by_year


def test_what_is_asked_for_arrives():
    """Each switch at its place."""
    found = rules("sonarr", search_by_series=SearchBySeries.EPISODES, search_in_reverse=True, also_search_specials=True)
    assert (found.series_mode, found.oldest_first, found.specials) == ("false", True, True)
    wanted = want_rules(rules(quality_unmet_search=True, unmonitored=True))
    assert (wanted.quality_unmet, wanted.unmonitored, wanted.do_upgrade) == (True, True, False)


def test_processing_only():
    """The environment can switch all searching off."""
    assert not rules(config=Config(environment=Environment(processing_only=True))).enabled


class ReconfigureTests(LoopCase):
    """A newer configuration for a running child."""

    def configure(self, arr):
        config = Config(arrs=(arr,))
        self.rules = search_rules(config, arr)
        return Configure(revision=2, kind="search", section="Arr", config=to_plain(config), data_folder="/nowhere")

    def setUp(self) -> None:
        super().setUp()
        self.sim.add_movie("Dune", 2021)
        self.first = self.configure(section(search_missing=False))
        self.begin(3)
        self.loop._config = self.first.config

    def test_live(self):
        """Switching the search on is heard at once, without a new process."""
        self.assertEqual("Search disabled", self.child.reports[-1].summary)
        self.loop.message(self.configure(section()))
        self.settle(2)
        self.assertEqual(1, len(self.searched()))
        self.loop.message(self.configure(section(search_missing=False)))
        self.settle(1)
        self.assertEqual("Search disabled", self.child.reports[-1].summary)
        self.assertEqual([], self.child.failures)

    def test_another_address(self):
        """Needs a fresh process."""
        self.loop.message(self.configure(section(uri="http://other.example:1")))
        self.assertEqual(["configured anew"], self.child.failures)


class DamageTests(LoopCase):
    """The catalog breaks while it is used."""

    def test_a_catalog_overwritten_with_garbage(self):
        """It is set aside and read again; what is remembered of searching is untouched and nothing is searched twice."""
        for number in range(200):
            self.sim.add_movie(f"Film {number}", 2000)
        self.begin(3)
        before = len(self.searched())
        self.catalog_db._peewee.pragma("wal_checkpoint(truncate)")
        self.catalog_db._peewee.pragma("cache_size", 0)
        path = self.folder / "catalog.db"
        path.write_bytes(b"\x5a" * path.stat().st_size)
        self.loop._refresher.refresh_now()
        self.settle(100)
        self.assertEqual([(200,)], self.select("SELECT COUNT(*) FROM movie", self.catalog_db))
        self.assertEqual(1, len(list(self.folder.glob("catalog.db.corrupt-*[0-9]"))))
        ids = [leaf for _, leaf in self.searched()]
        self.assertGreater(len(ids), before)
        self.assertEqual(len(ids), len(set(ids)))


class SlotTests(LoopCase):
    """The law of the slots."""

    def test_never_more_commands_than_slots(self):
        """At no moment does the Arr have more of our searches unfinished than allowed, the backlog and replacements together."""
        for number in range(12):
            self.sim.add_movie(f"Film {number}", 2000 + number)
        there = [self.sim.add_movie(f"There {number}", 1990) for number in range(4)]
        self.rules = search_rules(
            Config(settings=Settings(search_loop_delay_seconds=1)), section(search_limit=2, searches_per_hour=0)
        )
        self.sim.commands.durations["MoviesSearch"] = 7.0
        self.begin(0)
        for step in range(400):
            if step % 60 == 20:
                film = there[step // 60 % 4]
                self.ask(f"key {step}", film.id)
            self.settle(0.25)
            active = [
                c
                for c in self.sim.commands.all.values()
                if c.name == "MoviesSearch" and c.status in ("queued", "started")
            ]
            self.assertLessEqual(len(active), 2)
        self.assertGreater(len(self.searched()), 14)
