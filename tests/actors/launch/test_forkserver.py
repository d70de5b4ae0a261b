"""
The fork server with real processes.
"""

import json
import os
import signal
import sys

import pytest
import pytest_twisted
from twisted.internet import reactor
from twisted.internet.defer import Deferred
from twisted.internet.protocol import ProcessProtocol
from twisted.internet.utils import getProcessOutputAndValue
from twisted.logger import capturedLogs

from qbitrr.actors.children.transports import ExecLaunch, FirstOf, child_environment
from qbitrr.actors.launch import forked_process as forkserver_process
from qbitrr.actors.launch import server_life as forkserver_life
from qbitrr.actors.launch.early import can_fork
from qbitrr.actors.launch.forkserver import ForkServer
from qbitrr.errors import NotReady, WireError
from qbitrr.loops.child.forkserver import preload
from tests.actors.children.real import PATIENCE, EchoChild, eventually, is_gone


def is_ready(server):
    """Whether it has imported everything and forks at once."""
    return server._server is not None and server._server.ready


@pytest_twisted.async_yield_fixture
async def server():
    """A running fork server."""
    server = ForkServer(reactor)
    server.startService()
    await eventually(lambda: is_ready(server))
    yield server
    await server.stopService()
    assert server.pid is None


def kill(pid):
    os.kill(pid, signal.SIGKILL)


@pytest_twisted.ensureDeferred
async def test_what_is_asked_for_early_waits():
    """A child may be wanted before the server has imported everything."""
    server = ForkServer(reactor)
    with pytest.raises(NotReady):
        server.launch(ProcessProtocol(), "x", {})
    server.startService()
    assert not is_ready(server)
    echo = await EchoChild(server).run()
    assert echo.child.status.transport == "fork"
    await echo.child.stop()
    await server.stopService()
    await server.stopService()


@pytest_twisted.ensureDeferred
async def test_children_outlive_their_server(server):
    """They run on, are stopped and seen to end; the server comes back; meanwhile the plain way serves."""
    launch = FirstOf(server, ExecLaunch(reactor))
    first, second = [await EchoChild(launch, f"Radarr-{n}").run() for n in range(2)]
    old = server.pid
    with capturedLogs() as logs:
        kill(old)
        await eventually(lambda: server.pid != old)
        assert first.child.status.alive
        kill(first.child.status.pid)
        await first.ready(2)
    assert any("fork server died" in (event.get("log_format") or "") for event in logs)
    await eventually(lambda: is_ready(server))
    second.tell("hello")
    await eventually(lambda: second.messages)
    pid = second.child.status.pid
    await second.child.stop()
    assert is_gone(pid)
    third = await EchoChild(launch, "Radarr-3").run()
    assert third.child.status.transport == "fork"
    for echo in (first, third):
        await echo.child.stop()


@pytest_twisted.ensureDeferred
async def test_an_orphan_that_resists_is_killed(server):
    """Signals reach a child whose server is gone."""
    echo = await EchoChild(server).run()
    echo.tell("resist")
    await eventually(lambda: echo.summary == "resisting")
    pid = echo.child.status.pid
    kill(server.pid)
    await eventually(lambda: not is_ready(server))
    await echo.child.stop().addTimeout(PATIENCE, reactor)
    assert is_gone(pid)


@pytest.mark.correction("E7")
@pytest_twisted.ensureDeferred
async def test_a_frozen_server_delays_no_stop(server, monkeypatch):
    """The end of a child that the server does not report is seen all the same; the server is killed, and comes back."""
    monkeypatch.setattr(forkserver_process, "REPORT_SECONDS", 0.2)
    launch = FirstOf(server, ExecLaunch(reactor))
    first, second = [await EchoChild(launch, f"Radarr-{n}").run() for n in range(2)]
    frozen = server.pid
    os.kill(frozen, signal.SIGSTOP)
    pid = first.child.status.pid
    await first.child.stop()
    assert is_gone(pid)
    await eventually(lambda: server.pid != frozen)
    assert is_gone(frozen)
    assert second.child.status.alive
    await eventually(lambda: is_ready(server))
    os.kill(server.pid, signal.SIGSTOP)
    await second.child.stop()


@pytest.mark.correction("E7")
@pytest_twisted.ensureDeferred
async def test_a_frozen_server_is_killed_at_a_stop(monkeypatch):
    """With nothing left to do but to end."""
    monkeypatch.setattr(forkserver_life, "STOP_SECONDS", 0.2)
    server = ForkServer(reactor)
    server.startService()
    await eventually(lambda: is_ready(server))
    pid = server.pid
    os.kill(pid, signal.SIGSTOP)
    await server.stopService()
    assert is_gone(pid)


@pytest.mark.correction("E7")
@pytest_twisted.ensureDeferred
async def test_a_frozen_server_keeps_no_child_waiting(server, monkeypatch):
    """What it does not fork is started the plain way, once it is known to hang."""
    monkeypatch.setattr(forkserver_life, "ANSWER_SECONDS", 0.2)
    os.kill(server.pid, signal.SIGSTOP)
    echo = await EchoChild(FirstOf(server, ExecLaunch(reactor))).run()
    await echo.child.stop()


@pytest_twisted.ensureDeferred
async def test_a_server_that_dies_early_takes_its_requests_with_it():
    """Those who wait are told, and try again another way."""
    server = ForkServer(reactor)
    server.startService()
    echo = EchoChild(FirstOf(server, ExecLaunch(reactor)))
    echo.child.start()
    kill(server.pid)
    await echo.ready(1)
    assert "backoff" in echo.states
    await echo.child.stop()
    await server.stopService()


@pytest_twisted.ensureDeferred
async def test_a_request_is_abandoned_when_it_takes_too_long():
    """KILL ends a process that does not exist yet; nothing comes of it later."""
    server = ForkServer(reactor)
    server.startService()
    ended = Deferred()
    protocol = ProcessProtocol()
    protocol.processEnded = lambda reason: ended.callback(reason.value)
    transport = server.launch(protocol, "abandoned", child_environment(os.environ)).transport
    transport.signalProcess("TERM")
    transport.signalProcess("KILL")
    assert (await ended).signal == signal.SIGKILL
    await eventually(lambda: is_ready(server))
    await server.stopService()


@pytest_twisted.ensureDeferred
async def test_a_huge_environment_is_refused(server):
    """It would not fit into a packet; nothing is left open."""
    before = os.listdir("/proc/self/fd")
    with pytest.raises(WireError):
        server.launch(ProcessProtocol(), "x", {"X": "x" * 200_000})
    assert len(os.listdir("/proc/self/fd")) == len(before)


@pytest.mark.parametrize(
    ("modules", "words"),
    [
        (["twisted.internet.reactor"], "forking would not be safe"),
        (["tests.actors.children.broken_module"], "No module named 'there_is_no_such_thing'"),
    ],
)
@pytest_twisted.ensureDeferred
async def test_what_must_not_be_preloaded_is_refused(modules, words):
    """A reactor, or a module that cannot be imported: the server ends and says why."""
    server = ForkServer(reactor, modules)
    with capturedLogs() as logs:
        server.startService()
        await eventually(lambda: any(words in event.get("text", "") for event in logs))
        await eventually(lambda: server.pid is None)
    with pytest.raises(NotReady):
        server.launch(ProcessProtocol(), "x", {})
    await server.stopService()


@pytest_twisted.ensureDeferred
async def test_a_module_that_does_not_exist_is_left_out():
    """A loop that is not there yet is no reason to have no fork server."""
    server = ForkServer(reactor, ["qbitrr.loops.not_there", "not_there.at.all"])
    with capturedLogs() as logs:
        server.startService()
        await eventually(lambda: is_ready(server))
    assert [event["missing"] for event in logs if "missing" in event] == [
        ["qbitrr.loops.not_there", "not_there.at.all"]
    ]
    await server.stopService()


@pytest_twisted.ensureDeferred
async def test_what_is_preloaded_by_default_is_sound():
    """No loop of ours installs a reactor or starts a thread when it is imported."""
    server = ForkServer(reactor)
    server.startService()
    await eventually(lambda: is_ready(server))
    await server.stopService()


def test_modules_warm_up_before_the_fork(monkeypatch):
    """A preloaded module makes what it would else make in each child."""
    warmed = []
    monkeypatch.setattr("qbitrr.loops.torrents.loop.warm_up", lambda: warmed.append("torrent"))
    assert preload(("qbitrr.loops.torrents.loop", "qbitrr.loops.searches.loop", "qbitrr.loops.nowhere")) == (
        "qbitrr.loops.nowhere",
    )
    assert warmed == ["torrent"]


AFTER_THE_FORK = """
import sys
from qbitrr.loops.child.forkserver import ALWAYS, PRELOAD, preload
preload((*ALWAYS, *PRELOAD))
before = set(sys.modules)
from twisted.internet import default
default.install()
from twisted.internet import reactor
from twisted.internet.stdio import StandardIO
"radarr.example".encode("idna")
print(sorted(set(sys.modules) - before))
"""


@pytest_twisted.ensureDeferred
async def test_a_child_imports_nothing_but_its_reactor():
    """What every child imported by itself would be memory of its own in each of them."""
    out, err, code = await getProcessOutputAndValue(sys.executable, ["-c", AFTER_THE_FORK], os.environ)
    assert (err, code) == (b"", 0)
    assert out.decode().strip() == "['twisted.internet.reactor']"


@pytest.mark.parametrize("module", ["qbitrr.loops", "qbitrr.loops.child.forkserver"])
@pytest_twisted.ensureDeferred
async def test_it_is_not_for_people(module):
    """Started by hand it says what to start instead."""
    arguments = [sys.executable, "-m", module]
    out, err, code = await getProcessOutputAndValue(
        "/bin/sh", ["-c", 'exec "$@" 3<&- 4<&-', "sh", *arguments], os.environ
    )
    assert (out, code) == (b"", 2)
    assert b"qbitrr run" in err
    assert b"Traceback" not in err


class MiniSupervisor(ProcessProtocol):
    """The other program: what it printed, and its end."""

    def __init__(self):
        self.printed = b""
        self.ended = Deferred()

    def outReceived(self, data):
        self.printed += data

    def errReceived(self, data):
        sys.stderr.write(data.decode())

    def processEnded(self, reason):
        self.ended.callback(reason.value)


async def supervise(way, *commands):
    """Start the other program; returns it and the pids it printed."""
    mini = MiniSupervisor()
    arguments = [sys.executable, "-m", "tests.actors.children.mini_supervisor", way, *commands]
    reactor.spawnProcess(mini, sys.executable, arguments, os.environ)
    await eventually(lambda: b"\n" in mini.printed)
    return mini, json.loads(mini.printed)


@pytest.mark.parametrize("way", ["exec", "fork"])
@pytest_twisted.ensureDeferred
async def test_no_child_survives_its_supervisor(way):
    """After a `kill -9` of the supervisor all are gone in 5 seconds: idle, busy, blocked, resisting, stopped."""
    mini, pids = await supervise(way, "idle", "spin", "block", "resist", "stop")
    mini.transport.signalProcess("KILL")
    await eventually(lambda: is_gone(pids["children"]["idle"]), 2.0)
    everybody = [*pids["children"].values(), *([pids["server"]] if way == "fork" else [])]
    await eventually(lambda: all(map(is_gone, everybody)), 5.0)
    await mini.ended


@pytest_twisted.ensureDeferred
async def test_no_child_survives_fork_server_and_supervisor():
    """Also when the fork server, which would see to it, was killed before."""
    mini, pids = await supervise("fork", "idle", "spin", "block", "resist")
    kill(pids["server"])
    await eventually(lambda: is_gone(pids["server"]))
    mini.transport.signalProcess("KILL")
    await eventually(lambda: all(map(is_gone, pids["children"].values())), 5.0)
    await mini.ended


def test_this_system_can_fork():
    """The tests above are about something."""
    assert can_fork()


def test_where_it_cannot_is_noticed(monkeypatch):
    """An old kernel, a strict container, another system."""

    def refuse(pid):
        raise OSError("not implemented")

    monkeypatch.setattr(os, "pidfd_open", refuse)
    assert not can_fork()
    monkeypatch.delattr(os, "pidfd_open")
    assert not can_fork()
