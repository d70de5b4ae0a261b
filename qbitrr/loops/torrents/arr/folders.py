"""
The folders the Arr knows: its library's, and how it calls those of its clients.
"""

from twisted.internet.interfaces import IReactorTime

from qbitrr.clients.arr.client import Arr

__all__ = ["ArrFolders"]

_GOOD_FOR_SECONDS = 600.0


class ArrFolders:
    """Asked when needed, and remembered for ten minutes."""

    def __init__(self, arr: Arr, clock: IReactorTime) -> None:
        self._arr = arr
        self._clock = clock
        self._mappings: tuple[tuple[str, str, str], ...] = ()
        self._roots: tuple[str, ...] = ()
        self._read_at: float | None = None

    async def mappings(self) -> tuple[tuple[str, str, str], ...]:
        """The Arr's remote path mappings: host, remote, local. Raises `RemoteError`."""
        await self._read()
        return self._mappings

    async def roots(self) -> tuple[str, ...]:
        """The folders of its library. Raises `RemoteError`."""
        await self._read()
        return self._roots

    async def _read(self) -> None:
        now = self._clock.seconds()
        if self._read_at is None or now - self._read_at > _GOOD_FOR_SECONDS:
            rows = await self._arr.remote_path_mappings()
            self._roots = await self._arr.root_folders()
            self._mappings = tuple((row.host, row.remote_path, row.local_path) for row in rows)
            self._read_at = now
