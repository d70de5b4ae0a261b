"""Time that is only counted on brings everything at the moment at which steps would."""

import pytest
from treq.testing import RequestTraversalAgent
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.web.resource import Resource
from twisted.web.server import NOT_DONE_YET, Request

from tests.passing import let_pass

START = 1_787_227_200.0


class Slow(Resource):
    """Answers half a second later."""

    isLeaf = True

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.clock = clock

    def render_GET(self, request: Request) -> int:
        self.clock.callLater(0.5, request.finish)
        return NOT_DONE_YET


class World:
    """Something repeated every 7.1 s, which asks, is answered, and puts off something else by as much."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.clock.advance(START)
        self.agent = RequestTraversalAgent(Slow(self.clock))
        self.seen: list[tuple[str, float]] = []
        self.put_off = self.clock.callLater(100, self.see, "put off")
        self.repeat()

    def repeat(self) -> None:
        self.see("asked")
        self.put_off.reset(100)
        answer: Deferred[object] = self.agent.request(b"GET", b"http://here/")
        answer.addCallback(lambda _: self.see("answered"))
        if self.clock.seconds() < START + 60:
            self.clock.callLater(7.1, self.repeat)

    def see(self, what: str) -> None:
        self.seen.append((what, self.clock.seconds()))


@pytest.mark.parametrize(("seconds", "step"), [(300.0, 0.25), (300.0, 5.0), (60.1, 0.1), (2.0, 0.25)])
def test_nothing_comes_at_another_time(seconds: float, step: float) -> None:
    """Requests, their answers, and calls that are put off meanwhile; and the time is the same in the end."""
    counted, stepped = World(), World()
    let_pass(counted.clock, (counted.agent,), seconds, step)
    for _ in range(round(seconds / step)):
        stepped.clock.advance(step)
        stepped.agent.flush()
    assert (counted.seen, counted.clock.seconds()) == (stepped.seen, stepped.clock.seconds())
    assert "answered" in {what for what, _ in counted.seen}


def test_no_time() -> None:
    """What is due now happens, and no time passes."""
    clock, called = Clock(), []
    clock.callLater(0, called.append, 1)
    let_pass(clock, ())
    assert (called, clock.seconds()) == ([1], 0)
