"""
The blast radius: many removals at once are more likely our mistake than the torrents'.
"""

from collections.abc import Iterable

from attrs import evolve, field, frozen

from qbitrr.model.steps import Data, Removal

__all__ = ["Radius", "Sorted", "counts", "within_radius"]

COUNTED_RULES = frozenset({5, 8, 11, 13, 15, 16})
"""Rules that judge. Orders of a person and reached seeding limits are no judgement."""
LEAST = 5
SHARE = 0.2
HOLD_SECONDS = 600.0
FORGET_SECONDS = 3 * HOLD_SECONDS
"""Longer than the hold: what is held back is asked for again seldom, and must find its place in the queue then."""
WINDOW_SECONDS = 60.0
"""Torrents are decided one by one, each at its own time: what comes within a minute counts as one pass."""
Key = tuple[str, str]


@frozen(kw_only=True)
class Radius:
    """
    What the limit remembers about one owner: since when each torrent is held back, when each was asked for last, and
    the times of the removals it let through.
    """

    held_since: dict[Key, float] = field(factory=dict)
    asked_at: dict[Key, float] = field(factory=dict)
    released_at: tuple[float, ...] = ()


@frozen(kw_only=True)
class Sorted:
    """The removals that may go on, those that are held back, the memory for the next call, and the limit that was applied."""

    allowed: tuple[Removal, ...]
    held: tuple[Removal, ...]
    radius: Radius
    limit: int


def counts(removal: Removal) -> bool:
    """Whether a removal counts against the limit: it takes a torrent away by a judgement of ours."""
    return removal.why.rule in COUNTED_RULES and not removal.by_operator and removal.data is not Data.STAY


def within_radius(wanted: Iterable[Removal], owned: int, radius: Radius, now: float) -> Sorted:
    """
    Which of the removals of one owner, who has *owned* torrents, may go on.

    More than max(5, 20 %) within a minute: all are held back. Those still asked for after ten minutes go on, five a
    minute. While any is held back, new ones join it. What nobody asks for during half an hour is forgotten.
    """
    removals = tuple(wanted)
    limit = max(LEAST, int(SHARE * owned))
    radius = _tidied(radius, now)
    # A dictionary as ordered set: the first asked for is the first to go.
    keys = dict.fromkeys(_key(each) for each in removals if counts(each))
    is_calm = not radius.held_since and len(keys) + len(radius.released_at) <= limit
    free = frozenset(keys) if is_calm else _ripe(keys, radius, now)
    held_since = {key: radius.held_since.get(key, now) for key in (*radius.held_since, *keys) if key not in free}
    return Sorted(
        allowed=tuple(each for each in removals if not counts(each) or _key(each) in free),
        held=tuple(each for each in removals if counts(each) and _key(each) not in free),
        radius=Radius(
            held_since=held_since,
            asked_at={key: now if key in keys else radius.asked_at[key] for key in held_since},
            released_at=(*radius.released_at, *[now] * len(free)),
        ),
        limit=limit,
    )


def _key(removal: Removal) -> Key:
    return (removal.instance, removal.hash)


def _tidied(radius: Radius, now: float) -> Radius:
    """Without what nobody asks for any more and without what lies before the window."""
    held = {key: at for key, at in radius.held_since.items() if now - radius.asked_at[key] <= FORGET_SECONDS}
    return evolve(
        radius, held_since=held, released_at=tuple(at for at in radius.released_at if now - at < WINDOW_SECONDS)
    )


def _ripe(keys: Iterable[Key], radius: Radius, now: float) -> frozenset[Key]:
    ripe = [key for key in keys if now - radius.held_since.get(key, now) >= HOLD_SECONDS]
    ripe.sort(key=lambda key: radius.held_since[key])
    return frozenset(ripe[: max(0, LEAST - len(radius.released_at))])
