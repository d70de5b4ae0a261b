"""
Why a torrent is still there: what its loop says, what stands between it and its removal, and who would look after it if nobody does.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping

from twisted.internet.defer import Deferred, TimeoutError
from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger

from qbitrr.actors.owners.router import Router
from qbitrr.actors.owners.section_actor import SectionActor
from qbitrr.actors.qbittorrent.actor import QbitActor
from qbitrr.actors.qbittorrent.mirror import Change
from qbitrr.actors.removals.person_orders import PersonOrders
from qbitrr.actors.removals.removals import Removals
from qbitrr.decide.phrases import span
from qbitrr.errors import NotReady, QbitrrError
from qbitrr.model.reasons import Reason
from qbitrr.model.removals.cases import OpenRemoval
from qbitrr.model.removals.protection import Waiver
from qbitrr.model.removals.quarantine import Quarantined
from qbitrr.model.shown.explained import Explained, ExplainedRail, Explanation
from qbitrr.model.steps import Data, Removal
from qbitrr.model.torrents.listed import ListedTorrent
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.wire.torrent_orders import ExplainTorrent

__all__ = ["Explainer"]

Key = tuple[str, str]
_LOOP_SECONDS = 10.0
_SPEED_SECONDS = 5.0
_RAILS_SECONDS = 10.0
_MOST_KEPT = 500
_UNSAID = ExplainedRail(
    rail="unknown", stops=True, text="What stands between it and a removal cannot be read from its client now."
)


class Explainer:
    """
    Asks at each question, waits for nobody for long, and keeps what was said of the last few hundred torrents for when their loop is away.
    *quarantined* are the rows of the quarantine.
    """

    log = Logger()

    def __init__(
        self, *, clients: Mapping[str, QbitActor], owners: Mapping[str, SectionActor], router: Router, removals: Removals,
        orders: PersonOrders, quarantined: Mapping[Key, Quarantined], clock: IReactorTime,
        waiver_of: Callable[[Torrent], Waiver | None] = lambda torrent: None,
    ) -> None:  # fmt: skip
        self._clients = clients
        self._owners = owners
        self._router = router
        self._removals = removals
        self._orders = orders
        self._quarantined = quarantined
        self._waiver_of = waiver_of
        self._clock = clock
        self._said: OrderedDict[Key, Explained] = OrderedDict()

    def seen(self, actor: QbitActor, change: Change) -> None:
        """What was said of a torrent that is gone is dropped."""
        for hash_ in change.lost:
            self._said.pop((actor.section, hash_), None)

    async def explain(self, listed: ListedTorrent) -> Explanation:
        """All that can be said of a torrent now."""
        row = self._quarantined.get(listed.torrent.key)
        if row is not None:
            return Explanation(torrent=listed, sentence=_in_quarantine(row, self._clock.seconds()), quarantined=row)
        owner = self._owners.get(listed.section)
        if owner is None:
            watched = self._watched(listed.torrent.instance)
            return Explanation(torrent=listed, sentence=_unwatched(listed.torrent, watched), watched=watched)
        explained, why_not = await self._ask(owner, listed.torrent)
        removal = self._orders.of(listed.torrent.key)
        rails = await self._rails(listed, removal)
        return Explanation(
            torrent=listed,
            sentence=_sentence(explained, why_not, removal, rails),
            explained=explained,
            is_live=not why_not,
            why_not=why_not,
            rails=rails,
            removal=removal,
            waiver=self._waiver_of(listed.torrent),
        )

    async def _ask(self, owner: SectionActor, torrent: Torrent) -> tuple[Explained | None, str]:
        """What its loop says, or said last and why it says nothing now."""
        order = ExplainTorrent(instance=torrent.instance, hash=torrent.hash, upload_speed=await self._speed(torrent))
        try:
            answer = await owner.order(order, _LOOP_SECONDS)
        except NotReady as error:
            return self._said.get(torrent.key), f"{error}"
        if answer.explained is None:
            return self._said.get(torrent.key), answer.text or "its loop does not say"
        self._said[torrent.key] = answer.explained
        self._said.move_to_end(torrent.key)
        while len(self._said) > _MOST_KEPT:
            self._said.popitem(last=False)
        return answer.explained, ""

    async def _speed(self, torrent: Torrent) -> float | None:
        actor = self._clients.get(torrent.instance)
        if actor is None or not actor.is_listed:
            return None
        asked = Deferred.fromCoroutine(actor.client.upload_speed(torrent.hash))
        try:
            return await asked.addTimeout(_SPEED_SECONDS, self._clock)
        except (QbitrrError, TimeoutError) as error:
            self.log.debug("{name}: its speed is not known: {why}", name=torrent.name, why=str(error))
            return None

    async def _rails(self, listed: ListedTorrent, removal: OpenRemoval | None) -> tuple[ExplainedRail, ...]:
        wanted = removal.removal if removal is not None else _any_removal(listed)
        asked = Deferred.fromCoroutine(self._removals.survey(wanted))
        try:
            return await asked.addTimeout(_RAILS_SECONDS, self._clock)
        except (QbitrrError, TimeoutError) as error:
            self.log.debug("{name}: its rails are not known: {why}", name=listed.torrent.name, why=str(error))
            return (_UNSAID,)

    def _watched(self, instance: str) -> tuple[tuple[str, str], ...]:
        return tuple((owner.category, owner.section) for owner in self._router.owners.owners if owner.watches(instance))


def _any_removal(listed: ListedTorrent) -> Removal:
    """One that nobody ordered."""
    torrent = listed.torrent
    return Removal(
        instance=torrent.instance, hash=torrent.hash, why=Reason(code="asked", text="It is only asked."), data=Data.DELETE,
        section=listed.section, name=torrent.name, seen=torrent,
    )  # fmt: skip


def _sentence(
    explained: Explained | None, why_not: str, removal: OpenRemoval | None, rails: tuple[ExplainedRail, ...]
) -> str:
    said = explained.sentence if explained is not None else "Nothing is known of it."
    if why_not:
        said = f"Its loop says nothing now ({why_not}). As last known: {said}" if explained else f"{said} ({why_not})"
    elif explained is not None and not explained.is_listed:
        said = f"Its client does not answer, so nothing is decided about it. As last known: {said}"
    if removal is not None:
        waits = f"waits: {removal.why_waiting}" if removal.why_waiting else "is under way."
        return f"{said} Its removal {waits}"
    stopping = next((rail.text for rail in rails if rail.stops), "")
    is_to_go = explained is not None and explained.foreseen is not None and explained.foreseen.step == "removal"
    return f"{said} That is stopped: {stopping}" if is_to_go and stopping else said


def _in_quarantine(row: Quarantined, now: float) -> str:
    why = row.why.text if row.why is not None else "Why it was given up is not known."
    if row.deletion is not None:
        return f"It is in quarantine and is being deleted. {why}"
    if row.by_person_only:
        return f"It is in quarantine, and only a person has it deleted. {why}"
    left = max(0.0, row.purge_at - now)
    files = "with its files" if row.delete_files else "without its files"
    return f"It is in quarantine: in {span(left)} it is deleted {files}, unless a person takes it back. {why}"


def _unwatched(torrent: Torrent, watched: tuple[tuple[str, str], ...]) -> str:
    names = ", ".join(f"{category} ({section})" for category, section in watched) or "none"
    where = f"its category {torrent.category!r} is not watched" if torrent.category else "it has no category"
    return f"Nobody looks after it: {where} on {torrent.instance}. Watched there: {names}."
