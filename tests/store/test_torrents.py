"""The file of a torrent child."""

from pathlib import Path
from tempfile import TemporaryDirectory

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.model.torrents.memory import Heard
from qbitrr.model.torrents.told import Told
from qbitrr.model.torrents.watching import Figures, Idle
from qbitrr.store import torrents as tables
from qbitrr.store.sqlite.database import Database
from qbitrr.store.sqlite.migrations import Schema
from qbitrr.store.sqlite.sql import execute
from qbitrr.store.sqlite.threads import immediately
from qbitrr.testing.strategies.memories import remembered

# As it was written for a download that was refused and goes on seeding.
RECORDED = (
    b'{"owner":"Radarr","added_on":1699913600,"had":0.65,"category":"radarr","previous_category":"radarr","recheck_done":true,'
    b'"seen_from":86400.5,"complete_since":1699990000.0,"idle":{"seconds":60.0,"since":90000.0,"active_since":90000.0,'
    b'"figures":[0,1.0,1000,1699999990],"byte_at":1699999000.0},"tags_internal":["qBitrr-imported"],"inspected_at":1699996400.0,'
    b'"inspected_files":2,"excluded_ids":[1],"queue_seen":true,"requeued":true,"rejected":true,"import_attempts":2,'
    b'"import_last_at":1699999000.0,"import_command_id":7,"recheck_count":3,"recheck_last_at":1699998000.0,'
    b'"error_left_at":1699998500.0,"missing_from":80000.0,"missing_count":1,"stalled_up_from":85000.0,"resumed_at":1699997000.0,'
    b'"resume_count":4,"dead_since":{"t.example":1699990000.0},"bad_messages_hash":"0123","bad_messages_from":300.0,'
    b'"heard":{"told":"grabbed","event_at":1699913000,"asked_at":1699999900.0,"asks":2},"record_imported":true,"released_event":9,'
    b'"forgotten_at":85500.0,"forgotten_seconds":120.0,"last_rule":13,"last_rule_at":1699999999.0}'
)
MEANT = remembered(
    added_on=1699913600, had=0.65, category="radarr", previous_category="radarr", recheck_done=True, seen_from=86400.5,
    complete_since=1699990000.0,
    idle=Idle(
        seconds=60.0, since=90000.0, active_since=90000.0, figures=Figures(0, 1.0, 1000, 1699999990), byte_at=1699999000.0
    ),
    tags_internal=("qBitrr-imported",), inspected_at=1699996400.0, inspected_files=2, excluded_ids=(1,), queue_seen=True,
    requeued=True, rejected=True, import_attempts=2, import_last_at=1699999000.0, import_command_id=7, recheck_count=3,
    recheck_last_at=1699998000.0, error_left_at=1699998500.0, missing_from=80000.0, missing_count=1, stalled_up_from=85000.0,
    resumed_at=1699997000.0, resume_count=4, dead_since={"t.example": 1699990000.0}, bad_messages_hash="0123",
    bad_messages_from=300.0, heard=Heard(told=Told.GRABBED, event_at=1699913000, asked_at=1699999900.0, asks=2),
    record_imported=True, released_event=9, forgotten_at=85500.0, forgotten_seconds=120.0,
)  # fmt: skip
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
        self.run_(tables.save, {A: remembered(queue_seen=True), B: remembered(dead_since={"t.example": 5.0})}, 1.0)
        self.run_(tables.save, {A: remembered(tags_internal=("x",))}, 2.0)
        self.assertEqual(
            {A: remembered(tags_internal=("x",)), B: remembered(dead_since={"t.example": 5.0})},
            self.run_(tables.memories),
        )

    def test_rows_of_before(self):
        """A database of before opens, its flat rows mean what they meant, and one that is written again has the new shape."""
        at_first = Schema(name="torrents", steps=tables.SCHEMA.steps[:3])
        temporary = TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        folder = Path(temporary.name)
        old = Database(folder / "torrents.db", "facts", at_first, reactor=Clock(), run=immediately)
        self.successResultOf(old.open())
        sql = "INSERT INTO memory(instance, hash, seen_at, body) VALUES(?,?,?,?)"
        self.successResultOf(old.run(execute, sql, (*A, 1.0, RECORDED)))
        self.successResultOf(old.run(execute, sql, (*B, 1.0, b'{"queue_seen":"what"}')))
        self.successResultOf(old.close())
        self.database = Database(folder / "torrents.db", "facts", tables.SCHEMA, reactor=Clock(), run=immediately)
        self.successResultOf(self.database.open())
        self.addCleanup(self.database.close)
        self.assertEqual({A: MEANT}, self.run_(tables.memories))
        self.run_(tables.save, {A: MEANT}, 2.0)
        self.assertEqual({A: MEANT}, self.run_(tables.memories))

    def test_expiry(self):
        """Only what has not been listed for so long is forgotten."""
        self.run_(tables.save, {A: remembered(queue_seen=True), B: remembered(queue_seen=True)}, 1.0)
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
