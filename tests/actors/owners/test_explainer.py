"""Why a torrent is still there: its loop is asked, and everybody who may stand in the way."""

from typing import Any

from attrs import evolve
from msgspec.structs import replace
from twisted.internet.defer import Deferred, fail, succeed

from qbitrr.actors.owners.explainer import Explainer
from qbitrr.actors.owners.router import Router
from qbitrr.actors.qbittorrent.mirror import Change
from qbitrr.decide.removals.survey import RAIL_WORDS
from qbitrr.errors import NotReady
from qbitrr.model.owners import CategoryOwner, Owners
from qbitrr.model.reasons import Reason
from qbitrr.model.removals.protection import Protection, RailSettings
from qbitrr.model.shown.explained import Explained, Explanation
from qbitrr.model.torrents.listed import ListedTorrent
from qbitrr.testing.qbittorrent import Dropped, SimulatedTracker
from qbitrr.wire.messages import Performed
from qbitrr.wire.torrent_orders import ExplainTorrent
from tests.actors.removals.test_rails import RULE, TRACKER
from tests.actors.world import HASH, ServicesCase

WHY = Reason(code="seeding", rule=18, text="It seeds.")
SAID = Explained(at=1.0, why=WHY, sentence="It seeds on.", rules=())


class FakeOwner:
    """Has a loop that says what the test wants."""

    def __init__(self) -> None:
        self.answer: Deferred[Performed] = succeed(Performed(id=1, result="done", explained=SAID))
        self.orders: list[ExplainTorrent] = []

    def order(self, order: Any, patience_seconds: float) -> Deferred[Performed]:
        self.orders.append(order)
        return self.answer


class ExplainerTests(ServicesCase):
    def setUp(self) -> None:
        super().setUp()
        self.qbit().add(
            name="Movie", hash=HASH, category="radarr", trackers=[SimulatedTracker(url=TRACKER)], progress=0.5
        )
        self.build()
        self.furnish()
        self.owner = FakeOwner()
        owners = Owners(
            owners=[
                CategoryOwner(section="Radarr", category="radarr"),
                CategoryOwner(section="qBit-b", category="b", instances=frozenset({"qBit-b"})),
            ]
        )
        self.explainer = Explainer(
            clients=self.actors, owners={"Radarr": self.owner},  # type: ignore[dict-item]
            router=Router(owners=owners, remember=lambda _: None, forget=lambda _: None), removals=self.removals,
            orders=self.orders, quarantined=self.quarantine.rows, clock=self.clock,
        )  # fmt: skip

    def explained(self, section: str = "Radarr") -> Explanation:
        torrent = self.actors["qBit"].get(HASH)
        assert torrent is not None
        listed = ListedTorrent(torrent=torrent, section=section, is_quarantined=False)
        found: Explanation = self.done(Deferred.fromCoroutine(self.explainer.explain(listed)), 40.0)
        return found

    def stopping(self, found: Explanation) -> list[str]:
        """The rails that stop a removal."""
        return [rail.rail for rail in found.rails if rail.stops]

    def test_live(self) -> None:
        """What its loop says is passed on, asked with the speed of this moment; nothing stands in the way."""
        found = self.explained()
        self.assertEqual((SAID, True, "It seeds on."), (found.explained, found.is_live, found.sentence))
        self.assertEqual([], self.stopping(found))
        self.assertEqual([*RAIL_WORDS, "shared_data", "blast_radius"], [each.rail for each in found.rails])
        (order,) = self.owner.orders
        self.assertEqual(("qBit", HASH, 0.0), (order.instance, order.hash, order.upload_speed))
        self.assertEqual([], self.asked())

    def test_rails(self) -> None:
        """Whatever would stop a removal is named: all at once, not only the first."""
        self.on_hold = lambda *sections: "on hold"
        self.settings = RailSettings(dry_run=True, protection=Protection(categories=frozenset({"radarr"})))
        self.rules = evolve(self.rules, trackers={"qBit": [RULE]})
        found = self.explained()
        self.assertEqual(["dry_run", "hold", "protected", "hit_and_run"], self.stopping(found))
        texts = {rail.rail: rail for rail in found.rails}
        self.assertEqual("Settings.ProtectedTags", texts["protected"].setting)
        self.assertTrue(texts["hold"].would_change)

    def test_loop_away(self) -> None:
        """What it said last is told as such; when it never said anything, why not."""
        self.owner.answer = fail(NotReady("the torrent loop of Radarr is not running"))
        found = self.explained()
        self.assertEqual((None, False), (found.explained, found.is_live))
        self.assertIn("not running", found.sentence)
        self.owner.answer = succeed(Performed(id=1, result="done", explained=SAID))
        self.explained()
        self.owner.answer = fail(NotReady("the torrent loop of Radarr is not running"))
        found = self.explained()
        self.assertEqual((SAID, False), (found.explained, found.is_live))
        self.assertIn("As last known: It seeds on.", found.sentence)
        self.explainer.seen(self.actors["qBit"], Change(lost=frozenset({HASH})))
        self.owner.answer = succeed(Performed(id=1, result="failed", text="it was not told of it yet"))
        found = self.explained()
        self.assertEqual((None, "it was not told of it yet"), (found.explained, found.why_not))

    def test_client_away(self) -> None:
        """Its loop tells it as it was; its speed is not asked for."""
        self.qbits["qBit"].faults.next(Dropped(), path=".*", times=None)
        self.settle(130)
        self.owner.answer = succeed(Performed(id=1, result="done", explained=replace(SAID, is_listed=False)))
        found = self.explained()
        self.assertTrue(found.sentence.startswith("Its client does not answer"))
        self.assertIsNone(self.owner.orders[0].upload_speed)
        self.assertIn("listing", self.stopping(found))

    def test_nobodys(self) -> None:
        """Its category is named, and those that are looked after on its client."""
        found = self.explained(section="")
        self.assertEqual((("radarr", "Radarr"),), found.watched)
        self.assertIn("'radarr' is not watched on qBit. Watched there: radarr (Radarr).", found.sentence)
        self.assertEqual([], self.owner.orders)

    def test_removal_and_quarantine(self) -> None:
        """A removal that waits says what for; in quarantine nobody is asked, and it says until when."""
        self.settings = RailSettings(cap=1)
        self.done(Deferred.fromCoroutine(self.removals.submit("Radarr", [self.removal()])))
        found = self.explained()
        assert found.removal is not None
        self.assertIn("Its removal waits: It is judged together", found.sentence)
        self.settle(30)
        self.assertIn(("qBit", HASH), self.quarantine.rows)
        self.owner.orders.clear()
        found = self.explained()
        assert found.quarantined is not None
        self.assertIn("It is in quarantine: in ", found.sentence)
        self.assertIn("unless a person takes it back", found.sentence)
        self.assertEqual([], self.owner.orders)
