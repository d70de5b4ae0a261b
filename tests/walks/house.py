"""The supervisor's side and the torrent child of one Arr, in one process: all real but the client, the Arr and the pipe between both."""

from pathlib import Path
from typing import Any

from treq.testing import RequestTraversalAgent
from twisted.internet.defer import Deferred, succeed
from twisted.python.failure import Failure

from qbitrr.actors.children.child import Child
from qbitrr.actors.children.spec import ChildSpec, Hooks
from qbitrr.actors.owners.arr_actor import ArrActor
from qbitrr.actors.owners.dispatcher import Dispatcher
from qbitrr.actors.owners.router import Router
from qbitrr.actors.qbittorrent.actor import QbitActor
from qbitrr.actors.qbittorrent.mirror import Change
from qbitrr.clients.arr.client import Arr
from qbitrr.clients.http.http import Http
from qbitrr.config.load import load
from qbitrr.loops.child.channel import Channel, ChildContext
from qbitrr.loops.torrents.loop import TorrentLoop
from qbitrr.model.owners import CategoryOwner, OwnerProfile, Owners
from qbitrr.model.status import ProcessKind
from qbitrr.store.sqlite.database import Database
from qbitrr.store.sqlite.threads import immediately
from qbitrr.store.torrents import SCHEMA
from qbitrr.testing.arr import MemoryDownloads, SimulatedArr
from qbitrr.testing.processes import FakeLaunch
from qbitrr.wire.framing import to_line
from qbitrr.wire.messages import Beat, Configure, Hello
from tests.actors.world import HASH, ServicesCase

CONFIG = """\
[Settings]
SchemaVersion = 1
FailedCategory = "failed"
[WebUI]
Token = "t"
[qBit]
Host = "qbit.example"
[Radarr]
Managed = true
URI = "http://arr.example:7878"
APIKey = "key"
Category = "radarr"
"""


class Online:
    is_online = True


class Pipe:
    """The child's end of its channel."""

    def __init__(self, write: Any) -> None:
        self.write = write

    def registerProducer(self, producer: Any, streaming: bool) -> None:
        assert streaming


class HouseCase(ServicesCase):
    """A client with one torrent, which its Arr has grabbed, and a torrent child that has heard of it."""

    config_text = CONFIG

    def setUp(self) -> None:
        super().setUp()
        self.heard = 0
        self.launch = FakeLaunch()
        self.sim = self.qbit()
        self.downloads = MemoryDownloads()
        self.arr_sim = SimulatedArr("radarr", self.clock, "key", self.downloads, category="radarr")
        self.arr_sim.start()
        self.addCleanup(self.arr_sim.stop)
        self.agents["Arr"] = RequestTraversalAgent(self.arr_sim.resource())
        self.sim.add(name="Movie", files=[("Movie.mkv", 10**9)], hash=HASH, category="radarr", progress=0.5)
        self.movie = self.arr_sim.add_movie("Movie", 2020)
        grab = self.arr_sim.grab([self.movie.id], HASH)
        self.downloads.put(HASH, name=grab.title, category="radarr")
        self.arr_sim.commands.post({"name": "RefreshMonitoredDownloads"}, trigger="scheduled", priority="high")
        self.build()
        self.start_owner()
        self.furnish()
        self.start_child()
        self.settle(20)
        self.assertEqual([], self.texts())

    def start_owner(self) -> None:
        owners: dict[str, Any] = {}
        self.dispatcher = Dispatcher(
            clients=self.actors,
            owners=owners,
            router=Router(
                owners=Owners(owners=(CategoryOwner(section="Radarr", category="radarr"),)),
                remember=lambda _: None,
                forget=lambda _: None,
            ),
            network=Online(),  # type: ignore[arg-type]
            quarantine=self.quarantine,
            removals=self.removals,
            journal=self.journal,
            clock=self.clock,
            shared_data=self.shared_data,
            tags=self.tags,
            waivers=self.waivers,
            clean_up=self.clean_up,
        )
        self.owner = owners["Radarr"] = ArrActor(
            profile=OwnerProfile(section="Radarr", category="radarr", type="radarr", uri="http://arr.example:7878"),
            kinds=("torrent",),
            make_child=self.make_child,
            dispatcher=self.dispatcher,
            clock=self.clock,
        )
        self.hands = self.owner  # type: ignore[assignment]

    def make_child(self, kind: ProcessKind, hooks: Hooks) -> Child:
        spec = ChildSpec(section="Radarr", category="radarr", kind=kind, configure=self.configure)
        return Child(self.clock, self.launch, spec, hooks)

    def configure(self) -> Configure:
        return Configure(revision=1, kind="torrent", section="Radarr", config={}, data_folder="/nowhere")

    def start_child(self) -> None:
        database = Database(
            Path(self.path).parent / "torrents.db", "facts", SCHEMA, reactor=self.clock, run=immediately
        )
        self.done(database.open())
        self.addCleanup(database.close)
        http = Http(self.agents["Arr"], "http://arr.example:7878", "Radarr", self.clock, jitter=lambda: 0.0)
        self.channel = Channel(lambda message: self.loop.message(message), lambda error: None)
        context = ChildContext(self.clock, self.configure(), self.channel, lambda why, code: None)
        self.loop = TorrentLoop(
            context, load(self.config_text, {}).config, database, Arr("radarr", http, "key"), self.in_thread
        )
        self.owner.startService()
        self.addCleanup(lambda: self.done(self.owner.stopService()))
        self.launch.last.greet()
        self.channel.makeConnection(Pipe(self.launch.last.write_line))  # type: ignore[arg-type]
        self.done(self.loop.begin())
        self.addCleanup(self.stop_child)

    def stop_child(self) -> None:
        self.done(self.loop.stop(), 60)
        self.channel.connectionLost(Failure(ConnectionError()))

    def in_thread(self, function: Any, *args: Any) -> Deferred[Any]:
        return succeed(None)

    def changed(self, actor: QbitActor, change: Change) -> None:
        super().changed(actor, change)
        self.dispatcher.changed(actor, change)

    def settle(self, seconds: float = 0.0, step: float = 0.25) -> None:
        """Time passes; what was written to the child arrives."""
        for _ in range(max(1, round(seconds / step))):
            super().settle(step if seconds else 0, step)
            if hasattr(self, "channel"):
                self.deliver()

    def deliver(self) -> None:
        process = self.launch.last
        if not process.has_ended:
            process.say(Beat())
        for message in process.heard[self.heard :]:
            self.heard += 1
            if not isinstance(message, Hello | Configure):
                self.channel.dataReceived(to_line(message))  # type: ignore[arg-type]
