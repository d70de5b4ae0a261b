"""What only a client knows of its torrents, asked of it within bounds."""

from msgspec.structs import replace
from twisted.internet.defer import Deferred

from qbitrr.actors.browser.torrent_details import ASKED_SECONDS, TorrentDetails
from qbitrr.errors import NotReady, TimedOut, Unknown
from tests.actors.world import QbitCase

HASH = f"{7:040x}"


class TorrentDetailsTests(QbitCase):
    def setUp(self) -> None:
        super().setUp()
        self.client = self.qbit()
        self.client.add(name="T", hash=HASH, category="radarr")
        self.begin("qBit")
        self.details = TorrentDetails(self.actors, self.clock)

    def test_asked(self):
        """Files, trackers and speeds of what is there; what is not is left out of the speeds."""
        self.assertTrue(self.done(self.details.files("qBit", HASH)))
        self.assertIsNotNone(self.done(self.details.trackers("qBit", HASH)))
        speeds = self.done(self.details.speeds("qBit", (HASH, "f" * 40)))
        self.assertEqual([HASH], [each.hash for each in speeds])

    def test_no_such_thing(self):
        """No such client, no such torrent."""
        for instance, hash in (("qBit-No", HASH), ("qBit", "f" * 40)):
            self.failureResultOf(self.details.files(instance, hash), Unknown)

    def test_bounds(self):
        """A client that hangs is waited for so long; of more questions than may wait the last is refused at once."""
        self.actors["qBit"].client.files = lambda hash: Hanging()
        asked = [self.details.files("qBit", HASH) for _ in range(18)]
        self.failureResultOf(self.details.files("qBit", HASH), NotReady)
        self.clock.advance(ASKED_SECONDS)
        self.failureResultOf(asked[0], TimedOut)
        for each in asked[1:]:
            each.cancel()
            each.addErrback(lambda _: None)

    def test_away(self):
        """A client that does not answer is not asked."""
        actor = self.actors["qBit"]
        actor.status = replace(actor.status, state="disconnected")
        self.failureResultOf(self.details.trackers("qBit", HASH), NotReady)


class Hanging:
    def __await__(self):
        return Deferred().__await__()
