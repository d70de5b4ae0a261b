"""The search loop: what it sends to a simulated Arr, when, and what it says about it."""

import pytest
from msgspec.structs import replace

from qbitrr.testing.arr import Fault, Release
from qbitrr.wire.messages import RunNow
from tests.loops.searches.world import LoopCase


class MissingTests(LoopCase):
    """The missing lane, with films."""

    def films(self, *years):
        return [self.sim.add_movie(f"Film {year}", year) for year in years]

    def test_the_first_search_goes_within_seconds(self):
        """The Arr is asked who it is, the library is read, the newest missing film is searched; all of that is told."""
        _, new = self.films(2018, 2021)
        self.sim.add_movie("There", 2022, has_file=True)
        self.begin(3)
        self.assertEqual([("MoviesSearch", new.id)], self.searched())
        (note,) = self.child.notes
        self.assertEqual(("search", "done", (new.id,), "missing"), (note.act, note.result, note.media, note.why.code))
        report = self.child.reports[-1]
        self.assertEqual("Film 2021 (2021) · Missing", report.summary)
        self.assertTrue(report.arr_connected)
        self.assertIsNotNone(self.child.passes.taken())

    def test_the_first_search_of_a_fresh_start(self):
        """It goes while the first pass is still under way: what a search does not need, scores of files, may take for ever."""
        (film,) = self.films(2021)
        for number in range(5):
            self.sim.add_movie(f"There {number}", 2000, has_file=True, score=5)
        self.sim.faults.add(Fault(kind="slow", seconds=1e6, path="/moviefile", times=None))
        self.begin(10)
        self.assertEqual([("MoviesSearch", film.id)], self.searched())
        self.assertEqual("scores", self.child.reports[-1].catalog.phase)
        asked = [path.partition("?")[0] for path in self.asked()]
        self.assertEqual(1, asked.count("movie"))

    def test_all_of_them_one_after_the_other(self):
        """Newest first, with the delay in between; then it rests and says when it goes on."""
        films = self.films(2018, 2021, 2019)
        self.begin(130)
        self.assertEqual([films[1].id, films[2].id, films[0].id], [leaf for _, leaf in self.searched()])
        at = [at for _, _, at in self.sim.searcher.searches]
        self.assertGreater(at[1] - at[0], 29)
        self.assertRegex(
            self.child.reports[-1].summary, r"^Searched 3 movies, 3 missing, next search \d{4}-\d\d-\d\d \d\d:\d\dZ$"
        )
        self.assertEqual("resting", self.child.reports[-1].state)

    def test_last_search_over_a_restart(self):
        """Another start still says what was searched last."""
        self.films(2018)
        self.begin(3)
        self.end()
        self.begin(3)
        self.assertIn("Film 2018 (2018) · Missing", [report.summary for report in self.child.reports])

    def test_end_of_being_wanted_is_kept(self):
        """Of what has a file by now nothing counts any more, in the file, too: lost again, it is searched as something new."""
        (film,) = self.films(2018)
        self.begin(60)
        self.assertEqual(1, len(self.searched()))
        self.sim.library.add_files([film.id], "/films/x.mkv", 100, "WEBDL-1080p")
        self.settle(5000)
        self.assertEqual([(None, 0)], self.select("SELECT eligible_since, attempts FROM search_state", self.search_db))

    def test_on_hold(self):
        """Nothing is searched, looked for or used up, and it says so; when the hold is over it goes on where it was."""
        films = self.films(2018, 2019)
        held = ["on hold until noon"]
        self.arr.on_hold = lambda: held[0]
        self.begin(300)
        report = self.child.reports[-1]
        self.assertEqual(([], "held"), (self.searched(), report.state))
        self.assertIn("hold", report.summary)
        self.assertEqual([], [note.text for note in self.child.notes])
        self.assertTrue(report.arr_connected)
        held[0] = ""
        self.settle(130)
        self.assertEqual([films[1].id, films[0].id], [leaf for _, leaf in self.searched()])

    def test_a_day_later(self):
        """Nothing is searched twice before its cooldown is over, then everything once more."""
        self.films(2018, 2019)
        self.begin(100)
        for _ in range(23):
            self.clock.pump([60] * 60)
            self.agent.flush()
        self.assertEqual(2, len(self.searched()))
        for _ in range(80):
            self.settle(0.5)
            self.clock.advance(60)
        self.assertEqual(4, len(self.searched()))

    def test_a_film_that_is_found(self):
        """What was grabbed is looked up once and told."""
        (film,) = self.films(2020)
        self.sim.offer(film.id, Release(hash="ab" * 20))
        self.begin(10)
        found = [note for note in self.child.notes if note.text.startswith("Found")]
        self.assertEqual(1, len(found))
        self.assertEqual(1, found[0].detail["grabbed"])
        self.assertEqual([("completed", 1)], self.select("SELECT status, grabbed FROM search_history", self.search_db))
        self.assertEqual([("grabbed",)], self.select("SELECT last_outcome FROM search_state", self.search_db))

    @pytest.mark.search_vector(25)
    def test_what_is_downloading_is_left_alone(self):
        """A film in the download queue is not searched; the next one is, without delay."""
        films = self.films(2020, 2019)
        grab = self.sim.grab([films[0].id], "cd" * 20)
        self.downloads.put("cd" * 20, name=grab.title, category="radarr")
        self.settle(61)
        self.begin(5)
        self.assertEqual([films[1].id], [leaf for _, leaf in self.searched()])

    @pytest.mark.search_vector(30)
    def test_a_running_search_is_not_repeated(self):
        """Somebody searches the film already."""
        (film,) = self.films(2020)
        self.sim.commands.durations["MoviesSearch"] = 60.0
        self.sim.commands.post({"name": "MoviesSearch", "movieIds": [film.id]})
        self.begin(10)
        self.assertEqual([], self.posted())

    @pytest.mark.search_vector(27)
    def test_slots(self):
        """With as many searches unfinished as allowed the next waits until one ends."""
        self.films(2018, 2019, 2020)
        self.rules = replace(self.rules, limit=2, delay_seconds=1.0)
        self.sim.commands.durations["MoviesSearch"] = 50.0
        self.begin(20)
        self.assertEqual(2, len(self.posted()))
        self.assertEqual("waiting_slot", self.child.reports[-1].state)
        self.assertEqual(2, self.child.reports[-1].active_commands)
        self.settle(60)
        self.assertEqual(3, len(self.posted()))

    @pytest.mark.search_vector(28, 29)
    def test_failed_commands_take_no_slot(self):
        """Only what is queued or started counts, and only searches."""
        self.films(2020)
        self.rules = replace(self.rules, limit=1)
        self.sim.commands.post({"name": "MoviesSearch", "movieIds": [999]})
        self.sim.commands.durations["RssSync"] = 500.0
        self.settle(2)
        self.sim.commands.post({"name": "RssSync"})
        self.begin(5)
        self.assertEqual(1, len(self.posted()))

    def test_hourly_cap(self):
        """After so many searches the next waits until the hour is over."""
        self.films(2018, 2019, 2020)
        self.rules = replace(self.rules, per_hour=2, delay_seconds=1.0)
        self.begin(60)
        self.assertEqual(2, len(self.posted()))
        self.clock.pump([30] * 120)
        self.settle(5)
        self.assertEqual(3, len(self.posted()))

    def test_off(self):
        """With searching off the library is kept up to date all the same."""
        self.films(2020)
        self.rules = replace(self.rules, enabled=False)
        self.begin(10)
        self.assertEqual([], self.posted())
        self.assertEqual("Search disabled", self.child.reports[-1].summary)
        self.assertEqual([(1,)], self.select("SELECT COUNT(*) FROM movie", self.catalog_db))

    def test_a_new_film_is_noticed(self):
        """By the next pass, or at once when somebody presses the button."""
        self.begin(10)
        self.assertEqual("No pending searches", self.child.reports[-1].summary)
        (film,) = self.films(2020)
        self.loop.message(RunNow(refresh=True))
        self.settle(3)
        self.assertEqual([film.id], [leaf for _, leaf in self.searched()])

    def test_a_refused_command(self):
        """One item the Arr refuses costs that item."""
        films = self.films(2020, 2019)
        self.sim.faults.add(Fault(kind="status", status=404, method="POST", path="/command"))
        self.begin(5)
        self.assertEqual([films[1].id], [leaf for _, leaf in self.searched()])
        self.assertEqual(["failed", "done"], [note.result for note in self.child.notes])
        (end,) = self.select("SELECT status FROM search_history WHERE error != ''", self.search_db)
        self.assertEqual(("refused",), end)

    def test_a_troubled_arr_is_left_alone(self):
        """When its queue cannot be read it gets a pause of five minutes; the item does not count as searched."""
        (film,) = self.films(2020)
        self.sim.faults.add(Fault(kind="status", status=500, path="/queue"))
        self.begin(10)
        self.assertEqual([], self.searched())
        self.assertIn("retrying at", self.child.reports[-1].summary)
        self.settle(300)
        self.assertEqual([film.id], [leaf for _, leaf in self.searched()])

    def test_searched_once_for_ever(self):
        """With `SearchAgainOnSearchCompletion` off a restart searches nothing again."""
        self.films(2020)
        self.rules = replace(self.rules, again=False, cooldown_seconds=0)
        self.begin(40)
        self.end()
        self.begin(40)
        self.clock.pump([60] * 60)
        self.settle(5)
        self.assertEqual(1, len(self.searched()))

    def test_stopping_leaves_nothing(self):
        """In whatever state: no timer of ours, no open file."""
        self.films(2020)
        for seconds in (0.0, 0.25, 1.0, 3.0, 40.0):
            self.begin(seconds)
            self.sim.stop()
            self.end()
            self.clock.advance(0)
            self.assertEqual([], self.clock.getDelayedCalls())
            self.sim.start()


class OutageTests(LoopCase):
    """The Arr is down, wrong, or comes back."""

    def test_down_at_the_start(self):
        """It is a state; seconds after the Arr appears it is searched."""
        self.sim.add_movie("Dune", 2021)
        self.sim.faults.add(Fault(kind="drop", times=None))
        self.begin(10)
        report = self.child.reports[-1]
        self.assertFalse(report.arr_connected)
        self.assertRegex(report.summary, r"^Arr unreachable, retrying at \d{4}-\d\d-\d\d \d\d:\d\dZ$")
        self.sim.faults.clear()
        self.settle(30)
        self.assertEqual(1, len(self.searched()))

    def test_pauses_double(self):
        """From five seconds to five minutes."""
        self.sim.faults.add(Fault(kind="drop", times=None))
        self.begin(0)
        self.clock.pump([1] * 3600)
        asked = [r["at"] for r in self.sim.requests if r["path"].endswith("system/status")]
        self.assertLess(len(asked), 2 * 25)
        self.assertGreater(len(asked), 2 * 10)

    def test_a_wrong_key(self):
        """Shown as such, asked again every five minutes, and found out at once when somebody asks to look now."""
        self.sim.add_movie("Dune", 2021)
        self.sim.api_key = "other"
        self.begin(10)
        self.assertFalse(self.child.reports[-1].arr_connected)
        self.sim.api_key = "key"
        self.settle(10)
        self.assertFalse(self.child.reports[-1].arr_connected)
        self.loop.message(RunNow())
        self.settle(5)
        self.assertTrue(self.child.reports[-1].arr_connected)

    def test_a_restart_of_the_arr(self):
        """In the middle of everything; it goes on afterwards."""
        for year in range(2000, 2010):
            self.sim.add_movie(f"Film {year}", year)
        self.rules = replace(self.rules, delay_seconds=5.0)
        self.begin(12)
        before = len(self.searched())
        self.sim.restart(20.0)
        self.settle(200)
        self.assertGreater(len(self.searched()), before)
        self.assertEqual(len(self.searched()), len({leaf for _, leaf in self.searched()}))


class ReplacementTests(LoopCase):
    """The replacement lane."""

    def setUp(self) -> None:
        super().setUp()
        self.rules = replace(self.rules, enabled=False)
        self.film = self.sim.add_movie("Dune", 2021)

    def states(self):
        return self.select("SELECT state FROM replacement ORDER BY key", self.search_db)

    def test_asked_and_searched_at_once(self):
        """It is stored, answered, searched, followed and noted with the reason of the removal."""
        self.begin(5)
        self.ask("a", self.film.id, number=7)
        self.assertEqual([(7, "done", "")], self.child.answers)
        self.settle(5)
        self.assertEqual([("MoviesSearch", self.film.id)], self.searched())
        note, end = self.child.notes
        self.assertEqual(("replacement", "stalled", "Some.Release"), (note.act, note.why.code, note.name))
        self.assertEqual(("replacement", "completed_nothing"), (end.act, end.detail["outcome"]))
        self.assertEqual([("done",)], self.states())

    def test_the_same_request_twice(self):
        """One key, one search, two answers."""
        self.begin(5)
        self.ask("a", self.film.id, number=1)
        self.ask("a", self.film.id, number=2)
        self.settle(30)
        self.assertEqual(1, len(self.searched()))
        self.assertEqual([1, 2], [number for number, _, _ in self.child.answers])

    @pytest.mark.torrent_vector("S09")
    def test_two_downloads_of_one_film(self):
        """Both were given up: they are replaced by one search, and both removals are answered."""
        self.begin(5)
        self.ask("a", self.film.id, number=1, since=self.clock.seconds() - 5)
        self.ask("b", self.film.id, number=2, since=self.clock.seconds() - 5)
        self.settle(60)
        self.assertEqual([("MoviesSearch", self.film.id)], self.searched())
        self.assertEqual([1, 2], sorted(number for number, _, _ in self.child.answers))

    def test_searched_meanwhile(self):
        """A film searched as missing after its removal began is not searched again for the removal; one before that is."""
        self.rules = replace(self.rules, enabled=True)
        missing = self.film
        self.begin(10)
        self.assertEqual([missing.id], [leaf for _, leaf in self.searched()])
        self.ask("after", missing.id, since=self.clock.seconds() - 60)
        self.settle(10)
        self.assertEqual(1, len(self.searched()))
        self.ask("before", missing.id, since=self.clock.seconds() - 5)
        self.settle(10)
        self.assertEqual(2, len(self.searched()))
        self.assertEqual([("done",), ("done",)], self.states())

    def test_even_with_searching_off(self):
        """A removal asks for it, not the search for what is missing."""
        self.begin(5)
        self.ask("a", self.film.id)
        self.settle(3)
        self.assertEqual(1, len(self.searched()))

    def test_a_film_that_is_gone(self):
        """The request is closed and noted; the next one is served."""
        self.begin(5)
        self.ask("a", 999)
        self.ask("b", self.film.id)
        self.settle(3)
        self.assertEqual([("dropped",), ("done",)], self.states())
        self.assertEqual(["replacement_gone", "stalled", "stalled"], [note.why.code for note in self.child.notes])

    def test_not_monitored_any_more(self):
        """Nobody wants it."""
        self.begin(5)
        self.film.monitored = False
        self.ask("a", self.film.id)
        self.settle(3)
        self.assertEqual([], self.searched())
        self.assertEqual([("dropped",)], self.states())

    def test_three_a_day(self):
        """The fourth replacement of a film is held back with a warning."""
        self.begin(5)
        for key in "abcd":
            self.ask(key, self.film.id)
            self.settle(5)
        self.assertEqual(3, len(self.searched()))
        self.assertEqual(
            ("held", "replacement_replaced_often"), (self.child.notes[-1].result, self.child.notes[-1].why.code)
        )

    def test_before_the_backlog_and_its_delay(self):
        """It waits neither for the end of the list nor for the pause between two searches."""
        for year in range(2000, 2005):
            self.sim.add_movie(f"Film {year}", year)
        self.film.year = 1999
        self.rules = replace(self.rules, enabled=True)
        self.begin(5)
        self.assertEqual(1, len(self.searched()))
        self.ask("a", self.film.id)
        self.settle(2)
        self.assertEqual(self.film.id, self.searched()[-1][1])

    def test_an_answer_that_is_none(self):
        """The command was carried out, its answer was garbage: it is looked up, not sent again."""
        self.begin(5)
        self.sim.faults.add(Fault(kind="truncated", method="POST", path="/command", after=True))
        self.ask("a", self.film.id)
        self.settle(320)
        self.assertEqual(1, len(self.searched()))
        self.assertEqual([("done",)], self.states())

    def test_an_item_the_arr_stumbles_over(self):
        """Its request waits, the next one is served; later it is tried again."""
        other = self.sim.add_movie("Other", 2001)
        self.begin(5)
        self.sim.faults.add(Fault(kind="status", status=500, path=f"/movie/{self.film.id}", times=1))
        self.ask("a", self.film.id)
        self.ask("b", other.id)
        self.settle(5)
        self.assertEqual([("waiting",), ("done",)], self.states())
        self.settle(320)
        self.assertEqual([("done",), ("done",)], self.states())

    def test_a_refused_replacement(self):
        """It is dropped and noted."""
        self.begin(5)
        self.sim.faults.add(Fault(kind="status", status=400, method="POST", path="/command"))
        self.ask("a", self.film.id)
        self.settle(3)
        self.assertEqual([("dropped",)], self.states())
        self.assertEqual(("replacement", "failed"), (self.child.notes[-1].act, self.child.notes[-1].result))

    def test_what_the_arr_searches_already(self):
        """The request is fulfilled by a search somebody else started."""
        self.sim.commands.durations["MoviesSearch"] = 60.0
        self.begin(5)
        self.sim.commands.post({"name": "MoviesSearch", "movieIds": [self.film.id]})
        self.ask("a", self.film.id)
        self.settle(3)
        self.assertEqual([("sent",)], self.states())
        self.settle(90)
        self.assertEqual([], self.posted())
        self.assertEqual([("done",)], self.states())

    def test_asked_while_the_arr_is_down(self):
        """Stored now, searched when it is back, also after a restart of ours."""
        self.begin(5)
        self.sim.faults.add(Fault(kind="drop", times=None))
        self.ask("a", self.film.id)
        self.settle(20)
        self.assertEqual([(1, "done", "")], self.child.answers)
        self.end()
        self.sim.faults.clear()
        self.begin(20)
        self.assertEqual(1, len(self.searched()))


class SonarrTests(LoopCase):
    """Episodes."""

    kind = "sonarr"

    def test_the_first_search_of_a_fresh_start(self):
        """It is the next that is asked of the Arr when the last series was read, before any of them is read again."""
        for number in range(12):
            self.sim.add_series(f"Show {number}", {1: 2})
        self.begin(5)
        asked = [path.partition("?")[0] for path in self.asked()]
        before = asked[: asked.index("command")]
        last = max(place for place, path in enumerate(before) if path == "episode")
        self.assertEqual((1, 12), (before.count("series"), before.count("episode")))
        self.assertLessEqual(set(before[last + 1 :]), {"queue", "calendar"}, "what downloads, and what airs today")
        self.assertTrue(self.searched())

    def test_how_far_the_library_is_read(self):
        """Told every two seconds at most, and that it is over."""
        for number in range(40):
            self.sim.add_series(f"Show {number}", {1: 2})
        self.sim.faults.add(Fault(kind="slow", seconds=0.9, path="/episode", times=None))
        self.begin(60)
        told = [(report.at, report.catalog) for report in self.child.reports if report.catalog is not None]
        entries = [each for _, each in told if each.phase == "entries"]
        self.assertEqual({40}, {each.total for each in entries})
        self.assertEqual(sorted(each.done for each in entries), [each.done for each in entries])
        self.assertGreater(len(entries), 2)
        self.assertLess(len(entries), 30)
        self.assertIsNone(self.child.reports[-1].catalog)

    def test_a_whole_season(self):
        """Smart: a season of which nothing is there goes with one command that covers each episode."""
        show = self.sim.add_series("Show", {1: 4, 2: 4})
        first = self.sim.library.leaves_of(show.id)[0]
        self.sim.library.add_files([first], "/tv/x.mkv", 100, "WEBDL-1080p")
        self.begin(3)
        self.assertEqual(["SeasonSearch"], [body["name"] for body in self.posted()])
        self.settle(60)
        self.assertEqual(["SeasonSearch", "EpisodeSearch"], [body["name"] for body in self.posted()])
        self.assertEqual([(7,)], self.select("SELECT COUNT(*) FROM search_state", self.search_db))

    def test_a_pack_is_replaced_by_one_command(self):
        """All episodes of the removed release at once."""
        show = self.sim.add_series("Show", {1: 4})
        ids = self.sim.library.leaves_of(show.id)
        self.rules = replace(self.rules, enabled=False)
        self.begin(3)
        self.ask("a", *ids)
        self.settle(3)
        self.assertEqual([sorted(ids)], [sorted(body["episodeIds"]) for body in self.posted()])


class LidarrTests(LoopCase):
    """Albums."""

    kind = "lidarr"

    def test_an_album(self):
        """An incomplete album is searched."""
        artist = self.sim.add_artist("Pink Floyd")
        album = self.sim.add_album(artist.id, "Animals", tracks=2)
        self.begin(5)
        self.assertEqual([{"name": "AlbumSearch", "albumIds": [album.id]}], self.posted())
        self.assertEqual("Pink Floyd - Animals · Missing", self.child.reports[-1].summary)


class ReadarrTests(LoopCase):
    """Books."""

    kind = "readarr"

    def test_a_book(self):
        """A book without a file is searched."""
        author = self.sim.add_author("Le Guin")
        book = self.sim.add_book(author.id, "Dispossessed")
        self.begin(5)
        self.assertEqual([{"name": "BookSearch", "bookIds": [book.id]}], self.posted())
