"""What changed since when: the memory behind deltas, at a cost that follows the changes and not the size."""

from collections.abc import Iterator

from attrs import define, field

__all__ = ["ChangeLog", "Generations"]


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
