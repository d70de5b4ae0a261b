"""
The way into quarantine: a row first, then the move, then the sight of it.
"""

from collections.abc import Awaitable, Callable, Mapping

from twisted.internet.interfaces import IReactorTime
from twisted.internet.task import deferLater

from qbitrr.actors.qbittorrent.actor import QbitActor
from qbitrr.actors.removals import entries
from qbitrr.actors.removals.quarantine.machine import Work
from qbitrr.actors.removals.quarantine.moves import (
    CONFIRM_PAUSE_SECONDS,
    CONFIRM_TRIES,
    NOT_SHOWN,
    TagWriter,
    put_away,
)
from qbitrr.actors.removals.quarantine.register import Register
from qbitrr.actors.running_time import RunningTime
from qbitrr.model.removals.cases import Case
from qbitrr.model.removals.quarantine import QUARANTINE_CATEGORY, Quarantined
from qbitrr.model.rule_table import rule_behind
from qbitrr.model.steps import Data, Result

__all__ = ["TakingOut"]

_NO_CLIENT = "its client is not configured any more"


class TakingOut:
    """Sets torrents aside. *gone* is told of a row whose torrent is proven gone."""

    def __init__(
        self,
        *,
        register: Register,
        clients: Mapping[str, QbitActor],
        gone: Callable[[Quarantined], Awaitable[None]],
        grace_seconds: Callable[[], float],
        running_time: RunningTime,
        tags: TagWriter,
        clock: IReactorTime,
    ) -> None:
        self._register = register
        self._clients = clients
        self._gone = gone
        self._grace_seconds = grace_seconds
        self._running = running_time
        self._tags = tags
        self._clock = clock

    async def take_out(self, case: Case) -> tuple[Result, str]:
        """See `Quarantine.take_out`."""
        actor = self._clients.get(case.instance)
        if actor is None:
            return Result.DONE, _NO_CLIENT
        key = (case.instance, case.hash)
        if self._register.is_pardoned_since(key, case.opened_at):
            return Result.DONE, "a person took it back"
        if self._register.is_busy(key):
            return Result.RETRY, "something else is done to it at this moment"
        with self._register.doing(key, Work.MOVING_IN) as machine:
            machine.enter()
            await self._register.add(self._row(case, actor))
            await put_away(actor, case, self._tags)
        return Result.DONE, ""

    async def confirm(self, case: Case) -> tuple[Result, str]:
        """See `Quarantine.confirm`."""
        actor = self._clients.get(case.instance)
        if actor is None:
            return Result.DONE, _NO_CLIENT
        key = (case.instance, case.hash)
        why = NOT_SHOWN
        for _ in range(CONFIRM_TRIES):
            if self._register.is_pardoned_since(key, case.opened_at):
                return Result.DONE, "a person took it back"
            found = await actor.client.torrents([case.hash])
            row = self._register.rows.get(key)
            if not found and (row is None or actor.has_lost(case.hash)):
                if row is not None:
                    await self._gone(row)
                return Result.DONE, "it is gone"
            if row is not None and found and found[0].category == QUARANTINE_CATEGORY:
                actor.poll_soon()
                self._register.settle(key)
                await self._register.amend(row, entries.of_arrival(row, case.removal.why, self._clock.seconds()))
                return Result.DONE, ""
            why = "the client still lists it where it was" if found else NOT_SHOWN
            await deferLater(self._clock, CONFIRM_PAUSE_SECONDS)
        return Result.RETRY, why

    def _row(self, case: Case, actor: QbitActor) -> Quarantined:
        now = self._clock.seconds()
        torrent = actor.get(case.hash)
        return Quarantined(
            instance=case.instance,
            hash=case.hash,
            name=case.removal.name,
            section=case.removal.section,
            at=now,
            purge_at=now + self._grace_seconds(),
            category=case.category,
            tags=case.tags,
            was_running=case.was_running,
            auto_tmm=case.auto_tmm,
            delete_files=case.removal.data is Data.DELETE,
            size_bytes=case.size_bytes,
            content_path=case.content_path,
            why=case.removal.why,
            added_on=torrent.added_on if torrent is not None else 0,
            running_at=self._running.seconds,
            by_person=case.removal.by_operator or rule_behind(case.removal.why).by_person,
        )
