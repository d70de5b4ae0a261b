"""The parts of the torrent loop alone: the share, memories, reads, paths."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twisted.internet.defer import Deferred, fail, succeed
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.errors import NotReady, StoreError
from qbitrr.loops.torrents.memories import TorrentMemories
from qbitrr.loops.torrents.mounts import Mounts, visible_device
from qbitrr.loops.torrents.reads import Reads, device_of, path_seems_there
from qbitrr.loops.torrents.share import TorrentShare
from qbitrr.model.torrents.memory import Memory
from qbitrr.model.torrents.torrent import Torrent, TorrentFile, Tracker
from qbitrr.store.sqlite.database import Database
from qbitrr.store.sqlite.threads import immediately
from qbitrr.store.torrents import SCHEMA, memories
from qbitrr.testing.strategies.memories import remembered
from qbitrr.wire.messages import Answer, Torrents

A, B = "a" * 40, "b" * 40
KEY = ("qBit", A)
DAY = 86_400.0


def torrent(hash_: str = A, **fields: Any) -> Torrent:
    return Torrent(**{"instance": "qBit", "hash": hash_, "state": "downloading", **fields})


class ShareTests(SynchronousTestCase):
    def setUp(self) -> None:
        self.share = TorrentShare()

    def take(self, *torrents: Torrent, full: bool = False, gone: tuple[str, ...] = ()) -> Any:
        return self.share.take(
            Torrents(full=full, torrents=torrents, gone=tuple(("qBit", h) for h in gone), listed_at={"qBit": 1.0})
        )

    def test_news(self):
        """New, changed and gone; the same again is no news."""
        self.assertEqual(({KEY}, set()), self.take(torrent()))
        self.assertEqual([KEY], self.share.due(0, 10))
        self.assertEqual((set(), set()), self.take(torrent()))
        self.assertEqual([], self.share.due(0, 10))
        self.take(torrent(state="stalledDL"))
        self.assertEqual([KEY], self.share.due(0, 10))
        self.assertEqual((set(), {KEY}), self.take(gone=(A, B)))
        self.assertEqual(([], None), (self.share.due(0, 10), self.share.next_at()))

    def test_full(self):
        """What a full share does not hold is gone."""
        self.take(torrent(), torrent(B))
        self.assertEqual((set(), {KEY}), self.take(torrent(B), full=True))

    def test_plans(self):
        """A plan is kept to, a newer one replaces it, one at the latest only an earlier one."""
        self.take(torrent())
        self.share.due(0, 10)
        self.share.plan(KEY, 50)
        self.share.plan(KEY, 100)
        self.assertEqual(([], 100), (self.share.due(60, 10), self.share.next_at()))
        self.share.plan_by(KEY, 200)
        self.assertEqual(100, self.share.next_at())
        self.share.plan_by(KEY, 80)
        self.assertEqual([KEY], self.share.due(80, 10))
        self.assertIsNone(self.share.next_at())

    def test_hold(self):
        """A held torrent is not looked at before its time, whatever happens, and then it is."""
        self.take(torrent())
        self.share.hold(KEY, 30)
        self.take(torrent(state="error"))
        self.assertEqual(([], True), (self.share.due(10, 10), self.share.is_held(KEY, 10)))
        self.assertEqual([KEY], self.share.due(30, 10))
        self.assertFalse(self.share.is_held(KEY, 30))

    def test_hold_of_a_gone_one(self):
        """Holding what has gone meanwhile does not hold it when it comes back."""
        self.take(torrent())
        self.take(gone=(A,))
        self.share.hold(KEY, 1000)
        self.take(torrent())
        self.assertEqual([KEY], self.share.due(1, 10))

    def test_few_at_a_time(self):
        """Never more than asked for, and none is forgotten."""
        self.take(*[torrent(f"{n:040x}", added_on=100 - n) for n in range(25)])
        batches = [self.share.due(0, 10) for _ in range(4)]
        self.assertEqual([10, 10, 5, 0], [len(each) for each in batches])
        self.assertEqual(25, len({key for batch in batches for key in batch}))
        added = [self.share.torrents[key].added_on for key in batches[0]]
        self.assertEqual(sorted(added), added)

    def test_room(self):
        """Plans that are replaced over and over do not pile up."""
        self.take(torrent())
        for at in range(50_000):
            self.share.plan(KEY, 100_000 + at)
        self.assertLess(len(self.share._heap), 2000)
        self.share.due(0, 10)
        self.assertEqual(149_999, self.share.next_at())

    @given(
        st.lists(
            st.tuples(st.sampled_from(["plan", "hold", "mark", "gone", "due"]), st.integers(0, 3), st.integers(0, 50))
        )
    )
    def test_nothing_is_lost(self, acts: list[tuple[str, int, int]]):
        """Whatever the order: a marked torrent that is there is looked at once its hold is over."""
        share, now = TorrentShare(), 0.0
        for act, number, at in acts:
            key = ("qBit", f"{number:040x}")
            if act == "gone":
                share.take(Torrents(full=False, gone=(key,)))
            elif act == "due":
                now = max(now, at)
                share.due(now, 2)
            else:
                share.take(Torrents(full=False, torrents=(torrent(key[1]),)))
                if act == "mark":
                    share.mark([key])
                else:
                    (share.plan if act == "plan" else share.hold)(key, at)
        share.mark_all()
        there = set(share.torrents)
        seen = set()
        for _ in range(20):
            seen.update(share.due(1000, 2))
        self.assertEqual(there, seen)


class MemoryCase(SynchronousTestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.clock.advance(100 * DAY)
        self.database = Database(":memory:", "facts", SCHEMA, reactor=self.clock, run=immediately)
        self.successResultOf(self.database.open())
        self.addCleanup(self.database.close)
        self.memories = TorrentMemories(self.database)

    def do(self, call: Any) -> Any:
        return self.successResultOf(Deferred.fromCoroutine(call))

    def written(self) -> dict[Any, Memory]:
        return self.successResultOf(self.database.run(memories))


class MemoryTests(MemoryCase):
    def test_written_together(self):
        """What changed is written with the next save, what did not is not."""
        self.memories.put(KEY, remembered(queue_seen=True))
        self.assertEqual({}, self.written())
        self.do(self.memories.save(self.clock.seconds()))
        self.assertEqual({KEY: remembered(queue_seen=True)}, self.written())
        self.memories.put(KEY, remembered(queue_seen=True))
        self.patch(self.database, "run", lambda *_: self.fail("nothing changed"))
        self.do(self.memories.save(self.clock.seconds()))

    def test_failed_write(self):
        """What could not be written is written next time, in its newest form."""
        real = self.database.run
        self.patch(self.database, "run", lambda *_: fail(StoreError("full")))
        self.memories.put(KEY, remembered(queue_seen=True))
        self.failureResultOf(Deferred.fromCoroutine(self.memories.save(0)), StoreError)
        self.memories.put(KEY, remembered(requeued=True))
        self.patch(self.database, "run", real)
        self.do(self.memories.save(self.clock.seconds()))
        self.assertEqual({KEY: remembered(requeued=True)}, self.written())

    def test_expiry(self):
        """After thirty days without being listed a torrent is forgotten; listed ones never."""
        other = ("qBit", B)
        self.memories.put(KEY, remembered(queue_seen=True))
        self.memories.put(other, remembered(queue_seen=True))
        self.do(self.memories.save(self.clock.seconds()))
        for _ in range(33):
            self.do(self.memories.expire([KEY], self.clock.seconds()))
            self.clock.advance(DAY)
        self.assertEqual([KEY], list(self.written()))
        self.assertEqual(Memory(), self.memories.get(other))

    def test_not_at_the_start(self):
        """A start after a long holiday forgets nothing before everything could be listed."""
        self.memories.put(KEY, remembered(queue_seen=True))
        self.do(self.memories.save(self.clock.seconds()))
        self.clock.advance(60 * DAY)
        fresh = TorrentMemories(self.database)
        self.do(fresh.load(self.clock.seconds()))
        self.do(fresh.expire([], self.clock.seconds()))
        self.assertEqual([KEY], list(self.written()))
        self.clock.advance(3600)
        self.do(fresh.expire([KEY], self.clock.seconds()))
        self.assertEqual([KEY], list(self.written()))

    def test_unreadable_row(self):
        """A row that cannot be read counts as forgotten."""
        self.memories.put(KEY, remembered(queue_seen=True))
        self.do(self.memories.save(0))
        self.successResultOf(self.database.run(lambda db: db.execute_sql("UPDATE memory SET body = x'7b'") and None))
        self.assertEqual({}, self.written())


class MountTests(MemoryCase):
    def test_hanging_disk(self):
        """While one round hangs in the file system, no other begins."""
        calls: list[Any] = []
        never: Deferred[Any] = Deferred()
        mounts = Mounts(self.memories, lambda *args: calls.append(args) or never, Clock())
        seed = torrent(state="stalledUP", save_path="/d", content_path="/d/x")
        first = Deferred.fromCoroutine(mounts.note([seed]))
        self.do(mounts.note([seed]))
        self.assertEqual(1, len(calls))
        never.callback(5)
        self.successResultOf(first)
        self.assertEqual({"/d": 5}, self.memories.mounts)
        fresh = TorrentMemories(self.database)
        self.do(fresh.load(self.clock.seconds()))
        self.assertEqual({"/d": 5}, fresh.mounts)

    @pytest.mark.correction("C5")
    def test_hanging_disk_of_others(self):
        """A place that does not answer is given up after a while; the others are looked at in the same round."""
        clock = Clock()
        answers = {"/hung": Deferred(), "/d": succeed(5)}
        mounts = Mounts(self.memories, lambda look, path, content: answers[path], clock)
        places = [torrent(state="stalledUP", save_path=path, content_path=f"{path}/x") for path in answers]
        noting = Deferred.fromCoroutine(mounts.note(places))
        self.assertNoResult(noting)
        clock.advance(21)
        self.successResultOf(noting)
        self.assertEqual({"/d": 5}, self.memories.mounts)

    def test_visible(self):
        """The device of a place counts only where the data can be seen."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "x"
            self.assertIsNone(visible_device(folder, str(file)))
            file.touch()
            self.assertEqual(Path(folder).stat().st_dev, visible_device(folder, str(file)))

    def test_devices(self):
        """The nearest folder that exists tells; none at all tells nothing."""
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(Path(folder).stat().st_dev, device_of(f"{folder}/a/b/c"))
        self.assertIsNone(device_of("/no-such-folder-here/a"))
        self.assertIsNone(device_of(""))

    def test_paths(self):
        """A path is there when it exists, or when only others can see its place."""
        with tempfile.TemporaryDirectory() as folder:
            self.assertTrue(path_seems_there(folder))
            self.assertFalse(path_seems_there(f"{folder}/nope"))
        self.assertTrue(path_seems_there("/no-such-folder-here/a"))


class Asked:
    """A child whose answers the test gives."""

    def __init__(self, clock: Clock) -> None:
        self.reactor = clock
        self.questions: list[tuple[Any, Deferred[Answer]]] = []

    def ask(self, what: Any) -> Deferred[Answer]:
        waiting: Deferred[Answer] = Deferred()
        self.questions.append((what, waiting))
        return waiting


class ReadTests(SynchronousTestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.clock.advance(1000)
        self.child = Asked(self.clock)
        self.found: list[Any] = []
        self.later: list[Any] = []
        self.threads: list[tuple[Any, Deferred[Any]]] = []
        self.reads = Reads(self.child, self.found.append, lambda *what: self.later.append(what), self.thread)

    def thread(self, function: Any, *args: Any) -> Deferred[Any]:
        waiting: Deferred[Any] = Deferred()
        self.threads.append((args, waiting))
        return waiting

    def test_once(self):
        """A question under way is not asked again; its answer wakes, is kept, and forgotten with the torrent."""
        self.assertIsNone(self.reads.files(KEY, 9))
        self.assertIsNone(self.reads.files(KEY, 9))
        ((_, waiting),) = self.child.questions
        files = (TorrentFile(id=0, name="x"),)
        waiting.callback(Answer(id=1, files=files))
        self.assertEqual(([KEY], files), (self.found, self.reads.files(KEY, 9)))
        self.reads.gone(KEY)
        self.assertIsNone(self.reads.files(KEY, 9))

    def test_pace(self):
        """Of thousands wanted at once at most a hundred are asked for within a second, the newest wish first; all in the end."""
        keys = [(KEY[0], f"{number:040x}") for number in range(1000)]
        for key in keys:
            self.reads.files(key, 9)
        asked, per_second = [], []
        for _ in range(15):
            before = len(asked)
            while self.child.questions:
                what, waiting = self.child.questions.pop()
                asked.append(what.hash)
                waiting.callback(Answer(id=1, files=(TorrentFile(id=0, name="x"),)))
            per_second.append(len(asked) - before)
            self.clock.advance(1.0)
        self.assertEqual([100] * 10 + [0] * 5, per_second)
        self.assertEqual({key[1] for key in keys}, set(asked))
        self.assertEqual(keys[-1][1], asked[1])
        self.assertEqual([], self.clock.getDelayedCalls())

    def test_stop_while_pacing(self):
        """Stopped with thousands waiting, nothing is scheduled any more."""
        for number in range(1000):
            self.reads.files((KEY[0], f"{number:040x}"), 9)
        while self.child.questions:
            self.child.questions.pop()[1].callback(Answer(id=1, files=None))
        self.assertEqual(1, len(self.clock.getDelayedCalls()))
        self.successResultOf(Deferred.fromCoroutine(self.reads.stop()))
        self.assertEqual([], self.clock.getDelayedCalls())

    def test_unavailable(self):
        """No answer is no answer: asked again half a minute later."""
        for answer in (Answer(id=1), NotReady("gone")):
            self.reads.files(KEY, 9)
            _, waiting = self.child.questions.pop()
            waiting.errback(answer) if isinstance(answer, Exception) else waiting.callback(answer)
            at = self.clock.seconds() + 30
            self.assertEqual(([(KEY, at)], at), (self.later, self.reads.again_at(KEY)))
            self.reads.files(KEY, 9)
            self.assertEqual([], self.child.questions)
            self.clock.advance(30)
            self.later.clear()
        self.reads.files(KEY, 9)
        self.assertEqual(1, len(self.child.questions))

    def test_few_at_once(self):
        """Four at a time; the others wait for their turn."""
        for number in range(10):
            self.reads.files(("qBit", f"{number:040x}"), 9)
        self.assertEqual(4, len(self.child.questions))
        while len(self.found) < 10:
            _, waiting = self.child.questions.pop(0)
            waiting.callback(Answer(id=1, files=(TorrentFile(id=0, name="x"),)))
        self.assertEqual([], self.child.questions)

    def test_trackers_grow_old(self):
        """Trackers are read again after ten minutes; the old ones count until then."""
        self.reads.trackers(KEY)
        trackers = (Tracker(url="http://t.example/a"),)
        self.child.questions.pop()[1].callback(Answer(id=1, trackers=trackers))
        self.clock.advance(590)
        self.assertEqual((1000.0, trackers), self.reads.trackers(KEY))
        self.assertEqual([], self.child.questions)
        self.clock.advance(20)
        self.assertEqual((1000.0, trackers), self.reads.trackers(KEY))
        self.assertEqual(1, len(self.child.questions))

    def test_trackers_of_calm_torrents(self):
        """Those of a torrent that only seeds are good for hours."""
        self.reads.trackers(KEY, is_calm=True)
        self.child.questions.pop()[1].callback(Answer(id=1, trackers=()))
        self.clock.advance(6 * 3600)
        self.reads.trackers(KEY, is_calm=True)
        self.assertEqual([], self.child.questions)
        self.clock.advance(1)
        self.reads.trackers(KEY, is_calm=True)
        self.assertEqual(1, len(self.child.questions))

    def test_disk(self):
        """What lies on disk is looked at in a thread, and good for half a minute."""
        self.assertIsNone(self.reads.on_disk(KEY, device_of, "/d"))
        self.threads.pop()[1].callback(7)
        self.assertEqual(7, self.reads.on_disk(KEY, device_of, "/d"))
        self.clock.advance(31)
        self.reads.on_disk(KEY, device_of, "/d")
        self.assertEqual(1, len(self.threads))

    def test_hanging_disk(self):
        """A file system that does not answer is given up after a while; other questions do not wait for their turn behind it."""
        for number in range(5):
            self.reads.on_disk(KEY, device_of, f"/d{number}")
        self.reads.files(KEY, 9)
        self.assertEqual((5, 1), (len(self.threads), len(self.child.questions)))
        self.clock.advance(21)
        self.assertEqual(5, len(self.later))
        self.assertIsNone(self.reads.on_disk(KEY, device_of, "/d0"))

    def test_disk_is_not_remembered_for_ever(self):
        """Old looks are forgotten."""
        for number in range(50):
            self.reads.on_disk(KEY, device_of, f"/d{number}")
            self.threads.pop()[1].callback(1)
            self.clock.advance(10)
            self.successResultOf(Deferred.fromCoroutine(self.reads.turn(self.clock.seconds())))
        self.assertLess(len(self.reads._disk), 15)

    def test_error_of_ours(self):
        """An unexpected error is logged, and the question asked again later."""
        self.reads.files(KEY, 9)
        self.child.questions.pop()[1].errback(ZeroDivisionError())
        self.assertEqual(1, len(self.flushLoggedErrors(ZeroDivisionError)))
        self.assertEqual(1, len(self.later))

    def test_stop(self):
        """Stopping gives everything up."""
        for number in range(6):
            self.reads.files(("qBit", f"{number:040x}"), 9)
        self.successResultOf(Deferred.fromCoroutine(self.reads.stop()))
        self.assertEqual(([], 4), (self.found, len(self.child.questions)))
        self.assertEqual([], self.clock.getDelayedCalls())
