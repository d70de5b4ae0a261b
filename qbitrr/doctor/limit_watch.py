"""
A standing look at the share limits of the clients: what they take away while a duty is open must be known before it is gone.
"""

from collections.abc import Callable, Mapping

from attrs import evolve, frozen
from twisted.application.service import Service
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger

from qbitrr.clients.qbittorrent.client import Qbittorrent
from qbitrr.config.schema.config import Config
from qbitrr.doctor.facts import ClientSetup, Facts, known
from qbitrr.doctor.gathering.asking import Asking
from qbitrr.doctor.gathering.clients import dutiful, trackers_at_stake
from qbitrr.doctor.judgments.share_limits import judge_share_limits
from qbitrr.loops.child.tasks import Cycle
from qbitrr.model.doctor import Grade
from qbitrr.model.torrents.torrent import Torrent

__all__ = ["LimitWatch", "ListedClient"]

EVERY_SECONDS = 600.0
_LIMIT_SECONDS = 30.0
_SOON_SECONDS = 5.0


@frozen
class ListedClient:
    """A client that is listed now, and its torrents."""

    client: Qbittorrent
    torrents: tuple[Torrent, ...]


class LimitWatch(Service):
    """
    Looks every ten minutes, and soon after `look_soon`. *listed* answers the clients that are there; of one that is not, or does not
    answer, what was said last stands.
    """

    log = Logger()

    def __init__(
        self, config: Callable[[], Config], listed: Callable[[], Mapping[str, ListedClient]], clock: IReactorTime
    ) -> None:
        self._config = config
        self._listed = listed
        self._clock = clock
        self._said: dict[str, str] = {}
        self._cycle = Cycle(clock, self._turn, self._stumbled)

    def startService(self) -> None:
        """Begin to look."""
        super().startService()
        self._cycle.start()

    def stopService(self) -> Deferred[None]:
        """Fires when nothing is asked any more."""
        super().stopService()
        return self._cycle.stop()

    def look_soon(self) -> None:
        """Something changed: a client is there, or has other settings."""
        self._cycle.soon(_SOON_SECONDS)

    def problems(self) -> list[str]:
        """What a person must see: one text for each client that takes away what it should not."""
        known = {qbit.section for qbit in self._config().enabled_qbits}
        return [text for section, text in self._said.items() if section in known]

    async def _turn(self) -> float:
        config = self._config()
        for section, listed in self._listed().items():
            facts = ClientSetup(section=section, torrents=listed.torrents)
            if at_stake := dutiful(config, facts):
                await self._look(config, evolve(facts, torrents=at_stake), listed.client)
            else:
                self._said.pop(section, None)
        return EVERY_SECONDS

    async def _look(self, config: Config, facts: ClientSetup, client: Qbittorrent) -> None:
        asking = Asking(self._clock, _LIMIT_SECONDS)
        hashes = [torrent.hash for torrent in known(facts.torrents, ())]
        facts = evolve(
            facts,
            preferences=await asking.ask(client.preferences),
            limit_actions=await asking.ask(lambda: client.share_limit_actions(hashes)),
        )
        facts = await trackers_at_stake(config, client, facts, asking)
        for finding in judge_share_limits(config, Facts(clients=(facts,))):
            self._note(facts.section, finding.grade, f"[{facts.section}] {finding.sentence} {finding.remedy}")

    def _note(self, section: str, grade: Grade, text: str) -> None:
        if grade is Grade.ERROR and self._said.get(section) != text:
            self.log.warn("{text}", text=text)
            self._said[section] = text
        elif grade not in (Grade.ERROR, Grade.UNKNOWN):
            self._said.pop(section, None)

    def _stumbled(self, error: Exception) -> float:
        self.log.failure("share limits could not be looked at")
        return EVERY_SECONDS
