"""
What a client that is not listed now may still have. Pure.

# Note [A client that is away]
It is not empty: what it had when it was listed last counts as if it were there. For the first day of its absence (watched time) it
may have more at the places it uses, so nothing there is deleted with files. After that only what is known of it counts: one dead
machine must not fill every disk. Of one that was never listed nothing is known: until it is, it may have any file there is.
"""

from collections.abc import Collection

from qbitrr.decide.removals.sharing import Footprint

__all__ = ["CAREFUL_SECONDS", "above", "may_have_more"]

CAREFUL_SECONDS = 86_400.0


def may_have_more(footprint: Footprint, bases: Collection[str] | None, away_seconds: float) -> bool:
    """
    Whether a client that has been away for so long may have data where a torrent lies. *bases* are the (normal) save paths it uses,
    empty: anywhere; None: it was never listed.
    """
    if not footprint.roots:  # it has no files
        return False
    if bases is None:
        return True
    if away_seconds >= CAREFUL_SECONDS:
        return False
    return not bases or any(path in bases for root in footprint.roots for path in above(root.path))


def above(path: str) -> tuple[str, ...]:
    """A normal path and every folder it lies in."""
    found = [path]
    while "/" in path[1:]:
        path = path.rpartition("/")[0]
        found.append(path)
    if path.startswith("/"):
        found.append("/")
    return tuple(found)
