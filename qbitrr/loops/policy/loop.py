"""
The policy loop: look at the disks and at what is being downloaded, plan each pool, have it done, tell how it stands.
"""

from collections.abc import Callable
from typing import Any

from twisted.internet.defer import Deferred
from twisted.logger import Logger
from twisted.python.failure import Failure

from qbitrr.config.plain import build
from qbitrr.decide.owners import owner_of
from qbitrr.decide.previewing import Tally, is_wanted
from qbitrr.decide.space.guard import PoolPlan, plan_pool, released
from qbitrr.decide.space.pools import SharedOut, paths_to_look_at, share_out
from qbitrr.decide.space.status import pool_status, trouble
from qbitrr.errors import NotReady
from qbitrr.loops.child.channel import ChildContext
from qbitrr.loops.child.disk_looks import DiskLooks
from qbitrr.loops.child.tasks import Cycle, Tasks
from qbitrr.loops.policy.disks import Disks
from qbitrr.loops.policy.performing import GuardPerformer
from qbitrr.model.owners import Owners
from qbitrr.model.space.guarding import GuardRules
from qbitrr.model.status import PolicyReport
from qbitrr.model.steps import ClientStep
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.resolved.owners import category_owners
from qbitrr.resolved.space import guard_rules
from qbitrr.wire.messages import Configure, FromSupervisor, Perform, Performed, RoomsOf, RunNow, Torrents
from qbitrr.wire.torrent_orders import PreviewTorrents

__all__ = ["PolicyLoop", "start"]

Key = tuple[str, str]

_AFTER_TROUBLE_SECONDS = 5.0


async def start(child: ChildContext) -> "PolicyLoop":
    """Begin; there is nothing to be read first: what is held says so by itself."""
    loop = PolicyLoop(child)
    loop.begin()
    return loop


class PolicyLoop:
    """
    Turns as often as is usual. It keeps the torrents it is told of, those that take room or are held, and what it goes by. *look* calls a
    function that may block, by default in a thread of the place it looks at.
    """

    log = Logger()

    def __init__(self, child: ChildContext, look: Callable[..., Deferred[Any]] | None = None) -> None:
        self._child = child
        self._clock = child.reactor
        self._torrents: dict[Key, Torrent] = {}
        self._listed_at: dict[str, float] = {}
        self._disks = Disks(look or DiskLooks(child.reactor).look, self._clock)
        self._performer = GuardPerformer(child.steps, self._clock)
        self._cycle = Cycle(self._clock, self._turn, self._turn_failed, child.passes.add)
        self._tasks = Tasks(lambda failure: self.log.failure("a preview failed", failure=failure))
        self._revision = child.configure.revision
        self._obey(child.configure)

    def begin(self) -> None:
        """Start turning."""
        self._cycle.start()

    def message(self, message: FromSupervisor) -> None:
        """Something from the supervisor."""
        match message:
            case Torrents():
                self._take(message)
            case Configure() if message.revision > self._revision:
                self._revision = message.revision
                self._obey(message)
                self._performer.hurry()
                self._cycle.soon()
            case RunNow():
                self._performer.hurry()
                self._cycle.soon()
            case Perform(what=PreviewTorrents() as order):
                self._tasks.begin(self._preview(message.id, order))

    def stop(self) -> Deferred[None]:
        """Begin nothing any more; steps under way end in the supervisor."""
        self._tasks.cancel()
        return self._cycle.stop()

    def _obey(self, configure: Configure) -> None:
        config = build(configure.config)
        self._rules, self._owners = guard_rules(config), category_owners(config)

    def _take(self, message: Torrents) -> None:
        is_first = not self._listed_at
        if message.full:
            self._torrents.clear()
        for key in message.gone:
            self._torrents.pop(key, None)
        self._torrents |= {torrent.key: torrent for torrent in message.torrents}
        self._listed_at = dict(message.listed_at)
        if is_first and self._listed_at:
            self._cycle.soon()

    def _is_ours(self, torrent: Torrent, owners: Owners) -> bool:
        """Whether somebody of ours looks after it, and its client is there."""
        is_there = torrent.instance in self._listed_at
        return is_there and owner_of(torrent.category, torrent.instance, owners) is not None

    async def _turn(self) -> float:
        self._cycle.unhurried()
        self._performer.forget(self._torrents.keys())
        if not self._listed_at:
            self._child.report(PolicyReport(at=self._clock.seconds(), summary="Waiting for a client to be listed"))
            return self._rules.usual_seconds
        shared = await self._look(self._rules, self._owners)
        plans = [plan_pool(share.pool, share.downloads) for share in shared.shares]
        marked = await self._performer.carry_out(plans, released(shared.unguarded, start=True))
        pools = tuple(
            pool_status(share, plan, marked) for share, plan in zip(shared.shares, plans, strict=True)
        )  # fmt: skip
        paused = sum(pool.paused_count for pool in pools)
        self._child.report(
            PolicyReport(
                at=self._clock.seconds(), torrents=len(self._torrents), paused=paused, pools=pools,
                summary=_summary(paused, len(pools)), problems=(*shared.problems, *_troubles(plans)),
            )
        )  # fmt: skip
        return self._rules.usual_seconds

    async def _look(self, rules: GuardRules, owners: Owners) -> SharedOut:
        answer = await self._child.ask(RoomsOf())
        rooms = answer.rooms or ()
        looks = await self._disks.seen(paths_to_look_at(rules, rooms, self._torrents.values()))
        return share_out(
            rules, rooms, tuple(self._torrents.values()), looks, lambda torrent: self._is_ours(torrent, owners)
        )  # fmt: skip

    async def _preview(self, number: int, order: PreviewTorrents) -> None:
        """Tell what would wait or go on by another configuration; nothing is done. Clients count by their names of today."""
        try:
            config = build(order.config)
            shared = await self._look(guard_rules(config), category_owners(config))
        except NotReady as error:
            self._child.send(Performed(id=number, result="retry", text=str(error)))
            return
        tally = Tally(order.section, order.wanted)
        by_key = {key: torrent for key, torrent in self._torrents.items() if is_wanted(torrent, order.wanted)}
        tally.torrents = len(by_key)
        steps = [step for share in shared.shares for step in plan_pool(share.pool, share.downloads).steps]
        for each in released(shared.unguarded, start=True):
            steps += [step for step in (each.resume, each.unmark) if step is not None]
        by_torrent: dict[Key, list[ClientStep]] = {}
        for step in steps:
            by_torrent.setdefault((step.instance, step.hash), []).append(step)
        for key, mine in by_torrent.items():
            if key in by_key:
                tally.add(by_key[key], mine, mine[0].why, "")
        self._child.send(Performed(id=number, result="done", previewed=tally.told()))

    def _turn_failed(self, error: Exception) -> float:
        if isinstance(error, NotReady):
            self.log.debug("not now: {why}", why=str(error))
        else:
            self.log.failure("turn failed", failure=Failure(error))
        return max(_AFTER_TROUBLE_SECONDS, self._rules.usual_seconds)


def _summary(paused: int, pools: int) -> str:
    where = "1 disk" if pools == 1 else f"{pools} disks"
    if not paused:
        return f"There is room for all downloads on {where}"
    return f"{paused} {'download waits' if paused == 1 else 'downloads wait'} for room on {where}"


def _troubles(plans: list[PoolPlan]) -> tuple[str, ...]:
    return tuple(text for plan in plans if (text := trouble(plan)))
