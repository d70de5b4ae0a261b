"""
Telling what would be done about the torrents of the loop by a configuration that is not in force.

# Note [Only looking]
It decides with what is known at that moment: nothing is read, remembered or asked for, and what it wants done goes nowhere but into the
answer. A few torrents at a time, so that the loop and its beats go on.
"""

from operator import attrgetter

from attrs import evolve
from twisted.internet.task import deferLater
from twisted.logger import Logger

from qbitrr.config.plain import build
from qbitrr.decide.previewing import Tally, is_wanted
from qbitrr.decide.torrents.rules import Decision, decide, needs_trackers
from qbitrr.decide.upkeep.announced import Announced
from qbitrr.decide.upkeep.upkeep import UpkeepPlan, look_after
from qbitrr.loops.torrents.arr.section import NoArr
from qbitrr.loops.torrents.client_clocks import ClientClocks
from qbitrr.loops.torrents.deciding.facts import FactFinder
from qbitrr.loops.torrents.deciding.known import KnownReads
from qbitrr.loops.torrents.deciding.verdict_news import VerdictNews
from qbitrr.loops.torrents.obeyed import Obeyed
from qbitrr.loops.torrents.part import Part, PartContext
from qbitrr.loops.torrents.reads import Reads
from qbitrr.loops.torrents.share import Key
from qbitrr.loops.torrents.upkeep import UPKEEP_ABOUT
from qbitrr.model.steps import Step
from qbitrr.model.torrents.memory import Upkept
from qbitrr.model.torrents.rules import OwnerRules
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.wire.messages import Perform, Performed
from qbitrr.wire.torrent_orders import PreviewTorrents

__all__ = ["Previewing"]

_AT_ONCE = 100
_NOTHING_ASKED = Upkept()
_ABOUT = attrgetter(*UPKEEP_ABOUT)


class Previewing(Part):
    """Decides about every torrent as it is now, by other rules, and tells what would be done. See Note [Only looking]."""

    log = Logger()

    def __init__(self, context: PartContext, clocks: ClientClocks, reads: Reads, arr: NoArr, news: VerdictNews) -> None:
        self._context = context
        self._clocks = clocks
        self._reads = KnownReads(reads, context.share)
        self._facts = FactFinder(self._reads, context.memories, clocks, arr)
        self._news = news

    def asked(self, request: Perform) -> None:
        if isinstance(request.what, PreviewTorrents):
            self._context.begin(self._preview(request.id, request.what))

    async def _preview(self, number: int, order: PreviewTorrents) -> None:
        try:
            looking = _Looking(order, self._clocks, self._facts, self._reads, self._context, self._news)
        except Exception:
            self.log.failure("by that configuration nothing can be decided")
            self._answer(Performed(id=number, result="failed", text="its loop cannot read that configuration"))
            return
        keys = list(self._context.share.torrents)
        for start in range(0, len(keys), _AT_ONCE):
            for key in keys[start : start + _AT_ONCE]:
                looking.at(key)
            await deferLater(self._context.clock, 0)
        self._answer(Performed(id=number, result="done", previewed=looking.tally.told()))

    def _answer(self, answer: Performed) -> None:
        self._context.child.send(answer)


class _Looking:
    """One preview that is being made."""

    log = Logger()

    def __init__(
        self, order: PreviewTorrents, clocks: ClientClocks, facts: FactFinder, reads: KnownReads, context: PartContext,
        news: VerdictNews,
    ) -> None:  # fmt: skip
        self.tally = Tally(order.section, order.wanted)
        self._plans: dict[tuple[object, ...], UpkeepPlan] = {}
        self._order = order
        self._leaving = frozenset(order.leaving)
        self._obeyed = Obeyed(build(order.config), order.section)
        self._clocks = clocks
        self._facts = facts
        self._reads = reads
        self._context = context
        self._news = news

    def at(self, key: Key) -> None:
        """Look at one torrent. One about which deciding fails is counted."""
        torrent = self._context.share.torrents.get(key)
        if torrent is None or not is_wanted(torrent, self._order.wanted):
            return
        if (torrent.instance, torrent.category) in self._leaving:
            return
        self.tally.torrents += 1
        if torrent.instance not in self._clocks:
            self.tally.unlisted += 1
            return
        try:
            self._decide(torrent)
        except Exception:
            self.tally.failed += 1
            self.log.failure("deciding about {name} by another configuration failed", name=torrent.name)

    def _decide(self, torrent: Torrent) -> None:
        key, now, rules = torrent.key, self._context.clock.seconds(), self._rules(torrent)
        facts = self._facts.of(torrent, rules, now)
        if facts.trackers is None and needs_trackers(torrent, rules):
            self.tally.unread += 1
        decision = decide(facts, rules, self._context.memories.get(key), now)
        self.tally.add(torrent, self._steps(torrent, rules, decision, now), decision.why, self._news.step_of(key))

    def _rules(self, torrent: Torrent) -> OwnerRules:
        """The rules for a torrent, whose client may have another name by then."""
        name = self._order.clients.get(torrent.instance)
        rules = self._context.rules_of(torrent, self._obeyed)
        return rules if name is None else evolve(rules, trackers={torrent.instance: rules.rows_on(name)})

    def _steps(self, torrent: Torrent, rules: OwnerRules, decision: Decision, now: float) -> tuple[Step, ...]:
        announced = Announced(torrent=torrent, rules=rules, upkept=self._context.memories.get(torrent.key).upkept)
        plan = self._plan(announced, now)
        if plan.wants_trackers:
            at, trackers = self._reads.trackers(torrent.key)
            if at and self._clocks.watch(torrent.instance, now).is_running:
                again = Announced(
                    torrent=torrent, rules=rules, upkept=announced.upkept, trackers=trackers, trackers_at=at
                )
                plan = look_after(again, now)
        return (*decision.steps, *(each.step for each in plan.steps)) if plan.steps else decision.steps

    def _plan(self, announced: Announced, now: float) -> UpkeepPlan:
        """
        The plan by what the listing says. Nearly every torrent is like some other as far as that goes, and planning costs half a
        decision: of torrents that are alike one is planned, whose steps are those of all.
        """
        if announced.upkept != _NOTHING_ASKED:
            return look_after(announced, now)
        torrent = announced.torrent
        alike = (torrent.instance, *_ABOUT(torrent))
        plan = self._plans.get(alike)
        if plan is None:
            plan = self._plans[alike] = look_after(announced, now)
        return plan
