"""
What may be shown of a configuration, and what is meant when it comes back: a masked value stands for the one that is stored.
"""

import math
import re
from collections.abc import Mapping
from datetime import date, time
from typing import Any

from qbitrr.config.editing.naming import key_at
from qbitrr.config.editing.trees import ABSENT
from qbitrr.config.schema.keys import Key, Kind
from qbitrr.config.schema.qbit.trackers import shown_tracker
from qbitrr.config.statements import Path
from qbitrr.config.values.secret import MASK
from qbitrr.config.values.texts import shown_address
from qbitrr.redaction import Redactor

__all__ = ["REDACTED", "NothingStored", "is_masked", "restored", "shown"]

REDACTED = MASK
_PLACEHOLDERS = (REDACTED, "[redacted]")
"""The second one is what another program shows, whose page may be looking at us."""
_SECRET_NAME = re.compile(r"api_?key|token|passw|secret|passkey|credential", re.IGNORECASE)
_PATTERNS = Redactor()


class NothingStored(ValueError):
    """A masked value came back for which there is none stored. Its text says so, without a full stop."""


def shown(value: Any, path: Path = ()) -> Any:
    """
    *value* at *path* as anybody may see it and JSON can hold it: secrets that are not empty, and logins and passkeys in addresses, are
    `***`, dates texts.
    """
    if isinstance(value, Mapping):
        return {name: shown(each, (*path, name)) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [shown(each, (*path, index)) for index, each in enumerate(value)]
    if _is_secret(path):
        return REDACTED if value != "" else ""
    if isinstance(value, str):
        return _shown_text(value, key_at(path))
    if isinstance(value, date | time):
        return value.isoformat()
    return None if isinstance(value, float) and not math.isfinite(value) else value


def is_masked(sent: str) -> bool:
    """Whether *sent*, where a secret belongs, stands for the one that is stored."""
    return sent.strip() in _PLACEHOLDERS


def restored(sent: Any, stored: Any, path: Path) -> Any:
    """
    *sent* for the key at *path* with what is masked in it replaced by what is *stored* there. Raises `NothingStored` if there is nothing
    to replace it by.
    """
    if isinstance(sent, Mapping):
        table = stored if isinstance(stored, Mapping) else {}
        return {name: restored(each, table.get(name, ABSENT), (*path, name)) for name, each in sent.items()}
    if isinstance(sent, list):
        rows = list(stored) if isinstance(stored, list | tuple) else []
        return [
            restored(each, _counterpart(each, index, rows, path), (*path, index)) for index, each in enumerate(sent)
        ]
    if not isinstance(sent, str):
        return sent
    if stored is not ABSENT and sent.strip() == shown(stored, path):
        return stored
    if _is_secret(path) and is_masked(sent):
        if stored is ABSENT or stored == "":
            raise NothingStored("is hidden, but no value is stored that could be kept: enter it")
        return stored
    key = key_at(path)
    if "***" in sent and key is not None and key.kind in (Kind.TRACKER, Kind.URL, Kind.HOSTNAME):
        raise NothingStored("is partly hidden, but no such value is stored: enter it as a whole")
    return sent


def _counterpart(sent: Any, index: int, stored: list[Any], path: Path) -> Any:
    """The stored entry that *sent* is about: the one shown alike, at the same place if several are."""
    nearest = sorted(range(len(stored)), key=lambda other: abs(other - index))
    if not isinstance(sent, Mapping):
        return next((stored[other] for other in nearest if shown(stored[other], (*path, other)) == sent), ABSENT)
    for names in (("Name", "URI"), ("URI",), ("Name",)):
        for other in nearest:
            seen = shown(stored[other], (*path, other))
            if isinstance(seen, Mapping) and all(seen.get(name) == sent.get(name) for name in names):
                return stored[other]
    return ABSENT


def _is_secret(path: Path) -> bool:
    key = key_at(path)
    if key is not None:
        return key.secret
    return any(isinstance(part, str) and _SECRET_NAME.search(part) is not None for part in path[1:])


def _shown_text(text: str, key: Key | None) -> str:
    if key is not None and key.kind is Kind.TRACKER:
        return shown_tracker(text)
    if key is not None and key.kind in (Kind.URL, Kind.HOSTNAME):
        text = shown_address(text)
    return _PATTERNS(text)
