"""From a raw value (file, environment or API) to the typed value of its key. Pure; one parser for every way in."""

import re

from attrs import evolve

from qbitrr.config.loading.parsing.lists import LISTS
from qbitrr.config.loading.parsing.numbers import BOUNDED, NUMBERS, check_bounds
from qbitrr.config.loading.parsing.parsed import Parsed, ParseNote
from qbitrr.config.loading.parsing.texts import TEXTS
from qbitrr.config.problems import Severity
from qbitrr.config.schema.keys import Key, Kind
from qbitrr.config.values.bad_value import BadValue
from qbitrr.config.values.secret import Secret
from qbitrr.config.values.texts import is_placeholder

__all__ = ["ParseNote", "Parsed", "parse"]

_PARSERS = NUMBERS | TEXTS | LISTS


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
    if key.kind in BOUNDED:
        check_bounds(key, parsed.value)
    return parsed


def _names_variable(raw: object) -> bool:
    return isinstance(raw, str) and re.fullmatch(r"\$\{\w+\}", raw.strip()) is not None


def _variable() -> BadValue:
    remedy = "Remove the line and set a variable QBITRR__Section__Key instead"
    return BadValue("names a variable: these are not replaced inside the file", remedy)
