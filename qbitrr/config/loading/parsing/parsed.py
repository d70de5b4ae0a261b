"""What a parser of one kind of key gives."""

from collections.abc import Callable
from typing import Any

from attrs import field, frozen

from qbitrr.config.problems import Severity
from qbitrr.config.schema.keys import Key

__all__ = ["ParseNote", "Parsed", "Parser"]


@frozen(kw_only=True)
class ParseNote:
    """Something to say about a value that is used nevertheless."""

    severity: Severity
    message: str
    remedy: str = ""


@frozen(kw_only=True)
class Parsed:
    """A typed value, what is to be said about it, and the word or the per cent it was given as, if it was."""

    value: Any
    notes: tuple[ParseNote, ...] = ()
    word: str = ""
    percent: float = 0.0
    placeholder: bool = field(default=False)


Parser = Callable[[Key, object], Parsed]
"""Of a raw value of a key. Raises `BadValue`."""
