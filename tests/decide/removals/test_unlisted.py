"""When the Arr's memory of a grab stands in for the record it does not have."""

from msgspec.structs import replace
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.decide.removals.unlisted import by_grab, needs_grab
from qbitrr.model.reasons import Reason
from qbitrr.model.steps import Data, Removal
from qbitrr.model.torrents.memory import Memory
from qbitrr.model.torrents.tags import IMPORTED
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.testing.strategies.memories import remembered

TORRENT = Torrent(instance="qBit", hash="aa", state="stalledDL", progress=0.5, amount_left=10)


def removal(rule: int = 13, data: Data = Data.DELETE, **more: bool) -> Removal:
    """A removal as decided without a record."""
    return Removal(instance="qBit", hash="aa", why=Reason(code="x", text="x", rule=rule), data=data, **more)


class NeedsGrab(SynchronousTestCase):
    """Only a failed, incomplete download that nobody has told the Arr about."""

    def test_rules(self) -> None:
        """Failures need it; reached limits and missing files do not."""
        needed = {rule for rule in range(19) if needs_grab(removal(rule), TORRENT, Memory())}
        self.assertEqual({1, 8, 9, 11, 13, 15, 16}, needed)

    def test_exceptions(self) -> None:
        """What is told already, kept, finished, imported or was blocklisted before is left alone."""
        finished = replace(TORRENT, progress=1.0, amount_left=0)
        imported = replace(TORRENT, tags=(IMPORTED,))
        for step, torrent, memory in (
            (removal(blocklist=True), TORRENT, Memory()),
            (removal(data=Data.KEEP), TORRENT, Memory()),
            (removal(), finished, Memory()),
            (removal(), imported, Memory()),
            (removal(), TORRENT, remembered(requeued=True)),
            (removal(), TORRENT, remembered(rejected=True)),
        ):
            self.assertFalse(needs_grab(step, torrent, memory), (step, torrent, memory))

    def test_by_grab(self) -> None:
        """With media it is searched again if that is wanted; without, there is nothing to search."""
        self.assertEqual((True, True), _told(by_grab(removal(), (3,), re_search=True)))
        self.assertEqual((True, False), _told(by_grab(removal(), (3,), re_search=False)))
        self.assertEqual((True, False), _told(by_grab(removal(), (), re_search=True)))


def _told(step: Removal) -> tuple[bool, bool]:
    return step.blocklist, step.search_again
