"""
Why something was done or left: one value from which log, journal, API and UI tell the same story.
"""

from msgspec import Struct

__all__ = ["Reason", "Value"]

Value = bool | int | float | str | None


class Reason(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    Why a decision was taken: a stable `code` for machines, the `rule` that fired (0: none of the numbered ones), what was
    `measured` and what was `configured` (names carry their unit, `idle_seconds`), and `text`, one sentence for people.
    """

    code: str
    text: str
    rule: int = 0
    measured: dict[str, Value] = {}
    configured: dict[str, Value] = {}

    def __str__(self) -> str:
        return self.text
