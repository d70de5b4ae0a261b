"""
Long JSON lists, decoded while they arrive.

A library of 10,000 films is a list of 30 to 80 MB. It is cut between the records of the outermost array as the pieces come
in, and each run of records is decoded at once into the few members we keep: what is held is one run, not the list.

# Note [Where to cut]
The records of a list begin alike: with the same key. Where one ends and another begins in that way, a run is cut, and decoding
it proves the cut: one at an inner list leaves brackets open, and inside a text there are no such quotes. Ten times as fast as
looking at every bracket, which is done where that key begins inner records, too, or where somebody has put in blanks.

# Note [Records seen before]
Who asks for the same list every few minutes says what it has seen: the hashes of records, as bytes, with their ids. A record that
comes again byte for byte is not decoded, its id is among `unchanged`: a quiet list of 50,000 films costs a tenth. Only what
was decoded on its own counts as seen, so that a piece of a record is never taken for one.
"""

import re
from collections.abc import Iterator
from typing import Any, Generic, TypeVar

import msgspec
from attrs import frozen
from twisted.logger import Logger

from qbitrr.clients.http.decoding import Listing, Seen, rows, rows_and_odd
from qbitrr.errors import BadAnswer

__all__ = ["RecordList"]

T = TypeVar("T")
# Records are decoded in runs of about this many bytes: fewer calls, little to hold.
RUN_BYTES = 256 * 1024
LONGEST_RECORD_BYTES = 16 * 1024 * 1024
# Everything up to and including the next bracket; brackets inside strings are part of the string.
_TO_BRACKET = re.compile(rb'(?:[^"{}\[\]]++|"(?:[^"\\]++|\\.)*+")*+[{}\[\]]', re.DOTALL)
_OPENING = frozenset(b"{[")
_FIRST_KEY = re.compile(rb'\s*(\{"(?:[^"\\]|\\.)*+":)', re.DOTALL)
_GUESSES = 3
"""How many cuts of a run are tried, and for how many runs that may fail."""


class RecordList(Generic[T]):
    """
    A sink (see `bodies.Sink`) for a JSON array of records; afterwards *listing* holds them as *kind*, records that do not fit
    left out (Note [Odd records] in `decoding`). `feed` and `close` raise `BadAnswer`. With *seen* (empty at first), records that
    come again need an `id`: see Note [Records seen before].
    """

    log = Logger()

    def __init__(self, where: str, kind: type[T], seen: Seen | None = None) -> None:
        self.records: list[T] = []
        self._seen = seen
        self._seen_now: Seen = {}
        self._unchanged: set[int] = set()
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
        if odd and not self.records and not self._unchanged:
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
                self._take(bytes(self._held[: end + 1]), is_guess=True)
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

    def _take(self, run: bytes, *, is_guess: bool = False) -> None:
        if not (run := run.strip().removeprefix(b",")):
            return
        if self._seen is not None and self._border:
            try:
                self._take_changed(run, self._seen)
                return
            except BadAnswer:
                if is_guess:
                    raise
        self._add(*self._decoded(run))

    def _take_changed(self, run: bytes, seen: Seen) -> None:
        """All of *run* or, if it cannot be decoded, nothing."""
        unchanged: Seen = {}
        changed: list[_Piece] = []
        for piece in _pieces(run, self._border):
            if (number := seen.get(piece.hash)) is not None:
                unchanged[piece.hash] = number
            elif changed and changed[-1].end + 1 == piece.begin:
                changed[-1] = changed[-1].with_(piece)
            else:
                changed.append(piece)
        found = [(piece, *self._decoded(run[piece.begin : piece.end])) for piece in changed]
        self._seen_now |= unchanged
        self._unchanged |= set(unchanged.values())
        for piece, records, odd in found:
            self._add(records, odd)
            if not odd and piece.is_of_whole_records(run):
                self._seen_now |= {key: _own_id(record) for key, record in zip(piece.hashes, records, strict=True)}

    def _decoded(self, run: bytes) -> tuple[list[T], list[msgspec.Raw]]:
        return rows_and_odd(self._where, b"[" + run + b"]", self._kind)

    def _add(self, records: list[T], odd: list[msgspec.Raw]) -> None:
        self.records.extend(records)
        self._unread.extend(_id_of(raw) for raw in odd)


@frozen
class _Piece:
    """Records of a run that lie side by side: where each ends, and the hash of its bytes."""

    begin: int
    ends: tuple[int, ...]
    hashes: tuple[int, ...]

    @property
    def hash(self) -> int:
        return self.hashes[0]

    @property
    def end(self) -> int:
        return self.ends[-1]

    def with_(self, next: "_Piece") -> "_Piece":
        return _Piece(self.begin, self.ends + next.ends, self.hashes + next.hashes)

    def is_of_whole_records(self, run: bytes) -> bool:
        """Whether each end is that of a record, and no inner one."""
        raws = msgspec.json.decode(b"[" + run[self.begin : self.end] + b"]", type=list[msgspec.Raw])
        begins = (self.begin, *(end + 1 for end in self.ends))
        return [len(raw) for raw in raws] == [end - begin for begin, end in zip(begins, self.ends, strict=False)]


def _pieces(run: bytes, border: bytes) -> Iterator[_Piece]:
    view, begin = memoryview(run), 0
    while begin < len(run):
        found = run.find(border, begin)
        end = len(run) if found < 0 else found + 1
        yield _Piece(begin, (end,), (hash(view[begin:end]),))
        begin = end + 1


def _own_id(record: Any) -> int:
    number: int = record.id
    return number


def _id_of(raw: msgspec.Raw) -> int | None:
    record: Any = msgspec.json.decode(raw)
    number = record.get("id") if isinstance(record, dict) else None
    return number if isinstance(number, int) and not isinstance(number, bool) else None
