"""
What the Arr complains about: downloads it will never import are given up (`qbitrr.decide.imports.rejections`).
"""

from collections.abc import Iterator

from attrs import frozen

from qbitrr.decide.imports.rejections import Holder, complaint, scan_queue
from qbitrr.decide.torrents.look import Look
from qbitrr.loops.torrents.arr.side import ArrSide
from qbitrr.loops.torrents.facts import FactsOf
from qbitrr.loops.torrents.imports.history import ArrHistory
from qbitrr.loops.torrents.listing import Listing
from qbitrr.loops.torrents.memory import Memories
from qbitrr.loops.torrents.share import Share
from qbitrr.model.steps import Removal
from qbitrr.model.torrents.queue import Record
from qbitrr.model.torrents.rules import OwnerRules
from qbitrr.model.torrents.torrent import Torrent

__all__ = ["Complaints", "RejectedTorrent"]

_FRESH_SECONDS = 45.0
_ANSWERED_SECONDS = 5.0


@frozen
class RejectedTorrent:
    """A torrent to give up for what the Arr says about it."""

    torrent: Torrent
    record: Record
    removal: Removal


class Complaints:
    """
    Looks through the queue after each full read of it. Costs nothing for records nobody complains about. `look_again_at` is
    when the queue should be read again at the latest; while one *is waiting* for a step under way, the next turn looks again.
    """

    def __init__(
        self, *, arr: ArrSide, history: ArrHistory, share: Share, memories: Memories, facts: FactsOf,
        listing: Listing, rules: OwnerRules,
    ) -> None:  # fmt: skip
        self.look_again_at = float("inf")
        self.is_waiting = False
        self._arr = arr
        self._history = history
        self._share = share
        self._memories = memories
        self._facts = facts
        self._listing = listing
        self._rules = rules

    def scan(self, now: float) -> Iterator[RejectedTorrent]:
        """What to give up now, each torrent at most once and never one on which something is under way."""
        self.is_waiting = False
        records = {hash_: record for hash_, record in self._arr.records.items() if self._concerns(record)}
        holders = {hash_: self._holders(hash_, now) for hash_ in records}
        # One that nobody holds is left to whoever does: which clients the Arr knows by which name is not known here.
        held = {hash_: found for hash_, found in holders.items() if found}
        keys = [holder.torrent.key for found in held.values() for holder in found]
        memories = {key: self._memories.get(key) for key in keys}
        shown = self._listing.running(now)
        scan = scan_queue([records[hash_] for hash_ in held], held, self._rules, memories, shown)
        ripe_at = now + scan.look_again_at - shown
        for key, memory in scan.memories.items():
            self._memories.put(key, memory)
        for key in scan.asks:
            self._history.want(key)
        self.look_again_at = min(ripe_at, now + _ANSWERED_SECONDS) if scan.asks else ripe_at
        by_key = {holder.torrent.key: records[hash_] for hash_, found in held.items() for holder in found}
        for removal in scan.steps:
            key = (removal.instance, removal.hash)
            if self._share.is_held(key, now):
                self.is_waiting = True
            else:
                yield RejectedTorrent(self._share.torrents[key], by_key[key], removal)

    def _concerns(self, record: Record) -> bool:
        """Whether it complains, or did when we looked last."""
        if complaint(record, self._rules.error_codes, archives=True) is not None:
            return True
        return any(self._memories.get(key).bad_messages_hash for key in self._share.keys_of(record.hash))

    def _holders(self, hash_: str, now: float) -> list[Holder]:
        found = []
        for key in self._share.keys_of(hash_):
            torrent = self._share.torrents[key]
            facts = self._facts.of(torrent, self._rules, now)
            duty = Look(facts, self._rules, self._memories.get(key), now).duty
            fresh = facts.told_at is not None and now - facts.told_at <= _FRESH_SECONDS
            found.append(Holder(torrent, duty, facts.told, fresh))
        return found
