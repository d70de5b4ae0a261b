"""The whole text of a configuration file for a person: shown with secrets masked, and taken back with what was masked put in again."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import tomlkit
from attrs import frozen
from tomlkit.exceptions import ParseError, TOMLKitError

from qbitrr.config.editing.change_set import Edited, is_protected
from qbitrr.config.editing.masking import REDACTED, NothingStored, restored, shown
from qbitrr.config.editing.refusals import BadChanges, ProtectedKey, WrongKey
from qbitrr.config.editing.renaming import renamed_between
from qbitrr.config.editing.rendering import rendered
from qbitrr.config.editing.trees import ABSENT, leaves, lookup, pruned
from qbitrr.config.loading.findings import dotted
from qbitrr.config.statements import Path, Shape, Statement, comments, statements
from qbitrr.redaction import Redactor

__all__ = ["masked_text", "restored_text"]


@frozen
class _Splice:
    """The letters from *start* to *end* become *text*."""

    start: int
    end: int
    text: str


def masked_text(text: str) -> str:
    """*text* (which must be TOML) with secrets masked, in values as in `masking.shown`, and in comments what looks or is like one."""
    tree = tomlkit.parse(text).unwrap()
    values = list(_masked_values(text, tree))
    return _spliced(text, [*values, *_masked_comments(text, tree, values)])


def restored_text(sent: str, stored: str) -> Edited:
    """
    *sent* with everything masked in it replaced by what is *stored*; what was sent back as it was shown is as it was, to the byte. Raises
    `BadChanges` for what is no TOML or masks nothing that is stored, and `ProtectedKey`.
    """
    was, now = tomlkit.parse(stored).unwrap(), _parsed(sent)
    renamed = renamed_between(shown(was), shown(now))
    old_names = {new: old for old, new in renamed.items()}
    wrong: list[WrongKey] = []
    tree = {
        name: _restored(table, was.get(old_names.get(name, name), ABSENT), (name,), wrong)
        for name, table in now.items()
    }
    if wrong:
        raise BadChanges(wrong=tuple(wrong))
    changed = tuple(_changes(was, tree, renamed))
    for path, _ in changed:
        if is_protected(path):
            raise ProtectedKey(key=dotted(path))
    text = _spliced(
        sent, [*_restored_values(sent, now, tree, stored, old_names), *_restored_comments(sent, stored, was)]
    )
    if pruned(_parsed(text)) != pruned(tree):
        raise BadChanges(
            wrong=(WrongKey(key="", message="what is masked cannot be put in again: edit the file itself"),)
        )
    return Edited(text=text, tree=tree, changed=changed, renamed=renamed)


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomlkit.parse(text).unwrap()
    except ParseError as error:
        message = f"line {error.line}, column {error.col}: {str(error).partition(' at line ')[0]}"
        raise BadChanges(wrong=(WrongKey(key="", message=message),)) from error
    except (TOMLKitError, ValueError, RecursionError) as error:
        raise BadChanges(wrong=(WrongKey(key="", message=f"it is no TOML: {error}"),)) from error


# Values


def _masked_values(text: str, tree: Mapping[str, Any]) -> Iterator[_Splice]:
    for each in _assignments(text):
        value = lookup(tree, each.path)
        masked = shown(value, each.path)
        if _differs(masked, value):
            yield _Splice(*each.value, rendered(masked))


def _differs(masked: Any, value: Any) -> bool:
    """Whether something is masked in it; dates and numbers that JSON cannot hold are no secrets."""
    if isinstance(value, Mapping):
        return any(_differs(masked[name], each) for name, each in value.items())
    if isinstance(value, list):
        return any(_differs(*both) for both in zip(masked, value, strict=True))
    return isinstance(masked, str) and isinstance(value, str | int | float) and masked != value


def _restored(sent: Any, stored: Any, path: Path, wrong: list[WrongKey]) -> Any:
    if isinstance(sent, Mapping):
        table = stored if isinstance(stored, Mapping) else {}
        return {name: _restored(each, table.get(name, ABSENT), (*path, name), wrong) for name, each in sent.items()}
    try:
        return restored(sent, stored, path)
    except NothingStored as error:
        wrong.append(WrongKey(key=dotted(path), message=str(error)))
        return sent


def _restored_values(
    sent: str, now: Mapping[str, Any], tree: Mapping[str, Any], stored: str, old_names: Mapping[str, str]
) -> Iterator[_Splice]:
    written = {each.path: stored[each.value[0] : each.value[1]] for each in _assignments(stored)}
    before = tomlkit.parse(stored).unwrap()
    for each in _assignments(sent):
        value = lookup(tree, each.path)
        if value == lookup(now, each.path):
            continue
        path = (old_names.get(str(each.path[0]), each.path[0]), *each.path[1:])
        as_it_was = written.get(path) if lookup(before, path) == value else None
        yield _Splice(*each.value, rendered(value) if as_it_was is None else as_it_was)


def _changes(was: Mapping[str, Any], tree: Mapping[str, Any], renamed: Mapping[str, str]) -> Iterator[tuple[Path, Any]]:
    before = {(renamed.get(str(path[0]), path[0]), *path[1:]): value for path, value in leaves(was)}
    after = dict(leaves(tree))
    yield from ((path, value) for path, value in after.items() if path not in before or before[path] != value)
    yield from ((path, ABSENT) for path in before if path not in after)


def _assignments(text: str) -> Iterator[Statement]:
    return (each for each in statements(text) if each.shape is Shape.VALUE)


# Comments


def _masked_comments(text: str, tree: Mapping[str, Any], masked: Iterable[_Splice]) -> Iterator[_Splice]:
    taken = [(each.start, each.end) for each in masked]
    redact = _redactor(tree)
    for start, end in comments(text):
        if any(begin <= start < stop for begin, stop in taken):
            continue
        comment = text[start:end]
        if (safe := redact(comment)) != comment:
            yield _Splice(start, end, safe)


def _restored_comments(sent: str, stored: str, was: Mapping[str, Any]) -> Iterator[_Splice]:
    redact = _redactor(was)
    originals: dict[str, list[str]] = {}
    for start, end in comments(stored):
        comment = stored[start:end]
        if (safe := redact(comment)) != comment:
            originals.setdefault(safe, []).append(comment)
    for start, end in comments(sent):
        if found := originals.get(sent[start:end]):
            yield _Splice(start, end, found.pop(0) if len(found) > 1 else found[0])


def _redactor(tree: Mapping[str, Any]) -> Redactor:
    """Masks what is a secret of this file wherever it stands, too."""
    return Redactor(value for path, value in leaves(tree) if isinstance(value, str) and shown(value, path) == REDACTED)


def _spliced(text: str, splices: Iterable[_Splice]) -> str:
    for each in sorted(splices, key=lambda splice: splice.start, reverse=True):
        text = text[: each.start] + each.text + text[each.end :]
    return text
