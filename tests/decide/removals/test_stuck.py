"""Which removals a person has to look at, and when."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbitrr.decide.removals.rails import Rail
from qbitrr.decide.removals.stuck import (
    DUTY_SECONDS,
    FAILS_SECONDS,
    NO_LOOP,
    WAITS_SECONDS,
    hindered,
    is_stuck_in,
    trouble,
)
from qbitrr.model.removals.cases import Stage
from qbitrr.testing.strategies.values import NOW

OPEN = {"hit_and_run": "unmet"}


@pytest.mark.parametrize(
    ("held_by", "measured", "patience"),
    [
        ("", {}, FAILS_SECONDS),
        (NO_LOOP, {}, WAITS_SECONDS),
        (Rail.CLIENT, {}, WAITS_SECONDS),
        (Rail.BUSY, {}, WAITS_SECONDS),
        (Rail.AWAY, {}, WAITS_SECONDS),
        (Rail.HIT_AND_RUN, {"hit_and_run": "unknown"}, WAITS_SECONDS),
        (Rail.HIT_AND_RUN, {**OPEN, "ends": False}, DUTY_SECONDS),
        (Rail.HIT_AND_RUN, OPEN, inf),
        (Rail.HOLD, {}, inf),
        (Rail.DRY_RUN, {}, inf),
        (Rail.BLAST_RADIUS, {}, inf),
    ],
)
def test_patience(held_by: str, measured: dict[str, bool | str], patience: float) -> None:
    """Each has its time, to the second; what a person wants, or what has its end, has none."""
    seen = hindered(None, str(held_by), "so", NOW, measured)
    assert not is_stuck_in(seen, 9, NOW + min(patience, 10 * DUTY_SECONDS) - 1)
    assert is_stuck_in(seen, 9, NOW + min(patience, 10 * DUTY_SECONDS)) == (patience < inf)


def test_a_few_failures() -> None:
    """Something tried once or twice within ten minutes, as it waited between, is not stuck yet."""
    seen = hindered(None, "", "refused", NOW)
    assert [is_stuck_in(seen, attempts, NOW + FAILS_SECONDS) for attempts in (1, 2, 3)] == [False, False, True]


_CAUSES = st.sampled_from(["", NO_LOOP, *map(str, Rail)])
_FINITE = st.sampled_from(["", NO_LOOP, str(Rail.CLIENT), str(Rail.BUSY), str(Rail.AWAY)])


@given(causes=st.lists(_FINITE, min_size=1, max_size=9))
def test_causes_that_take_turns(causes: list[str]) -> None:
    """The clock runs through all of them: none hides behind the others."""
    seen = None
    for number, cause in enumerate(causes):
        seen = hindered(seen, cause, "so", NOW + number * 60)
    assert seen is not None
    assert seen.since == NOW


@given(before=_CAUSES, wanted=st.sampled_from([Rail.HOLD, Rail.DRY_RUN]), after=_FINITE)
def test_what_was_wanted_does_not_count(before: str, wanted: Rail, after: str) -> None:
    """After a wait that a person wanted the clock begins anew."""
    seen = hindered(hindered(hindered(None, before, "so", NOW), str(wanted), "so", NOW + 9), after, "so", NOW + 99_999)
    assert seen.since == NOW + 99_999


@given(held_by=_CAUSES, stage=st.sampled_from([Stage.TELL_ARR, Stage.TAKE_OUT, Stage.SEARCH_AGAIN]))
def test_words(held_by: str, stage: Stage) -> None:
    """Whatever stands in the way has a code and says why."""
    code, text = trouble(hindered(None, held_by, "so it is", NOW), stage)
    assert code.startswith("removal_")
    assert text.endswith("so it is")
