"""Threads beside the reactor: bounded, left behind when they hang, and never waited for twice."""

import threading

import pytest
import pytest_twisted
from twisted.internet import reactor
from twisted.internet.defer import CancelledError

from qbitrr.errors import NotReady
from qbitrr.web.serving import threads
from qbitrr.web.serving.threads import Readers


@pytest_twisted.async_yield_fixture
async def readers():
    """One thread, and what it may hang at until the test is over."""
    made = Readers(reactor, "a disk", threads=1)
    made.start()
    made.dead = threading.Event()
    yield made
    made.dead.set()
    await made.stop()


def hang(readers):
    """Has its thread hang; returns when it does."""
    begun = threading.Event()

    def work():
        begun.set()
        readers.dead.wait()

    hanging = readers(work)
    hanging.addErrback(lambda _: None)
    begun.wait()
    return hanging


@pytest_twisted.ensureDeferred
async def test_one_that_hangs_is_left_behind(readers, monkeypatch):
    """The stop ends while the thread still hangs, and nothing keeps the process: the thread is a daemon."""
    monkeypatch.setattr(threads, "_PATIENCE_SECONDS", 0.05)
    hang(readers)
    await readers.stop()
    (left,) = [each for each in threading.enumerate() if "a-disk" in each.name]
    assert left.daemon
    with pytest.raises(NotReady):
        await readers(int)


@pytest_twisted.ensureDeferred
async def test_a_stop_waits_for_what_does_not_hang(readers, monkeypatch):
    """What is worked at is finished, and its result still comes."""
    monkeypatch.setattr(threads, "_PATIENCE_SECONDS", 3600.0)
    hanging = hang(readers)
    stopping = readers.stop()
    assert not stopping.called
    readers.dead.set()
    await stopping
    assert hanging.called


@pytest_twisted.ensureDeferred
async def test_what_nobody_waits_for_is_not_begun(readers):
    """Who leaves while all threads hang takes the work along."""
    done = []
    hanging = hang(readers)
    late = readers(done.append, 1)
    late.cancel()
    with pytest.raises(CancelledError):
        await late
    readers.dead.set()
    await hanging
    await readers(done.append, 2)
    assert done == [2]


@pytest_twisted.ensureDeferred
async def test_a_dead_disk_gathers_nothing(readers, monkeypatch):
    """So many may wait for a thread; more are turned away."""
    monkeypatch.setattr(threads, "_MOST_WAITING", 2)
    hanging = hang(readers)
    waiting = [readers(int), readers(int)]
    with pytest.raises(NotReady, match="a disk"):
        await readers(int)
    readers.dead.set()
    await hanging
    assert [await each for each in waiting] == [0, 0]
    assert await readers(int) == 0


@pytest_twisted.ensureDeferred
async def test_what_the_end_leaves_undone_is_no_error(readers, monkeypatch):
    """Whoever asked for it has often gone before: then nobody is left to be told that it was never begun."""
    monkeypatch.setattr(threads, "_PATIENCE_SECONDS", 3600.0)
    hang(readers)
    waiting = readers(int)
    told = []
    waiting.addErrback(lambda failure: told.append(failure) or failure)
    stopping = readers.stop()
    readers.dead.set()
    await stopping
    assert [failure.type for failure in told] == [CancelledError]
    assert await waiting is None
