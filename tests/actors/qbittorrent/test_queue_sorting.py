"""The download queue of a client in the order of ranks, with as few calls as possible, and left alone where it is not wanted."""

from collections.abc import Sequence
from typing import Any

import pytest
from twisted.internet.defer import Deferred, fail

from qbitrr.actors.qbittorrent.queue_sorting import QueueSorting, QueueSource
from qbitrr.errors import NotReady
from qbitrr.model.steps import ClientStep, Outcome, Result
from qbitrr.model.torrents.trackers import TrackerRows, TrackerRule
from qbitrr.testing.qbittorrent import Answered, Dropped, Swarm
from qbitrr.testing.qbittorrent.model.commands import reorder
from tests.actors.world import QbitCase

ROWS = TrackerRows((TrackerRule(uri="a.test", priority=9), TrackerRule(uri="b.test", priority=5)))
TOP = "torrents/topPrio"


class QueueCase(QbitCase):
    def setUp(self) -> None:
        super().setUp()
        self.sim = self.qbit()
        self.sim.preferences["queueing_enabled"] = True
        self.sorted_clients = {"qBit"}
        self.rows = ROWS
        self.answer: Any = None

    def add(self, name: str, host: str, **fields: Any) -> None:
        fields = {"category": "radarr", "added_on": self.clock.seconds() - len(self.sim.torrents), **fields}
        self.sim.add(name=name, trackers=[f"http://{host}/x"], swarm=Swarm(), **fields)

    def start(self) -> None:
        self.begin()
        source = QueueSource(
            sorted_clients=lambda: self.sorted_clients,
            rows_of=lambda torrent: self.rows if torrent.category == "radarr" else None,
            carry_out=self.carry_out,
        )
        self.sorting = QueueSorting(clients=self.actors, source=source, clock=self.clock)
        self.sorting.startService()
        self.addCleanup(lambda: self.done(self.sorting.stopService()))
        self.settle(5)

    def carry_out(self, section: str, steps: Sequence[ClientStep]) -> Deferred[tuple[Outcome, ...]]:
        return self.actors[section].perform(steps) if self.answer is None else self.answer(steps)

    def order(self) -> str:
        found = sorted((each for each in self.sim.torrents.values() if each.position), key=lambda each: each.position)
        return "".join(each.name for each in found)

    def moves(self) -> int:
        return sum(each.path == TOP for each in self.sim.requests)

    def test_the_highest_rank_is_on_top(self) -> None:
        """What is nobody's stays below what is moved; what is in order is not moved again, and what comes later takes its place."""
        for name, host in zip("abcd", ("none.test", "b.test", "a.test", "b.test"), strict=True):
            self.add(name, host)
        self.add("x", "a.test", category="other")
        self.start()
        self.assertEqual("cbdax", self.order())
        calls = self.moves()
        self.settle(300, step=1)
        self.assertEqual(calls, self.moves())
        self.add("e", "a.test", added_on=self.clock.seconds())
        self.settle(65, step=1)
        self.assertEqual("ecbdax", self.order())
        self.assertEqual(calls + 1, self.moves())

    def test_a_client_that_is_back_is_sorted_soon(self) -> None:
        """So is everything when something else may be wanted; before it was started nothing is."""
        self.add("a", "none.test")
        self.add("b", "a.test")
        self.begin()
        self.start()
        self.actors["qBit"].subscribe(self.sorting.seen)
        self.sim.faults.next(Dropped(), times=2)
        self.settle(10)
        reorder(self.sim, [each for each in self.sim.torrents.values() if each.name == "a"], "top")
        self.assertEqual("ab", self.order())
        self.settle(20, step=1)
        self.assertEqual("ba", self.order())
        self.done(self.sorting.stopService())
        self.sorting.hurry()

    def test_without_hosts_nothing_is_moved(self) -> None:
        """A client that cannot tell changes does not tell trackers either: nobody has a rank there."""
        self.add("a", "b.test")
        self.add("b", "a.test")
        self.sim.faults.next(Answered(status=404, body=b""), path="sync/maindata", times=None)
        self.start()
        self.settle(130, step=5)
        self.assertEqual(("ab", 0), (self.order(), self.moves()))

    def test_no_row_says_so(self) -> None:
        """Nothing is moved."""
        self.sorted_clients = set()
        self.add("a", "none.test")
        self.add("b", "a.test")
        self.start()
        self.assertEqual(("ab", 0), (self.order(), self.moves()))

    def test_a_client_without_a_queue_is_not_asked(self) -> None:
        """It says so itself."""
        self.sim.preferences["queueing_enabled"] = False
        self.add("a", "none.test")
        self.add("b", "a.test")
        self.start()
        self.assertEqual(0, self.moves())

    @pytest.mark.torrent_vector("P06")
    def test_a_refusal_is_heeded(self) -> None:
        """Nothing more is moved for ten minutes."""
        for name, host in zip("abc", ("none.test", "b.test", "a.test"), strict=True):
            self.add(name, host)
        self.sim.faults.next(Answered(status=409, body=b"Torrent queueing must be enabled"), path=TOP, times=1)
        self.start()
        self.assertEqual((1, "abc"), (self.moves(), self.order()))
        self.settle(590, step=5)
        self.assertEqual(1, self.moves())
        self.settle(120, step=5)
        self.assertEqual("cba", self.order())

    def test_what_is_held_back_is_tried_again(self) -> None:
        """In a dry run nothing moves; when it ends, the next minute counts. Nor does it end when nobody can carry it out."""
        self.add("a", "none.test")
        self.add("b", "a.test")
        self.answer = lambda steps: _all(steps, Result.HELD)
        self.start()
        self.answer = lambda steps: fail(NotReady("stopped"))
        self.settle(65, step=1)
        self.answer = lambda steps: fail(ZeroDivisionError())
        self.settle(65, step=1)
        self.assertEqual(1, len(self.flushLoggedErrors(ZeroDivisionError)))
        self.assertEqual("ab", self.order())
        self.answer = None
        self.settle(65, step=1)
        self.assertEqual("ba", self.order())


def _all(steps: Sequence[ClientStep], result: Result) -> Deferred[tuple[Outcome, ...]]:
    ended: Deferred[tuple[Outcome, ...]] = Deferred()
    ended.callback(tuple(Outcome(instance=each.instance, hash=each.hash, step="x", result=result) for each in steps))
    return ended
