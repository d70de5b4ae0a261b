"""
The order of a client's download queue: by the rank of each torrent's trackers, with as few moves as possible.
"""

from collections.abc import Iterable, Sequence

from attrs import frozen

from qbitrr.decide.seeding.tracker_rows import most_important
from qbitrr.model.torrents.tags import FREE_SPACE_PAUSED
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.model.torrents.trackers import TrackerRows

__all__ = ["NO_RANK", "Ranked", "moves", "queue_order", "rank_of"]

NO_RANK = -100
"""That of torrents no row speaks for."""


@frozen
class Ranked:
    """A torrent with its rank; the larger is further up."""

    torrent: Torrent
    rank: int


def rank_of(torrent: Torrent, rows: TrackerRows) -> int:
    """
    The largest priority of the rows whose tags it has, and of its most important row. A row that adds its tracker to others does not
    count for these: what has it only because of that is no torrent of that tracker.
    """
    tags = set(torrent.tags)
    ranks = [row.priority for row in rows.rows if tags.intersection(row.tags)]
    own = most_important(row for row in rows.rows_of(torrent.hosts or ()) if not row.add_if_missing)
    return max([*ranks, *([own.priority] if own is not None else [])], default=NO_RANK)


def queue_order(ranked: Iterable[Ranked]) -> tuple[tuple[str, ...], ...]:
    """
    The blocks of hashes to be moved to the top of the queue, one after the other, each keeping its order; none if all are in order.

    Only what waits for a place counts. By rank, then the newest first; what was stopped for lack of space comes last.
    """
    queued = sorted((each for each in ranked if each.torrent.priority > 0), key=lambda each: each.torrent.priority)
    return moves([each.torrent.hash for each in queued], [each.torrent.hash for each in sorted(queued, key=_place)])


def moves(current: Sequence[str], wanted: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """
    The blocks to be moved to the top, in this order, that lead from one order to the other. What is at the end of the wanted order
    and in order already stays; the rest is cut wherever two neighbours are the wrong way round.
    """
    place = {hash_: number for number, hash_ in enumerate(current)}
    stays = len(wanted)
    while stays > 0 and (stays == len(wanted) or place[wanted[stays - 1]] < place[wanted[stays]]):
        stays -= 1
    blocks: list[list[str]] = []
    for hash_ in wanted[:stays]:
        if blocks and place[blocks[-1][-1]] < place[hash_]:
            blocks[-1].append(hash_)
        else:
            blocks.append([hash_])
    return tuple(tuple(block) for block in reversed(blocks))


def _place(each: Ranked) -> tuple[bool, int, int, str]:
    torrent = each.torrent
    return (FREE_SPACE_PAUSED in torrent.tags, -each.rank, -torrent.added_on, torrent.hash)
