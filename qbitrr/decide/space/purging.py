"""
How much of the quarantine has to make room before its time. Pure.
"""

from collections.abc import Iterable, Mapping

from qbitrr.model.removals.quarantine import Quarantined
from qbitrr.model.space.rooms import PoolStatus

__all__ = ["room_wanted"]


def room_wanted(
    pools: Iterable[PoolStatus], rows: Mapping[tuple[str, str], Quarantined]
) -> tuple[tuple[int, tuple[Quarantined, ...]], ...]:
    """
    So many bytes from these rows, for each pool that needs them: what is missing to what is to stay free, as far as it goes; or what lets
    the next download go on, if the quarantine can give all of that: half of it would be lost for nothing.
    """
    wanted: list[tuple[int, tuple[Quarantined, ...]]] = []
    for pool in pools:
        there = tuple(row for key in pool.set_aside if (row := rows.get(key)) is not None and _frees(row))
        can_give = sum(row.size_bytes for row in there)
        needed = pool.next_bytes if 0 < pool.next_bytes <= can_give else pool.short_bytes
        if needed > 0 and there:
            wanted.append((needed, there))
    return tuple(wanted)


def _frees(row: Quarantined) -> bool:
    return row.delete_files and not row.by_person_only and not row.is_told
