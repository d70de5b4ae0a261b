"""
Keeping the download queues of clients in the order of their trackers' ranks.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from attrs import field, frozen
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger

from qbitrr.actors.qbittorrent.actor import QbitActor
from qbitrr.actors.qbittorrent.mirror import Change
from qbitrr.actors.services import TurningService
from qbitrr.decide.upkeep.queue_order import Ranked, queue_order, rank_of
from qbitrr.errors import NotReady
from qbitrr.model.reasons import Reason
from qbitrr.model.removals.quarantine import QUARANTINE_CATEGORY
from qbitrr.model.steps import ClientStep, MoveToTop, Outcome, Result
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.model.torrents.trackers import TrackerRows

__all__ = ["QueueSorting", "QueueSource"]

_EVERY_SECONDS = 60.0
_OFF_SECONDS = 600.0
# Who looks after what is there is known by then.
_SOON_SECONDS = 5.0
_WHY = Reason(code="queue_order", text="Its trackers rank higher than those of what was above it.")


@frozen(kw_only=True)
class QueueSource:
    """
    What is asked when a queue is sorted: which clients' are (*sorted_clients*), the rows in force for a torrent (*rows_of*, None: it is
    nobody's), and a torrent with the tags it has here and not in its client (*shown*). *carry_out* has steps of a client done.
    """

    sorted_clients: Callable[[], Collection[str]]
    rows_of: Callable[[Torrent], TrackerRows | None]
    carry_out: Callable[[str, Sequence[ClientStep]], Deferred[tuple[Outcome, ...]]]
    shown: Callable[[Torrent], Torrent] = field(default=lambda torrent: torrent)


class QueueSorting(TurningService):
    """
    Once a minute, for all owners of a client together: what is below one another is between their torrents. A client that does not
    want its queue touched is left alone for a while.
    """

    log = Logger()

    def __init__(self, *, clients: Mapping[str, QbitActor], source: QueueSource, clock: IReactorTime) -> None:
        super().__init__(clock)
        self._clients = clients
        self._source = source
        self._clock = clock
        self._off_until: dict[str, float] = {}

    def seen(self, actor: QbitActor, change: Change) -> None:
        """A client that is there again is sorted soon."""
        if change.turned and actor.is_listed:
            self.hurry()

    def hurry(self) -> None:
        """Something else may be wanted now."""
        if self.running:
            self._cycle.soon(_SOON_SECONDS)

    async def _turn(self) -> float:
        for section in sorted(self._source.sorted_clients()):
            actor = self._clients.get(section)
            if actor is not None and self._can_be_sorted(actor):
                await self._sort(section, actor.mirror.torrents.values())
        return _EVERY_SECONDS

    def _can_be_sorted(self, actor: QbitActor) -> bool:
        """Without the hosts of its torrents nothing has a rank: that would be another order, and not the one that is wanted."""
        is_off = self._clock.seconds() < self._off_until.get(actor.section, 0.0)
        is_known = actor.is_listed and actor.mirror.hosts.all is not None
        return is_known and actor.is_queueing is not False and not is_off

    def _failed(self, error: Exception) -> float:
        if not isinstance(error, NotReady):
            self.log.failure("sorting a queue failed")
        return _EVERY_SECONDS

    async def _sort(self, section: str, torrents: Iterable[Torrent]) -> None:
        for block in queue_order(self._ranked(torrents)):
            steps = [MoveToTop(instance=section, hash=hash_, why=_WHY) for hash_ in block]
            results = {outcome.result for outcome in await self._source.carry_out(section, steps)}
            if Result.DONE not in results:  # queueing is off (409), or it is no time for it
                if Result.HELD not in results:
                    self._off_until[section] = self._clock.seconds() + _OFF_SECONDS
                return
            self.log.debug("{section}: moved up {count} downloads", section=section, count=len(block))

    def _ranked(self, torrents: Iterable[Torrent]) -> list[Ranked]:
        found: list[Ranked] = []
        for torrent in torrents:
            if torrent.priority <= 0 or torrent.category == QUARANTINE_CATEGORY:
                continue
            rows = self._source.rows_of(torrent)
            if rows is not None:
                shown = self._source.shown(torrent)
                found.append(Ranked(shown, rank_of(shown, rows)))
        return found
