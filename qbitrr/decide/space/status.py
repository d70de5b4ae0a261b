"""
How a pool stands after a look, for those who show it. Pure.
"""

from collections.abc import Container

from qbitrr.decide.phrases import size
from qbitrr.decide.space.guard import PoolPlan, is_held
from qbitrr.decide.space.pools import PoolShare
from qbitrr.model.space.rooms import PausedDownload, PoolStatus

__all__ = ["pool_status", "trouble"]

_MOST_NAMED = 100


def pool_status(share: PoolShare, plan: PoolPlan, marked: Container[tuple[str, str]] = ()) -> PoolStatus:
    """The pool, with the downloads that have the mark, or got it just now (*marked*)."""
    held = [
        each.download for each in plan.waiting if is_held(each.download.torrent) or each.download.torrent.key in marked
    ]
    pool = plan.pool
    return PoolStatus(
        name=pool.name, path=pool.path, instances=pool.instances,
        free_bytes=pool.free_bytes, total_bytes=pool.total_bytes, guard_bytes=pool.guard_bytes,
        paused_count=len(held),
        paused=tuple(
            PausedDownload(
                instance=each.torrent.instance, hash=each.torrent.hash, name=each.torrent.name, left_bytes=each.left_bytes
            )
            for each in held[:_MOST_NAMED]
        ),
        short_bytes=plan.short_bytes, next_bytes=plan.next_bytes, set_aside=share.set_aside,
    )  # fmt: skip


def trouble(plan: PoolPlan) -> str:
    """Why the guard cannot keep free what is to stay free, empty if it can, or has only just begun."""
    if plan.short_bytes == 0 or any(each.pause is not None for each in plan.waiting):
        return ""
    pool = plan.pool
    text = (
        f"{pool.name}: {size(pool.free_bytes)} are free and {size(pool.guard_bytes)} are to stay free (FreeSpace). "
        "Everything that may be paused is paused: make room there, or lower FreeSpace."
    )
    if plan.others_bytes > 0:
        text += f" Downloads that must not be paused will take {size(plan.others_bytes)} more."
    return text
