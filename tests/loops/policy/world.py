"""A policy child's world in memory: clients with torrents, disks, and a supervisor that has done what it is asked."""

from collections.abc import Callable, Sequence
from typing import Any

from msgspec.structs import replace
from twisted.internet.defer import Deferred, fail, succeed
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.config.load import load
from qbitrr.config.plain import policy_share
from qbitrr.errors import NotReady
from qbitrr.loops.child.hold import ChildHold
from qbitrr.loops.child.tasks import PassTally
from qbitrr.loops.policy.loop import PolicyLoop
from qbitrr.model.space.guarding import Disk
from qbitrr.model.space.rooms import ClientRoom
from qbitrr.model.status import PolicyReport
from qbitrr.model.steps import AddTags, Outcome, Pause, RemoveTags, Result, Resume
from qbitrr.model.torrents.tags import FREE_SPACE_PAUSED
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.wire.messages import Answer, Configure, Report, RoomsOf, Steps, Torrents
from tests.loops.travelling import travels

__all__ = ["CONFIG", "GIB", "NOW", "FakeSupervisor", "PolicyCase", "configured"]

GIB = 1024**3
NOW = 1_787_227_200.0

CONFIG = """\
[Settings]
SchemaVersion = 1
FreeSpace = "10G"
LoopSleepTimer = 5
{settings}
[WebUI]
Token = "t"
[qBit]
Host = "qbit.example"
{qbit}
[Radarr]
URI = "http://arr.example:7878"
APIKey = "key"
Category = "radarr"
"""


def configured(revision: int = 1, settings: str = "", qbit: str = "") -> Configure:
    """What the child is told to go by."""
    config = load(CONFIG.format(settings=settings, qbit=qbit), {}).config
    return Configure(
        revision=revision, kind="policy", section="TorrentPolicyManager", config=policy_share(config), data_folder="/nowhere"
    )  # fmt: skip


class FakeSupervisor:
    """A child's ear: what is asked for is done at once to `torrents`, unless `result` says otherwise."""

    def __init__(self, clock: Clock, configure: Configure) -> None:
        self.reactor = clock
        self.configure = configure
        self.on_hold = ChildHold(clock)
        self.torrents: dict[tuple[str, str], Torrent] = {}
        self.rooms = (ClientRoom(instance="qBit", free_bytes=100 * GIB, save_path="/far"),)
        self.is_there = True
        self.wanted: list[Any] = []
        self.result: Callable[[Any], Result] = lambda step: Result.DONE
        self.reports: list[PolicyReport] = []
        self.passes = PassTally(clock)
        self.sent: list[Any] = []

    def ask(self, what: RoomsOf) -> Deferred[Answer]:
        if not self.is_there:
            return fail(NotReady("the supervisor has gone"))
        return succeed(Answer(id=1, rooms=self.rooms))

    def steps(self, steps: Sequence[Any]) -> Deferred[tuple[Outcome, ...]]:
        travels(Steps(id=1, steps=tuple(steps)))
        self.wanted.extend(steps)
        return succeed(tuple(self.do(step) for step in steps))

    def do(self, step: Any) -> Outcome:
        """Change the torrent, if it may be."""
        result, key = self.result(step), (step.instance, step.hash)
        torrent = self.torrents[key]
        if result is Result.DONE:
            match step:
                case AddTags():
                    torrent = replace(torrent, tags=(*torrent.tags, *step.tags))
                case RemoveTags():
                    torrent = replace(torrent, tags=tuple(tag for tag in torrent.tags if tag not in step.tags))
                case Pause():
                    torrent = replace(torrent, state="stoppedDL")
                case Resume():
                    torrent = replace(torrent, state="downloading")
        self.torrents[key] = torrent
        return Outcome(instance=step.instance, hash=step.hash, step=type(step).__name__, result=result)

    def send(self, message: Any) -> None:
        travels(message)
        self.sent.append(message)

    def report(self, report: PolicyReport) -> None:
        travels(Report(report=report))
        self.reports.append(report)


class PolicyCase(SynchronousTestCase):
    """The loop over it; `disks` by path, None where nothing is to be seen, a path that is missing never answers."""

    def setUp(self) -> None:
        self.clock = Clock()
        self.clock.advance(NOW)
        self.disks: dict[str, Disk | None] = {"/far": None}
        self.looking: list[Deferred[Any]] = []
        self.supervisor = FakeSupervisor(self.clock, configured())

    def begin(self, configure: Configure | None = None) -> PolicyLoop:
        """A loop that has heard of every torrent."""
        if configure is not None:
            self.supervisor.configure = configure
        self.loop = PolicyLoop(self.supervisor, self.look)  # type: ignore[arg-type]
        self.loop.begin()
        self.addCleanup(lambda: self.successResultOf(self.loop.stop()))
        self.tell()
        return self.loop

    def look(self, function: Any, first: str, others: Sequence[str]) -> Deferred[Any]:
        """In place of a thread."""
        if any(path not in self.disks for path in (first, *others)):
            self.looking.append(Deferred())
            return self.looking[-1]
        return succeed({path: self.disks[path] for path in (first, *others)})

    def room(self, free: float) -> None:
        """So much is free in the client, in GiB."""
        self.supervisor.rooms = tuple(replace(each, free_bytes=int(free * GIB)) for each in self.supervisor.rooms)

    def add(self, name: str, left: int, place: int = 1, state: str = "downloading", **fields: Any) -> Torrent:
        """A torrent of Radarr, *left* in GiB."""
        given = {"instance": "qBit", "category": "radarr", "save_path": "/far", **fields}
        torrent = Torrent(
            hash=name * 40, name=name, state=state, amount_left=left * GIB, priority=place, added_on=1, **given
        )
        self.supervisor.torrents[torrent.key] = torrent
        return torrent

    def tell(self, listed: Sequence[str] = ("qBit",)) -> None:
        """The supervisor says how everything is, and the loop turns."""
        torrents = tuple(self.supervisor.torrents.values())
        self.loop.message(Torrents(full=True, torrents=torrents, listed_at=dict.fromkeys(listed, NOW)))
        self.clock.advance(0)

    def pass_(self, seconds: float = 5.0) -> None:
        """The news arrive, and the next turn comes."""
        self.tell()
        self.clock.advance(seconds)

    def state(self, name: str) -> tuple[str, bool]:
        """The state of a torrent, and whether it is held."""
        torrent = self.supervisor.torrents["qBit", name * 40]
        return torrent.state, FREE_SPACE_PAUSED in torrent.tags

    def did(self) -> list[str]:
        """What was asked for since the last call: kind of step and first letter."""
        found = [f"{type(step).__name__} {step.hash[0]}" for step in self.supervisor.wanted]
        self.supervisor.wanted.clear()
        return found
