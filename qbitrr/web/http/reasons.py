"""
How a reason is written in an answer.
"""

from msgspec import Struct

from qbitrr.model.reasons import Reason, Value

__all__ = ["ReasonAnswer", "reason_answer"]


class ReasonAnswer(Struct, frozen=True, kw_only=True):
    """A reason with all its members, those it does not have included."""

    code: str
    text: str
    rule: int
    measured: dict[str, Value]
    configured: dict[str, Value]


def reason_answer(why: Reason | None) -> ReasonAnswer | None:
    """*why*, if there is a reason."""
    if why is None:
        return None
    return ReasonAnswer(
        code=why.code, text=why.text, rule=why.rule, measured=why.measured, configured=why.configured
    )  # fmt: skip
