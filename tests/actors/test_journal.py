"""The journal: written together, in order, nothing twice, nothing lost on the way to the disk."""

from typing import Any

import pytest
from msgspec.structs import replace
from twisted.internet.defer import Deferred, fail
from twisted.internet.task import Clock
from twisted.logger import LogLevel, capturedLogs, formatEvent
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.actors import journal as module
from qbitrr.actors.journal import Journal
from qbitrr.errors import StoreError
from qbitrr.model.journal import Entry
from qbitrr.store.sqlite.database import Database
from qbitrr.store.sqlite.threads import immediately
from qbitrr.store.supervisor import journal as journal_table
from qbitrr.store.supervisor import removals as removal_table
from qbitrr.store.supervisor.schema import SCHEMA


def entry(number: int, **more: Any) -> Entry:
    return Entry(at=1000.0 + number, section="Radarr", act="import", result="done", text=f"entry {number}", **more)


class Sometimes:
    """A database that can be out of order."""

    def __init__(self, real: Database) -> None:
        self.real = real
        self.broken: set[Any] = set()
        self.slow: list[Deferred[None]] = []
        self.is_slow = False

    def run(self, function: Any, *args: Any, **kwargs: Any) -> Deferred[Any]:
        if function in self.broken:
            return fail(StoreError("disk full"))
        if self.is_slow:
            waiting: Deferred[None] = Deferred()
            self.slow.append(waiting)
            return waiting.addCallback(lambda _: self.real.run(function, *args, **kwargs))
        return self.real.run(function, *args, **kwargs)


class JournalTests(SynchronousTestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.clock.advance(1_000_000)
        real = Database(":memory:", "facts", SCHEMA, reactor=self.clock, run=immediately)
        self.successResultOf(real.open())
        self.addCleanup(real.close)
        self.database = Sometimes(real)
        self.journal = Journal(database=self.database, clock=self.clock)  # type: ignore[arg-type]
        self.journal.startService()
        self.patch(module, "_KEPT_SECONDS", 10_000_000)

    def written(self) -> list[str]:
        found = self.successResultOf(self.database.real.run(journal_table.entries, limit=100))
        return [each.text for each in reversed(found)]

    def test_together(self):
        """Entries are written a quarter of a second later, in order, each once; time after time."""
        for number in range(3):
            self.journal.write(entry(number))
        self.assertEqual([], self.written())
        self.clock.advance(0.25)
        self.assertEqual(["entry 0", "entry 1", "entry 2"], self.written())
        self.journal.write(entry(3))
        self.clock.advance(0.25)
        self.assertEqual(4, len(self.written()))
        self.assertEqual([], self.clock.getDelayedCalls())

    @pytest.mark.correction("E1")
    def test_with_the_act(self):
        """An act and the entry that tells of it are written in one transaction, after what was taken before; said once."""
        self.journal.write(entry(1))
        with capturedLogs() as said:
            self.successResultOf(
                Deferred.fromCoroutine(self.journal.act([entry(2)], removal_table.pardon, "qBit", "a", 5.0))
            )
        self.assertEqual(["entry 1", "entry 2"], self.written())
        self.assertEqual({("qBit", "a"): 5.0}, self.successResultOf(self.database.real.run(removal_table.pardoned)))
        self.assertEqual(["entry 2"], [event["text"] for event in said if "text" in event])

    @pytest.mark.correction("E1")
    def test_without_the_act(self):
        """What could not be recorded is not told either, in the journal or in the log; nor is anything recorded untold."""

        def half(database: Any) -> None:
            removal_table.pardon(database, "qBit", "a", 5.0)
            raise StoreError("disk full")

        with capturedLogs() as said:
            self.failureResultOf(Deferred.fromCoroutine(self.journal.act([entry(1)], half)), StoreError)
        untellable = replace(entry(1), act=object())
        self.failureResultOf(
            Deferred.fromCoroutine(self.journal.act([untellable], removal_table.pardon, "qBit", "a", 5.0))
        )
        self.assertEqual(
            ([], [], {}),
            (self.written(), said, self.successResultOf(self.database.real.run(removal_table.pardoned))),
        )

    def test_read(self):
        """Reading includes what was just taken, and filters."""
        self.journal.write(entry(1, hash="a" * 40))
        self.journal.write(entry(2))
        found = self.successResultOf(Deferred.fromCoroutine(self.journal.read(limit=10, hash="A" * 40)))
        self.assertEqual(["entry 1"], [each.text for each in found])

    def test_disk_full(self):
        """What cannot be written waits, and is written with what comes next, in order."""
        self.database.broken = {journal_table.add_entries}
        with capturedLogs() as events:
            self.journal.write(entry(1))
            self.clock.advance(0.25)
            self.journal.write(entry(2))
            self.clock.advance(0.25)
        said = [formatEvent(event) for event in events if event["log_level"] is LogLevel.error]
        self.assertEqual([f"the journal cannot be written: disk full; {count} entries wait" for count in (1, 2)], said)
        self.database.broken = set()
        self.journal.write(entry(3))
        self.clock.advance(0.25)
        self.assertEqual(["entry 1", "entry 2", "entry 3"], self.written())

    def test_trimming_fails(self):
        """Entries that are written are not written again because trimming failed."""
        self.database.broken = {journal_table.trim_journal}
        self.journal.write(entry(1))
        self.clock.advance(0.25)
        self.flushLoggedErrors(StoreError)
        self.journal.write(entry(2))
        self.clock.advance(0.25)
        self.assertEqual(["entry 1", "entry 2"], self.written())

    def test_written_once_it_can_be(self):
        """What waits is tried again with the next entry, and every minute."""
        self.database.broken = {journal_table.add_entries}
        self.journal.write(entry(1))
        self.clock.advance(0.25)
        self.journal.write(entry(2))
        self.clock.advance(0.25)
        self.assertEqual([], self.written())
        self.database.broken = set()
        self.clock.advance(60)
        self.assertEqual(["entry 1", "entry 2"], self.written())
        self.assertEqual([], self.clock.getDelayedCalls())

    def told(self) -> list[tuple[str, str]]:
        found = self.successResultOf(Deferred.fromCoroutine(self.journal.read(limit=10)))
        return [(each.section, each.instance) for each in reversed(found)]

    def test_renamed(self):
        """What waits, and what could not be written, has the new names; what is called otherwise is left alone."""
        self.database.broken = {journal_table.add_entries}
        self.journal.write(entry(0, instance="qBit"))
        self.clock.advance(0.25)
        self.journal.write(replace(entry(1), section="qBit"))
        self.journal.rename({"qBit": "qBit-Main"})
        self.database.broken = set()
        self.assertEqual([("Radarr", "qBit-Main"), ("qBit-Main", "")], self.told())

    def test_renamed_while_it_is_written(self):
        """What reaches the file is renamed there; what comes back from it has the new name, too."""
        self.database.is_slow = True
        self.journal.write(entry(0, instance="qBit"))
        self.clock.advance(0.25)
        self.journal.rename({"qBit": "qBit-Main"})
        self.database.is_slow = False
        self.database.slow.pop().errback(StoreError("disk full"))
        self.assertEqual([("Radarr", "qBit-Main")], self.told())

    def test_bounded(self):
        """While nothing can be written, memory is bounded and the loss is said."""
        self.patch(module, "_MOST_WAITING", 5)
        self.database.broken = {journal_table.add_entries}
        for number in range(9):
            self.journal.write(entry(number))
        self.database.broken = set()
        self.clock.advance(0.25)
        self.assertEqual([f"entry {n}" for n in range(4, 9)], self.written())

    def test_before_the_start(self):
        """What is taken before the service starts is written after it."""
        journal = Journal(database=self.database, clock=self.clock)  # type: ignore[arg-type]
        journal.write(entry(1))
        journal.startService()
        self.clock.advance(0.25)
        self.assertEqual(["entry 1"], self.written())

    def test_stop(self):
        """Stopping waits until everything is written, also what came during a write."""
        self.database.is_slow = True
        self.journal.write(entry(1))
        self.clock.advance(0.25)
        self.journal.write(entry(2))
        stopped = self.journal.stopService()
        self.assertNoResult(stopped)
        self.database.is_slow = False
        self.database.slow.pop().callback(None)
        self.successResultOf(stopped)
        self.assertEqual(["entry 1", "entry 2"], self.written())
        self.assertEqual([], self.clock.getDelayedCalls())
