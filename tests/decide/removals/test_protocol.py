"""How a removal runs: the Arr first, the torrent second, the replacement last, each once."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbitrr.decide.removals.protocol import (
    Act,
    BlocklistAct,
    Close,
    ConfirmAct,
    DeleteAct,
    QuarantineAct,
    SearchAct,
    advance,
    is_stuck,
    next_act,
)
from qbitrr.model.reasons import Reason
from qbitrr.model.removals.cases import Case, Stage
from qbitrr.model.steps import Data, Removal, Result
from qbitrr.testing.strategies.removals import cases

HASH = "a" * 40
TELL, DELETE, CONFIRM = BlocklistAct(HASH, (7,), True), DeleteAct("qBit", HASH, True), ConfirmAct("qBit", HASH)
SEARCH = SearchAct((3,))


def case(stage: Stage = Stage.TELL_ARR, **fields: Any) -> Case:
    """A failed download on its way out."""
    given: dict[str, Any] = {"blocklist": True, "search_again": True, "record_ids": (7,), "media_ids": (3,)}
    why = Reason(code="stalled", text="Stalled.", rule=13)
    removal = Removal(instance="qBit", hash=HASH, why=why, **{"data": Data.DELETE, **given, **fields})
    return Case(instance="qBit", hash=HASH, removal=removal, opened_at=0, stage=stage)


def run(case: Case, *, quarantine: bool = False) -> list[Act]:
    """Every act until the end, when all goes well."""
    acts: list[Act] = []
    sent = False
    while True:
        act = next_act(case, quarantine=quarantine, sent=sent)
        if isinstance(act, Close):
            return acts
        acts.append(act)
        sent = isinstance(act, DeleteAct | QuarantineAct)
        case = advance(case, act, Result.DONE)


@pytest.mark.parametrize(
    ("given_case", "expected"),
    [
        pytest.param(case(), [TELL, DELETE, SEARCH], id="S01"),
        pytest.param(case(Stage.TAKE_OUT), [DELETE, SEARCH], id="S04"),
        pytest.param(case(media_ids=()), [TELL, DELETE], id="S08 nothing known to search"),
        pytest.param(case(record_ids=()), [BlocklistAct(HASH, (), True), DELETE, SEARCH], id="S10"),
        pytest.param(case(search_again=False), [BlocklistAct(HASH, (7,), False), DELETE], id="S11"),
        pytest.param(case(blocklist=False, search_again=False), [DELETE], id="S13"),
        pytest.param(case(blocklist=False), [DELETE, SEARCH], id="S06 on the second client, were it to search"),
        pytest.param(
            case(data=Data.KEEP, blocklist=False, search_again=False),
            [DeleteAct("qBit", HASH, False)],
            id="data stays",
        ),
        pytest.param(case(data=Data.STAY), [TELL, SEARCH], id="torrent stays"),
        pytest.param(case(Stage.OVER), [], id="over"),
    ],
)
def test_acts(given_case: Case, expected: list[Act]) -> None:
    """The published cases of the removal protocol."""
    assert run(given_case) == expected


def test_the_quarantine_takes_the_place_of_the_deletion() -> None:
    """Everything else is the same: the Arr and the search do not wait for the end of the grace."""
    assert run(case(), quarantine=True) == [TELL, QuarantineAct("qBit", HASH), CONFIRM, SEARCH]


@pytest.mark.torrent_vector("S02")
def test_an_arr_that_cannot_be_told_keeps_the_torrent() -> None:
    """S02: the case stays at its first stage, however often and why it fails."""
    for result in (Result.RETRY, Result.FAILED):
        again = advance(case(), TELL, result, "no route to host")
        assert (again.stage, again.attempts, again.told) == (Stage.TELL_ARR, 1, "no route to host")
        assert next_act(again, quarantine=True) == TELL


@pytest.mark.torrent_vector("S05", "S12")
def test_a_client_that_cannot_be_reached_is_tried_again() -> None:
    """S05, S12: the case stays where it is, and a person is told after the third try."""
    waiting = advance(case(), TELL, Result.DONE)
    for act in (DELETE, CONFIRM, QuarantineAct("qBit", HASH)):
        assert not is_stuck(waiting)
        waiting = advance(waiting, act, Result.RETRY)
        assert waiting.stage is Stage.TAKE_OUT
    assert is_stuck(waiting)
    assert not is_stuck(advance(waiting, CONFIRM, Result.DONE))


def test_a_plain_removal_counts_its_own_failures() -> None:
    """Stages with nothing to do were skipped without being written."""
    plain = case(blocklist=False, search_again=False)
    once = advance(plain, DELETE, Result.RETRY)
    assert (once.stage, once.attempts) == (Stage.TAKE_OUT, 1)


@pytest.mark.torrent_vector("S08")
@pytest.mark.correction("E4")
def test_a_search_is_kept_until_it_is_taken() -> None:
    """S08: refused for good it is dropped; not taken it is asked for again, however often."""
    assert advance(case(Stage.SEARCH_AGAIN), SEARCH, Result.FAILED, "404").stage is Stage.OVER
    trying = case(Stage.SEARCH_AGAIN)
    for _ in range(20):
        trying = advance(trying, SEARCH, Result.RETRY)
        assert next_act(trying, quarantine=True) == SEARCH


@given(cases(), st.booleans())
def test_every_removal_comes_to_an_end_in_order(given_case: Case, quarantine: bool) -> None:
    """From any stage, at most four acts, never backwards, and nothing before its turn."""
    acts = run(given_case, quarantine=quarantine)
    order = [BlocklistAct, QuarantineAct | DeleteAct, ConfirmAct, SearchAct]
    places = [next(place for place, kind in enumerate(order) if isinstance(act, kind)) for act in acts]
    assert places == sorted(set(places))
