"""A configuration as nested dictionaries and lists: looking up, setting and deleting by path. Nothing is changed in place."""

from collections.abc import Iterator, Mapping
from typing import Any

from qbitrr.config.statements import Path

__all__ = ["ABSENT", "has_values", "leaves", "lookup", "pruned", "with_value", "without"]


class _Absent:
    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Any = _Absent()
"""What `lookup` gives for a path that leads nowhere; None is not in TOML but in what people send."""


def lookup(tree: Any, path: Path) -> Any:
    """The value at *path*, `ABSENT` if there is none."""
    for part in path:
        if isinstance(part, int):
            if not isinstance(tree, list | tuple) or not 0 <= part < len(tree):
                return ABSENT
        elif not isinstance(tree, Mapping) or part not in tree:
            return ABSENT
        tree = tree[part]
    return tree


def with_value(tree: Any, path: Path, value: Any) -> Any:
    """*tree* with *value* at *path*; tables on the way appear. Raises `TypeError` where a table would have to be something else."""
    if not path:
        return value
    part, rest = path[0], path[1:]
    if isinstance(part, int):
        if not isinstance(tree, list) or not 0 <= part < len(tree):
            raise TypeError("there is no such row")
        return [with_value(each, rest, value) if index == part else each for index, each in enumerate(tree)]
    if not isinstance(tree, Mapping):
        raise TypeError("it is below a key that is no table")
    return {**tree, part: with_value(tree.get(part, {} if rest else None), rest, value)}


def without(tree: Any, path: Path) -> Any:
    """*tree* with nothing at *path*."""
    if lookup(tree, path) is ABSENT:
        return tree
    part, rest = path[0], path[1:]
    if isinstance(tree, list):
        if not rest:
            return [each for index, each in enumerate(tree) if index != part]
        return [without(each, rest) if index == part else each for index, each in enumerate(tree)]
    if rest:
        return {**tree, part: without(tree[part], rest)}
    return {name: each for name, each in tree.items() if name != part}


def leaves(tree: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Everything in *tree* that is no table, with its path; lists are one value, empty tables none."""
    if isinstance(tree, Mapping):
        for name, each in tree.items():
            yield from leaves(each, (*path, name))
    else:
        yield path, tree


def has_values(tree: Any) -> bool:
    """Whether there is anything in *tree* but tables without content."""
    return next(leaves(tree), None) is not None


def pruned(tree: Any) -> Any:
    """*tree* without tables that hold nothing."""
    if not isinstance(tree, Mapping):
        return tree
    return {name: pruned(each) for name, each in tree.items() if has_values(each)}
