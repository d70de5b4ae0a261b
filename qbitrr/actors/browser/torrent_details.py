"""
What only a client itself knows of its torrents, asked when somebody looks: files, trackers, speeds. A few questions at once, each with
a limit; the mirror and the loops wait for none of them.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeVar

from twisted.internet.defer import Deferred, DeferredSemaphore, TimeoutError
from twisted.internet.interfaces import IReactorTime

from qbitrr.actors.qbittorrent.actor import QbitActor
from qbitrr.clients.qbittorrent.client import Qbittorrent
from qbitrr.errors import NotReady, TimedOut, Unknown
from qbitrr.model.shown.torrent_speeds import TorrentSpeed
from qbitrr.model.torrents.torrent import TorrentFile, Tracker

__all__ = ["ASKED_SECONDS", "TorrentDetails"]

ASKED_SECONDS = 10.0
_AT_ONCE = 2
_MOST_WAITING = 16

T = TypeVar("T")


class TorrentDetails:
    """Over the *clients* by section."""

    def __init__(self, clients: Mapping[str, QbitActor], clock: IReactorTime) -> None:
        self._clients = clients
        self._clock = clock
        self._turns: dict[str, DeferredSemaphore] = {}

    def files(self, instance: str, hash: str) -> Deferred[tuple[TorrentFile, ...]]:
        """
        Fires with the files of a torrent, empty before its metadata is there. Fails with `Unknown`, `NotReady` if the client does not
        answer at the moment or too much is asked, and `RemoteError`.
        """
        return self._ask(instance, (hash,), lambda client: client.files(hash))

    def trackers(self, instance: str, hash: str) -> Deferred[tuple[Tracker, ...] | None]:
        """Fires with the real trackers, None if the client does not say; fails like `files`."""
        return self._ask(instance, (hash,), lambda client: client.trackers(hash))

    def speeds(self, instance: str, hashes: Sequence[str]) -> Deferred[tuple[TorrentSpeed, ...]]:
        """Fires with what moves of those of the *hashes* that are there; fails like `files`, for none of them is missing."""
        return self._ask(instance, (), lambda client: client.speeds(hashes))

    def _ask(self, instance: str, needed: Sequence[str], ask: Callable[[Qbittorrent], Awaitable[T]]) -> Deferred[T]:
        return Deferred.fromCoroutine(self._asked(instance, needed, ask))

    async def _asked(self, instance: str, needed: Sequence[str], ask: Callable[[Qbittorrent], Awaitable[T]]) -> T:
        actor = self._clients.get(instance)
        if actor is None or any(actor.get(hash) is None for hash in needed):
            raise Unknown("no such torrent")
        if not actor.status.alive:
            raise NotReady(f"{instance} does not answer at the moment")
        turns = self._turns.setdefault(instance, DeferredSemaphore(_AT_ONCE))
        if len(turns.waiting) >= _MOST_WAITING:
            raise NotReady(f"{instance} is asked too much at once")
        async with turns:
            return await self._within(instance, ask(actor.client))

    async def _within(self, instance: str, asked: Awaitable[T]) -> T:
        async def answer() -> T:
            return await asked

        try:
            return await Deferred.fromCoroutine(answer()).addTimeout(ASKED_SECONDS, self._clock)
        except TimeoutError as error:
            raise TimedOut(where=instance, why=f"no answer within {ASKED_SECONDS:g} s") from error
