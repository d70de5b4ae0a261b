"""
How often connections may be tried out: whoever may do that may knock at any door of the network.
"""

from collections import deque

from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger
from twisted.web.iweb import IRequest

from qbitrr.web.http.answers import Refusal
from qbitrr.web.http.visits import visit_of

__all__ = ["MOST_TESTS_PER_MINUTE", "TestPace"]

MOST_TESTS_PER_MINUTE = 30
_MINUTE = 60.0


class TestPace:
    """One for all routes that try out connections, and for everybody together."""

    __test__ = False  # not one of pytest's
    log = Logger()

    def __init__(self, clock: IReactorTime) -> None:
        self._clock = clock
        self._lately: deque[float] = deque()

    def note(self, request: IRequest, what: str, tests: int = 1) -> None:
        """*tests* more are made for *request*, of *what* (no secret in it). Raises a 429 `Refusal` if that is too many."""
        now = self._clock.seconds()
        while self._lately and self._lately[0] <= now - _MINUTE:
            self._lately.popleft()
        if self._lately and len(self._lately) + tests > MOST_TESTS_PER_MINUTE:
            wait = max(1, round(self._lately[0] + _MINUTE - now))
            raise Refusal(
                429, "Too many connection tests: try again in a moment", code="RATE_LIMITED", retry_after=wait
            )
        self._lately.extend([now] * tests)
        self.log.info("connection test of {what}, asked for by {client}", what=what, client=visit_of(request).client)
