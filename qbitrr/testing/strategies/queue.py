"""
What an Arr may have in its queue.
"""

from typing import Any

from hypothesis import strategies as st

from qbitrr.model.torrents.queue import QueueRecord, Record, StatusMessage
from qbitrr.testing.strategies.values import HASHES, MESSAGES, maybe

__all__ = ["queue_records", "records"]

_RECORD_STATES = (
    "downloading",
    "importPending",
    "importBlocked",
    "importFailed",
    "importing",
    "imported",
    "failedPending",
    "failed",
    "ignored",
    "somethingNew",
)


def queue_records() -> st.SearchStrategy[QueueRecord]:
    """One record of an Arr's queue."""
    message = st.builds(
        StatusMessage,
        title=st.sampled_from(["", "m.mkv", "Not an upgrade"]),
        messages=st.lists(st.sampled_from(MESSAGES), max_size=2).map(tuple),
    )
    return st.builds(
        QueueRecord,
        id=st.integers(1, 99),
        hash=st.one_of(st.just(""), HASHES),
        state=st.sampled_from(_RECORD_STATES),
        tracked_status=st.sampled_from(["ok", "warning", "error", "new"]),
        media_id=st.integers(0, 3),
        parent_id=st.integers(0, 3),
        messages=st.lists(message, max_size=2).map(tuple),
        output_path=st.sampled_from(["", "/d/a"]),
        score=maybe(st.integers(-100, 100)),
        download_client=st.sampled_from(["", "mine", "other"]),
    )


def records(**given: st.SearchStrategy[Any]) -> st.SearchStrategy[Record]:
    """One download in the queue; *given* takes the place of fields."""
    usual: dict[str, st.SearchStrategy[Any]] = {
        "hash": HASHES,
        "state": st.sampled_from(_RECORD_STATES),
        "ids": st.just((7,)),
        "media_ids": st.lists(st.integers(1, 9), unique=True, max_size=3).map(tuple),
        "tracked_status": st.sampled_from(["ok", "warning", "error"]),
        "score": maybe(st.integers(-100, 100)),
    }
    return st.builds(Record, **{**usual, **given})
