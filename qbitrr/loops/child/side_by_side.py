"""
The code of the functions that children run, laid out side by side.

# Note [Side by side]
A call writes into the code object of what is called (counts of references, caches of the interpreter), so each child gets a page of its
own of every page that holds one. Imported are some 14,000 code objects, of which a child runs 1,700, and they lie all over the pages.
Copies made one after the other lie together: over a megabyte less for each child. The originals are kept: children would fill the
holes they leave. Which functions are run is in `side_by_side.txt`, written by `python -m bench.calls`; a name that exists no more costs
nothing, one that is missing a few KB.
"""

import sys
from collections.abc import Iterator, Mapping, Set
from importlib.resources import files
from types import CodeType, FunctionType
from typing import Any

__all__ = ["lay_side_by_side", "listed"]

_originals: list[CodeType] = []


def listed() -> Mapping[str, Set[str]]:
    """The qualified names of the functions that children run, by module."""
    names: dict[str, set[str]] = {}
    for line in files(__package__).joinpath("side_by_side.txt").read_text(encoding="utf-8").splitlines():
        module, _, name = line.partition(":")
        names.setdefault(module, set()).add(name)
    return names


def lay_side_by_side(names: Mapping[str, Set[str]]) -> None:
    """Copy the code of the functions *names*, by module, of all modules that are imported."""
    for module, of_module in names.items():
        if module in sys.modules:
            for function in _functions(sys.modules[module], of_module):
                function.__code__ = _copied(function.__code__, of_module)


def _functions(module: Any, names: Set[str]) -> Iterator[FunctionType]:
    """Those of *module* that are called *names*, or hold one that is."""
    for path in sorted({name.partition(".<locals>")[0] for name in names}):
        found: Any = module
        for part in path.split("."):
            found = getattr(found, "__dict__", {}).get(part)
        yield from _made_of(found)


def _made_of(found: Any) -> Iterator[FunctionType]:
    match found:
        case FunctionType():
            yield found
            yield from _made_of(getattr(found, "__wrapped__", None))
        case property():
            yield from _made_of(found.fget)
            yield from _made_of(found.fset)
        case classmethod() | staticmethod():
            yield from _made_of(found.__func__)


def _copied(code: CodeType, names: Set[str]) -> CodeType:
    """*code* and what is inside of it, copied as far as it is called *names* or holds what is."""
    inside = tuple(_copied(each, names) if isinstance(each, CodeType) else each for each in code.co_consts)
    is_changed = any(copy is not each for copy, each in zip(inside, code.co_consts, strict=True))
    if not is_changed and code.co_qualname not in names:
        return code
    _originals.append(code)
    return code.replace(co_consts=inside if is_changed else code.co_consts)
