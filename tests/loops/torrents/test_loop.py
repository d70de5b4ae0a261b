"""The torrent loop as a whole: what it decides, when, and what it leaves alone."""

from itertools import pairwise
from typing import Any
from urllib.parse import parse_qsl

import pytest
from msgspec.structs import replace

from qbitrr.loops.arr.link import JITTER, LONGEST_PAUSE_SECONDS, REFUSED_PAUSE_SECONDS
from qbitrr.loops.torrents.arr.queue import ArrQueue
from qbitrr.loops.torrents.arr.rejections import RejectionScan
from qbitrr.loops.torrents.client_clocks import ClientClocks
from qbitrr.loops.torrents.deciding import decisions as module
from qbitrr.loops.torrents.deciding.decisions import Decisions
from qbitrr.loops.torrents.report import Reporter
from qbitrr.model.steps import AddTags, Data, Keep, Recheck, Removal, Result, Resume, SkipFiles
from qbitrr.model.torrents.memory import Memory, Recorded, Replaced
from qbitrr.model.torrents.queue import StatusMessage
from qbitrr.model.torrents.tags import ALLOWED_SEEDING, FREE_SPACE_PAUSED, IMPORTED
from qbitrr.model.torrents.torrent import TorrentFile, Tracker
from qbitrr.store.torrents import save
from qbitrr.testing.arr import Fault, ImportOutcome
from qbitrr.testing.strategies.memories import altered
from qbitrr.wire.messages import Blocklist, FilesOf, Perform, RunNow, TrackersOf
from qbitrr.wire.torrent_orders import FindTorrents
from tests.loops.torrents.world import HASH, NOW, LoopCase, hash_of


class QuietTests(LoopCase):
    def test_costs_nothing(self):
        """A thousand quiet torrents are decided about once when they come, and minutes later anew; not at every turn."""
        self.begin()
        decided: list[str] = []
        real = module.decide
        self.patch(module, "decide", lambda facts, *more: decided.append(facts.torrent.hash) or real(facts, *more))
        tags = ("qBitrr-imported", "qBitrr-allowed_seeding")
        self.tell(*[self.finished(hash_of(n), tags=tags, state="uploading") for n in range(1000)], full=True)
        self.settle(10)
        self.assertEqual(1000, len(set(decided)))
        self.wanted()
        decided.clear()
        self.settle(200, step=1)
        self.assertLess(len(decided), 10)
        self.tell(self.finished(hash_of(7), tags=tags, state="stalledUP"))
        self.settle(1)
        self.assertIn(hash_of(7), decided)
        self.assertLess(len(decided), 20)

    def test_looked_at_anew(self):
        """Everything is looked at again within ten minutes, in case news were missed."""
        self.begin()
        self.tell(*[self.finished(hash_of(n), tags=("qBitrr-imported",), state="uploading") for n in range(3)])
        self.settle(10)
        decided: list[str] = []
        real = module.decide
        self.patch(module, "decide", lambda facts, *more: decided.append(facts.torrent.hash) or real(facts, *more))
        self.settle(610)
        self.assertEqual({hash_of(n) for n in range(3)}, set(decided))

    def test_never_everything_at_once(self):
        """A great many that were first seen together are looked at anew a few at a time, each about once in seven minutes."""
        self.begin()
        tags = ("qBitrr-imported", "qBitrr-allowed_seeding")
        self.tell(*[self.finished(hash_of(n), tags=tags, state="uploading") for n in range(1000)], full=True)
        self.settle(20)
        decided: list[str] = []
        real = module.decide
        self.patch(module, "decide", lambda facts, *more: decided.append(facts.torrent.hash) or real(facts, *more))
        most, before = 0, 0
        for _ in range(120):
            self.settle(5, step=1)
            most, before = max(most, len(decided) - before), len(decided)
        self.assertEqual(1000, len(set(decided)))
        self.assertLess(len(decided), 1500)
        self.assertLess(most, 60)

    def test_looks_together(self):
        """They share turns: a turn for each of so many would cost more than the looks at them."""
        self.begin()
        tags = ("qBitrr-imported", "qBitrr-allowed_seeding")
        self.tell(*[self.finished(hash_of(n), tags=tags, state="uploading") for n in range(1000)], full=True)
        self.settle(320, step=1)
        turns: list[float] = []
        last = self.loop.parts[-1]
        real = last.turn
        self.patch(last, "turn", lambda now: turns.append(now) or real(now))
        self.settle(120, step=0.1)
        self.assertLess(len(turns), 60)

    def test_reports(self):
        """It says how things stand when that changes, and now and then."""
        self.begin()
        self.tell(self.torrent())
        self.settle(1)
        self.assertEqual((1, True, "Looking after 1 torrents"), self.last("torrents", "arr_connected", "summary"))
        count = len(self.child.reports)
        self.settle(60)
        self.assertLess(len(self.child.reports) - count, 7)

    def test_passes(self):
        """Each turn is told of, how long it took."""
        self.begin()
        self.child.passes.taken()
        self.tell(self.torrent())
        self.settle(1)
        told = self.child.passes.taken()
        assert told is not None
        self.assertApproximates(self.clock.seconds(), told.at, 2)
        self.assertEqual("", told.why)

    def last(self, *names: str) -> tuple[Any, ...]:
        return tuple(getattr(self.child.reports[-1], name) for name in names)

    @pytest.mark.torrent_vector("L11", "L13")
    def test_timers(self):
        """L11, L13: RSS sync is asked for in its rhythm, also while nothing is downloading; 0 is never."""
        self.arr_settings = "RssSyncTimer = 15\nRefreshDownloadsTimer = 0"
        self.begin()
        self.assertEqual(1, len(self.posted("RssSync")))
        self.settle(14 * 60, step=1)
        self.assertEqual(1, len(self.posted("RssSync")))
        self.settle(2 * 60, step=1)
        self.assertEqual(2, len(self.posted("RssSync")))
        self.assertEqual([], self.posted("RefreshMonitoredDownloads"))

    @pytest.mark.torrent_vector("L14")
    def test_timer_of_what_waits_already(self):
        """A command that the Arr has before it is not sent again, and its time begins anew."""
        self.arr_settings = "RssSyncTimer = 15\nRefreshDownloadsTimer = 0"
        self.sim.commands.durations["RssSync"] = 600.0
        self.sim.commands.post({"name": "RssSync"}, trigger="scheduled")
        self.begin()
        self.settle(14 * 60, step=1)
        self.assertEqual([], self.posted("RssSync"))
        self.settle(2 * 60, step=1)
        self.assertEqual(1, len(self.posted("RssSync")))

    @pytest.mark.torrent_vector("L12")
    def test_timer_that_was_refused(self):
        """L12: a command that was not taken is sent again; the rest goes on."""
        self.sim.faults.add(Fault(kind="status", status=500, path="/command", method="POST", times=1))
        self.begin()
        self.settle(40)
        self.assertGreaterEqual(len(self.posted("RssSync")), 1)


class DecisionTests(LoopCase):
    def stalled(self, hash_: str = HASH, idle: float = 3000, **fields: Any) -> Any:
        usual = {"state": "stalledDL", "last_activity": int(NOW - idle), "availability": 0.2}
        return self.watched(self.torrent(hash_, **{**usual, **fields}), idle=idle)

    def inspect(self, *hashes: str) -> None:
        for hash_ in hashes or (HASH,):
            self.child.files[hash_] = (TorrentFile(id=0, name="Movie.mkv", size_bytes=10**9),)

    def test_stalled(self):
        """A stalled download is given up with everything a removal needs."""
        movie = self.grab()
        self.begin()
        self.inspect()
        self.tell(self.stalled())
        self.settle(3)
        (removal,) = self.removals()
        self.assertEqual(
            (Data.DELETE, True, True, "Radarr", "Movie.aaaa", (movie.id,)),
            (removal.data, removal.blocklist, removal.search_again, removal.section, removal.name, removal.media_ids),
        )
        self.assertEqual([record.id for record in self.part(ArrQueue).raw], list(removal.record_ids))
        self.assertEqual("stalled", removal.why.code)
        self.assertEqual(self.stalled(), removal.seen)  # what it was decided about

    def test_left_alone_meanwhile(self):
        """While a removal is on its way nothing else is decided about the torrent."""
        self.grab()
        self.begin()
        self.inspect()
        self.tell(self.stalled())
        self.settle(50)
        self.assertEqual(1, len(self.removals()))
        self.tell(gone=[HASH])
        self.settle(120)
        self.assertEqual([], self.wanted())

    @pytest.mark.correction("B8")
    def test_held(self):
        """A removal that waits is asked for once, however often it is decided; after ten minutes once more."""
        self.grab()
        self.begin()
        self.child.result = lambda step: Result.HELD
        self.inspect()
        self.tell(self.stalled())
        self.settle(60)
        self.assertEqual(1, len(self.removals()))
        for progress in (0.21, 0.22, 0.23):
            self.tell(self.stalled(progress=progress))
            self.settle(30)
        self.assertEqual([], self.removals())
        self.settle(600, step=1)
        self.assertEqual(1, len(self.removals()))

    @pytest.mark.correction("B8", "B9")
    def test_held_and_changed(self):
        """It holds nothing here: a change is decided about at once, and what is not wanted any more is taken back."""
        self.grab()
        self.begin()
        self.child.result = lambda step: Result.HELD
        self.inspect()
        self.tell(self.stalled())
        self.settle(60)
        self.assertEqual(1, len(self.removals()))
        self.tell(self.stalled(state="downloading", availability=2.0, last_activity=int(self.clock.seconds())))
        self.settle(5)
        self.assertEqual([Keep], [type(step) for step in self.wanted() if isinstance(step, Keep | Removal)])
        self.tell(self.stalled(tags=("mine",)))
        self.settle(60)
        self.assertTrue(self.removals())

    def test_search_again_but_keep(self):
        """ReSearchStalled: while it is tolerated another release is searched, once."""
        self.torrent_settings = "StalledDelay = 600\nReSearchStalled = true"
        self.grab()
        self.begin()
        self.inspect()
        self.tell(self.stalled(idle=1000))
        self.settle(2)
        steps = self.wanted()
        self.assertEqual([AddTags, Removal], [type(step) for step in steps])
        self.assertEqual((Data.STAY, True), (steps[1].data, steps[1].search_again))
        self.tell(self.stalled(idle=1000, tags=("qBitrr-allowed_stalled",)))
        self.settle(300, step=1)
        self.assertEqual([], self.removals())
        self.assertTrue(self.remembered().replaced.requeued)

    def test_files(self):
        """Files are asked for once, and the unwanted ones are switched off."""
        self.torrent_settings = 'FileExtensionAllowlist = [".mkv"]'
        self.begin()
        self.child.files[HASH] = (
            TorrentFile(id=0, name="Movie/movie.mkv", size_bytes=10**9),
            TorrentFile(id=1, name="Movie/virus.exe", size_bytes=10),
        )
        self.tell(self.torrent())
        self.settle(20)
        self.tell(self.torrent(progress=0.6))
        self.settle(320, step=1)
        self.assertEqual([FilesOf(instance="qBit", hash=HASH)], self.child.asked)
        self.assertEqual([(1,)], [step.file_ids for step in self.wanted(SkipFiles)])

    def test_files_later(self):
        """Files that cannot be read are asked for again half a minute later, and nothing is decided from their absence."""
        self.torrent_settings = 'FileExtensionAllowlist = [".mkv"]'
        self.begin()
        self.tell(self.torrent())
        self.settle(10)
        self.tell(self.torrent(eta_seconds=500))
        self.settle(10)
        self.assertEqual((1, []), (len(self.child.asked), self.wanted()))
        self.inspect()
        self.settle(20)
        self.assertEqual(2, len(self.child.asked))

    def test_fake_release(self):
        """A torrent without any wanted file is given up."""
        self.torrent_settings = 'FileExtensionAllowlist = [".mkv"]'
        self.grab()
        self.begin()
        self.child.files[HASH] = (TorrentFile(id=0, name="Movie.exe", size_bytes=10**9),)
        self.tell(self.torrent())
        self.settle(5)
        (removal,) = self.removals()
        self.assertEqual((11, True), (removal.why.rule, removal.blocklist))

    def test_fake_release_just_grabbed(self):
        """A fake found before the Arr lists it is blocklisted by its grab, and what it was grabbed for is searched again."""
        self.torrent_settings = 'FileExtensionAllowlist = [".mkv"]'
        movie = self.sim.add_movie("Movie aaaa", 2020)
        self.sim.grab([movie.id], HASH)
        self.begin()
        self.child.files[HASH] = (TorrentFile(id=0, name="Movie.exe", size_bytes=10**9),)
        self.tell(self.torrent())
        self.settle(5)
        (removal,) = self.removals()
        self.assertEqual(
            ((), (movie.id,), True, True),
            (removal.record_ids, removal.media_ids, removal.blocklist, removal.search_again),
        )

    def test_fake_release_nobody_grabbed(self):
        """A torrent added by hand is only removed: there is nothing to tell the Arr."""
        self.torrent_settings = 'FileExtensionAllowlist = [".mkv"]'
        self.begin()
        self.child.files[HASH] = (TorrentFile(id=0, name="Movie.exe", size_bytes=10**9),)
        self.tell(self.torrent())
        self.settle(5)
        (removal,) = self.removals()
        self.assertEqual((False, False), (removal.blocklist, removal.search_again))

    def test_step_that_failed(self):
        """A step that did not work is asked for again, one that worked is remembered."""
        self.begin()
        self.child.result = lambda step: Result.RETRY
        self.tell(self.torrent(state="stoppedDL"))
        self.settle(25)
        self.assertEqual([Resume] * 3, [type(step) for step in self.wanted()])
        self.child.result = lambda step: Result.DONE
        self.settle(100)
        self.assertEqual([Resume], [type(step) for step in self.wanted()])
        self.restart()
        self.settle(20)
        self.assertEqual([], self.wanted())

    def test_not_while_under_way(self):
        """While a step is being carried out, news about its torrent wait."""
        self.begin()
        self.child.manual = True
        self.tell(self.torrent(state="stoppedDL"))
        self.settle(1)
        for _ in range(5):
            self.tell(self.torrent(state="error"))
            self.settle(10)
        self.assertEqual([Resume], [type(step) for step in self.wanted()])
        steps, waiting = self.child.waiting.pop()
        waiting.callback(self.child.outcomes(steps))
        self.settle(5)
        self.assertEqual([Recheck], [type(step) for step in self.wanted()])

    def test_bad_torrent(self):
        """One torrent about which deciding fails does not stop the others; neither does one without rules."""
        self.begin()
        decisions = self.part(Decisions)
        real, rules = module.decide, decisions.rules
        self.patch(module, "decide", lambda facts, *more: 1 / 0 if facts.torrent.hash == HASH else real(facts, *more))
        decisions.rules = lambda torrent: {}["x"] if torrent.hash == hash_of(2) else rules(torrent)
        others = [self.torrent(hash_of(n), state="stoppedDL") for n in (1, 3)]
        self.tell(self.torrent(), self.torrent(hash_of(2)), *others)
        self.settle(3)
        self.assertEqual({hash_of(1), hash_of(3)}, {step.hash for step in self.wanted(Resume)})
        self.assertEqual(
            (1, 1), (len(self.flushLoggedErrors(ZeroDivisionError)), len(self.flushLoggedErrors(KeyError)))
        )

    @pytest.mark.torrent_vector("L18")
    def test_trackers(self):
        """L18: trackers are asked for when rows or duties need them; unavailable ones hold judgement back, for that torrent."""
        self.qbit_settings = (
            '[[qBit.Trackers]]\nURI = "t.example"\nHitAndRunMode = "and"\nMinSeedRatio = 1.0\nMinSeedingTimeDays = 1'
        )
        self.grab()
        self.begin()
        self.inspect(HASH, hash_of(2))
        self.child.trackers[hash_of(2)] = (Tracker(url="http://other.example/a"),)
        self.tell(self.stalled(progress=0.6), self.stalled(hash_of(2)))
        self.settle(5)
        self.assertEqual([hash_of(2)], [each.hash for each in self.removals()])
        asked = [each for each in self.child.asked if isinstance(each, TrackersOf)]
        self.assertEqual({HASH, hash_of(2)}, {each.hash for each in asked})

    @pytest.mark.correction("B7")
    def test_dead_under_a_duty(self):
        """It stays and seeds what it has; the Arr is told once to look for another release, also over a restart."""
        self.qbit_settings = (
            '[[qBit.Trackers]]\nURI = "t.example"\nHitAndRunMode = "and"\nMinSeedRatio = 1.0\nMinSeedingTimeDays = 1'
        )
        movie = self.grab()
        self.begin()
        self.inspect()
        self.child.trackers[HASH] = (Tracker(url="http://t.example/a"),)
        self.tell(self.stalled())
        self.settle(100)
        (removal,) = self.removals()
        self.assertEqual((Data.STAY, True, True, (movie.id,)), (
            removal.data, removal.blocklist, removal.search_again, removal.media_ids,
        ))  # fmt: skip
        self.restart()
        self.settle(1300, step=2)
        self.assertEqual([], self.removals())

    def test_failed_category(self):
        """A torrent in the failed category is given up: blocklisted with its record, searched again."""
        self.grab()
        self.begin()
        self.tell(self.torrent(category="failed"))
        self.settle(3)
        (removal,) = self.removals()
        self.assertEqual((1, True, True), (removal.why.rule, removal.blocklist, removal.search_again))

    def test_recheck_category(self):
        """One in the recheck category is checked once and moved back."""
        self.begin()
        self.tell(self.torrent())
        self.settle(5)
        self.wanted()
        self.tell(self.torrent(category="recheck"))
        self.settle(2)
        self.assertEqual(["Recheck", "SetCategory"], [type(step).__name__ for step in self.wanted()])

    def test_tagless(self):
        """Where our tags stand is not known here: they are asked for as ever, and count when they are told."""
        self.settings = "Tagless = true"
        self.torrent_settings = "StalledDelay = 600\nReSearchStalled = true"
        self.grab()
        self.begin()
        self.inspect()
        self.tell(self.stalled(idle=1000))
        self.settle(2)
        self.assertEqual({Removal, AddTags}, {type(step) for step in self.wanted()})

    def test_remembered_tags(self):
        """What an earlier version remembered instead of a tag counts at once, is handed over, and forgotten when it is told."""
        self.grab()
        torrent = self.torrent(state="stalledUP", progress=1.0, amount_left=0)
        memory = Memory(tags_internal=(IMPORTED,))
        self.begin()
        self.done(self.database.run(save, {torrent.key: memory}, NOW))
        self.restart()
        self.tell(torrent)
        self.settle(5)
        added = [tag for step in self.wanted() if isinstance(step, AddTags) for tag in step.tags]
        self.assertEqual([IMPORTED, ALLOWED_SEEDING], added[:2])
        self.assertEqual((IMPORTED,), self.remembered().tags_internal)
        self.tell(replace(torrent, tags=(IMPORTED, ALLOWED_SEEDING)))
        self.settle(5)
        self.assertEqual((), self.remembered().tags_internal)
        self.assertEqual([], self.wanted())

    def test_what_waited_for_room(self):
        """What a program before us stopped for want of room, and remembered so, is started; what is told to wait now is not."""
        self.settings = "Tagless = true"
        self.grab()
        self.begin()
        self.inspect()
        stopped = self.torrent(state="stoppedDL", tags=(FREE_SPACE_PAUSED,))
        self.tell(stopped)
        self.settle(5)
        self.assertEqual([], self.wanted())
        memory = Memory(tags_internal=(FREE_SPACE_PAUSED,))
        self.done(self.database.run(save, {stopped.key: memory}, NOW))
        self.restart()
        self.tell(replace(stopped, tags=()))
        self.settle(5)
        self.assertEqual([Resume], [type(step) for step in self.wanted()])


class FindingTests(LoopCase):
    """Torrents that are nobody's: which of them does the Arr know?"""

    def find(self, *hashes: str) -> Any:
        self.loop.message(Perform(id=5, what=FindTorrents(torrents=tuple((each,) for each in hashes))))
        self.settle(60, step=1)
        return self.child.performed_[-1].knows

    def test_known(self):
        """By its queue; by its history, when the record is gone with the category; and what it does not know it says, too."""
        self.grab()
        self.begin(seconds=5)
        other = "b" * 40
        self.assertEqual({HASH: True, other: False}, self.find(HASH, other))
        self.downloads.put(HASH, name="Movie", category="failed")
        self.refresh()
        self.settle(30)
        self.assertEqual({HASH: True}, self.find(HASH))

    def test_an_arr_that_is_away(self):
        """It says nothing, neither yes nor no."""
        self.begin(seconds=5)
        self.sim.faults.add(Fault(kind="drop", times=None))
        self.assertEqual({}, self.find("b" * 40))


class OutsideTests(LoopCase):
    """The internet, the Arr, the client: absent, refusing, back."""

    def stalled(self) -> Any:
        torrent = self.torrent(state="stalledDL", last_activity=int(NOW - 3000), availability=0.2)
        return self.watched(torrent, idle=3000)

    def ready(self) -> None:
        self.begin()
        self.child.files[HASH] = (TorrentFile(id=0, name="Movie.mkv", size_bytes=10**9),)

    @pytest.mark.correction("A3")
    def test_offline(self):
        """While *we* reach nothing no timer is served; a client that is connected is judged as ever."""
        self.online = False
        self.ready()
        self.tell(self.stalled())
        rss = len(self.posted("RssSync"))
        self.settle(1200, step=2)
        self.assertEqual(rss, len(self.posted("RssSync")))
        self.assertIn("No internet", self.child.reports[-1].summary)
        self.assertEqual(1, len({step.hash for step in self.removals()}))

    @pytest.mark.torrent_vector("L08", "L09", "L10", "L15")
    @pytest.mark.correction("A2", "A3")
    def test_disconnected(self):
        """L08, L09, L10, L15: the clocks of a client without peers stand, whatever we reach; imports and tags go on."""
        for online in (True, False):
            with self.subTest(we_are_online=online):
                self.online, self.connected_since = online, NOW
                self.ready()
                self.grab(hash_of(2), done=True)
                stalled = self.stalled()
                self.connected_since = None
                self.tell(stalled, self.finished(hash_of(2)))
                self.settle(3600, step=5)
                self.assertEqual([], self.removals())
                self.assertEqual(1, len(self.posted()))
                self.connected_since = self.clock.seconds()
                self.tell()
                self.settle(590, step=5)
                self.assertEqual([], self.removals())
                self.settle(30, step=5)
                self.assertEqual({HASH}, {step.hash for step in self.removals()})
                self.end()
                self.sim.requests.clear()
                (self.folder / "torrents.db").unlink()

    @pytest.mark.correction("A2")
    def test_waited_in_the_queue(self):
        """A download that waited is given its whole delay from the moment on at which it could move, over restarts of ours."""
        self.ready()
        waited = self.torrent(state="queuedDL", added_on=int(NOW - 7200), last_activity=int(NOW - 7200), progress=0.0)
        self.tell(waited)
        self.settle(1800, step=5)
        began = self.clock.seconds()
        self.tell(replace(waited, state="stalledDL"))
        self.settle(500, step=5)
        self.restart()
        self.assertEqual([], self.removals())
        while not self.removals() and self.clock.seconds() < began + 2000:
            self.settle(10, step=5)
        self.assertTrue(1100 <= self.clock.seconds() - began < 1140)

    @pytest.mark.correction("A2")
    def test_restarts_postpone_nothing(self):
        """Restarts add nothing to what was watched and wipe nothing of it, in order or by `kill -9`."""
        self.torrent_settings = "StalledDelay = 60"
        self.ready()
        self.tell(self.torrent(state="stalledDL", last_activity=int(NOW - 10)))
        for kill in (False, True, True, False):
            self.settle(600, step=5)
            if kill:
                self.kill()
            self.restart()
            self.child.files[HASH] = (TorrentFile(id=0, name="Movie.mkv", size_bytes=10**9),)
            self.settle(0)
        self.assertEqual([], self.removals())
        idle = self.remembered().watching.idle
        watched = idle.at(self.part(ClientClocks).watch("qBit", self.clock.seconds()).now)
        self.assertTrue(2330 < watched < 2410, watched)
        self.settle(1280, step=5)
        self.assertEqual({HASH}, {step.hash for step in self.removals()})

    @pytest.mark.correction("A2")
    def test_bytes_are_not_written(self):
        """A download in motion costs no write for each byte, and none of its bytes is counted as idle time after a sudden end."""
        self.ready()
        self.tell(self.torrent())
        self.settle(70)
        writes: list[int] = []
        run = self.database.run

        def counted(do: Any, *more: Any) -> Any:
            if do is save:
                writes.append(len(more[0]))
            return run(do, *more)

        self.patch(self.database, "run", counted)
        for left in range(400, 0, -10):
            self.tell(self.torrent(amount_left=left, last_activity=int(self.clock.seconds())))
            self.settle(5)
        self.assertEqual([], writes)
        self.kill()
        self.restart()
        self.settle(1)
        idle = self.remembered().watching.idle
        self.assertLess(idle.at(self.part(ClientClocks).watch("qBit", self.clock.seconds()).now), 5)

    @pytest.mark.torrent_vector("L04")
    def test_arr_down(self):
        """L04: without the Arr nothing is given up; the tries become rarer; when it is back, it is."""
        self.sim.faults.add(Fault(kind="drop", times=None))
        self.ready()
        self.tell(self.stalled())
        self.settle(900, step=1)
        self.assertEqual([], self.wanted())
        report = self.child.reports[-1]
        self.assertEqual((False, True), (report.arr_connected, bool(report.arr_why)))
        self.sim.requests.clear()
        self.settle(600, step=1)
        self.assertLess(len({round(each["at"], -1) for each in self.sim.requests}), 8)
        self.sim.faults.clear()
        self.settle(LONGEST_PAUSE_SECONDS * (1 + JITTER) + 10, step=1)
        self.assertTrue(self.child.reports[-1].arr_connected)
        self.assertEqual(1, len({step.hash for step in self.removals()}))

    @pytest.mark.torrent_vector("L05")
    def test_key_refused(self):
        """L05: a wrong API key is said as such, and tried again every five minutes."""
        self.sim.api_key = "other"
        self.ready()
        self.tell(self.stalled())
        self.settle(30)
        self.assertIn("API key refused", self.child.reports[-1].arr_why)
        self.assertEqual([], self.wanted())
        self.sim.api_key = "key"
        self.settle(REFUSED_PAUSE_SECONDS * (1 + JITTER), step=1)
        self.assertTrue(self.child.reports[-1].arr_connected)

    @pytest.mark.torrent_vector("L06")
    @pytest.mark.correction("C3")
    def test_failing_queue(self):
        """L06: a queue that answers 500 is not an Arr that is away; it is asked for ever more rarely, and said why."""
        self.begin()
        self.sim.faults.add(Fault(kind="status", status=500, path="/queue", times=None))
        self.settle(4 * 3600, step=2)
        report = self.child.reports[-1]
        self.assertTrue(report.arr_connected)
        self.assertIn("its queue cannot be read", report.arr_why)
        self.assertIn("its queue cannot be read", report.queue_trouble)
        self.sim.requests.clear()
        self.settle(3600, step=2)
        reads = [each for each in self.sim.requests if each["path"].endswith("/queue")]
        self.assertLessEqual(len({round(each["at"], -2) for each in reads}), 3)
        self.sim.faults.clear()
        self.settle(1830, step=2)
        self.assertEqual((True, ""), (self.child.reports[-1].arr_connected, self.child.reports[-1].arr_why))

    @pytest.mark.correction("C3")
    def test_slow_queue(self):
        """A queue that takes longer than its rhythm is left alone for as long as it took, whatever is new."""
        self.grab()
        self.sim.faults.add(Fault(kind="slow", seconds=20.0, path="/queue", times=None))
        self.begin()
        for number in range(60):
            self.tell(self.torrent(hash_of(number), added_on=int(self.clock.seconds())))
            self.settle(10)
        reads = [each["at"] for each in self.sim.requests if each["path"].endswith("/queue")]
        self.assertTrue(all(later - earlier >= 38 for earlier, later in pairwise(reads)), reads)
        self.assertGreater(len(reads), 5)

    @pytest.mark.correction("C4")
    def test_trouble_with_the_queue(self):
        """An error of ours while the queue is read is logged once a minute at most, and stops nothing else."""
        self.begin()
        self.arr.queue = lambda: 1 / 0
        self.tell(self.torrent(state="stoppedDL"))
        self.settle(600, step=1)
        self.assertIn(Resume, {type(step) for step in self.wanted()})
        self.assertLessEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 11)

    @pytest.mark.correction("C4")
    def test_hanging_arr(self):
        """An Arr that takes every request and answers none delays neither inspection, tags nor starting again."""
        self.torrent_settings = 'FileExtensionAllowlist = [".mkv"]'
        self.sim.faults.add(Fault(kind="slow", seconds=86_400.0, times=None))
        self.begin()
        self.child.files[HASH] = (TorrentFile(id=0, name="Movie.mkv"), TorrentFile(id=1, name="Movie.exe"))
        self.tell(self.torrent(), self.torrent(hash_of(2), state="stoppedDL"), self.finished(hash_of(3)))
        self.settle(3)
        self.assertEqual({SkipFiles, Resume, AddTags}, {type(step) for step in self.wanted()})
        self.settle(300, step=1)
        self.assertIn("Arr", self.child.reports[-1].summary)
        self.assertEqual([], self.removals())

    @pytest.mark.torrent_vector("L03")
    def test_client_away(self):
        """L03: torrents of a client that is not listed are unknown: not gone, and not decided about until it is back."""
        self.ready()
        self.tell(self.stalled())
        self.tell(listed=False)
        self.settle(3600, step=5)
        self.wanted()
        self.settle(3600, step=5)
        self.assertEqual([], self.wanted())
        self.assertEqual(1, self.child.reports[-1].torrents)
        self.tell()
        self.settle(590, step=5)
        self.assertEqual([], self.removals())
        self.settle(30, step=5)
        self.assertEqual([1], [len({each.hash for each in self.removals()})])
        self.assertIn("qBit", self.part(ClientClocks))

    def test_listed_since(self):
        """A client away for more than ten minutes begins anew; a shorter gap or a restart of ours does not count."""

        def listed_from() -> float:
            return self.part(ClientClocks).watch("qBit", self.clock.seconds()).listed_from

        self.begin()
        self.tell(self.torrent())
        began = listed_from()
        self.settle(400, step=5)
        self.restart()
        self.assertEqual(began, listed_from())
        self.tell(listed=False)
        self.settle(500, step=5)
        self.tell()
        self.assertEqual(began, listed_from())
        self.tell(listed=False)
        self.settle(700, step=5)
        self.tell()
        self.assertEqual(self.part(ClientClocks).watch("qBit", self.clock.seconds()).now, listed_from())
        self.assertGreater(listed_from(), began)

    def test_run_now(self):
        """Asked to, it looks at everything at once."""
        self.begin()
        self.tell(self.torrent())
        self.settle(10)
        self.sim.requests.clear()
        self.loop.message(RunNow())
        self.settle(0.5)
        self.assertTrue([each for each in self.sim.requests if each["path"].endswith("/queue")])

    def test_trouble_of_ours(self):
        """A turn that fails is logged and tried again a few seconds later, not at once and for ever."""
        self.begin()
        self.patch(self.part(Reporter), "turn", lambda now: 1 / 0)
        for _ in range(40):
            self.tell(self.torrent(eta_seconds=int(self.clock.seconds()) % 1000))
            self.settle(0.5)
        self.assertLess(len(self.flushLoggedErrors(ZeroDivisionError)), 6)

    def test_stop(self):
        """Stopping ends everything, in the middle of anything."""
        self.begin()
        self.child.manual = True
        self.tell(self.torrent(state="stoppedDL"))
        self.settle(1)
        self.end()
        self.sim.stop()
        self.assertEqual([], self.clock.getDelayedCalls())

    @pytest.mark.torrent_vector("L01")
    def test_stop_during_a_call(self):
        """An Arr that does not answer does not hold up the stop."""
        self.begin()
        self.sim.faults.add(Fault(kind="slow", seconds=60.0, path="/queue", times=None))
        self.loop.message(RunNow())
        self.settle(0.5)
        loop, self.loop = self.loop, None
        self.done(loop.stop(), 1)

    def test_hybrid(self):
        """A record under the v1 hash of a torrent concerns it when it changes."""
        self.begin()
        self.tell(self.finished(hash_of(5), infohash_v1=HASH, completion_on=int(self.clock.seconds())))
        self.settle(40)
        self.wanted()
        self.loop.message(RunNow())
        movie = self.grab(done=True)
        self.assertTrue(movie.id)
        self.settle(60)
        self.assertEqual(1, len(self.posted()))


class BlocklistTests(LoopCase):
    def ask(self, **fields: Any) -> tuple[str, str]:
        self.loop.message(Perform(id=5, what=Blocklist(hash=HASH, **fields)))
        self.settle(3)
        answer = self.child.performed_.pop()
        self.assertEqual(5, answer.id)
        return answer.result, answer.text

    def test_record(self):
        """The record is deleted from the queue, the client is left to us, and the Arr does not search by itself."""
        self.grab()
        self.begin()
        self.assertEqual("done", self.ask(record_ids=(self.part(ArrQueue).raw[0].id,))[0])
        (deleted,) = [each for each in self.sim.requests if each["method"] == "DELETE"]
        self.assertEqual(
            {"removeFromClient": "false", "blocklist": "true", "skipRedownload": "true"},
            dict(parse_qsl(deleted["query"])),
        )
        self.assertEqual("done", self.ask(record_ids=(4711,))[0])

    def deleted(self) -> list[Any]:
        return [each for each in self.sim.requests if each["method"] == "DELETE" or "/history/failed/" in each["path"]]

    @pytest.mark.correction("E5")
    def test_told_before(self):
        """What the Arr has as failed already (a crash lost that we told it, or a twin was given up) is not told again."""
        movie = self.grab()
        self.begin()
        ids = (self.part(ArrQueue).raw[0].id,)
        self.assertEqual(("done", "blocklisted"), self.ask(record_ids=ids))
        for again in (ids, ()):
            self.assertEqual(("done", "the Arr has it as failed already"), self.ask(record_ids=again))
        self.assertEqual(1, len(self.deleted()))
        self.clock.advance(5)
        self.sim.grab([movie.id], HASH)  # grabbed anew: that is another failure
        self.refresh()
        self.assertIn("blocklisted", self.ask()[1])
        self.assertEqual(2, len(self.deleted()))

    @pytest.mark.torrent_vector("S03")
    @pytest.mark.correction("C7", "E5")
    def test_left_the_queue(self):
        """S03: a record that is gone from the queue is failed by its grab."""
        self.grab()
        self.begin()
        self.assertEqual(("done", "blocklisted by its grab in the history"), self.ask(record_ids=(4711,)))
        self.assertTrue([each for each in self.deleted() if "/history/failed/" in each["path"]])

    @pytest.mark.torrent_vector("S10")
    def test_history(self):
        """S10: without a record the grab in the history is marked as failed."""
        movie = self.sim.add_movie("Some Movie", 2020)
        self.sim.grab([movie.id], HASH)
        self.begin()
        self.assertEqual("done", self.ask()[0])
        self.assertTrue([each for each in self.sim.requests if "/history/failed/" in each["path"]])

    def test_unknown(self):
        """A download the Arr never had is nothing to blocklist."""
        self.begin()
        self.assertEqual("done", self.ask()[0])

    @pytest.mark.torrent_vector("S02")
    def test_arr_away(self):
        """S02: an Arr that does not answer is to be asked again."""
        self.begin()
        self.sim.faults.add(Fault(kind="drop", times=None))
        self.loop.message(Perform(id=5, what=Blocklist(hash=HASH, record_ids=(1,))))
        self.settle(20)
        self.assertEqual("retry", self.child.performed_.pop().result)

    def test_managed_category(self):
        """Where there is no Arr, nobody is to be told."""
        self.qbit_settings = 'ManagedCategories = ["misc"]'
        self.begin("qBit")
        self.assertEqual("done", self.ask()[0])
        self.assertEqual("Looking after 0 torrents", self.child.reports[-1].summary)


class RejectionTests(LoopCase):
    """Downloads the Arr refuses to import (`ArrErrorCodesToBlocklist`)."""

    arr_settings = 'ArrErrorCodesToBlocklist = ["Not an upgrade for existing movie file"]'
    text = "Not an upgrade for existing movie file. Existing quality: Bluray-1080p v1."

    def refused(self, hash_: str = HASH, text: str = "") -> Any:
        movie = self.grab(hash_, done=True)
        self.sim.outcomes[hash_] = ImportOutcome.reject(text or self.text)
        self.sim.auto_import = True
        self.refresh()
        self.refresh()
        return movie

    def tell_finished(self, **fields: Any) -> None:
        # The third attempt to import lies in the future, so that only the complaint can speak.
        # Its tag is there already: asked for at every look it would hold the torrent at the very moments of a scan.
        tags = ("qBitrr-allowed_seeding",)
        self.tell(self.finished(**{"completion_on": int(self.clock.seconds()), "tags": tags, **fields}))

    @pytest.mark.torrent_vector("M01", "M02")
    def test_given_up(self):
        """M01, M02: a message that stays for a minute gives the download up, through the same rails as anything else."""
        movie = self.refused()
        self.begin()
        self.tell_finished()
        self.settle(50)
        self.assertEqual([], self.removals())
        self.settle(20)
        (removal,) = self.removals()
        self.assertEqual(
            ("error_code", Data.DELETE, True, True, (movie.id,), "Radarr"),
            (
                removal.why.code,
                removal.data,
                removal.blocklist,
                removal.search_again,
                removal.media_ids,
                removal.section,
            ),
        )
        self.assertEqual([record.id for record in self.part(ArrQueue).raw], list(removal.record_ids))
        self.settle(30)
        self.assertEqual([], self.removals())

    def test_over_a_restart(self):
        """The minute counts on over a restart; held removals are asked for again, not every few seconds."""
        self.refused()
        self.begin()
        self.tell_finished()
        self.settle(40)
        self.restart()
        self.child.result = lambda step: Result.HELD if isinstance(step, Removal) else Result.DONE
        self.settle(100)
        self.assertTrue(1 <= len(self.removals()) <= 3)

    def test_other_messages(self):
        """What is not listed is waited for."""
        self.refused(text="Sample")
        self.begin()
        self.tell_finished()
        self.settle(200)
        self.assertEqual([], self.removals())

    @pytest.mark.torrent_vector("M09")
    def test_hands_off(self):
        """M09: not what a person tagged as ignored."""
        self.refused()
        self.begin()
        self.tell_finished(tags=("qBitrr-ignored",))
        self.settle(200)
        self.assertEqual([], self.removals())

    @pytest.mark.torrent_vector("M10")
    def test_duty(self):
        """M10: with an open duty the torrent stays, and is only replaced, once."""
        self.qbit_settings = (
            '[[qBit.Trackers]]\nURI = "t.example"\nHitAndRunMode = "and"\nMinSeedRatio = 1.0\nMinSeedingTimeDays = 1'
        )
        self.refused()
        self.begin()
        self.child.trackers[HASH] = (Tracker(url="http://t.example/a"),)
        self.tell_finished()
        self.settle(200)
        self.assertEqual([Data.STAY], [each.data for each in self.removals()])
        self.assertTrue(self.remembered().replaced.rejected)

    @pytest.mark.torrent_vector("M16")
    def test_not_ours(self):
        """M16: a record of nobody we know is left to others."""
        self.refused()
        self.begin()
        self.tell()
        self.settle(200)
        self.assertEqual([], self.removals())

    def test_costs_nothing(self):
        """Records the Arr says nothing against cost no facts."""
        self.grab(done=True)
        self.begin()
        self.tell_finished()
        self.settle(5)
        seen: list[str] = []
        scan = self.part(RejectionScan)
        self.patch(scan._facts, "of", lambda torrent, *more: seen.append(torrent.hash))
        scan._is_waiting = True
        self.done(scan.turn(self.clock.seconds()))
        self.assertFalse(scan._is_waiting)
        self.assertEqual([], seen)
        self.assertEqual((), StatusMessage().messages)


class WishTests(LoopCase):
    """What a person does in the client is not undone again and again."""

    def test_a_seed_that_is_stopped_again(self):
        """It is started ever more rarely, said so, and at once again after it has run for long enough."""
        self.begin()
        done = self.finished(tags=("qBitrr-imported", "qBitrr-allowed_seeding"))
        starts: list[float] = []
        began = self.clock.seconds()
        for _ in range(2 * 60):
            self.tell(replace(done, state="stoppedUP"))
            self.settle(30, step=10)
            if self.wanted(Resume):
                starts.append(self.clock.seconds() - began)
                self.tell(done)
            self.settle(30, step=10)
        self.assertEqual((3, 4), (len([at for at in starts if at < 3600]), len(starts)), starts)
        self.tell(done)
        self.settle(11_600, step=20)
        self.wanted()
        self.tell(replace(done, state="stoppedUP"))
        self.settle(5)
        self.assertEqual([Resume], [type(step) for step in self.wanted()])

    def test_a_held_removal_delays_no_import(self):
        """A download whose removal is held completes: it is handed over at once, also if it did while the removal was being judged."""
        for meanwhile in (False, True):
            with self.subTest(meanwhile=meanwhile):
                self.grab(HASH)
                self.begin()
                self.child.result = lambda step: Result.HELD if isinstance(step, Removal) else Result.DONE
                self.child.files[HASH] = (TorrentFile(id=0, name="Movie.mkv", size_bytes=10**9),)
                self.child.manual = meanwhile
                self.tell(self.watched(self.torrent(state="stalledDL", availability=0.2), idle=3000))
                self.settle(3)
                self.assertEqual(1, len(self.removals()))
                self.downloads.change(HASH, state="stalledUP", progress=1.0)
                self.refresh()
                self.settle(5)
                self.tell(self.finished(completion_on=int(self.clock.seconds())))
                if meanwhile:
                    self.child.manual = False
                    steps, waiting = self.child.waiting.pop(0)
                    waiting.callback(self.child.outcomes(steps))
                self.settle(15)
                self.assertEqual(1, len(self.posted()))
                self.end()
                self.setUp()


class LifeTests(LoopCase):
    """A torrent that is added anew under an old hash is another torrent."""

    @pytest.mark.correction("A6")
    def test_inspected_anew(self):
        """Its files are read and the unwanted ones switched off again, also when it was never seen to be gone."""
        self.torrent_settings = 'FileExtensionAllowlist = [".mkv"]'
        self.begin()
        self.child.files[HASH] = (
            TorrentFile(id=0, name="M/m.mkv", size_bytes=10**9),
            TorrentFile(id=1, name="M/v.exe", size_bytes=10),
        )
        for life in range(1, 4):
            self.tell(self.torrent(added_on=int(NOW) + life))
            self.settle(20)
            self.assertEqual([(1,)], [step.file_ids for step in self.wanted(SkipFiles)])
            if life == 2:
                self.tell(gone=[HASH])
                self.settle(400, step=1)

    @pytest.mark.correction("A6")
    def test_nothing_is_left(self):
        """Attempts, refusals, what was seen, what was watched: all of it is of the old life. The same one back keeps it."""
        self.begin()
        torrent = self.watched(self.torrent(state="stalledDL"), idle=5000)
        old = altered(
            self.loop._memories.get(torrent.key),
            import_attempts=3, rejected=True, requeued=True, queue_seen=True, resumed_at=NOW, had=1.0, dead_since={"t.example": NOW},
        )  # fmt: skip
        self.loop._memories.put(torrent.key, old)
        self.tell(torrent)
        self.tell(gone=[HASH])
        self.tell(torrent)
        kept = self.loop._memories.get(torrent.key)
        self.assertEqual((NOW, True, 1.0), (kept.resumes.last_at, kept.replaced.rejected, kept.watching.had))
        self.tell(gone=[HASH])
        self.tell(replace(torrent, added_on=torrent.added_on + 1, progress=0.2))
        new = self.loop._memories.get(torrent.key)
        watch = self.part(ClientClocks).watch("qBit", self.clock.seconds())
        idle = new.watching.idle.at(watch.now)
        self.assertEqual((0, None, 0.2, 0.0), (new.imports.attempts, new.resumes.last_at, new.watching.had, idle))
        self.assertEqual((Replaced(), Recorded(), {}), (new.replaced, new.recorded, new.seeding.dead_since))

    @pytest.mark.correction("A4")
    def test_what_it_had_travels_with_its_removal(self):
        """The supervisor, which asks for the duty again, hears how much of it was ever there, also after a restart."""
        self.begin()
        self.tell(self.torrent(progress=0.657))
        self.settle(1)
        self.restart()
        self.child.files[HASH] = (TorrentFile(id=0, name="Movie.mkv", size_bytes=10**9),)
        self.tell(self.torrent(category="failed", progress=0.0))
        self.settle(5)
        self.assertEqual([0.65], [removal.had for removal in self.removals()][:1])


class MountTests(LoopCase):
    """Which device data lay on, to tell missing files from a missing disk."""

    def test_missing_disk(self):
        """Missing files on a device that is gone remove nothing; on the same device they do."""
        for device, removed in ((7, 0), (8, 1)):
            with self.subTest(device):
                self.on_disk = {self.finished().content_path: 8}
                self.begin()
                self.tell(self.finished(tags=("qBitrr-imported",)))
                self.settle(310, step=1)
                self.assertEqual({"/downloads/radarr": 8}, self.mounts())
                self.restart()
                self.wanted()
                self.assertEqual({"/downloads/radarr": 8}, self.mounts())
                self.on_disk = {"/downloads/radarr": device}
                self.tell(self.finished(tags=("qBitrr-imported",), state="missingFiles"))
                self.settle(150)
                self.assertEqual(removed, len({each.hash for each in self.removals()}))
                self.end()
                (self.folder / "torrents.db").unlink()

    def test_one_look_each(self):
        """One look per save path every five minutes, with a finished torrent; invisible data is not noted."""
        self.begin()
        self.tell(*[self.finished(hash_of(n)) for n in range(5)], self.torrent(hash_of(9), save_path="/other"))
        self.looks.clear()
        self.settle(310, step=1)
        looks = [args for name, args in self.looks if name == "visible_device"]
        self.assertEqual(["/downloads/radarr"], [args[0] for args in looks])
        self.assertEqual({}, self.mounts())
