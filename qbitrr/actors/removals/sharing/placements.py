"""
Where the data of every torrent lies, over all clients, as listed last, found from any path at, above or below; and what of that is
still to be written.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from attrs import define, field

from qbitrr.decide.removals.sharing import Footprint, bases_of, footprint_of
from qbitrr.model.removals.sharing import Placement

__all__ = ["PathIndex", "Placements"]

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


class Placements:
    """
    `by_key` are the placements, `footprints` what they claim, `bases` by client the save paths it uses, with how many torrents do.
    Kept in step by `keep` and `drop` alone.
    """

    def __init__(self) -> None:
        self.by_key: dict[Key, Placement] = {}
        self.footprints: dict[Key, Footprint] = {}
        self.bases: dict[str, Counter[str]] = {}
        self._index = PathIndex()
        # What is not written yet: torrents that lie elsewhere, and those that are gone.
        self._moved: dict[Key, None] = {}
        self._lost: dict[Key, None] = {}

    def load(self, placements: Iterable[Placement]) -> None:
        """What is written already."""
        for placement in placements:
            self.keep(placement)
        self._moved.clear()

    def keep(self, placement: Placement) -> None:
        """A torrent lies there."""
        key = placement.key
        self._count_bases(key, -1)
        self.by_key[key] = placement
        self._count_bases(key, 1)
        self.footprints[key] = footprint = footprint_of(placement)
        self._index.put(key, footprint.claims)
        self._moved[key] = None
        self._lost.pop(key, None)

    def drop(self, key: Key) -> None:
        """A torrent is gone."""
        self._index.drop(key)
        self._count_bases(key, -1)
        if self.by_key.pop(key, None) is not None:
            self._lost[key] = None
        self.footprints.pop(key, None)
        self._moved.pop(key, None)

    def around(self, paths: Iterable[str]) -> set[Key]:
        """Torrents that may have files at, above or below one of these (normal) paths."""
        return {key for path in paths for key in self._index.around(path)}

    def saved_at(self, is_there: Callable[[str, str], bool]) -> set[Key]:
        """Torrents saved in one of the folders of which `is_there(folder, section)` says so, also those that lie nowhere yet."""
        there = {(section, base) for section, used in self.bases.items() for base in used if is_there(base, section)}
        if not there:
            return set()
        return {key for key, at in self.by_key.items() if any((key[0], base) in there for base in bases_of(at))}

    def unwritten(self, most: int) -> tuple[list[Placement], list[Key]] | None:
        """Some of what changed since it was written; None if nothing did. Say `written` when it is."""
        moved = [self.by_key[key] for key in islice(self._moved, most)]
        lost = list(islice(self._lost, most))
        return (moved, lost) if moved or lost else None

    def written(self, moved: Iterable[Placement], lost: Iterable[Key]) -> None:
        """That was written; what changed meanwhile is still to be."""
        for placement in moved:
            if self.by_key.get(placement.key) is placement:
                self._moved.pop(placement.key, None)
        for key in lost:
            self._lost.pop(key, None)

    def _count_bases(self, key: Key, change: int) -> None:
        placement = self.by_key.get(key)
        if placement is None:
            return
        counts = self.bases.setdefault(key[0], Counter())
        for base in bases_of(placement):
            counts[base] += change
            if not counts[base]:
                del counts[base]
