"""What a person protects is not removed by itself, wherever its removal stands, until that is ended."""

from twisted.internet.defer import Deferred

from qbitrr.errors import Unknown
from qbitrr.model.steps import Outcome, Result
from tests.actors.world import HASH, ServicesCase

OTHER = "b" * 40


class ProtectionTests(ServicesCase):
    def setUp(self) -> None:
        super().setUp()
        self.qbit().add(name="Movie", hash=HASH, category="radarr", progress=0.5)
        self.qbits["qBit"].add(name="Other", hash=OTHER, category="radarr", progress=0.5)
        self.build()
        self.furnish()

    def protect(self, hash_: str = HASH, reason: str = "") -> Outcome:
        outcome: Outcome = self.done(Deferred.fromCoroutine(self.orders.protect("qBit", hash_, reason)))
        return outcome

    def unprotect(self, hash_: str = HASH) -> Outcome:
        outcome: Outcome = self.done(Deferred.fromCoroutine(self.orders.unprotect("qBit", hash_)))
        return outcome

    def test_it_is_not_removed(self) -> None:
        """A removal is refused, and said once; another torrent goes. Ended, it goes, too."""
        self.assertEqual(Result.DONE, self.protect().result)
        for _ in range(2):
            kept, _ = self.gathered(self.removal(), self.removal(hash_=OTHER))
            self.assertEqual(Result.HELD, kept.result)
            self.assertIn("A person protects it.", kept.why)
        self.settle(30)
        self.assertEqual((False, True), (self.in_quarantine(), self.in_quarantine(hash_=OTHER)))
        self.assertEqual(1, sum("Movie is not removed: A person protects it." in text for text in self.texts()))
        self.assertEqual(Result.DONE, self.unprotect().result)
        self.gathered(self.removal())
        self.settle(30)
        self.assertTrue(self.in_quarantine())
        self.assertIn("Movie is not protected any more", self.texts("unprotect"))

    def test_why(self) -> None:
        """The reason a person gave stands in the journal; without one, that a person wants it."""
        self.protect(reason="a friend still needs it")
        self.assertIn(
            "Movie is protected: nothing removes it by itself (a friend still needs it)", self.texts("protect")
        )
        self.protect(OTHER)
        self.assertTrue(any(text.endswith("nothing removes it by itself") for text in self.texts("protect")))

    def test_one_that_waits(self) -> None:
        """It waits no more."""
        self.submit(self.removal())
        self.assertIn(("qBit", HASH), self.waiting())
        self.protect()
        self.assertEqual({}, self.waiting())
        self.settle(60)
        self.assertFalse(self.in_quarantine())

    def test_one_under_way(self) -> None:
        """It is taken back, before the Arr is told or after that."""
        self.arr_children.absent = True
        self.gathered(self.removal())
        self.settle(5)
        self.assertIn(("qBit", HASH), self.removals.open)
        self.protect()
        self.arr_children.absent = False
        self.settle(120)
        self.assertEqual({}, dict(self.removals.open))
        self.assertFalse(self.in_quarantine())
        self.assertEqual([], self.arr_children.blocklisted)

    def test_a_persons_word(self) -> None:
        """Who protects it may still remove it, by an order of its own."""
        self.protect()
        self.settle(1)
        self.done(Deferred.fromCoroutine(self.orders.remove("qBit", HASH, "Radarr", fail=False, with_files=True)))
        self.settle(60)
        self.assertTrue(self.in_quarantine())

    def test_in_quarantine(self) -> None:
        """What is there is to be taken back first."""
        self.gathered(self.removal())
        self.settle(60)
        self.assertTrue(self.in_quarantine())
        outcome = self.protect()
        self.assertEqual(Result.FAILED, outcome.result)
        self.assertIn("take it back first", outcome.why)

    def test_what_is_not_there(self) -> None:
        """Nobody protects, or ends the protection of, what is not listed; ending what is not is nothing."""
        for order in (self.protect, self.unprotect):
            with self.assertRaises(Unknown):
                order("f" * 40)
        self.assertEqual(Result.DONE, self.unprotect().result)
        self.assertEqual([], self.texts("unprotect"))

    def test_it_outlives_us(self) -> None:
        """Another start knows it."""
        self.protect()
        self.kill()
        self.build()
        self.assertEqual({("qBit", HASH)}, set(self.quarantine.protected))
        self.assertEqual({("qBit", HASH)}, self.quarantine.known)

    def test_it_goes_with_the_torrent(self) -> None:
        """Of a torrent that is gone nothing is kept, nor does one under its hash inherit it."""
        self.protect()
        self.protect(OTHER)
        qbit = self.qbits["qBit"]
        qbit.remove(HASH)
        self.settle(120)
        self.assertEqual({("qBit", OTHER)}, set(self.quarantine.protected))
        qbit.remove(OTHER)
        qbit.add(name="Anew", hash=OTHER, category="radarr", added_on=self.clock.seconds() + 60)
        self.settle(5)
        self.assertEqual(set(), set(self.quarantine.protected))
