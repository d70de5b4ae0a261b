"""
Which categories a client lacks, and where it should put what is in them: where the client itself would, never where we would.
"""

from collections.abc import Iterable, Mapping

__all__ = ["missing_categories"]


def missing_categories(wanted: Iterable[str], there: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """
    The *wanted* categories that are not *there* (name → save path), with their ancestors, in the order in which to create them,
    each with its save path: below that of its parent if that has one, else empty, so that the client decides.
    """
    known = dict(there)
    missing = []
    for category in wanted:
        levels = category.split("/")
        for depth in range(1, len(levels) + 1):
            name = "/".join(levels[:depth])
            if name and name not in known:
                known[name] = _below(known.get("/".join(levels[: depth - 1]), ""), levels[depth - 1])
                missing.append((name, known[name]))
    return tuple(missing)


def _below(parent: str, segment: str) -> str:
    """A folder in *parent*, spelled as the client's system spells paths, whatever ours is."""
    if not parent:
        return ""
    separator = "\\" if "\\" in parent and "/" not in parent else "/"
    return f"{parent.rstrip(separator)}{separator}{segment}"
