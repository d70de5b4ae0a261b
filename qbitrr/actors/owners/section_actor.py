"""
What every owner of torrents is: the actor of one section with its children.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from twisted.application.service import Service
from twisted.internet.defer import Deferred, DeferredList
from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger
from twisted.python.failure import Failure

from qbitrr.actors.children.child import Child
from qbitrr.actors.children.spec import Hooks
from qbitrr.actors.owners.requests import ChildRequests
from qbitrr.errors import QbitrrError
from qbitrr.loops.child.tasks import Tasks
from qbitrr.model.journal import Entry
from qbitrr.model.owners import OwnerProfile
from qbitrr.model.restarts import ChildLimits
from qbitrr.model.shown.passes import ChildPasses
from qbitrr.model.status import ProcessKind, ProcessStatus
from qbitrr.model.steps import ClientStep, Keep, Outcome, Removal
from qbitrr.model.torrents.listed import TorrentVerdict
from qbitrr.wire.messages import (
    Answer,
    Ask,
    Blocklist,
    Done,
    FromChild,
    FromSupervisor,
    LibraryTouched,
    Note,
    Performed,
    SearchAgain,
    Steps,
    Torrents,
    Verdicts,
)
from qbitrr.wire.search_orders import SearchOrder
from qbitrr.wire.torrent_orders import TorrentOrder

__all__ = ["IDispatcher", "SectionActor"]

_PATIENCE_SECONDS = 120.0


class IDispatcher(Protocol):
    """What the children of an owner ask of the rest of the program."""

    def share(self, section: str) -> Torrents:
        """Everything the mirror knows of the section's torrents."""

    def carry_out(self, section: str, steps: Sequence[ClientStep | Removal | Keep]) -> Deferred[tuple[Outcome, ...]]:
        """Have steps done; one outcome each, in order."""

    def answer(self, ask: Ask) -> Deferred[Answer]:
        """Answer a question about a torrent."""

    def note(self, entry: Entry) -> None:
        """Put an act into the journal."""

    def verdicts(self, section: str, verdicts: Sequence[TorrentVerdict]) -> None:
        """What was decided about torrents changed."""

    def ready(self, section: str) -> None:
        """A child of a section is there."""


class SectionActor(Service):
    """Owns its children, speaks for them, and keeps no torrents of its own. Each kind of owner adds what only its children do."""

    log = Logger()

    def __init__(
        self,
        *,
        profile: OwnerProfile,
        kinds: Sequence[ProcessKind],
        make_child: Callable[[ProcessKind, Hooks], Child],
        dispatcher: IDispatcher,
        clock: IReactorTime,
    ) -> None:
        self.profile = profile
        self._dispatcher = dispatcher
        self._clock = clock
        self._working = Tasks(self._failed)
        self._requests = ChildRequests(clock)
        self._is_over = False
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
        self._is_over = False
        for child in self.children.values():
            child.startService()

    def stopService(self) -> Deferred[None]:
        """Stop every child at once; fires when none of their processes is left."""
        super().stopService()
        self._is_over = True
        stopped = DeferredList([child.stopService() for child in self.children.values()], consumeErrors=True)
        return stopped.addCallback(self._all_stopped)

    def _all_stopped(self, _: Any) -> None:
        self._working.cancel()

    @property
    def processes(self) -> tuple[ProcessStatus, ...]:
        """How its children are."""
        return tuple(child.status for child in self.children.values())

    @property
    def passes(self) -> tuple[ChildPasses, ...]:
        """What their loops did lately."""
        return tuple(child.passes for child in self.children.values())

    # To the children

    def tell_torrents(self, message: Torrents) -> None:
        """Pass news of the mirror on."""
        child = self._torrent_child()
        if child is not None:
            child.send(message)

    def order(self, order: TorrentOrder, patience_seconds: float = _PATIENCE_SECONDS) -> Deferred[Performed]:
        """Have the child that looks after its torrents do something about one; fails with `NotReady` while it cannot."""
        kind: ProcessKind = next((each for each in self.children if each != "search"), "torrent")
        return self._ask(kind, order, patience_seconds)

    def _ask(
        self,
        kind: ProcessKind,
        what: Blocklist | SearchAgain | SearchOrder | TorrentOrder,
        patience_seconds: float = _PATIENCE_SECONDS,
    ) -> Deferred[Performed]:
        return self._requests.ask(self.children.get(kind), kind, self.profile.section, what, patience_seconds)

    def tell_all(self, message: FromSupervisor) -> None:
        """Say the same to every child."""
        for child in self.children.values():
            child.send(message)

    def reconfigure(self, profile: OwnerProfile) -> Deferred[None]:
        """Be this from now on, and have every child go by the newest configuration; see `Child.reconfigure`."""
        self.profile = profile
        told = [child.reconfigure(profile.category) for child in self.children.values()]
        return DeferredList(told, consumeErrors=True).addCallback(lambda _: None)

    def limit(self, limits: ChildLimits) -> None:
        """Be so patient with the children from now on."""
        for child in self.children.values():
            child.limit(limits)

    def restart(self, kinds: Sequence[ProcessKind], by: str) -> tuple[str, ...]:
        """Restart those of `kinds` that exist; returns which. Once it was stopped, nothing is started any more."""
        if self._is_over:
            return ()
        told = [kind for kind in self.children if kind in kinds]
        for kind in told:
            self.children[kind].restart("user" if by == "user" else "config")
        return tuple(sorted(told))

    # From the children

    def _is_ready(self, kind: ProcessKind) -> None:
        if kind != "search":
            self.tell_torrents(self._dispatcher.share(self.profile.section))
        self._dispatcher.ready(self.profile.section)

    def _changed(self, kind: ProcessKind, status: ProcessStatus) -> None:
        if status.alive:
            return
        self._lives[kind] += 1
        self._requests.went(kind, self.profile.section)

    def _said(self, kind: ProcessKind, message: FromChild) -> None:
        match message:
            case Steps():
                self._working.begin(self._carry_out(kind, message))
            case Ask():
                self._working.begin(self._answer(kind, message))
            case Note():
                self._dispatcher.note(message.entry)
            case Performed():
                self._performed(message)
            case LibraryTouched():
                self._library_touched()
            case Verdicts():
                self._dispatcher.verdicts(self.profile.section, message.verdicts)
            case _:
                self.log.warn("{kind} of {section} says something unexpected", kind=kind, section=self.profile.section)

    def _performed(self, message: Performed) -> None:
        waiting = self._requests.answered(message)
        if waiting is not None:
            kind, done = waiting
            self._heard(kind, message)
            done.callback(message)

    def _heard(self, kind: ProcessKind, message: Performed) -> None:
        """The answer of a child to what it was asked to perform, before anybody else hears of it."""

    def _library_touched(self) -> None:
        """A child has seen the library of its Arr change."""

    async def _carry_out(self, kind: ProcessKind, message: Steps) -> None:
        life = self._lives[kind]
        outcomes = await self._dispatcher.carry_out(self.profile.section, message.steps)
        self._reply(kind, life, Done(id=message.id, outcomes=outcomes))

    async def _answer(self, kind: ProcessKind, message: Ask) -> None:
        life = self._lives[kind]
        self._reply(kind, life, await self._dispatcher.answer(message))

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
