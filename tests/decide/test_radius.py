"""A storm of removals holds itself back."""

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from qbitrr.decide.radius import Radius, Sorted, counts, within_radius
from qbitrr.model.reasons import Reason
from qbitrr.model.steps import Data, Removal
from qbitrr.testing.strategies import NOW, removals


def storm(count: int, rule: int = 13, start: int = 0) -> list[Removal]:
    """Removals of that many torrents by one rule."""
    why = Reason(code="stalled", text="Stalled.", rule=rule)
    return [
        Removal(instance="qBit", hash=f"{number:040x}", why=why, data=Data.DELETE)
        for number in range(start, start + count)
    ]


def test_a_storm_is_held_back() -> None:
    """L19: 8 of 20 torrents by rule 13 in one pass: nothing is removed."""
    found = within_radius(storm(8), 20, Radius(), NOW)
    assert (found.allowed, len(found.held), found.limit) == ((), 8, 5)


def test_what_is_still_wanted_after_ten_minutes_goes_five_at_a_time() -> None:
    """L20: five in this pass, three in the next."""
    first = within_radius(storm(8), 20, Radius(), NOW)
    early = within_radius(storm(8), 20, first.radius, NOW + 599)
    assert early.allowed == ()
    then = within_radius(storm(8), 20, early.radius, NOW + 600)
    assert then.allowed == tuple(storm(5))
    same_pass = within_radius(storm(3, start=5), 20, then.radius, NOW + 601)
    assert same_pass.allowed == ()
    after = within_radius(storm(3, start=5), 20, same_pass.radius, NOW + 660)
    assert after.allowed == tuple(storm(3, start=5))
    assert after.radius.held_since == {}


def test_orders_of_a_person_are_carried_out_at_once() -> None:
    """L21: 8 of 20 in the failed category all go, and count for nothing."""
    found = within_radius(storm(8, rule=1), 20, Radius(), NOW)
    assert len(found.allowed) == 8
    assert found.radius == Radius()


def test_few_are_let_through() -> None:
    """Up to five, or up to a fifth of many."""
    assert len(within_radius(storm(5), 20, Radius(), NOW).allowed) == 5
    assert len(within_radius(storm(20), 100, Radius(), NOW).allowed) == 20
    assert within_radius(storm(21), 100, Radius(), NOW).allowed == ()


def test_one_by_one_is_a_storm_too() -> None:
    """Torrents are decided each at its own time: the sixth within a minute is held back, and so is what comes then."""
    radius = Radius()
    passed = 0
    for number in range(8):
        found = within_radius(storm(1, start=number), 20, radius, NOW + number)
        radius, passed = found.radius, passed + len(found.allowed)
    assert passed == 5
    assert within_radius(storm(1, start=9), 20, radius, NOW + 300).allowed == ()


def test_slow_and_steady_is_no_storm() -> None:
    """One every fifteen seconds goes on for ever."""
    radius = Radius()
    for number in range(30):
        found = within_radius(storm(1, start=number), 20, radius, NOW + 15 * number)
        assert len(found.allowed) == 1
        radius = found.radius


def test_what_nobody_asks_for_any_more_is_forgotten() -> None:
    """Torrents that recovered do not hold back others for ever."""
    first = within_radius(storm(8), 20, Radius(), NOW)
    assert within_radius(storm(1, start=20), 20, first.radius, NOW + 1800).allowed == ()
    assert len(within_radius(storm(1, start=20), 20, first.radius, NOW + 1801).allowed) == 1


def test_asking_late_loses_no_place() -> None:
    """Held removals are asked for again after ten minutes and a bit."""
    first = within_radius(storm(8), 20, Radius(), NOW)
    assert len(within_radius(storm(8), 20, first.radius, NOW + 640).allowed) == 5


@settings(max_examples=200)
@given(st.lists(st.tuples(st.integers(0, 400), st.lists(removals(), max_size=12)), max_size=12), st.integers(0, 50))
def test_no_minute_sees_more_than_the_limit(calls: Sequence[tuple[int, list[Removal]]], owned: int) -> None:
    """However removals arrive; and every one is either allowed or held."""
    radius, now = Radius(), float(NOW)
    released: list[tuple[float, tuple[str, str]]] = []
    for pause, wanted in calls:
        now += pause
        found: Sorted = within_radius(wanted, owned, radius, now)
        radius = found.radius
        assert len(found.allowed) + len(found.held) == len(wanted)
        released += {(now, (each.instance, each.hash)) for each in found.allowed if counts(each)}
        assert sum(now - at < 60 for at, _ in released) <= found.limit
