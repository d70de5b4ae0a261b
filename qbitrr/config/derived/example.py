"""
The example file: every key with its default and what it means, nothing switched on.

Lines that begin with `#` and a letter or bracket are keys and headers that only need their `#` removed; comments have a
blank behind the `#`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import field, frozen

from qbitrr.config.checks.effects import effect_note, has_effect
from qbitrr.config.derived.defaults import fresh_row, fresh_section
from qbitrr.config.derived.sentences import comments, condition_words
from qbitrr.config.derived.written import toml_value
from qbitrr.config.editing.rendering import rendered
from qbitrr.config.schema.config import SCHEMA_VERSION
from qbitrr.config.schema.keys import KeyField, Kind, keys_of
from qbitrr.config.schema.places import place_at
from qbitrr.config.schema.sections import classify

__all__ = ["Block", "example_text", "file_text", "first_blocks"]

_HEAD = """\
# Configuration of qbitrr.
#
# Everything not written here has its default, which the lines beginning with # show.
# Times take a unit ("30s", "15m", "1h30m", "2d"), sizes and rates too ("500K", "5M", "50G").
# `qbitrr config check` reads this file and says what is wrong with it, `qbitrr config explain KEY` what a key is.
"""
_QBIT_NOTE = """\
# One section for each qBittorrent: [qBit], or [qBit-NAME] for a second and third.
"""
_ARR_NOTE = """\
# One section for each Radarr, Sonarr, Lidarr and Readarr, e.g. [Radarr-4K], [Sonarr-TV], [Lidarr-Music].
# Needed are URI, APIKey and Category. Some defaults depend on the type.
"""
_EXAMPLE_ARRS = ("Radarr-1080", "Sonarr-TV", "Lidarr-Music", "Readarr-Books")


@frozen(kw_only=True)
class Block:
    """
    A section to write. *given*: its keys that stand uncommented, with their TOML text, None for the default; if there are
    none its header is a comment as well. *note* goes in front.
    """

    section: str
    given: Mapping[str, str | None] = field(factory=dict)
    note: str = ""


def example_text() -> str:
    """The whole example: every section, every key that a file may have."""
    arrs = [Block(section=name, note="" if index else _ARR_NOTE) for index, name in enumerate(_EXAMPLE_ARRS)]
    settings = Block(section="Settings", given={"SchemaVersion": str(SCHEMA_VERSION)})
    sections = [settings, Block(section="WebUI"), Block(section="qBit", note=_QBIT_NOTE), *arrs]
    return file_text(sections, whole=True)


def first_blocks(given: Mapping[str, Mapping[str, str | None]]) -> list[Block]:
    """What a first file shows: one section of each kind, those *given* with these keys written."""
    names = {"Settings": "", "WebUI": "", "qBit": _QBIT_NOTE, _EXAMPLE_ARRS[0]: _ARR_NOTE}
    return [Block(section=name, note=note, given=given.get(name, {})) for name, note in names.items()]


def file_text(blocks: Sequence[Block], *, whole: bool) -> str:
    """The text of a file with these sections. *whole*: with the keys that are rarely wanted, too."""
    return "\n".join([_HEAD, *(_Writer(block, whole).text() for block in blocks)])


class _Writer:
    """Writes one section and the tables below it."""

    def __init__(self, block: Block, whole: bool) -> None:
        named = classify(block.section)
        assert named is not None
        self._block, self._whole, self._kind = block, whole, named.kind
        self._values = fresh_section(named.kind, named.name, named.type)
        self._type = named.type

    def text(self) -> str:
        mark = "" if self._block.given else "#"
        lines = [f"{mark}[{self._block.section}]", *self._table(self._values, "", self._block.section)]
        return self._block.note + "\n".join(lines) + "\n"

    def _table(self, values: Any, above: str, header: str) -> Iterator[str]:
        inner: list[KeyField] = []
        for each in self._wanted(type(values)):
            default = getattr(values, each.attribute)
            if each.key.table is not None:
                inner.append(each)
            elif above.endswith("[].") and each.key.required:
                yield from self._key(each, each.key.example, above)
            elif default is not None or each.key.example is not None or each.key.toml in self._block.given:
                yield from self._key(each, default, above)
        for each in inner:
            yield from self._inner(each, values, above, header)

    def _wanted(self, cls: type) -> Iterator[KeyField]:
        own = cls.__annotations__
        for each in sorted(keys_of(cls), key=lambda each: each.attribute not in own):
            foreign = each.key.arr_types and self._type not in each.key.arr_types
            if not foreign and (self._whole or not each.key.hidden or each.key.toml in self._block.given):
                yield each

    def _inner(self, each: KeyField, values: Any, above: str, header: str) -> Iterator[str]:
        yield ""
        yield from self._comments(each, above)
        header = f"{header}.{each.key.toml}"
        if each.key.kind is Kind.TABLES and each.key.table is not None:
            yield f"#[[{header}]]"
            yield from self._table(fresh_row(each.key.table), f"{above}{each.key.toml}[].", header)
            return
        yield f"#[{header}]"
        yield from self._table(getattr(values, each.attribute), f"{above}{each.key.toml}.", header)

    def _key(self, each: KeyField, default: Any, above: str) -> Iterator[str]:
        name, given = each.key.toml, self._block.given if not above else {}
        if each.key.read_only and name not in given:
            return
        yield from self._comments(each, above)
        if name in given:
            yield f"{name} = {given[name] or toml_value(each.key, default)}"
        elif default is not None:
            yield from (f"#{line}" for line in f"{name} = {toml_value(each.key, default)}".split("\n"))

    def _comments(self, each: KeyField, above: str) -> Iterator[str]:
        place = place_at(self._kind, above + each.key.toml)
        assert place is not None
        yield from (f"# {line}" for line in comments(each.key))
        if each.key.fallback:
            yield f"# Not set = as {each.key.fallback} says."
        if each.key.example is not None and not (above.endswith("[].") and each.key.required):
            yield f"# E.g. {each.key.toml} = {rendered(each.key.example)}"
        if each.key.needs:
            yield f"# Only if {' and '.join(condition_words(condition) for condition in each.key.needs)}."
        note = effect_note(self._kind, place.path)
        if note and has_effect(self._kind, above.rstrip(".[]") or "-"):
            yield f"# {note.capitalize()}."
