"""
What a removal has an Arr's children do, so that the same download in two clients is one download for its Arr.
"""

from collections.abc import Callable, Mapping
from typing import Any, Protocol
from weakref import WeakValueDictionary

from msgspec.structs import replace
from twisted.internet.defer import Deferred, DeferredLock

from qbitrr.decide.protocol import BlocklistAct, SearchAct
from qbitrr.model.removing import Case, Stage
from qbitrr.model.steps import Removal, Result
from qbitrr.wire.messages import Blocklist, Performed, SearchAgain

__all__ = ["IHands", "Messenger"]

Key = tuple[str, str]
_TWINS_WITHIN_SECONDS = 600.0
_RESULTS = {"done": Result.DONE, "retry": Result.RETRY, "failed": Result.FAILED}


class IHands(Protocol):
    """What an Arr's children do for a removal. Both fail with `NotReady` while the child is not there."""

    def blocklist(self, request: Blocklist) -> Deferred[Performed]: ...

    def search_again(self, request: SearchAgain) -> Deferred[Performed]: ...


class Messenger:
    """
    Tells an Arr of a failed download and asks for a replacement, each once for all clients that hold the download. *open_cases* are the
    removals under way by `(instance, hash)`; *note(removal, act, result, text)* writes into the journal.
    """

    def __init__(
        self,
        *,
        hands: Callable[[str], IHands | None],
        open_cases: dict[Key, Case],
        note: Callable[[Removal, str, str, str], None],
        clock: Any,
    ) -> None:
        self._hands = hands
        self._open = open_cases
        self._note = note
        self._clock = clock
        self._one_at_a_time: WeakValueDictionary[Key, DeferredLock] = WeakValueDictionary()
        # By section and hash: when it was done last, and for which client.
        self._told: dict[Key, tuple[float, str]] = {}
        self._searched: dict[Key, tuple[float, str]] = {}

    async def blocklist(self, case: Case, act: BlocklistAct) -> tuple[Result, str]:
        """Have the Arr told. Raises `NotReady`."""
        removal = case.removal
        hands = self._hands(removal.section)
        if hands is None:
            return Result.DONE, "its Arr is not configured any more"
        download = (removal.section, case.hash)
        request = Blocklist(hash=act.hash, record_ids=act.record_ids, skip_redownload=act.skip_redownload)
        lock = self._one_at_a_time.setdefault(download, DeferredLock())
        async with lock:
            if self._has_twin(case) or self._done_for_twin(self._told, case):
                return Result.DONE, "its Arr was told already"
            answer = await hands.blocklist(request)
            if answer.result == "done":
                self._told[download] = (self._clock.seconds(), case.instance)
                self._open[case.instance, case.hash] = replace(case, stage=Stage.TAKE_OUT)
        if answer.result == "done":
            self._note(removal, "blocklist", "done", f"{removal.name}: {answer.text}")
        return _RESULTS.get(answer.result, Result.RETRY), answer.text

    async def search_again(self, case: Case, act: SearchAct) -> tuple[Result, str]:
        """Have a replacement searched. Raises `NotReady`."""
        removal = case.removal
        hands = self._hands(removal.section)
        if hands is None:
            return Result.DONE, "its Arr is not configured any more"
        if self._done_for_twin(self._searched, case):
            return Result.DONE, "a replacement is searched already"
        key = f"removal-{case.id}-{int(case.opened_at)}"
        request = SearchAgain(
            key=key, media_ids=act.media_ids, why=removal.why, name=removal.name, since=case.opened_at
        )
        answer = await hands.search_again(request)
        result = _RESULTS.get(answer.result, Result.RETRY)
        if result is Result.DONE:
            self._searched[removal.section, case.hash] = (self._clock.seconds(), case.instance)
        elif result is Result.FAILED:
            text = f"no replacement is searched for {removal.name}: {answer.text}"
            self._note(removal, "replacement", "failed", text)
        return result, answer.text

    def _has_twin(self, case: Case) -> bool:
        """Whether the same download in another client is given up, too, and its Arr knows."""
        return any(
            other.hash == case.hash and other.instance != case.instance and other.removal.section == case.removal.section
            and other.removal.blocklist and other.stage >= Stage.TAKE_OUT
            for other in self._open.values()
        )  # fmt: skip

    def _done_for_twin(self, done: Mapping[Key, tuple[float, str]], case: Case) -> bool:
        """Whether the same was done a moment ago for the download in another client, whose removal is over."""
        at, instance = done.get((case.removal.section, case.hash), (float("-inf"), ""))
        return instance != case.instance and self._clock.seconds() - at < _TWINS_WITHIN_SECONDS
