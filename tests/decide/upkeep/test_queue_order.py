"""In which order downloads wait, and with which moves that comes about."""

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbitrr.decide.upkeep.queue_order import NO_RANK, Ranked, moves, queue_order, rank_of
from qbitrr.model.torrents.tags import FREE_SPACE_PAUSED
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.model.torrents.trackers import TrackerRows, TrackerRule

torrent_vector = pytest.mark.torrent_vector


def moved(current: Sequence[str], blocks: Sequence[Sequence[str]]) -> list[str]:
    """The queue after the moves: a block that goes to the top keeps its order."""
    order = list(current)
    for block in blocks:
        order = [each for each in order if each in block] + [each for each in order if each not in block]
    return order


def queued(hash_: str, place: int, rank: int = 0, **fields: object) -> Ranked:
    torrent = Torrent(instance="qBit", hash=hash_, state="queuedDL", priority=place, **fields)  # type: ignore[arg-type]
    return Ranked(torrent, rank)


@torrent_vector("P01")
def test_one_goes_up() -> None:
    """The others are in order."""
    assert moves("abc", "cab") == (("c",),)


@torrent_vector("P02")
def test_nothing_moves_in_order() -> None:
    """No call at all."""
    assert moves("abc", "abc") == moves("", "") == ()


@torrent_vector("P03")
def test_a_queue_is_turned_over() -> None:
    """The lowest stays."""
    assert moves("abc", "cba") == (("b",), ("c",))


@torrent_vector("P04")
def test_what_is_in_order_goes_together() -> None:
    """In one call."""
    assert moves("abcd", "bdac") == (("b", "d"),)


@torrent_vector("P05")
def test_what_is_finished_has_no_place() -> None:
    """There is nothing to sort."""
    assert queue_order([queued("a", 0, 1), queued("b", 0, 9)]) == ()


@torrent_vector("P07")
def test_what_was_stopped_for_space_is_last() -> None:
    """Whatever its rank."""
    paused = queued("x", 1, 99, tags=(FREE_SPACE_PAUSED,))
    assert queue_order([paused, queued("a", 2), queued("b", 3, 5)]) == (("a",), ("b",))


@torrent_vector("P08")
def test_of_equals_the_newest_is_first() -> None:
    """a was added before b."""
    assert queue_order([queued("a", 1, added_on=1), queued("b", 2, added_on=2)]) == (("b",),)


def test_ranks() -> None:
    """By tags and by the most important row; a row that adds its tracker to others says nothing about these."""
    rows = TrackerRows(
        (
            TrackerRule(uri="a.test", priority=5),
            TrackerRule(uri="b.test", priority=9, add_if_missing=True),
            TrackerRule(uri="c.test", priority=7, tags=("C",)),
            TrackerRule(uri="d.test", priority=99, remove_if_exists=True),
        )
    )

    def rank(*hosts: str, tags: tuple[str, ...] = ()) -> int:
        return rank_of(Torrent(instance="q", hash="h", state="x", hosts=hosts, tags=tags), rows)

    assert [rank(), rank("other.test"), rank("b.test"), rank("d.test")] == [NO_RANK] * 4
    assert [rank("a.test"), rank("a.test", "b.test"), rank("a.test", tags=("C", "x")), rank(tags=("C",))] == [
        5,
        5,
        7,
        7,
    ]
    assert rank_of(Torrent(instance="q", hash="h", state="x"), rows) == NO_RANK


@given(st.permutations("abcdefg"))
def test_the_moves_lead_there(wanted: list[str]) -> None:
    """To the wanted order, and from there nowhere; each move is needed, as neighbours in a block would else be one."""
    blocks = moves("abcdefg", wanted)
    assert moved("abcdefg", blocks) == wanted
    assert moves(wanted, wanted) == ()
    descents = sum(left > right for left, right in itertools.pairwise(wanted))
    assert len(blocks) == descents
