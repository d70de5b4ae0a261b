"""
What a removal has an Arr's children do, so that the same download in two clients is one download for its Arr.
"""

from collections.abc import Callable, Mapping
from typing import Protocol
from weakref import WeakValueDictionary

from attrs import evolve, frozen
from twisted.internet.defer import Deferred, DeferredLock
from twisted.internet.interfaces import IReactorTime

from qbitrr.decide.removals.protocol import BlocklistAct, SearchAct
from qbitrr.model.removals.cases import Case, Stage, ToldArr
from qbitrr.model.steps import Result
from qbitrr.wire.messages import Blocklist, Performed, SearchAgain

__all__ = ["ActResult", "ArrNotifier", "IArrChildren"]

Key = tuple[str, str]
_TWINS_WITHIN_SECONDS = 600.0
_RESULTS = {"done": Result.DONE, "retry": Result.RETRY, "failed": Result.FAILED}


@frozen
class ActResult:
    """How it ended, in whose words; what was *told*, if anything was now, and for which media, if its Arr said so."""

    result: Result
    text: str = ""
    told: ToldArr | None = None
    media_ids: tuple[int, ...] = ()


class IArrChildren(Protocol):
    """What an Arr's children do for a removal. Both fail with `NotReady` while the child is not there."""

    def blocklist(self, request: Blocklist) -> Deferred[Performed]: ...

    def search_again(self, request: SearchAgain) -> Deferred[Performed]: ...


class ArrNotifier:
    """
    Tells an Arr of a failed download and asks for a replacement, each once for all clients that hold the download. *open_cases* are the
    removals under way by `(instance, hash)`. What it answers as told is for its caller to store, and to `remember` after a restart.
    """

    def __init__(
        self, *, children_of: Callable[[str], IArrChildren | None], open_cases: Mapping[Key, Case], clock: IReactorTime
    ) -> None:
        self._children_of = children_of
        self._open = open_cases
        self._clock = clock
        self._one_at_a_time: WeakValueDictionary[Key, DeferredLock] = WeakValueDictionary()
        # By section, hash and act: what was told within the last minutes.
        self._told: dict[tuple[str, str, str], ToldArr] = {}

    def remember(self, told: ToldArr) -> None:
        """The Arr was told; what is too old to matter is forgotten."""
        now = self._clock.seconds()
        self._told = {key: each for key, each in self._told.items() if now - each.at < _TWINS_WITHIN_SECONDS}
        self._told[told.section, told.hash, told.act] = told

    def rename(self, names: Mapping[str, str]) -> None:
        """Sections got other names (old to new): what they were told, they were told."""
        told = [evolve(each, section=names.get(each.section, each.section)) for each in self._told.values()]
        self._told = {(each.section, each.hash, each.act): each for each in told}

    async def blocklist(self, case: Case, act: BlocklistAct) -> ActResult:
        """Have the Arr told. Raises `NotReady`."""
        removal = case.removal
        children = self._children_of(removal.section)
        if children is None:
            return ActResult(Result.DONE, "its Arr is not configured any more")
        request = Blocklist(
            hash=act.hash,
            other_hashes=tuple(hash_ for hash_ in removal.seen.hashes if hash_ != act.hash) if removal.seen else (),
            record_ids=act.record_ids,
            skip_redownload=act.skip_redownload,
        )
        lock = self._one_at_a_time.setdefault((removal.section, case.hash), DeferredLock())
        async with lock:
            if self._has_twin(case) or self._done_for_twin("blocklist", case):
                return ActResult(Result.DONE, "its Arr was told already")
            return self._answered(case, "blocklist", await children.blocklist(request))

    async def search_again(self, case: Case, act: SearchAct) -> ActResult:
        """Have a replacement searched. Raises `NotReady`."""
        removal = case.removal
        children = self._children_of(removal.section)
        if children is None:
            return ActResult(Result.DONE, "its Arr is not configured any more")
        if self._done_for_twin("search", case):
            return ActResult(Result.DONE, "a replacement is searched already")
        key = f"removal-{case.id}-{int(case.opened_at)}"
        request = SearchAgain(
            key=key, media_ids=act.media_ids, why=removal.why, name=removal.name, since=case.opened_at,
            instance=case.instance, hash=case.hash,
        )  # fmt: skip
        return self._answered(case, "search", await children.search_again(request))

    def _answered(self, case: Case, act: str, answer: Performed) -> ActResult:
        result = _RESULTS.get(answer.result, Result.RETRY)
        told = None
        if result is Result.DONE:
            told = ToldArr(case.removal.section, case.hash, act, case.instance, self._clock.seconds())
            self.remember(told)
        return ActResult(result, answer.text, told, answer.media_ids)

    def _has_twin(self, case: Case) -> bool:
        """Whether the same download in another client is given up, too, and its Arr knows; this one's own stage is an earlier one."""
        return any(
            other.hash == case.hash and other.removal.section == case.removal.section
            and other.removal.blocklist and other.stage >= Stage.TAKE_OUT
            for other in self._open.values()
        )  # fmt: skip

    def _done_for_twin(self, act: str, case: Case) -> bool:
        """Whether the same was done a moment ago for the download in another client, whose removal is over."""
        told = self._told.get((case.removal.section, case.hash, act))
        if told is None or told.instance == case.instance:
            return False
        return self._clock.seconds() - told.at < _TWINS_WITHIN_SECONDS
