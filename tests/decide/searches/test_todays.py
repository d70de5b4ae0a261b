"""Today's releases: who belongs to them, the ladder, and what the rest leaves to them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from qbitrr.decide.searches.planner import plan_missing, searched
from qbitrr.decide.searches.todays import LADDER_SECONDS, due_today, plan_todays
from qbitrr.model.searches import Item, Lane, SearchCycle, SearchRules

NOW, HOUR, DAY = 1_787_227_200.0, 3600, 86_400
RULES = SearchRules(kind="sonarr", limit=20)
CYCLE = SearchCycle(number=1, began=NOW - 60)


def aired(ago, number=1, **facts):
    what = {"id": number, "title": f"T{number}", "parent_id": 7, "parent_title": "Show", "season": 1, "number": number}
    return Item(**{**what, "at": int(NOW - ago), "want": "Missing", **facts})


def ids(plan):
    return [candidate.item_ids for candidate in plan.candidates]


@pytest.mark.parametrize(("ago", "is_todays"), [(HOUR - 1, 0), (HOUR, 1), (4 * HOUR, 1), (DAY - 1, 1), (DAY, 0)])
def test_the_window(ago, is_todays):
    """From an hour to a day after it aired it is of this lane, from then on of the rest; never of both."""
    item = aired(ago)
    assert len(plan_todays([item], {}, {}, (), RULES, NOW).candidates) == is_todays
    rest = plan_missing([item], {}, {}, (), RULES, CYCLE, NOW)
    assert len(rest.candidates) == (1 if ago >= DAY else 0)


def test_switched_off():
    """Then it is an ordinary one, from an hour after it aired."""
    rules = replace(RULES, todays=False)
    assert ids(plan_todays([aired(2 * HOUR)], {}, {}, (), rules, NOW)) == []
    assert ids(plan_missing([aired(2 * HOUR)], {}, {}, (), rules, CYCLE, NOW)) == [(1,)]
    assert ids(plan_missing([aired(HOUR - 1)], {}, {}, (), rules, CYCLE, NOW)) == []


def test_when_the_next_one_is_due():
    """The plan is good until an episode has its grace behind it."""
    assert plan_todays([aired(HOUR - 600)], {}, {}, (), RULES, NOW).next_at == NOW + 600


def test_episodes_of_a_season_go_together():
    """By their ids; each season and series for itself, and why is said."""
    items = [aired(5 * HOUR, n) for n in (1, 2, 3)] + [aired(5 * HOUR, 9, season=2), aired(5 * HOUR, 10, parent_id=8)]
    plan = plan_todays(items, {}, {}, (), RULES, NOW)
    assert sorted(ids(plan)) == [(1, 2, 3), (9,), (10,)]
    assert {c.cost for c in plan.candidates} == {1, 3}
    assert {c.command.name for c in plan.candidates} == {"EpisodeSearch"}
    assert all(c.title.startswith("Today's releases · Show S0") and c.lane is Lane.TODAY for c in plan.candidates)


@pytest.mark.parametrize(
    ("item", "queued"),
    [
        (aired(2 * HOUR, monitored=False), ()),
        (aired(2 * HOUR, parent_monitored=False), ()),
        (aired(2 * HOUR, season=0), ()),
        (aired(2 * HOUR), {1}),
        (aired(2 * HOUR, want=None), ()),
    ],
)
def test_the_rules_of_all_lanes_hold(item, queued):
    """Nothing unmonitored, no special, nothing that is being downloaded, nothing that is there."""
    assert ids(plan_todays([item], {}, {}, queued, RULES, NOW)) == []


def test_the_ladder():
    """At once, then one, two, four and eight hours after the first time; then it is left to the rest."""
    item, first = aired(2 * HOUR), NOW - HOUR
    assert due_today(item, (), RULES) == item.at + HOUR
    tries = [first + each for each in (0, *LADDER_SECONDS)]
    for n, step in enumerate(LADDER_SECONDS, 1):
        assert due_today(item, tries[:n], RULES) == first + step
    assert due_today(item, tries, RULES) is None


def test_never_again():
    """Once, if nothing is to be searched again."""
    assert due_today(aired(9 * HOUR), [NOW - 8 * HOUR], replace(RULES, again=False)) is None


def test_what_the_arr_searched_counts():
    """It is not asked for again within the hour."""
    assert due_today(aired(5 * HOUR, searched_at=int(NOW - 60)), (), RULES) == NOW - 60 + HOUR


@given(st.lists(st.floats(NOW - 20 * HOUR, NOW), max_size=7), st.integers(2 * HOUR, DAY))
def test_never_twice_within_an_hour(tries, ago):
    """Whatever happened before."""
    item = aired(ago)
    at = due_today(item, tries, RULES)
    if at is not None:
        assert all(at - each >= HOUR for each in tries if each >= item.at)
        assert at >= item.at + HOUR


def test_all_tries_of_the_first_day_count_as_one():
    """After the ladder it waits for its first cooldown."""
    item, state = aired(2 * HOUR), None
    for n in range(5):
        state = searched(
            item, state, lane=Lane.TODAY, cycle=1, reason="Missing", command_id=n, outcome="sent", now=NOW + n
        )
    assert (state.attempts, state.last_searched) == (1, NOW + 4)
