"""What would be done now: every loop is asked, and nothing is done."""

from typing import Any

from attrs import evolve
from twisted.internet.defer import Deferred, fail, succeed

from qbitrr.actors.owners.previewer import Previewer
from qbitrr.actors.owners.router import Router
from qbitrr.config.load import load
from qbitrr.config.plain import build
from qbitrr.config.schema.config import Config
from qbitrr.errors import NotReady
from qbitrr.model.owners import POLICY
from qbitrr.model.reasons import Reason
from qbitrr.model.shown.previewed import Preview, PreviewCount, PreviewedShare, PreviewedStep, PreviewFilter
from qbitrr.resolved.owners import category_owners
from qbitrr.wire.messages import Performed
from qbitrr.wire.torrent_orders import PreviewTorrents
from tests.actors.world import HASH, ServicesCase

CONFIG = """
[Settings]
SchemaVersion = 1
{settings}
[qBit]
Host = "localhost"
{qbit}
[Radarr]
Managed = true
URI = "http://radarr:7878"
APIKey = "0123456789abcdef"
Category = "{category}"
"""
WHY = Reason(code="seeding_limit", rule=10, text="Its limit is reached.")
GOING = PreviewedStep(
    instance="qBit",
    hash=HASH,
    name="Movie",
    section="Radarr",
    category="radarr",
    step="removal",
    why=WHY,
    data="delete",
)
SAID = PreviewedShare(
    torrents=1,
    counts=(
        PreviewCount(section="Radarr", step="removal", data="delete", rule=10, code="seeding_limit", count=1, new=1),
    ),
    listed=(GOING,),
)


def configured(settings: str = "", qbit: str = "", category: str = "radarr") -> Config:
    return load(CONFIG.format(settings=settings, qbit=qbit, category=category), {}).config


class FakeOwner:
    """Has a loop that says what the test wants."""

    def __init__(self) -> None:
        self.children = {"torrent": None, "search": None}
        self.answer: Deferred[Performed] = succeed(Performed(id=1, result="done", previewed=SAID))
        self.orders: list[PreviewTorrents] = []

    def order(self, order: Any, patience_seconds: float) -> Deferred[Performed]:
        self.orders.append(order)
        return self.answer


class PreviewerTests(ServicesCase):
    def setUp(self) -> None:
        super().setUp()
        self.qbit().add(name="Movie", hash=HASH, category="radarr", progress=1.0, uploaded=10**15, downloaded=1_000)
        self.qbits["qBit"].add(
            name="Seed", hash="b" * 40, category="seeds", progress=1.0, uploaded=10**15, downloaded=1_000
        )
        self.build()
        self.furnish()
        self.owner = FakeOwner()
        self.owners: dict[str, Any] = {"Radarr": self.owner}
        self.router = Router(
            owners=category_owners(configured()), remember=lambda _: None, forget=lambda _: None
        )  # fmt: skip
        self.previewer = Previewer(
            clients=self.actors, owners=self.owners, router=self.router, foresee=self.removals.foresee, clock=self.clock
        )

    def previewed(self, config: Config | None = None, renamed: Any = None, **wanted: Any) -> Preview:
        asked = self.previewer.preview(config or configured(), renamed or {}, PreviewFilter(**wanted))
        found: Preview = self.done(Deferred.fromCoroutine(asked), 40.0)
        return found

    def test_asked(self) -> None:
        """Its loop gets the other configuration, and only that; no client is asked anything."""
        before = len(self.qbits["qBit"].requests)
        config = configured("DryRun = false\nProtectedTags = ['mine']")
        found = self.previewed(config, limit=7)
        (order,) = self.owner.orders
        self.assertEqual(("Radarr", 7, ()), (order.section, order.wanted.limit, order.leaving))
        self.assertEqual(["mine"], list(build(order.config).settings.protected_tags))
        self.assertEqual(((GOING,), (), None), (found.listed, found.moves, found.last))
        self.assertEqual((False, 50), (found.dry_run, found.removals_per_hour))
        self.assertEqual([], self.asked())
        self.assertEqual([], self.qbits["qBit"].requests[before:])

    def test_rails(self) -> None:
        """What would hold a removal by that configuration is said, also where what is in force would not."""
        self.assertEqual("", self.previewed().listed[0].held_by)
        found = self.previewed(configured("ProtectedCategories = ['radarr']"))
        self.assertEqual(
            ("protected", "It is protected by its category."), (found.listed[0].held_by, found.listed[0].held_text)
        )
        found = self.previewed(configured("DryRun = true"))
        self.assertEqual((True, "dry_run"), (found.dry_run, found.listed[0].held_by))

    def test_first_sight(self) -> None:
        """What nobody looks after now and somebody would is decided about as at first sight, and its move is told."""
        limit = "ManagedCategories = ['seeds']\n[qBit.CategorySeeding]\nMaxUploadRatio = 2\nRemoveTorrent = 1"
        found = self.previewed(configured(qbit=limit))
        (move,) = found.moves
        self.assertEqual(
            ("qBit", "seeds", "", "qBit", 1), (move.instance, move.category, move.before, move.after, move.torrents)
        )
        self.assertEqual(["Radarr", "qBit"], [each.section for each in found.sections])
        self.assertEqual([("Movie", "delete"), ("Seed", "keep")], [(each.name, each.data) for each in found.listed])
        self.assertEqual((("qBit", "seeds"),), self.owner.orders[0].leaving)
        self.assertEqual(1, len(self.previewed(configured(qbit=limit), limit=1).listed))
        self.assertEqual((0, "qBit", HASH), self.previewed(configured(qbit=limit), limit=1).last)

    def test_what_leaves(self) -> None:
        """What nobody would look after any more is told; what follows a section to its new name does not move."""
        found = self.previewed(configured(category="films"))
        self.assertEqual([("radarr", "Radarr", "")], [(each.category, each.before, each.after) for each in found.moves])
        config = configured()
        renamed = evolve(config, arrs=tuple(evolve(each, section="Radarr-B") for each in config.arrs))
        self.owner.orders.clear()
        self.assertEqual((), self.previewed(renamed, {"Radarr": "Radarr-B"}).moves)
        self.assertEqual("Radarr-B", self.owner.orders[0].section)

    def test_no_such_section_any_more(self) -> None:
        """The loop of a section that is taken out is not asked."""
        config = evolve(configured(), arrs=())
        found = self.previewed(config)
        self.assertEqual(([], ()), (self.owner.orders, found.sections))

    def test_loop_away(self) -> None:
        """What is not known is said, with why."""
        self.owner.answer = fail(NotReady("the torrent loop of Radarr is not running"))
        (section,) = self.previewed().sections
        self.assertEqual("the torrent loop of Radarr is not running", section.why_not)
        self.owner.answer = succeed(Performed(id=1, result="failed", text="its loop cannot read that configuration"))
        (section,) = self.previewed().sections
        self.assertEqual("its loop cannot read that configuration", section.why_not)

    def test_free_space(self) -> None:
        """What looks at disks is asked, too; before there is such a thing, that is said."""
        guarded = configured("FreeSpace = '10G'")
        self.assertIn("no disk is measured before", self.previewed(guarded).sections[1].why_not)
        policy = FakeOwner()
        policy.answer = succeed(Performed(id=1, result="done", previewed=PreviewedShare(torrents=4)))
        self.owners[POLICY] = policy
        found = self.previewed(guarded)
        self.assertEqual(
            (POLICY, 4, ""), (found.sections[1].section, found.sections[1].share.torrents, found.sections[1].why_not)
        )
        self.assertEqual(1, len(build(policy.orders[0].config).arrs))

    def test_one_at_a_time(self) -> None:
        """Each costs every loop a look at everything: a few wait, more are refused."""
        self.owner.answer = Deferred()
        asked = [
            Deferred.fromCoroutine(self.previewer.preview(configured(), {}, PreviewFilter())) for _ in range(5)
        ]  # fmt: skip
        self.assertEqual(1, len(self.owner.orders))
        with self.assertRaises(NotReady):
            self.previewed()
        self.owner.answer.callback(Performed(id=1, result="done", previewed=SAID))
        self.owner.answer = succeed(Performed(id=1, result="done", previewed=SAID))
        self.settle(1)
        self.assertEqual([1] * 5, [len(self.successResultOf(each).listed) for each in asked])
