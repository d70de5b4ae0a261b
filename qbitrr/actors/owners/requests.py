"""
What was asked of the children of a section and is not answered yet.
"""

from itertools import count

from twisted.internet.defer import Deferred, TimeoutError
from twisted.internet.interfaces import IReactorTime
from twisted.python.failure import Failure

from qbitrr.actors.children.child import Child
from qbitrr.errors import NotReady
from qbitrr.model.status import ProcessKind
from qbitrr.wire.messages import Blocklist, Perform, Performed, SearchAgain
from qbitrr.wire.search_orders import SearchOrder
from qbitrr.wire.torrent_orders import TorrentOrder

__all__ = ["ChildRequests"]


class ChildRequests:
    """Each is answered by its child, or fails with `NotReady` when that goes away or is silent for too long."""

    def __init__(self, clock: IReactorTime) -> None:
        self._clock = clock
        self._ids = count(1)
        self._waiting: dict[int, tuple[ProcessKind, Deferred[Performed]]] = {}

    def ask(
        self, child: Child | None, kind: ProcessKind, section: str, what: Blocklist | SearchAgain | SearchOrder | TorrentOrder,
        patience_seconds: float,
    ) -> Deferred[Performed]:  # fmt: skip
        """Have the *child* of that *kind*, if there is one, do something."""
        id_ = next(self._ids)
        done: Deferred[Performed] = Deferred(lambda _: self._forget(id_))
        if child is None or not child.status.alive or not child.send(Perform(id=id_, what=what)):
            done.errback(NotReady(f"the {kind} loop of {section} is not running"))
            return done
        self._waiting[id_] = (kind, done)
        done.addTimeout(patience_seconds, self._clock)
        return done.addErrback(_late, f"the {kind} loop of {section} did not answer")

    def went(self, kind: ProcessKind, section: str) -> None:
        """A child is down: what it was asked it will not answer."""
        for id_, (whose, done) in list(self._waiting.items()):
            if whose == kind:
                del self._waiting[id_]
                done.errback(NotReady(f"the {kind} loop of {section} went away"))

    def answered(self, message: Performed) -> tuple[ProcessKind, Deferred[Performed]] | None:
        """Whose answer this is, and who waits for it; None if nobody does any more."""
        return self._waiting.pop(message.id, None)

    def _forget(self, id_: int) -> None:
        self._waiting.pop(id_, None)


def _late(failure: Failure, why: str) -> Performed:
    failure.trap(TimeoutError)
    raise NotReady(why) from failure.value
