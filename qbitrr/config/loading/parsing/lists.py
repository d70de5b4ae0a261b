"""Lists of texts, used without their unusable entries, and tables of texts."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from attrs import evolve

from qbitrr.config.loading.parsing.parsed import Parsed, ParseNote, Parser
from qbitrr.config.loading.parsing.texts import one_category
from qbitrr.config.problems import Severity
from qbitrr.config.schema.keys import Key, Kind
from qbitrr.config.values.bad_value import BadValue
from qbitrr.config.values.texts import REPAIRED_PATTERNS, check_pattern, doubtful_pattern, normal_extension

__all__ = ["LISTS"]


def _list(raw: object) -> list[object]:
    if isinstance(raw, str):
        return [raw] if raw.strip() else []
    if not isinstance(raw, list | tuple):
        raise BadValue("must be a list of texts", 'Write e.g. ["one", "two"]')
    return list(raw)


def _entries(raw: object, convert: Callable[[str], Parsed]) -> Parsed:
    """The list *raw* with each entry converted, the bad ones left out and noted, doubles dropped."""
    values: dict[Any, None] = {}
    notes: list[ParseNote] = []
    for number, entry in enumerate(_list(raw), 1):
        try:
            if not isinstance(entry, str):
                raise BadValue("must be a text", "Put it in quotes")
            converted = convert(entry)
        except BadValue as bad:
            message = f"entry {number} {bad.message}" if bad.message.startswith("must") else bad.message
            notes.append(ParseNote(severity=Severity.ERROR, message=message, remedy=bad.remedy))
            continue
        notes += converted.notes
        if converted.value:
            values[converted.value] = None
    return Parsed(value=tuple(values), notes=tuple(notes))


def _strings(_key: Key, raw: object) -> Parsed:
    return _entries(raw, lambda entry: Parsed(value=entry.strip()))


def _categories(_key: Key, raw: object) -> Parsed:
    return _entries(raw, one_category)


def _regexes(_key: Key, raw: object) -> Parsed:
    parsed = _entries(raw, lambda text: Parsed(value=check_pattern(text)))
    listed = raw if isinstance(raw, list | tuple) else [raw]
    repaired = [REPAIRED_PATTERNS[each] for each in listed if isinstance(each, str) and each in REPAIRED_PATTERNS]
    doubtful = [bad for each in listed if isinstance(each, str) and (bad := doubtful_pattern(each))]
    notes = [ParseNote(severity=Severity.WARNING, message=bad.message, remedy=bad.remedy) for bad in doubtful]
    parsed = evolve(parsed, notes=(*parsed.notes, *notes))
    if not repaired:
        return parsed
    message = (
        f"has {len(repaired)} of an older default list's patterns with a backslash too many, read as they were meant"
    )
    note = ParseNote(severity=Severity.NOTICE, message=message, remedy=f"Write '{repaired[0]}' and the like")
    return evolve(parsed, notes=(*parsed.notes, note))


def _extensions(_key: Key, raw: object) -> Parsed:
    return _entries(raw, lambda entry: Parsed(value=normal_extension(entry) if entry.strip() else ""))


def _mapping(_key: Key, raw: object) -> Parsed:
    if not isinstance(raw, Mapping):
        raise BadValue("must be a table of texts", 'Write e.g. { "HD" = "SD" }')
    notes = tuple(_bad_pairs(raw.items()))
    pairs = {str(name): value for name, value in raw.items() if isinstance(value, str)}
    return Parsed(value=pairs, notes=notes)


def _bad_pairs(pairs: Iterable[tuple[object, object]]) -> Iterable[ParseNote]:
    for name, value in pairs:
        if not isinstance(value, str):
            remedy = 'Put names with dots in quotes: "HD.x265" = "SD"'
            yield ParseNote(severity=Severity.ERROR, message=f"has no text for {str(name)!r}", remedy=remedy)


LISTS: dict[Kind, Parser] = {
    Kind.STRINGS: _strings,
    Kind.CATEGORIES: _categories,
    Kind.REGEXES: _regexes,
    Kind.EXTENSIONS: _extensions,
    Kind.MAPPING: _mapping,
}
