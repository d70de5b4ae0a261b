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
    for part, name in (
        ("watching", "complete_since"),
        ("imports", "last_at"),
        ("inspection", "at"),
        ("rechecks", "last_at"),
        ("resumes", "last_at"),
        ("rechecks", "error_left_at"),
    ):
        before = getattr(getattr(memory, part), name)
        assert getattr(getattr(after, part), name) == (None if before is None else min(before, now))
    assert after.seeding.dead_since == {host: min(at, now) for host, at in memory.seeding.dead_since.items()}
    assert (after.watching.idle, after.watching.seen_from, after.missing.seen_from) == (
        memory.watching.idle,
        memory.watching.seen_from,
        memory.missing.seen_from,
    )
    assert none_ahead(after, now) is after
