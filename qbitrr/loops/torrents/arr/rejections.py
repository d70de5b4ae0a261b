"""
What the Arr says against downloads: those it will never import are given up (`qbitrr.decide.imports.rejections`).
"""

from qbitrr.decide.imports.rejections import Holder, complaint, scan_queue
from qbitrr.decide.torrents.look import Look
from qbitrr.loops.torrents.arr.queue import ArrQueue
from qbitrr.loops.torrents.client_clocks import ClientClocks
from qbitrr.loops.torrents.deciding.facts import FactFinder
from qbitrr.loops.torrents.deciding.performer import StepPerformer
from qbitrr.loops.torrents.imports.history import ArrHistory
from qbitrr.loops.torrents.part import Part, PartContext
from qbitrr.loops.torrents.report import REPORT_SECONDS
from qbitrr.model.steps import Removal
from qbitrr.model.torrents.queue import Record
from qbitrr.model.torrents.rules import OwnerRules

__all__ = ["RejectionScan"]

_FRESH_SECONDS = 45.0
_ANSWERED_SECONDS = 5.0


class RejectionScan(Part):
    """
    Looks through the queue once after each full read of it, and again while a torrent that is to be given up waits for a step under
    way. Costs nothing for records the Arr says nothing against.
    """

    def __init__(
        self, context: PartContext, queue: ArrQueue, history: ArrHistory, facts: FactFinder, clocks: ClientClocks,
        performer: StepPerformer,
    ) -> None:  # fmt: skip
        self._context = context
        self._share = context.share
        self._memories = context.memories
        self._queue = queue
        self._history = history
        self._facts = facts
        self._clocks = clocks
        self._performer = performer
        self._scanned = 0
        self._is_waiting = False

    @property
    def _rules(self) -> OwnerRules:
        return self._context.obeyed.rules()

    def configured(self) -> None:
        """By other rules other complaints count."""
        self._is_waiting = True

    async def turn(self, now: float) -> None:
        if self._queue.is_known and (self._queue.reads != self._scanned or self._is_waiting):
            self._scanned = self._queue.reads
            self._scan(now)

    def _scan(self, now: float) -> None:
        """Give up what is to be, each torrent at most once and never one on which something is under way."""
        self._is_waiting = False
        records = {hash_: record for hash_, record in self._queue.records.items() if self._concerns(record)}
        holders = {hash_: self._holders(hash_, now) for hash_ in records}
        # One that nobody holds is left to whoever does: which clients the Arr knows by which name is not known here.
        held = {hash_: found for hash_, found in holders.items() if found}
        keys = [holder.torrent.key for found in held.values() for holder in found]
        memories = {key: self._memories.get(key) for key in keys}
        shown = self._clocks.running(now)
        scan = scan_queue([records[hash_] for hash_ in held], held, self._rules, memories, shown)
        ripe_at = now + scan.look_again_at - shown
        for key, memory in scan.memories.items():
            self._memories.put(key, memory)
        for key in scan.asks:
            self._history.want(key)
        self._queue.read_by(min(ripe_at, now + _ANSWERED_SECONDS) if scan.asks else ripe_at)
        by_key = {holder.torrent.key: records[hash_] for hash_, found in held.items() for holder in found}
        for removal in scan.steps:
            key = (removal.instance, removal.hash)
            if self._share.is_held(key, now):
                self._is_waiting = True
            else:
                self._give_up(removal, by_key[key], now)

    def _give_up(self, removal: Removal, record: Record, now: float) -> None:
        torrent = self._share.torrents[removal.instance, removal.hash]
        self._context.begin(self._performer.carry_out(torrent, record, (removal,), now + REPORT_SECONDS))

    def _concerns(self, record: Record) -> bool:
        """Whether it complains, or did when we looked last."""
        if complaint(record, self._rules.error_codes, archives=True) is not None:
            return True
        return any(self._memories.get(key).complaint.fingerprint for key in self._share.keys_of(record.hash))

    def _holders(self, hash_: str, now: float) -> list[Holder]:
        found = []
        for key in self._share.keys_of(hash_):
            torrent = self._share.torrents[key]
            facts = self._facts.of(torrent, self._rules, now)
            duty = Look(facts, self._rules, self._memories.get(key), now).duty
            fresh = facts.told_at is not None and now - facts.told_at <= _FRESH_SECONDS
            found.append(Holder(torrent, duty, facts.told, fresh))
        return found
