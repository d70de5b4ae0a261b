"""Where in a TOML text a key stands, so that every problem can name its line."""

import re
from bisect import bisect_right
from collections.abc import Sequence

from qbitrr.config.statements import Path, Shape, statements

__all__ = ["Lines", "Path"]


class Lines:
    """The lines (counted from 1) of the keys and tables of *text*. Never fails; for text that is no TOML the answers are useless."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]
        self._lines: dict[Path, int] = {}
        self.repeated: list[tuple[Path, int]] = []
        for each in statements(text):
            if each.shape is Shape.ROW:
                self._lines.setdefault(each.path[:-1], self._line(each.start))
                self._lines[each.path] = self._line(each.start)
            else:
                self._note(each.path, each.start)

    def of(self, path: Sequence[str | int]) -> int | None:
        """The line of *path*, else that of the nearest table above it; None if nothing of it is in the text."""
        for length in range(len(path), 0, -1):
            line = self._lines.get(tuple(path[:length]))
            if line is not None:
                return line
        return None

    def _note(self, path: Path, start: int) -> None:
        if path in self._lines:
            self.repeated.append((path, self._line(start)))
        else:
            self._lines[path] = self._line(start)

    def _line(self, position: int) -> int:
        return bisect_right(self._starts, position)
