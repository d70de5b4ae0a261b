"""
Parameters of a route as values: a handler gets what they parse to, documents and tests read the same declaration.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import Enum
from typing import Literal

from attrs import field, frozen
from twisted.web.iweb import IRequest

from qbitrr.web.http.answers import Refusal

__all__ = [
    "FLAG",
    "NUMBER",
    "TEXT",
    "TIME",
    "Parameter",
    "ParameterPlace",
    "ParameterType",
    "Value",
    "in_path",
    "in_query",
    "word_of",
]

Value = str | int | bool | None


class ParameterPlace(Enum):
    """Where a parameter stands."""

    PATH = "path"
    QUERY = "query"


@frozen
class ParameterType:
    """
    What a parameter may be: its JSON *word* for documents, and how its text is read. `read` raises `ValueError` for what counts
    as not given, or a `Refusal` for what must not pass.
    """

    word: Literal["string", "integer", "boolean"]
    read: Callable[[str], Value]


TEXT = ParameterType("string", str)
NUMBER = ParameterType("integer", int)
_LARGEST = 2**63 - 1
"""No database takes more."""
_OFF = frozenset({"0", "false", "none", "no", "off"})


def _flag(text: str) -> bool:
    if not text.strip():
        raise ValueError("not given")
    return text.strip().lower() not in _OFF


FLAG = ParameterType("boolean", _flag)
"""`0`, `false`, `none`, `no` and `off` are false, all else is true; an empty value counts as not given."""


def _time(text: str) -> int:
    given = text.strip()
    if not given:
        raise ValueError("not given")
    try:
        if given.isdecimal():
            at = float(given)
        else:  # a time of no zone is one of ours: what answers give is UTC
            moment = datetime.fromisoformat(given)
            at = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
        return int(min(max(at, 0.0), _LATEST))
    except (ValueError, OverflowError) as error:
        raise Refusal(
            400, f"{given[:40]} is no time: write 2025-11-27T12:00:00Z, or seconds since the epoch"
        ) from error


_LATEST = 253_402_300_799.0
"""The end of the year 9999."""
TIME = ParameterType("string", _time)
"""A time as answers write it, or in seconds since the epoch; read as the latter."""


def word_of(*words: str) -> ParameterType:
    """One of these *words*; an empty value counts as not given."""

    def read(text: str) -> str:
        if text and text not in words:
            raise Refusal(400, f"{text[:40]} is none of {', '.join(words)}")
        return text

    return ParameterType("string", read)


@frozen
class Parameter:
    """
    One parameter. In the path it is always there; in the query it is *default* when it is missing or no value of its type. A
    number is moved into its *bounds*, both included, and into those of databases. The first of several values counts.
    """

    name: str
    place: ParameterPlace
    type: ParameterType
    default: Value = field(default=None, kw_only=True)
    bounds: tuple[int, int] | None = field(default=None, kw_only=True)
    description: str = field(kw_only=True)

    def value(self, request: IRequest, in_path: Mapping[str, str]) -> Value:
        """What *request* gives; *in_path* are the texts its path holds by name. Raises a `Refusal`."""
        if self.place is ParameterPlace.PATH:
            value = self.type.read(in_path[self.name])
            if isinstance(value, int) and value > _LARGEST:
                raise Refusal(404, "not found")
            return value
        args: Mapping[bytes, list[bytes]] = request.args
        given = args.get(self.name.encode("ascii"))
        if not given:
            return self.default
        try:
            value = self.type.read(given[0].decode("utf-8", "replace"))
        except ValueError:
            return self.default
        if isinstance(value, int) and not isinstance(value, bool):
            least, most = self.bounds or (-_LARGEST, _LARGEST)
            return max(least, min(most, value))
        return value


def in_path(name: str, description: str, type: ParameterType = TEXT) -> Parameter:
    """A parameter of the path."""
    return Parameter(name, ParameterPlace.PATH, type, description=description)


def in_query(
    name: str,
    type: ParameterType,
    description: str,
    *,
    default: Value = None,
    bounds: tuple[int, int] | None = None,
) -> Parameter:
    """A parameter of the query."""
    return Parameter(name, ParameterPlace.QUERY, type, default=default, bounds=bounds, description=description)
