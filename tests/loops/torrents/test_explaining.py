"""A torrent loop tells why a torrent is still there."""

from qbitrr.loops.torrents.deciding import explaining
from qbitrr.loops.torrents.loop import TorrentLoop
from qbitrr.model.shown.explained import Explained
from qbitrr.wire.messages import Perform, Performed
from qbitrr.wire.torrent_orders import ExplainTorrent
from tests.loops.torrents.world import HASH, NOW, LoopCase, hash_of


class ExplainingCase(LoopCase):
    """Asks a loop as the supervisor does."""

    loop: TorrentLoop

    def asked(self, hash_: str = HASH, speed: float | None = None) -> Performed:
        """What the loop answers."""
        self.loop.message(Perform(id=7, what=ExplainTorrent(instance="qBit", hash=hash_, upload_speed=speed)))
        self.settle()
        answer = self.child.performed_.pop()
        self.assertEqual(7, answer.id)
        return answer

    def explained(self, hash_: str = HASH, speed: float | None = None) -> Explained:
        """What the loop tells."""
        answer = self.asked(hash_, speed)
        assert answer.explained is not None
        return answer.explained

    def check(self, found: Explained, name: str):
        """The check of a rule that tells most."""
        (rule,) = (each for each in found.rules if each.name == name)
        return rule.checks[rule.telling]


class ExplainingTests(ExplainingCase):
    torrent_settings = "StalledDelay = 15"

    def test_a_stalled_download(self):
        """It is told from what the loop remembers, with the key as it stands in the file; nothing is done for it."""
        self.begin()
        self.tell(self.watched(self.torrent(state="stalledDL"), idle=300.0))
        self.settle(1)
        self.wanted()
        found = self.explained()
        check = self.check(found, "stalled")
        self.assertEqual("stalled_waiting", found.why.code)
        self.assertEqual("Radarr.Torrent.StalledDelay", check.setting)
        self.assertTrue(check.would_change.endswith("Change Radarr.Torrent.StalledDelay."))
        self.assertApproximates(600.0, check.seconds_left, 5.0)
        self.assertTrue(found.is_listed)
        self.assertEqual([], self.wanted())

    def test_it_tells_what_was_decided(self):
        """The reason is that of the last decision."""
        self.begin()
        self.tell(self.torrent(category="recheck"))
        self.settle(1)
        self.assertEqual("recheck_category", self.explained().why.code)

    def test_what_is_under_way(self):
        """While a step is being done that is said."""
        self.begin()
        self.child.manual = True
        self.tell(self.torrent(state="stoppedDL"))
        self.settle(1)
        self.assertTrue(self.explained().under_way)

    def test_what_has_no_next_look(self):
        """While nothing is planned for it, since a step on it is not done yet, it is told all the same: by a time that can be told."""
        self.begin()
        self.child.manual = True
        self.tell(self.torrent(state="stoppedDL"))
        self.settle(1)
        self.tell(self.torrent(state="stoppedDL", name="Renamed meanwhile"))
        self.settle(1)
        found = self.explained()
        self.assertTrue(found.under_way)
        self.assertTrue(NOW < found.look_again_at < NOW + 7 * 3600)

    def test_a_client_that_is_away(self):
        """It is told as it was, and that its client is away."""
        self.begin()
        self.tell(self.torrent())
        self.tell(listed=False)
        self.assertFalse(self.explained().is_listed)

    def test_what_it_does_not_know(self):
        """A torrent it was not told of, or that cannot be decided about, is an answer, too."""
        self.begin()
        self.tell(self.torrent())
        answer = self.asked(hash_of(9))
        self.assertEqual(("failed", None), (answer.result, answer.explained))

        def broken(*args):
            raise ZeroDivisionError

        self.patch(explaining, "explain", broken)
        self.assertEqual("failed", self.asked().result)
        self.assertEqual(1, len(self.flushLoggedErrors(ZeroDivisionError)))

    def test_changed_settings(self):
        """By other settings it tells others, and its duty at the speed it is given."""
        self.begin()
        self.tell(self.finished())
        self.settle(1)
        found = self.explained(speed=2048.0)
        assert found.duty is not None
        self.assertEqual(("none", 2048.0), (found.duty.duty, found.duty.upload_speed))


class ManagedTests(ExplainingCase):
    qbit_settings = 'ManagedCategories = ["misc"]\n[qBit.CategorySeeding]\nMaxUploadRatio = 2\nRemoveTorrent = 1\n'

    def test_a_managed_category(self):
        """Without an Arr it is told the same way, with the keys of the client's section."""
        self.begin("qBit")
        self.tell(self.finished(category="misc", ratio=0.5))
        self.settle(1)
        found = self.explained()
        self.assertEqual("qBit.CategorySeeding.MaxUploadRatio", self.check(found, "at_limit").setting)
        self.assertEqual("seeding", found.why.code)
