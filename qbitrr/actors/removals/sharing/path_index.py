"""
Who lies where: torrents by path, found from any path at, above or below theirs.
"""

from collections.abc import Iterable, Iterator

from attrs import define, field

__all__ = ["PathIndex"]

Key = tuple[str, str]


@define
class _Folder:
    inside: dict[str, "_Folder"] = field(factory=dict)
    keys: set[Key] = field(factory=set)


class PathIndex:
    """A tree of folders. A look costs as many steps as the path has parts, and one for everything found."""

    def __init__(self) -> None:
        self._root = _Folder()
        self._claims: dict[Key, tuple[str, ...]] = {}

    def put(self, key: Key, claims: Iterable[str]) -> None:
        """A torrent lies at these (normal) paths, and nowhere else any more."""
        claimed = tuple(dict.fromkeys(claims))
        if self._claims.get(key, ()) == claimed:
            return
        self.drop(key)
        if not claimed:
            return
        self._claims[key] = claimed
        for path in claimed:
            folder = self._root
            for part in _parts(path):
                folder = folder.inside.setdefault(part, _Folder())
            folder.keys.add(key)

    def drop(self, key: Key) -> None:
        """A torrent lies nowhere any more."""
        for path in self._claims.pop(key, ()):
            self._take_away(key, _parts(path))

    def around(self, path: str) -> set[Key]:
        """Every torrent at, above or below a path."""
        found: set[Key] = set()
        folder: _Folder | None = self._root
        for part in _parts(path):
            folder = folder.inside.get(part) if folder is not None else None
            if folder is None:
                return found
            found |= folder.keys
        if folder is not None:
            for below in _below(folder):
                found |= below.keys
        return found

    def _take_away(self, key: Key, parts: list[str]) -> None:
        way = [self._root]
        for part in parts:
            way.append(way[-1].inside[part])
        way[-1].keys.discard(key)
        for part, above, folder in zip(reversed(parts), way[-2::-1], way[:0:-1], strict=True):
            if folder.keys or folder.inside:
                break
            del above.inside[part]


def _parts(path: str) -> list[str]:
    return [""] if path == "/" else path.split("/")


def _below(folder: _Folder) -> Iterator[_Folder]:
    waiting = list(folder.inside.values())
    while waiting:
        each = waiting.pop()
        yield each
        waiting.extend(each.inside.values())
