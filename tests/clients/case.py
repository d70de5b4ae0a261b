"""
The base of client tests: a clock, and calls run to their end or their error.
"""

from collections.abc import Coroutine
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

__all__ = ["ClientCase"]


class ClientCase(SynchronousTestCase):
    """Time stands still unless a test moves it."""

    def setUp(self) -> None:
        self.clock = Clock()

    def start(self, call: Coroutine[Any, Any, Any]) -> Deferred[Any]:
        """A call under way."""
        return Deferred.fromCoroutine(call)

    def result(self, call: Coroutine[Any, Any, Any]) -> Any:
        """What a call that needs no time returns."""
        return self.successResultOf(self.start(call))

    def error(self, call: Coroutine[Any, Any, Any], kind: type[Exception]) -> Any:
        """The error of exactly this kind that a call raises without needing time."""
        failure = self.failureResultOf(self.start(call), kind)
        self.assertIs(kind, failure.type)
        return failure.value

    def pass_time(self, seconds: float, step: float = 0.5) -> None:
        """Let the clock run."""
        self.clock.pump([step] * round(seconds / step))

    def assert_no_timers(self) -> None:
        """Nothing is left to fire."""
        self.assertEqual([], self.clock.getDelayedCalls())
