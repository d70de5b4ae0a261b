"""
JSON of the others into our values, and what a list says: only the fields we use, and one odd record costs that record alone.

# Note [Odd records]
A list is decoded as a whole in one go. Only when that fails is it taken apart, each record on its own: members that are
null are left out (as if missing), numbers in text are read, and a member that still does not fit is left out too. A record
without a mandatory member is skipped and counted; the count is logged once per list. A list of which nothing at all can be
read is no such list: that is an error, because an empty one would mean "nothing is there". Where a missing record proves
nothing (queue, history), `readable` does without that error.
"""

from array import array
from collections.abc import Callable, Collection, Hashable, Iterable
from functools import cache
from types import NoneType
from typing import Any, TypeVar, cast, get_args

import msgspec
from twisted.logger import Logger

from qbitrr.errors import BadAnswer, Obstacle

__all__ = [
    "ODD",
    "Listing",
    "Seen",
    "acknowledged",
    "alone",
    "decoded",
    "each",
    "each_by_key",
    "readable",
    "rows",
    "rows_and_odd",
    "rows_by_key",
    "whole_or_rows",
]

T = TypeVar("T")
U = TypeVar("U")


class Seen:
    """The records of a list as they were: the hash and the number of the bytes of each and its id, in their order."""

    def __init__(self) -> None:
        self.hashes = array("Q")
        self.lengths = array("q")
        self.ids = array("q")

    def __len__(self) -> int:
        return len(self.ids)

    def add(self, hash: int, length: int, number: int) -> None:
        """One more."""
        self.hashes.append(hash)
        self.lengths.append(length)
        self.ids.append(number)

    def extend(self, other: "Seen", first: int, end: int) -> None:
        """Those from place *first* to before *end* of the *other*."""
        self.hashes.extend(other.hashes[first:end])
        self.lengths.extend(other.lengths[first:end])
        self.ids.extend(other.ids[first:end])

    def without(self, ids: Collection[int]) -> "Seen":
        """As if these had not been seen."""
        if not ids:
            return self
        left = Seen()
        for key, length, number in zip(self.hashes, self.lengths, self.ids, strict=True):
            if number not in ids:
                left.add(key, length, number)
        return left


class Listing(tuple[T, ...]):
    """
    The records of a list, in its order. Some may have been there that could not be read: `unread` are their ids; if not even
    all of these are known, the list is not `is_whole`. What is missing from such a list is not gone.

    Those that are as they were `seen` (Note [Records seen before]) are not among the records: `unchanged` are their ids.
    """

    unread: frozenset[int]
    is_whole: bool
    unchanged: frozenset[int]
    seen: Seen
    """What has been seen now, for the next time."""

    def __new__(
        cls,
        records: Iterable[T] = (),
        unread: frozenset[int] = frozenset(),
        is_whole: bool = True,
        unchanged: frozenset[int] = frozenset(),
        seen: Seen | None = None,
    ) -> "Listing[T]":
        made = super().__new__(cls, records)
        made.unread, made.is_whole, made.unchanged = unread, is_whole, unchanged
        made.seen = seen if seen is not None else Seen()
        return made

    @property
    def is_complete(self) -> bool:
        """Whether every record could be read."""
        return self.is_whole and not self.unread

    def map(self, make: Callable[[T], U]) -> "Listing[U]":
        """The same list of something made from each record."""
        return Listing([make(record) for record in self], self.unread, self.is_whole, self.unchanged, self.seen)

    def without(self, ids: Iterable[int]) -> frozenset[int]:
        """Those of *ids*, none of which was among what could be read, that are certainly not on the list."""
        return frozenset(ids) - self.unread - self.unchanged if self.is_whole else frozenset()


log = Logger()
ODD = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What is raised for what cannot be read: also for texts in other letters, and for a thousand brackets in each other."""


@cache
def _decoder(kind: Hashable) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(cast("Any", kind))


def decoded(where: str, body: bytes, kind: type[T]) -> T:
    """*body* as one *kind*. Raises `BadAnswer` when it is something else, a proxy's page for instance."""
    try:
        found: T = _decoder(cast("Hashable", kind)).decode(body)
        return found
    except msgspec.ValidationError as error:
        try:
            return _lenient(body, kind)
        except ODD:
            raise _bad(where, body, error) from error
    except ODD as error:
        raise _bad(where, body, error) from error


def acknowledged(where: str, body: bytes) -> None:
    """
    Take *body* as the word of the program itself that it did what it was asked: it says nothing, or an object. Raises `BadAnswer`
    for all else, which somebody in between made up.
    """
    if body.strip():
        decoded(where, body, dict[str, msgspec.Raw])


def rows(where: str, body: bytes, kind: type[T]) -> list[T]:
    """A JSON array of *kind*, without the records that do not fit. See Note [Odd records]. Raises `BadAnswer`."""
    strict: Any = list[kind]  # type: ignore[valid-type]
    found: list[T] = whole_or_rows(where, body, strict, list[msgspec.Raw], lambda raws: each(where, raws, kind))
    return found


def rows_by_key(where: str, body: bytes, kind: type[T]) -> dict[str, T]:
    """A JSON object of *kind* by name, without the records that do not fit. Raises `BadAnswer`."""
    strict: Any = dict[str, kind]  # type: ignore[valid-type]
    found: dict[str, T] = whole_or_rows(
        where, body, strict, dict[str, msgspec.Raw], lambda raws: each_by_key(where, raws, kind)
    )
    return found


def rows_and_odd(where: str, body: bytes, kind: type[T]) -> tuple[list[T], list[msgspec.Raw]]:
    """A JSON array of *kind*, and the records that do not fit, as they came. Raises `BadAnswer` when it is no array."""
    strict: Any = list[kind]  # type: ignore[valid-type]
    found: tuple[list[T], list[msgspec.Raw]] = whole_or_rows(
        where, body, strict, list[msgspec.Raw], lambda raws: _sorted_out(raws, kind)
    )
    return found if isinstance(found, tuple) else (found, [])


def _sorted_out(raws: Iterable[msgspec.Raw], kind: type[T]) -> tuple[list[T], list[msgspec.Raw]]:
    fitting: list[T] = []
    odd: list[msgspec.Raw] = []
    for raw in raws:
        try:
            fitting.append(alone(raw, kind))
        except ODD:
            odd.append(raw.copy())
    return fitting, odd


def whole_or_rows(where: str, body: bytes, strict: Any, loose: Any, pick: Any) -> Any:
    """*body* as *strict*; if records in it do not fit, what *pick* makes of it decoded as *loose*. Raises `BadAnswer`."""
    try:
        return _decoder(strict).decode(body)
    except msgspec.ValidationError:
        try:
            raws = _decoder(loose).decode(body)
        except ODD as error:
            raise _bad(where, body, error) from error
        return pick(raws)
    except ODD as error:
        raise _bad(where, body, error) from error


def each_by_key(where: str, raws: dict[str, msgspec.Raw], kind: type[T]) -> dict[str, T]:
    """The records of *raws* that can be read as *kind*."""
    found = zip(raws, _read(where, raws.values(), kind), strict=True)
    return {key: record for key, record in found if record is not None}


def each(where: str, raws: Iterable[msgspec.Raw], kind: type[T]) -> list[T]:
    """The records of *raws* that can be read as *kind*. Raises `BadAnswer` when there are some but none can be read."""
    return [record for record in _read(where, raws, kind) if record is not None]


def readable(where: str, raws: Iterable[msgspec.Raw], kind: type[T]) -> list[T]:
    """The records of *raws* that can be read as *kind*, be they none at all."""
    return [record for record in _read(where, raws, kind, may_be_none=True) if record is not None]


def _read(where: str, raws: Iterable[msgspec.Raw], kind: type[T], *, may_be_none: bool = False) -> list[T | None]:
    found: list[T | None] = []
    odd: list[Exception] = []
    for raw in raws:
        try:
            found.append(alone(raw, kind))
        except ODD as error:
            odd.append(error)
            found.append(None)
    if odd and len(odd) == len(found) and not may_be_none:
        raise BadAnswer(where=where, why=f"none of {len(odd)} records could be read: {odd[0]}")
    if odd:
        log.warn(
            "{where}: {count} records of an unexpected shape left out, the first: {first}",
            where=where,
            count=len(odd),
            first=str(odd[0]),
        )
    return found


def alone(raw: bytes | msgspec.Raw, kind: type[T]) -> T:
    """
    One record of a list, see Note [Odd records]. Raises `msgspec.ValidationError` for an odd one, and what it is derived from or
    `UnicodeDecodeError` for what is no JSON.
    """
    try:
        found: T = _decoder(cast("Hashable", kind)).decode(raw)
        return found
    except msgspec.ValidationError:
        return _lenient(raw, kind)


def _lenient(raw: bytes | msgspec.Raw, kind: type[T]) -> T:
    loose = _without_nulls(msgspec.json.decode(raw))
    try:
        return msgspec.convert(loose, kind, strict=False)
    except msgspec.ValidationError:
        if not isinstance(loose, dict) or not (isinstance(kind, type) and issubclass(kind, msgspec.Struct)):
            raise
        return msgspec.convert(_fitting(loose, kind), kind, strict=False)


def _fitting(loose: dict[str, Any], kind: type[msgspec.Struct]) -> dict[str, Any]:
    """The members of *loose* that can be read. If a mandatory one is not among them, the record is of no use."""
    fitting = {}
    for member in msgspec.structs.fields(kind):
        name = member.encode_name
        if name not in loose:
            continue
        value = loose[name]
        inner = _record_in(member.type)
        if inner is not None and isinstance(value, dict):
            value = _fitting(value, inner)
        try:
            msgspec.convert(value, member.type, strict=False)
        except msgspec.ValidationError:
            continue
        fitting[name] = value
    return fitting


@cache
def _record_in(kind: Any) -> type[msgspec.Struct] | None:
    """Which record a member of this type is, alone or with None; None if it is something else."""
    kinds = [each for each in (get_args(kind) or (kind,)) if each is not NoneType]
    alone = kinds[0] if len(kinds) == 1 else None
    return alone if isinstance(alone, type) and issubclass(alone, msgspec.Struct) else None


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(member) for key, member in value.items() if member is not None}
    if isinstance(value, list):
        return [_without_nulls(member) for member in value]
    return value


def _bad(where: str, body: bytes, error: Exception) -> BadAnswer:
    head = body[:200].lstrip()
    if head[:1] == b"<":
        why = "a web page instead of JSON (a proxy, or another program?)"
        return BadAnswer(where=where, why=why, obstacle=Obstacle.WEB_PAGE)
    if not head:
        return BadAnswer(where=where, why="an empty answer")
    return BadAnswer(where=where, why=f"not the JSON expected: {error}")
