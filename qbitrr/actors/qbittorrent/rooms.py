"""
What the clients say of their disks.
"""

from collections.abc import Mapping

from attrs import frozen
from twisted.internet.defer import Deferred, TimeoutError, gatherResults
from twisted.internet.interfaces import IReactorTime

from qbitrr.actors.qbittorrent.actor import QbitActor
from qbitrr.clients.qbittorrent.client import Qbittorrent
from qbitrr.clients.qbittorrent.wire import Preferences
from qbitrr.errors import RemoteError
from qbitrr.model.space.rooms import ClientRoom

__all__ = ["Rooms"]

_GOOD_FOR_SECONDS = 600.0
_AGAIN_SECONDS = 60.0
_PATIENCE_SECONDS = 10.0


@frozen
class _ToldRooms:
    """The preferences of a client, and until when they need not be read again."""

    client: Qbittorrent
    preferences: Preferences
    until: float


class Rooms:
    """
    Free space comes with every listing; where a client saves, and whether it takes the room of a download at once, is read now and then:
    only while somebody asks.
    """

    def __init__(self, clients: Mapping[str, QbitActor], clock: IReactorTime) -> None:
        self._clients = clients
        self._clock = clock
        self._said: dict[str, _ToldRooms] = {}

    def read(self) -> Deferred[list[ClientRoom]]:
        """Fires with the rooms of all clients that are listed now. Does not fail."""
        listed = [actor for actor in self._clients.values() if actor.is_listed]
        return gatherResults([Deferred.fromCoroutine(self._of(actor)) for actor in listed])

    async def _of(self, actor: QbitActor) -> ClientRoom:
        preferences = await self._preferences(actor)
        free = actor.status.free_space_bytes
        return ClientRoom(
            instance=actor.section,
            free_bytes=free if free >= 0 else None,
            save_path=preferences.save_path,
            preallocates=preferences.preallocate_all,
        )

    async def _preferences(self, actor: QbitActor) -> Preferences:
        said = self._said.get(actor.section)
        is_of_it = said is not None and said.client is actor.client
        if said is not None and is_of_it and self._clock.seconds() < said.until:
            return said.preferences
        client = actor.client
        reading = Deferred.fromCoroutine(client.preferences()).addTimeout(_PATIENCE_SECONDS, self._clock)
        try:
            found, seconds = await reading, _GOOD_FOR_SECONDS
        except (RemoteError, TimeoutError):  # what it said last is better than nothing
            found = said.preferences if said is not None and is_of_it else Preferences()
            seconds = _AGAIN_SECONDS
        self._said[actor.section] = _ToldRooms(client, found, self._clock.seconds() + seconds)
        return found
