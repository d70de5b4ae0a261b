"""The hour and the slots, counted in queries to indexers: never exceeded, and a share for every lane."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qbitrr.decide.searches.admission import EXEMPT_PER_HOUR, MORE_SLOTS, hour_until, slots_for
from qbitrr.model.searches import Lane, SearchRules, Spent

NOW, HOUR = 1_000_000.0, 3600.0
LANES = (Lane.REPLACEMENT, Lane.TODAY, Lane.MISSING)


def rules(per_hour, limit=5):
    return SearchRules(kind="sonarr", per_hour=per_hour, limit=limit)


def spent(lane, *costs, at=NOW - 100):
    return [Spent(at + n, lane, cost) for n, cost in enumerate(costs)]


@pytest.mark.parametrize(
    ("sent", "lane", "cost", "per_hour", "until"),
    [
        ([], Lane.MISSING, 5, 5, None),
        (spent(Lane.MISSING, 2, 2), Lane.MISSING, 1, 5, None),
        (spent(Lane.MISSING, 2, 2), Lane.MISSING, 2, 5, NOW - 100 + HOUR),
        (spent(Lane.MISSING, 2, 2), Lane.MISSING, 4, 5, NOW - 99 + HOUR),
        (spent(Lane.MISSING, 99), Lane.MISSING, 4, 0, None),
        (spent(Lane.MISSING, 99), Lane.ASKED, 40, 5, None),
        # An allowance of their own, and then half of the hour
        (spent(Lane.MISSING, 60), Lane.TODAY, 10, 60, None),
        ([*spent(Lane.MISSING, 30), *spent(Lane.TODAY, 20)], Lane.TODAY, 10, 60, None),
        ([*spent(Lane.MISSING, 55), *spent(Lane.TODAY, 20)], Lane.TODAY, 10, 60, NOW - 100 + HOUR),
        (spent(Lane.TODAY, 20, 30), Lane.TODAY, 1, 60, NOW - 100 + HOUR),
        (spent(Lane.TODAY, 20), Lane.MISSING, 60, 60, None),
        (spent(Lane.TODAY, 40), Lane.MISSING, 41, 60, NOW - 100 + HOUR),
        # A pack of more episodes than the allowance has
        ([], Lane.REPLACEMENT, 26, 60, None),
    ],
)
def test_the_hour(sent, lane, cost, per_hour, until):
    """When the next one may go."""
    assert hour_until(sent, lane, cost, rules(per_hour), NOW) == until


@pytest.mark.parametrize(
    ("active", "lane", "cost", "fits"),
    [
        (0, Lane.MISSING, 5, True),
        (1, Lane.MISSING, 5, False),
        (4, Lane.MISSING, 1, True),
        (5, Lane.MISSING, 1, False),
        (5, Lane.TODAY, 2, True),
        (6, Lane.TODAY, 2, False),
        (0, Lane.REPLACEMENT, 26, True),
        (1, Lane.REPLACEMENT, 26, False),
        (99, Lane.ASKED, 9, True),
    ],
)
def test_the_slots(active, lane, cost, fits):
    """Five of them: two more for what has just aired; what needs more than there are has them to itself."""
    assert slots_for(active, lane, cost, 5) is fits


WANTED = st.lists(
    st.tuples(st.floats(0, 900), st.sampled_from(LANES), st.integers(1, 12)), min_size=1, max_size=120
)  # fmt: skip


@settings(max_examples=150)
@given(WANTED, st.integers(1, 60))
def test_no_hour_has_more_than_its_cap(wanted, per_hour):
    """
    Whatever the lanes want and whenever: in any hour the backlog stays below the cap, and everything below the cap and the allowances
    together (but for one pack that alone is more).
    """
    now, sent = NOW, []
    for pause, lane, cost in wanted:
        now += pause
        planned = min(cost, per_hour)
        if hour_until(sent, lane, planned, rules(per_hour), now) is None:
            sent.append(Spent(now, lane, planned))
    exempt = dict(EXEMPT_PER_HOUR.items())
    for last in sent:
        hour = [one for one in sent if last.at - HOUR < one.at <= last.at]
        by_lane = {lane: sum(one.cost for one in hour if one.lane is lane) for lane in LANES}
        assert by_lane[Lane.MISSING] <= per_hour
        beyond = sum(max(0, by_lane[lane] - most) for lane, most in exempt.items())
        assert beyond + by_lane[Lane.MISSING] <= per_hour
        assert beyond <= per_hour // 2


@settings(max_examples=60)
@given(st.integers(1, 60), st.integers(1, 12), st.integers(0, 3000))
def test_no_lane_starves(per_hour, cost, began):
    """However much the lanes above want, all the time, each lane sends something in every two hours."""
    now, sent = NOW + began, []
    cost = min(cost, per_hour)
    for _ in range(480):
        now += 30
        for lane in LANES:  # the highest first: one goes each time
            if hour_until(sent, lane, cost, rules(per_hour, cost), now) is None:
                sent.append(Spent(now, lane, cost))
                break
    for lane in LANES:
        times = [NOW + began, *(one.at for one in sent if one.lane is lane), now]
        assert max(b - a for a, b in itertools.pairwise(times)) <= 2 * HOUR


@given(
    st.lists(st.builds(Spent, st.floats(NOW - 8000, NOW), st.sampled_from(LANES), st.integers(1, 9)), max_size=40),
    st.sampled_from(LANES),
    st.integers(1, 9),
    st.integers(9, 60),
)
def test_what_waits_is_told_a_time_that_is_right(sent, lane, cost, per_hour):
    """It is in the future, and then it goes if nothing else went meanwhile."""
    until = hour_until(sent, lane, cost, rules(per_hour), NOW)
    if until is not None:
        assert NOW < until <= NOW + HOUR
        assert hour_until(sent, lane, cost, rules(per_hour), until) is None


@given(st.lists(st.tuples(st.sampled_from(LANES), st.integers(1, 12)), max_size=60), st.integers(1, 30))
def test_slots_are_never_more_than_the_limit(wanted, limit):
    """With two more for what has just aired, or one that has them to itself."""
    active = []
    for lane, cost in wanted:
        if slots_for(sum(active), lane, cost, limit):
            active.append(cost)
            assert sum(active) <= limit + max(MORE_SLOTS.values()) or active == [cost]
        elif active:
            active.pop(0)
