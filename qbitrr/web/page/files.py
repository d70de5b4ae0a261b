"""
The built files of the browser UI. Without them (a checkout in which it was not built) a plain page stands in.
"""

from collections.abc import Collection
from pathlib import Path

from attrs import frozen

from qbitrr.web.http.conditions import tag_of
from qbitrr.web.page.plain import FILES

__all__ = ["BUILT", "PageFile", "PageFiles"]

BUILT = Path(__file__).parent.parent / "static"
"""Where a build puts them, and a wheel carries them."""

_TEXT = "; charset=utf-8"
_KINDS = {
    ".html": "text/html" + _TEXT, ".js": "text/javascript" + _TEXT, ".css": "text/css" + _TEXT, ".svg": "image/svg+xml",
    ".txt": "text/plain" + _TEXT, ".png": "image/png", ".woff2": "font/woff2", ".json": "application/json",
    ".webmanifest": "application/manifest+json",
}  # fmt: skip
# What the build puts beside a file, the smallest first: coding of HTTP and ending.
_CODINGS = (("br", ".br"), ("gzip", ".gz"))
_HASHED = "assets/"


@frozen
class PageFile:
    """A file as it is sent: its content type, what it is packed with (or ""), a strong tag, and whether its name says what is in it."""

    kind: str
    coding: str
    content: bytes
    tag: bytes
    is_forever: bool


class PageFiles:
    """The files below *folder*. What is there is looked up once, so that no name leads anywhere else."""

    def __init__(self, folder: Path = BUILT) -> None:
        self._folder = folder
        self._names: frozenset[str] | None = None

    def read(self, name: str, codings: Collection[str]) -> PageFile | None:
        """The file *name* (`/` between folders) in the best of the *codings* a client takes; None if there is none. Blocks."""
        if self._names is None:
            self._names = frozenset(_below(self._folder))
        if "index.html" not in self._names or name not in self._names:
            # The worker is ours alone; the rest stands in only where nothing was built.
            plain = FILES.get(name) if name == "sw.js" or "index.html" not in self._names else None
            return plain and _file(plain[0], "", plain[1], False)
        kind = _KINDS.get(Path(name).suffix)
        if kind is None:
            return None
        coding, ending = next(
            (each for each in _CODINGS if each[0] in codings and name + each[1] in self._names), ("", "")
        )
        return _file(kind, coding, (self._folder / (name + ending)).read_bytes(), name.startswith(_HASHED))


def _below(folder: Path) -> list[str]:
    return [each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file()]


def _file(kind: str, coding: str, content: bytes, is_forever: bool) -> PageFile:
    return PageFile(kind, coding, content, tag_of(content), is_forever)
