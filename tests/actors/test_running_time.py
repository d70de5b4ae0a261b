"""The running time, and what it shows of the file it is written to."""

from typing import Any

from twisted.internet.defer import Deferred, fail, succeed
from twisted.internet.task import Clock
from twisted.logger import LogLevel, capturedLogs
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.actors.running_time import RunningTime
from qbitrr.store.sqlite.sql import DiskFull


class FakeDatabase:
    """Keeps what is written, while it can."""

    def __init__(self) -> None:
        self.is_full = False
        self.written: list[float] = []

    def run(self, function: Any, seconds: float) -> Deferred[None]:
        if self.is_full:
            return fail(DiskFull("supervisor.db: the disk is full"))
        self.written.append(seconds)
        return succeed(None)


class RunningTimeTests(SynchronousTestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.database = FakeDatabase()
        self.running = RunningTime(database=self.database, clock=self.clock)  # type: ignore[arg-type]
        self.running.startService()
        self.addCleanup(lambda: self.successResultOf(self.running.stopService()))

    def pass_by(self, seconds: int) -> None:
        self.clock.pump([1.0] * seconds)

    def test_written_every_minute(self) -> None:
        """Each minute is, with no trouble."""
        self.pass_by(185)
        self.assertEqual(([60.0, 120.0, 180.0], ""), (self.database.written, self.running.trouble))

    def test_a_full_disk(self) -> None:
        """It is said once, without a traceback, lasts until the file can be written, and costs no time."""
        self.pass_by(65)
        self.database.is_full = True
        with capturedLogs() as events:
            self.pass_by(300)
        said = [event for event in events if event["log_level"] is not LogLevel.info]
        self.assertEqual([LogLevel.error], [event["log_level"] for event in said])
        self.assertIn("the disk is full", self.running.trouble)
        self.database.is_full = False
        self.pass_by(60)
        self.assertEqual("", self.running.trouble)
        self.assertGreater(self.database.written[-1], 360)
