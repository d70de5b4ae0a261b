"""
The actor of one Arr: its torrent and its search child, and what only they can do there.
"""

from twisted.internet.defer import Deferred

from qbitrr.actors.owners.section_actor import SectionActor
from qbitrr.decide.standing import standing
from qbitrr.errors import NotReady
from qbitrr.model.status import ArrStatus, ProcessKind
from qbitrr.wire.messages import Blocklist, LibraryTouched, Performed, SearchAgain
from qbitrr.wire.search_orders import SearchOrder, SearchView

__all__ = ["ArrActor"]


class ArrActor(SectionActor):
    """`status` is computed from what the children last said of their Arr."""

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
            answers=arr.answers,
            uri=self.profile.uri,
            since=arr.since,
            answered_after=arr.answered_after,
        )

    def blocklist(self, request: Blocklist) -> Deferred[Performed]:
        """Have the torrent child tell its Arr; fails with `NotReady` while it cannot."""
        return self._ask("torrent", request)

    def search_again(self, request: SearchAgain) -> Deferred[Performed]:
        """Have the search child look for a replacement; fails with `NotReady` while it cannot."""
        return self._ask("search", request)

    def search(self, order: SearchOrder) -> Deferred[SearchView]:
        """Have the search child carry out what a person wants; fails with `NotReady` while it cannot."""

        def shown(answer: Performed) -> SearchView:
            if answer.view is None:
                raise NotReady(answer.text or f"the search loop of {self.profile.section} does not know that")
            return answer.view

        return self._ask("search", order).addCallback(shown)

    def _heard(self, kind: ProcessKind, message: Performed) -> None:
        if kind == "torrent" and message.result == "done" and not _only_told(message):
            self._library_touched()  # blocklisted: it is missing again; imported: it is not

    def _library_touched(self) -> None:
        child = self.children.get("search")
        if child is not None and child.status.alive:
            child.send(LibraryTouched())


def _only_told(message: Performed) -> bool:
    """Whether a loop only said how it stands."""
    return message.explained is not None or message.previewed is not None or message.knows is not None
