"""What a search covers: commands of the Arr's own and of ours, its queue, its word on availability."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from qbitrr.testing.arr import Release
from qbitrr.testing.arr.rest import queue
from tests.loops.searches.world import LoopCase


class CoverageCase(LoopCase):
    def counted(self) -> set[int]:
        """What counts as searched by us."""
        return {n for (n,) in self.select("SELECT item_id FROM search_state WHERE attempts > 0", self.search_db)}

    def anew(self) -> None:
        """Another world."""
        self.tearDown()
        self.doCleanups()
        self.setUp()

    def leaves(self) -> set[int]:
        """What the Arr has searched."""
        return {leaf for _, leaf in self.searched()}

    def run_there(self, name: str, seconds: float = 120.0, **body) -> None:
        """Somebody starts a command in the Arr that takes so long."""
        self.sim.commands.durations[name] = seconds
        self.sim.commands.post({"name": name, **body})
        self.settle(0.5)


@pytest.mark.correction("C7")
class RunningTests(CoverageCase):
    """Sonarr is searching already."""

    kind = "sonarr"

    def setUp(self):
        super().setUp()
        self.show = self.sim.add_series("Show", {1: 4, 2: 2})
        self.ids = self.sim.library.leaves_of(self.show.id)

    def add_file(self, *ids):
        self.sim.library.add_files(list(ids), "/tv/x.mkv", 100, "SDTV")

    def test_a_cutoff_search_covers_nothing_missing(self):
        """What is missing is searched while it runs."""
        self.add_file(self.ids[0], self.ids[4])
        self.run_there("CutoffUnmetEpisodeSearch", seriesId=self.show.id)
        self.begin(100)
        self.assertEqual(
            set(self.ids) - {self.ids[0], self.ids[4]}, {n for b in self.posted() for n in b["episodeIds"]}
        )

    def test_a_season_search_covers_its_episodes(self):
        """They are left alone; those of another season are not."""
        self.add_file(self.ids[0], self.ids[4])
        self.run_there("SeasonSearch", seriesId=self.show.id, seasonNumber=1)
        self.begin(100)
        self.assertEqual([[self.ids[5]]], [body["episodeIds"] for body in self.posted()])

    def test_a_series_search_covers_monitored_seasons(self):
        """An episode of a season without the flag is not in it."""
        self.show.seasons[2].monitored = False
        self.add_file(self.ids[0])
        self.run_there("SeriesSearch", seriesId=self.show.id)
        self.begin(100)
        self.assertEqual(set(self.ids[4:]), {n for body in self.posted() for n in body["episodeIds"]})

    def test_a_missing_search_covers_the_missing(self):
        """Of this series, or of all."""
        for body in ({"seriesId": self.show.id}, {}):
            self.run_there("MissingEpisodeSearch", **body)
            self.begin(60)
            self.assertEqual([], self.posted())
            self.end()
            self.settle(120)

    def test_it_takes_as_many_slots_as_it_asks_indexers(self):
        """An episode list what it has episodes, a series its seasons: of five slots four are taken."""
        for name, seasons in (("EpisodeSearch", {1: 4}), ("SeriesSearch", {1: 1, 2: 1, 3: 1, 4: 1})):
            with self.subTest(name):
                self.anew()
                other = self.sim.add_series("Other", seasons)
                of_it = {"episodeIds": self.sim.library.leaves_of(other.id)} if name == "EpisodeSearch" else {}
                self.sim.commands.durations["EpisodeSearch"] = 120.0
                self.run_there(name, **(of_it or {"seriesId": other.id}))
                self.rules = replace(self.rules, limit=5, delay_seconds=1.0, series_mode="false")
                self.begin(30)
                (sent,) = self.posted()
                self.assertEqual((1, True), (len(sent["episodeIds"]), sent["episodeIds"][0] in self.ids))

    def test_it_uses_nothing_up(self):
        """An Arr that is restarted in the middle has searched nothing: a quarter of an hour later it is."""
        self.run_there("SeriesSearch", 3600.0, seriesId=self.show.id)
        self.begin(60)
        self.assertEqual(set(), self.counted())
        self.sim.restart(10.0)
        self.sim.commands.durations.clear()
        self.settle(1900)
        self.assertEqual(set(self.ids), self.leaves())
        self.assertEqual(set(self.ids), self.counted())

    def test_searched_by_then(self):
        """What the other search has searched is not searched again."""
        self.run_there("SeriesSearch", 60.0, seriesId=self.show.id)
        self.begin(2500)
        self.assertEqual([], self.posted())
        self.assertEqual(set(self.ids), self.leaves())


@pytest.mark.correction("C7")
class SeasonFlagTests(CoverageCase):
    """The commands we send, and what Sonarr makes of them."""

    kind = "sonarr"

    def test_a_season_without_the_flag(self):
        """It is not searched along with the series, so its episodes go by themselves: each marked one was searched."""
        show = self.sim.add_series("Show", {1: 4, 2: 4, 3: 4})
        show.seasons[2].monitored = False
        self.sim.library.touch_all()
        self.begin(15)
        self.assertEqual(self.leaves(), self.counted())
        self.settle(600)
        self.assertEqual(set(self.sim.library.leaves_of(show.id)), self.leaves())
        self.assertEqual(self.leaves(), self.counted())

    def test_specials_are_not_searched_along(self):
        """With `AlsoSearchSpecials` off no command reaches them, though Sonarr monitors them."""
        for mode in ("smart", "true", "false"):
            with self.subTest(mode=mode):
                self.anew()
                self.sim.add_series("Show", {0: 3, 1: 2, 2: 2})
                self.rules = replace(self.rules, series_mode=mode)
                self.begin(300)
                seasons = {self.sim.library.leaf(leaf).season for leaf in self.leaves()}
                self.assertEqual({1, 2}, seasons)

    @settings(max_examples=40)
    @given(
        episodes=st.lists(
            st.tuples(st.integers(0, 3), st.booleans(), st.integers(0, 2).map(bool)), min_size=1, max_size=8
        ),
        flags=st.lists(st.booleans(), min_size=4, max_size=4),
        mode=st.sampled_from(("smart", "smart", "true", "false")),
        specials=st.booleans(),
        unmonitored=st.booleans(),
    )
    def test_exactly_what_is_wanted(self, episodes, flags, mode, specials, unmonitored):
        """Whatever a series looks like: what the Arr has searched is what was wanted, and what counts as searched."""
        self.anew()
        self.rules = replace(
            self.rules, series_mode=mode, specials=specials, unmonitored=unmonitored, delay_seconds=1.0, per_hour=0
        )
        counts = {season: sum(1 for s, _, _ in episodes if s == season) for season in range(4)}
        show = self.sim.add_series("Show", {season: count for season, count in counts.items() if count})
        for number, season in show.seasons.items():
            season.monitored = flags[number]
        wanted = set()
        rest = sorted(episodes)
        for leaf_id in sorted(self.sim.library.leaves_of(show.id), key=lambda n: self.sim.library.leaf(n).season):
            season, has_file, monitored = rest.pop(0)
            leaf = self.sim.library.leaf(leaf_id)
            self.assertEqual(season, leaf.season)
            leaf.monitored = monitored
            if has_file:
                self.sim.library.add_files([leaf_id], f"/tv/{leaf_id}.mkv", 100, "WEBDL-1080p")
            if not has_file and (monitored or unmonitored) and (season > 0 or specials):
                wanted.add(leaf_id)
        self.sim.library.touch_all()
        self.begin(60)
        self.assertEqual(wanted, self.leaves(), self.posted())
        self.assertEqual(wanted, self.counted())
        self.assertEqual(len(wanted), len(self.searched()))


@pytest.mark.correction("C7")
class QueueTests(CoverageCase):
    """What the Arr is getting already."""

    def test_a_release_held_back(self):
        """It stands in the queue without a download: its film is not searched; once it is gone, it is."""
        film = self.sim.add_movie("Film", 2000)
        other = self.sim.add_movie("Other", 1999)
        self.sim.searcher.hold(film.id, Release(hash="ab" * 20), until=self.clock.seconds() + 6 * 3600)
        self.begin(60)
        self.assertEqual({other.id}, self.leaves())
        self.sim.searcher.pending.clear()
        self.settle(1900)
        self.assertEqual({film.id, other.id}, self.leaves())

    def test_usenet(self):
        """What another kind of client downloads."""
        film = self.sim.add_movie("Film", 2000)
        self.sim.searcher.hold(film.id, Release(hash="ab" * 20), until=self.clock.seconds() + 6 * 3600)
        record = queue.queue_record
        self.patch(
            queue, "queue_record",
            lambda arr, row, query: {**record(arr, row, query), "protocol": "usenet", "downloadId": "SABnzbd_nzo_1"},
        )  # fmt: skip
        self.begin(60)
        self.assertEqual(set(), self.leaves())


@pytest.mark.correction("C7")
class AvailabilityTests(CoverageCase):
    """Whether a film may be searched is what Radarr says."""

    def test_a_delay(self):
        """Its date passes, but Radarr has an availability delay of 30 days: searched when Radarr says so."""
        film = self.sim.add_movie("Film", 2026)
        film.digital, film.physical, film.in_cinemas = self.clock.seconds() + 600, None, None
        library, at = self.sim.library, self.sim.library.available_at
        library.available_at = lambda m: at(m) + 7200 if at(m) is not None else None
        library.touch_all()
        self.begin(1500)
        self.assertEqual(set(), self.leaves())
        for _ in range(8):
            self.clock.pump([30] * 30)
            library.touch_all()
            self.settle(5)
        self.assertEqual({film.id}, self.leaves())

    def test_one_that_will_never_be(self):
        """A film without any date that Radarr calls available is searched, one it does not is not."""
        never = self.sim.add_movie("Never", 2020, available=False)
        ever = self.sim.add_movie("Ever", 2020, available=True)
        self.begin(60)
        self.assertEqual({ever.id}, self.leaves())
        self.assertNotIn(never.id, self.counted())
