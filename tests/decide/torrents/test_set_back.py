"""A start after our clock was set back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbitrr.decide.set_back import none_ahead
from qbitrr.model.torrents.memory import Memory
from qbitrr.testing.strategies.memories import memories
from qbitrr.testing.strategies.values import NOW


@pytest.mark.correction("A10")
@given(memories(), st.integers(-10_800, 600))
def test_no_moment_is_to_come(memory: Memory, step: int) -> None:
    """What was written is of now at the latest, and nothing else is another."""
    now = float(NOW + step)
    after = none_ahead(memory, now)
    for name in ("complete_since", "import_last_at", "inspected_at", "recheck_last_at", "resumed_at", "error_left_at"):
        before = getattr(memory, name)
        assert getattr(after, name) == (None if before is None else min(before, now))
    assert after.dead_since == {host: min(at, now) for host, at in memory.dead_since.items()}
    assert (after.idle, after.seen_from, after.missing_from) == (memory.idle, memory.seen_from, memory.missing_from)
    assert none_ahead(after, now) is after
