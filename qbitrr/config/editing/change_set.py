"""From changes as somebody sends them to the edited text: the one way in which the configuration is changed."""

from collections.abc import Iterator, Mapping
from typing import Any

import tomlkit
from attrs import define, field, frozen

from qbitrr.config.editing.masking import NothingStored, restored, shown
from qbitrr.config.editing.naming import UnknownTarget, find, path_of
from qbitrr.config.editing.refusals import BadChanges, ProtectedKey, WrongKey
from qbitrr.config.editing.renaming import renamed_between, wrong_rename
from qbitrr.config.editing.splicing import TomlText
from qbitrr.config.editing.trees import ABSENT, has_values, leaves, lookup, pruned, with_value, without
from qbitrr.config.loading.findings import dotted
from qbitrr.config.schema.keys import Kind
from qbitrr.config.schema.sections import classify
from qbitrr.config.statements import Path

__all__ = ["MOST_CHANGES", "ChangeSet", "Edited", "edit", "is_protected"]

MOST_CHANGES = 2000
_NOTHING: Mapping[Path, Any] = {}
_PROTECTED = frozenset({("Settings", "ConfigVersion"), ("Settings", "SchemaVersion"), ("WebUI", "PasswordHash")})


@frozen(kw_only=True)
class ChangeSet:
    """
    What is wanted. *changes*: keys as people write them (see `naming.path_of`) with their new value, None to delete; a table given as
    value stands for a change of each key in it. *renames*: old to new names of sections. *own*: the program's own changes, which
    alone may write what is protected.
    """

    changes: Mapping[str, Any] = field(factory=dict)
    renames: Mapping[str, str] = field(factory=dict)
    own: bool = False


@frozen(kw_only=True)
class Edited:
    """
    The text after a change, and its content as a *tree*. *changed* are the paths with the value wanted (`ABSENT`: deleted), *renamed*
    sections by their old names, *in_vain* the paths wanted that something else holds.
    """

    text: str
    tree: Mapping[str, Any]
    changed: tuple[tuple[Path, Any], ...]
    renamed: Mapping[str, str]
    in_vain: tuple[Path, ...] = ()


def edit(text: str, wanted: ChangeSet, held: Mapping[Path, Any] = _NOTHING) -> Edited:
    """
    *text* (which must be TOML) with what is *wanted*, and everything else as it was, to the byte. What comes back of the values that are
    *held* by something else, as they were shown, is not written into it.

    Raises `BadChanges` (all that is wrong at once) or `ProtectedKey`.
    """
    tree: dict[str, Any] = tomlkit.parse(text).unwrap()
    if len(wanted.changes) > MOST_CHANGES:
        raise BadChanges(wrong=(WrongKey(key="", message=f"more than {MOST_CHANGES} changes at once"),))
    editing = _Editing(toml=TomlText(text), tree=tree, own=wanted.own, held=held)
    editing.rename(wanted.renames)
    changes = editing.found(wanted.changes)
    changes = editing.renamed_by(changes)
    for path, value in changes:
        editing.change(path, value)
    editing.finish()
    return Edited(
        text=editing.toml.text,
        tree=editing.tree,
        changed=tuple(editing.changed.items()),
        renamed=editing.renamed,
        in_vain=tuple(editing.in_vain),
    )


@define(kw_only=True)
class _Editing:
    """An edit under way: the text, its content, and what came of it so far."""

    toml: TomlText
    tree: dict[str, Any]
    own: bool
    held: Mapping[Path, Any]
    renamed: dict[str, str] = field(factory=dict)
    changed: dict[Path, Any] = field(factory=dict)
    in_vain: list[Path] = field(factory=list)
    wrong: list[WrongKey] = field(factory=list)

    def rename(self, renames: Mapping[str, str]) -> None:
        """Rename sections, all at the same time."""
        going = set(renames)
        for old, new in renames.items():
            others = [new_name for each, new_name in renames.items() if each != old]
            taken = [name for name in self.tree if name not in going]
            if old != new and (wrong := wrong_rename(old, new, self.tree, [*taken, *others])):
                self.wrong.append(wrong)
        if self.wrong:
            raise BadChanges(wrong=tuple(self.wrong))
        aside = {old: f"{new}\x00" for old, new in renames.items() if old != new}  # two may change places
        for old, name in aside.items():
            self.toml.rename(old, name)
        for old, name in aside.items():
            self.toml.rename(name, renames[old])
            self.renamed[old] = renames[old]
        self.tree = {renames.get(name, name): table for name, table in self.tree.items()}
        self._follow_clients()

    def _follow_clients(self) -> None:
        """Have what refers to a renamed client by its name refer to it still."""
        for name, table in list(self.tree.items()):
            named = lookup(table, ("qBitInstances",))
            if isinstance(named, list) and any(each in self.renamed for each in named):
                self.change((name, "qBitInstances"), [self.renamed.get(str(each), each) for each in named])

    def found(self, changes: Mapping[str, Any]) -> list[tuple[Path, Any]]:
        """The places of *changes*, tables taken apart. What names nothing is noted as wrong."""
        found: list[tuple[Path, Any]] = []
        for spelled, value in changes.items():
            try:
                path = path_of(spelled, self.tree)
                path = (self.renamed.get(str(path[0]), path[0]), *path[1:])
                found += self._apart(path, value)
            except UnknownTarget as unknown:
                self.wrong.append(unknown.wrong)
        return found

    def _apart(self, path: Path, value: Any) -> Iterator[tuple[Path, Any]]:
        target = find(path, self.tree, deleting=value is None)
        if value is None:
            yield from self._deletions(target.path)
        elif target.key is None and isinstance(value, Mapping):
            if not value and lookup(self.tree, target.path) is ABSENT:
                yield target.path, {}
            for name, each in value.items():
                yield from self._apart((*target.path, name), each)
        elif target.key is None:
            raise UnknownTarget(WrongKey(key=dotted(path), message="must be a table"))
        else:
            yield target.path, _whole(value) if target.key.kind not in (Kind.NUMBER, Kind.FRACTION) else value

    def _deletions(self, path: Path) -> Iterator[tuple[Path, Any]]:
        """A table goes as a whole, unless something protected is in it."""
        kept = [each for each, _ in leaves(lookup(self.tree, path), path) if is_protected(each) and each != path]
        if not kept or self.own:
            yield path, ABSENT
            return
        for name in lookup(self.tree, path):
            if (*path, name) not in kept:
                yield (*path, name), ABSENT

    def renamed_by(self, changes: list[tuple[Path, Any]]) -> list[tuple[Path, Any]]:
        """
        *changes* without those that come to a section getting another name, which is done: all of one goes, and one like it comes. The
        rest of it is then to be changed under its new name.
        """
        after: Any = self.tree
        for path, value in changes:
            after = without(after, path) if value is ABSENT else _seen(after, path, value)
        after = pruned(after)
        names = renamed_between(shown(self.tree), shown(after))
        names = {old: new for old, new in names.items() if wrong_rename(old, new, self.tree, self.tree) is None}
        if not names:
            return changes
        wanted = {path for path, value in changes if value is not ABSENT}
        lost = [
            (new, *path[1:])
            for old, new in names.items()
            for path, _ in leaves(self.tree[old], (old,))
            if not any((new, *path[1 : len(each)]) == each for each in wanted)
        ]
        self.rename(names)
        return [
            *((path, ABSENT) for path in lost),
            *(each for each in changes if each[0][0] not in names or each[1] is not ABSENT),
        ]

    def change(self, path: Path, value: Any) -> None:
        """Set or delete one key. What is so already is left alone."""
        stored = lookup(self.tree, path)
        if self._comes_back(path, value):
            return
        try:
            value = value if value is ABSENT else restored(value, stored, path)
            if _same(value, stored):
                return
            if is_protected(path) and not self.own:
                raise ProtectedKey(key=dotted(path))
            if value is ABSENT:
                self.tree = without(self.tree, path)
                self.toml.drop(path)
            else:
                self.tree = with_value(self.tree, path, value)
                self.toml.put(path, value)
        except (NothingStored, ValueError, TypeError) as error:
            self.wrong.append(WrongKey(key=dotted(path), message=str(error)))
            return
        self.changed[path] = value

    def _comes_back(self, path: Path, value: Any) -> bool:
        """Whether that is what something else holds there, sent by a page that was shown it."""
        before = next((old for old, new in self.renamed.items() if new == path[0]), path[0])
        place = (before, *path[1:])
        if place not in self.held:
            return False
        if value == self.held[place]:
            return True
        self.in_vain.append(place)
        return False

    def finish(self) -> None:
        """Take out the tables that became empty, and see that the text says what it should."""
        for path, value in list(self.changed.items()):
            for length in range(1, len(path)) if value is ABSENT else ():
                table = lookup(self.tree, path[:length])
                if isinstance(table, Mapping) and not has_values(table):
                    self.tree = without(self.tree, path[:length])
                    self.toml.drop(path[:length])
        if self.wrong:
            raise BadChanges(wrong=tuple(self.wrong))
        if pruned(tomlkit.parse(self.toml.text).unwrap()) != pruned(self.tree):
            key = ", ".join(dotted(path) for path in self.changed)
            message = "cannot be changed without touching what stands around it: edit the file itself"
            raise BadChanges(wrong=(WrongKey(key=key, message=message),))


def is_protected(path: Path) -> bool:
    """Whether only the program itself writes the key at *path*."""
    named = classify(str(path[0]))
    return named is not None and (named.name, *path[1:]) in _PROTECTED


def _same(value: Any, stored: Any) -> bool:
    return bool(value == stored) and type(value) is type(stored)


def _whole(value: Any) -> Any:
    """A number as JSON may have it: 60.0 is 60."""
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 2**53 else value


def _seen(tree: Any, path: Path, value: Any) -> Any:
    try:
        return with_value(tree, path, value)
    except TypeError:
        return tree
