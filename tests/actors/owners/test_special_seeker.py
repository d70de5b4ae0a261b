"""Whose a torrent in a special category is that nobody had before."""

from typing import Any

from attrs import field, frozen
from twisted.internet.defer import Deferred, fail, succeed

from qbitrr.actors.owners.arr_actor import ArrActor
from qbitrr.actors.owners.special_seeker import SpecialSeeker
from qbitrr.errors import NotReady
from qbitrr.wire.messages import Performed
from tests.actors.owners.test_dispatcher import DispatcherCase, Owner
from tests.actors.world import HASH

STRANGE = "d" * 40


@frozen(eq=False)
class Arr(ArrActor):
    """An Arr that says what the test wants."""

    owner: Owner
    says: list[Any] = field(factory=list)
    asked: list[Any] = field(factory=list)

    def tell_torrents(self, message: Any) -> None:
        self.owner.tell_torrents(message)

    def order(self, order: Any, patience_seconds: float = 0.0) -> Deferred[Performed]:
        self.asked.append(order)
        said = self.says[-1] if self.says else None
        if isinstance(said, Deferred):
            return said
        if said is None:
            return fail(NotReady("its loop is not running"))
        return succeed(Performed(id=1, result="done", knows=said))


class SeekerCase(DispatcherCase):
    def setUp(self) -> None:
        super().setUp()
        self.arrs = {"Radarr": Arr(owner=self.radarr), "Sonarr": Arr(owner=self.sonarr)}
        self.dispatcher._owners.update(self.arrs)  # type: ignore[attr-defined]
        self.seeker = SpecialSeeker(
            clients=self.actors, owners=self.arrs, router=self.dispatcher._router, tell_again=self.dispatcher.tell_again,
            journal=self.journal, clock=self.clock,
        )  # fmt: skip
        self.seeker.startService()
        self.addCleanup(lambda: self.done(self.seeker.stopService()))


class SeekerTests(SeekerCase):
    def say(self, **knows: Any) -> None:
        for section, said in knows.items():
            self.arrs[section].says.append({STRANGE: said} if isinstance(said, bool) else said)

    def arrives(self, category: str = "failed") -> None:
        self.sim.add(name="Strange", hash=STRANGE, category=category)
        self.settle(10)

    def owner(self) -> str | None:
        return self.dispatcher._router.section_of(("qBit", STRANGE))

    def test_the_second(self):
        """It goes to the Arr that knows it, not to the first, and stays with it; it is told."""
        self.say(Radarr=False, Sonarr=True)
        self.arrives()
        self.assertEqual("Sonarr", self.owner())
        self.assertEqual([STRANGE], [each.hash for each in self.sonarr.heard[-1].torrents])
        self.assertNotIn(STRANGE, [each.hash for news in self.radarr.heard for each in news.torrents])
        self.assertEqual(
            ["Strange, in the category failed: Sonarr knows it, and looks after it now"], self.texts("owner")
        )
        self.assertEqual("tv", self.dispatcher._router.last_owner(("qBit", STRANGE))[1])
        self.settle(100, step=1)
        self.assertEqual([1, 1], [len(each.asked) for each in self.arrs.values()])

    def test_one_that_is_silent(self):
        """Until all have answered it is nobody's, whatever the others say; that is said once."""
        self.say(Radarr=True, Sonarr=None)
        self.arrives("recheck")
        self.settle(100, step=1)
        self.assertIsNone(self.owner())
        self.assertEqual(
            ["Strange, in the category recheck: nobody looks after it: Sonarr cannot say whether it is theirs"],
            self.texts("owner"),
        )
        self.say(Sonarr=False)
        self.settle(60, step=1)
        self.assertEqual("Radarr", self.owner())

    def test_nobody_knows_it(self):
        """Then it is nobody's, and asked about seldom."""
        self.say(Radarr=False, Sonarr=False)
        self.arrives()
        self.settle(500, step=5)
        self.assertIsNone(self.owner())
        self.assertEqual(1, len(self.arrs["Radarr"].asked))

    def test_moved_meanwhile(self):
        """What a person moves on while an Arr thinks is whose it is by its category."""
        waiting: Deferred[Performed] = Deferred()
        self.say(Radarr=False, Sonarr=waiting)
        self.arrives()
        self.sim.change(STRANGE, category="radarr")
        self.settle(5)
        waiting.callback(Performed(id=1, result="done", knows={STRANGE: True}))
        self.settle(5)
        self.assertEqual("Radarr", self.owner())

    def test_those_with_an_owner(self):
        """Nobody is asked about what somebody had."""
        self.sim.change(HASH, category="failed")
        self.settle(30)
        self.assertEqual("Radarr", self.dispatcher._router.section_of(("qBit", HASH)))
        self.assertEqual([], self.arrs["Radarr"].asked)
