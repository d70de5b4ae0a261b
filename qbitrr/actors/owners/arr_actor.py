"""
The actor of one Arr: its torrent and its search child, and what only they can do there.
"""

from itertools import count
from typing import Any

from twisted.internet.defer import Deferred, TimeoutError
from twisted.python.failure import Failure

from qbitrr.actors.owners.section_actor import SectionActor
from qbitrr.decide.standing import standing
from qbitrr.errors import NotReady
from qbitrr.model.status import ArrStatus, ProcessKind
from qbitrr.wire.messages import Blocklist, LibraryTouched, Perform, Performed, SearchAgain
from qbitrr.wire.search_orders import SearchOrder, SearchView

__all__ = ["ArrActor"]

_PERFORM_SECONDS = 120.0


class ArrActor(SectionActor):
    """`status` is computed from what the children last said of their Arr."""

    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts)
        self._ids = count(1)
        self._performing: dict[int, tuple[ProcessKind, Deferred[Performed]]] = {}

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

    def blocklist(self, request: Blocklist) -> Deferred[Performed]:
        """Have the torrent child tell its Arr; fails with `NotReady` while it cannot."""
        return self._perform("torrent", request)

    def search_again(self, request: SearchAgain) -> Deferred[Performed]:
        """Have the search child look for a replacement; fails with `NotReady` while it cannot."""
        return self._perform("search", request)

    def search(self, order: SearchOrder) -> Deferred[SearchView]:
        """Have the search child carry out what a person wants; fails with `NotReady` while it cannot."""

        def shown(answer: Performed) -> SearchView:
            if answer.view is None:
                raise NotReady(answer.text or f"the search loop of {self.profile.section} does not know that")
            return answer.view

        return self._perform("search", order).addCallback(shown)

    def _perform(self, kind: ProcessKind, what: Blocklist | SearchAgain | SearchOrder) -> Deferred[Performed]:
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

    def _went(self, kind: ProcessKind) -> None:
        for id_, (whose, done) in list(self._performing.items()):
            if whose == kind:
                del self._performing[id_]
                done.errback(NotReady(f"the {kind} loop of {self.profile.section} went away"))

    def _performed(self, message: Performed) -> None:
        waiting = self._performing.pop(message.id, None)
        if waiting is not None:
            if waiting[0] == "torrent" and message.result == "done":  # blocklisted: it is missing again
                self._library_touched()
            waiting[1].callback(message)

    def _library_touched(self) -> None:
        child = self.children.get("search")
        if child is not None and child.status.alive:
            child.send(LibraryTouched())


def _late(failure: Failure, why: str) -> Performed:
    failure.trap(TimeoutError)
    raise NotReady(why) from failure.value
