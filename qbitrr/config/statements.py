"""
A TOML text as its statements: where each header and assignment stands, which table it is about, where its value begins and ends.

A small scanner of its own: it knows strings, comments, brackets and headers, nothing of values. It never fails; for text
that is not TOML the answers are merely useless.
"""

import re
from collections.abc import Iterator, Sequence
from enum import Enum

from attrs import frozen

__all__ = ["Path", "Shape", "Statement", "comments", "statements"]

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


class Shape(Enum):
    """What a statement is."""

    HEADER = "[table]"
    ROW = "[[array of tables]]"
    VALUE = "key = value"


@frozen(kw_only=True)
class Statement:
    """
    One header or assignment: *start* is the first letter of it, *end* lies behind its line end. *path* is what it is about, rows
    counted; *spans* are the places of its own keys, the last ones of *path* but for numbers. *value* is the place of the value of an
    assignment, without the comment behind it.
    """

    shape: Shape
    path: Path
    start: int
    end: int
    spans: tuple[tuple[int, int], ...]
    value: tuple[int, int] = (0, 0)


def statements(text: str) -> Iterator[Statement]:
    """The statements of *text* in their order; blank lines, comments and what is no statement are between them."""
    rows: dict[Path, int] = {}
    table: Path = ()
    position = 0
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        end, value_end = _ends(text, position)
        if text[position] == "[":
            found = _header(text, position, end, rows)
        elif text[position] != "#":
            found = _assignment(text, position, end, value_end, table)
        else:
            found = None
        if found is not None:
            if found.shape is not Shape.VALUE:
                table = found.path
            yield found
        position = end


def comments(text: str) -> Iterator[tuple[int, int]]:
    """Where the comments of *text* stand, each from its `#` to before the line end."""
    return (found.span() for found in _TOKEN.finditer(text) if found[0].startswith("#"))


def _header(text: str, start: int, end: int, rows: dict[Path, int]) -> Statement | None:
    brackets = "[[" if text.startswith("[[", start) else "["
    keys, spans, _ = _dotted(text, start + len(brackets))
    if not keys:
        return None
    path = (*_inside_rows(keys[:-1], rows), keys[-1])
    shape = Shape.HEADER
    if brackets == "[[":
        shape = Shape.ROW
        rows[path] = rows.get(path, -1) + 1
        path = (*path, rows[path])
    elif path in rows:
        path = (*path, rows[path])
    return Statement(shape=shape, path=path, start=start, end=end, spans=spans)


def _assignment(text: str, start: int, end: int, value_end: int, table: Path) -> Statement | None:
    keys, spans, after = _dotted(text, start)
    if not keys or text[after : after + 1] != "=":
        return None
    begin = after + 1
    while begin < value_end and text[begin] in " \t":
        begin += 1
    path = (*table, *keys)
    return Statement(shape=Shape.VALUE, path=path, start=start, end=end, spans=spans, value=(begin, value_end))


def _inside_rows(keys: Sequence[str], rows: dict[Path, int]) -> Path:
    """*keys* with the index of the latest row put behind each array of tables on the way."""
    path: Path = ()
    for key in keys:
        path = (*path, key)
        if path in rows:
            path = (*path, rows[path])
    return path


def _dotted(text: str, position: int) -> tuple[list[str], tuple[tuple[int, int], ...], int]:
    """The dotted key at *position*, the place of each part, and where it ends; no keys if there is none."""
    keys: list[str] = []
    spans: list[tuple[int, int]] = []
    while found := _PART.match(text, position):
        basic, literal, bare = found.groups()
        keys.append(_unescaped(basic) if basic is not None else literal if literal is not None else bare)
        inner = found[0].strip()
        at = found.start() + found[0].index(inner)
        spans.append((at, at + len(inner)))
        position = found.end()
        if text[position : position + 1] != ".":
            break
        position += 1
    return keys, tuple(spans), position


def _unescaped(text: str) -> str:
    def one(found: re.Match[str]) -> str:
        code = found[1]
        return chr(int(code[1:], 16)) if len(code) > 1 else _ESCAPES.get(code, code)

    return re.sub(r"\\(u[0-9A-Fa-f]{4}|.)", one, text)


def _ends(text: str, position: int) -> tuple[int, int]:
    """Behind the line that ends the statement at *position*, and behind the last of it that is no comment; brackets span lines."""
    depth, last = 0, position
    for token in _TOKEN.finditer(text, position):
        kind = token[0]
        if kind in ("[", "{"):
            depth += 1
        elif kind in ("]", "}"):
            depth -= 1
        elif kind == "\n" and depth <= 0:
            return token.end(), last
        if kind[0] != "#" and (inner := kind.rstrip()):
            last = token.start() + len(inner)
    return len(text), last
