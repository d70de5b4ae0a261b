"""When a disk will be full."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbitrr.decide.space.forecast import FURTHEST, foresee
from qbitrr.decide.space.known import free_by_disk
from qbitrr.model.space.rooms import PoolStatus
from qbitrr.model.status import Overview, PolicyReport, ProcessStatus, QbitStatus


def falling(free: int, per_second: int, seconds: int, step: int = 10) -> list[tuple[float, int]]:
    return [(1000.0 + at, free - per_second * at) for at in range(0, seconds + 1, step)]


def test_steady_fall():
    """It goes on as it did: to what is to stay free, and to the end."""
    found = foresee(falling(10_000, 10, 100), guard_bytes=4_000)
    assert found is not None
    assert found.bytes_per_second == pytest.approx(10.0)
    assert found.seen_seconds == 100.0
    assert found.guard_at == pytest.approx(1100.0 + 500.0)
    assert found.full_at == pytest.approx(1100.0 + 900.0)


@pytest.mark.parametrize(
    "points",
    [
        pytest.param([], id="nothing was measured"),
        pytest.param(falling(10_000, 10, 50), id="too little was seen"),
        pytest.param(falling(10_000, 10, 200, step=100), id="too few points"),
        pytest.param(falling(10_000, -10, 100), id="it rises"),
        pytest.param(falling(10_000, 0, 100), id="it stays"),
        pytest.param([(1000.0 + 10 * n, 9_000 + 500 * (n % 2) - n) for n in range(20)], id="it goes up and down"),
        pytest.param(falling(10**12, 1, 100), id="further than what was seen tells about"),
    ],
)
def test_nothing_is_foreseen(points):
    """Rather nothing than chance."""
    assert foresee(points, guard_bytes=None) is None


def test_guard_reached():
    """What is to stay free is not reached again."""
    found = foresee(falling(10_000, 10, 100), guard_bytes=9_500)
    assert found is not None
    assert found.guard_at is None


@given(
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 10**15)), max_size=40),
    st.one_of(st.none(), st.integers(0, 10**15)),
)
def test_any_measurements(points, guard):
    """Whatever was measured, what is foreseen lies ahead and not too far."""
    ordered = sorted((float(at), free) for at, free in points)
    found = foresee(ordered, guard)
    if found is not None:
        now, seen = ordered[-1][0], ordered[-1][0] - ordered[0][0]
        assert found.bytes_per_second > 0
        assert now <= (found.guard_at or found.full_at) <= now + FURTHEST * seen


def test_who_is_believed():
    """The guard, where it measures; else the clients that answer."""
    guard = ProcessStatus(
        section="Policy", category="Policy", kind="torrent", state="running", alive=True,
        report=PolicyReport(at=1.0, pools=(PoolStatus(name="/downloads", free_bytes=5, guard_bytes=1),)),
    )  # fmt: skip
    clients = (
        QbitStatus(section="qBit", state="connected", free_space_bytes=7),
        QbitStatus(section="qBit-b", state="disconnected", free_space_bytes=8),
        QbitStatus(section="qBit-c", state="connected"),
    )
    assert free_by_disk(Overview(ready=True, qbits=clients, processes=(guard,))) == {"/downloads": 5}
    assert free_by_disk(Overview(ready=True, qbits=clients)) == {"the disk of qBit": 7}
