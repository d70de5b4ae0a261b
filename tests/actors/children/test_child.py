import pytest
from twisted.internet.error import ProcessExitedAlready
from twisted.internet.interfaces import IProcessTransport
from twisted.internet.task import Clock
from twisted.logger import LogLevel, capturedLogs, formatEvent
from twisted.trial.unittest import SynchronousTestCase
from zope.interface.verify import verifyObject

from qbitrr.actors.children.child import Child, ChildSpec, Hooks
from qbitrr.actors.children.spec import relog
from qbitrr.actors.children.transports import ILaunch
from qbitrr.model.restarts import ChildLimits, Intensity
from qbitrr.model.shown.passes import LoopPasses
from qbitrr.model.status import TorrentReport
from qbitrr.testing.processes import FakeLaunch
from qbitrr.wire import outbox
from qbitrr.wire.messages import (
    PROTOCOL,
    Answer,
    Ask,
    Beat,
    Configure,
    Ended,
    FilesOf,
    Hello,
    Log,
    Report,
    RunNow,
    Stop,
)

BEAT = 2.0
CRASH = "crashed: exit code 3"


class ChildCase(SynchronousTestCase):
    """A child on a clock, with processes in memory."""

    def setUp(self):
        self.clock = Clock()
        self.clock.advance(1000)
        self.launch = FakeLaunch()
        self.states, self.messages, self.records, self.readies = [], [], [], []
        self.config = {"ApiKey": "top-secret"}
        self.child = self.make()

    def make(self, **limits):
        self.spec = ChildSpec(
            section="Radarr", category="radarr", kind="torrent", configure=self.configure, env={"A": "b"}
        )
        hooks = Hooks(
            on_message=self.messages.append,
            on_ready=lambda: self.readies.append(self.child.status.pid),
            on_status=lambda status: self.states.append(status.state),
            on_log=lambda name, record: self.records.append((name, record.text)),
        )
        return Child(self.clock, self.launch, self.spec, hooks, ChildLimits(**limits), jitter=lambda: 0.0)

    def configure(self):
        return Configure(
            revision=1, kind="qbitrr.testing.echo", section="Radarr", config=self.config, data_folder="/data"
        )

    def run_it(self):
        """Start the child and have it ready."""
        self.child.start()
        self.launch.last.greet()
        return self.launch.last

    def crash(self):
        """The process of the moment dies with code 3."""
        self.launch.last.exit(3)

    def pass_time(self, seconds, beats=None):
        """Let *seconds* pass; *beats* is a process that goes on beating."""
        for _ in range(round(seconds)):
            self.clock.advance(1)
            if beats is not None:
                beats.say(Beat())

    @property
    def state(self):
        return self.child.status.state


class Starting(ChildCase):
    """From nothing to ready."""

    def test_a_process_is_greeted_and_configured(self):
        """Hello and the newest configuration are the first it hears."""
        self.child.startService()
        hello, configure = self.launch.last.heard
        self.assertEqual(("torrent Radarr", PROTOCOL), (hello.name, hello.protocol))
        self.assertEqual(self.configure(), configure)
        self.assertEqual({"A": "b", "QBITRR_BEAT_SECONDS": "2.0"}, self.launch.last.env)

    def test_it_is_alive_when_it_says_so(self):
        """Ready is what counts, and the owner is told."""
        self.child.start()
        self.assertEqual(("starting", False), (self.state, self.child.status.alive))
        self.launch.last.greet()
        status = self.child.status
        self.assertEqual(("running", True, 1000, 1000.0), (status.state, status.alive, status.pid, status.started_at))
        self.assertEqual([1000], self.readies)

    def test_starting_twice_starts_one(self):
        """It is wanted, not wanted twice."""
        self.run_it()
        self.child.start()
        self.assertEqual(1, len(self.launch.processes))

    def test_a_process_that_cannot_be_started_is_tried_again(self):
        """After 5 and 10 seconds, and the reason is shown."""
        self.launch.failures = [FileNotFoundError("python"), OSError("no more processes")]
        self.child.start()
        self.assertEqual("backoff", self.state)
        self.assertIn("python", self.child.status.why)
        self.clock.advance(5)
        self.assertEqual("backoff", self.state)
        self.clock.advance(9.9)
        self.assertEqual([], self.launch.processes)
        self.clock.advance(0.2)
        self.launch.last.greet()
        self.assertEqual("running", self.state)
        self.assertEqual(2, len(self.flushLoggedErrors(OSError)))

    def test_a_configuration_that_cannot_be_made_is_a_failed_start(self):
        """The supervisor is not hurt."""
        self.config = None
        self.patch(self, "configure", lambda: 1 / 0)
        child = self.make()
        child.start()
        self.assertEqual("backoff", child.status.state)
        self.assertEqual(1, len(self.flushLoggedErrors(ZeroDivisionError)))

    def test_another_protocol_is_a_crash_with_a_clear_reason(self):
        """A half-upgraded installation explains itself."""
        self.child.start()
        self.launch.last.say(Hello(protocol=PROTOCOL + 1, name="x", pid=1))
        self.assertEqual("backoff", self.state)
        self.assertIn(f"protocol {PROTOCOL + 1}", self.child.status.why)

    def test_the_first_word_must_be_hello(self):
        """Whatever runs there is no child of ours."""
        self.child.start()
        self.launch.last.say(Beat())
        self.assertEqual("backoff", self.state)

    def test_a_silent_start_is_ended(self):
        """Nothing heard for 30 seconds is a crash."""
        self.child.start()
        self.pass_time(29)
        self.assertEqual("starting", self.state)
        self.pass_time(3)
        self.assertEqual((["TERM"], "backoff"), (self.launch.last.signals, self.state))
        self.assertIn("30 s", self.child.status.why)

    def test_a_long_start_with_signs_of_life_is_left(self):
        """A database may take minutes to migrate."""
        self.child.start()
        process = self.launch.last
        process.say(Hello(protocol=PROTOCOL, name="x", pid=1))
        self.pass_time(300, beats=process)
        self.assertEqual("starting", self.state)


class Watching(ChildCase):
    """While it runs."""

    def test_what_it_says_reaches_the_owner(self):
        """Questions and steps go to the owner, the rest is dealt with."""
        process = self.run_it()
        ask = Ask(id=1, what=FilesOf(instance="q", hash="a"))
        report = TorrentReport(at=5.0, torrents=7)
        process.say(ask, Report(report=report), Log(at=1.0, level="INFO", text="words"), Beat())
        self.assertEqual([ask], self.messages)
        self.assertEqual(report, self.child.status.report)
        self.assertEqual([("torrent Radarr", "words")], self.records)

    def test_an_unknown_message_is_ignored(self):
        """It is logged, and the child lives."""
        process = self.run_it()
        with capturedLogs() as logs:
            process.write_line(b'{"m":"Novelty"}\n')
        self.assertEqual(["Novelty"], [event["kind"] for event in logs])
        self.assertEqual("running", self.state)

    def test_an_owner_that_fails_does_not_hurt_the_child(self):
        """The error is logged where it happened."""
        self.patch(self, "messages", None)
        child = Child(
            self.clock,
            self.launch,
            self.spec,
            Hooks(on_message=lambda message: 1 / 0),
        )
        child.start()
        self.launch.last.greet()
        self.launch.last.say(Ask(id=1, what=FilesOf(instance="q", hash="a")))
        self.assertEqual("running", child.status.state)
        self.assertEqual(1, len(self.flushLoggedErrors(ZeroDivisionError)))

    def test_it_is_told_things_while_it_is_there(self):
        """Also before it is ready; not when it is on its way out or gone."""
        self.assertFalse(self.child.send(RunNow()))
        self.launch.obedient = False
        self.child.start()
        self.assertTrue(self.child.send(RunNow()))
        self.launch.last.greet()
        self.assertTrue(self.child.send(RunNow()))
        self.child.stop()
        self.assertFalse(self.child.send(RunNow()))
        self.assertEqual(2, len(self.launch.last.heard_of(RunNow)))

    @pytest.mark.torrent_vector("Q07", "Q08")
    def test_three_missed_beats_are_a_hang(self):
        """TERM, and what follows is what follows a crash."""
        process = self.run_it()
        self.pass_time(60, beats=process)
        self.assertEqual("running", self.state)
        self.pass_time(6)
        self.assertEqual([], process.signals)
        self.pass_time(2)
        self.assertEqual((["TERM"], "backoff"), (process.signals, self.state))
        self.assertIn("no sign of life for 6 s", self.child.status.why)

    def test_one_that_ignores_term_is_killed(self):
        """After a bounded wait."""
        self.launch.obedient = False
        process = self.run_it()
        self.pass_time(8)
        self.assertEqual((["TERM"], "stopping"), (process.signals, self.state))
        self.pass_time(2)
        self.assertEqual((["TERM", "KILL"], "backoff"), (process.signals, self.state))

    def test_our_own_sleep_is_not_the_childs_hang(self):
        """After the machine slept for an hour the child gets the time to be heard."""
        process = self.run_it()
        self.clock.advance(3600)
        process.say(Beat())
        self.assertEqual(("running", []), (self.state, process.signals))

    def test_a_broken_protocol_is_a_crash(self):
        """It is ended, and nothing more it says is believed."""
        self.launch.obedient = False
        process = self.run_it()
        process.write_line(b"garbage\n")
        process.write_line(b"more garbage\n")
        process.say(Ask(id=1, what=FilesOf(instance="q", hash="a")))
        self.assertEqual((["TERM"], []), (process.signals, self.messages))
        process.exit(0)
        self.assertEqual("backoff", self.state)
        self.assertIn("broke the protocol", self.child.status.why)

    def test_what_follows_garbage_in_one_piece_is_not_believed(self):
        """Lines read together do not slip through."""
        process = self.run_it()
        process.write_line(b'garbage\n{"m":"Ask","id":1,"what":{"type":"files","instance":"q","hash":"a"}}\n')
        self.assertEqual([], self.messages)

    def test_one_that_does_not_read_is_ended(self):
        """Its messages are not piled up for ever."""
        self.patch(outbox, "MAX_WAITING_BYTES", 100)
        self.launch.obedient = False
        process = self.run_it()
        process.pipes[3].producer.pauseProducing()
        for _ in range(5):
            self.child.send(Answer(id=1, error="x" * 50))
        self.assertEqual(["TERM"], process.signals)
        self.assertIn("does not read", self.child.status.why)

    def test_stray_output_is_kept_and_logged(self):
        """With the child's name, its level by descriptor, without secrets."""
        process = self.run_it()
        with capturedLogs() as logs:
            process.write_line(b"print", descriptor=1)
            process.write_line(b"ed top-secret\n\n", descriptor=1)
            process.write_line(b"caf\xe9\n", descriptor=2)
        self.assertEqual(("printed ***", "caf\\xe9"), self.child.status.output)
        self.assertEqual(
            [(LogLevel.info, "torrent Radarr", "printed ***"), (LogLevel.warn, "torrent Radarr", "caf\\xe9")],
            [(event["log_level"], event["child"], event["text"]) for event in logs],
        )

    def test_much_output_is_bounded(self):
        """50 lines are kept; a flood is counted; a line without end is cut."""
        process = self.run_it()
        with capturedLogs() as logs:
            process.write_line(b"".join(b"line %d\n" % number for number in range(1000)), descriptor=1)
            self.clock.advance(6)
            process.write_line(b"x" * 5000, descriptor=2)
        self.assertEqual(50, len(self.child.status.output))
        self.assertEqual("line 999", self.child.status.output[-2])
        self.assertEqual("x" * 2000, self.child.status.output[-1])
        self.assertEqual(102, len(logs))
        self.assertEqual([900], [event["lost"] for event in logs if "lost" in event])


class Passing(ChildCase):
    """What its loop did lately."""

    def test_newest_of_all_processes(self):
        """What beats tell is kept over the end of a process, which is told, too; only so much of it."""
        process = self.run_it()
        process.say(Beat(), Beat(passes=LoopPasses(at=1000.0, turns=2, seconds=0.5)))
        self.crash()
        told = self.child.passes
        self.assertEqual(("Radarr", "torrent"), (told.section, told.kind))
        crashed = LoopPasses(at=1000.0, why=CRASH.removeprefix("crashed: "), has_crashed=True)
        self.assertEqual((LoopPasses(at=1000.0, turns=2, seconds=0.5), crashed), told.passes)
        self.clock.advance(100)
        self.launch.last.greet()
        for number in range(100):
            self.launch.last.say(Beat(passes=LoopPasses(at=2000.0 + number, turns=1)))
        self.assertEqual((60, 2099.0), (len(self.child.passes.passes), self.child.passes.passes[-1].at))

    def test_nothing_to_tell(self):
        """It is no pass to be stopped, and nobody hears of passes by the state: that would have all browsers told of each."""
        process = self.run_it()
        states = len(self.states)
        process.say(Beat(passes=LoopPasses(at=1000.0, turns=1)))
        self.assertEqual(states, len(self.states))
        self.child.stop()
        self.assertEqual(1, len(self.child.passes.passes))


class Ending(ChildCase):
    """What follows the end of a process."""

    @pytest.mark.torrent_vector("Q01")
    def test_a_normal_end_is_not_restarted(self):
        """Q01: it had nothing to do, and said so."""
        process = self.run_it()
        process.say(Ended(why="nothing to search"))
        process.exit(0)
        status = self.child.status
        self.assertEqual(
            ("stopped", 0, "exit code 0 (nothing to search)"), (status.state, status.exit_code, status.why)
        )
        self.assertEqual([], self.clock.getDelayedCalls())

    def test_an_end_without_a_word_is_a_crash(self):
        """It left in order, but neither asked to nor with a reason: its channel broke, and nobody would start it again."""
        self.run_it().exit(0)
        self.assertEqual(("backoff", 0, 1), (self.state, self.child.status.exit_code, self.child.status.restarts))
        self.clock.advance(0.25)
        self.launch.last.greet()
        self.assertEqual("running", self.state)

    def test_the_first_crash_is_forgotten_almost_at_once(self):
        """Well within two seconds a new process starts, and the status tells the story."""
        self.run_it()
        self.crash()
        status = self.child.status
        self.assertEqual(
            ("backoff", 3, CRASH, None, 1), (status.state, status.exit_code, status.why, status.pid, status.restarts)
        )
        self.clock.advance(0.25)
        self.assertEqual("starting", self.state)
        self.launch.last.greet()
        self.assertEqual(("running", ("crash", 1000.0)), (self.state, self.child.last_restart))

    def test_being_killed_is_a_crash(self):
        """The signal is named."""
        self.run_it().die(9)
        self.assertEqual(("backoff", -9), (self.state, self.child.status.exit_code))
        self.assertIn("SIGKILL", self.child.status.why)

    def test_a_signal_without_a_name(self):
        """Real-time signals have numbers only."""
        self.run_it().die(50)
        self.assertEqual("crashed: killed by signal 50", self.child.status.why)

    def test_an_unexplained_end_is_a_crash(self):
        """When the fork server died, nobody can tell how its children end."""
        self.run_it().vanish()
        self.assertEqual(("backoff", None), (self.state, self.child.status.exit_code))

    def crash_until_given_up(self):
        """Crash as often as it is restarted."""
        self.run_it()
        for _ in range(5):
            self.crash()
            self.assertEqual("backoff", self.state)
            self.clock.advance(60)
            self.launch.last.greet()
        self.crash()

    @pytest.mark.torrent_vector("Q04")
    def test_a_crash_loop_is_given_up_visibly(self):
        """Q04: five restarts in the window, then it is left for people to see."""
        self.child = self.make(intensity=Intensity(window_seconds=1000))
        self.crash_until_given_up()
        status = self.child.status
        self.assertEqual(("crashed", False, 5), (status.state, status.alive, status.restarts))
        self.assertIn("given up", status.why)
        self.assertEqual(6, len(self.launch.processes))

    def test_how_much_of_the_budget_is_left(self):
        """It says of how many restarts those in the window are, and when all of them are left again."""
        self.child = self.make(intensity=Intensity(window_seconds=1000))
        self.assertEqual((0, 5, 1000.0, None), self.budget())
        self.launch_and_crash()
        restarted_at = self.child.status.budget_renewed_at - 1000
        self.assertEqual((1, 5, 1000.0, restarted_at + 1000), self.budget())
        self.clock.advance(1001)
        self.assertEqual((0, None), (self.child.status.restarts, self.child.status.budget_renewed_at))

    def budget(self):
        status = self.child.status
        return status.restarts, status.restarts_allowed, status.window_seconds, status.budget_renewed_at

    def launch_and_crash(self):
        self.child.startService()
        self.launch.last.greet()
        self.crash()

    def test_it_gets_one_more_try_per_window(self):
        """And is given up at once when that one crashes."""
        self.child = self.make(intensity=Intensity(window_seconds=1000))
        self.crash_until_given_up()
        self.clock.advance(1000)
        self.assertEqual(("starting", 7), (self.state, len(self.launch.processes)))
        self.launch.last.greet()
        self.crash()
        self.assertEqual("crashed", self.state)
        self.clock.advance(1000)
        self.assertEqual(8, len(self.launch.processes))

    @pytest.mark.torrent_vector("Q09")
    def test_a_person_may_start_it_again(self):
        """Q09: the history is forgotten."""
        self.child = self.make(intensity=Intensity(window_seconds=1000))
        self.crash_until_given_up()
        self.child.restart()
        self.launch.last.greet()
        self.assertEqual(
            ("running", 0, ("user", 1300.0)), (self.state, self.child.status.restarts, self.child.last_restart)
        )
        self.crash()
        self.assertEqual("backoff", self.state)

    @pytest.mark.torrent_vector("Q06")
    def test_without_automatic_restarts_it_stays_down(self):
        """Q06: visible, and nothing is scheduled."""
        self.child = self.make(intensity=Intensity(auto=False))
        self.run_it()
        self.crash()
        self.assertEqual("crashed", self.state)
        self.assertEqual([], self.clock.getDelayedCalls())

    def test_pipes_held_by_a_grandchild_do_not_delay_the_end(self):
        """A second after the process has ended its pipes are closed by us."""
        process = self.run_it()
        process._protocol.processExited(None)
        self.assertIn(1, process.pipes)
        self.clock.advance(1)
        self.assertEqual({}, process.pipes)


class Stopping(ChildCase):
    """Stop works in every state, and nothing is left."""

    def assert_stopped(self, stopped):
        self.successResultOf(stopped)
        self.assertEqual(("stopped", False, None), (self.state, self.child.status.alive, self.child.status.pid))
        self.assertEqual([], self.clock.getDelayedCalls())

    def test_before_start_and_twice(self):
        """There is nothing to stop."""
        self.assert_stopped(self.child.stopService())
        self.assert_stopped(self.child.stopService())

    def test_while_starting(self):
        """It is told to stop."""
        self.child.start()
        self.assert_stopped(self.child.stop())

    def test_while_running(self):
        """It is told to stop, and leaves with 0."""
        process = self.run_it()
        self.assert_stopped(self.child.stop())
        self.assertEqual(([], 1), (process.signals, len(process.heard_of(Stop))))

    def test_one_that_resists(self):
        """Message, TERM, KILL: less than 5 seconds together."""
        self.launch.obedient = False
        process = self.run_it()
        stopped = self.child.stop()
        self.assertEqual("stopping", self.state)
        self.clock.advance(2.7)
        process.say(Beat())
        self.assertEqual(["TERM"], process.signals)
        self.assertNoResult(stopped)
        self.clock.advance(1.3)
        self.assertEqual(["TERM", "KILL"], process.signals)
        self.assert_stopped(stopped)

    def test_one_that_cannot_even_be_killed_is_killed_again(self):
        """A process in a hung system call goes when the call returns."""
        self.launch.obedient = False
        process = self.run_it()
        self.patch(process, "signalProcess", process.signals.append)
        self.child.stop()
        self.pass_time(20)
        self.assertEqual(["TERM", "KILL", "KILL", "KILL", "KILL"], process.signals)

    def test_a_signal_that_comes_too_late(self):
        """The process ended by itself meanwhile; its end is on the way."""
        self.launch.obedient = False
        process = self.run_it()

        def refuse(name):
            raise ProcessExitedAlready

        self.patch(process, "signalProcess", refuse)
        stopped = self.child.stop()
        self.pass_time(3)
        process.exit(1)
        self.assert_stopped(stopped)

    def test_while_being_terminated_for_a_hang(self):
        """The wish to stop outlives the crash."""
        self.launch.obedient = False
        process = self.run_it()
        self.pass_time(8)
        stopped = self.child.stop()
        process.exit(143)
        self.assert_stopped(stopped)

    @pytest.mark.torrent_vector("Q11")
    def test_while_waiting_for_a_restart(self):
        """Q11: the restart is cancelled."""
        self.run_it()
        self.crash()
        self.assert_stopped(self.child.stop())

    def test_when_given_up(self):
        """The one more try is cancelled."""
        self.child = self.make(intensity=Intensity(burst=0))
        self.run_it()
        self.crash()
        self.assertEqual("crashed", self.state)
        self.assert_stopped(self.child.stop())

    def test_a_start_meanwhile_gets_a_fresh_process(self):
        """Stop then start is a restart; both get what they asked for."""
        self.launch.obedient = False
        process = self.run_it()
        stopped = self.child.stop()
        self.child.start()
        process.exit(0)
        self.successResultOf(stopped)
        self.assertEqual(("starting", 2), (self.state, len(self.launch.processes)))

    def test_everybody_who_waits_is_told(self):
        """Two stops of one process; one of them has lost interest."""
        self.launch.obedient = False
        process = self.run_it()
        first, second = self.child.stop(), self.child.stop()
        second.addErrback(lambda failure: None).cancel()
        process.exit(0)
        self.assert_stopped(first)


class Restarting(ChildCase):
    """A restart that is asked for."""

    def test_the_old_process_goes_before_the_new_one_comes(self):
        """There is never more than one."""
        self.launch.obedient = False
        process = self.run_it()
        self.child.restart()
        self.assertEqual(("stopping", 1), (self.state, len(self.launch.processes)))
        process.exit(0)
        self.assertEqual(("starting", 2), (self.state, len(self.launch.processes)))
        self.launch.last.greet()
        self.assertEqual([1000, 1001], self.readies)

    @pytest.mark.torrent_vector("Q12")
    def test_wishes_coalesce(self):
        """Q12: two restarts in a row are one."""
        self.launch.obedient = False
        process = self.run_it()
        self.child.restart()
        self.child.restart()
        process.exit(0)
        self.child.restart()
        self.assertEqual((2, []), (len(self.launch.processes), self.launch.last.heard_of(Stop)))

    def test_a_new_configuration_always_gets_a_process_of_its_own(self):
        """One that is starting was configured before."""
        self.child.start()
        self.child.restart("config")
        self.assertEqual(2, len(self.launch.processes))
        self.assertEqual(("config", 1000.0), self.child.last_restart)

    def test_it_starts_what_is_down(self):
        """Also what has ended by itself."""
        self.run_it().exit(0)
        self.child.restart()
        self.assertEqual("starting", self.state)

    def test_it_does_not_wait_for_a_backoff(self):
        """A person is faster."""
        self.run_it()
        self.crash()
        self.child.restart()
        self.assertEqual(("starting", 0), (self.state, self.child.status.restarts))
        self.assertEqual(1, len(self.clock.getDelayedCalls()))  # the watch

    def test_one_that_resists_is_replaced_all_the_same(self):
        """By force."""
        self.launch.obedient = False
        self.run_it()
        self.child.restart()
        self.pass_time(5)
        self.assertEqual(("starting", 2), (self.state, len(self.launch.processes)))

    def test_a_start_during_a_hang_changes_nothing(self):
        """Its end is judged as the crash it is."""
        self.launch.obedient = False
        process = self.run_it()
        self.pass_time(8)
        self.child.start()
        process.exit(143)
        self.assertEqual(("backoff", 1), (self.state, self.child.status.restarts))

    def test_a_start_takes_the_place_of_a_stop_that_needs_force(self):
        """It is wanted again."""
        self.launch.obedient = False
        process = self.run_it()
        self.child.stop()
        self.pass_time(3)
        self.child.start()
        process.exit(143)
        self.assertEqual("starting", self.state)


class Relogging(SynchronousTestCase):
    """Where a child's log records go unless the owner wants them."""

    def test_records_are_logged_with_the_name_of_the_child(self):
        """At their level, and braces in the text mean nothing."""
        with capturedLogs() as logs:
            relog("torrent Radarr", Log(at=1.0, level="WARNING", text="{odd}", namespace="there", fields={"n": 1}))
            relog("torrent Radarr", Log(at=1.0, level="NOTICE", text="x"))
        self.assertEqual([LogLevel.warn, LogLevel.info], [event["log_level"] for event in logs])
        self.assertEqual("torrent Radarr: {odd}", formatEvent(logs[0]))
        self.assertEqual({"n": 1}, logs[0]["child_fields"])


class Fakes(ChildCase):
    """What these tests stand on."""

    def test_they_provide_what_they_claim(self):
        """The interfaces are complete."""
        self.run_it()
        verifyObject(ILaunch, self.launch)
        verifyObject(IProcessTransport, self.launch.last)
