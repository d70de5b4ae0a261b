"""
Deciding about the torrents that are due, and having it done.

# Note [Looked at anew]
Whatever a decision says, its torrent is looked at again within ten minutes, in case news were missed. When that is depends on the
torrent: thousands that were first seen together are spread over five minutes, so that at no moment everything is looked at. Those that fall
into the same few seconds are looked at in one turn: for a large site a turn for each would cost more than the looks.
"""

import math
from collections.abc import Callable

from twisted.logger import Logger

from qbitrr.decide.torrents.remembered import without_told_tags
from qbitrr.decide.torrents.rules import decide
from qbitrr.loops.torrents.arr.section import NoArr
from qbitrr.loops.torrents.client_clocks import ClientClocks
from qbitrr.loops.torrents.deciding.facts import FactFinder
from qbitrr.loops.torrents.deciding.performer import StepPerformer
from qbitrr.loops.torrents.deciding.verdict_news import VerdictNews
from qbitrr.loops.torrents.part import Part, PartContext
from qbitrr.loops.torrents.reads import Reads
from qbitrr.loops.torrents.report import Reporter
from qbitrr.loops.torrents.share import own_fraction, together
from qbitrr.model.torrents.rules import OwnerRules
from qbitrr.model.torrents.torrent import Torrent

__all__ = ["Decisions"]

# So many decisions, then the reactor gets its turn: beats must not wait.
_DECISIONS_PER_TURN = 400
_AFTER_FAILURE_SECONDS = 60.0
_ANEW_SECONDS = 300.0
_TOGETHER_SECONDS = 5.0


class Decisions(Part):
    """Each torrent by itself: one about which deciding fails stops no other."""

    log = Logger()

    def __init__(
        self, context: PartContext, clocks: ClientClocks, rules: Callable[[Torrent], OwnerRules], facts: FactFinder, reads: Reads,
        performer: StepPerformer, reporter: Reporter, news: VerdictNews, arr: NoArr,
    ) -> None:  # fmt: skip
        self.rules = rules
        self._context = context
        self._share = context.share
        self._memories = context.memories
        self._clocks = clocks
        self._facts = facts
        self._reads = reads
        self._performer = performer
        self._reporter = reporter
        self._news = news
        self._arr = arr

    def next_at(self) -> float:
        planned = self._share.next_at()
        return math.inf if planned is None else planned

    async def turn(self, now: float) -> None:
        for key in self._share.due(now, _DECISIONS_PER_TURN):
            torrent = self._share.torrents[key]
            if torrent.instance not in self._clocks:
                continue  # not known how it is; it is due again when its client is back
            try:
                self._decide(torrent, now)
            except Exception:
                self.log.failure("deciding about {name} failed", name=torrent.name)
                self._share.plan(key, now + _AFTER_FAILURE_SECONDS)

    def _decide(self, torrent: Torrent, now: float) -> None:
        key, rules = torrent.key, self.rules(torrent)
        if self._facts.is_looking(torrent, rules):
            self._share.plan(key, now + 1)  # woken before, but only one of several with the same place
            return
        memory = self._memories.get(key)
        if memory.tags_internal:
            self._memories.put(key, without_told_tags(memory, torrent))
        facts = self._facts.of(torrent, rules, now)
        decision = decide(facts, rules, self._memories.get(key), now)
        self._memories.put_idle(key, decision.memory, now)
        anew_at = together(now + _ANEW_SECONDS * (1 + own_fraction(key)), _TOGETHER_SECONDS)
        self._share.plan(key, min(decision.look_again_at, self._reads.again_at(key), anew_at))
        self._reporter.note(torrent, facts.record, decision.why, decision.remark)
        self._news.note(torrent, decision, now)
        if decision.asks_history:
            self._arr.ask_history(key)
        steps = self._performer.with_withdrawal(torrent, decision)
        if steps:
            self._context.begin(self._performer.carry_out(torrent, facts.record, steps, decision.look_again_at))
