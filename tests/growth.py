"""
Finding what a loop or the supervisor still keeps of torrents and items that are gone, in whatever collection of whichever of its objects.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any

__all__ = ["kept"]


def kept(root: object, is_key: Callable[[object], bool], package: str = "qbitrr.loops.") -> list[str]:
    """
    Which collections among what hangs on *root* have something in them of which *is_key* says that it names a torrent or an item,
    as `Class.attribute`. Objects of other packages than *package* are not looked into: clients, databases, foreign ones.
    """
    return sorted({path for path, found in _collections(root, package) if any(map(is_key, _names(found)))})


def _names(found: Iterable[Any]) -> Iterator[object]:
    """What a collection is keyed by or holds, one level into tuples too: ("files", key)."""
    for each in found:
        yield each
        if isinstance(each, tuple):
            yield from each


def _collections(root: object, package: str) -> Iterator[tuple[str, Any]]:
    seen: set[int] = set()
    waiting: list[tuple[str, object]] = [(type(root).__name__, root)]
    while waiting:
        path, it = waiting.pop()
        if id(it) in seen:
            continue
        seen.add(id(it))
        if isinstance(it, dict | set | frozenset | deque):
            yield path, it
        if isinstance(it, dict):
            waiting += [(f"{path}[]", each) for each in it.values()]
        elif isinstance(it, list | tuple | set | frozenset | deque):
            waiting += [(f"{path}[]", each) for each in it]
        elif callable(it) and hasattr(it, "__self__"):
            waiting.append((path, it.__self__))
        elif callable(it) and getattr(it, "__closure__", None):
            waiting += [(path, cell.cell_contents) for cell in it.__closure__ if _has_contents(cell)]
        elif type(it).__module__.startswith(package) and not isinstance(it, type):
            waiting += [(f"{type(it).__name__}.{name}", each) for name, each in _attributes(it)]


def _has_contents(cell: Any) -> bool:
    try:
        return cell.cell_contents is not None
    except ValueError:
        return False


def _attributes(it: object) -> Iterator[tuple[str, object]]:
    names = [
        *getattr(it, "__dict__", ()),
        *(name for kind in type(it).__mro__ for name in getattr(kind, "__slots__", ())),
    ]
    return ((name, getattr(it, name)) for name in names if hasattr(it, name))
