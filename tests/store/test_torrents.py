"""The file of a torrent child."""

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.model.torrents.memory import Memory
from qbitrr.store import torrents as tables
from qbitrr.store.sqlite.database import Database
from qbitrr.store.sqlite.threads import immediately

A, B = ("qBit", "a" * 40), ("qBit-box", "a" * 40)


class TorrentsTests(SynchronousTestCase):
    def setUp(self) -> None:
        self.database = Database(":memory:", "facts", tables.SCHEMA, reactor=Clock(), run=immediately)
        self.successResultOf(self.database.open())
        self.addCleanup(self.database.close)

    def run_(self, function, *args):
        return self.successResultOf(self.database.run(function, *args))

    def test_memories(self):
        """By client and hash, the newest counts."""
        self.run_(tables.save, {A: Memory(queue_seen=True), B: Memory(dead_since={"t.example": 5.0})}, 1.0)
        self.run_(tables.save, {A: Memory(tags_internal=("x",))}, 2.0)
        self.assertEqual(
            {A: Memory(tags_internal=("x",)), B: Memory(dead_since={"t.example": 5.0})}, self.run_(tables.memories)
        )

    def test_expiry(self):
        """Only what has not been listed for so long is forgotten."""
        self.run_(tables.save, {A: Memory(queue_seen=True), B: Memory(queue_seen=True)}, 1.0)
        self.assertEqual([], self.run_(tables.expire, [A], 50.0, 100.0))
        self.assertEqual([B], self.run_(tables.expire, [], 120.0, 100.0))
        self.assertEqual([A], list(self.run_(tables.memories)))

    def test_intents(self):
        """An import is written, changed, and taken back."""
        intent = tables.Intent(instance=A[0], hash=A[1], path="/x", at=1.0)
        self.run_(tables.save_intent, A, intent)
        self.assertEqual((intent,), self.run_(tables.intents))
        sent = tables.Intent(instance=A[0], hash=A[1], path="/x", at=1.0, command_id=9)
        self.run_(tables.save_intent, A, sent)
        self.assertEqual((sent,), self.run_(tables.intents))
        self.run_(tables.save_intent, A, None)
        self.assertEqual((), self.run_(tables.intents))

    def test_mounts(self):
        """The last device of a place, however large its number."""
        self.run_(tables.save_mount, "/d", 5)
        self.run_(tables.save_mount, "/d", 2**63 - 1)
        self.assertEqual({"/d": 2**63 - 1}, self.run_(tables.mounts))
