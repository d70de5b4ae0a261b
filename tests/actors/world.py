"""
The supervisor's side of the torrents in memory: simulated clients, the actors over them, a database, and a clock.
"""

import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from treq.testing import RequestTraversalAgent
from twisted.internet.defer import Deferred, fail, succeed
from twisted.internet.task import Clock
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.actors.journal import Journal
from qbitrr.actors.owners.tags.internal_tags import InternalTags
from qbitrr.actors.qbittorrent.actor import QbitActor
from qbitrr.actors.qbittorrent.mirror import Change
from qbitrr.actors.removals.clean_up import CleanUpCheck
from qbitrr.actors.removals.duty_waivers import DutyWaivers
from qbitrr.actors.removals.person_orders import PersonOrders
from qbitrr.actors.removals.quarantine.quarantine import Quarantine
from qbitrr.actors.removals.quarantine.register import Key, Register
from qbitrr.actors.removals.rails import Rails, Sources
from qbitrr.actors.removals.removals import Removals
from qbitrr.actors.removals.sharing.away_clients import AwayClients
from qbitrr.actors.removals.sharing.shared_data import SharedData
from qbitrr.actors.running_time import RunningTime
from qbitrr.clients.http.http import Http
from qbitrr.clients.qbittorrent.client import Credentials, Qbittorrent
from qbitrr.decide.removals.blast_radius import GATHER_SECONDS
from qbitrr.errors import NotReady
from qbitrr.model.reasons import Reason
from qbitrr.model.removals.cases import Case
from qbitrr.model.removals.protection import RailSettings
from qbitrr.model.removals.quarantine import QUARANTINE_CATEGORY
from qbitrr.model.space.rooms import PoolStatus
from qbitrr.model.status import QbitStatus
from qbitrr.model.steps import Data, Outcome, Removal, Result
from qbitrr.model.torrents.labels import ClientLabels
from qbitrr.model.torrents.rules import OwnerRules
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.store.sqlite.database import Database
from qbitrr.store.sqlite.threads import immediately
from qbitrr.store.supervisor import owners as owner_table
from qbitrr.store.supervisor.schema import SCHEMA
from qbitrr.testing.qbittorrent import SimulatedQbittorrent
from qbitrr.wire.messages import Blocklist, Performed, SearchAgain
from tests.passing import let_pass
from tests.unsynced import do_not_sync

__all__ = ["NOW", "ArrChildren", "QbitCase", "ServicesCase"]

NOW = 1_787_227_200.0
HASH = "a" * 40


class QbitCase(SynchronousTestCase):
    """Simulated clients by section, each with its actor; what the actors told is kept in `changes`."""

    def setUp(self) -> None:
        self.clock = Clock()
        self.clock.advance(NOW)
        self.qbits: dict[str, SimulatedQbittorrent] = {}
        self.agents: dict[str, RequestTraversalAgent] = {}
        self.actors: dict[str, QbitActor] = {}
        self.changes: list[Change] = []

    def qbit(self, section: str = "qBit", release: str = "5.1") -> SimulatedQbittorrent:
        """One more client."""
        self.qbits[section] = SimulatedQbittorrent(self.clock, release)
        self.agents[section] = RequestTraversalAgent(self.qbits[section].resource())
        return self.qbits[section]

    def actor(
        self, section: str = "qBit", *, password: str = "adminadmin", wishes: ClientLabels | None = None
    ) -> QbitActor:
        """The actor of a client, not started; a new one takes the place of an earlier one."""
        http = Http(self.agents[section], "http://127.0.0.1:8080/api/v2", section, self.clock, jitter=lambda: 0.0)
        credentials = Credentials(username="admin", password=password)
        self.actors[section] = QbitActor(
            status=QbitStatus(section=section, state="connecting"),
            client=Qbittorrent(http, credentials, self.clock, instance=section),
            wishes=wishes or ClientLabels(),
            clock=self.clock,
        )
        self.actors[section].subscribe(self.changed)
        return self.actors[section]

    def changed(self, actor: QbitActor, change: Change) -> None:
        self.changes.append(change)

    def settle(self, seconds: float = 0.0, step: float = 0.25) -> None:
        """Let time pass in small steps, and everything that follows happen."""
        let_pass(self.clock, self.agents.values(), seconds, step)

    def done(self, call: Coroutine[Any, Any, Any] | Deferred[Any] | Awaitable[Any], seconds: float = 10.0) -> Any:
        """What a call comes to within `seconds`."""
        waiting = call if isinstance(call, Deferred) else Deferred.fromCoroutine(call)  # type: ignore[arg-type]
        ended: list[Any] = []
        waiting.addBoth(ended.append)
        for _ in range(round(seconds / 0.25)):
            if ended:
                break
            self.settle(0.25)
        self.assertTrue(ended, "did not end in time")
        if isinstance(ended[0], Failure):
            ended[0].raiseException()
        return ended[0]

    def begin(self, section: str = "qBit", seconds: float = 1.0) -> QbitActor:
        """Start the actor of a client and let it connect."""
        actor = self.actors.get(section) or self.actor(section)
        actor.startService()
        self.addCleanup(self._end, actor)
        self.settle(seconds)
        return actor

    def _end(self, actor: QbitActor) -> None:
        if actor.running:
            self.done(actor.stopService())

    def asked(self, section: str = "qBit", *, reads: bool = False) -> list[str]:
        """What was asked of the client since the last call; without reads only what changes something."""
        seen = self.qbits[section].requests
        found = [each.path for each in seen if reads or (each.method == "POST" and not each.path.startswith("auth/"))]
        seen.clear()
        return found

    def told(self) -> list[str]:
        """Hashes told as changed since the last call."""
        found = [hash_ for change in self.changes for hash_ in change.changed]
        self.changes.clear()
        return found


class ArrChildren:
    """The children of an Arr: `absent` are not there, otherwise they answer `result`."""

    def __init__(self) -> None:
        self.absent = False
        self.result = "done"
        self.media: tuple[int, ...] = ()
        self.blocklisted: list[Blocklist] = []
        self.searched: list[SearchAgain] = []
        self.log: list[str] = []
        self.when_told: Callable[[], None] | None = None

    def blocklist(self, request: Blocklist) -> Deferred[Performed]:
        return self.answer("blocklist", self.blocklisted, request)

    def search_again(self, request: SearchAgain) -> Deferred[Performed]:
        return self.answer("search", self.searched, request)

    def answer(self, what: str, kept: list[Any], request: Any) -> Deferred[Performed]:
        """What the loop of the Arr says to either."""
        if self.absent:
            return fail(NotReady("the loop is not running"))
        if self.when_told is not None:
            self.when_told()
            self.when_told = None
        kept.append(request)
        self.log.append(what)
        return succeed(Performed(id=1, result=self.result, text="so it is", media_ids=self.media))


class ServicesCase(QbitCase):
    """Journal, quarantine, rails and removals over the clients; the database is a file that outlives `kill`."""

    grace = 3600.0
    rule = 13
    """That of removals unless another is given."""

    def setUp(self) -> None:
        super().setUp()
        do_not_sync(self)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "supervisor.db"
        self.arr_children = ArrChildren()
        self.settings = RailSettings()
        self.rules = OwnerRules(section="Radarr", arr_type="radarr")
        self.owned = 100
        self.last_owner = ("Radarr", "radarr")
        self.managed = {"Radarr"}
        self.owners = {"radarr": "Radarr", "failed": "Radarr"}
        self.pools: tuple[PoolStatus, ...] = ()
        self.is_tagless = False
        self.sections: list[str] = []
        self.folders: list[str] = []
        self.own_storage: set[str] = set()
        self.on_hold: Callable[..., str] = lambda *sections: ""
        self.database: Database | None = None
        self.addCleanup(self.kill)

    def build(self) -> None:
        """New services over the database, as after a start; the clients' actors are there already."""
        self.database = Database(self.path, "facts", SCHEMA, reactor=self.clock, run=immediately)
        self.done(self.database.open())
        self.journal = Journal(database=self.database, clock=self.clock)
        self.running_time = RunningTime(database=self.database, clock=self.clock)
        self.away = AwayClients(self.actors, self.running_time)
        self.shared_data = SharedData(clients=self.actors, clock=self.clock, away=self.away)
        for section, actor in self.actors.items():
            self.shared_data.seen(section, Change(changed=actor.mirror.torrents))
        self.tags = InternalTags(self.database, self.journal, lambda: self.is_tagless, self.clock)
        self.done(self.tags.load())
        self.clean_up = CleanUpCheck(
            clients=self.actors, shared=self.shared_data, journal=self.journal, own_storage=self.own_storage,
            sections=lambda: self.sections or list(self.actors), folders=lambda: self.folders, clock=self.clock,
            why_not=lambda *sections: self.on_hold(*sections),
        )  # fmt: skip
        self.waivers = DutyWaivers(database=self.database, journal=self.journal, clock=self.clock)
        register = Register(database=self.database, journal=self.journal, clock=self.clock)
        open_cases: dict[Key, Case] = {}
        sources = Sources(
            settings=lambda: self.settings,
            rules=lambda section, torrent: self.rules,
            is_managed=lambda section: section in self.managed,
            owner_of=lambda torrent: self.owners.get(torrent.category),
            pardoned_at=register.pardoned.get,
            protected_at=register.protected.get,
            with_waiver=lambda torrent: self.waivers.shown(torrent),
            with_tags=self.tags.shown,
            sharing=self.shared_data.of,
            on_hold=lambda *sections: self.on_hold(*sections),
        )
        self.rails = Rails(clients=self.actors, sources=sources, running_time=self.running_time, clock=self.clock)
        self.quarantine = Quarantine(
            register=register,
            clients=self.actors,
            shared=self.shared_data,
            running_time=self.running_time,
            grace_seconds=lambda: self.grace,
            clock=self.clock,
            owner=lambda key: self.last_owner,
            special=lambda: ("failed", "recheck"),
            case_of=open_cases.get,
            may_purge=self.rails.may_purge,
            on_hold=lambda *sections: self.on_hold(*sections),
            pools=lambda: self.pools,
            tags=self.tags,
            shown=self.tags.shown,
        )
        self.removals = Removals(
            database=self.database,
            quarantine=self.quarantine,
            journal=self.journal,
            rails=self.rails,
            children_of=lambda section: self.arr_children,
            owned=lambda section: self.owned,
            cap=lambda: self.settings.cap,
            open_cases=open_cases,
            running_time=self.running_time,
            clock=self.clock,
        )
        self.orders = PersonOrders(
            removals=self.removals, quarantine=self.quarantine, waivers=self.waivers, clock=self.clock
        )
        self.journal.startService()
        self.done(self.waivers.load())
        self.done(self.running_time.load())
        self.running_time.startService()
        self.done(self.quarantine.load())
        self.quarantine.startService()
        self.removals.startService()
        self.done(self.removals.resume())

    def changed(self, actor: QbitActor, change: Change) -> None:
        super().changed(actor, change)
        if self.database is not None:
            self.shared_data.seen(actor.section, change)
            self.quarantine.seen(actor, change)
            self.removals.seen(actor, change)
            if self.waivers.rows:  # as the dispatcher does
                self.waivers.seen(actor, change)

    def kill(self) -> None:
        """Everything ends, at whatever it is; only the file remains."""
        if self.database is None:
            return
        for service in (self.removals, self.quarantine, self.running_time, self.journal):
            self.done(service.stopService())
        self.done(self.database.close())
        self.database = None

    def forget(self, hash_: str = HASH) -> None:
        """Forget owner and pardon of a torrent, over a restart."""
        self.done(self.database.run(owner_table.drop_owners, [("qBit", hash_)]))
        self.kill()
        self.build()

    def furnish(self, *sections: str) -> None:
        """Clients with actors that are connected."""
        for section in sections or ("qBit",):
            if section not in self.qbits:
                self.qbit(section)
            self.actor(section, wishes=ClientLabels(categories=(QUARANTINE_CATEGORY,)))
            self.begin(section, seconds=2.0)
            self.asked(section)

    def removal(self, section: str = "qBit", hash_: str = HASH, **fields: Any) -> Removal:
        """A failed download with one record."""
        usual: dict[str, Any] = {
            "why": Reason(code="stalled", rule=self.rule, text="Nothing moved for two hours."),
            "data": Data.DELETE,
            "blocklist": True,
            "search_again": True,
            "section": "Radarr",
            "name": "Movie",
            "record_ids": (7,),
            "media_ids": (3,),
            "seen": self.actors[section].get(hash_) if section in self.actors else None,
        }
        return Removal(instance=section, hash=hash_, **{**usual, **fields})

    def submit(self, *removals: Removal) -> list[Outcome]:
        """Ask for removals."""
        return list(self.done(self.removals.submit("Radarr", removals)))

    def gathered(self, *removals: Removal) -> list[Outcome]:
        """Ask for removals and let what comes together be gathered: what came of each then."""
        before = self.begun()
        outcomes = self.submit(*removals)
        if not self.waiting():
            return outcomes
        gathered = self.waiting()
        self.settle(GATHER_SECONDS)
        waiting, begun = self.waiting(), self.begun()
        for place, removal in enumerate(removals):
            key = (removal.instance, removal.hash)
            if key in gathered:
                result = Result.HELD if key in waiting else Result.DONE if begun[key] > before[key] else Result.RETRY
                outcomes[place] = replace(outcomes[place], result=result, why=waiting.get(key, ""))
        return outcomes

    def waiting(self) -> dict[tuple[str, str], str]:
        """What waits for its turn, and why."""
        found = [each for each in self.orders.all() if each.stage == "waiting"]
        return {(each.removal.instance, each.removal.hash): each.why_waiting for each in found}

    def begun(self) -> Counter[tuple[str, str]]:
        """How often a removal of each torrent began."""
        entries = self.done(self.journal.read(limit=10_000, act="removal", result="done"))
        return Counter((entry.instance, entry.hash) for entry in entries)

    def listed(self, section: str = "qBit") -> Iterable[Torrent]:
        """What the mirror knows."""
        return self.actors[section].mirror.torrents.values()

    def in_quarantine(self, section: str = "qBit", hash_: str = HASH) -> bool:
        """Whether the client has the torrent in the quarantine's category."""
        there = self.qbits[section].torrents.get(hash_)
        return there is not None and there.category == QUARANTINE_CATEGORY

    def texts(self, act: str = "") -> list[str]:
        """The journal, oldest first."""
        entries = self.done(self.journal.read(limit=1000))
        return [entry.text for entry in reversed(entries) if not act or entry.act == act]
