"""What a step did to a configuration, as values that say it to people."""

import json
import re
from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from qbitrr.config.lines import Path
from qbitrr.config.problems import Severity
from qbitrr.config.schema.qbit.trackers import shown_tracker
from qbitrr.config.values.secret import MASK
from qbitrr.config.values.texts import shown_address

__all__ = ["UpgradeStep", "shown_value"]

_LONGEST_SHOWN = 80
_SECRET = re.compile(r"key$|token|passw|secret|credential", re.IGNORECASE)
_ADDRESS = re.compile(r"(uri|host|url|authority)$", re.IGNORECASE)


@frozen(kw_only=True)
class UpgradeStep:
    """
    One thing that is read, and will be written, in another way than it stands in the file.

    *number* is that of the step in the order of the upgrade, *place* where it is in the file, *key* the same as people write it. *old*
    and *new* are values as in the file, secrets masked; *new* is empty where nothing is written. *why* is a clause about the key.
    *changes_meaning*: the program acts otherwise than the other one did. *is_silent*: not worth a line at every start.
    """

    number: int
    key: str
    place: Path
    why: str
    old: str = ""
    new: str = ""
    remedy: str = ""
    changes_meaning: bool = False
    severity: Severity = Severity.NOTICE
    is_silent: bool = field(default=False)

    def __str__(self) -> str:
        values = f" = {self.old}" if self.old else ""
        became = f" -> {self.new}" if self.new and self.new != self.old else ""
        return f"{self.key}{values}{became}: {self.why}"


def shown_value(path: Path, value: Any) -> str:
    """What may be shown of the *value* at *path*: secrets and passkeys masked, tables left out, long values cut."""
    name = next((part for part in reversed(path) if isinstance(part, str)), "")
    if _SECRET.search(name):
        return MASK if value else '""'
    if isinstance(value, Mapping):
        return "" if any(not isinstance(each, str) for each in value.values()) else _cut(dict(value))
    if isinstance(value, list) and any(isinstance(each, Mapping) for each in value):
        return f"{len(value)} rows"
    if isinstance(value, str) and _ADDRESS.search(name):
        in_row = len(path) > 1 and isinstance(path[-2], int)
        value = shown_tracker(value) if in_row else shown_address(value)
    return _cut(value)


def _cut(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"
