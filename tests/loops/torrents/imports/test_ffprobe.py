"""ffprobe as a real process: its answer, its end, and what is done with one that hangs."""

import os
import stat
from pathlib import Path

import pytest
import pytest_twisted
from twisted.internet import reactor
from twisted.internet.defer import CancelledError
from twisted.internet.task import deferLater

from qbitrr.errors import NotReady
from qbitrr.loops.torrents.imports.ffprobe import Ffprobe, find_ffprobe

ANSWER = """import sys
print('{"path": "' + sys.argv[-1] + '"}')
sys.stderr.write("it said so")
sys.exit(%d)
"""
HANGS = """import os, time
open({mark!r} + ".new", "w").write(str(os.getpid()))
os.rename({mark!r} + ".new", {mark!r})
time.sleep(1000)
"""


def script(folder: Path, body: str) -> str:
    """A program in place of ffprobe."""
    path = folder / "ffprobe"
    path.write_text(f"#!/usr/bin/env python3\n{body}")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def said(mark: Path) -> int:
    """The process that hangs, 0 if it does not yet."""
    return int(mark.read_text()) if mark.exists() else 0


async def pid_in(mark: Path) -> int:
    """The process that hangs, once it does."""
    while not said(mark):
        await deferLater(reactor, 0.02)
    return said(mark)


async def is_over(pid: int) -> None:
    """Returns when there is no such process."""
    while True:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        await deferLater(reactor, 0.02)


@pytest.mark.parametrize("code", [0, 1])
@pytest_twisted.ensureDeferred
async def test_its_answer(tmp_path, code):
    """Everything it wrote, how it ended, and the file it was asked about, whatever its name."""
    end = await Ffprobe(reactor, script(tmp_path, ANSWER % code), "/d/-i http:x.mkv").ended.addTimeout(60, reactor)
    assert (end.code, end.answer.strip(), end.trouble) == (code, b'{"path": "file:/d/-i http:x.mkv"}', "it said so")


@pytest_twisted.ensureDeferred
async def test_one_that_hangs_is_ended(tmp_path):
    """After its time; the reactor goes on meanwhile, and its end is no verdict."""
    mark = tmp_path / "began"
    probe = Ffprobe(reactor, script(tmp_path, HANGS.format(mark=str(mark))), "/d/m.mkv", 3.0)
    ends, ticks = [], 0
    probe.ended.addErrback(lambda failure: ends.append(failure.type))
    while not ends:
        await deferLater(reactor, 0.02)
        ticks += 1
    assert (ends, ticks > 3) == ([NotReady], True)
    if said(mark):
        await is_over(said(mark))


@pytest_twisted.ensureDeferred
async def test_a_stop_ends_it(tmp_path):
    """Cancelling is enough; nothing of ours runs on."""
    mark = tmp_path / "began"
    probe = Ffprobe(reactor, script(tmp_path, HANGS.format(mark=str(mark))), "/d/m.mkv")
    pid = await pid_in(mark)
    probe.ended.cancel()
    with pytest.raises(CancelledError):
        await probe.ended
    await is_over(pid)


@pytest_twisted.ensureDeferred
async def test_one_that_never_ends_its_answer(tmp_path):
    """It is ended, which is no verdict."""
    endless = "import sys\nwhile True: sys.stdout.write('x' * 65536)"
    with pytest.raises(NotReady):
        await Ffprobe(reactor, script(tmp_path, endless), "/d/m.mkv").ended


@pytest_twisted.ensureDeferred
async def test_one_that_crashes(tmp_path):
    """As a release of it was seen to at every transport stream: no verdict about the file."""
    crashes = "import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)"
    with pytest.raises(NotReady, match="signal 11"):
        await Ffprobe(reactor, script(tmp_path, crashes), "/d/m.ts").ended


def test_where_it_is(tmp_path, monkeypatch):
    """In the data folder, else on the machine, else nowhere."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert find_ffprobe(str(tmp_path / "data")) == ""
    (tmp_path / "bin").mkdir()
    there = script(tmp_path / "bin", "")
    assert find_ffprobe(str(tmp_path / "data")) == there
    (tmp_path / "data").mkdir()
    own = script(tmp_path / "data", "")
    assert find_ffprobe(str(tmp_path / "data")) == own
    Path(own).chmod(0o600)
    assert find_ffprobe(str(tmp_path / "data")) == there
