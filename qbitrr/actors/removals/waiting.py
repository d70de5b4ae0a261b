"""
The removals of one section that wait for their turn: each costs nothing until it has come.
"""

import heapq
from collections.abc import Callable, Iterable

from attrs import define, field

from qbitrr.decide.removals.blast_radius import (
    GATHER_SECONDS,
    HOLD_SECONDS,
    is_storm,
    paced_at,
    room,
    room_at,
    weight_of,
    within_window,
)
from qbitrr.model.reasons import Reason
from qbitrr.model.removals.cases import Hindrance, Passed, Weight
from qbitrr.model.removals.moments import Moment
from qbitrr.model.steps import Removal

__all__ = ["Key", "WaitingLine", "WaitingRemoval"]

Key = tuple[str, str]


@define(eq=False)
class WaitingRemoval:
    """
    A removal that *came* then. *is_held*: it came with too many others. `why` says what it was postponed for, *tries* times,
    until *again_at*; `hindrance` since when.
    """

    removal: Removal
    weight: Weight
    came: Moment
    is_held: bool = False
    why: Reason | None = None
    tries: int = 0
    again_at: float = 0.0
    hindrance: Hindrance | None = None

    @property
    def key(self) -> Key:
        """`(instance, hash)`."""
        return (self.removal.instance, self.removal.hash)

    @property
    def since(self) -> float:
        """Since when it waits, in seconds since the epoch."""
        return self.came.at

    @property
    def text(self) -> str:
        """What it waits for, for people."""
        if self.why is not None:
            return self.why.text
        if self.is_held:
            return "Too many removals at once: it waits for ten minutes and its turn."
        return "It is judged together with what else is to be removed."


@define(eq=False)
class WaitingLine:
    """
    New removals are gathered; those over the share are held, first come first served; what was postponed comes back by itself.
    What counts for nothing waits only when postponed. `passed` is what was let through within the last hour.
    """

    passed: tuple[Passed, ...] = ()
    _all: dict[Key, WaitingRemoval] = field(factory=dict)
    _gathered: dict[Key, WaitingRemoval] = field(factory=dict)
    _held: dict[Key, WaitingRemoval] = field(factory=dict)
    _uncounted: dict[Key, WaitingRemoval] = field(factory=dict)
    _postponed: list[tuple[float, Key]] = field(factory=list)
    _judgements: int = 0

    def __len__(self) -> int:
        return len(self._all)

    def get(self, key: Key) -> WaitingRemoval | None:
        """The one of a torrent."""
        return self._all.get(key)

    def all(self) -> Iterable[WaitingRemoval]:
        """Everything that waits."""
        return self._all.values()

    @property
    def held(self) -> int:
        """How many wait for being over the share."""
        return len(self._held)

    def add(self, removal: Removal, now: Moment) -> WaitingRemoval:
        """One more; of a torrent that waits already it takes the place, and keeps the time."""
        weight = weight_of(removal)
        there = self._all.get((removal.instance, removal.hash))
        if there is not None and there.weight is weight:
            there.removal = removal
            return there
        self.drop((removal.instance, removal.hash))
        waiting = WaitingRemoval(removal=removal, weight=weight, came=now if there is None else there.came)
        self._all[waiting.key] = waiting
        self._queue(waiting)
        return waiting

    def drop(self, key: Key) -> WaitingRemoval | None:
        """It does not wait any more."""
        waiting = self._all.pop(key, None)
        if waiting is not None:
            self._unqueue(key)
        return waiting

    def postpone(self, waiting: WaitingRemoval, why: Reason, again_at: float) -> None:
        """Not now: it leaves the queue until then, and does not count meanwhile."""
        self._unqueue(waiting.key)
        waiting.why, waiting.tries, waiting.again_at = why, waiting.tries + 1, again_at
        heapq.heappush(self._postponed, (again_at, waiting.key))

    def hurry(self, concerns: Callable[[WaitingRemoval], bool], now: float) -> None:
        """What was postponed and is *concerned* comes back now."""
        for waiting in list(self._all.values()):
            if waiting.again_at > now and concerns(waiting) and not self._is_queued(waiting.key):
                waiting.again_at = now
                heapq.heappush(self._postponed, (now, waiting.key))

    def let_pass(self, waiting: WaitingRemoval, now: Moment) -> Passed | None:
        """It goes; returns what that counts for, if for anything. Call it before anything is awaited after `take`."""
        self.drop(waiting.key)
        if waiting.weight is Weight.NONE:
            return None
        passed = Passed(now, waiting.weight, waiting.is_held)
        self.passed = (*within_window(self.passed, now), passed)
        return passed

    def take(self, owned: int, cap: int, now: Moment, most: int) -> list[WaitingRemoval]:
        """Whose turn it is, at most *most*, if all of them go; they stay in the line until they pass, are dropped or postponed."""
        self.passed = within_window(self.passed, now)
        self._return(now.at)
        if self._gathered and is_storm(self._judgements, self.passed, owned):
            self._hold()
        free = room(self.passed, cap)
        most = most if free is None else min(most, free)
        taken = list(self._uncounted.values())
        most += len(taken)
        for waiting in self._gathered.values():
            if len(taken) >= most or now.at - waiting.since < GATHER_SECONDS:
                break
            taken.append(waiting)
        if len(taken) < most and self._is_ripe(cap, now):
            taken.append(next(iter(self._held.values())))
        return taken

    def next_at(self, cap: int, now: Moment) -> float | None:
        """When it is somebody's turn next, in seconds since the epoch; None while nobody waits."""
        due = [at for at, _ in self._postponed[:1]] + [now.at for _ in self._uncounted]
        free_at = room_at(self.passed, cap, now)
        if self._gathered:
            due.append(max(free_at, next(iter(self._gathered.values())).since + GATHER_SECONDS))
        if self._held:
            ripe_at = now.when(next(iter(self._held.values())).came, HOLD_SECONDS)
            due.append(max(free_at, ripe_at, paced_at(self.passed, cap, now)))
        return min(due, default=None)

    def waits_for_room(self, cap: int, now: Moment) -> bool:
        """Whether somebody whose turn it would be waits because so many went within the hour."""
        first = next(iter(self._gathered.values()), None)
        return first is not None and now.at - first.since >= GATHER_SECONDS and room(self.passed, cap) == 0

    def _is_ripe(self, cap: int, now: Moment) -> bool:
        first = next(iter(self._held.values()), None)
        is_ripe = first is not None and now.seconds_since(first.came) >= HOLD_SECONDS
        return is_ripe and now.at >= paced_at(self.passed, cap, now)

    def _hold(self) -> None:
        for waiting in [each for each in self._gathered.values() if each.weight is Weight.SHARE]:
            self._gathered.pop(waiting.key)
            waiting.is_held = True
            self._held[waiting.key] = waiting

    def _return(self, now: float) -> None:
        while self._postponed and self._postponed[0][0] <= now:
            at, key = heapq.heappop(self._postponed)
            waiting = self._all.get(key)
            if waiting is not None and waiting.again_at == at and not self._is_queued(key):
                self._queue(waiting)

    def _is_queued(self, key: Key) -> bool:
        return key in self._gathered or key in self._held or key in self._uncounted

    def _queue(self, waiting: WaitingRemoval) -> None:
        if waiting.weight is Weight.NONE:
            self._uncounted[waiting.key] = waiting
        else:
            (self._held if waiting.is_held else self._gathered)[waiting.key] = waiting
        self._judgements += waiting.weight is Weight.SHARE

    def _unqueue(self, key: Key) -> None:
        queues = (self._gathered, self._held, self._uncounted)
        waiting = next((found for queue in queues if (found := queue.pop(key, None)) is not None), None)
        if waiting is not None:
            self._judgements -= waiting.weight is Weight.SHARE
