"""
Messages as lines and back.

A line is one JSON object and a newline, at most `MAX_LINE_BYTES` long; JSON escapes newlines, so none can be inside. A message of
a kind we do not know comes from a newer peer and is handed over as `UnknownMessage`, to be reported and ignored. Everything else that
cannot be read is a `WireError`: the peer is broken.
"""

from collections.abc import Iterator
from typing import TypeVar

import msgspec

from qbitrr.errors import WireError
from qbitrr.wire.messages import FromChild, FromSupervisor

__all__ = ["MAX_LINE_BYTES", "LineSplitter", "UnknownMessage", "from_child", "from_supervisor", "to_line"]

MAX_LINE_BYTES = 4 * 1024 * 1024
"""Longest line accepted and sent, newline not counted."""
_SHOWN = 120
T = TypeVar("T")

_encoder = msgspec.json.Encoder()
_from_child = msgspec.json.Decoder(FromChild)
_from_supervisor = msgspec.json.Decoder(FromSupervisor)


class UnknownMessage(msgspec.Struct, frozen=True):
    """A message of a `kind` this version does not know."""

    kind: str


class _Kind(msgspec.Struct):
    m: str


_kind = msgspec.json.Decoder(_Kind)
_KINDS = {kind.__name__ for union in (FromChild, FromSupervisor) for kind in union.__args__}


def to_line(message: FromChild | FromSupervisor) -> bytes:
    """*message* as a line, newline included. Raises `WireError` when it cannot be written as JSON or is too long."""
    try:
        line = _encoder.encode(message)
    except (msgspec.MsgspecError, UnicodeError, TypeError, ValueError, OverflowError, RecursionError) as error:
        raise WireError(f"{type(message).__name__} cannot be written: {error}") from error
    if len(line) > MAX_LINE_BYTES:
        raise WireError(f"{type(message).__name__} is {len(line)} bytes long, {MAX_LINE_BYTES} are allowed")
    return line + b"\n"


def from_child(line: bytes) -> FromChild | UnknownMessage:
    """What a child says with this *line* (without newline). Raises `WireError`."""
    return _read(_from_child, line)


def from_supervisor(line: bytes) -> FromSupervisor | UnknownMessage:
    """What the supervisor says with this *line* (without newline). Raises `WireError`."""
    return _read(_from_supervisor, line)


def _read(decoder: "msgspec.json.Decoder[T]", line: bytes) -> T | UnknownMessage:
    try:
        return decoder.decode(line)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        kind = _kind_of(line)
        if kind is not None and kind not in _KINDS:
            return UnknownMessage(kind)
        shown = line[:_SHOWN].decode("utf-8", "backslashreplace")
        raise WireError(f"{error}: {shown!r}") from error


def _kind_of(line: bytes) -> str | None:
    try:
        return _kind.decode(line).m
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None  # not even an object with a kind


class LineSplitter:
    """Cuts what arrives in pieces of any size into lines. Keeps at most one unfinished line of `limit` bytes."""

    def __init__(self, limit: int = MAX_LINE_BYTES) -> None:
        self._limit = limit
        self._parts: list[bytes] = []
        self._length = 0

    def feed(self, piece: bytes) -> Iterator[bytes]:
        """The lines that *piece* completes, without their newlines. Raises `WireError` at a line that is too long."""
        first, *rest = piece.split(b"\n")
        self._add(first)
        for part in rest:
            line = b"".join(self._parts)
            self._parts, self._length = [], 0
            yield line
            self._add(part)

    def _add(self, part: bytes) -> None:
        self._length += len(part)
        if self._length > self._limit:
            self._parts = []
            raise WireError(f"a line is longer than {self._limit} bytes")
        if part:
            self._parts.append(part)
