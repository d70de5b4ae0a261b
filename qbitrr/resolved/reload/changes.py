"""
Which keys of two configurations differ, with both values as they may be shown.
"""

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Any

from attrs import frozen

from qbitrr.config.schema.config import Config
from qbitrr.config.schema.keys import Key, Kind, keys_of
from qbitrr.config.schema.qbit import shown_tracker
from qbitrr.config.values.secret import MASK
from qbitrr.config.values.texts import shown_address

__all__ = ["ChangedKey", "changed_keys"]


@frozen(kw_only=True)
class ChangedKey:
    """A key of *section*, by its dotted path below it (empty: the section as a whole), with texts for both values, secrets masked."""

    section: str
    path: str
    old: str
    new: str

    @property
    def dotted(self) -> str:
        """The whole path, as the API spells keys."""
        return f"{self.section}.{self.path}" if self.path else self.section


def changed_keys(old: Config, new: Config) -> tuple[ChangedKey, ...]:
    """Every key that differs, in the order of the declarations, sections that came or went by their name alone."""
    found = [
        *_in_table("Settings", "", old.settings, new.settings),
        *_in_table("WebUI", "", old.webui, new.webui),
    ]
    for before, after in ((old.qbits, new.qbits), (old.arrs, new.arrs)):
        found += _in_sections({each.section: each for each in before}, {each.section: each for each in after})
    return tuple(found)


def _in_sections(old: dict[str, Any], new: dict[str, Any]) -> Iterator[ChangedKey]:
    for section in dict.fromkeys([*old, *new]):
        if section not in new:
            yield ChangedKey(section=section, path="", old="there", new="")
        elif section not in old:
            yield ChangedKey(section=section, path="", old="", new="there")
        else:
            yield from _in_table(section, "", old[section], new[section])


def _in_table(section: str, prefix: str, old: Any, new: Any) -> Iterator[ChangedKey]:
    for each in keys_of(type(old)):
        before, after = getattr(old, each.attribute), getattr(new, each.attribute)
        path = prefix + each.key.toml
        if each.key.kind is Kind.TABLE:
            yield from _in_table(section, f"{path}.", before, after)
        elif each.key.kind is Kind.TABLES:
            yield from _in_rows(section, path, before, after)
        elif before != after or any(getattr(old, flag) != getattr(new, flag) for flag in each.key.flags.values()):
            yield ChangedKey(section=section, path=path, old=_shown(each.key, before), new=_shown(each.key, after))


def _in_rows(section: str, path: str, old: Sequence[Any], new: Sequence[Any]) -> Iterator[ChangedKey]:
    if len(old) != len(new):
        yield ChangedKey(section=section, path=path, old=f"{len(old)} rows", new=f"{len(new)} rows")
        return
    for number, (before, after) in enumerate(zip(old, new, strict=True)):
        yield from _in_table(section, f"{path}[{number}].", before, after)


def _shown(key: Key, value: Any) -> str:
    if value is None or value == "" or value == ():
        return ""
    if key.secret:
        return MASK if value else ""
    match value:
        case Enum():
            return str(value.value)
        case bool():
            return str(value).lower()
        case tuple():
            return ", ".join(_shown(key, each) for each in value)
        case dict():
            return ", ".join(f"{name} = {each}" for name, each in value.items())
        case str():
            holds_passkey = key.kind is Kind.TRACKER or (key.kind is Kind.STRINGS and "://" in value)
            return shown_tracker(value) if holds_passkey else shown_address(value)
    return f"{value:g}" if isinstance(value, float) else str(value)
