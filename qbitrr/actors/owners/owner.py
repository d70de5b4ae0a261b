"""
The actor of one section that owns torrents: an Arr with its torrent and search children, or a client's managed categories.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from typing import Any, Protocol

from twisted.application.service import Service
from twisted.internet.defer import Deferred, DeferredList, TimeoutError
from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger
from twisted.python.failure import Failure

from qbitrr.actors.children.child import Child
from qbitrr.actors.children.spec import Hooks
from qbitrr.decide.standing import standing
from qbitrr.errors import NotReady, QbitrrError
from qbitrr.loops.child.tasks import Tasks
from qbitrr.model.journal import Entry
from qbitrr.model.owners import OwnerProfile
from qbitrr.model.status import ArrStatus, ProcessKind, ProcessStatus
from qbitrr.model.steps import ClientStep, Keep, Outcome, Removal
from qbitrr.wire.messages import (
    Answer,
    Ask,
    Blocklist,
    Done,
    FromChild,
    FromSupervisor,
    Note,
    Perform,
    Performed,
    SearchAgain,
    Steps,
    Torrents,
)

__all__ = ["IDesk", "Owner", "OwnerProfile"]

_PERFORM_SECONDS = 120.0


class IDesk(Protocol):
    """What the children of an owner ask of the rest of the house."""

    def share(self, section: str) -> Torrents:
        """Everything the mirror knows of the section's torrents."""

    def carry_out(self, section: str, steps: Sequence[ClientStep | Removal | Keep]) -> Deferred[tuple[Outcome, ...]]:
        """Have steps done; one outcome each, in order."""

    def answer(self, ask: Ask) -> Deferred[Answer]:
        """Answer a question about a torrent."""

    def note(self, entry: Entry) -> None:
        """Put an act into the journal."""

    def ready(self, section: str) -> None:
        """A child of a section is there."""


class Owner(Service):
    """
    Owns its children, speaks for them, and keeps no torrents of its own. `status` is computed from what the children last
    said. `on_change()` is called when a child's status changes.
    """

    log = Logger()

    def __init__(
        self,
        *,
        profile: OwnerProfile,
        kinds: Sequence[ProcessKind],
        make_child: Callable[[ProcessKind, Hooks], Child],
        desk: IDesk,
        clock: IReactorTime,
    ) -> None:
        self.profile = profile
        self._desk = desk
        self._clock = clock
        self._ids = count(1)
        self._performing: dict[int, tuple[ProcessKind, Deferred[Performed]]] = {}
        self._working = Tasks(self._failed)
        self._lives: Counter[ProcessKind] = Counter()
        self.children: Mapping[ProcessKind, Child] = {
            kind: make_child(
                kind,
                Hooks(
                    on_message=lambda message, kind=kind: self._said(kind, message),  # type: ignore[misc]
                    on_ready=lambda kind=kind: self._is_ready(kind),  # type: ignore[misc]
                    on_status=lambda status, kind=kind: self._changed(kind, status),  # type: ignore[misc]
                ),
            )
            for kind in kinds
        }

    def startService(self) -> None:
        super().startService()
        for child in self.children.values():
            child.startService()

    def stopService(self) -> Deferred[None]:
        """Stop every child at once; fires when none of their processes is left."""
        super().stopService()
        stopped = DeferredList([child.stopService() for child in self.children.values()], consumeErrors=True)
        return stopped.addCallback(self._all_stopped)

    def _all_stopped(self, _: Any) -> None:
        self._working.cancel()

    @property
    def status(self) -> ArrStatus:
        """How the section is, as a whole."""
        statuses = self.processes
        arr = standing(statuses, self._clock.seconds())
        return ArrStatus(
            section=self.profile.section,
            category=self.profile.category,
            type=self.profile.type,
            alive=bool(statuses) and all(status.alive for status in statuses),
            connected=arr.connected,
            version=arr.version,
            why=arr.why,
            uri=self.profile.uri,
        )

    @property
    def processes(self) -> tuple[ProcessStatus, ...]:
        """How its children are."""
        return tuple(child.status for child in self.children.values())

    # To the children

    def tell_torrents(self, message: Torrents) -> None:
        """Pass news of the mirror on."""
        child = self._torrent_child()
        if child is not None:
            child.send(message)

    def tell_all(self, message: FromSupervisor) -> None:
        """Say the same to every child."""
        for child in self.children.values():
            child.send(message)

    def restart(self, kinds: Sequence[ProcessKind], by: str) -> tuple[str, ...]:
        """Restart those of `kinds` that exist; returns which."""
        told = [kind for kind in self.children if kind in kinds]
        for kind in told:
            self.children[kind].restart("user" if by == "user" else "config")
        return tuple(sorted(told))

    def blocklist(self, request: Blocklist) -> Deferred[Performed]:
        """Have the torrent child tell its Arr; fails with `NotReady` while it cannot."""
        return self._perform("torrent", request)

    def search_again(self, request: SearchAgain) -> Deferred[Performed]:
        """Have the search child look for a replacement; fails with `NotReady` while it cannot."""
        return self._perform("search", request)

    def _perform(self, kind: ProcessKind, what: Blocklist | SearchAgain) -> Deferred[Performed]:
        child = self.children.get(kind)
        id_ = next(self._ids)
        done: Deferred[Performed] = Deferred(lambda _: self._forget(id_))
        if child is None or not child.status.alive or not child.send(Perform(id=id_, what=what)):
            done.errback(NotReady(f"the {kind} loop of {self.profile.section} is not running"))
            return done
        self._performing[id_] = (kind, done)
        done.addTimeout(_PERFORM_SECONDS, self._clock)
        return done.addErrback(_late, f"the {kind} loop of {self.profile.section} did not answer")

    def _forget(self, id_: int) -> None:
        self._performing.pop(id_, None)

    # From the children

    def _is_ready(self, kind: ProcessKind) -> None:
        if kind != "search":
            self.tell_torrents(self._desk.share(self.profile.section))
        self._desk.ready(self.profile.section)

    def _changed(self, kind: ProcessKind, status: ProcessStatus) -> None:
        if status.alive:
            return
        self._lives[kind] += 1
        for id_, (whose, done) in list(self._performing.items()):
            if whose == kind:
                del self._performing[id_]
                done.errback(NotReady(f"the {kind} loop of {self.profile.section} went away"))

    def _said(self, kind: ProcessKind, message: FromChild) -> None:
        match message:
            case Steps():
                self._working.begin(self._carry_out(kind, message))
            case Ask():
                self._working.begin(self._answer(kind, message))
            case Performed():
                waiting = self._performing.pop(message.id, None)
                if waiting is not None:
                    waiting[1].callback(message)
            case Note():
                self._desk.note(message.entry)
            case _:
                self.log.warn("{kind} of {section} says something unexpected", kind=kind, section=self.profile.section)

    async def _carry_out(self, kind: ProcessKind, message: Steps) -> None:
        life = self._lives[kind]
        outcomes = await self._desk.carry_out(self.profile.section, message.steps)
        self._reply(kind, life, Done(id=message.id, outcomes=outcomes))

    async def _answer(self, kind: ProcessKind, message: Ask) -> None:
        life = self._lives[kind]
        self._reply(kind, life, await self._desk.answer(message))

    def _reply(self, kind: ProcessKind, life: int, reply: Done | Answer) -> None:
        """Answer the process that asked: its successor counts its questions from 1 again and would take it for its own."""
        if self._lives[kind] == life:
            self.children[kind].send(reply)

    def _failed(self, failure: Failure) -> None:
        if failure.check(QbitrrError):
            self.log.debug("{section}: not done: {why}", section=self.profile.section, why=failure.getErrorMessage())
        else:
            self.log.failure("{section}: not done", failure=failure, section=self.profile.section)

    def _torrent_child(self) -> Child | None:
        return next((child for kind, child in self.children.items() if kind != "search"), None)


def _late(failure: Failure, why: str) -> Performed:
    failure.trap(TimeoutError)
    raise NotReady(why) from failure.value
