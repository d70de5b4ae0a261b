"""A typed value as the file has it, so that reading it gives the same value again."""

from enum import Enum
from typing import Any

from qbitrr.config.editing.rendering import rendered
from qbitrr.config.schema.keys import Key, Kind
from qbitrr.config.schema.qbit.trackers import shown_tracker
from qbitrr.config.values.durations import render_duration
from qbitrr.config.values.secret import Secret
from qbitrr.config.values.sizes import render_rate, render_size
from qbitrr.config.values.texts import shown_address

__all__ = ["shown_value", "toml_value", "written"]

_ADDRESSES = {Kind.TRACKER: shown_tracker, Kind.URL: shown_address, Kind.HOSTNAME: shown_address}


def written(key: Key, value: Any) -> Any:
    """
    *value* of *key* as plain data of the file: amounts with their unit as texts, names of choices, lists, texts, numbers.

    Secrets are revealed; None, for what is absent, stays None. Not for tables.
    """
    if value is None:
        return None
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Secret):
        return value.reveal()
    if key.kind is Kind.DURATION and value > 0:
        return render_duration(value)
    if key.kind is Kind.SIZE:
        return render_size(value)
    if key.kind is Kind.RATE and value > 0:
        return render_rate(value)
    return list(value) if isinstance(value, tuple) else value


def toml_value(key: Key, value: Any) -> str:
    """*value* of *key* in TOML, long lists on several lines. Secrets are revealed. Raises `ValueError` for None."""
    return rendered(written(key, value))


def shown_value(key: Key, value: Any) -> str:
    """*value* of *key* for people, on one line; secrets and what tracker addresses carry are masked, None is empty."""
    if value is None:
        return ""
    if isinstance(value, Secret):
        return str(value)
    if isinstance(value, str) and key.kind in _ADDRESSES:
        return rendered(_ADDRESSES[key.kind](value))
    if key.kind is Kind.STRINGS:  # hosts of trackers may be given as announce URLs
        value = tuple(shown_tracker(each) if "://" in each else each for each in value)
    return " ".join(line.strip() for line in toml_value(key, value).splitlines())
