"""
Long JSON lists, decoded while they arrive.

A library of 10,000 films is a list of 30 to 80 MB. It is cut between the records of the outermost array as the pieces come
in, and each run of records is decoded at once into the few members we keep: what is held is one run, not the list.
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

    def feed(self, data: bytes) -> None:
        """Take the next piece."""
        self._held += data
        self._scan()
        if self._cut >= RUN_BYTES:
            self._decode()
        elif len(self._held) - self._cut > LONGEST_RECORD_BYTES:
            raise BadAnswer(where=self._where, why="a record longer than 16 MiB")

    def close(self) -> None:
        """The body is complete: so must be the array."""
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

    def _scan(self) -> None:
        if self._depth == 0 and not self._over:
            self._enter()
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
        run = bytes(self._held[: self._cut]).strip().removeprefix(b",")
        if run:
            records, odd = rows_and_odd(self._where, b"[" + run + b"]", self._kind)
            self.records.extend(records)
            self._unread.extend(_id_of(raw) for raw in odd)
        del self._held[: self._cut]
        self._scanned -= self._cut
        self._cut = 0


def _id_of(raw: msgspec.Raw) -> int | None:
    record: Any = msgspec.json.decode(raw)
    number = record.get("id") if isinstance(record, dict) else None
    return number if isinstance(number, int) and not isinstance(number, bool) else None
