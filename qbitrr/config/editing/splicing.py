"""
Edits of a TOML text that touch one key or one table each: everything else stays as it is, to the byte.

The text must be TOML. Places are looked up anew for each edit.
"""

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

import tomlkit
from attrs import define, field

from qbitrr.config.editing.rendering import rendered, rendered_key
from qbitrr.config.editing.trees import ABSENT, lookup
from qbitrr.config.statements import Path, Shape, Statement, statements

__all__ = ["TomlText"]


@define
class TomlText:
    """A *text* to be edited; the methods change it."""

    text: str
    _statements: list[Statement] | None = field(default=None, init=False)

    @property
    def statements(self) -> list[Statement]:
        """The statements of the text as it is now."""
        if self._statements is None:
            self._statements = list(statements(self.text))
        return self._statements

    # What is asked of it

    def put(self, path: Path, value: Any) -> None:
        """
        Set the key at *path*; it and its tables appear if they are not there. Raises `ValueError` for what TOML cannot hold, `TypeError`
        where a table would have to be something else.
        """
        if holder := self._holder(path):
            self._put_inside(holder, path, value)
        elif _is_rows(value) and (value or self._rows(path)):
            self._put_rows(path, value)
        elif isinstance(value, Mapping) and self._below(path):
            self._put_table(path, value)
        else:
            if self._below(path):
                self.drop(path)
            self._insert(path, value)

    def drop(self, path: Path) -> None:
        """Take out the key, table or row at *path*, tables with the comments that stand directly at them."""
        holder = self._holder(path)
        if holder is not None and holder.path != path:
            inner = self._item(holder)
            here = _walk(inner, path[len(holder.path) : -1])
            del here[path[-1]]
            self._write(*holder.value, inner.as_string())
            return
        for start, end in reversed(self._blocks(path)):
            self._write(start, end, "")

    def rename(self, old: str, new: str) -> None:
        """Have the top-level table *old* be called *new*, where it is."""
        for each in reversed(self.statements):
            if each.path[0] == old and len(each.spans) == sum(isinstance(part, str) for part in each.path):
                self._write(*each.spans[0], rendered_key(new))

    # Values that are there

    def _holder(self, path: Path) -> Statement | None:
        """The assignment that is *path* or holds it in its value."""
        for each in self.statements:
            if each.shape is Shape.VALUE and each.path == path[: len(each.path)]:
                return each
        return None

    def _put_inside(self, holder: Statement, path: Path, value: Any) -> None:
        if holder.path != path:
            inner = self._item(holder)
            _walk(inner, path[len(holder.path) : -1])[path[-1]] = value
            self._write(*holder.value, inner.as_string())
        elif _is_rows(value) and value:
            self.drop(path)
            self._put_rows(path, value)
        else:
            self._write(*holder.value, rendered(value))

    def _item(self, holder: Statement) -> Any:
        return tomlkit.value(self.text[slice(*holder.value)])

    # Tables

    def _below(self, path: Path) -> list[Statement]:
        """Everything at *path* and in it."""
        return [each for each in self.statements if each.path[: len(path)] == path]

    def _put_table(self, path: Path, value: Mapping[str, Any]) -> None:
        inside = {each.path[len(path)]: None for each in self._below(path) if len(each.path) > len(path)}
        for name in inside:
            if name not in value:
                self.drop((*path, name))
        for name, each in value.items():
            self.put((*path, name), each)

    def _rows(self, path: Path) -> list[Statement]:
        return [each for each in self.statements if each.shape is Shape.ROW and each.path[:-1] == path]

    def _put_rows(self, path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
        """Have exactly *rows* at *path*. Rows of the same name and address stay where they are, with their comments."""
        there = lookup(tomlkit.parse(self.text).unwrap(), path)
        if there is ABSENT or not rows:
            self.drop(path)
            there = []
        if not rows:
            self._insert(path, [])
        matches = SequenceMatcher(None, [*map(_identity, there)], [*map(_identity, rows)], autojunk=False)
        for _, start, end, first, last in reversed(matches.get_opcodes()):
            both = min(end - start, last - first)
            for index in range(end - 1, start + both - 1, -1):
                self.drop((*path, index))
            for row in reversed(rows[first + both : last]):
                self._insert_row(path, start + both, row)
            for index in range(both - 1, -1, -1):
                self._put_table((*path, start + index), rows[first + index])

    def _insert_row(self, path: Path, index: int, row: Mapping[str, Any]) -> None:
        block = "\n".join([f"[[{_header(path)}]]", *(f"{rendered_key(name)} = {rendered(row[name])}" for name in row)])
        there = self._rows(path)
        if index < len(there):
            self._write_lines(self._lead(there[index]), block + "\n")
        else:
            self._new_block(path, block)

    # What is not there yet

    def _insert(self, path: Path, value: Any) -> None:
        table, own = path[:-1], [each for each in self.statements if each.path == path[:-1] and _opens(each)]
        if isinstance(value, Mapping) and not value and not any(isinstance(part, int) for part in path):
            self._new_block(path, f"[{_header(path)}]")
            return
        line = f"{rendered_key(str(path[-1]))} = {rendered(value)}"
        if own or not table:
            self._insert_line(own[0] if own else None, line)
            return
        beside = [each for each in self.statements if each.shape is Shape.VALUE and each.path[:-1] == table]
        if beside:  # the table is there by dotted keys alone
            before = self.text[beside[-1].spans[0][0] : beside[-1].spans[-1][0]]
            self._write_lines(beside[-1].end, self._indent(beside[-1]) + before + line)
            return
        deeper = self._below(table)
        block = f"[{_header(table)}]\n{line}"
        if deeper and _opens(deeper[0]):
            self._write_lines(self._lead(deeper[0]), block + "\n")
        else:
            self._new_block(table, block)

    def _insert_line(self, header: Statement | None, line: str) -> None:
        """Put *line* behind the last assignment of the table of *header* (None: of the top)."""
        begun, last = header is None, header
        for each in self.statements:
            if each is header:
                begun = True
            elif begun and _opens(each):
                break
            elif begun:
                last = each
        if last is None:
            self._write_lines(0, line)
        else:
            self._write_lines(last.end, self._indent(last) + line)

    def _new_block(self, path: Path, block: str) -> None:
        """Put *block* behind everything of the nearest table that holds *path*, else at the end."""
        for length in range(len(path), 0, -1):
            family = self._below(path[:length])
            if family:
                at = self._behind(family[-1])
                self._write_lines(at, "\n" + block)
                return
        self._write_lines(len(self.text), ("\n" if self.text.strip() else "") + block)

    # Places

    def _blocks(self, path: Path) -> list[tuple[int, int]]:
        """The places of all that is at *path* and in it; headers with what stands below them, and the comments at them."""
        blocks: list[tuple[int, int]] = []
        for each in self._below(path):
            start = self._lead(each) if _opens(each) else self._line_start(each.start)
            end = self._behind(each) if _opens(each) or blocks else each.end
            if blocks and start <= blocks[-1][1]:
                blocks[-1] = (blocks[-1][0], max(end, blocks[-1][1]))
            elif blocks and not _opens(each) and self._only_comments(blocks[-1][1], start):
                blocks[-1] = (blocks[-1][0], end)
            else:
                blocks.append((start, end))
        return [(start, self._and_blank(start, end)) for start, end in blocks]

    def _only_comments(self, start: int, end: int) -> bool:
        """Whether nothing but comments and blank lines stands there: then it belongs to the table around it."""
        return all(not line.strip() or line.lstrip().startswith("#") for line in self.text[start:end].split("\n"))

    def _lead(self, statement: Statement) -> int:
        """Where the comment lines directly above *statement* begin."""
        at = self._line_start(statement.start)
        while at > 0:
            above = self._line_start(at - 1)
            if not self.text[above:at].lstrip().startswith("#"):
                break
            at = above
        return at

    def _behind(self, statement: Statement) -> int:
        """Where the comment lines directly below *statement* end; what directly precedes another statement is no part of them."""
        at = statement.end
        while at < len(self.text):
            end = self.text.find("\n", at) + 1 or len(self.text)
            line = self.text[at:end].strip()
            if not line:
                return at
            if not line.startswith("#"):
                return statement.end
            at = end
        return at

    def _and_blank(self, start: int, end: int) -> int:
        """*end*, behind a blank line that would be left over."""
        above = self.text[:start].rstrip(" \t\r")
        found = re.match(r"[ \t]*\r?\n", self.text[end:])
        return end + found.end() if found and (not above.strip() or above.endswith(("\n\n", "\n\r\n"))) else end

    def _line_start(self, at: int) -> int:
        return self.text.rfind("\n", 0, at) + 1

    def _indent(self, statement: Statement) -> str:
        before = self.text[self._line_start(statement.start) : statement.start]
        return before if not before.strip() else ""

    # Writing

    def _write_lines(self, at: int, lines: str) -> None:
        if at > 0 and self.text[at - 1] != "\n":
            lines = "\n" + lines
        self._write(at, at, lines + "\n")

    def _write(self, start: int, end: int, new: str) -> None:
        if "\r\n" in self.text:
            new = new.replace("\r\n", "\n").replace("\n", "\r\n")
        self.text = self.text[:start] + new + self.text[end:]
        self._statements = None


def _opens(statement: Statement) -> bool:
    return statement.shape is not Shape.VALUE


def _is_rows(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(each, Mapping) for each in value)


def _header(path: Path) -> str:
    return ".".join(rendered_key(part) for part in path if isinstance(part, str))


def _identity(row: Mapping[str, Any]) -> tuple[str, str]:
    return str(row.get("Name")), str(row.get("URI"))


def _walk(item: Any, path: Path) -> Any:
    for part in path:
        if isinstance(part, str) and isinstance(item, dict) and part not in item:
            item[part] = tomlkit.inline_table()
        item = item[part]
    return item
