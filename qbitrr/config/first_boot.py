"""
The file written at the first start: no instance that looks like configuration, an example of each to copy.

Lines that begin with `#` and a letter or bracket are keys and headers that only need their `#` removed; comments have a
blank behind the `#`. Values shown are the defaults.
"""

import json
import secrets
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

from qbitrr.config.schema.config import SCHEMA_VERSION, QbitSection, SeedingDuty, Settings, TrackerRow, WebUI, fresh_arr
from qbitrr.config.schema.keys import Key, KeyField, Kind, keys_of
from qbitrr.config.values.durations import render_duration

__all__ = ["first_text", "toml_value"]

_HEAD = """\
# Configuration of qbitrr.
#
# Everything not written here has its default, which the lines beginning with # show.
# Times take a unit ("30s", "15m", "1h30m", "2d"), sizes and rates too ("500K", "5M", "50G").
# `qbitrr config check` reads this file and says what is wrong with it.
"""
_QBIT_NOTE = """\
# One section for each qBittorrent: [qBit], or [qBit-NAME] for a second and third.
"""
_ARR_NOTE = """\
# One section for each Radarr, Sonarr, Lidarr and Readarr, e.g. [Radarr-4K], [Sonarr-TV], [Lidarr-Music].
# Needed are URI, APIKey and Category. The lists below are those of Radarr; each type has its own.
"""


def first_text(token: str | None = None) -> str:
    """The text of a first file; *token* is the token of the web interface, made up if None."""
    token = secrets.token_hex(32) if token is None else token
    written = {"SchemaVersion": str(SCHEMA_VERSION), "CompletedDownloadFolder": '""'}
    web = {"Host": None, "Port": None, "Token": json.dumps(token), "AuthDisabled": None}
    blocks = [
        _HEAD,
        "\n".join(_section("Settings", Settings(), written)) + "\n",
        "\n".join(_section("WebUI", WebUI(), web)) + "\n",
        _QBIT_NOTE + "\n".join(_section("qBit", QbitSection(section="qBit"), None)) + "\n",
        _ARR_NOTE + "\n".join(_section("Radarr-1080", fresh_arr("Radarr-1080", "radarr"), None)) + "\n",
    ]
    return "\n".join(blocks)


def toml_value(key: Key, value: Any) -> str:
    """*value* of *key* as the file has it."""
    if isinstance(value, Enum):
        value = value.value
    if key.kind is Kind.DURATION and value > 0:
        return json.dumps(render_duration(value))
    if key.kind is Kind.SIZE:
        return json.dumps(str(value))
    if key.kind is Kind.MAPPING:
        return "{ " + ", ".join(f"{json.dumps(name)} = {json.dumps(each)}" for name, each in value.items()) + " }"
    if isinstance(value, tuple):
        return _list([_text(each, literal=key.kind is Kind.REGEXES) for each in value])
    if isinstance(value, str):
        return _text(value)
    return json.dumps(value)


def _section(header: str, values: object, written: Mapping[str, str | None] | None) -> Iterator[str]:
    """
    The lines of one table and those below it. Keys in *written* stand as they are given (None = the default), all others
    as comments; *written* None = the headers are comments too.
    """
    mark = "#" if written is None else ""
    yield f"{mark}[{header}]"
    inner: list[KeyField] = []
    for each in keys_of(type(values)):
        if each.key.kind in (Kind.TABLE, Kind.TABLES):
            inner.append(each)
            continue
        chosen = (written or {}).get(each.key.toml, "")
        value = getattr(values, each.attribute)
        if (each.key.hidden and chosen == "") or (value is None and not chosen):
            continue
        yield f"# {each.key.summary}"
        default = "" if each.key.secret else toml_value(each.key, value)
        default = default or '""'
        yield from _assignment(each.key.toml, chosen if chosen else default, commented=chosen == "")
    for each in inner:
        yield from _inner(header, each, getattr(values, each.attribute))


def _inner(header: str, each: KeyField, values: object) -> Iterator[str]:
    if each.key.hidden:
        return
    yield ""
    yield f"# {each.key.summary}"
    if each.key.table is TrackerRow:
        yield f"#[[{header}.{each.key.toml}]]"
        row = TrackerRow(name="Example", uri="tracker.example.org")
        inherited = {each.attribute for each in keys_of(SeedingDuty)}
        for inner in sorted(keys_of(TrackerRow), key=lambda each: each.attribute in inherited):
            if not inner.key.hidden:
                yield f"# {inner.key.summary}"
                yield from _assignment(
                    inner.key.toml, toml_value(inner.key, getattr(row, inner.attribute)), commented=True
                )
        return
    yield from _section(f"{header}.{each.key.toml}", values, None)


def _assignment(name: str, value: str, commented: bool) -> Iterator[str]:
    mark = "#" if commented else ""
    for line in f"{name} = {value}".split("\n"):
        yield f"{mark}{line}"


def _text(value: str, literal: bool = False) -> str:
    if literal and "'" not in value and value.isprintable():
        return f"'{value}'"
    return json.dumps(value, ensure_ascii=False)


def _list(entries: list[str]) -> str:
    one_line = "[" + ", ".join(entries) + "]"
    return one_line if len(one_line) <= 90 else "[\n" + "".join(f"  {each},\n" for each in entries) + "]"
