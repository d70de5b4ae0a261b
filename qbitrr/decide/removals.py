"""
The order in which the quarantine is emptied, and which torrents lie at the same path.
"""

from collections.abc import Iterable

from qbitrr.model.quarantine import Quarantined
from qbitrr.model.torrents import Torrent

__all__ = ["purge_order", "sharing"]


def sharing(torrent: Torrent, others: Iterable[Torrent]) -> tuple[str, ...]:
    """The names of other torrents, on any client, whose data lies at the same path."""
    path = _path(torrent)
    if not path:
        return ()
    return tuple(other.name for other in others if other.key != torrent.key and _path(other) == path)


def purge_order(
    rows: Iterable[Quarantined], grace_seconds: float, now: float, needed_bytes: int = 0
) -> tuple[Quarantined, ...]:
    """
    What to purge from the quarantine now, in order: all whose time is over, and, oldest first, as many others as it takes
    to free *needed_bytes*. A shortened grace counts for rows that are there already, a lengthened one does not.
    """
    oldest_first = sorted(rows, key=lambda row: (row.at, row.instance, row.hash))
    over = [row for row in oldest_first if now >= min(row.purge_at, row.at + grace_seconds)]
    missing = needed_bytes - sum(_freed(row) for row in over)
    early: list[Quarantined] = []
    for row in oldest_first:
        if missing <= 0:
            break
        if row not in over and _freed(row) > 0:
            early.append(row)
            missing -= _freed(row)
    return (*over, *early)


def _path(torrent: Torrent) -> str:
    return torrent.content_path.rstrip("/\\")


def _freed(row: Quarantined) -> int:
    return row.size_bytes if row.delete_files else 0
