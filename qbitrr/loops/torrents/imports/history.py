"""
What the Arr's history says of each download: asked when it would make a difference, in one go for many, and remembered.
"""

import math
from collections.abc import Iterable

from msgspec.structs import replace
from twisted.internet.defer import CancelledError
from twisted.logger import Logger

from qbitrr.clients.arr.client import Arr
from qbitrr.decide.backoff import doubling
from qbitrr.decide.imports.history import newer, vanished
from qbitrr.decide.torrents.told import heard, undated
from qbitrr.errors import RemoteError
from qbitrr.loops.child.gathered import Gathered
from qbitrr.loops.torrents.part import Part, PartContext
from qbitrr.loops.torrents.reads import Reads
from qbitrr.loops.torrents.share import Key
from qbitrr.model.journal import Entry
from qbitrr.model.torrents.memory import Heard
from qbitrr.model.torrents.queue import WAITING_STATES, Record, StatusMessage
from qbitrr.model.torrents.told import Told, Word
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.store.torrents import marks, save_mark
from qbitrr.wire.messages import LibraryTouched

__all__ = ["ArrHistory"]

MOST_SINGLE_REQUESTS = 50
_TWO_READS_SECONDS = 10.0
_FIRST_RETRY_SECONDS = 5.0
_LONGEST_RETRY_SECONDS = 300.0
_LONGEST_COLLECTING_SECONDS = 30.0
_QUIET_SECONDS = 1.0
_LATELY_SECONDS = 60.0
_CHECKED_EVERY_SECONDS = 600.0
_DISBELIEF_SECONDS = 86_400.0
_DISBELIEVED = "history disbelieved until"
# These two rest on the Arr having seen its client all the time.
_MAY_HAVE_MISSED = frozenset({Told.NONE, Told.GRABBED})


class ArrHistory(Part):
    """
    `want` says that an answer would make a difference; those wanted are asked for together. Answers are kept in the memory of the
    torrent, and whom they concern is looked at again. What the queue shows is heard, too: a record that went, or stays the same.
    """

    log = Logger()

    def __init__(self, context: PartContext, arr: Arr, reads: Reads) -> None:
        self._arr = arr
        self._reads = reads
        self._context = context
        self._memories = context.memories
        self._share = context.share
        self._database = context.database
        self._clock = context.clock
        self._wanted: dict[Key, None] = {}
        self._under_way: frozenset[Key] = frozenset()
        self._wanted_since = 0.0
        self._wanted_at = 0.0
        self._singles: list[tuple[float, int]] = []
        self._asked: set[Key] = set()
        self._missing: dict[str, float] = {}
        self._gone_at: dict[Key, float] = {}
        self._same: dict[str, tuple[tuple[StatusMessage, ...], float]] = {}
        self._is_asking = False
        self._at_once: Gathered[Torrent] = Gathered(self._ask, self._clock)
        self._not_before = 0.0
        self._failures = 0
        self._checked_at = -math.inf
        self._disbelieved_until = 0.0

    async def begin(self, now: float) -> None:
        """Whether an earlier life had reason not to believe the Arr."""
        self._disbelieved_until = (await self._database.run(marks)).get(_DISBELIEVED, 0.0)

    # What is known

    def heard(self, key: Key) -> Heard:
        """What the Arr said of a torrent; `asked_at` only if that was in this life. An import that was proven stays proven."""
        heard = self._memories.get(key).heard
        if self._is_disbelieved and heard.told is not Told.IMPORTED:
            heard = replace(heard, told=Told.UNKNOWN)
        return heard if key in self._asked else replace(heard, asked_at=None)

    def record_gone_at(self, torrent: Torrent) -> float | None:
        """When its record was found gone by a second read."""
        return self._gone_at.get(torrent.key)

    def record_same_since(self, torrent: Torrent) -> float | None:
        """Since when its waiting record has had the same messages."""
        return max((self._same[each][1] for each in torrent.hashes if each in self._same), default=None)

    # What is heard

    def hear_queue(self, changed: Iterable[str], records: dict[str, Record], now: float) -> list[Key]:
        """The queue was read. Returns whose records are gone, as a second read shows."""
        for hash_ in changed:
            record = records.get(hash_)
            if record is None:
                self._same.pop(hash_, None)
                self._missing.setdefault(hash_, now)
                continue
            self._missing.pop(hash_, None)
            for key in self._share.keys_of(hash_):
                self._gone_at.pop(key, None)
            if record.state not in WAITING_STATES:
                self._same.pop(hash_, None)
            elif hash_ not in self._same or self._same[hash_][0] != record.messages:
                self._same[hash_] = (record.messages, now)
        gone = [hash_ for hash_, since in self._missing.items() if now - since >= _TWO_READS_SECONDS]
        keys = [key for hash_ in gone for key in self._share.keys_of(hash_)]
        for hash_ in gone:
            del self._missing[hash_]
        self._gone_at.update(dict.fromkeys(keys, now))
        return keys

    def want(self, key: Key) -> None:
        """An answer about this torrent would make a difference. One that is under way is answered soon."""
        if key in self._under_way:
            return
        now = self._clock.seconds()
        if not self._wanted:
            self._wanted_since = now
        if key not in self._wanted:
            self._wanted[key] = None
            self._wanted_at = now

    def gone(self, key: Key) -> None:
        self._wanted.pop(key, None)
        self._asked.discard(key)
        self._gone_at.pop(key, None)

    # Asking

    async def turn(self, now: float) -> None:
        """
        Ask for what is wanted, once everything that is looked at now has been: at a start with many torrents that is one question.
        """
        if now < self.next_at():
            return
        wanted, self._wanted = list(self._wanted), {}
        self._is_asking = True
        self._context.begin(self._round(wanted))

    def next_at(self) -> float:
        """When something is to be asked that is not under way."""
        if self._is_asking or not self._wanted or self._is_disbelieved:
            return math.inf
        # While torrents are looked at, or read about, others will be wanted: on a slow machine that takes longer than a moment.
        is_looking = self._share.next_at() == 0.0 or self._reads.is_busy
        quiet_since = self._clock.seconds() if is_looking else self._wanted_at
        collected_at = min(quiet_since + _QUIET_SECONDS, self._wanted_since + _LONGEST_COLLECTING_SECONDS)
        return max(self._not_before, collected_at)

    async def ask_now(self, torrent: Torrent) -> Told:
        """What the Arr says at this moment of one download; asked in one go with others that ask. Raises `RemoteError`."""
        await self._at_once.ask(torrent)
        return self.heard(torrent.key).told

    async def stop(self) -> None:
        """Give up what is under way."""
        await self._at_once.stop()

    @property
    def _is_disbelieved(self) -> bool:
        return self._clock.seconds() < self._disbelieved_until

    async def _round(self, keys: list[Key]) -> None:
        torrents = [self._share.torrents[key] for key in keys if key in self._share.torrents]
        self._under_way = frozenset(keys)
        try:
            try:
                await self._ask(torrents)
            finally:
                self._under_way, self._is_asking = frozenset(), False
        except CancelledError:
            raise
        except RemoteError as error:
            self.log.debug("the history cannot be asked now: {why}", why=str(error))
            self._later(keys)
        except Exception:
            self.log.failure("asking the history failed")
            self._later(keys)
        else:
            self._failures = 0
            self._context.wake_for(keys)

    def _later(self, keys: Iterable[Key]) -> None:
        wait = doubling(_FIRST_RETRY_SECONDS, self._failures, _LONGEST_RETRY_SECONDS)
        self._failures += 1
        self._not_before = self._clock.seconds() + wait
        for key in keys:
            self.want(key)

    async def _ask(self, torrents: list[Torrent]) -> None:
        doubt = await self._arr.history.doubt()
        hashes = list(dict.fromkeys(hash_ for torrent in torrents for hash_ in torrent.hashes))
        if self._are_many(len(hashes)):
            words = await self._arr.history.words_on(hashes)
        else:
            words = {hash_: await self._arr.history.word_on(hash_) for hash_ in hashes}
        if any(word.told in _MAY_HAVE_MISSED for word in words.values()):
            await self._check_known()
        is_touched = False
        for torrent in torrents:
            found = [words[hash_] for hash_ in torrent.hashes if hash_ in words]
            if torrent.key in self._share.torrents:
                whole = len(found) == len(torrent.hashes)
                is_touched |= self._keep(torrent, newer(found) if whole else Word(), doubt)
        if is_touched:
            self._context.child.send(LibraryTouched())

    def _are_many(self, count: int) -> bool:
        """Whether so many were asked about lately that one by one is no way; otherwise these are counted."""
        now = self._clock.seconds()
        self._singles = [(at, asked) for at, asked in self._singles if now - at < _LATELY_SECONDS]
        if sum(asked for _, asked in self._singles) + count > MOST_SINGLE_REQUESTS:
            return True
        self._singles.append((now, count))
        return False

    def _keep(self, torrent: Torrent, word: Word, doubt: str) -> bool:
        """Remember the word on a torrent; tells whether it is news that it was imported."""
        memory = self._memories.get(torrent.key)
        before = memory.heard
        if self._is_disbelieved or (doubt and word.told in _MAY_HAVE_MISSED):
            word = Word()
        if word.told is Told.UNKNOWN and before.told is Told.IMPORTED:
            word = Word(before.told, before.event_at)  # it was proven
        self._asked.add(torrent.key)
        self._memories.put(torrent.key, heard(memory, word, self._clock.seconds()))
        is_new = word.told is Told.IMPORTED and before.told is not Told.IMPORTED
        if is_new and memory.imports.attempts:
            self._say_imported(torrent)
        return is_new

    def _say_imported(self, torrent: Torrent) -> None:
        self._context.child.note(
            Entry(
                at=self._clock.seconds(), section=self._context.section, act="imported", result="done",
                text=f"the Arr has imported {torrent.name}", instance=torrent.instance, hash=torrent.hash, name=torrent.name,
            )
        )  # fmt: skip

    async def _check_known(self) -> None:
        """
        An Arr that was put back to an older state knows less than it did, and would call what it imported since "grabbed" or
        nothing at all: when many imports that were known are gone at once, none of its answers counts for a day.
        """
        now = self._clock.seconds()
        if now - self._checked_at < _CHECKED_EVERY_SECONDS:
            return
        known = {
            hash_: heard.event_at
            for torrent in self._share.torrents.values()
            if (heard := self._memories.get(torrent.key).heard).told is Told.IMPORTED and heard.event_at
            for hash_ in torrent.hashes
        }
        recent = await self._arr.history.recent_imports() if known else None
        self._checked_at = now
        if recent is None:
            return
        gone = vanished(known, recent.hashes, recent.since)
        if not gone:
            return
        self.log.error(
            "{count} of {all} imports that were known are gone from the history of {section}, as if it had been restored from a "
            "backup: what it says of downloads is not believed for a day", count=len(gone), all=len(known), section=self._context.section,
        )  # fmt: skip
        for torrent in self._share.torrents.values():
            memory = self._memories.get(torrent.key)
            if gone.intersection(torrent.hashes):
                self._memories.put(torrent.key, undated(memory))
        self._disbelieved_until = now + _DISBELIEF_SECONDS
        await self._database.run(save_mark, _DISBELIEVED, self._disbelieved_until)
