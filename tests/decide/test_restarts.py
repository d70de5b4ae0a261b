import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbitrr.actors.children.history import CrashHistory
from qbitrr.decide.restarts import GiveUp, RestartIn, StayDown, after_crash, after_failed_spawn, inside
from qbitrr.model.restarts import Intensity

NOW = 10_000.0
LIMIT = Intensity()


def ago(*seconds):
    return tuple(NOW - each for each in seconds)


@pytest.mark.parametrize(
    ("restarts", "seconds"),
    [
        pytest.param((), 0.25, id="Q02: the first restart comes at once"),
        pytest.param(ago(100), 10.0, id="second"),
        pytest.param(ago(200, 100), 20.0, id="Q03"),
        pytest.param(ago(250, 200, 100), 40.0, id="fourth"),
        pytest.param(ago(301, 250, 200, 150, 100), 60.0, id="Q05: the oldest does not count"),
        pytest.param(ago(400, 350, 301), 0.25, id="a quiet window forgives"),
    ],
)
def test_delays_grow_with_the_restarts_in_the_window(restarts, seconds):
    """`ProcessRestartDelay * 2^k`, at most a minute, but the first one at once."""
    recovery = after_crash(restarts, LIMIT, NOW)
    assert isinstance(recovery, RestartIn)
    assert recovery.seconds == pytest.approx(seconds)


@pytest.mark.torrent_vector("Q04")
def test_enough_is_enough():
    """Q04: after five restarts within the window the child is given up, and tried once more when the window is empty."""
    recovery = after_crash(ago(290, 200, 150, 100, 40), LIMIT, NOW)
    assert isinstance(recovery, GiveUp)
    assert recovery.try_again_seconds == pytest.approx(260)
    assert "5 restarts" in recovery.why


@pytest.mark.torrent_vector("Q06")
def test_without_automatic_restarts_it_stays_down():
    """Q06: a person has to start it."""
    assert isinstance(after_crash((), Intensity(auto=False), NOW), StayDown)


def test_the_one_more_try_is_worth_one_crash():
    """A child that was given up and crashes again within the window is given up at once."""
    recovery = after_crash(ago(10), LIMIT, NOW, last_try=True)
    assert isinstance(recovery, GiveUp)
    assert recovery.try_again_seconds == pytest.approx(290)


def test_a_last_try_that_held_for_a_window_is_forgiven():
    """Afterwards it is a child like any other."""
    assert isinstance(after_crash(ago(301), LIMIT, NOW, last_try=True), RestartIn)


def test_no_restarts_allowed():
    """A budget of none gives up at the first crash."""
    recovery = after_crash((), Intensity(burst=0), NOW)
    assert isinstance(recovery, GiveUp)
    assert recovery.try_again_seconds == pytest.approx(300)


def test_a_window_of_nothing_is_a_second():
    """Else no restart would ever lie inside it, and a child that crashes at once would be started four times a second for ever."""
    limit = Intensity(window_seconds=0)
    second = after_crash(ago(0.9), limit, NOW)
    assert isinstance(second, RestartIn)
    assert second.seconds == limit.delay_seconds * 2
    assert isinstance(after_crash(ago(*[0.9] * limit.burst), limit, NOW), GiveUp)
    assert isinstance(after_crash(ago(0.9), limit, NOW, last_try=True), GiveUp)


def test_a_child_that_crashes_at_once_is_given_up_even_without_a_window():
    """The history of a child keeps the restarts of the last second, whatever the window."""
    history, limit, now = CrashHistory(jitter=lambda: 0.0), Intensity(window_seconds=0, delay_seconds=0, burst=3), NOW
    for _ in range(limit.burst):
        recovery = history.crashed(limit, now)
        assert isinstance(recovery, RestartIn)
        now += recovery.seconds
    assert isinstance(history.crashed(limit, now), GiveUp)


def test_a_longer_configured_delay_is_respected():
    """The cap of a minute does not shorten what a person asked for."""
    recovery = after_crash(ago(1), Intensity(delay_seconds=90), NOW)
    assert isinstance(recovery, RestartIn)
    assert recovery.seconds == 90


@pytest.mark.torrent_vector("Q10")
@pytest.mark.parametrize(("failures", "seconds"), [(0, 5), (1, 5), (2, 10), (3, 20), (6, 160), (7, 300), (5000, 300)])
def test_failed_spawns_wait_longer_and_longer(failures, seconds):
    """Q10: 5, 10, 20 … 300 seconds."""
    assert after_failed_spawn(failures) == seconds


def test_inside_counts_the_edge():
    """A restart exactly one window ago still counts."""
    assert inside(ago(300.5, 300, 1), 300, NOW) == ago(300, 1)


_restarts = st.lists(st.floats(0, 1000), max_size=8).map(lambda past: tuple(sorted(NOW - each for each in past)))
_limits = st.builds(
    Intensity, burst=st.integers(0, 6), window_seconds=st.floats(0, 600), delay_seconds=st.floats(0, 100)
)


@given(_restarts, _limits, st.floats(-1, 1), st.booleans())
def test_there_is_never_a_hot_loop(restarts, limit, jitter, last_try):
    """Every delay is at least a fifth of a second and bounded; giving up always ends."""
    recovery = after_crash(restarts, limit, NOW, jitter=jitter, last_try=last_try)
    if isinstance(recovery, RestartIn):
        assert 0.2 <= recovery.seconds <= max(60.0, limit.delay_seconds)
    else:
        assert isinstance(recovery, GiveUp)
        assert 1.0 <= recovery.try_again_seconds <= max(1.0, limit.window_seconds) + 1e-6


@given(_restarts, _limits)
def test_more_restarts_never_give_a_shorter_delay(restarts, limit):
    """Trouble does not make us faster."""
    before, after = (after_crash(some, limit, NOW) for some in (restarts, (*restarts, NOW)))
    if isinstance(before, GiveUp):
        assert isinstance(after, GiveUp)
    elif isinstance(after, RestartIn):
        assert isinstance(before, RestartIn)
        assert after.seconds >= before.seconds


@given(st.integers(0, 100), st.floats(-1, 1))
def test_jitter_spreads_by_a_fifth(failures, jitter):
    """Neither more nor less."""
    exact, spread = after_failed_spawn(failures), after_failed_spawn(failures, jitter=jitter)
    assert abs(spread - exact) <= 0.2 * exact + 1e-9
