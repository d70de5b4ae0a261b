"""What a loop says must arrive."""

from qbitrr.wire.framing import from_child, to_line
from qbitrr.wire.messages import FromChild

__all__ = ["travels"]


def travels(message: FromChild) -> None:
    """The supervisor ends a child of which it cannot read a line: what is said must arrive as it was meant."""
    arrived = from_child(to_line(message)[:-1])
    assert arrived == message, (arrived, message)
