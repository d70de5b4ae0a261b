"""What differs between two configurations, or between one and the defaults: in values, not in text."""

from collections.abc import Iterator
from typing import Any

from attrs import frozen

from qbitrr.config.derived.defaults import default_of, fresh_section
from qbitrr.config.derived.leaves import Leaf, leaves
from qbitrr.config.schema.config import ArrSection, Config, QbitSection
from qbitrr.config.schema.places import place_at
from qbitrr.config.schema.sections import classify

__all__ = ["Difference", "differences", "from_defaults"]


@frozen(kw_only=True)
class Difference:
    """
    A key whose value differs. *section* is the section's name, *path* the dotted path below it, empty if the whole section is
    only on one side; *old* and *new* are for people, secrets masked, empty where there is nothing.
    """

    section: str
    path: str
    old: str
    new: str

    @property
    def dotted(self) -> str:
        """The whole path, as the API spells keys."""
        return f"{self.section}.{self.path}" if self.path else self.section

    def __str__(self) -> str:
        if not self.path:
            return f"[{self.section}]: only in the {'second' if self.new else 'first'}"
        return f"[{self.section}] {self.path}: {self.old or 'not set'} -> {self.new or 'not set'}"


def from_defaults(config: Config) -> tuple[Difference, ...]:
    """What *config* has otherwise than it would be if nothing was said."""
    return tuple(each for name, new in _sections(config).items() for each in _between(name, _fresh(name), new))


def differences(old: Config, new: Config) -> tuple[Difference, ...]:
    """What *new* has otherwise than *old*; a section of one of them only is one difference."""
    first, second = _sections(old), _sections(new)
    return tuple(
        each
        for name in dict.fromkeys((*first, *second))
        for each in _of_section(name, first.get(name), second.get(name))
    )


def _of_section(name: str, old: Any, new: Any) -> Iterator[Difference]:
    if old is not None and new is not None:
        yield from _between(name, old, new)
    else:
        yield Difference(section=name, path="", old="there" if old else "", new="there" if new else "")


def _sections(config: Config) -> dict[str, Any]:
    found: dict[str, Any] = {"Settings": config.settings, "WebUI": config.webui}
    sections: tuple[QbitSection | ArrSection, ...] = (*config.qbits, *config.arrs)
    return found | {each.section: each for each in sections}


def _fresh(name: str) -> Any:
    named = classify(name)
    assert named is not None
    return fresh_section(named.kind, named.name, named.type)


def _between(section: str, old: Any, new: Any) -> Iterator[Difference]:
    before, after = ({leaf.path: leaf for leaf in leaves(each, getattr(each, "type", ""))} for each in (old, new))
    for path in dict.fromkeys((*before, *after)):
        one, other = before.get(path), after.get(path)
        if _differ(section, one, other):
            yield Difference(section=section, path=path, old=_shown(one), new=_shown(other))


def _differ(section: str, one: Leaf | None, other: Leaf | None) -> bool:
    """Whether the two values are not the same; of a row that only one side has, what is as in every new row says nothing."""
    if one is not None and other is not None:
        return bool(one.written != other.written)
    named, there = classify(section), one or other
    place = place_at(named.kind, there.path) if named is not None and there is not None else None
    return there is None or named is None or place is None or there.value != default_of(named.kind, place)


def _shown(leaf: Leaf | None) -> str:
    return "" if leaf is None else leaf.shown
