"""Merging steps into batches: a pure matter."""

from typing import Any, get_args

from hypothesis import given
from hypothesis import strategies as st
from twisted.internet.defer import CancelledError, Deferred
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.actors.qbittorrent.performing import batches, perform
from qbitrr.model.reasons import Reason
from qbitrr.model.steps import (
    AddTags,
    AddTrackers,
    ClientStep,
    LimitDownload,
    LimitUpload,
    MoveToTop,
    Pause,
    Reannounce,
    Recheck,
    RemoveTags,
    RemoveTrackers,
    Result,
    Resume,
    SetCategory,
    SkipFiles,
    SuperSeed,
    step_name,
)

WHY = Reason(code="test", text="because")
_hashes = st.sampled_from(["a" * 40, "b" * 40, "c" * 40])
_tags = st.lists(st.sampled_from(["x", "y", "z"]), min_size=1, max_size=2, unique=True).map(tuple)


def make(kind: Any, hash_: str = "a" * 40, **fields: Any) -> Any:
    return kind(instance="qBit", hash=hash_, why=WHY, **fields)


steps = st.one_of(
    st.builds(lambda h, t: make(AddTags, h, tags=t), _hashes, _tags),
    st.builds(lambda h, t: make(RemoveTags, h, tags=t), _hashes, _tags),
    st.builds(lambda h: make(SkipFiles, h, file_ids=(1, 2)), _hashes),
    st.builds(lambda h, u: make(AddTrackers, h, urls=u), _hashes, _tags),
    st.builds(lambda h, u: make(RemoveTrackers, h, urls=u), _hashes, _tags),
    st.builds(lambda h, n: make(LimitDownload, h, bytes_per_second=n), _hashes, st.integers(-1, 1)),
    st.builds(lambda h, n: make(LimitUpload, h, bytes_per_second=n), _hashes, st.integers(-1, 1)),
    st.builds(lambda h: make(SuperSeed, h), _hashes),
    st.builds(lambda h: make(MoveToTop, h), _hashes),
    st.builds(lambda h: make(Pause, h), _hashes),
    st.builds(lambda h: make(Resume, h), _hashes),
    st.builds(lambda h: make(Recheck, h), _hashes),
    st.builds(lambda h: make(Reannounce, h), _hashes),
    st.builds(lambda h, c: make(SetCategory, h, category=c), _hashes, st.sampled_from(["p", "q"])),
)


class BatchTests(SynchronousTestCase):
    @given(st.lists(steps, max_size=20))
    def test_nothing_lost(self, wanted: list[Any]):
        """Every step is in exactly one batch, in which all ask for the same; kinds come in their order."""
        found = batches(wanted)
        self.assertEqual(sorted(map(id, wanted)), sorted(id(each) for batch in found for each in batch.steps))
        order = [AddTags, RemoveTags, AddTrackers, RemoveTrackers, SkipFiles, LimitDownload, LimitUpload, SuperSeed]
        order += [MoveToTop, Pause, Resume, Recheck, Reannounce, SetCategory]
        self.assertEqual(set(get_args(ClientStep)), set(order))
        places = [order.index(type(batch.steps[0])) for batch in found]
        self.assertEqual(sorted(places), places)
        for batch in found:
            self.assertEqual(1, len({type(each) for each in batch.steps}))
            self.assertEqual(1, len({tuple(sorted(getattr(each, "tags", ()))) for each in batch.steps}))
            for name in ("category", "bytes_per_second", "urls"):
                self.assertEqual(1, len({getattr(each, name, "") for each in batch.steps}))
            if hasattr(batch.steps[0], "urls"):
                self.assertEqual(1, len(batch.hashes))
            self.assertEqual(len(batch.hashes), len(set(batch.hashes)))

    def test_names(self):
        """The words of the wire."""
        self.assertEqual(["skip_files", "pause"], [step_name(make(SkipFiles, file_ids=())), step_name(make(Pause))])


class Client:
    """Calls `stop` with what the test says."""

    def __init__(self, stop: Any) -> None:
        self.stop = stop


class PerformTests(SynchronousTestCase):
    def test_unknown_error(self):
        """An error nobody expected is logged and tried again later."""

        async def stop(hashes: Any) -> None:
            raise KeyError("what")

        (outcome,) = self.successResultOf(Deferred.fromCoroutine(perform(Client(stop), [make(Pause)])))
        self.assertEqual((Result.RETRY, True), (outcome.result, "KeyError" in outcome.why))
        self.assertEqual(1, len(self.flushLoggedErrors(KeyError)))

    def test_cancelled(self):
        """Only cancelling gets out."""
        never: Deferred[None] = Deferred()
        call = Deferred.fromCoroutine(perform(Client(lambda hashes: never), [make(Pause)]))
        call.cancel()
        self.failureResultOf(call, CancelledError)
