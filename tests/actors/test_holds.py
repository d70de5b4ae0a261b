"""Holds: in force at once, over by themselves, stored; and while one is in force no client sees a changing request."""

from functools import partial
from typing import Any
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.internet.defer import fail

from qbitrr.actors.holds import Holds
from qbitrr.actors.owners.dispatcher import Dispatcher
from qbitrr.actors.owners.router import Router
from qbitrr.errors import QbitrrError, StoreError, Unknown, Unreachable
from qbitrr.model.owners import CategoryOwner, Owners
from qbitrr.model.reasons import Reason
from qbitrr.model.steps import AddTags, Data, Pause, Recheck, Result, SetCategory
from qbitrr.model.torrents.labels import ClientLabels
from tests.actors.owners.test_dispatcher import Network
from tests.actors.world import HASH, ServicesCase

WHY = Reason(code="test", text="because")
OTHER, SET_ASIDE = "b" * 40, "c" * 40


class HoldCase(ServicesCase):
    """Everything that changes something in a client, over one that can be put on hold."""

    def setUp(self) -> None:
        super().setUp()
        self.furnished()

    def furnished(self) -> None:
        self.sim = self.qbit()
        for hash_ in (HASH, OTHER, SET_ASIDE):
            self.sim.add(name="Movie", hash=hash_, category="radarr")
        self.build()
        self.hold_again()
        owners = Owners(owners=(CategoryOwner(section="Radarr", category="radarr"),))
        self.dispatcher = Dispatcher(
            clients=self.actors,
            owners={},
            router=Router(owners=owners, remember=lambda _: None, forget=lambda _: None),
            network=Network(),  # type: ignore[arg-type]
            quarantine=self.quarantine,
            removals=self.removals,
            journal=self.journal,
            clock=self.clock,
            shared_data=self.shared_data,
            tags=self.tags,
            waivers=self.waivers,
            clean_up=self.clean_up,
            on_hold=lambda *sections: self.on_hold(*sections),
        )
        self.furnish()
        self.actors["qBit"].client.on_hold = lambda: self.on_hold("qBit")

    def hold_again(self) -> None:
        """The holds over the file, as after a start."""
        self.holds = Holds(database=self.database, journal=self.journal, clock=self.clock)
        self.done(self.holds.load())
        self.holds.subscribe(self.turned)
        self.holds.startService()
        self.addCleanup(self.holds.stopService)
        self.on_hold = self.holds.why

    def turned(self) -> None:
        self.quarantine.hold_turned()
        self.removals.hold_turned()
        for actor in self.actors.values():
            actor.poll_soon()

    def hold(self, scope: str = "all", seconds: float = 600.0, reason: str = "moving disks") -> None:
        self.done(self.holds.begin(scope, seconds, reason))

    def steps(self, *steps: Any) -> list[Result]:
        return [each.result for each in self.done(self.dispatcher.carry_out("Radarr", steps))]

    def order(self, what: Any) -> Any:
        try:
            return self.done(what)
        except QbitrrError as error:
            return error


class HoldsTests(HoldCase):
    def test_scopes(self):
        """A section is held by its own hold and by that of everything; the last to end counts."""
        self.assertEqual("", self.holds.why("Radarr", "qBit"))
        self.hold("Radarr")
        self.assertIn("moving disks", self.holds.why("qBit", "Radarr"))
        self.assertEqual("", self.holds.why("qBit"))
        self.hold(seconds=60, reason="a moment")
        self.assertIn("a moment", self.holds.why("qBit"))
        self.assertIn("moving disks", self.holds.why("Radarr"))
        self.assertEqual(["all", "Radarr"], [each.scope for each in self.holds.all()])

    def test_ends(self):
        """It ends by itself, or by a person; both are journaled, and what does not exist cannot be ended."""
        self.hold(seconds=100)
        self.hold("Radarr", seconds=300)
        self.settle(101, step=1)
        self.assertEqual(["Radarr"], [each.scope for each in self.holds.all()])
        self.done(self.holds.end("Radarr"))
        self.assertEqual((), self.holds.all())
        with self.assertRaises(Unknown):
            self.done(self.holds.end("Radarr"))
        entries = self.done(self.journal.read(limit=10, act="hold"))
        self.assertEqual(4, len(entries))
        self.hold_again()
        self.assertEqual((), self.holds.all())

    def test_outlives_a_restart(self):
        """A start finds it in force; one whose time is over by then is not."""
        self.hold(seconds=100)
        self.hold("Radarr", seconds=300)
        self.holds.stopService()
        self.clock.advance(150)
        self.hold_again()
        self.assertEqual(["Radarr"], [each.scope for each in self.holds.all()])

    def test_renamed(self):
        """A section that gets another name stays on hold, over a restart, too."""
        self.hold("Radarr")
        self.holds.rename({"Radarr": "Radarr-4K", "Sonarr": "Sonarr-4K"})
        self.settle(1)
        for _ in range(2):
            self.assertEqual(["Radarr-4K"], [each.scope for each in self.holds.all()])
            self.hold_again()

    def test_file_cannot_be_written(self):
        """It is in force all the same, and who asked for it knows that a restart would end it."""
        self.patch(self.database, "run", lambda *args: fail(StoreError("full")))
        with self.assertRaises(StoreError):
            self.hold()
        self.assertNotEqual("", self.holds.why("Radarr"))


class NothingIsChangedTests(HoldCase):
    def test_steps(self):
        """Steps of a section, or in a client, on hold are journaled as held, once for each hold."""
        pause = Pause(instance="qBit", hash=HASH, why=WHY)
        for scope in ("Radarr", "qBit", "all"):
            self.hold(scope)
            self.assertEqual([[Result.HELD]] * 2, [self.steps(pause) for _ in range(2)])
            self.done(self.holds.end(scope))
        self.assertEqual([], self.asked())
        held = self.done(self.journal.read(limit=10, act="pause"))
        self.assertEqual(["held"], list({each.result for each in held}))
        self.assertEqual([Result.DONE], self.steps(pause))
        self.assertEqual(["torrents/stop"], self.asked())

    def test_removal_goes_on(self):
        """A removal asked for under hold waits, and says for what; when the hold is over it is seen through."""
        self.hold(seconds=300)
        self.submit(self.removal())
        self.settle(30, step=1)
        (waiting,) = self.orders.all()
        self.assertEqual("hold", waiting.held_by)
        self.assertEqual(([], []), (self.asked(), self.arr_children.log))
        self.settle(330, step=1)
        self.assertTrue(self.sim.torrents[HASH].category == "qbitrr-quarantine" or HASH in dict(self.quarantine.rows))
        self.assertEqual(["blocklist", "search"], self.arr_children.log)

    def test_labels(self):
        """What a client lacks is created after the hold."""
        self.hold(seconds=60)
        self.actors["qBit"].want(ClientLabels(categories=("new",)))
        self.settle(10)
        self.assertEqual(([], "connected"), (self.asked(), self.actors["qBit"].status.state))
        self.settle(60, step=1)
        self.assertIn("torrents/createCategory", self.asked())

    def test_moved_out_by_hand(self):
        """What a person moves out of quarantine in the client under hold loses our tag after it."""
        self.gathered(self.removal(data=Data.DELETE))
        self.settle(5)
        self.assertIn(("qBit", HASH), self.quarantine.rows)
        self.hold(seconds=60)
        self.sim.change(HASH, category="radarr")
        self.asked()
        self.settle(20)
        self.assertEqual([], self.asked())
        self.settle(60, step=1)
        self.assertIn("torrents/removeTags", self.asked())
        self.assertEqual({}, dict(self.quarantine.rows))

    def test_taken_back(self):
        """What a person takes back under hold stays set aside, and is said to wait; it can be had once the hold is over."""
        self.gathered(self.removal(data=Data.DELETE))
        self.settle(5)
        self.hold(seconds=60)
        self.asked()
        outcome = self.order(self.orders.cancel("qBit", HASH))
        self.assertEqual(Result.HELD, outcome.result)
        self.assertIn("moving disks", outcome.why)
        self.assertEqual([], self.asked())
        self.settle(70, step=1)
        self.assertEqual(Result.DONE, self.order(self.orders.cancel("qBit", HASH)).result)

    def test_taking_back_that_broke_off(self):
        """What was begun before the hold of its section is brought to its end after it."""
        self.gathered(self.removal(data=Data.DELETE))
        self.settle(5)
        client = self.actors["qBit"].client
        with mock.patch.object(client, "set_category", side_effect=Unreachable(where="qBit", why="gone")):
            self.assertEqual(Result.RETRY, self.order(self.orders.cancel("qBit", HASH)).result)
        self.hold("Radarr", seconds=300)
        self.asked()
        self.settle(200, step=5)
        self.assertEqual(([], {("qBit", HASH)}), (self.asked(), set(self.quarantine.rows)))
        self.settle(200, step=5)
        self.assertEqual({}, dict(self.quarantine.rows))
        self.assertEqual("radarr", self.sim.torrents[HASH].category)

    @settings(max_examples=5)
    @given(st.data())
    def test_whatever_is_wanted(self, data: st.DataObject) -> None:
        """Whatever children and persons want, whatever is under way or due when the hold begins: nothing is sent until it ends."""
        self.kill()
        self.path.unlink()
        self.grace = 120.0
        self.furnished()
        self.gathered(self.removal(hash_=SET_ASIDE, why=Reason(code="limit", rule=10, text="It seeded.")))
        self.settle(data.draw(st.sampled_from([0.0, 0.5, 1.0, 5.0]), "before"))
        self.submit(self.removal())  # under way
        self.settle(data.draw(st.sampled_from([0.0, 0.25, 15.0, 21.0]), "begun"))
        self.hold(data.draw(st.sampled_from(["all", "qBit"])), seconds=4000)
        self.settle(0.5)  # what was sent is not recalled
        self.asked()
        wanted = {
            "pause": lambda: self.dispatcher.carry_out("Radarr", [Pause(instance="qBit", hash=OTHER, why=WHY)]),
            "tag": lambda: self.dispatcher.carry_out(
                "Radarr", [AddTags(instance="qBit", hash=OTHER, why=WHY, tags=("x",))]
            ),
            "move": lambda: self.dispatcher.carry_out(
                "Radarr", [SetCategory(instance="qBit", hash=HASH, why=WHY, category="failed")]
            ),
            "recheck": lambda: self.dispatcher.carry_out("Radarr", [Recheck(instance="qBit", hash=HASH, why=WHY)]),
            "remove": lambda: self.removals.submit("Radarr", [self.removal(hash_=OTHER)]),
            "by hand": lambda: self.orders.remove("qBit", OTHER, "Radarr", fail=True, with_files=True),
            "release": lambda: self.orders.release("qBit", HASH),
            "cancel": lambda: self.orders.cancel("qBit", HASH),
            "undo": lambda: self.orders.cancel("qBit", SET_ASIDE),
            "purge": lambda: self.quarantine.purge(self.quarantine.rows["qBit", SET_ASIDE], by_person=True),
            "forget": partial(self.steps_of_a_new_listing),
        }
        for name in data.draw(st.lists(st.sampled_from(sorted(wanted)), max_size=5), "wanted"):
            if name != "purge" or ("qBit", SET_ASIDE) in self.quarantine.rows:
                result = wanted[name]()
                if result is not None:
                    self.order(result)
            self.settle(data.draw(st.sampled_from([0.0, 1.0, 200.0]), "later"), step=10)
        self.settle(600, step=20)
        self.assertEqual([], self.asked())

    def steps_of_a_new_listing(self) -> None:
        """The client was away and comes back."""
        self.actors["qBit"].want(ClientLabels(categories=("other",), tags=("y",)))
