"""
How findings are made: one way to say that something could not be asked, and plain words for texts of others.
"""

from collections.abc import Iterable

from qbitrr.doctor.facts import Unasked
from qbitrr.model.doctor import Finding, Grade

__all__ = ["error", "hint", "listed", "ok", "quoted", "unknown", "warning"]

_MOST_LISTED = 5
_LONGEST = 120


def ok(check: str, where: str, sentence: str) -> Finding:
    """It is as it should be."""
    return Finding(check=check, grade=Grade.OK, where=where, sentence=sentence)


def hint(check: str, where: str, sentence: str, remedy: str) -> Finding:
    """It could be better."""
    return Finding(check=check, grade=Grade.HINT, where=where, sentence=sentence, remedy=remedy)


def warning(check: str, where: str, sentence: str, remedy: str) -> Finding:
    """It works against this program."""
    return Finding(check=check, grade=Grade.WARNING, where=where, sentence=sentence, remedy=remedy)


def error(check: str, where: str, sentence: str, remedy: str) -> Finding:
    """It does not work."""
    return Finding(check=check, grade=Grade.ERROR, where=where, sentence=sentence, remedy=remedy)


def unknown(check: str, where: str, what: str, asked: Unasked | str) -> Finding:
    """*what* (`its categories`) could not be found out."""
    why = asked if isinstance(asked, str) else asked.why
    return Finding(check=check, grade=Grade.UNKNOWN, where=where, sentence=f"Not known: {what} ({why}).")


def quoted(text: str) -> str:
    """A name of somebody else in quotes: on one line, of a bounded length, without what steers a terminal."""
    plain = "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)
    return f"“{plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1] + '…'}”"


def listed(names: Iterable[str]) -> str:
    """Names of others, the first few of them."""
    every = list(dict.fromkeys(names))
    shown = ", ".join(map(quoted, every[:_MOST_LISTED]))
    return shown if len(every) <= _MOST_LISTED else f"{shown} and {len(every) - _MOST_LISTED} more"
