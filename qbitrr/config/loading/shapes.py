"""
Shapes of the whole file that old documentation of the other program showed: read as what they became, or named with their place.
"""

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from qbitrr.config.lines import Path
from qbitrr.config.problems import Severity
from qbitrr.config.schema.sections import Remark, classify

__all__ = ["Shaped", "reshape"]


@frozen(kw_only=True)
class Shaped:
    """The tables of a file in today's shape, where moved ones come from, and what is to be said about it."""

    tree: Mapping[str, Any]
    moved: dict[Path, Path] = field(factory=dict)
    remarks: tuple[Remark, ...] = ()


def reshape(tree: Mapping[str, Any]) -> Shaped:
    """*tree* with a client that stands below the settings, or under its full name, where clients are: `[qBit]`."""
    place = next(_old_places(tree), None)
    if place is None:
        return Shaped(tree=tree)
    has_client = any((name := classify(each)) is not None and name.kind == "qBit" for each in tree)
    rest, table = _taken_out(tree, place)
    if has_client:
        message, remedy = "is not read, since there is a [qBit] section", "Move its keys to [qBit]"
        return Shaped(
            tree=rest, remarks=(Remark(severity=Severity.WARNING, path=place, message=message, remedy=remedy),)
        )
    remark = Remark(
        severity=Severity.NOTICE, path=place, message="is read as [qBit]", remedy="Write [qBit] above its keys"
    )
    return Shaped(tree={**rest, "qBit": table}, moved={("qBit",): place}, remarks=(remark,))


def _old_places(tree: Mapping[str, Any]) -> Any:
    for name, value in tree.items():
        if not isinstance(value, Mapping):
            continue
        if name.lower() == "qbittorrent":
            yield (name,)
        elif name.lower() == "settings":
            yield from (
                (name, each)
                for each, inner in value.items()
                if each.lower() in ("qbittorrent", "qbit") and isinstance(inner, Mapping)
            )


def _taken_out(tree: Mapping[str, Any], place: Path) -> tuple[dict[str, Any], Any]:
    if len(place) == 1:
        return {name: value for name, value in tree.items() if name != place[0]}, tree[str(place[0])]
    holder, key = str(place[0]), str(place[1])
    rest = {name: value for name, value in tree[holder].items() if name != key}
    return {**tree, holder: rest}, tree[holder][key]
