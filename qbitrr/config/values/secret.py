"""A value that must not be shown: passwords, API keys, tokens."""

from typing import final

__all__ = ["MASK", "Secret"]

MASK = "***"


@final
class Secret:
    """
    A text that shows itself as `***`; `reveal()` gives the text. An empty one is false and shows itself as empty.

    A plain class on purpose: libraries that write attrs classes field by field do not know how to write this one, so
    that a secret leaves the program only where somebody asked for it.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str = "") -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself, for the one place that sends it."""
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return self._text == other._text if isinstance(other, Secret) else NotImplemented

    def __hash__(self) -> int:
        return hash((Secret, self._text))

    def __str__(self) -> str:
        return MASK if self._text else ""

    def __repr__(self) -> str:
        return f"Secret({str(self)!r})"
