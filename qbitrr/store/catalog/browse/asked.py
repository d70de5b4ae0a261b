"""
What is asked of a library: of which instance, at what time, which page, in what order, and how a filter becomes a condition.
"""

import json
from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from attrs import define, field, frozen

from qbitrr.model.shown.sorting import Sorting
from qbitrr.store.catalog.browse.answers import Counts
from qbitrr.store.sqlite.reader import Snapshot
from qbitrr.store.sqlite.sql import fold

__all__ = [
    "NOT_SEARCHED",
    "Conditions",
    "Order",
    "Paging",
    "Scope",
    "counted",
    "date_text",
    "difference",
    "ids_json",
    "reason_word",
    "remembered",
]

T = TypeVar("T")
NOT_SEARCHED = "Not being searched"
"""What a filter calls an item without a reason."""
_SAME_STATE_SECONDS, _OTHER_STATE_SECONDS = 5.0, 1.0
_MOST_REMEMBERED = 200


@frozen(kw_only=True)
class Scope:
    """The instance by its *category*, the time *now* (seconds since the epoch), and whether *specials* are searched."""

    category: str
    now: float
    specials: bool = False

    @property
    def values(self) -> dict[str, Any]:
        """What statements may refer to."""
        return {"now": self.now, "specials": self.specials}


@frozen(kw_only=True)
class Paging:
    """Page *page* (from 0) of *size* entries; what is out of bounds is taken for the nearest bound."""

    page: int = 0
    size: int

    @property
    def first(self) -> int:
        """How many entries come before."""
        return self.page * self.size

    @classmethod
    def bounded(cls, page: int, size: int, most: int) -> "Paging":
        """Page *page* of *size* entries, at least one and at most *most*."""
        return cls(page=max(0, page), size=min(max(1, size), most))


_TITLE = "sort_key"


@frozen(kw_only=True)
class Order:
    """
    By the expressions *by*, each with whether it falls; entries alike in all of them by title and id, the way of the first: total, so
    that pages do not overlap.
    """

    by: Sorting[str] = ((_TITLE, False),)

    @classmethod
    def of(cls, sorting: Sorting[str], expressions: Mapping[str, str]) -> "Order":
        """By the *expressions* of these columns; one without is the title."""
        return cls(by=tuple((expressions.get(column, _TITLE), falls) for column, falls in sorting))

    @property
    def whole(self) -> Sorting[str]:
        """What entries are compared by and which way, the id last."""
        falls, named = self.by[0][1], dict(self.by)
        return tuple({**named, _TITLE: named.get(_TITLE, falls), "id": falls}.items())

    @property
    def columns(self) -> str:
        """What entries are compared by, the id last."""
        return ", ".join(column for column, _ in self.whole)

    @property
    def clause(self) -> str:
        """For ORDER BY."""
        return ", ".join(f"{column} DESC" if falls else column for column, falls in self.whole)


@define
class Conditions:
    """Conditions that must all hold, with the values they refer to."""

    texts: list[str] = field(factory=list)
    values: dict[str, Any] = field(factory=dict)

    def flag(self, condition: str, wanted: bool | None) -> None:
        """*condition* is as wanted; None: it does not matter."""
        if wanted is not None:
            self.texts.append(condition if wanted else f"NOT ({condition})")

    def compare(self, condition: str, name: str, value: object) -> None:
        """*condition* with `:name`; None: it does not matter."""
        if value is not None:
            self.texts.append(condition)
            self.values[name] = value

    def contains(self, columns: Iterable[str], text: str) -> None:
        """One of the folded *columns* contains *text*, whatever accents and case; blank: all do."""
        if wanted := fold(text.strip()):
            self.texts.append("(" + " OR ".join(f"instr({column}, :text) > 0" for column in columns) + ")")
            self.values["text"] = wanted

    @property
    def where(self) -> str:
        """The clause, empty without conditions."""
        return f" WHERE {' AND '.join(self.texts)}" if self.texts else ""

    @property
    def key(self) -> Hashable:
        """Equal for equal conditions."""
        return (*self.texts, *sorted(self.values.items()))


def remembered(snapshot: Snapshot, key: Hashable, now: float, make: Callable[[], T]) -> T:
    """
    What *make* makes of the file, from memory if that is of the same state and of about the same time *now* (what is released
    counts), or, while somebody writes on and on, of less than a second ago.
    """
    found = snapshot.kept.get(key)
    if found is not None:
        version, at, value = found
        if abs(now - at) < (_SAME_STATE_SECONDS if version == snapshot.version else _OTHER_STATE_SECONDS):
            return value  # type: ignore[no-any-return]
    value = make()
    if len(snapshot.kept) > _MOST_REMEMBERED:
        snapshot.kept.clear()
    snapshot.kept[key] = (snapshot.version, now, value)
    return value


def counted(available: object, monitored: object) -> Counts:
    """A roll-up."""
    return Counts(*difference(available, monitored))


def difference(available: object, monitored: object) -> tuple[int, int, int]:
    """Available, monitored and missing. A sum over nothing is None."""
    there, wanted = int(available or 0), int(monitored or 0)  # type: ignore[call-overload]
    return there, wanted, wanted - there


def reason_word(text: str | None) -> str | None:
    """A reason as the catalog has it; None: all are wanted."""
    word = (text or "").strip()
    if word.lower() in ("", "all"):
        return None
    return "Quality" if word == "Quality Unmet" else word


def ids_json(ids: Iterable[int]) -> str:
    """Ids for `json_each`."""
    return json.dumps(list(ids))


def date_text(at: int | None, *, with_time: bool = False) -> str | None:
    """Seconds since the epoch as an ISO date, or with its time; None if unknown."""
    if at is None:
        return None
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ" if with_time else "%Y-%m-%d")
