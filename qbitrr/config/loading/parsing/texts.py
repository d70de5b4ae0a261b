"""Single texts: chosen, free, secret, or of a form."""

import re
from typing import Any

from qbitrr.config.loading.parsing.parsed import Parsed, ParseNote, Parser
from qbitrr.config.problems import Severity
from qbitrr.config.schema.keys import Key, Kind
from qbitrr.config.values.bad_value import BadValue
from qbitrr.config.values.secret import Secret
from qbitrr.config.values.texts import check_cron, normal_category, normal_url, normal_url_path, shown_address

__all__ = ["TEXTS", "one_category"]


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
    return one_category(_text(key, raw).value)


def one_category(text: str) -> Parsed:
    """The name of a category as clients write it, and what is to be said of it."""
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


TEXTS: dict[Kind, Parser] = {
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
}
