"""The emptying of the quarantine."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from qbitrr.decide.removals.purge_order import is_due, purge_order
from qbitrr.model.removals.quarantine import Quarantined
from qbitrr.testing.strategies.removals import quarantined
from qbitrr.testing.strategies.values import NOW

LONG = 10**9


def row(hash_: str, at: float, **more: object) -> Quarantined:
    """A row that came at *at* and has 100 s."""
    return Quarantined(**{"instance": "qBit", "hash": hash_, "name": hash_, "at": at, "purge_at": at + 100, **more})


def test_over() -> None:
    """All whose time is over, oldest first; a shortened grace counts, a lengthened one does not."""
    rows = [row("young", NOW - 50), row("over", NOW - 100), row("older", NOW - 200)]
    assert [each.hash for each in purge_order(rows, 100, NOW, LONG)] == ["older", "over"]
    assert [each.hash for each in purge_order(rows, 50, NOW, LONG)] == ["older", "over", "young"]
    assert [each.hash for each in purge_order(rows, 9999, NOW, LONG)] == ["older", "over"]


def test_under_pressure() -> None:
    """As many more, oldest first, as it takes to free what is needed; without files nothing is freed."""
    rows = [
        row("a", NOW - 40, delete_files=False, size_bytes=10),
        row("b", NOW - 20, size_bytes=10),
        row("c", NOW - 10, size_bytes=10),
        row("d", NOW - 30, size_bytes=10),
        row("e", NOW - 35, size_bytes=10, by_person_only=True),
    ]
    assert [each.hash for each in purge_order(rows, 9999, NOW, LONG, needed_bytes=10)] == ["d"]
    assert [each.hash for each in purge_order(rows, 9999, NOW, LONG, needed_bytes=11)] == ["d", "b"]
    assert [each.hash for each in purge_order(rows, 9999, NOW, LONG, needed_bytes=99)] == ["d", "b", "c"]


@given(st.lists(quarantined(), unique_by=lambda each: each.key), st.integers(0, 10**10))
def test_pressure_only_adds(rows: list[Quarantined], needed: int) -> None:
    """Whatever is needed, what is over goes first, and nothing twice."""
    calm = purge_order(rows, 86_400, NOW, LONG)
    pressed = purge_order(rows, 86_400, NOW, LONG, needed)
    assert pressed[: len(calm)] == calm
    assert len({each.key for each in pressed}) == len(pressed)


@pytest.mark.correction("A10")
@given(quarantined(), st.floats(-(10**6), 10**9), st.floats(0, 10**6), st.floats(0, 10**6))
def test_watched_for_as_long(each: Quarantined, jump: float, ran: float, grace: float) -> None:
    """However the clock jumps: nothing is due that the program has not watched for its time."""
    each = replace(each, running_at=5.0, purge_at=max(each.at, each.purge_at))
    if is_due(each, grace, NOW + jump, 5.0 + ran):
        assert ran >= min(grace, each.purge_at - each.at) - 1e-6


@pytest.mark.correction("B11")
@given(quarantined(), st.floats(0, 10**9))
def test_only_by_a_person(each: Quarantined, grace: float) -> None:
    """What is a person's to decide is never due."""
    assert not is_due(replace(each, by_person_only=True), grace, NOW + 10**9, LONG)
