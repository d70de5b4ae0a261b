"""Several records of a download are one."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbitrr.decide.imports.queue import merge, record_of, records_by_hash
from qbitrr.model.torrents.queue import QueueRecord, StatusMessage
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.testing.strategies.queue import queue_records

HASH = "a" * 40
ORDER = ["importing", "importPending", "downloading", "failedPending", "failed", "imported", "ignored"]


def record(id: int = 1, state: str = "downloading", **fields: object) -> QueueRecord:
    """A record of our one download."""
    return QueueRecord(id=id, hash=HASH, state=state, **fields)  # type: ignore[arg-type]


def test_what_holds_back_most_wins() -> None:
    """Whatever the order of the records."""
    for stronger, weaker in pairwise(ORDER):
        for pair in ([stronger, weaker], [weaker, stronger]):
            assert merge([record(state=state) for state in pair]).state == stronger


def test_an_unknown_state_holds_back_like_a_download() -> None:
    """A newer Arr's state never makes data removable."""
    assert merge([record(state="new"), record(state="imported")]).state == "new"


def test_every_id_and_every_medium_is_kept() -> None:
    """A season pack has one record per episode; ids that are not known are left out."""
    one = record(7, media_id=3, parent_id=1, tracked_status="ok", output_path="", score=None)
    two = record(8, media_id=4, parent_id=1, tracked_status="error", output_path="/d", score=10, download_client="q")
    merged = merge([one, two, record(9, media_id=0, tracked_status="warning")])
    assert (merged.ids, merged.media_ids, merged.parent_ids) == ((7, 8, 9), (3, 4), (1,))
    assert (merged.tracked_status, merged.output_path, merged.score, merged.download_client) == ("error", "/d", 10, "q")


def test_repeated_messages_count_once() -> None:
    """The records of a pack repeat the messages of the download."""
    message = StatusMessage(title="x", messages=("bad",))
    assert merge([record(messages=(message,)), record(messages=(message, StatusMessage(title="y")))]).messages == (
        message,
        StatusMessage(title="y"),
    )


@pytest.mark.torrent_vector("M17")
def test_records_without_a_download_are_left_out() -> None:
    """M17: a release held by a delay profile has no download id."""
    assert records_by_hash([QueueRecord(id=1, hash="", state="downloading")]) == {}


def test_a_hybrid_torrent_is_found_by_its_v1_hash() -> None:
    """The Arr may know it by either; its own hash comes first."""
    records = records_by_hash([record()])
    assert record_of(Torrent(instance="q", hash=HASH, state="x"), records) is records[HASH]
    assert record_of(Torrent(instance="q", hash="b", infohash_v1=HASH.upper(), state="x"), records) is records[HASH]
    assert record_of(Torrent(instance="q", hash="b", state="x"), records) is None
    assert record_of(Torrent(instance="q", hash="b", infohash_v1="c", state="x"), records) is None


@given(st.lists(queue_records(), max_size=6))
def test_nothing_is_lost(records: list[QueueRecord]) -> None:
    """Every record with a download id is in exactly one download; one without an id of its own counts, but cannot be named."""
    merged = records_by_hash(records)
    assert merged.keys() == {each.hash for each in records} - {""}
    assert sum(len(each.ids) for each in merged.values()) == sum(bool(each.hash and each.id) for each in records)
    assert all(each.hash == hash_ for hash_, each in merged.items())
