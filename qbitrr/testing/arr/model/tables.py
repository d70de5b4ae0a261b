"""
What each application ships with: its command names with their bodies and flags, and its qualities in order of rank.
"""

import json
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["commands_of", "qualities_of", "quality", "rank"]


@cache
def _tables() -> dict[str, Any]:
    return json.loads(files(__package__).joinpath("tables.json").read_text("utf-8"))


def commands_of(kind: str) -> dict[str, dict[str, Any]]:
    """Command name → `body` (property → type), `defaults` and flags, for the application called *kind*."""
    return _tables()[kind]["commands"]


def qualities_of(kind: str) -> list[dict[str, Any]]:
    """The qualities as they appear in records, worst first."""
    return [row["quality"] for row in _tables()[kind]["qualities"]]


@cache
def _by_name(kind: str) -> dict[str, tuple[dict[str, Any], int]]:
    rows = _tables()[kind]["qualities"]
    return {row["quality"]["name"]: (row["quality"], row["weight"]) for row in rows}


def quality(kind: str, name: str) -> dict[str, Any]:
    """A quality with its revision, as embedded in files, queue records and history. KeyError for an unknown *name*."""
    revision = {"version": 1, "real": 0, "isRepack": False}
    return {"quality": _by_name(kind)[name][0], "revision": revision}


def rank(kind: str, name: str) -> int:
    """How good a quality is: higher is better. KeyError for an unknown *name*."""
    return _by_name(kind)[name][1]
