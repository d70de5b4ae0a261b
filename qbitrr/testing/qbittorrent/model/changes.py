"""What changed since when: the memory behind deltas, at a cost that follows the changes and not the size."""

from collections.abc import Iterator

from attrs import define, field

__all__ = ["ChangeLog", "Generations", "SyncState", "ValueLog"]

_LAST_RID = 1_000_000


@define
class Generations:
    """A counter shared by all logs of a client; each change has a number of its own."""

    now: int = 0

    def next(self) -> int:
        """The number of a change that happens now."""
        self.now += 1
        return self.now


@define
class ChangeLog:
    """
    Keys in the order of their last change.

    Asking for what changed since a generation walks back from the newest change, so a quiet answer costs nothing, however
    many keys there are. The last *memory* removals are remembered; who asks for older ones has to get everything anew.
    """

    generations: Generations
    memory: int = 20_000
    _changed: dict[str, int] = field(factory=dict)
    _removed: dict[str, int] = field(factory=dict)
    _forgotten: int = 0

    def mark(self, key: str) -> int:
        """Note that *key* came or changed now, and return the number of the change."""
        self._changed.pop(key, None)
        self._removed.pop(key, None)
        self._changed[key] = generation = self.generations.next()
        return generation

    def drop(self, key: str) -> None:
        """Note that *key* is gone."""
        if self._changed.pop(key, None) is None:
            return
        self._removed[key] = self.generations.next()
        if len(self._removed) > self.memory:
            oldest = next(iter(self._removed))
            self._forgotten = self._removed.pop(oldest)

    def changed_since(self, generation: int) -> Iterator[str]:
        """Keys that came or changed after *generation*, newest first."""
        for key, at in reversed(self._changed.items()):
            if at <= generation:
                return
            yield key

    def removed_since(self, generation: int) -> list[str]:
        """Keys that went after *generation*."""
        gone = []
        for key, at in reversed(self._removed.items()):
            if at <= generation:
                break
            gone.append(key)
        return gone

    def remembers(self, generation: int) -> bool:
        """Whether all removals since *generation* are still known."""
        return generation >= self._forgotten

    def last_change(self, key: str) -> int:
        """When *key* changed last."""
        return self._changed[key]


class ValueLog:
    """Named values, and when each of them changed last."""

    def __init__(self, generations: Generations) -> None:
        self.values: dict[str, object] = {}
        self._generations = generations
        self._changed: dict[str, int] = {}

    def update(self, values: dict[str, object]) -> None:
        """Take the present *values* and note which are different."""
        if values == self.values:
            return
        generation = self._generations.next()
        for name, value in values.items():
            if self.values.get(name, self) != value:
                self._changed[name] = generation
        self.values = values

    def changed_since(self, generation: int) -> dict[str, object]:
        """The values that changed after *generation*."""
        return {name: self.values[name] for name, at in self._changed.items() if at > generation}


@define
class SyncState:
    """
    What one session has seen.

    *seen* holds generations: first that of the last accepted answer, then those of answers sent since, of which only the
    last can still be accepted.
    """

    sent_rid: int = 0
    accepted_rid: int = 0
    seen: list[int] = field(factory=list)

    def accept(self, rid: int) -> bool:
        """Take the visitor's *rid*; whether a delta can be made for it."""
        if rid <= 0 or not self.seen:
            return False
        if rid == self.sent_rid:
            self.accepted_rid = rid
            del self.seen[:-1]
            return True
        return rid == self.accepted_rid

    def send(self, generation: int, *, full: bool, restart_count: bool) -> int:
        """Note that an answer made at *generation* goes out; its rid."""
        if full:
            self.seen.clear()
            self.accepted_rid = 0
            if restart_count:
                self.sent_rid = 0
        self.seen.append(generation)
        self.sent_rid = self.sent_rid % _LAST_RID + 1
        return self.sent_rid
