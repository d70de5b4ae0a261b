"""The thread of a file, a real one."""

import threading

import pytest
import pytest_twisted
from twisted.internet import reactor
from twisted.internet.defer import CancelledError, gatherResults

from qbitrr.errors import NotReady
from qbitrr.store.sqlite.threads import OneThread


@pytest.fixture
def thread():
    """One that runs, and is stopped afterwards."""
    one = OneThread(reactor, "one")
    one.start()
    yield one
    one.stop()


@pytest_twisted.ensureDeferred
async def test_calls_are_made_in_order_in_one_thread(thread):
    """None of them in the reactor's."""
    made = []
    found = await gatherResults(
        [thread.run(lambda number=number: made.append(number) or threading.get_ident()) for number in range(50)]
    )
    assert made == list(range(50))
    assert len(set(found)) == 1
    assert threading.get_ident() not in found


@pytest_twisted.ensureDeferred
async def test_a_call_that_fails_fails_alone(thread):
    """Its error comes back, and the next one is made."""
    failing = thread.run(int, "x")
    assert await thread.run(int, "7") == 7
    with pytest.raises(ValueError, match="x"):
        await failing


@pytest_twisted.ensureDeferred
async def test_nobody_waits_any_more(thread):
    """What comes of a call whose Deferred was cancelled is dropped."""
    waiting = thread.run(int, "x")
    waiting.cancel()
    with pytest.raises(CancelledError):
        await waiting
    assert await thread.run(int, "7") == 7


@pytest_twisted.ensureDeferred
async def test_stopping_makes_the_calls_so_far():
    """And no other until it is started again; a stop more does no harm."""
    one = OneThread(reactor, "one")
    one.start()
    one.start()
    made = []
    calls = [one.run(made.append, number) for number in range(5)]
    one.stop()
    assert made == list(range(5))
    assert not one.is_running
    await gatherResults(calls)
    with pytest.raises(NotReady):
        await one.run(made.append, 5)
    one.stop()
    one.start()
    await one.run(made.append, 6)
    one.stop()
    assert made == [*range(5), 6]
