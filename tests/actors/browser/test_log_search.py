"""Searches as processes: real ones, and their end."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import pytest_twisted
from twisted.internet import reactor
from twisted.internet.defer import CancelledError, DeferredList

from qbitrr.actors.browser import log_search
from qbitrr.actors.browser.log_search import LogSearch
from qbitrr.actors.children.transports import child_environment
from qbitrr.errors import NotReady
from qbitrr.logs.filtering import Filtered, FilterQuery
from qbitrr.logs.search import BadPattern, LogHits, LogQuery, NoLog

# This pattern needs longer than anybody lives for that line.
ENDLESS = "(a+)+$"


@pytest.fixture
def folder():
    with TemporaryDirectory() as name:
        (Path(name) / "Main.log").write_text("one\ntwo\n" + "a" * 60 + "b\n")
        yield name


@pytest.fixture
def searches():
    service = LogSearch(reactor, child_environment(os.environ))
    service.startService()
    yield service
    service.stopService()


def query(folder: str, text: str, **more) -> LogQuery:
    return LogQuery(folder=folder, name=more.pop("name", "Main.log"), text=text, **more)


@pytest_twisted.ensureDeferred
async def test_outcomes(folder, searches):
    """What was found, no such log, no pattern; more at once than may run wait for their turn."""
    found, none, bad = await DeferredList([
        searches.search(query(folder, "TWO")),
        searches.search(query(folder, "x", name="Other.log")),
        searches.search(query(folder, "(", is_pattern=True)),
    ])  # fmt: skip
    assert isinstance(found[1], LogHits)
    assert [match.line for match in found[1].matches] == [2]
    assert isinstance(none[1], NoLog)
    assert isinstance(bad[1], BadPattern)


@pytest_twisted.ensureDeferred
async def test_a_pattern_without_end(folder, searches, monkeypatch):
    """Is ended, and its process is gone."""
    monkeypatch.setattr(log_search, "MOST_SECONDS", -1.5)
    outcome = await searches.search(query(folder, ENDLESS, is_pattern=True))
    assert outcome == BadPattern(why="it takes too long")
    assert not searches._running


@pytest_twisted.ensureDeferred
async def test_a_text_that_takes_too_long(folder, searches, monkeypatch):
    """Is the fault of no pattern: a disk that hangs, or a machine that is busy."""
    monkeypatch.setattr(log_search, "MOST_SECONDS", -2.0)
    with pytest.raises(NotReady, match="took too long"):
        await searches.search(query(folder, "one"))


@pytest_twisted.ensureDeferred
async def test_who_leaves(folder, searches):
    """Ends the search; the next has its turn."""
    leaving = [searches.search(query(folder, ENDLESS, is_pattern=True)) for _ in range(3)]
    for each in leaving:
        each.cancel()
        with pytest.raises(CancelledError):
            await each
    assert isinstance(await searches.search(query(folder, "one")), LogHits)


@pytest_twisted.ensureDeferred
async def test_stopping(folder, searches):
    """Ends them; who waits is told."""
    waiting = searches.search(query(folder, ENDLESS, is_pattern=True))
    searches.stopService()
    with pytest.raises(NotReady):
        await waiting


@pytest_twisted.ensureDeferred
async def test_filters(folder, searches):
    """In a process as well, and ended as well."""
    found = await searches.filter(FilterQuery(folder=folder, names=["Main.log"], text="TWO"))
    assert isinstance(found, Filtered)
    assert [record.byte for record in found.records] == [0]
    assert isinstance(await searches.filter(FilterQuery(folder=folder, names=["Other.log"])), NoLog)
