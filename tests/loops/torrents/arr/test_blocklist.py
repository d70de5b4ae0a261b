"""Telling an Arr of a failed download whose queue record has gone."""

import pytest

from qbitrr.loops.torrents.arr.queue import ArrQueue
from qbitrr.testing.arr import Fault
from qbitrr.wire.messages import Blocklist, Perform
from tests.loops.torrents.world import HASH, LoopCase


@pytest.mark.correction("C7")
class GoneFromTheQueueTests(LoopCase):
    """S03: the Arr answers 404 to the deletion of the record; the release must not come back all the same."""

    def setUp(self):
        super().setUp()
        self.movie = self.sim.add_movie("Some Movie", 2020)

    def ask(self, *ids):
        self.loop.message(Perform(id=5, what=Blocklist(hash=HASH, record_ids=ids)))
        self.settle(3)
        answer = self.child.performed_.pop()
        return answer.result, answer.text

    def asked(self, method, path):
        return [each for each in self.sim.requests if each["method"] == method and path in each["path"]]

    def blocked(self):
        return len(self.sim.ledger.blocked)

    def test_its_grab_is_marked(self):
        """As failed, in the history: that blocklists it, too."""
        self.sim.grab([self.movie.id], HASH)
        self.begin()
        self.assertEqual(("done", "blocklisted by its grab in the history"), self.ask(4711))
        self.assertEqual(1, len(self.asked("POST", "/history/failed/")))
        self.assertEqual(1, self.blocked())

    def test_every_record_is_tried_first(self):
        """One of several may be left."""
        self.grab()
        self.begin()
        last = self.part(ArrQueue).raw[0].id
        self.assertEqual(("done", "blocklisted"), self.ask(4711, 4712, last))
        self.assertEqual([], self.asked("POST", "/history/failed/"))
        self.assertEqual(1, self.blocked())

    def test_number_of_another(self):
        """An Arr that was set up anew counts anew: the record of another download is left alone, whatever its number."""
        self.grab("b" * 40)
        self.sim.grab([self.movie.id], HASH)
        self.begin()
        number = self.part(ArrQueue).raw[0].id
        self.assertEqual(("done", "blocklisted by its grab in the history"), self.ask(number))
        self.assertEqual([], self.asked("DELETE", "/queue/"))
        self.assertEqual([HASH], [entry.hash.lower() for entry in self.sim.ledger.blocked.values()])

    def test_nothing_grabbed(self):
        """There is nothing to blocklist, which is said, and is no reason to wait."""
        self.begin()
        result, text = self.ask(4711)
        self.assertEqual("done", result)
        self.assertIn("nothing to blocklist", text)

    def test_told_before(self):
        """Asked again after a crash: the Arr has it as failed, and is not told once more."""
        self.grab()
        self.begin()
        record = self.part(ArrQueue).raw[0].id
        self.ask(record)
        self.settle(30)
        self.assertEqual(("done", "the Arr has it as failed already"), self.ask(record))
        self.assertEqual([], self.asked("POST", "/history/failed/"))
        self.assertEqual(1, self.blocked())

    @pytest.mark.correction("E5")
    def test_a_word_that_is_none(self):
        """What is not the Arr's own word (`null` from a proxy that did not pass it on) is not taken for the deed."""
        for body in ("null", "[]", '"ok"', "<html>"):
            self.sim.faults.add(Fault(kind="status", status=200, body=body, path="/queue/", method="DELETE"))
        self.grab()
        self.begin()
        record = self.part(ArrQueue).raw[0].id
        for _ in range(4):
            self.assertEqual("retry", self.ask(record)[0])
            self.assertEqual(0, self.blocked())
        self.assertEqual(("done", "blocklisted"), self.ask(record))
        self.assertEqual(1, self.blocked())

    def test_a_word_that_is_none_for_a_grab(self):
        """As before, where the record has left the queue."""
        self.sim.grab([self.movie.id], HASH)
        self.sim.faults.add(Fault(kind="status", status=200, body="null", path="/history/failed/"))
        self.begin()
        self.assertEqual("retry", self.ask(4711)[0])
        self.assertEqual(("done", "blocklisted by its grab in the history"), self.ask(4711))
        self.assertEqual(1, self.blocked())
