"""
A configuration on its way to today's spelling: the tree that the steps edit, what they did, and where in the file things stood.
"""

import re
from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any

import tomlkit
from attrs import define, field
from tomlkit.container import Container
from tomlkit.items import AoT, Comment, InlineTable, Trivia

from qbitrr.config.lines import Path
from qbitrr.config.migrations.upgrade_steps import UpgradeStep, shown_value
from qbitrr.config.problems import Severity
from qbitrr.config.schema.sections import SectionName, classify

__all__ = ["DraftTree", "Tree", "dotted_place", "is_stamped", "set_before_remarks", "stamp_of"]

Tree = MutableMapping[str, Any]


def is_stamped(tree: Mapping[str, Any]) -> bool:
    """Whether this program wrote the file, or a person confirmed it: it carries our own number of the layout."""
    settings = next((table for name, table in tree.items() if name.lower() == "settings"), None)
    version = settings.get("SchemaVersion") if isinstance(settings, Mapping) else None
    return isinstance(version, int) and not isinstance(version, bool)


def stamp_of(settings: object) -> tuple[int, ...]:
    """The release stamp of the other program in the `[Settings]` table, as numbers; (0, 0, 1) if there is none."""
    raw = settings.get("ConfigVersion") if isinstance(settings, Mapping) else None
    if isinstance(raw, int) and not isinstance(raw, bool):
        return (0, 0, int(raw))
    found = re.match(r"\d{1,6}(\.\d{1,6}){0,3}", raw) if isinstance(raw, str) else None
    return tuple(int(part) for part in found[0].split(".")) if found else (0, 0, 1)


def dotted_place(path: Path) -> str:
    """*path* as people write it: `Radarr-X.Torrent.Trackers[2].URI`, rows counted from 0."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


@define
class DraftTree:
    """
    The *tree* (plain dictionaries, or a TOML document), edited in place.

    *is_foreign*: the file carries no stamp of ours, so that what it says is meant as the other program read it. *moved* leads from
    where a thing is now to where it stands in the file; *respelled* are the names of tables that changed. *number* is the step at work.
    """

    tree: Tree
    is_foreign: bool
    stamp: tuple[int, ...]
    steps: list[UpgradeStep] = field(factory=list)
    moved: dict[Path, Path] = field(factory=dict)
    respelled: dict[Path, Path] = field(factory=dict)
    number: int = 0

    @classmethod
    def of(cls, tree: Tree) -> "DraftTree":
        """A draft that edits *tree*."""
        settings = next((table for name, table in tree.items() if name.lower() == "settings"), None)
        return cls(tree=tree, is_foreign=not is_stamped(tree), stamp=stamp_of(settings))

    def sections(self, kind: str) -> list[SectionName]:
        """The `qBit` or `Arr` sections that are tables and have their right name."""
        named = [(classify(name), table) for name, table in self.tree.items()]
        found = [name for name, table in named if name and name.kind == kind and isinstance(table, Mapping)]
        return [name for name in found if name.name in self.tree]

    def table(self, path: Path, create: bool = False) -> Tree | None:
        """The table at *path*, None if there is none (or something else)."""
        here: Any = self.tree
        for part in path:
            if create and isinstance(here, MutableMapping) and isinstance(part, str) and part not in here:
                here[part] = self._fresh(here)
            if isinstance(part, int):
                here = here[part] if isinstance(here, list) and part < len(here) else None
            else:
                here = here.get(part) if isinstance(here, Mapping) else None
        return here if isinstance(here, MutableMapping) else None

    def rows(self, path: Path) -> Iterator[tuple[Path, Tree]]:
        """The tables in the array at *path*, with their own paths."""
        holder = self.table(path[:-1])
        listed = holder.get(str(path[-1])) if holder else None
        for index, row in enumerate(listed if isinstance(listed, list) else ()):
            if isinstance(row, MutableMapping):
                yield (*path, index), row

    def value(self, path: Path) -> Any:
        """The value at *path*, None if there is none."""
        holder = self.table(path[:-1])
        return holder.get(str(path[-1])) if holder is not None else None

    def in_file(self, path: Path) -> Path:
        """*path* as the file spells it."""
        for length in range(len(path), 0, -1):
            if (origin := self.moved.get(path[:length])) is not None:
                return (*origin, *path[length:])
        return path

    # Edits

    def move(self, source: Path, target: Path, *, changes_meaning: bool = False) -> None:
        """Move a value to where it belongs, unless there is one already; it leaves its old place in any case."""
        holder = self.table(source[:-1])
        if holder is None or source[-1] not in holder:
            return
        old = shown_value(source, holder[str(source[-1])])
        value = _taken(holder, str(source[-1]))
        aim = self.table(target[:-1], create=True)
        place = dotted_place(target)
        if aim is None or target[-1] in aim:
            why = f"is not read, since {place} is there" if aim is not None else "is not read"
            self.say(source, why, old=old, is_silent=True)
            return
        set_before_remarks(aim, str(target[-1]), value)
        self.say(source, f"is read as {place}", "Move it there", old=old, changes_meaning=changes_meaning)
        self.moved[target] = self.in_file(source)

    def put(self, path: Path, value: Any) -> None:
        """Write *value* at *path*, whose table is there. Whoever calls says why."""
        holder = self.table(path[:-1], create=True)
        name = str(path[-1])
        if holder is None:
            return
        present = holder.get(name)
        if isinstance(value, dict) and isinstance(present, MutableMapping):
            present.update(value)
        elif isinstance(value, dict) and self._is_document:
            inline = tomlkit.inline_table()
            inline.update(value)
            set_before_remarks(holder, name, inline)
        else:
            set_before_remarks(holder, name, value)

    def drop(self, holder: Path, *names: str, why: str = "means nothing any more") -> None:
        """Take out keys that have no meaning any more."""
        table = self.table(holder)
        for name in names if table else ():
            assert table is not None
            if name in table:
                old = shown_value((*holder, name), table[name])
                _taken(table, name, leave_comment=True)
                self.say((*holder, name), why, old=old, is_silent=True)

    def rename(self, old: Path, new: str, why: str, **more: Any) -> None:
        """The table at *old* becomes the top-level table *new*, where it stands if it is at the top already."""
        place = self.in_file(old)
        if len(old) == 1 and isinstance(self.tree, dict) and not self._is_document:
            entries = [(new if name == old[0] else name, table) for name, table in self.tree.items()]
            self.tree.clear()
            self.tree.update(entries)
        else:
            holder = self.table(old[:-1])
            assert holder is not None
            self.tree[new] = holder.pop(str(old[-1]))
        self.say(old, why, **more)
        self.moved[(new,)] = place
        self.respelled[place] = (new,)

    def set_rows(self, path: Path, rows: list[Tree], places: list[Path]) -> None:
        """The array of tables at *path* becomes these *rows*, which stand at *places* in the file; without any it goes."""
        holder = self.table(path[:-1], create=True)
        assert holder is not None
        name = str(path[-1])
        self.moved = {old: new for old, new in self.moved.items() if old[: len(path)] != path}
        if not rows:
            del holder[name]
            return
        listed: Any = rows
        if self._is_document:
            listed = tomlkit.aot()
            for row in rows:
                listed.append(_as_table(row))
        if isinstance(holder.get(name), list) and not isinstance(holder[name], AoT):
            del holder[name]
        holder[name] = listed
        self.moved |= {(*path, index): place for index, place in enumerate(places)}

    def say(self, path: Path, why: str, remedy: str = "", *, old: str = "", new: str = "", **more: Any) -> None:
        """Remember what was done about *path*, given as it is now."""
        place = self.in_file(path)
        step = UpgradeStep(
            number=self.number, key=dotted_place(place), place=place, why=why, remedy=remedy, old=old, new=new, **more
        )
        self.steps.append(step)

    def warn(self, path: Path, why: str, remedy: str = "", **more: Any) -> None:
        """The same, as a warning."""
        self.say(path, why, remedy, severity=Severity.WARNING, **more)

    @property
    def _is_document(self) -> bool:
        return isinstance(self.tree, tomlkit.TOMLDocument)

    def _fresh(self, beside: Any) -> Any:
        if not self._is_document:
            return {}
        return tomlkit.inline_table() if isinstance(beside, InlineTable) else tomlkit.table()


def set_before_remarks(table: Any, name: str, value: Any) -> None:
    """Set a key of *table*; a new one stands before the comments at its end, which are about what follows."""
    container = getattr(table, "value", table)
    trailing: list[Any] = []
    if isinstance(container, Container) and name not in table:
        while container.body and container.body[-1][0] is None:
            trailing.insert(0, container.body.pop())
    table[name] = value
    if trailing:
        container.body.extend(trailing)


def _taken(table: Any, name: str, *, leave_comment: bool = False) -> Any:
    """The value called *name*, taken out of *table* with its comment; *leave_comment*: the comment stays where it was."""
    container = getattr(table, "value", table)
    if not isinstance(container, Container):
        return table.pop(name)
    item: Any = container.item(name)
    index = next(number for number, (key, _) in enumerate(container.body) if key is not None and key.key == name)
    del table[name]
    if leave_comment and item.trivia.comment:
        container.body[index] = (None, Comment(Trivia(indent="", comment_ws="", comment=item.trivia.comment)))
    return item


def _as_table(row: Tree) -> Any:
    """A row as a table of its own, its comments kept if it was one."""
    if not isinstance(row, InlineTable):
        return row
    table = tomlkit.table()
    table.update(row.unwrap())
    return table
