"""A torrent of a managed category that somebody moved to a special one: what was expected of it still is."""

from qbitrr.model.steps import AddTags, Recheck, RemoveTags, SetCategory
from qbitrr.model.torrents.tags import HNR_ACTIVE
from qbitrr.model.torrents.torrent import Tracker
from qbitrr.wire.messages import Perform
from qbitrr.wire.torrent_orders import ExplainTorrent
from tests.loops.torrents.world import HASH, LoopCase

FIELDS = {"category": "seed/films", "hosts": ("t.example",), "ratio": 0.5}


class SpecialCategoryTests(LoopCase):
    qbit_settings = """\
ManagedCategories = ["seed"]
MatchSubcategories = true
[[qBit.CategorySeeding.Categories]]
Name = "seed"
HitAndRunMode = "and"
MinSeedRatio = 1.0
RemoveTorrent = 1
MaxUploadRatio = 5.0
"""

    def setUp(self) -> None:
        super().setUp()
        self.begin("qBit")
        self.child.trackers[HASH] = (Tracker(url="http://t.example/a", status=2),)
        self.tell(self.finished(**FIELDS))
        self.settle(5)
        self.assertIn(HNR_ACTIVE, self.tags(AddTags))

    def tags(self, kind: type[AddTags | RemoveTags]) -> list[str]:
        """The tags asked for since the last call."""
        return [tag for step in self.child.wanted if isinstance(step, kind) for tag in step.tags]

    def test_its_own_override(self):
        """The duty of its category, as named for the category above, is open there, too; also after a start."""
        moved = self.finished(**FIELDS | {"category": "recheck", "tags": (HNR_ACTIVE, "qBitrr-allowed_seeding")})
        self.tell(moved)
        self.settle(5)
        self.assertEqual({"seed/films"}, {each.category for each in self.child.wanted if isinstance(each, SetCategory)})
        self.assertTrue([each for each in self.child.wanted if isinstance(each, Recheck)])
        self.assertEqual([], self.tags(RemoveTags))
        self.end()
        self.begin("qBit")
        self.tell_all()
        self.settle(5)
        self.assertEqual([], self.tags(RemoveTags))
        self.loop.message(Perform(id=7, what=ExplainTorrent(instance="qBit", hash=HASH)))  # type: ignore[union-attr]
        self.settle(1)
        settings = {
            check.setting
            for rule in self.child.performed_[-1].explained.rules
            for check in rule.checks
            if check.setting
        }
        self.assertIn("qBit.CategorySeeding.Categories[0].RemoveTorrent", settings)
