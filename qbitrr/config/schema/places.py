"""Every key of every kind of section with its dotted path: for suggestions, environment names, forms and checks."""

from collections.abc import Iterator
from functools import cache

from attrs import frozen

from qbitrr.config.schema.arr import ArrSection
from qbitrr.config.schema.keys import Key, Kind, Reload, keys_of
from qbitrr.config.schema.qbit import QbitSection
from qbitrr.config.schema.sections import classify
from qbitrr.config.schema.settings import Settings
from qbitrr.config.schema.web import WebUI

__all__ = ["CLASSES", "Place", "elsewhere", "places"]

CLASSES: dict[str, type] = {"Settings": Settings, "WebUI": WebUI, "qBit": QbitSection, "Arr": ArrSection}
"""The class of each kind of section (`SectionName.kind`)."""


@frozen(kw_only=True)
class Place:
    """A key with its dotted path below the section (`Torrent.Trackers[].URI`) and what must be renewed for it."""

    path: str
    key: Key
    reload: Reload


@cache
def places(kind: str) -> tuple[Place, ...]:
    """All keys of a section of that kind, tables and arrays of tables before what is in them."""
    return tuple(_walk(CLASSES[kind], "", Reload.FULL))


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


def _walk(cls: type, prefix: str, above: Reload) -> Iterator[Place]:
    for each in keys_of(cls):
        path, reload = prefix + each.key.toml, each.key.reload or above
        yield Place(path=path, key=each.key, reload=reload)
        if each.key.table is not None:
            inner = f"{path}[]." if each.key.kind is Kind.TABLES else f"{path}."
            yield from _walk(each.key.table, inner, reload)
