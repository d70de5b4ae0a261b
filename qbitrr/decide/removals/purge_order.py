"""
What leaves the quarantine for good, and in which order. Pure.
"""

from collections.abc import Iterable

from qbitrr.model.removals.quarantine import Quarantined

__all__ = ["is_due", "purge_order"]


def is_due(row: Quarantined, grace_seconds: float, now: float, running_seconds: float) -> bool:
    """
    Whether the time of a row is over: by the clock, and for as long the program must have run, since a clock may jump. A shortened
    grace counts for rows that are there already, a lengthened one does not.
    """
    if row.by_person_only:
        return False
    wait = min(row.purge_at - row.at, grace_seconds)
    return now - row.at >= wait and running_seconds - row.running_at >= wait


def purge_order(
    rows: Iterable[Quarantined],
    grace_seconds: float,
    now: float,
    running_seconds: float,
    needed_bytes: int = 0,
) -> tuple[Quarantined, ...]:
    """
    What to purge from the quarantine now, in order: all whose time is over, and, oldest first, as many others as it takes
    to free *needed_bytes*; nothing that only a person may purge.
    """
    oldest_first = sorted(rows, key=lambda row: (row.at, row.instance, row.hash))
    over = [row for row in oldest_first if is_due(row, grace_seconds, now, running_seconds)]
    missing = needed_bytes - sum(_freed(row) for row in over)
    early: list[Quarantined] = []
    for row in oldest_first:
        if missing <= 0:
            break
        if row not in over and _freed(row) > 0:
            early.append(row)
            missing -= _freed(row)
    return (*over, *early)


def _freed(row: Quarantined) -> int:
    return row.size_bytes if row.delete_files and not row.by_person_only else 0
