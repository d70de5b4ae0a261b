"""The manual's reference of all keys: `docs/configuration.md`."""

import re
from collections.abc import Iterator

from qbitrr.config.checks.effects import effect_note
from qbitrr.config.derived.defaults import default_of, defaults_by_type
from qbitrr.config.derived.renewals import renewal
from qbitrr.config.derived.sentences import comments, condition_words, type_words
from qbitrr.config.derived.written import shown_value
from qbitrr.config.editing.rendering import rendered
from qbitrr.config.schema.keys import Kind, Reload
from qbitrr.config.schema.places import CLASSES, Place, places

__all__ = ["reference"]

_HEAD = """\
# Configuration

Every key of `config.toml`. `qbitrr config explain KEY` says the same of one key and what it is in your file, `qbitrr config example`
prints a file with all of them, `qbitrr config check` reads yours and says what is wrong with it. This page is made from the program's
own declarations of the keys.

What is not written has its default. Times take a unit (`"30s"`, `"15m"`, `"1h30m"`, `"2d"`, `"1.4 weeks"`), sizes and rates too
(`"500K"`, `"5M"`, `"50G"`; 1K = 1024 bytes); a bare number counts what is said there. Any key can be set by an environment variable
`QBITRR__Section__Key`, e.g. `QBITRR__Radarr_4K__Torrent__StalledDelay`; for a secret, `…_FILE` names a file that holds it.
"""
_TITLES = {
    "Settings": ("[Settings]", "The whole program."),
    "WebUI": ("[WebUI]", "The web interface."),
    "qBit": ("[qBit], [qBit-NAME]", "One qBittorrent each."),
    "Arr": (
        "[Radarr-NAME], [Sonarr-NAME], [Lidarr-NAME], [Readarr-NAME]",
        "One Arr each, and the rules of its torrents.",
    ),
}
_COLUMNS = ("Key", "What it is", "Value", "Default", "A change")


def reference() -> str:
    """The page, in Markdown."""
    return "\n".join([_HEAD, *_changes(), "", *("\n".join(_section(kind)) for kind in CLASSES)])


def _changes() -> Iterator[str]:
    yield "What a change does:\n"
    effects: dict[str, str] = {}
    for change in (renewal(kind, each) for kind in CLASSES for each in Reload):
        effects.setdefault(change.word, change.effect)
    yield from (f"* `{word}`: {effect}" for word, effect in effects.items())


def _section(kind: str) -> Iterator[str]:
    title, about = _TITLES[kind]
    yield f"## {title}\n\n{about}\n"
    table: list[str] = []
    below = ""
    for place in places(kind):
        if place.key.table is not None:
            continue
        prefix = _table_of(place)
        if prefix != below or not table:
            yield from table
            table, below = _head(kind, prefix), prefix
        table.append(f"| {' | '.join(_cells(kind, place, place.path.removeprefix(prefix)))} |")
    yield from table
    yield ""


def _table_of(place: Place) -> str:
    """The dotted path of the table that the key is in, with its last dot, empty for the section itself."""
    return place.path.removesuffix(place.key.toml)


def _head(kind: str, prefix: str) -> list[str]:
    columns = [f"| {' | '.join(_COLUMNS)} |", f"|{' --- |' * len(_COLUMNS)}"]
    if not prefix:
        return columns
    table = next(place for place in places(kind) if place.path == prefix.rstrip(".[]"))
    condition = f" Only if {_conditions(table)}." if table.key.needs else ""
    rows = " An array of tables." if table.key.kind is Kind.TABLES else ""
    return ["", f"### {prefix.rstrip('.[]')}", "", f"{table.key.summary}{rows}{condition}", "", *columns]


def _cells(kind: str, place: Place, name: str) -> Iterator[str]:
    key = place.key
    yield _code(name) + (f"<br>{_code(key.env)}" if key.env else "")
    more = [*comments(key)]
    more += [f"Not set = as {_code(key.fallback)} says."] if key.fallback else []
    more += [f"E.g. {_code(rendered(key.example))}."] if key.example is not None else []
    more += [f"Only of {', '.join(each.capitalize() for each in key.arr_types)}."] if key.arr_types else []
    more += [f"Only if {_conditions(place)}."] if key.needs else []
    note = effect_note(kind, place.path)
    more += [f"*{note.capitalize()}.*"] if note else []
    yield _escaped(" ".join(more))
    yield _escaped(type_words(key))
    yield _default(kind, place)
    yield "by the program alone" if key.read_only else _code(renewal(kind, place.reload).word)


def _conditions(place: Place) -> str:
    return _escaped(" and ".join(condition_words(each) for each in place.key.needs))


def _default(kind: str, place: Place) -> str:
    if place.key.secret:
        return ""
    by_type = defaults_by_type(kind, place)
    shown = {name.capitalize(): shown_value(place.key, value) for name, value in by_type.items()}
    if place.key.kind is Kind.CATEGORY and shown:
        return "the section's name in lower case"
    same = {text: [name for name, other in shown.items() if other == text] for text in shown.values()}
    if same:
        return "<br>".join(f"{', '.join(names)}: {_code(text)}" for text, names in same.items())
    text = shown_value(place.key, default_of(kind, place))
    return _code(text) if text else ""


def _code(text: str) -> str:
    return f"`{text}`".replace("|", "\\|")


def _escaped(text: str) -> str:
    """*text* in a cell of a table."""
    return re.sub(r"(?<!\\)\|", r"\\|", text)


if __name__ == "__main__":
    print(reference(), end="")
