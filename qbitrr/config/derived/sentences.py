"""What is declared about a key, put into sentences for people."""

from itertools import groupby
from typing import Any

from qbitrr.config.schema.keys import Condition, Key

__all__ = ["comments", "condition_words", "meanings"]


def comments(key: Key) -> list[str]:
    """What the key is and what its values that are no amounts stand for, a line each."""
    return [key.summary, *([f"{said}."] if (said := meanings(key)) else [])]


def meanings(key: Key) -> str:
    """`-1 = never removed for it, 0 = only marked, "immediately" = …`; empty if all values are amounts."""
    same = groupby(key.meanings.items(), key=lambda item: item[1])
    return ", ".join(f"{' or '.join(_quoted(value) for value, _ in group)} = {meaning}" for meaning, group in same)


def condition_words(condition: Condition) -> str:
    """`SearchMissing is set`, `HitAndRunMode is "and" or "or"`."""
    keys = " or ".join(condition.keys)
    if not condition.among:
        return f"{keys} is set"
    return f"{keys} is {' or '.join(_quoted(value) for value in condition.among)}"


def _quoted(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value).lower()
