"""
The child actor with real processes, started both ways.
"""

import os
import signal

import pytest
import pytest_twisted
from twisted.internet import reactor
from twisted.internet.defer import gatherResults

from qbitrr.actors.children.transports import ExecLaunch, FirstOf
from qbitrr.actors.launch.early import can_fork
from qbitrr.actors.launch.forkserver import ForkServer
from qbitrr.clock import offset_of
from qbitrr.model.restarts import ChildLimits, Intensity
from qbitrr.model.status import TorrentReport
from qbitrr.model.steps import Outcome, Result
from qbitrr.model.torrents.torrent import Torrent, TorrentFile
from qbitrr.wire.messages import Answer, Ask, Done, Performed, RunNow, SetClock, SetLogLevel, Steps, Torrents
from tests.actors.children.real import PATIENCE, EchoChild, eventually, is_gone

QUICK = ChildLimits(beat_seconds=0.5)
# Crashes that follow each other quickly.
HASTY = ChildLimits(intensity=Intensity(burst=2, delay_seconds=0.05))


@pytest_twisted.async_yield_fixture(params=["exec", "fork"])
async def launch(request):
    """A way to launch children; none of them may be left at the end of a test."""
    server = ForkServer(reactor)
    if request.param == "fork":
        assert can_fork()
        server.startService()
        yield server
        await server.stopService()
    else:
        yield ExecLaunch(reactor)


@pytest_twisted.async_yield_fixture
async def children(launch):
    """Makes children that are stopped in the end, whatever they are doing."""
    made = []

    def make(*args, **config):
        made.append(EchoChild(launch, *args, **config))
        return made[-1]

    yield make
    await gatherResults([each.child.stop() for each in made], consumeErrors=True)
    pids = {each.child.status.pid for each in made}
    assert pids <= {None}


@pytest_twisted.ensureDeferred
async def test_ready_and_stopped(children, launch):
    """A child works, answers, and leaves with 0 when told to."""
    echo = await children().run()
    status = echo.child.status
    assert (status.state, status.alive) == ("running", True)
    assert status.transport == ("fork" if isinstance(launch, ForkServer) else "exec")
    assert status.started_at == pytest.approx(reactor.seconds(), abs=60)
    echo.tell("hello", 7)
    await eventually(lambda: Performed(id=7, result="done", text="hello") in echo.messages)
    await echo.child.stop()
    assert (echo.child.status.state, echo.child.status.exit_code) == ("stopped", 0)
    assert echo.child.status.why == "exit code 0 (told to stop)"
    assert is_gone(status.pid)


@pytest_twisted.ensureDeferred
async def test_a_large_share_arrives(children):
    """20,000 torrents travel in pieces; what changes meanwhile is not lost."""
    echo = await children().run()
    many = tuple(Torrent(instance="q", hash=f"{n:040x}", state="uploading", name="x" * 200) for n in range(20_000))
    echo.child.send(Torrents(full=True, torrents=many, listed_at={"q": 1.0}))
    echo.child.send(Torrents(full=False, gone=(many[-1].key, many[0].key), listed_at={"q": 2.0}))
    echo.child.send(RunNow())
    await eventually(lambda: echo.summary == "now")
    report = echo.child.status.report
    assert isinstance(report, TorrentReport)
    assert report.torrents == 19_998


@pytest.mark.correction("A10")
@pytest_twisted.ensureDeferred
async def test_a_child_shows_the_time_it_is_given(children):
    """From the start on, and when the clock is set while it runs; what it times goes on meanwhile."""
    echo = await children().run()
    for hours in (0, 50, -3):
        echo.child.send(SetClock(clock_offset=offset_of(reactor) + hours * 3600))
        echo.child.send(RunNow())
        expected = reactor.seconds() + hours * 3600
        await eventually(
            lambda expected=expected: (report := echo.child.status.report) and abs(report.at - expected) < 900
        )
    echo.tell("ask")
    await eventually(lambda: [message for message in echo.messages if isinstance(message, Ask)])
    assert echo.states[-1] == "running"


@pytest_twisted.ensureDeferred
async def test_questions_are_answered(children):
    """An answer finds the one who asked, and so does the outcome of steps."""
    echo = await children().run()
    echo.tell("ask")
    ask = await eventually(lambda: [message for message in echo.messages if isinstance(message, Ask)])
    echo.child.send(Answer(id=ask[0].id + 1))  # nobody's
    echo.child.send(Answer(id=ask[0].id, files=(TorrentFile(id=0, name="a"), TorrentFile(id=1, name="b"))))
    await eventually(lambda: echo.summary == "2 files")
    echo.tell("act")
    steps = await eventually(lambda: [message for message in echo.messages if isinstance(message, Steps)])
    assert [step.hash for step in steps[0].steps] == ["aa"]
    outcome = Outcome(instance="qBit", hash="aa", step="pause", result=Result.DONE)
    echo.child.send(Done(id=steps[0].id, outcomes=(outcome,)))
    await eventually(lambda: echo.summary == "done")


@pytest_twisted.ensureDeferred
async def test_logs_and_prints_arrive(children):
    """Records at their level, without secrets; prints as output; the level changes while it runs."""
    echo = await children().run()
    echo.tell("chatter")
    await eventually(lambda: set(echo.child.status.output) == {"printed", "complained"})
    await eventually(lambda: "the key is ***" in [record.text for record in echo.logs])
    assert "details" not in [record.text for record in echo.logs]
    echo.child.send(SetLogLevel(level="DEBUG"))
    echo.tell("chatter")
    await eventually(lambda: "details" in [record.text for record in echo.logs])


@pytest.mark.parametrize("command", ["spin", "block"])
@pytest_twisted.ensureDeferred
async def test_a_hung_child_is_replaced(children, command):
    """Busy or blocked: TERM is not heard, KILL is."""
    echo = await children(limits=QUICK).run()
    pid = echo.child.status.pid
    echo.tell(command)
    assert await echo.ready(2) != pid
    assert is_gone(pid)
    assert echo.child.last_restart[0] == "crash"


@pytest_twisted.ensureDeferred
async def test_a_stopped_child_is_replaced(children):
    """SIGSTOP is a hang like any other."""
    echo = await children(limits=QUICK).run()
    pid = echo.child.status.pid
    os.kill(pid, signal.SIGSTOP)
    await echo.ready(2)
    assert is_gone(pid)


@pytest.mark.parametrize(("number", "status"), [(signal.SIGKILL, -9), (signal.SIGTERM, 143), (signal.SIGSEGV, -11)])
@pytest_twisted.ensureDeferred
async def test_a_killed_child_is_back_soon(children, number, status):
    """Whoever killed it and however. (That the first restart waits for nothing is shown on a clock.)"""
    echo = await children().run()
    os.kill(echo.child.status.pid, number)
    await echo.ready(2)
    assert status in echo.exit_codes


@pytest.mark.parametrize("command", ["crash", "kill", "fail", "garbage", "endless", "give_up"])
@pytest_twisted.ensureDeferred
async def test_a_crash_is_followed_by_a_restart(children, command):
    """Dying, raising, breaking the protocol, asking for it."""
    echo = await children().run()
    echo.tell(command)
    await echo.ready(2)
    assert echo.child.status.restarts == 1


@pytest_twisted.ensureDeferred
async def test_an_error_leaves_a_traceback(children):
    """What went wrong in the child can be read in the supervisor."""
    echo = await children().run()
    echo.tell("fail")
    await echo.ready(2)
    assert "builtins.RuntimeError: as told" in echo.child.status.output


@pytest.mark.parametrize("command", ["crash", "fail"])
@pytest_twisted.ensureDeferred
async def test_a_crash_loop_is_given_up(children, command):
    """A child that cannot even start is left for people to see; a person may try again."""
    echo = children(limits=HASTY, start=command)
    echo.child.start()
    await eventually(lambda: echo.child.status.state == "crashed")
    assert echo.states.count("backoff") == 2
    echo.config["start"] = ""
    echo.child.restart()
    await echo.ready(1)


@pytest_twisted.ensureDeferred
async def test_something_new_is_ignored(children):
    """A message of a later version does no harm."""
    echo = await children().run()
    echo.tell("novelty")
    echo.tell("still here", 2)
    await eventually(lambda: Performed(id=2, result="done", text="still here") in echo.messages)
    assert echo.readies == 1


@pytest_twisted.ensureDeferred
async def test_a_child_with_nothing_to_do_leaves(children):
    """And is not started again."""
    echo = await children().run()
    echo.tell("end")
    await eventually(lambda: echo.child.status.state == "stopped")
    assert (echo.child.status.exit_code, echo.child.status.why) == (0, "exit code 0 (nothing to do)")


@pytest_twisted.ensureDeferred
async def test_children_that_resist_are_stopped_in_time(children):
    """All at once and in bounded time; one of them before it is ready."""
    resisting, spinning, starting, stopped = (children(f"Radarr-{n}") for n in range(4))
    for echo in (resisting, spinning, stopped):
        await echo.run()
    starting.config["start"] = "block"
    starting.child.start()
    resisting.tell("resist")
    spinning.tell("spin")
    await eventually(lambda: resisting.summary == "resisting")
    os.kill(stopped.child.status.pid, signal.SIGSTOP)
    pids = [echo.child.status.pid for echo in (resisting, spinning, stopped)]
    stopping = gatherResults([echo.child.stop() for echo in (resisting, spinning, starting, stopped)])
    await stopping.addTimeout(PATIENCE, reactor)
    assert all(map(is_gone, pids))


@pytest_twisted.ensureDeferred
async def test_a_restart_replaces_the_process(children):
    """The old one is gone before the new one comes."""
    echo = await children().run()
    pid = echo.child.status.pid
    echo.child.restart()
    assert await echo.ready(2) != pid
    assert is_gone(pid)
    assert "backoff" not in echo.states


@pytest_twisted.ensureDeferred
async def test_children_share_no_descriptors(children, launch):
    """Nobody keeps another's channel open, nor the control socket of the fork server."""
    first, second, third = [await children(f"Radarr-{n}").run() for n in range(3)]
    assert not first.pipes() & second.pipes()
    assert not second.pipes() & third.pipes()
    control = (
        {link for link in _links(launch.pid) if link.startswith("socket:")} if isinstance(launch, ForkServer) else set()
    )
    for echo in (first, second, third):
        # stdin, stdout, stderr, two for the channel, and two the reactor wakes itself with
        assert len(echo.pipes()) <= 7
        assert not echo.pipes() & control


@pytest_twisted.ensureDeferred
async def test_the_next_way_serves(children):
    """Without a fork server children are started the plain way."""
    echo = EchoChild(FirstOf(ForkServer(reactor), ExecLaunch(reactor)))
    await echo.run()
    assert echo.child.status.transport == "exec"
    await echo.child.stop()


def _links(pid):
    return [os.readlink(f"/proc/{pid}/fd/{descriptor}") for descriptor in os.listdir(f"/proc/{pid}/fd")]
