"""
How a reason is written in an answer.
"""

from typing import Any

from qbitrr.model.reasons import Reason

__all__ = ["reason_shape"]


def reason_shape(why: Reason | None) -> dict[str, Any] | None:
    """A reason with all its members."""
    if why is None:
        return None
    return {
        "code": why.code,
        "text": why.text,
        "rule": why.rule,
        "measured": why.measured,
        "configured": why.configured,
    }
