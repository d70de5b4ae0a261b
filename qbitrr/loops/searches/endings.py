"""
What becomes of a search that has ended: it is told, counted or given back, and the library is read where something was grabbed.
"""

from collections.abc import Callable, Collection

from twisted.logger import Logger

from qbitrr.errors import StoreError
from qbitrr.loops.child.channel import ChildContext
from qbitrr.loops.child.tasks import Tasks
from qbitrr.loops.searches.memory import SearchMemory
from qbitrr.loops.searches.notes import of_end
from qbitrr.model.searches import SearchOutcome, Sending

__all__ = ["SearchEndings"]

# How commands end that an Arr was stopped, or died, in the middle of.
BROKEN_OFF = frozenset({"aborted", "orphaned"})
# A search that fails in the Arr so often in a row counts as one: there it fails for a reason of its own, and would for ever.
MOST_FAILED = 3


class SearchEndings:
    """
    Takes what has ended. *broken_off* is called with the items of a search that counts for nothing, *grabbed* is called with the
    parents (films) of which something was grabbed, *trouble* with what keeps it from being stored; *tasks* own what takes a
    moment.
    """

    log = Logger()

    def __init__(
        self, child: ChildContext, memory: SearchMemory, tasks: Tasks,
        *, broken_off: Callable[[Collection[int]], object], grabbed: Callable[[Collection[int]], object],
        trouble: Callable[[StoreError], object],
    ) -> None:  # fmt: skip
        self._child = child
        self._memory = memory
        self._broken_off = broken_off
        self._tasks = tasks
        self._grabbed = grabbed
        self._trouble = trouble
        self._failed: dict[int, int] = {}
        """By item: how many of its searches in a row have failed in the Arr."""

    def keep_only(self, item_ids: Collection[int]) -> None:
        """All other items are gone."""
        self._failed = {number: times for number, times in self._failed.items() if number in item_ids}

    def take(self, sending: Sending, outcome: SearchOutcome) -> None:
        """This search has ended like that."""
        entry = of_end(self._child.configure.section, sending, outcome, self._memory.rules)
        if entry is not None:
            self._child.note(entry)
        words = f"found {sending.release}" if sending.grabbed else outcome.value.replace("_", ", ")
        (self.log.debug if entry is not None else self.log.info)("{title}: {words}", title=sending.title, words=words)
        if self._counts_for_nothing(sending):
            self._tasks.begin(self._give_back(sending))
        if outcome is SearchOutcome.GRABBED:
            self._grabbed({sending.parent_id} if sending.parent_id else set(sending.item_ids))

    def _counts_for_nothing(self, sending: Sending) -> bool:
        """Whether its items are to be searched again as if this search had not been."""
        times = 1 + max((self._failed.get(number, 0) for number in sending.item_ids), default=0)
        if sending.grabbed or sending.status != "failed" or times >= MOST_FAILED:
            for number in sending.item_ids:
                self._failed.pop(number, None)
        else:
            self._failed |= dict.fromkeys(sending.item_ids, times)
            return True
        return sending.status in BROKEN_OFF and not sending.grabbed

    async def _give_back(self, sending: Sending) -> None:
        """The Arr ended in the middle of it, by a restart mostly, or failed at it: its items have not been searched."""
        self._broken_off(sending.item_ids)
        try:
            await self._memory.give_back(sending)
        except StoreError as error:
            self._trouble(error)
