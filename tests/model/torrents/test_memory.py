"""Memory survives a database."""

import msgspec
import pytest
from hypothesis import given

from qbitrr.model.torrents.memory import Incarnation, Memory
from qbitrr.testing.strategies.memories import memories, remembered


@given(memories())
def test_a_row_loses_nothing(memory: Memory) -> None:
    """There and back."""
    assert msgspec.json.decode(msgspec.json.encode(memory), type=Memory) == memory


def test_rows_of_other_versions() -> None:
    """What is missing has its default, what is unknown is left."""
    row = b'{"recorded":{"seen":true,"of_tomorrow":5},"of_tomorrow":5,"resumes":{"last_at":null}}'
    assert msgspec.json.decode(row, type=Memory) == remembered(queue_seen=True)


@pytest.mark.parametrize(
    ("known", "added_on", "is_another"),
    [(5, 6, True), (6, 5, True), (5, 5, False), (0, 5, False), (5, 0, False), (5, -1, False)],
)
def test_another_life(known: int, added_on: int, is_another: bool) -> None:
    """Only two dates that are known and differ tell of another torrent."""
    assert Incarnation(added_on=known).is_another(added_on) is is_another
