"""Handing finished downloads over, once and only once."""

from typing import Any

import pytest

from qbitrr.decide.torrents.hand_over import import_sent
from qbitrr.model.steps import Import
from qbitrr.model.torrents.memory import Memory
from qbitrr.model.torrents.tags import ALLOWED_SEEDING
from qbitrr.model.torrents.told import Told
from tests.decide.given import NOW, finished, kinds, look, record, remembering

NEW = finished(tags=(ALLOWED_SEEDING,))


def test_three_attempts_a_quarter_of_an_hour_apart() -> None:
    """And then a person has to look."""
    memory = remembering()
    asked = []
    for minute in range(120):
        now = NOW + 60 * minute
        decision = look(NEW, memory=memory, now=now, known={"record": record("importBlocked")})
        memory = decision.memory
        if kinds(decision) == ["Import"]:
            asked.append(minute)
            memory = import_sent(memory, now, command_id=5)
            assert memory.imports.command_id == 5
    assert asked == [0, 15, 30]
    assert decision.why.code == "import_given_up"


def test_an_attempt_that_was_not_accepted_is_no_attempt() -> None:
    """Deciding alone counts nothing."""
    assert look(NEW).memory.imports.attempts == 0


@pytest.mark.parametrize("flag", ["requeued", "rejected"])
def test_a_record_we_removed_ourselves_is_no_import(flag: str) -> None:
    """That it was there and is gone says nothing then."""
    decision = look(NEW, memory=remembering(queue_seen=True, **{flag: True}))
    assert "AddTags" not in kinds(decision)


@pytest.mark.correction("A1")
@pytest.mark.parametrize(
    ("known", "memory"),
    [
        ({"record": record("imported")}, remembering()),
        ({"told": Told.IMPORTED}, remembering()),
        ({}, remembering(record_imported=True)),
    ],
)
def test_imported_is_what_the_arr_says(known: dict[str, Any], memory: Memory) -> None:
    """Its record says so or said so, or its history; the rest of the evaluation goes on."""
    decision = look(NEW, memory=memory, known=known)
    assert kinds(decision) == ["AddTags"]
    assert decision.rule == 18


@pytest.mark.correction("A1")
def test_a_record_seen_imported_is_remembered() -> None:
    """Also when it goes before the download had time to settle."""
    quick = finished(tags=(ALLOWED_SEEDING,), completion_on=NOW - 5)
    memory = look(quick, known={"record": record("imported")}).memory
    assert kinds(look(quick, memory=memory, now=NOW + 60)) == ["AddTags"]


@pytest.mark.parametrize("state", ["importing", "failed", "failedPending"])
def test_not_while_the_arr_is_at_it_or_gave_up(state: str) -> None:
    """Neither helps."""
    assert look(NEW, known={"record": record(state)}).steps == ()


def test_what_the_arr_imported_by_itself_is_not_handed_over() -> None:
    """Also when it was faster than the time to settle, after which it counts as imported."""
    quick = finished(tags=(ALLOWED_SEEDING,), completion_on=NOW - 5)
    decision = look(quick, known={"record": record("imported")}, import_delay_seconds=0)
    assert (decision.steps, decision.look_again_at) == ((), NOW + 55)


def test_a_path_nobody_sees_is_not_handed_over() -> None:
    """The Arr would find nothing."""
    grabbed = {"told": Told.GRABBED}
    assert look(NEW, known={"path_ok": False, **grabbed}).steps == ()
    assert isinstance(look(NEW, known=grabbed).steps[0], Import)
    assert look(finished(tags=(ALLOWED_SEEDING,), completion_on=-1), known=grabbed).steps == ()
