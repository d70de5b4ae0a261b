"""
Where in a TOML text a key stands, so that every problem can name its line.

A small scanner of its own: it knows strings, comments, brackets and headers, nothing of values. It never fails; for text
that is not TOML the answers are merely useless.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence

__all__ = ["Lines", "Path"]

Path = tuple[str | int, ...]
"""Keys from the top of the file downwards; a number is the index in an array of tables."""

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?!")'  # multi-line string
    r"|'''.*?'''(?!')"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|#[^\n]*"
    r"|\n"
    r"|[\[\]{}]"
    r"|[^\"'#\n\[\]{}]+"
    r"|.",
    re.DOTALL,
)
_PART = re.compile(r"""\s*(?:"((?:\\.|[^"\\\n])*)"|'([^'\n]*)'|([^\s.="'\[\]#]+))\s*""")
_ESCAPES = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", '"': '"', "\\": "\\"}


class Lines:
    """The lines (counted from 1) of the keys and tables of *text*."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]
        self._lines: dict[Path, int] = {}
        self._rows: dict[Path, int] = {}
        self._table: Path = ()
        self.repeated: list[tuple[Path, int]] = []
        self._scan(text)

    def of(self, path: Sequence[str | int]) -> int | None:
        """The line of *path*, else that of the nearest table above it; None if nothing of it is in the text."""
        for length in range(len(path), 0, -1):
            line = self._lines.get(tuple(path[:length]))
            if line is not None:
                return line
        return None

    def _scan(self, text: str) -> None:
        position = 0
        while position < len(text):
            if text[position].isspace():
                position += 1
                continue
            if text[position] == "[":
                self._header(text, position)
            elif text[position] != "#":
                self._assignment(text, position)
            position = _statement_end(text, position)

    def _header(self, text: str, start: int) -> None:
        brackets = "[[" if text.startswith("[[", start) else "["
        keys, _ = _dotted(text, start + len(brackets))
        if not keys:
            return
        path = self._inside_rows(keys[:-1])
        path = (*path, keys[-1])
        if brackets == "[[":
            index = self._rows.get(path, -1) + 1
            self._rows[path] = index
            self._lines.setdefault(path, self._line(start))
            path = (*path, index)
            self._lines[path] = self._line(start)
        else:
            if path in self._rows:
                path = (*path, self._rows[path])
            self._note(path, start)
        self._table = path

    def _assignment(self, text: str, start: int) -> None:
        keys, end = _dotted(text, start)
        if keys and text[end : end + 1] == "=":
            self._note((*self._table, *keys), start)

    def _note(self, path: Path, start: int) -> None:
        if path in self._lines:
            self.repeated.append((path, self._line(start)))
        else:
            self._lines[path] = self._line(start)

    def _inside_rows(self, keys: Sequence[str]) -> Path:
        """*keys* with the index of the latest row put behind each array of tables on the way."""
        path: Path = ()
        for key in keys:
            path = (*path, key)
            if path in self._rows:
                path = (*path, self._rows[path])
        return path

    def _line(self, position: int) -> int:
        return bisect_right(self._starts, position)


def _dotted(text: str, position: int) -> tuple[list[str], int]:
    """The dotted key at *position* and where it ends; no keys if there is none."""
    keys: list[str] = []
    while found := _PART.match(text, position):
        basic, literal, bare = found.groups()
        keys.append(_unescaped(basic) if basic is not None else literal if literal is not None else bare)
        position = found.end()
        if text[position : position + 1] != ".":
            break
        position += 1
    return keys, position


def _unescaped(text: str) -> str:
    def one(found: re.Match[str]) -> str:
        code = found[1]
        return chr(int(code[1:], 16)) if len(code) > 1 else _ESCAPES.get(code, code)

    return re.sub(r"\\(u[0-9A-Fa-f]{4}|.)", one, text)


def _statement_end(text: str, position: int) -> int:
    """The position behind the line that ends the statement at *position*: brackets and strings may span lines."""
    depth = 0
    for token in _TOKEN.finditer(text, position):
        kind = token[0]
        if kind in ("[", "{"):
            depth += 1
        elif kind in ("]", "}"):
            depth -= 1
        elif kind == "\n" and depth <= 0:
            return token.end()
    return len(text)
