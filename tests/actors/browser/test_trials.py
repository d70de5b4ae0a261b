"""Trying things out in processes: real ones, and their end."""

import os

import pytest
import pytest_twisted
from twisted.internet import reactor
from twisted.internet.defer import CancelledError

from qbitrr.actors.browser import trials as trials_module
from qbitrr.actors.browser.trials import Trials
from qbitrr.actors.children.transports import child_environment
from qbitrr.errors import NotReady
from qbitrr.wire.trials import PathTrial, PatternTrial

ENDLESS = "(a+)+$"
SAMPLES = ("a" * 60 + "b",)


@pytest.fixture
def trials():
    service = Trials(reactor, child_environment(os.environ))
    service.startService()
    yield service
    service.stopService()


@pytest_twisted.ensureDeferred
async def test_outcomes(trials):
    """A path and patterns, each by a process that is gone afterwards."""
    found = await trials.path(PathTrial(path="/"))
    assert found.kind == "folder"
    (tried,) = await trials.patterns(PatternTrial(patterns=("b$",), samples=SAMPLES))
    assert tried.matched == 1
    assert not trials._running


@pytest_twisted.ensureDeferred
async def test_a_pattern_without_end(trials, monkeypatch):
    """Is ended; what was tried before it is told, what stands behind it is not."""
    monkeypatch.setattr(trials_module, "MOST_SECONDS", 3.0)
    tried = await trials.patterns(PatternTrial(patterns=("b", ENDLESS, "a"), samples=SAMPLES))
    assert [each.matched for each in tried] == [1]


@pytest_twisted.ensureDeferred
async def test_a_path_that_hangs(trials, monkeypatch):
    """Nobody waits longer than that for it."""
    monkeypatch.setattr(trials_module, "MOST_SECONDS", 0.0)
    assert await trials.path(PathTrial(path="/")) is None


@pytest_twisted.ensureDeferred
async def test_who_leaves_and_stopping(trials):
    """Ends it; who waits for one when we stop is told."""
    leaving = trials.patterns(PatternTrial(patterns=(ENDLESS,), samples=SAMPLES))
    leaving.cancel()
    with pytest.raises(CancelledError):
        await leaving
    waiting = [trials.patterns(PatternTrial(patterns=(ENDLESS,), samples=SAMPLES)) for _ in range(3)]
    trials.stopService()
    for each in waiting:
        with pytest.raises(NotReady):
            await each


@pytest_twisted.ensureDeferred
async def test_too_much(trials, monkeypatch):
    """Is refused, instead of piling up behind a disk that hangs."""
    monkeypatch.setattr(trials_module, "_MOST_HANGING", 0)
    with pytest.raises(NotReady):
        await trials.path(PathTrial(path="/"))
