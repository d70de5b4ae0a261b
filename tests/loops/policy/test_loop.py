"""The policy loop: it looks, plans, has it done, and tells how it stands."""

import pytest
from msgspec.structs import replace

from qbitrr.config.load import load
from qbitrr.config.plain import policy_share
from qbitrr.model.shown.previewed import PreviewFilter
from qbitrr.model.space.guarding import Disk
from qbitrr.model.space.rooms import ClientRoom
from qbitrr.model.steps import AddTags, Pause, Result
from qbitrr.model.torrents.tags import FREE_SPACE_PAUSED
from qbitrr.wire.messages import Perform, RunNow
from qbitrr.wire.torrent_orders import PreviewTorrents
from tests.loops.policy.world import CONFIG, GIB, PolicyCase, configured


class LoopTests(PolicyCase):
    def test_full_and_free_again(self):
        """The last in the queue waits as the disk gets full, and goes on when there is room; then nothing is left to do."""
        self.add("a", 50, 1)
        self.add("b", 60, 2)
        self.begin()
        self.assertEqual(["AddTags b", "Pause b"], self.did())
        self.assertEqual((("downloading", False), ("stoppedDL", True)), (self.state("a"), self.state("b")))
        self.pass_()
        self.pass_()
        self.assertEqual([], self.did())
        self.room(200)
        self.pass_()
        self.assertEqual(["Resume b", "RemoveTags b"], self.did())
        self.assertEqual(("downloading", False), self.state("b"))
        self.pass_()
        self.assertEqual([], self.did())

    def test_passes(self):
        """Each turn is told of."""
        self.begin()
        self.supervisor.passes.taken()
        self.pass_()
        self.assertIsNotNone(self.supervisor.passes.taken())

    def test_a_preview(self):
        """By another limit another download waits: that is told, and nothing is done."""
        self.add("a", 50, 1)
        self.add("b", 30, 2)
        self.begin()
        self.assertEqual([], self.did())
        for settings, told in (("FreeSpace = '30G'", ["pause b", "add_tags b"]), ("AutoPauseResume = false", [])):
            text = CONFIG.replace('FreeSpace = "10G"', settings).format(settings="", qbit="")
            order = PreviewTorrents(
                section="TorrentPolicyManager", config=policy_share(load(text, {}).config), wanted=PreviewFilter()
            )
            self.loop.message(Perform(id=3, what=order))
            (answer,) = self.supervisor.sent
            self.supervisor.sent.clear()
            self.assertEqual((3, "done", 2), (answer.id, answer.result, answer.previewed.torrents))
            self.assertEqual(told, [f"{each.step} {each.name}" for each in answer.previewed.listed])
        self.pass_()
        self.assertEqual([], self.did())
        self.supervisor.is_there = False
        self.loop.message(Perform(id=4, what=order))
        self.assertEqual("retry", self.supervisor.sent.pop().result)

    def test_nothing_before_the_listing(self):
        """Half a listing looks like room: until all is known, nothing is planned."""
        self.add("a", 95)
        self.supervisor.torrents["qBit", "a" * 40] = replace(self.add("a", 95), tags=(FREE_SPACE_PAUSED,))
        self.begin()
        self.did()
        self.loop.message(configured(2))
        self.tell(listed=())
        self.clock.advance(60)
        self.assertEqual([], self.did())
        self.assertEqual("Waiting for a client to be listed", self.supervisor.reports[-1].summary)

    def test_a_client_that_is_away(self):
        """What it downloads counts, and is not touched: nobody knows how it is."""
        self.supervisor.rooms = (*self.supervisor.rooms, ClientRoom(instance="qBit-b", save_path="/one"))
        self.disks["/one"] = Disk(path="/one", device="1", free_bytes=100 * GIB, total_bytes=500 * GIB)
        self.add("a", 60, 1, save_path="/one")
        self.add("b", 60, 1, save_path="/one", instance="qBit-b")
        self.begin()
        self.assertEqual(["AddTags a", "Pause a"], self.did())

    @pytest.mark.guard_vector(19)
    def test_no_mark_no_stop(self):
        """Where the tag cannot be written nothing is stopped: nobody would know why."""
        self.add("a", 95)
        self.supervisor.result = lambda step: Result.FAILED if isinstance(step, AddTags) else Result.DONE
        self.begin()
        self.assertEqual(["AddTags a"], self.did())
        self.assertEqual(("downloading", False), self.state("a"))
        self.assertEqual(0, self.supervisor.reports[-1].paused)

    def test_nothing_starts_while_something_still_runs(self):
        """What should stop and does not leaves no room."""
        self.add("a", 50, 1, "stoppedDL", tags=(FREE_SPACE_PAUSED,))
        self.add("b", 60, 2)
        self.supervisor.result = lambda step: Result.RETRY if isinstance(step, Pause) else Result.DONE
        self.begin()
        self.assertEqual(["AddTags b", "Pause b"], self.did())
        self.supervisor.result = lambda step: Result.DONE
        for _ in range(3):
            self.pass_()
        self.assertEqual(["Pause b", "Resume a", "RemoveTags a"], self.did())

    def test_what_is_held_back(self):
        """In a dry run, or on hold, it is asked for seldom, and at once when somebody says so."""
        self.add("a", 95)
        self.supervisor.result = lambda step: Result.HELD
        self.begin()
        for _ in range(10):
            self.pass_()
        self.assertEqual(["AddTags a"], self.did())
        self.supervisor.result = lambda step: Result.DONE
        self.loop.message(RunNow())
        self.clock.advance(0)
        self.assertEqual(["AddTags a", "Pause a"], self.did())

    def test_who_is_nobodys(self):
        """It is not touched, and its bytes count; what a person moved to the recheck category is somebody's."""
        self.add("a", 60, 2)
        self.add("b", 40, 1, category="mine")
        self.add("c", 60, 3, category="recheck")
        self.begin()
        self.assertEqual(["AddTags a", "AddTags c", "Pause a", "Pause c"], self.did())

    def test_other_settings(self):
        """They count from the next turn on, which comes at once; an older word counts nothing."""
        self.add("a", 50, 1)
        self.begin()
        self.loop.message(configured(2, qbit='FreeSpace = "60G"'))
        self.clock.advance(0)
        self.assertEqual(["AddTags a", "Pause a"], self.did())
        self.loop.message(configured(1))
        self.pass_()
        self.assertEqual([], self.did())

    def test_a_client_that_is_not_guarded_any_more(self):
        """What it has held is started, and its mark goes."""
        self.add("a", 95, 1)
        self.begin()
        self.did()
        self.tell()
        self.clock.advance(4)
        self.loop.message(configured(2, qbit='FreeSpace = "off"'))
        self.clock.advance(0)
        self.assertEqual(["Resume a", "RemoveTags a"], self.did())

    @pytest.mark.correction("C5")
    def test_a_disk_that_hangs(self):
        """It costs one wait, its own downloads are left as they are, the others are seen to; no second look is begun."""
        self.add("a", 95, 1, save_path="/hung/x")
        self.add("b", 95, 2)
        self.begin()
        self.clock.advance(5)
        self.assertEqual(["AddTags b", "Pause b"], self.did())
        self.assertIn("The disk at /hung/x does not answer", self.supervisor.reports[-1].problems[0])
        for _ in range(4):
            self.pass_()
        self.assertEqual(1, len(self.looking))
        disk = Disk(path="/hung/x", device="2", free_bytes=50 * GIB, total_bytes=100 * GIB)
        self.looking[0].callback({"/hung/x": disk})
        self.disks["/hung/x"] = disk
        self.pass_()
        self.assertEqual(["AddTags a", "Pause a"], self.did())
        self.assertEqual((), self.supervisor.reports[-1].problems)

    def test_what_it_tells(self):
        """How each pool stands, what waits there, and that the limit is out of reach when nothing is left to be paused."""
        self.add("a", 50, 1)
        self.room(5)
        self.begin()
        report = self.supervisor.reports[-1]
        (pool,) = report.pools
        self.assertEqual(
            (1, 1, "1 download waits for room on 1 disk"), (report.torrents, report.paused, report.summary)
        )
        self.assertEqual(("the disk of qBit", 5 * GIB, 10 * GIB), (pool.name, pool.free_bytes, pool.guard_bytes))
        self.assertEqual(("a", 50 * GIB), (pool.paused[0].name, pool.paused[0].left_bytes))
        self.assertEqual((), report.problems)  # it has only just begun
        self.add("o", 3, 1, category="mine")
        self.pass_()
        (problem,) = self.supervisor.reports[-1].problems
        self.assertIn("5 GiB are free and 10 GiB are to stay free", problem)
        self.assertIn("must not be paused will take 3 GiB more", problem)
        self.room(200)
        self.pass_()
        self.pass_()
        self.assertEqual((0, ()), (self.supervisor.reports[-1].paused, self.supervisor.reports[-1].problems))

    def test_a_supervisor_without_an_answer(self):
        """It is asked again; nothing else happens."""
        self.add("a", 95)
        self.supervisor.is_there = False
        self.begin()
        self.assertEqual([], self.did())
        self.supervisor.is_there = True
        self.pass_()
        self.assertEqual(["AddTags a", "Pause a"], self.did())

    def test_stop(self):
        """Mid-turn, twice: nothing is scheduled any more."""
        self.add("a", 95, 1, save_path="/hung")
        self.begin()
        for _ in range(2):
            self.successResultOf(self.loop.stop())
        self.assertEqual([], self.clock.getDelayedCalls())
