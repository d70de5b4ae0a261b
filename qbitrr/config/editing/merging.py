"""Whether changes that were thought out on one state of the file still fit another."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from qbitrr.config.editing.masking import shown
from qbitrr.config.editing.refusals import Clash
from qbitrr.config.editing.trees import ABSENT, lookup
from qbitrr.config.loading.findings import dotted
from qbitrr.config.statements import Path

__all__ = ["clashes", "revision_of"]


def revision_of(text: str) -> str:
    """The name of exactly this *text*, whatever its line ends."""
    return hashlib.sha256(text.replace("\r\n", "\n").encode("utf-8", "surrogatepass")).hexdigest()[:16]


def clashes(
    before: Mapping[str, Any], now: Mapping[str, Any], changes: Iterable[tuple[Path, Any]]
) -> tuple[Clash, ...]:
    """
    The *changes* (path and value wanted, `ABSENT` to delete) that were meant for *before* and cannot be made to *now*: another value
    stands there now, or its section has gone.
    """
    found: dict[Path, Clash] = {}
    for path, wanted in changes:
        section = path[:1]
        if section[0] in before and section[0] not in now and wanted is not ABSENT:
            found[section] = _clash(section, before, now, wanted={dotted(path[1:]): shown(wanted, path)})
        elif lookup(before, path) != lookup(now, path) and lookup(now, path) != wanted:
            found[path] = _clash(path, before, now, wanted=_visible(wanted, path))
    return tuple(found.values())


def _clash(path: Path, before: Mapping[str, Any], now: Mapping[str, Any], wanted: Any) -> Clash:
    return Clash(
        key=dotted(path),
        before=_visible(lookup(before, path), path),
        on_disk=_visible(lookup(now, path), path),
        wanted=wanted,
    )


def _visible(value: Any, path: Path) -> Any:
    return None if value is ABSENT else shown(value, path)
