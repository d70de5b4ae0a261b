"""
Events as they go over the wire, and the last of them, for listeners who come back.
"""

from collections import deque
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from attrs import frozen
from msgspec import Struct

from qbitrr.web.http.event_lines import event_lines

__all__ = ["ByeEvent", "GapEvent", "PatchEvent", "RecentEvents", "SnapshotEvent", "ToldEvent"]

MOST_KEPT, MOST_KEPT_BYTES = 1000, 1024 * 1024


class SnapshotEvent(Struct, frozen=True, kw_only=True):
    """All a topic holds. Members that are null are left out."""

    topic: str
    value: Mapping[str, Any]


class PatchEvent(Struct, frozen=True, kw_only=True):
    """What changed of a topic, as a JSON merge patch: a null takes a member away."""

    topic: str
    patch: Mapping[str, Any]


class GapEvent(Struct, frozen=True, kw_only=True):
    """Some events are lost; a snapshot of each of these topics follows."""

    topics: Sequence[str]


class ByeEvent(Struct, frozen=True, kw_only=True):
    """The stream ends, and why: `stopping`, or `access` when who may come in has changed."""

    why: str


@frozen
class ToldEvent:
    """One change of one topic: its number, and the event as it is sent to all."""

    number: int
    topic: str
    lines: bytes


class RecentEvents:
    """
    The last changes in order, at most 1,000 of them and 1 MiB. Each has an id that names the *run* of the program as well: after a
    restart none is mistaken for another.
    """

    def __init__(self, run: str) -> None:
        self._run = run
        self._kept: deque[ToldEvent] = deque()
        self._bytes = 0
        self.number = 0

    def id_of(self, number: int) -> str:
        """How listeners name what they saw last."""
        return f"{self._run}-{number}"

    def add(self, name: str, value: SnapshotEvent | PatchEvent) -> ToldEvent:
        """The next one."""
        self.number += 1
        made = ToldEvent(self.number, value.topic, event_lines(name, value, self.id_of(self.number)))
        self._kept.append(made)
        self._bytes += len(made.lines)
        while len(self._kept) > MOST_KEPT or (self._bytes > MOST_KEPT_BYTES and len(self._kept) > 1):
            self._bytes -= len(self._kept.popleft().lines)
        return made

    def since(self, id: str, topics: Collection[str]) -> list[ToldEvent] | None:
        """What happened in *topics* after the event of that *id*; None when that is not known any more."""
        run, _, number = id.rpartition("-")
        if run != self._run or not (number.isascii() and number.isdecimal() and len(number) < 20):
            return None
        last = int(number)
        oldest = self._kept[0].number if self._kept else self.number + 1
        if not oldest - 1 <= last <= self.number:
            return None
        return [each for each in self._kept if each.number > last and each.topic in topics]
