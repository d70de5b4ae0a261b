"""The copy of a client's list is what the client has, whatever happened to either and to the answers between them."""

from collections import Counter
from typing import Any

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from qbitrr.actors.qbittorrent.actor import QbitActor
from qbitrr.actors.qbittorrent.mirror import Change
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.model.torrents.trackers import host_of
from qbitrr.testing.qbittorrent import Answered, Dropped, SimulatedTracker, Swarm
from tests.actors.world import QbitCase

_HASHES = [f"{number:040x}" for number in range(1, 7)]
_numbers = st.integers(0, 5)


class Listener(QbitCase):
    """A client, its actor, and what somebody knows who only heard of changes."""

    def runTest(self) -> None:
        """Not a test by itself."""

    def setUp(self) -> None:
        super().setUp()
        self.heard: dict[str, Torrent] = {}
        self.sim = self.qbit()
        self.begin()

    def changed(self, actor: QbitActor, change: Change) -> None:
        self.heard.update(change.changed)
        for hash_ in change.gone:
            self.heard.pop(hash_, None)

    def listed(self) -> dict[str, Any]:
        """What a whole listing of the client says, of what does not creep."""
        return {each.hash: _said(each) for each in self.done(self.actors["qBit"].client.torrents(), 60)}


class MirrorMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.world = Listener()
        self.world.setUp()
        self.sim = self.world.sim
        for number in range(4):
            self.sim.add(name=f"T{number}", hash=_HASHES[number], category="radarr")
        self.world.settle(5, step=0.5)

    def teardown(self) -> None:
        try:
            self.agree()
        finally:
            self.world.doCleanups()

    @rule(number=_numbers, category=st.sampled_from(["", "radarr"]), later=st.integers(0, 3), speed=st.integers(0, 1))
    def add(self, number: int, category: str, later: int, speed: int) -> None:
        if _HASHES[number] not in self.sim.torrents:
            added_on, swarm = self.world.clock.seconds() + later, Swarm(download_speed=speed * 100_000_000)
            self.sim.add(name=f"T{number}", hash=_HASHES[number], category=category, added_on=added_on, swarm=swarm)

    @rule(
        number=_numbers,
        what=st.sampled_from(
            [{"category": "tv"}, {"category": ""}, {"tags": {"x", "y"}}, {"tags": set()}, {"stopped": True}]
        ),
    )
    def change(self, number: int, what: dict[str, Any]) -> None:
        if self.sim.torrents:
            self.sim.change(sorted(self.sim.torrents)[number % len(self.sim.torrents)], **what)

    @rule(number=_numbers, hosts=st.sets(st.sampled_from(["a.test", "b.test", "c.test"])))
    def announce(self, number: int, hosts: set[str]) -> None:
        if self.sim.torrents:
            trackers = [SimulatedTracker(url=f"udp://{host}:80/x") for host in sorted(hosts)]
            self.sim.change(sorted(self.sim.torrents)[number % len(self.sim.torrents)], trackers=trackers)

    @rule(number=_numbers)
    def remove(self, number: int) -> None:
        self._remove(number)

    def _remove(self, number: int) -> None:
        if self.sim.torrents:
            self.sim.remove(sorted(self.sim.torrents)[number % len(self.sim.torrents)])

    @rule(removed=st.integers(0, 2))
    def restart(self, removed: int) -> None:
        for number in range(removed):
            self._remove(number)
        self.sim.restart()

    @rule(
        fault=st.sampled_from(
            [Dropped(), Dropped(after_work=True), Answered(status=500), Answered(status=200, body=b"{")]
        ),
        times=st.integers(1, 3),
    )
    def lose(self, fault: Any, times: int) -> None:
        self.sim.faults.next(fault, path="sync/maindata", times=times)

    @rule(seconds=st.sampled_from([1, 3, 40]))
    def wait(self, seconds: int) -> None:
        self.world.settle(seconds, step=0.5)

    @rule()
    def agree(self) -> None:
        """After a calm moment the mirror, who only heard of changes, and the client agree."""
        self.sim.faults.clear()
        self.world.actors["qBit"].poll_soon()  # after many failures it would be a while
        for _ in range(60):
            self.world.settle(2, step=0.5)
            if self.told() == [self.world.listed()] * 2 and self.hosts_told() == [self.announced()] * 2:
                break
        listed = self.world.listed()
        assert set(listed) == set(self.sim.torrents)
        assert self.told() == [listed, listed]
        mirror = self.world.actors["qBit"].mirror
        assert self.hosts_told() == [self.announced()] * 2
        assert (mirror.hosts.all or set()) == {host for hosts in self.announced().values() for host in hosts or ()}
        assert mirror.counts == Counter(torrent.category for torrent in mirror.torrents.values())

    def announced(self) -> dict[str, tuple[str, ...] | None]:
        """The hosts of each torrent in the client, unknown while it is asked for whole listings, which do not name them."""
        actor = self.world.actors["qBit"]
        if actor._whole_until > self.world.clock.seconds():
            return dict.fromkeys(self.sim.torrents)
        return {
            hash_: tuple(sorted({host_of(each.url) for each in torrent.trackers}))
            for hash_, torrent in self.sim.torrents.items()
        }

    def hosts_told(self) -> list[dict[str, Any]]:
        """What the mirror has of them, and who only heard of changes."""
        both = self.world.actors["qBit"].mirror.torrents, self.world.heard
        return [{hash_: each.hosts for hash_, each in torrents.items()} for torrents in both]

    def told(self) -> list[dict[str, Any]]:
        """What the mirror has, and who only heard of changes."""
        both = self.world.actors["qBit"].mirror.torrents, self.world.heard
        return [{hash_: _said(each) for hash_, each in torrents.items()} for torrents in both]


def _said(torrent: Torrent) -> tuple[Any, ...]:
    return (torrent.name, torrent.category, set(torrent.tags), torrent.state, torrent.added_on, torrent.save_path)


MirrorLaws = MirrorMachine.TestCase
MirrorLaws.settings = settings(
    max_examples=40, stateful_step_count=25, phases=(Phase.explicit, Phase.reuse, Phase.generate)
)
