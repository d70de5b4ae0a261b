"""The watched clocks of clients, and what is believed of a download by them, in whatever order things happen."""

from typing import Any

import pytest
from attrs import define, field
from hypothesis import given
from hypothesis import strategies as st
from twisted.internet.defer import Deferred, succeed
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.decide.torrents.rules import decide
from qbitrr.decide.torrents.watching import seen
from qbitrr.loops.torrents.client_clocks import ClientClocks
from qbitrr.loops.torrents.memories import TorrentMemories
from qbitrr.loops.torrents.share import TorrentShare
from qbitrr.model.steps import Removal
from qbitrr.model.torrents.facts import TorrentFacts
from qbitrr.model.torrents.memory import Memory
from qbitrr.model.torrents.rules import OwnerRules
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.model.torrents.watching import Idle, Watch
from qbitrr.store.torrents import Watched, memories, save, save_watched, watched

KEY = ("qBit", "a" * 40)
NOW = 1_787_227_200.0
LIMIT = 900.0
RULES = OwnerRules(
    section="Radarr", kind="managed", arr_type="", ignore_younger_than_seconds=180, stalled_after_seconds=LIMIT,
)  # fmt: skip


@define
class Rows:
    """What is on disk: what was written before the end of a life is all that the next one knows."""

    watched: tuple[Watched, ...] = ()
    memories: dict[tuple[str, str], Memory] = field(factory=dict)

    def run(self, function: Any, *args: Any, **kwargs: Any) -> Deferred[Any]:
        if function is watched:
            return succeed(self.watched)
        if function is save_watched:
            self.watched = tuple(args[0])
        elif function is memories:
            return succeed(dict(self.memories))
        elif function is save:
            self.memories.update(args[0])
        else:
            return succeed({})
        return succeed(None)


def ended(coroutine: Any) -> Any:
    """The result of what ends at once."""
    results: list[Any] = []
    Deferred.fromCoroutine(coroutine).addCallback(results.append)
    return results[0]


class World:
    """A download, its client and our child; and the truth about how long it was watched without a byte."""

    def __init__(self) -> None:
        self.rows = Rows()
        self.now = NOW
        self.torrent = Torrent(
            instance=KEY[0], hash=KEY[1], state="stalledDL", category="x", added_on=int(NOW) - 10**6, last_activity=5, progress=0.5,
            amount_left=10**9,
        )  # fmt: skip
        self.is_listed = True
        self.connected_since: float | None = NOW
        self.idle = self.unbroken = 0.0  # the truth
        self.kills = 0
        self.begin()

    def begin(self) -> None:
        self.memories = TorrentMemories(self.rows)  # type: ignore[arg-type]
        self.listing = ClientClocks(self.memories, self.rows, TorrentShare(), Clock())  # type: ignore[arg-type]
        ended(self.memories.load(self.now))
        ended(self.listing.begin(self.now))
        self.unbroken = 0.0
        self.hear()

    def hear(self) -> None:
        connected = {KEY[0]: self.connected_since} if self.connected_since is not None else {}
        self.listing.take({KEY[0]: self.now} if self.is_listed else {}, connected, self.now)
        watch = self.listing.watch(KEY[0], self.now)
        self.memories.put_idle(KEY, seen(self.memories.get(KEY), self.torrent, watch, self.now), self.now)

    def pass_time(self, seconds: int) -> None:
        for _ in range(seconds // 5):
            self.now += 5
            if (
                self.is_listed
                and self.connected_since is not None
                and self.torrent.state in ("downloading", "stalledDL")
            ):
                self.idle += 5
                self.unbroken += 5
            ended(self.listing.keep(self.now))
            ended(self.memories.save(self.now))

    def happen(self, what: str, seconds: int) -> None:
        match what:
            case "byte" if self.torrent.state in ("downloading", "stalledDL"):
                self.change(amount_left=self.torrent.amount_left - 1, last_activity=self.torrent.last_activity + 1000)
                self.idle = 0.0
            case "trembles":
                self.change(last_activity=self.torrent.last_activity + (1 if self.torrent.last_activity % 2 else -1))
            case "stalledDL" | "downloading":
                if self.torrent.state not in ("downloading", "stalledDL"):
                    self.unbroken = 0.0
                self.change(state=what)
            case "queuedDL" | "stoppedDL" | "checkingDL":
                self.unbroken = 0.0
                self.change(state=what)
            case "peers lost":
                self.connected_since, self.unbroken = None, 0.0
                self.hear()
            case "peers found" if self.connected_since is None:
                self.connected_since = self.now
                self.hear()
            case "client away":
                self.is_listed, self.unbroken = False, 0.0
                self.hear()
            case "client back":
                self.is_listed = True
                self.hear()
            case "stopped" | "killed":
                if what == "stopped":
                    ended(self.listing.keep(self.now, at_once=True))
                    ended(self.memories.save(self.now, at_once=True))
                self.kills += what == "killed"
                self.now += seconds  # nobody watches
                self.begin()
        if what not in ("stopped", "killed"):
            self.pass_time(seconds)

    def change(self, **changes: Any) -> None:
        self.torrent = Torrent(**{name: getattr(self.torrent, name) for name in Torrent.__struct_fields__} | changes)
        self.hear()

    @property
    def watch(self) -> Watch:
        return self.listing.watch(KEY[0], self.now)

    def decide(self) -> Any:
        decision = decide(TorrentFacts(torrent=self.torrent, watch=self.watch), RULES, self.memories.get(KEY), self.now)
        self.memories.put_idle(KEY, decision.memory, self.now)
        return decision


HAPPENINGS = (
    "nothing", "byte", "trembles", "stalledDL", "downloading", "queuedDL", "stoppedDL", "checkingDL", "peers lost", "peers found",
    "client away", "client back", "stopped", "killed",
)  # fmt: skip


@pytest.mark.correction("A2", "A3")
@given(st.lists(st.tuples(st.sampled_from(HAPPENINGS), st.sampled_from([5, 30, 60, 180, 600, 900])), max_size=25))
def test_only_watched_time_counts(happenings: list[tuple[str, int]]) -> None:
    """
    Whatever happens in whatever order: idle time is never more than what was watched, nothing but a byte and (by a minute) a kill
    takes any of it away, and nothing is given up before it was idle for the limit with an unbroken end.
    """
    world = World()
    before, kills = 0.0, 0
    for what, seconds in happenings:
        world.happen(what, seconds)
        decision = world.decide()
        idle = world.memories.get(KEY).watching.idle.at(world.watch.now)
        assert idle <= world.idle + 1e-6
        assert idle >= world.idle - 60 * world.kills - 1e-6
        assert idle >= before - 60 * (world.kills - kills) - 1e-6 or what == "byte"
        before, kills = idle, world.kills
        if any(isinstance(step, Removal) for step in decision.steps):
            assert world.idle >= LIMIT
            assert world.unbroken >= min(LIMIT, 600)


class ClockTests(SynchronousTestCase):
    @pytest.mark.correction("A2", "A10")
    def test_a_leap_is_not_watched(self):
        """Two days between two turns are a machine that stood still, or a clock that was set: nobody watched."""
        world = World()
        world.pass_time(300)
        world.now += 2 * 86_400
        ended(world.listing.keep(world.now))
        self.assertEqual(300, world.watch.now)
        self.assertEqual(0, world.watch.unbroken_seconds)
        world.now -= 3 * 86_400
        world.pass_time(100)
        self.assertEqual(395, world.watch.now)

    @pytest.mark.correction("A2")
    def test_metadata(self):
        """While it fetches metadata no figure counts: trackers keep them fresh. The first byte after is one."""
        world = World()
        world.change(state="metaDL", amount_left=0, progress=0.0)
        for last in range(10, 800, 10):
            world.change(last_activity=last)
            world.pass_time(10)
        world.change(state="queuedDL")
        world.change(state="metaDL")
        self.assertEqual(790, world.memories.get(KEY).watching.idle.at(world.watch.now))
        world.change(state="downloading", amount_left=10**9)
        self.assertEqual(0, world.memories.get(KEY).watching.idle.at(world.watch.now))

    @pytest.mark.correction("A2")
    def test_bytes_while_we_were_away(self):
        """What moved while nobody watched is noticed by the client's own figures."""
        world = World()
        world.pass_time(800)
        world.happen("stopped", 600)
        world.change(amount_left=7)
        self.assertEqual(0, world.memories.get(KEY).watching.idle.at(world.watch.now))

    def test_finished(self):
        """What is complete costs no memory."""
        world = World()
        world.change(state="stalledUP", amount_left=0)
        self.assertEqual(Idle(), world.memories.get(KEY).watching.idle)
