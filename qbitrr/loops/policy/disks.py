"""
Measuring file systems, which may hang.
"""

import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from twisted.internet.defer import CancelledError, Deferred, TimeoutError
from twisted.internet.interfaces import IReactorTime
from twisted.python.failure import Failure

from qbitrr.loops.child.disk_looks import mount_points, place_of
from qbitrr.model.space.guarding import Disk

__all__ = ["Disks", "device_name", "measure", "measure_all"]

_PATIENCE_SECONDS = 5.0
_MOUNTS = "/proc/self/mountinfo"


def measure(path: str) -> Disk | None:
    """
    The file system a path is on, measured there or in the folder above it, which is as good for what is still to be created. None
    where neither is to be seen here: a nearer relation to it than the root of this machine is wanted. Blocks.
    """
    for each in (path, os.path.dirname(path.rstrip("/"))):
        if each in ("", "/") and each != path:
            return None
        try:
            device = os.stat(each).st_dev
            usage = shutil.disk_usage(each)
        except OSError:
            continue
        return Disk(path=each, device=device_name(each, device), free_bytes=usage.free, total_bytes=usage.total)
    return None


def measure_all(first: str, others: Iterable[str] = ()) -> dict[str, Disk | None]:
    """`measure` of several paths that hang together. Blocks."""
    return {path: measure(path) for path in (first, *others)}


def device_name(path: str, device: int, file: str = _MOUNTS) -> str:
    """
    What tells the file system of a path from others. Subvolumes of Btrfs are devices of their own, and share the room of the one they lie
    on.
    """
    best, found = "", str(device)
    try:
        with open(file, encoding="utf-8", errors="surrogateescape") as lines:
            for line in lines:
                head, _, tail = line.partition(" - ")
                mount, kind = head.split(" ")[4].replace("\\040", " "), tail.split(" ")
                inside = path == mount or path.startswith(mount.rstrip("/") + "/")
                if inside and len(mount) >= len(best):
                    best, found = mount, f"btrfs {kind[1]}" if kind[0] == "btrfs" else str(device)
    except (OSError, IndexError):
        pass  # elsewhere than on Linux there is no such list
    return found


class Disks:
    """
    What is seen at paths. A place that does not answer in time is missing from what is seen until its look is over, and no other look
    at it is begun meanwhile. *look* calls a function in a thread of the place of its first argument.
    """

    def __init__(
        self,
        look: Callable[..., Deferred[Any]],
        clock: IReactorTime,
        mounts: Callable[[], Iterable[str]] = mount_points,
    ) -> None:
        self._look = look
        self._clock = clock
        self._mounts = mounts
        self._under_way: dict[str, Deferred[Any]] = {}

    async def seen(self, paths: Iterable[str]) -> Mapping[str, Disk | None]:
        """What is at *paths* now; those are missing that did not answer."""
        mounts = tuple(self._mounts())
        places: dict[str, list[str]] = {}
        for path in sorted(paths):
            places.setdefault(place_of(path, mounts), []).append(path)
        seen: dict[str, Disk | None] = {}
        waits = [self._ask(place, there, seen) for place, there in places.items() if place not in self._under_way]
        try:
            for wait in waits:  # all have begun
                await wait
        finally:
            for wait in waits:
                wait.cancel()
                wait.addErrback(lambda failure: failure.trap(CancelledError) and None)
        return seen

    def _ask(self, place: str, paths: list[str], seen: dict[str, Disk | None]) -> Deferred[None]:
        """Fires when the place has answered, or was given up for this time."""
        looking = self._under_way[place] = self._look(measure_all, paths[0], paths[1:])
        answered: Deferred[None] = Deferred(lambda _: None)

        def over(result: Any) -> None:
            self._under_way.pop(place, None)
            if not answered.called:
                if not isinstance(result, Failure):
                    seen.update(result)
                answered.callback(None)

        looking.addBoth(over)
        return answered.addTimeout(_PATIENCE_SECONDS, self._clock).addErrback(_given_up)


def _given_up(failure: Failure) -> None:
    failure.trap(TimeoutError)
