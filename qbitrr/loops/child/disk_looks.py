"""
Looks at file systems, which may hang: threads of their own, so that a hung one stops its own looks and nothing else.
"""

import threading
from collections.abc import Callable, Iterable
from typing import Any

from attrs import define, field
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IReactorFromThreads
from twisted.python.failure import Failure

__all__ = ["DiskLooks", "mount_points", "place_of"]

_MOUNTS = "/proc/self/mountinfo"


def mount_points(file: str = _MOUNTS) -> tuple[str, ...]:
    """Where file systems are mounted, as far as that is told; asking the kernel does not touch them."""
    try:
        with open(file, encoding="utf-8", errors="surrogateescape") as lines:
            return tuple(line.split(" ")[4].replace("\\040", " ") for line in lines)
    except (OSError, IndexError):
        return ()


def place_of(path: str, mounts: Iterable[str]) -> str:
    """
    What hangs together with a path: the nearest mount point above it and the first folder below that, which may be a link to
    somewhere else.
    """
    above = [each for each in mounts if path == each or path.startswith(each.rstrip("/") + "/")]
    mount = max(above, key=len, default="/").rstrip("/")
    first = path[len(mount) :].lstrip("/").partition("/")[0]
    return f"{mount}/{first}"


@define(eq=False)
class _Lane:
    """Looks at one place, one after the other. `waiting` are those not begun, oldest first."""

    is_busy: bool = False
    waiting: dict[Deferred[Any], tuple[Callable[..., Any], tuple[Any, ...]]] = field(factory=dict)

    def give_up(self, looking: Deferred[Any]) -> None:
        """Nobody waits for a look any more."""
        self.waiting.pop(looking, None)


class DiskLooks:
    """
    At most one thread for each place; never one of the reactor's, on which names of hosts are resolved. A thread that hangs does not keep
    the process from ending. A look that is cancelled before it has begun never begins.
    """

    def __init__(self, reactor: IReactorFromThreads, mounts: Callable[[], Iterable[str]] = mount_points) -> None:
        self._reactor = reactor
        self._mounts = mounts
        self._lanes: dict[str, _Lane] = {}

    def look(self, function: Callable[..., Any], *args: Any) -> Deferred[Any]:
        """Call *function*, whose first argument is a path, in a thread; fires with what it returns or raises."""
        place = place_of(args[0], self._mounts())
        lane = self._lanes.setdefault(place, _Lane())
        looking: Deferred[Any] = Deferred(lane.give_up)
        lane.waiting[looking] = (function, args)
        self._next(place, lane)
        return looking

    def _next(self, place: str, lane: _Lane) -> None:
        if lane.is_busy:
            return
        if not lane.waiting:
            self._lanes.pop(place, None)
            return
        looking = next(iter(lane.waiting))
        function, args = lane.waiting.pop(looking)
        lane.is_busy = True
        # A daemon: one that hangs in the kernel cannot be ended, and must not keep the process.
        threading.Thread(
            target=self._run, args=(place, lane, looking, function, args), name=f"look {place}", daemon=True
        ).start()

    def _run(
        self, place: str, lane: _Lane, looking: Deferred[Any], function: Callable[..., Any], args: tuple[Any, ...]
    ) -> None:
        try:
            result: Any = function(*args)
        except BaseException:
            result = Failure()
        self._reactor.callFromThread(self._done, place, lane, looking, result)

    def _done(self, place: str, lane: _Lane, looking: Deferred[Any], result: Any) -> None:
        lane.is_busy = False
        self._next(place, lane)
        if not looking.called:  # nobody waits any more for one that was cancelled
            looking.callback(result)
