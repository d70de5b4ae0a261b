"""Memory survives a database."""

import msgspec
from hypothesis import given

from qbitrr.model.torrents.memory import Memory
from qbitrr.model.torrents.watching import Idle
from qbitrr.testing.strategies.memories import memories


@given(memories())
def test_a_row_loses_nothing(memory: Memory) -> None:
    """There and back."""
    assert msgspec.json.decode(msgspec.json.encode(memory), type=Memory) == memory


def test_rows_of_other_versions() -> None:
    """What is missing has its default, what is unknown is left."""
    row = b'{"queue_seen":true,"of_tomorrow":5,"resumed_at":null,"first_seen":1.0,"stalled_up_since":2.0,"missing_since":3.0}'
    assert msgspec.json.decode(row, type=Memory) == Memory(queue_seen=True, idle=Idle())
