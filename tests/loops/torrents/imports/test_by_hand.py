"""A person has a download imported: at once, however often that was tried, by the same way as any other."""

from qbitrr.testing.arr import ImportOutcome
from qbitrr.wire.messages import Perform, Performed
from qbitrr.wire.torrent_orders import ImportTorrent
from tests.loops.torrents.imports.test_hand_over import ImportCase
from tests.loops.torrents.world import HASH, hash_of


class ByHandTests(ImportCase):
    def setUp(self) -> None:
        super().setUp()
        self.sim.commands.durations["DownloadedMoviesScan"] = 1.0

    def ordered(self, hash_: str = HASH) -> Performed:
        """What the loop answers to the order."""
        self.loop.message(Perform(id=7, what=ImportTorrent(instance="qBit", hash=hash_)))
        self.settle(3)
        (answer,) = [each for each in self.child.performed_ if each.id == 7]
        self.child.performed_.clear()
        return answer

    def test_after_the_last_attempt(self):
        """A person's word begins another, by the path of the Arr; it is journaled as that."""
        self.sim.outcomes[HASH] = ImportOutcome.block("Unable to parse file")
        self.grab(done=True, path="/arr/sees/Movie")
        self.begin()
        self.tell_finished()
        self.settle(3000, step=5)
        self.assertEqual(3, len(self.posted()))
        self.assertEqual("done", self.ordered().result)
        self.assertEqual(4, len(self.posted()))
        self.assertEqual("/arr/sees/Movie", self.posted()[-1]["path"])
        self.assertIn("A person wants it.", self.child.notes[-1].text)
        self.assertEqual(4, self.remembered().imports.attempts)

    def test_one_under_way(self):
        """At most one is: the next is to be asked for later."""
        self.sim.commands.durations["DownloadedMoviesScan"] = 60.0
        self.grab(done=True, path="/arr/sees/Movie")
        self.begin()
        self.tell_finished()
        self.settle(5)
        answer = self.ordered()
        self.assertEqual("retry", answer.result)
        self.assertIn("under way", answer.text)
        self.assertEqual(1, len(self.posted()))

    def test_what_must_not_be(self):
        """What holds more than the torrent is not handed over at a person's word either."""
        self.grab(done=True, path="/downloads/radarr")
        self.begin()
        self.tell(self.finished(content_path="/downloads/radarr"))
        self.settle(20)
        answer = self.ordered()
        self.assertEqual("failed", answer.result)
        self.assertIn("/downloads/radarr is", answer.text)
        self.assertEqual([], self.posted())

    def test_what_cannot_be(self):
        """What is not complete, or not there, is refused for good."""
        self.begin()
        self.tell(self.torrent())
        self.settle(1)
        answer = self.ordered()
        self.assertEqual(("failed", "it is not complete"), (answer.result, answer.text))
        self.assertEqual("failed", self.ordered(hash_of(9)).result)


class DryRunTests(ImportCase):
    settings = "DryRun = true"

    def test_dry_run(self):
        """It is held."""
        self.grab(done=True, path="/arr/sees/Movie")
        self.begin()
        self.tell_finished()
        self.settle(5)
        self.loop.message(Perform(id=7, what=ImportTorrent(instance="qBit", hash=HASH)))
        self.settle(3)
        (answer,) = [each for each in self.child.performed_ if each.id == 7]
        self.assertEqual(("held", "dry run"), (answer.result, answer.text))
