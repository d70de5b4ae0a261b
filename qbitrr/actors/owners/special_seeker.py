"""
Finding out whose a torrent in a special category is that nobody had before.
"""

from collections.abc import Callable, Mapping, Sequence

from twisted.internet.defer import DeferredList
from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger
from twisted.python.failure import Failure

from qbitrr.actors.journal import Journal
from qbitrr.actors.owners.arr_actor import ArrActor
from qbitrr.actors.owners.router import Router
from qbitrr.actors.owners.section_actor import SectionActor
from qbitrr.actors.qbittorrent.actor import QbitActor
from qbitrr.actors.services import TurningService
from qbitrr.decide.owners import Sought, who_knows
from qbitrr.errors import QbitrrError
from qbitrr.model.journal import Entry
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.wire.messages import Performed
from qbitrr.wire.torrent_orders import FindTorrents

__all__ = ["SpecialSeeker"]

Key = tuple[str, str]
Answers = Mapping[str, bool] | None

_EVERY_SECONDS = 3.0
_AGAIN_SECONDS = 30.0
_LONG_AGAIN_SECONDS = 600.0
"""When everybody has answered: an Arr may come to know it, as a person has it import something."""
_PATIENCE_SECONDS = 60.0
_AT_ONCE = 20


class SpecialSeeker(TurningService):
    """
    Asks every Arr that watches its client, and waits for all of them: what does not answer may be the one. *tell_again* has a torrent
    handed out anew.
    """

    log = Logger()

    def __init__(
        self,
        *,
        clients: Mapping[str, QbitActor],
        owners: Mapping[str, SectionActor],
        router: Router,
        tell_again: Callable[[Torrent], None],
        journal: Journal,
        clock: IReactorTime,
    ) -> None:
        super().__init__(clock)
        self._clients = clients
        self._owners = owners
        self._router = router
        self._tell_again = tell_again
        self._journal = journal
        self._clock = clock
        self._again_at: dict[Key, float] = {}
        self._told: dict[Key, str] = {}

    async def _turn(self) -> float:
        sought = self._router.sought
        for kept in (self._again_at, self._told):
            for key in kept.keys() - sought:
                del kept[key]
        now = self._clock.seconds()
        due = sorted(key for key in sought if self._again_at.get(key, 0.0) <= now)
        for instance in dict.fromkeys(instance for instance, _ in due):
            torrents = [self._find(key) for key in due if key[0] == instance]
            mine = [each for each in torrents if each is not None and self._router.is_sought(each)]
            if mine:
                await self._seek(instance, mine[:_AT_ONCE])
        return _EVERY_SECONDS

    def _failed(self, error: Exception) -> float:
        self.log.failure("whose torrents in special categories are was not found out")
        return _AGAIN_SECONDS

    def _find(self, key: Key) -> Torrent | None:
        actor = self._clients.get(key[0])
        return actor.get(key[1]) if actor is not None and actor.is_listed else None

    async def _seek(self, instance: str, torrents: Sequence[Torrent]) -> None:
        sections = self._router.arrs_on(instance)
        answers = await self._ask(sections, FindTorrents(torrents=tuple(each.hashes for each in torrents)))
        for torrent in torrents:
            said = {
                section: None if heard is None else heard.get(torrent.hashes[0]) for section, heard in answers.items()
            }
            self._take(torrent, who_knows(said))

    async def _ask(self, sections: Sequence[str], order: FindTorrents) -> dict[str, Answers]:
        """What each section says; None: nothing."""
        asked = {section: owner for section in sections if isinstance(owner := self._owners.get(section), ArrActor)}
        waiting = [
            owner.order(order, _PATIENCE_SECONDS).addCallbacks(_said, self._silent, errbackArgs=(section,))
            for section, owner in asked.items()
        ]
        heard = await DeferredList(waiting, consumeErrors=True)
        said = {section: answer for section, (is_done, answer) in zip(asked, heard, strict=True) if is_done}
        return {section: said.get(section) for section in sections}

    def _silent(self, failure: Failure, section: str) -> None:
        failure.trap(QbitrrError)
        self.log.debug("{section} does not say: {why}", section=section, why=failure.getErrorMessage())

    def _take(self, torrent: Torrent, sought: Sought) -> None:
        now_listed = self._find(torrent.key)
        if now_listed is None or not self._router.is_sought(now_listed):
            return  # it was moved meanwhile
        if sought.section:
            self._router.found(now_listed, sought.section)
            self._tell(now_listed, "done", f"{sought.section} knows it, and looks after it now")
            self._tell_again(now_listed)
            return
        pause = _LONG_AGAIN_SECONDS if sought.is_final else _AGAIN_SECONDS
        self._again_at[torrent.key] = self._clock.seconds() + pause
        self._tell(now_listed, "held", f"nobody looks after it: {sought.why}")

    def _tell(self, torrent: Torrent, result: str, text: str) -> None:
        """Each thing once."""
        if self._told.get(torrent.key) == text:
            return
        self._told[torrent.key] = text
        text = f"{torrent.name}, in the category {torrent.category}: {text}"
        self._journal.write(
            Entry(
                at=self._clock.seconds(),
                section=torrent.instance,
                act="owner",
                result=result,
                text=text,
                instance=torrent.instance,
                hash=torrent.hash,
                name=torrent.name,
            )
        )


def _said(answer: Performed) -> Answers:
    return answer.knows
