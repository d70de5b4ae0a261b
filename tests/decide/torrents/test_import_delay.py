"""How soon after its completion a download is handed over."""

from attrs import evolve
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.decide.torrents.rules import Decision, decide
from qbitrr.model.steps import Import
from qbitrr.model.torrents.facts import TorrentFacts
from qbitrr.model.torrents.memory import Memory
from qbitrr.model.torrents.queue import Record
from qbitrr.model.torrents.rules import OwnerRules
from qbitrr.model.torrents.told import Told
from qbitrr.model.torrents.torrent import Torrent

NOW = 1_700_000_000
DONE = Torrent(
    instance="qBit",
    hash="aa",
    state="stalledUP",
    category="radarr",
    added_on=NOW - 3600,
    completion_on=NOW - 1,
    progress=1.0,
)
LISTED = Record(hash="aa", state="downloading", ids=(7,), media_ids=(3,))
AT_ONCE = OwnerRules(section="Radarr", import_delay_seconds=0)


def imports(decision: Decision) -> bool:
    """Whether the decision asks for an import."""
    return any(isinstance(step, Import) for step in decision.steps)


class ImportDelay(SynchronousTestCase):
    """A download the Arr lists may go over at once; one it does not list gets time."""

    def test_listed_goes_at_once(self) -> None:
        """Without a delay a listed download is handed over in the second it is complete."""
        self.assertTrue(imports(decide(TorrentFacts(torrent=DONE, record=LISTED), AT_ONCE, Memory(), NOW)))

    def test_unlisted_waits_a_minute(self) -> None:
        """A download the Arr does not list (yet) is not imported by its name before a minute of seeing it complete."""
        grabbed = TorrentFacts(torrent=DONE, told=Told.GRABBED)
        early = decide(grabbed, AT_ONCE, Memory(), NOW)
        self.assertFalse(imports(early))
        self.assertTrue(imports(decide(grabbed, AT_ONCE, early.memory, NOW + 60)))

    def test_configured_delay(self) -> None:
        """With a delay a listed download waits for its end, and is looked at again then."""
        rules = evolve(AT_ONCE, import_delay_seconds=30)
        early = decide(TorrentFacts(torrent=DONE, record=LISTED), rules, Memory(), NOW)
        self.assertFalse(imports(early))
        self.assertLessEqual(early.look_again_at, NOW + 30)
        self.assertTrue(
            imports(decide(TorrentFacts(torrent=DONE, record=LISTED), rules, early.memory, early.look_again_at))
        )
