"""
Asking a client for something, without end neither when it does not listen nor when a person wants it otherwise.

# Note [By hand]
What was asked for and then seen to be so counts as taken. If it is not so any more, somebody changed it in the client, and it stays as
they want it until the configuration asks for something else. What is never seen to be so is asked for three times.
"""

from collections.abc import Iterable, Mapping
from math import inf

from attrs import frozen
from msgspec.structs import replace

from qbitrr.model.torrents.memory import AskedFor, Memory, Upkept

__all__ = [
    "ASK_AGAIN_SECONDS",
    "MOST_TRIES",
    "DueWishes",
    "UpkeepWish",
    "ask_for",
    "asked",
    "dead_noted",
    "with_upkept",
]

ASK_AGAIN_SECONDS = 600.0
MOST_TRIES = 3


@frozen(kw_only=True)
class UpkeepWish:
    """That something of a torrent (*about*: `tag private`) be as *wanted*, and whether it is."""

    about: str
    wanted: int | str
    is_so: bool


@frozen(kw_only=True)
class DueWishes:
    """The wishes to be had done now, what is known of those that were asked for, and when the next is due (infinity: none)."""

    due: tuple[UpkeepWish, ...]
    upkept: Upkept
    again_at: float


def ask_for(wishes: Iterable[UpkeepWish], upkept: Upkept, now: float) -> DueWishes:
    """What is to be asked for at *now*. What nobody wishes any more is forgotten: wished again, it is another wish."""
    known: dict[str, AskedFor] = {}
    due: list[UpkeepWish] = []
    again_at = inf
    for wish in wishes:
        before = _before(wish, upkept.asked)
        if before is not None:
            known[wish.about] = replace(before, taken=True) if wish.is_so and not before.taken else before
        if wish.is_so or (before is not None and (before.taken or before.tries >= MOST_TRIES)):
            continue
        if before is None or not 0 <= now - before.at < ASK_AGAIN_SECONDS:
            due.append(wish)
        else:
            again_at = min(again_at, before.at + ASK_AGAIN_SECONDS)
    return DueWishes(
        due=tuple(due),
        upkept=upkept if known == upkept.asked else replace(upkept, asked=known),
        again_at=again_at,
    )


def asked(upkept: Upkept, wishes: Iterable[UpkeepWish], now: float) -> Upkept:
    """The memory after the client was asked for these at *now*."""
    known = dict(upkept.asked)
    for wish in wishes:
        before = _before(wish, known)
        tries = before.tries + 1 if before is not None else 1
        known[wish.about] = AskedFor(wanted=wish.wanted, at=now, tries=tries)
    return replace(upkept, asked=known)


def dead_noted(upkept: Upkept, hosts: Iterable[str], at: float) -> Upkept:
    """The memory when of the trackers, as they were read at a moment, those of these hosts say that they are dead."""
    dead_since = {host: min(at, upkept.dead_since.get(host, at)) for host in sorted(hosts)}
    return upkept if dead_since == upkept.dead_since else replace(upkept, dead_since=dead_since)


def with_upkept(memory: Memory, upkept: Upkept) -> Memory:
    """The memory of a torrent with this."""
    return memory if upkept == memory.upkept else replace(memory, upkept=upkept)


def _before(wish: UpkeepWish, known: Mapping[str, AskedFor]) -> AskedFor | None:
    before = known.get(wish.about)
    return before if before is not None and before.wanted == wish.wanted else None
