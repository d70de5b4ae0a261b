"""Waits that double."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbitrr.decide.backoff import doubling


@pytest.mark.parametrize(
    ("times", "seconds"), [(-1, 5.0), (0, 5.0), (1, 10.0), (5, 160.0), (6, 300.0), (100_000, 300.0)]
)
def test_doubling(times: int, seconds: float) -> None:
    """Twice as long each time, until it is long enough, however often it failed."""
    assert doubling(5.0, times, 300.0) == seconds


@given(st.floats(0.1, 3600), st.integers(-5, 10**9), st.floats(0.1, 10**6))
def test_bounds(first: float, times: int, longest: float) -> None:
    """Never shorter than the wait before, never longer than the longest."""
    assert doubling(first, times - 1, longest) <= doubling(first, times, longest) <= longest
