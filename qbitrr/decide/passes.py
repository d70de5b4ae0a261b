"""
One hash may live on several clients: the Arr is spoken to about it once.
"""

from collections.abc import Iterable

from msgspec.structs import replace

from qbitrr.model.steps import Data, Import, Removal, Step

__all__ = ["once_per_hash"]


def once_per_hash(steps: Iterable[Step]) -> tuple[Step, ...]:
    """
    The steps of one pass over one owner's torrents, where the second import, blocklisting and search for a hash is left
    out. What happens in qBittorrent happens on each client.
    """
    imported: set[str] = set()
    told: set[str] = set()
    searched: set[str] = set()
    kept: list[Step] = []
    for step in steps:
        if isinstance(step, Import):
            if step.hash not in imported:
                kept.append(step)
            imported.add(step.hash)
        elif isinstance(step, Removal):
            left = _first_only(step, told, searched)
            if left.data is not Data.STAY or left.blocklist or left.search_again:
                kept.append(left)
        else:
            kept.append(step)
    return tuple(kept)


def _first_only(step: Removal, told: set[str], searched: set[str]) -> Removal:
    left = replace(
        step,
        blocklist=step.blocklist and step.hash not in told,
        search_again=step.search_again and step.hash not in searched,
    )
    if step.blocklist:
        told.add(step.hash)
    if step.search_again:
        searched.add(step.hash)
    return left
