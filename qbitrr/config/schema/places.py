"""Every key of every kind of section with its dotted path: for suggestions, environment names, forms and checks."""

import re
from collections.abc import Iterator
from functools import cache

from attrs import frozen

from qbitrr.config.schema.arr.section import ArrSection
from qbitrr.config.schema.keys import Condition, Key, Kind, Reload, keys_of
from qbitrr.config.schema.qbit.section import QbitSection
from qbitrr.config.schema.sections import classify
from qbitrr.config.schema.settings import Settings
from qbitrr.config.schema.web import WebUI

__all__ = ["CLASSES", "Place", "elsewhere", "place_at", "places"]

CLASSES: dict[str, type] = {"Settings": Settings, "WebUI": WebUI, "qBit": QbitSection, "Arr": ArrSection}
"""The class of each kind of section (`SectionName.kind`)."""


@frozen(kw_only=True)
class Place:
    """
    A key with its dotted path below the section (`Torrent.Trackers[].URI`), what must be renewed for it, the heading it stands
    under, the release that first had it there, and the conditions of its effect, their paths as dotted as its own.
    """

    path: str
    key: Key
    reload: Reload
    group: str
    since: str
    needs: tuple[Condition, ...]


@cache
def places(kind: str) -> tuple[Place, ...]:
    """All keys of a section of that kind, tables and arrays of tables before what is in them."""
    return tuple(_walk(CLASSES[kind], "", None))


def place_at(kind: str, path: str) -> Place | None:
    """The key *path* of a section of that kind, None if there is none. Numbers of rows in *path* may be given or left open."""
    wanted = re.sub(r"\[\d*\]", "[]", path)
    return next((place for place in places(kind) if place.path == wanted), None)


def elsewhere(section: str, name: str) -> str:
    """The dotted path of the only key of *section* that is called *name* (in any case), empty if there is none."""
    named = classify(section)
    if named is None:
        return ""
    found = [
        place.path
        for place in places(named.kind)
        if "[]" not in place.path and place.path.rpartition(".")[2].lower() == name.lower()
    ]
    return found[0] if len(found) == 1 else ""


def _walk(cls: type, prefix: str, above: Place | None) -> Iterator[Place]:
    for each in keys_of(cls):
        place = _place(each.key, prefix, above)
        yield place
        if each.key.table is not None:
            inner = f"{place.path}[]." if each.key.kind is Kind.TABLES else f"{place.path}."
            yield from _walk(each.key.table, inner, place)


def _place(key: Key, prefix: str, above: Place | None) -> Place:
    own = tuple(Condition(keys=tuple(prefix + name for name in each.keys), among=each.among) for each in key.needs)
    if above is None:
        return Place(
            path=prefix + key.toml,
            key=key,
            reload=key.reload or Reload.FULL,
            group=key.group,
            since=key.since,
            needs=own,
        )
    return Place(
        path=prefix + key.toml,
        key=key,
        reload=key.reload or above.reload,
        group=key.group or above.key.group or above.key.label,
        since=max(key.since, above.since, key=_release) if key.since else "",
        needs=(*above.needs, *own),
    )


def _release(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".")) if text else ()
