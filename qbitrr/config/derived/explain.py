"""What one key of the configuration is, and what it is in a file, as text for people: `qbitrr config explain`."""

import re
from collections.abc import Iterator

from qbitrr.config.checks.effects import effect_note
from qbitrr.config.derived.defaults import default_of, defaults_by_type
from qbitrr.config.derived.finding import Found
from qbitrr.config.derived.occurrences import occurrences
from qbitrr.config.derived.renewals import renewal
from qbitrr.config.derived.sentences import comments, condition_words, type_words
from qbitrr.config.derived.written import shown_value
from qbitrr.config.editing.rendering import rendered
from qbitrr.config.load import Loaded
from qbitrr.config.schema.sections import classify

__all__ = ["explanation"]


def explanation(found: Found, loaded: Loaded | None) -> str:
    """
    What there is to say about a key, several lines: what it is, then its value in each section of *loaded* that has it, with origin
    and problems.
    """
    lines = [f"{found.name} ({found.place.key.label})"]
    lines += [f"  {line}" for line in comments(found.place.key)]
    lines += [f"  {name}: {text}" for name, text in _facts(found) if text]
    if loaded is not None:
        lines += _values(found, loaded)
    return "\n".join(lines) + "\n"


def _values(found: Found, loaded: Loaded) -> Iterator[str]:
    for each in occurrences(found, loaded):
        yield f"[{each.section}] {each.path} = {each.shown or '(not set)'}  # {each.origin}"
        yield from (f"  {problem}" for problem in each.problems)
    for broken in loaded.config.broken:
        if found.section in ("", broken.section) and (named := classify(broken.section)) and named.kind == found.kind:
            yield f"[{broken.section}] is left out until its errors are corrected"


def _facts(found: Found) -> Iterator[tuple[str, str]]:
    place, key = found.place, found.place.key
    yield "Type", type_words(key)
    yield "Default", _default(found)
    yield "Not set", f"as {key.fallback} says" if key.fallback else ""
    yield "Example", rendered(key.example) if key.example is not None else ""
    yield "Only of", ", ".join(each.capitalize() for each in key.arr_types)
    yield "Only if", " and ".join(condition_words(each) for each in place.needs)
    yield "Environment", key.env or _variable(found)
    yield "A change", "is made by the program alone" if key.read_only else renewal(found.kind, place.reload).effect
    yield "Note", effect_note(found.kind, place.path)


def _default(found: Found) -> str:
    place, key = found.place, found.place.key
    if key.table is not None or key.secret:
        return ""
    section, by_type = classify(found.section), defaults_by_type(found.kind, place)
    if by_type and section is None:
        shown = {name.capitalize(): shown_value(key, value) for name, value in by_type.items()}
        same = {text: [name for name, other in shown.items() if other == text] for text in shown.values()}
        return "; ".join(f"{', '.join(names)}: {text}" for text, names in same.items())
    arr_type = section.type if section is not None and section.type else "radarr"
    return shown_value(key, default_of(found.kind, place, arr_type, found.section))


def _variable(found: Found) -> str:
    """The variable of the general form; keys of rows have none."""
    if "[]" in found.place.path or found.place.key.table is not None or found.place.key.read_only:
        return ""
    return "QBITRR__" + "__".join(re.sub(r"[^A-Za-z0-9]", "_", part) for part in found.name.split("."))
