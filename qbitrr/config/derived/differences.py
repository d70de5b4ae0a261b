"""What differs between two configurations, or between one and the defaults: in values, not in text."""

from collections.abc import Iterator
from typing import Any

from attrs import frozen

from qbitrr.config.derived.defaults import fresh_section
from qbitrr.config.derived.leaves import Leaf, leaves
from qbitrr.config.schema.config import ArrSection, Config, QbitSection
from qbitrr.config.schema.sections import classify

__all__ = ["Difference", "differences", "from_defaults"]


@frozen(kw_only=True)
class Difference:
    """
    A key whose value differs. *section* is the section's name, *key* the dotted path below it, empty if the whole section is
    only on one side; *old* and *new* are for people, secrets masked, empty where there is nothing.
    """

    section: str
    key: str
    old: str
    new: str

    def __str__(self) -> str:
        if not self.key:
            return f"[{self.section}]: only in the {'second' if self.new else 'first'}"
        return f"[{self.section}] {self.key}: {self.old or 'not set'} -> {self.new or 'not set'}"


def from_defaults(config: Config) -> tuple[Difference, ...]:
    """What *config* has otherwise than it would be if nothing was said."""
    return tuple(each for name, new in _sections(config).items() for each in _between(name, _fresh(name), new))


def differences(old: Config, new: Config) -> tuple[Difference, ...]:
    """What *new* has otherwise than *old*; a section of one of them only is one difference."""
    first, second = _sections(old), _sections(new)
    found: list[Difference] = []
    for name in dict.fromkeys((*first, *second)):
        if name in first and name in second:
            found += _between(name, first[name], second[name])
        else:
            there = "there"
            found.append(
                Difference(
                    section=name, key="", old=there if name in first else "", new=there if name in second else ""
                )
            )
    return tuple(found)


def _sections(config: Config) -> dict[str, Any]:
    found: dict[str, Any] = {"Settings": config.settings, "WebUI": config.webui}
    sections: tuple[QbitSection | ArrSection, ...] = (*config.qbits, *config.arrs)
    return found | {each.section: each for each in sections}


def _fresh(name: str) -> Any:
    named = classify(name)
    assert named is not None
    return fresh_section(named.kind, named.name, named.type)


def _between(section: str, old: Any, new: Any) -> Iterator[Difference]:
    arr_type = getattr(new, "type", "")
    before, after = _by_path(old, arr_type), _by_path(new, arr_type)
    for path in dict.fromkeys((*before, *after)):
        one, other = before.get(path), after.get(path)
        if one is None or other is None or one.written != other.written:
            yield Difference(section=section, key=path, old=_shown(one), new=_shown(other))


def _by_path(table: Any, arr_type: str) -> dict[str, Leaf]:
    return {leaf.path: leaf for leaf in leaves(table, arr_type)}


def _shown(leaf: Leaf | None) -> str:
    return "" if leaf is None else leaf.shown
