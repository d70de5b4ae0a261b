"""
Long JSON lists, decoded while they arrive.

A library of 10,000 films is a list of 30 to 80 MB. It is cut between the records of the outermost array as the pieces come
in, and each record is decoded at once into the few members we keep: what is held is a run of records, not the list.

# Note [Where to cut]
The records of a list begin alike: with the same key. Where something ends and another thing begins in that way is a border, and decoding
what is before it proves it: one inside an inner list leaves brackets open, and inside a text there are no such quotes. Ten times as
fast as looking at every bracket, which is done where that key begins many inner records, too, or where somebody has put in blanks.

# Note [Records seen before]
Who asks for the same list every few minutes says what it has seen. A record that comes again byte for byte is not decoded, its id is
among `unchanged`; as long as the records come in the order they came in last time, it is not even looked for where one ends: as many bytes
as the next one had, and their hash, tell it. A quiet list of 50,000 films costs little more than its way through the network. Only what was
decoded on its own counts as seen, so that a piece of a record is never taken for one.

The hash is 64 bits of XXH3: with any other that is at hand, hashing takes longer than receiving. That what a changed record has become
passes for one of 50,000 seen happens once in 2^48 changes at most, even if all are of one length: in a library where a million records
change every day, once in 700,000 years. Nobody can prepare records that do, for the seed is another one after each start.
"""

import re
import secrets
from collections.abc import Callable
from functools import partial
from typing import Any, Generic, TypeVar

import msgspec
from twisted.logger import Logger
from xxhash import xxh3_64_intdigest

from qbitrr.clients.http.decoding import ODD, Listing, Seen, alone, rows, rows_and_odd
from qbitrr.clients.http.figures import Int64
from qbitrr.errors import BadAnswer

__all__ = ["RecordList"]

T = TypeVar("T")
# Records are dealt with in runs of about this many bytes: there is little to hold.
RUN_BYTES = 256 * 1024
LONGEST_RECORD_BYTES = 16 * 1024 * 1024
_COMMA, _END = b",", b"]"
# Everything up to and including the next bracket; brackets inside strings are part of the string.
_TO_BRACKET = re.compile(rb'(?:[^"{}\[\]]++|"(?:[^"\\]++|\\.)*+")*+[{}\[\]]', re.DOTALL)
_TO_COMMA = re.compile(rb"[ \t\r\n]*+,")
_FIRST_KEY = re.compile(rb'\{"(?:[^"\\]|\\.)*+":', re.DOTALL)
_OPENING = frozenset(b"{[")
_hash = partial(xxh3_64_intdigest, seed=secrets.randbits(64))
_TRIES = 8
"""How many borders are tried for a record."""
_FAILURES = 3
"""For how many records that may be in vain."""


class RecordList(Generic[T]):
    """
    A sink (see `bodies.Sink`) for a JSON array of records; afterwards *listing* holds them as *kind*, records that do not fit
    left out (Note [Odd records] in `decoding`). `feed` and `close` raise `BadAnswer`. With *seen* (empty at first), records that
    come again need an `id`: see Note [Records seen before]. With *take*, the records are handed to it run by run and not kept; they may
    be followed by the error.
    """

    log = Logger()

    def __init__(
        self, where: str, kind: type[T], seen: Seen | None = None, take: Callable[[list[T]], object] | None = None
    ) -> None:
        self.records: list[T] = []
        self._count = 0
        """How many records were read, be they kept or not."""
        self._seen = seen
        self._next = 0
        """Which of those that were seen is expected next."""
        self._places: dict[int, int] | None = None
        self._seen_now = Seen()
        self._unchanged: set[int] = set()
        self._unread: list[int | None] = []
        """The ids of records that do not fit, None for one that has none."""
        self._where = where
        self._kind = kind
        self._take = take
        self._borders: _Borders | None = None
        self._pieces: list[bytes] = []
        self._held = 0
        """How many bytes they are."""
        self._enough = 0
        """How many there must be before it is of any use to look at them."""

    def feed(self, data: bytes) -> None:
        """Take the next piece."""
        self._pieces.append(data)
        self._held += len(data)
        if self._held >= self._enough:
            self._advance()
            if self._held > LONGEST_RECORD_BYTES:
                raise BadAnswer(where=self._where, why="a record longer than 16 MiB")

    def close(self) -> None:
        """The body is complete: so must be the array."""
        self._advance(is_all=True)
        rest = b"".join(self._pieces).strip()
        if self._borders is None or not rest.endswith(_END):
            raise BadAnswer(where=self._where, why="a JSON list that ends too early")
        if self._has_begun and rest == _END:
            raise BadAnswer(where=self._where, why="a JSON list with nothing after a comma")
        if not (self._seen is not None and self._is_record(rest[:-1].strip())):
            self._add(*rows_and_odd(self._where, b"[" + rest, self._kind))
        self._hand_on()
        odd = len(self._unread)
        if odd and not self._count and not self._unchanged:
            raise BadAnswer(where=self._where, why=f"none of {odd} records could be read")
        if odd:
            self.log.warn(
                "{where}: {count} records of an unexpected shape left out, their ids: {ids}",
                where=self._where, count=odd, ids=self._unread[:10],
            )  # fmt: skip

    @property
    def listing(self) -> Listing[T]:
        """What was read."""
        unread = frozenset(number for number in self._unread if number is not None)
        whole = None not in self._unread
        return Listing(self.records, unread, whole, frozenset(self._unchanged), self._seen_now)

    @property
    def _has_begun(self) -> bool:
        return bool(self._count or self._unchanged or self._unread)

    def _advance(self, *, is_all: bool = False) -> None:
        """Deal with all records that are there to their ends."""
        run = b"".join(self._pieces)
        begin = self._entered(run) if self._borders is None else 0
        while self._borders is not None:
            begin = self._skipped(run, begin)
            left = len(run) - begin
            if left <= self._least and not is_all:
                break
            if is_all and self._seen is None:
                break  # the decoder finds the ends of all that is left
            end = self._borders.after(run, begin, self._is_record, has_enough=left >= RUN_BYTES)
            if end is None:
                break
            begin = end
        self._keep(run[begin:])
        self._hand_on()

    def _entered(self, run: bytes) -> int:
        """Where the records begin."""
        head = run.lstrip()
        if not head:
            return 0
        if head[:1] != b"[":
            # Whatever it is, the decoder finds the words for it.
            rows(self._where, run, self._kind)
            raise BadAnswer(where=self._where, why="not a list")
        self._borders = _Borders()
        return len(run) - len(head) + 1

    @property
    def _least(self) -> int:
        """With how many bytes there may be a record with what follows it: as many as the one expected has, or a run of them."""
        seen = self._seen
        return seen.lengths[self._next] if seen is not None and self._next < len(seen) else RUN_BYTES - 1

    def _skipped(self, run: bytes, begin: int) -> int:
        """Where the records end that are as they were, one after the other."""
        seen = self._seen
        if seen is None:
            return begin
        first = number = self._next
        hashes, lengths, count = seen.hashes, seen.lengths, len(seen)
        while number < count:
            end = begin + lengths[number]
            if run[end : end + 1] != _COMMA or _hash(run[begin:end]) != hashes[number]:
                break
            begin = end + 1
            number += 1
        if number > first:
            self._seen_now.extend(seen, first, number)
            self._unchanged.update(seen.ids[first:number])
            self._next = number
        return begin

    def _is_record(self, text: bytes) -> bool:
        """Take *text* as a record, if it is a whole one."""
        seen = self._seen
        if seen is None:
            return self._is_decoded(text)
        key = _hash(text)
        place = self._place_of(key, len(text), seen)
        if place is None:
            if not self._is_decoded(text, key):
                return False
            self._next += 1  # most likely it stands where it stood
            return True
        self._next = place + 1
        self._seen_now.extend(seen, place, place + 1)
        self._unchanged.add(seen.ids[place])
        return True

    def _place_of(self, key: int, length: int, seen: Seen) -> int | None:
        """Where among what was *seen* that record stands: most likely it is the expected one."""
        place: int | None = self._next
        if self._next >= len(seen) or seen.hashes[self._next] != key:
            if self._places is None:
                self._places = {key: place for place, key in enumerate(seen.hashes)}
            place = self._places.get(key)
        return place if place is not None and seen.lengths[place] == length else None

    def _is_decoded(self, text: bytes, key: int | None = None) -> bool:
        try:
            found: Any = alone(text, self._kind)
        except msgspec.ValidationError:
            self._unread.append(_id_of(text))
            return True
        except (msgspec.DecodeError, UnicodeDecodeError):
            return False
        self._add([found], [])
        if key is not None:
            self._seen_now.add(key, len(text), found.id)
        return True

    def _add(self, records: list[T], odd: list[msgspec.Raw]) -> None:
        self.records.extend(records)
        self._count += len(records)
        self._unread.extend(_id_of(raw) for raw in odd)

    def _hand_on(self) -> None:
        if self._take is not None and self.records:
            records, self.records = self.records, []
            self._take(records)

    def _keep(self, rest: bytes) -> None:
        self._pieces, self._held = [rest], len(rest)
        # What was in vain is done again when there is twice as much: else a long record would be looked at for each of its pieces.
        least = max(self._least + 1, RUN_BYTES)
        self._enough = least if least > len(rest) else min(2 * len(rest), LONGEST_RECORD_BYTES + 1)


class _Borders:
    """Finds the ends of the records of one list, first to last."""

    def __init__(self) -> None:
        self._border = b""
        """What is between two records if they begin alike; empty while that is not known."""
        self._failures = 0

    def after(self, run: bytes, begin: int, is_record: Callable[[bytes], bool], *, has_enough: bool) -> int | None:
        """
        Where in *run* the record begins that follows the one at *begin*, which *is_record* has taken then (it is asked whether that is what
        some bytes are). None if there is none, or the end of this one cannot be seen. Brackets are only counted where there is *enough* to
        expect a border in it.
        """
        if self._failures < _FAILURES:
            border = self._border_from(run, begin)
            at = run.find(border, begin)
            for _ in range(_TRIES):
                if at < 0:
                    break
                if is_record(run[begin : at + 1]):
                    return at + 2
                at = run.find(border, at + 1)
            if at < 0 and not has_enough:
                return None
            self._failures += 1
        return _by_brackets(run, begin, is_record)

    def _border_from(self, run: bytes, begin: int) -> bytes:
        if not self._border and (first := _FIRST_KEY.match(run, begin)) is not None:
            self._border = b"}," + first[0]
        return self._border or b"},{"


def _by_brackets(run: bytes, begin: int, is_record: Callable[[bytes], bool]) -> int | None:
    depth, end = 0, begin
    while found := _TO_BRACKET.match(run, end):
        end = found.end()
        depth += 1 if run[end - 1] in _OPENING else -1
        if depth <= 0:
            break
    comma = _TO_COMMA.match(run, end)
    if depth or comma is None or not is_record(run[begin:end]):
        return None
    return comma.end()


class _WithId(msgspec.Struct):
    id: Int64


def _id_of(raw: msgspec.Raw | bytes) -> int | None:
    """The id of a record that does not fit; None if it has none that can be one."""
    try:
        return msgspec.json.decode(raw, type=_WithId).id
    except ODD:
        return None
