"""The owner of a client: its states, its pace, and steps merged into few calls."""

from typing import Any

import pytest

from qbitrr.errors import NotReady
from qbitrr.model.reasons import Reason
from qbitrr.model.shown.trends import ClientSpeeds
from qbitrr.model.status import QbitStatus
from qbitrr.model.steps import AddTags, Pause, Recheck, RemoveTags, Result, Resume, SetCategory, SkipFiles
from qbitrr.model.torrents.labels import ClientLabels
from qbitrr.testing.qbittorrent import Answered, Dropped, Slow, Swarm
from qbitrr.testing.qbittorrent.model.categories import SimulatedCategory
from tests.actors.world import NOW, QbitCase

WHY = Reason(code="test", text="because")


def step(kind: Any, hash_: str, **fields: Any) -> Any:
    return kind(instance="qBit", hash=hash_, why=WHY, **fields)


class PollingTests(QbitCase):
    def test_connects(self):
        """It logs in, creates what we use, lists everything, and says who is there."""
        qbit = self.qbit()
        one = qbit.add(name="One", category="radarr")
        actor = self.actor(wishes=ClientLabels(categories=("radarr", "failed"), tags=("qBitrr-imported",)))
        self.begin()
        self.assertEqual("connected", actor.status.state)
        self.assertTrue(actor.status.version.startswith("v5.1"))
        self.assertEqual((1, self.clock.seconds()), (actor.status.torrents, actor.status.listed_at + 1.0))
        self.assertEqual([one.hash], self.told())
        self.assertEqual(["torrents/createCategory", "torrents/createTags"], self.asked())
        self.assertEqual("", qbit.categories["failed"].save_path)
        self.assertEqual("One", actor.get(one.hash).name)

    def test_speeds(self):
        """Those of the whole client, while it is there."""
        qbit = self.qbit()
        qbit.add(name="One", swarm=Swarm(download_speed=2048))
        actor = self.begin()
        self.assertEqual(ClientSpeeds(down=2048), actor.speeds)
        actor.retire()
        self.assertIsNone(actor.speeds)

    def test_other_wishes(self):
        """What is wanted anew is made while it is connected, or as soon as it is."""
        self.qbit()
        actor = self.begin()
        self.asked()
        actor.want(ClientLabels(categories=("films",)))
        self.settle(2)
        self.assertEqual(["torrents/createCategory"], self.asked())
        actor.want(ClientLabels(categories=("films",)))
        self.settle(2)
        self.assertEqual([], self.asked())

    def test_connected_anew(self):
        """Until the client is listed by the new connection its torrents are unknown, and none of them is gone."""
        one = self.qbit().add(name="One", category="radarr")
        actor = self.begin()
        other = self.actor(password="wrong")  # only its connection is wanted
        self.actors["qBit"] = actor
        self.changes.clear()
        self.done(
            actor.reconnect(other.client, QbitStatus(section="qBit", state="connecting", host="new.example", port=1))
        )
        self.assertFalse(actor.is_listed)
        self.assertTrue(self.changes[0].turned)
        self.settle(3)
        self.assertEqual(("unauthorized", "new.example"), (actor.status.state, actor.status.host))
        self.assertEqual("One", actor.get(one.hash).name)
        right = self.actor()
        self.done(actor.reconnect(right.client, QbitStatus(section="qBit", state="connecting")))
        self.settle(3)
        self.assertTrue(actor.is_listed)
        self.assertEqual([], [hash_ for change in self.changes for hash_ in (*change.gone, *change.lost)])

    def test_connected_anew_while_stopped(self):
        """A client that is not wanted is not asked anything."""
        self.qbit()
        actor = self.begin()
        self.done(actor.stopService())
        self.asked(reads=True)
        self.done(actor.reconnect(self.actor().client, QbitStatus(section="qBit", state="connecting")))
        self.settle(5)
        self.assertEqual([], self.asked(reads=True))

    def test_one_that_is_nobodys_any_more(self):
        """Whoever looks after its torrents hears that they are unknown, and of none that it is gone."""
        self.qbit().add(name="One")
        actor = self.begin()
        self.done(actor.stopService())
        self.changes.clear()
        actor.retire()
        (change,) = self.changes
        self.assertEqual((True, frozenset(), frozenset()), (change.turned, change.gone, change.lost))

    def test_pace(self):
        """A quiet client costs one request per poll, and polls come every two seconds."""
        self.qbit().add(name="One")
        self.begin()
        self.settle(60)
        self.asked(reads=True)
        self.settle(60)
        asked = self.asked(reads=True)
        self.assertEqual({"sync/maindata"}, set(asked))
        self.assertAlmostEqual(30, len(asked), delta=2)

    def test_never_more_than_two_polls_a_second(self):
        """However often somebody is in a hurry."""
        self.qbit()
        actor = self.begin()
        self.asked(reads=True)
        for _ in range(100):
            actor.poll_soon()
            self.settle(0.1, step=0.1)
        self.assertTrue(10 <= len(self.asked(reads=True)) <= 21)

    def test_hurry_during_a_poll(self):
        """A wish to poll soon that comes while a poll is under way is not lost: its answer may be too old."""
        qbit = self.qbit()
        actor = self.begin()
        qbit.faults.next(Slow(1.0), path="sync/maindata")
        self.settle(1.75)
        actor.poll_soon()
        self.asked(reads=True)
        self.settle(1.25)
        self.assertIn("sync/maindata", self.asked(reads=True))

    def test_slow_client(self):
        """A client that takes a second to answer is asked every ten seconds."""
        qbit = self.qbit()
        self.begin()
        qbit.faults.next(Slow(1.0), path="sync/maindata", times=None)
        self.settle(30)
        self.asked(reads=True)
        self.settle(110)
        self.assertEqual(10, len(self.asked(reads=True)))

    def test_one_slow_answer(self):
        """One slow answer among quick ones is a hiccup of somebody's machine and no slow client: changes go on being heard of in time."""
        qbit = self.qbit()
        self.begin()
        self.settle(30)
        qbit.faults.next(Slow(5.0), path="sync/maindata")
        self.settle(10)
        self.asked(reads=True)
        self.settle(20)
        self.assertGreaterEqual(len(self.asked(reads=True)), 9)

    def test_a_request_a_second(self):
        """Where every listing gives us something to do, the client still gets one request a second at most."""
        qbit = self.qbit()
        torrents = [qbit.add(name=f"T{number}") for number in range(200)]
        actor = self.begin()

        def act(_: Any, change: Any) -> None:
            for hash_ in change.changed:
                actor.perform([step(AddTags, hash_, tags=("seen",))])

        actor.subscribe(act)
        self.asked(reads=True)
        for torrent in torrents[:120]:
            qbit.change(torrent.hash, category="x")
            self.settle(1, step=0.1)
        asked = self.asked(reads=True)
        self.assertLessEqual(len(asked), 120)
        self.assertGreaterEqual(asked.count("sync/maindata"), 55)

    def test_restart_of_the_client(self):
        """Sessions and numbers are lost: one new login, a full list, and nothing is gone."""
        qbit = self.qbit()
        one, two = qbit.add(name="One"), qbit.add(name="Two", swarm=Swarm(download_speed=10))
        actor = self.begin()
        qbit.restart()
        self.changes.clear()
        self.settle(5)
        self.assertEqual(frozenset(), frozenset().union(*(change.gone for change in self.changes)))
        self.assertEqual({one.hash, two.hash}, set(actor.mirror.torrents))
        self.assertEqual("connected", actor.status.state)

    def test_lost_answer(self):
        """After a lost answer everything is asked for: a repeated number would leave out what only the lost one told."""
        qbit = self.qbit()
        one = qbit.add(name="One")
        self.begin()
        self.told()
        qbit.faults.next(Dropped(after_work=True), path="sync/maindata")
        qbit.change(one.hash, category="x")
        self.settle(10)
        polls = [each for each in qbit.requests if each.path == "sync/maindata"]
        lost = [each.status for each in polls].index(0)
        self.assertEqual("0", polls[lost + 1].params["rid"])
        self.assertEqual([one.hash], self.told())

    def test_without_deltas(self):
        """A client that cannot tell changes is asked for whole lists instead, one request per poll."""
        qbit = self.qbit()
        one = qbit.add(name="One")
        qbit.faults.next(Answered(status=404, body=b"Not Found"), path="sync/maindata", times=None)
        actor = self.begin()
        self.assertEqual("connected", actor.status.state)
        self.assertEqual([one.hash], self.told())
        self.asked(reads=True)
        self.settle(30)
        self.assertEqual({"torrents/info"}, set(self.asked(reads=True)))
        qbit.remove(one.hash)
        self.settle(3)
        self.assertEqual({one.hash}, self.changes[-1].gone)
        qbit.faults.clear()
        self.settle(620)
        self.asked(reads=True)
        self.settle(10)
        self.assertEqual({"sync/maindata"}, set(self.asked(reads=True)))


class TroubleTests(QbitCase):
    def test_unreachable(self):
        """A client that is away keeps its torrents, is asked ever more rarely, and both turns are told."""
        qbit = self.qbit()
        one = qbit.add(name="One")
        actor = self.begin()
        self.changes.clear()
        qbit.faults.next(Dropped(), times=None)
        self.settle(30)
        self.assertEqual("disconnected", actor.status.state)
        self.assertEqual([True], [change.turned for change in self.changes])
        self.assertEqual((frozenset(), [one.hash]), (self.changes[0].gone, list(actor.mirror.torrents)))
        self.settle(1500)
        self.asked(reads=True)
        self.settle(600)
        self.assertLessEqual(len({each.at for each in qbit.requests}), 3 * 4)
        qbit.faults.clear()
        self.changes.clear()
        self.settle(301)
        self.assertEqual(("connected", ""), (actor.status.state, actor.status.why))
        self.assertTrue(self.changes[0].turned)

    @pytest.mark.torrent_vector("L02")
    def test_back_off(self):
        """5 s, doubling to 300 s, and from the beginning after a success."""
        qbit = self.qbit()
        actor = self.begin()
        pauses = []
        self.patch(actor, "_failed", self._noting(actor._failed, pauses))
        qbit.faults.next(Dropped(), times=None)
        self.settle(2000)
        self.assertEqual([5.0, 10.0, 20.0, 40.0, 80.0, 160.0, 300.0, 300.0], pauses[:8])
        qbit.faults.clear()
        self.settle(310)
        qbit.faults.next(Dropped(), times=None)
        del pauses[:]
        self.settle(20)
        self.assertEqual(5.0, pauses[0])

    def _noting(self, real: Any, kept: list[float]) -> Any:
        def noting(error: Exception) -> float:
            kept.append(real(error))
            return kept[-1]

        return noting

    def test_states(self):
        """A wrong password, a ban, a refusal: states with a reason, each since it came."""
        for fault, path, state in (
            (Answered(status=200, body=b"Fails."), "auth/login", "unauthorized"),
            (Answered(status=403, body=b"banned"), "auth/login", "banned"),
            (Answered(status=418, body=b"teapot"), "app/version", "refused"),
            (Answered(status=200, body=b"2.2.1"), "app/webapiVersion", "refused"),
            (Answered(status=200, body=b"<html>"), "app/webapiVersion", "disconnected"),
        ):
            with self.subTest(state):
                self.qbit().faults.next(fault, path=path, times=None)
                actor = self.actor()
                self.begin(seconds=40)
                self.assertEqual(state, actor.status.state)
                self.assertTrue(actor.status.why)
                since = actor.status.since
                self.settle(40)
                self.assertEqual((state, since), (actor.status.state, actor.status.since))
                self.done(actor.stopService())
                self.assertEqual([], self.clock.getDelayedCalls())

    def test_password_is_not_tried_often(self):
        """A refused password is tried again after five minutes at the earliest: the client bans who guesses."""
        qbit = self.qbit()
        self.actor(password="wrong")
        self.begin(seconds=290)
        self.assertEqual(1, sum(each.path == "auth/login" for each in qbit.requests))

    @pytest.mark.correction("C1")
    def test_error_nobody_thought_of(self):
        """It is a state with a reason and a growing pause, with one traceback for as long as it lasts, and it passes."""
        self.qbit()
        actor = self.actor()
        real = actor.client.main_data
        actor.client.main_data = lambda rid: 1 / 0
        self.begin(seconds=600)
        self.assertEqual(
            ("disconnected", "qBit: an unexpected error (ZeroDivisionError)"), (actor.status.state, actor.status.why)
        )
        self.assertEqual(1, len(self.flushLoggedErrors(ZeroDivisionError)))
        actor.client.main_data = real
        self.settle(301)
        self.assertEqual(("connected", ""), (actor.status.state, actor.status.why))

    @pytest.mark.correction("E8")
    def test_restart_ends_a_ban(self):
        """A client that banned us is used again within a minute or so after it was restarted, however long the ban was."""
        qbit = self.qbit()
        self.actor(password="wrong")
        self.begin(seconds=5 * 301)
        self.done(self.actors["qBit"].stopService())
        actor = self.actor()
        self.begin(seconds=600)
        self.assertEqual("banned", actor.status.state)
        qbit.restart()
        self.settle(65)
        self.assertEqual("connected", actor.status.state)

    def test_failing_consumer(self):
        """A consumer that fails is logged, and polling goes on."""
        self.qbit()
        actor = self.actor()
        actor.subscribe(lambda *_: 1 / 0)
        self.begin(seconds=20)
        self.assertTrue(self.flushLoggedErrors(ZeroDivisionError))
        self.assertGreater(actor.status.listed_at, NOW + 10)


class StoppingTests(QbitCase):
    def stop(self, actor: Any) -> None:
        self.done(actor.stopService())
        self.assertEqual([], self.clock.getDelayedCalls())

    def test_in_every_state(self):
        """Before the start, waiting, polling, in trouble, twice: nothing is left."""
        qbit = self.qbit()
        self.stop(self.actor())
        actor = self.begin()
        self.stop(actor)
        self.stop(actor)
        qbit.faults.next(Slow(100.0), path="sync/maindata", times=1)
        actor = self.actor()
        self.begin()
        qbit.faults.next(Slow(0.0), times=None)
        waiting = actor.stopService()
        self.settle(1)
        self.successResultOf(waiting)
        qbit.faults.clear()
        qbit.faults.next(Dropped(), times=None)
        actor = self.actor()
        self.begin()
        self.stop(actor)

    def test_after_a_failing_turn(self):
        """Also while it waits after an error of ours."""
        self.qbit()
        actor = self.actor()
        actor.subscribe(lambda *_: 1 / 0)
        self.begin()
        self.stop(actor)
        self.flushLoggedErrors(ZeroDivisionError)

    def test_steps_under_way(self):
        """Steps that wait or are being sent fail with `NotReady`; those that come later at once."""
        qbit = self.qbit()
        one = qbit.add(name="One")
        actor = self.begin()
        qbit.faults.next(Slow(50.0), path="torrents/stop", times=None)
        sent = actor.perform([step(Pause, one.hash)])
        self.settle(0.5)
        queued = actor.perform([step(Pause, one.hash)])
        self.settle(0.5)
        gathered = actor.perform([step(Pause, one.hash)])
        stopping = actor.stopService()
        self.settle(0.5)
        self.successResultOf(stopping)
        for waiting in (sent, queued, gathered, actor.perform([step(Pause, one.hash)])):
            self.failureResultOf(waiting, NotReady)
        self.settle(60)
        self.assertEqual([], self.clock.getDelayedCalls())


class StepTests(QbitCase):
    def test_merged(self):
        """Equal steps of several callers become one call; each hears of its own."""
        qbit = self.qbit()
        hashes = [qbit.add(name=f"T{n}").hash for n in range(3)]
        actor = self.begin()
        self.asked()
        calls = [
            actor.perform([step(AddTags, hashes[0], tags=("x", "y")), step(Resume, hashes[0])]),
            actor.perform([step(AddTags, hashes[1], tags=("y", "x"))]),
            actor.perform([step(Pause, hashes[2]), step(AddTags, hashes[2], tags=("z",))]),
        ]
        self.settle(1)
        seen = [(each.path, each.params["hashes"]) for each in qbit.requests if each.method == "POST"]
        self.assertEqual(
            [
                ("torrents/addTags", "|".join(hashes[:2])),
                ("torrents/addTags", hashes[2]),
                ("torrents/stop", hashes[2]),
                ("torrents/start", hashes[0]),
            ],
            seen,
        )
        outcomes = [self.successResultOf(call) for call in calls]
        self.assertEqual([2, 1, 2], [len(each) for each in outcomes])
        self.assertEqual(["pause", "add_tags"], [each.step for each in outcomes[2]])
        self.assertEqual({Result.DONE}, {each.result for all_ in outcomes for each in all_})

    def test_many(self):
        """At most a hundred torrents in one call."""
        qbit = self.qbit()
        hashes = [qbit.add(name=f"T{n}").hash for n in range(250)]
        actor = self.begin()
        self.asked()
        self.done(actor.perform([step(AddTags, each, tags=("x",)) for each in hashes]))
        sizes = [len(each.params["hashes"].split("|")) for each in qbit.requests if each.path == "torrents/addTags"]
        self.assertEqual([100, 100, 50], sizes)

    def test_order(self):
        """Tags, then priorities, stop before start, checks, categories last; whatever the order they came in."""
        qbit = self.qbit()
        one = qbit.add(name="One", files=[("One/a", 10), ("One/b", 10)])
        qbit.add(name="Two", category="there")
        actor = self.begin()
        self.asked()
        kinds: list[Any] = [
            step(SetCategory, one.hash, category="there"),
            step(Recheck, one.hash),
            step(Resume, one.hash),
            step(Pause, one.hash),
            step(SkipFiles, one.hash, file_ids=(1,)),
            step(RemoveTags, one.hash, tags=("y",)),
            step(AddTags, one.hash, tags=("x",)),
        ]
        outcomes = self.done(actor.perform(kinds))
        self.assertEqual(
            ["addTags", "removeTags", "filePrio", "stop", "start", "recheck", "setCategory"],
            [path.removeprefix("torrents/") for path in self.asked()],
        )
        self.assertEqual("set_category", outcomes[0].step)

    def test_missing_category(self):
        """A category that does not exist is created, and the move is made then."""
        qbit = self.qbit()
        one = qbit.add(name="One")
        actor = self.begin()
        self.asked()
        (outcome,) = self.done(actor.perform([step(SetCategory, one.hash, category="new")]))
        self.assertEqual(Result.DONE, outcome.result)
        self.assertEqual("new", qbit.torrents[one.hash].category)
        self.assertEqual(["torrents/setCategory", "torrents/createCategory", "torrents/setCategory"], self.asked())

    @pytest.mark.correction("B3")
    def test_missing_category_of_another(self):
        """It is created as at the start: what is above it first, below the folder of its parent."""
        qbit = self.qbit()
        one = qbit.add(name="One")
        qbit.categories.put(SimulatedCategory(name="tv", save_path="/mnt/tv"))
        actor = self.begin()
        (outcome,) = self.done(actor.perform([step(SetCategory, one.hash, category="tv/hd/new")]))
        self.assertEqual(Result.DONE, outcome.result)
        self.assertEqual("tv/hd/new", qbit.torrents[one.hash].category)
        paths = [qbit.categories[name].save_path for name in ("tv", "tv/hd", "tv/hd/new")]
        self.assertEqual(["/mnt/tv", "/mnt/tv/hd", "/mnt/tv/hd/new"], paths)

    def test_impossible_category(self):
        """A name that cannot be is refused for good, and nothing is created for it."""
        qbit = self.qbit()
        one = qbit.add(name="One")
        actor = self.begin()
        (outcome,) = self.done(actor.perform([step(SetCategory, one.hash, category="a//b")]))
        self.assertEqual(Result.FAILED, outcome.result)
        self.assertNotIn("a", qbit.categories)

    def test_outcomes(self):
        """Gone is done; a state that does not fit yet, a busy or absent client: later; anything else: never."""
        qbit = self.qbit()
        one = qbit.add(name="One")
        actor = self.begin()
        skip = step(SkipFiles, one.hash, file_ids=(5,))
        self.assertEqual(Result.RETRY, self.done(actor.perform([skip]))[0].result)
        gone = step(SkipFiles, "f" * 40, file_ids=(0,))
        self.assertEqual(Result.DONE, self.done(actor.perform([gone]))[0].result)
        for fault, result in (
            (Answered(status=400, body=b"no"), Result.FAILED),
            (Answered(status=500, body=b"oops"), Result.RETRY),
            (Dropped(), Result.RETRY),
        ):
            qbit.faults.next(fault, path="torrents/recheck", times=None)
            outcome = self.done(actor.perform([step(Recheck, one.hash)]), 100)[0]
            self.assertEqual(result, outcome.result)
            self.assertTrue(outcome.why)
            qbit.faults.clear()
            self.settle(310)

    def test_one_failure_is_not_the_others(self):
        """A call that fails costs its own steps only."""
        qbit = self.qbit()
        one = qbit.add(name="One")
        actor = self.begin()
        qbit.faults.next(Answered(status=400, body=b"no"), path="torrents/addTags")
        outcomes = self.done(actor.perform([step(AddTags, one.hash, tags=("x",)), step(Pause, one.hash)]))
        self.assertEqual([Result.FAILED, Result.DONE], [each.result for each in outcomes])

    def test_reads(self):
        """Files and trackers, or None when they cannot be had."""
        qbit = self.qbit()
        one = qbit.add(name="One", trackers=["http://t.example/announce"])
        actor = self.begin()
        self.assertEqual(["One"], [each.name for each in self.done(actor.files(one.hash))])
        self.assertEqual(["http://t.example/announce"], [each.url for each in self.done(actor.trackers(one.hash))])
        self.assertIsNone(self.done(actor.files("f" * 40)))
        self.assertIsNone(self.done(actor.trackers("f" * 40)))
