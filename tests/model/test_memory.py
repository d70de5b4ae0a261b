"""Memory survives a database."""

import sqlite3

import msgspec
import pytest
from hypothesis import given

from qbitrr.model.memory import Memory
from qbitrr.testing.strategies import memories


@given(memories())
def test_a_row_loses_nothing(memory: Memory) -> None:
    """There and back, also through a real database, which has no booleans."""
    row = memory.to_row()
    assert Memory.from_row(row) == memory
    with sqlite3.connect(":memory:") as database:
        database.row_factory = sqlite3.Row
        database.execute(f"CREATE TABLE memory ({', '.join(row)})")
        database.execute(f"INSERT INTO memory VALUES ({', '.join('?' * len(row))})", list(row.values()))
        (kept,) = database.execute("SELECT * FROM memory")
        assert Memory.from_row(dict(kept)) == memory
    database.close()


def test_rows_of_other_versions() -> None:
    """What is missing has its default, what is unknown is left, what cannot be is refused."""
    assert Memory.from_row({"queue_seen": 1, "of_tomorrow": 5, "resumed_at": None}) == Memory(queue_seen=True)
    with pytest.raises(msgspec.ValidationError):
        Memory.from_row({"recheck_count": "many"})
