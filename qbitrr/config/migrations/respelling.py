"""Other names for tables, written into the text itself: order, comments and blanks stay as they are."""

import json
import re
from collections.abc import Mapping

from qbitrr.config.statements import Path, Shape, Statement, statements

__all__ = ["respell"]


def respell(text: str, names: Mapping[Path, Path]) -> str:
    """*text* (TOML) with every table at a key of *names*, and all below it, called as the value says."""
    pieces: list[str] = []
    copied = 0
    at_top = True
    for statement in statements(text) if names else ():
        at_top = at_top and statement.shape is Shape.VALUE
        if (new := _renamed(statement, names)) and (at_top or statement.shape is not Shape.VALUE):
            pieces += [text[copied : statement.spans[0][0]], ".".join(_written(part) for part in new)]
            copied = statement.spans[-1][1]
    return "".join([*pieces, text[copied:]])


def _renamed(statement: Statement, names: Mapping[Path, Path]) -> Path | None:
    keys = tuple(part for part in statement.path if isinstance(part, str))
    for length in range(len(keys), 0, -1):
        if (new := names.get(keys[:length])) is not None:
            return (*new, *keys[length:])
    return None


def _written(part: object) -> str:
    text = str(part)
    return text if re.fullmatch(r"[A-Za-z0-9_-]+", text) else json.dumps(text, ensure_ascii=False)
