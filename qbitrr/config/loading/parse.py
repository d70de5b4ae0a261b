"""From a raw value (file, environment or API) to the typed value of its key. Pure; one parser for every way in."""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from attrs import evolve, field, frozen

from qbitrr.config.problems import Severity
from qbitrr.config.schema.keys import Key, Kind
from qbitrr.config.values.bad_value import BadValue
from qbitrr.config.values.durations import UNITS, is_lone_month, parse_duration, render_duration
from qbitrr.config.values.secret import Secret
from qbitrr.config.values.sizes import parse_percent, parse_rate, parse_size
from qbitrr.config.values.texts import (
    REPAIRED_PATTERNS,
    check_cron,
    check_pattern,
    doubtful_pattern,
    is_placeholder,
    normal_category,
    normal_extension,
    normal_url,
    normal_url_path,
    shown_address,
)

__all__ = ["ParseNote", "Parsed", "parse"]

_LARGEST = 2**53  # exact in every JSON reader


@frozen(kw_only=True)
class ParseNote:
    """Something to say about a value that is used nevertheless."""

    severity: Severity
    message: str
    remedy: str = ""


@frozen(kw_only=True)
class Parsed:
    """A typed value, what is to be said about it, and the word or the per cent it was given as, if it was."""

    value: Any
    notes: tuple[ParseNote, ...] = ()
    word: str = ""
    percent: float = 0.0
    placeholder: bool = field(default=False)


def parse(key: Key, raw: object) -> Parsed:
    """
    The typed value of *raw* for *key*. Raises `BadValue` if it cannot be used at all.

    A list with some unusable entries is used without them; the notes of severity ERROR name these.
    """
    if isinstance(raw, str):
        if key.placeholder and is_placeholder(raw):
            return Parsed(value=Secret() if key.secret else "", placeholder=True)
        word = raw.strip().lower()
        if word in key.words and key.kind is not Kind.ENUM:
            return Parsed(value=key.words[word], word=word)
    try:
        parsed = _PARSERS[key.kind](key, raw)
    except BadValue as bad:
        raise (_variable() if _names_variable(raw) else bad) from bad
    if _names_variable(raw):
        note = ParseNote(severity=Severity.WARNING, message=_variable().message, remedy=_variable().remedy)
        parsed = evolve(parsed, notes=(*parsed.notes, note))
    if key.kind in _BOUNDED:
        _check_bounds(key, parsed.value)
    return parsed


def _names_variable(raw: object) -> bool:
    return isinstance(raw, str) and re.fullmatch(r"\$\{\w+\}", raw.strip()) is not None


def _variable() -> BadValue:
    remedy = "Remove the line and set a variable QBITRR__Section__Key instead"
    return BadValue("names a variable: these are not replaced inside the file", remedy)


def _check_bounds(key: Key, value: float) -> None:
    if key.minimum is not None and value < _in_own_unit(key, key.minimum):
        asked = "-1 or greater" if key.minimum == -1 else f"at least {_with_unit(key, key.minimum)}"
        raise BadValue(f"must be {asked}", "")
    if key.maximum is not None and value > _in_own_unit(key, key.maximum):
        raise BadValue(f"must be at most {_with_unit(key, key.maximum)}", "")


def _in_own_unit(key: Key, bound: float) -> float:
    """*bound* in the unit the typed value has; below 0 stand words in numbers, which have none."""
    return bound * UNITS[key.unit] if key.kind is Kind.DURATION and bound > 0 else bound


def _with_unit(key: Key, bound: float) -> str:
    return render_duration(int(_in_own_unit(key, bound))) if key.kind is Kind.DURATION else f"{bound:g}"


def _bool(_key: Key, raw: object) -> Parsed:
    if isinstance(raw, bool):
        return Parsed(value=raw)
    if isinstance(raw, str) and raw.strip().lower() in ("true", "false"):
        raise BadValue("must be true or false without quotes", f"Write {raw.strip().lower()}")
    raise BadValue("must be true or false", "Write true or false, without quotes")


def _number(_key: Key, raw: object) -> Parsed:
    if isinstance(raw, str) and len(raw) <= 32:
        try:
            raw = float(raw)
        except ValueError:
            raise BadValue("must be a number", "Write a number without quotes") from None
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise BadValue("must be a number", "Write a number without quotes")
    if abs(raw) > _LARGEST or math.isnan(raw):
        raise BadValue("is too large", "Write a smaller number")
    return Parsed(value=float(raw))


def _int(key: Key, raw: object) -> Parsed:
    value: float = _number(key, raw).value
    if not value.is_integer():
        raise BadValue("must be a whole number", "Write a whole number")
    return Parsed(value=int(value))


def _fraction(key: Key, raw: object) -> Parsed:
    if isinstance(raw, str) and raw.strip().endswith("%"):
        raw = _number(key, raw.strip()[:-1]).value / 100
    value: float = _number(key, raw).value
    if 1 < value <= 100:
        note = ParseNote(
            severity=Severity.WARNING, message="is above 1 and read as per cent", remedy=f"Write {value / 100:g}"
        )
        return Parsed(value=value / 100, notes=(note,))
    return Parsed(value=value)


def _duration(key: Key, raw: object) -> Parsed:
    duration = parse_duration(raw, key.unit)
    notes = []
    if is_lone_month(raw):
        message = "counts months (M), not minutes (m)"
        notes.append(ParseNote(severity=Severity.WARNING, message=message, remedy='Write "m" or "mo"'))
    if not duration.is_exact:
        message = f"has a fraction of a second; {duration.seconds} s is used"
        notes.append(ParseNote(severity=Severity.WARNING, message=message, remedy="Write whole seconds"))
    return Parsed(value=duration.seconds, notes=tuple(notes))


def _size(key: Key, raw: object) -> Parsed:
    if key.share and isinstance(raw, str) and raw.strip().endswith("%"):
        return Parsed(value=0, percent=parse_percent(raw))
    return Parsed(value=parse_size(raw))


def _rate(key: Key, raw: object) -> Parsed:
    return Parsed(value=parse_rate(raw, 1024 if key.unit == "KiB/s" else 1))


def _enum(key: Key, raw: object) -> Parsed:
    text = str(raw).strip().lower() if isinstance(raw, str | bool | int) else ""
    labelled = re.search(r"\((-?\d+)\)$", text)  # forms of the other program stored their captions: "On ratio (1)"
    found: Any = None
    for wanted in (text, labelled[1] if labelled else text):
        found = next((choice for choice in key.choices if str(choice).lower() == wanted), key.words.get(wanted))
        if found is not None:
            break
    if found is None:
        listed = ", ".join(str(choice) for choice in key.choices)
        raise BadValue(f"must be one of: {listed}", f"Write one of: {listed}")
    return Parsed(value=key.converts_to(found) if key.converts_to else found)


def _text(_key: Key, raw: object) -> Parsed:
    if not isinstance(raw, str):
        raise BadValue("must be a text", "Put it in quotes")
    return Parsed(value=raw)


def _trimmed(key: Key, raw: object) -> Parsed:
    return Parsed(value=_text(key, raw).value.strip())


def _secret(key: Key, raw: object) -> Parsed:
    text = _text(key, raw).value
    if text == text.strip():
        return Parsed(value=Secret(text))
    note = ParseNote(severity=Severity.WARNING, message="has blanks at its ends, which are kept", remedy="Remove them")
    return Parsed(value=Secret(text), notes=(note,))


def _stamp(key: Key, raw: object) -> Parsed:
    return Parsed(value=str(raw)) if isinstance(raw, int) and not isinstance(raw, bool) else _trimmed(key, raw)


def _hostname(key: Key, raw: object) -> Parsed:
    text = _trimmed(key, raw).value
    if not text or re.search(r"\s", text):
        raise BadValue("must be a host name or an address", 'Write e.g. "localhost" or "192.168.1.10"')
    return Parsed(value=text)


def _url(key: Key, raw: object) -> Parsed:
    text = _trimmed(key, raw).value
    if not text:
        return Parsed(value="")
    address, added = normal_url(text)
    if not added:
        return Parsed(value=address)
    note = ParseNote(
        severity=Severity.WARNING,
        message="has no scheme; http:// is assumed",
        remedy=f'Write "{shown_address(address)}"',
    )
    return Parsed(value=address, notes=(note,))


def _url_path(key: Key, raw: object) -> Parsed:
    return Parsed(value=normal_url_path(_text(key, raw).value))


def _cron(key: Key, raw: object) -> Parsed:
    return Parsed(value=check_cron(_text(key, raw).value))


def _category(key: Key, raw: object) -> Parsed:
    return _one_category(_text(key, raw).value)


def _one_category(text: str) -> Parsed:
    value = normal_category(text)
    notes = []
    if "\\" in value:
        message = "has a backslash, which does not separate levels of categories"
        notes.append(ParseNote(severity=Severity.WARNING, message=message, remedy="Use / between levels"))
    if value != text:
        notes.append(
            ParseNote(severity=Severity.NOTICE, message=f"is read as {value!r}", remedy="Nothing needs to be done")
        )
    return Parsed(value=value, notes=tuple(notes))


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
    return _entries(raw, _one_category)


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


_PARSERS: dict[Kind, Callable[[Key, object], Parsed]] = {
    Kind.BOOL: _bool,
    Kind.INT: _int,
    Kind.NUMBER: _number,
    Kind.FRACTION: _fraction,
    Kind.PORT: _int,
    Kind.DURATION: _duration,
    Kind.SIZE: _size,
    Kind.RATE: _rate,
    Kind.ENUM: _enum,
    Kind.STRING: _trimmed,
    Kind.SECRET: _secret,
    Kind.STAMP: _stamp,
    Kind.PATH: _trimmed,
    Kind.URL: _url,
    Kind.URL_PATH: _url_path,
    Kind.HOSTNAME: _hostname,
    Kind.TRACKER: _trimmed,
    Kind.CRON: _cron,
    Kind.CATEGORY: _category,
    Kind.STRINGS: _strings,
    Kind.CATEGORIES: _categories,
    Kind.REGEXES: _regexes,
    Kind.EXTENSIONS: _extensions,
    Kind.MAPPING: _mapping,
}
_BOUNDED = (Kind.INT, Kind.NUMBER, Kind.FRACTION, Kind.PORT, Kind.DURATION, Kind.SIZE, Kind.RATE)
