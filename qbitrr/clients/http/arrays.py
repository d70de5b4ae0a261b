"""
Long JSON lists, decoded while they arrive.

A library of 10,000 films is a list of 30 to 80 MB. It is cut between the records of the outermost array as the pieces come
in, and each run of records is decoded at once into the few members we keep: what is held is one run, not the list.

# Note [Where to cut]
The records of a list begin alike: with the same key. Where one ends and another begins in that way, a run is cut, and decoding
it proves the cut: one at an inner list leaves brackets open, and inside a text there are no such quotes. Ten times as fast as
looking at every bracket, which is done where that key begins inner records, too, or where somebody has put in blanks.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

import msgspec
from twisted.logger import Logger

from qbitrr.clients.http.decoding import rows, rows_and_odd
from qbitrr.errors import BadAnswer

__all__ = ["Listing", "RecordList"]

T = TypeVar("T")
U = TypeVar("U")
# Records are decoded in runs of about this many bytes: fewer calls, little to hold.
RUN_BYTES = 256 * 1024
LONGEST_RECORD_BYTES = 16 * 1024 * 1024
# Everything up to and including the next bracket; brackets inside strings are part of the string.
_TO_BRACKET = re.compile(rb'(?:[^"{}\[\]]++|"(?:[^"\\]++|\\.)*+")*+[{}\[\]]', re.DOTALL)
_OPENING = frozenset(b"{[")
_FIRST_KEY = re.compile(rb'\s*(\{"(?:[^"\\]|\\.)*+":)', re.DOTALL)
_GUESSES = 3
"""How many cuts of a run are tried, and for how many runs that may fail."""


class Listing(tuple[T, ...]):
    """
    The records of a list, in its order. Some may have been there that could not be read: `unread` are their ids; if not even
    all of these are known, the list is not `is_whole`. What is missing from such a list is not gone.
    """

    unread: frozenset[int]
    is_whole: bool

    def __new__(
        cls, records: Iterable[T] = (), unread: frozenset[int] = frozenset(), is_whole: bool = True
    ) -> "Listing[T]":
        made = super().__new__(cls, records)
        made.unread, made.is_whole = unread, is_whole
        return made

    @property
    def is_complete(self) -> bool:
        """Whether every record could be read."""
        return self.is_whole and not self.unread

    def map(self, make: Callable[[T], U]) -> "Listing[U]":
        """The same list of something made from each record."""
        return Listing([make(record) for record in self], self.unread, self.is_whole)

    def without(self, ids: Iterable[int]) -> frozenset[int]:
        """Those of *ids*, none of which was among what could be read, that are certainly not on the list."""
        return frozenset(ids) - self.unread if self.is_whole else frozenset()


class RecordList(Generic[T]):
    """
    A sink (see `bodies.Sink`) for a JSON array of records; afterwards *listing* holds them as *kind*, records that do not fit
    left out (Note [Odd records] in `decoding`). `feed` and `close` raise `BadAnswer`.
    """

    log = Logger()

    def __init__(self, where: str, kind: type[T]) -> None:
        self.records: list[T] = []
        self._unread: list[int | None] = []
        """The ids of records that do not fit, None for one that has none."""
        self._where = where
        self._kind = kind
        self._held = bytearray()
        self._scanned = 0
        """How much of what is held has been looked at."""
        self._cut = 0
        """Where the last complete record ends."""
        self._depth = 0
        self._over = False
        self._border = b""
        """What is between two records if they begin alike; empty while that is not known."""
        self._guesses = _GUESSES

    def feed(self, data: bytes) -> None:
        """Take the next piece."""
        self._held += data
        if self._depth == 0 and not self._over:
            self._enter()
        if self._guesses and self._scanned == 0 and (len(self._held) < RUN_BYTES or self._decode_to_border()):
            return
        self._scan()
        if self._cut >= RUN_BYTES:
            self._decode()
        elif len(self._held) - self._cut > LONGEST_RECORD_BYTES:
            raise BadAnswer(where=self._where, why="a record longer than 16 MiB")

    def close(self) -> None:
        """The body is complete: so must be the array."""
        self._scan()
        if not self._over:
            raise BadAnswer(where=self._where, why="a JSON list that ends too early")
        if self._held[self._cut : self._scanned - 1].strip():
            raise BadAnswer(where=self._where, why="a JSON list of something else than records")
        self._decode()
        odd = len(self._unread)
        if odd and not self.records:
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
        return Listing(self.records, unread, is_whole=None not in self._unread)

    def _decode_to_border(self) -> bool:
        """Decode what is held up to its last border between records, if that can be told. See Note [Where to cut]."""
        if not self._border:
            first = _FIRST_KEY.match(self._held)
            if first is None:
                self._guesses = 0
                return False
            self._border = b"}," + first[1]
        end = len(self._held)
        for _ in range(_GUESSES):
            end = self._held.rfind(self._border, 0, end)
            if end < 0:
                return False  # one record, longer than a run
            try:
                self._take(bytes(self._held[: end + 1]))
            except BadAnswer:
                continue
            del self._held[: end + 1]
            return True
        self._guesses -= 1
        return False

    def _scan(self) -> None:
        held = self._held
        while self._depth > 0 and (found := _TO_BRACKET.match(held, self._scanned)):
            self._scanned = found.end()
            self._depth += 1 if held[self._scanned - 1] in _OPENING else -1
            if self._depth == 1:
                self._cut = self._scanned
        if self._depth == 0 and self._scanned:
            self._over = True

    def _enter(self) -> None:
        head = self._held.lstrip()
        if not head:
            return
        if head[:1] != b"[":
            # Whatever it is, the decoder finds the words for it.
            rows(self._where, bytes(self._held), self._kind)
            raise BadAnswer(where=self._where, why="not a list")
        self._held = head[1:]
        self._depth = 1

    def _decode(self) -> None:
        self._take(bytes(self._held[: self._cut]))
        del self._held[: self._cut]
        self._scanned -= self._cut
        self._cut = 0
        if self._guesses and not self._over:
            self._scanned, self._depth = 0, 1  # the next run begins here, and may be cut without a look at its brackets

    def _take(self, run: bytes) -> None:
        if run := run.strip().removeprefix(b","):
            records, odd = rows_and_odd(self._where, b"[" + run + b"]", self._kind)
            self.records.extend(records)
            self._unread.extend(_id_of(raw) for raw in odd)


def _id_of(raw: msgspec.Raw) -> int | None:
    record: Any = msgspec.json.decode(raw)
    number = record.get("id") if isinstance(record, dict) else None
    return number if isinstance(number, int) and not isinstance(number, bool) else None
