"""
What a person should know about the files of a search loop.
"""

__all__ = ["FileProblems"]

MOST_KEPT = 5


class FileProblems:
    """What became of damaged files in this life, why a file is slow, and that one cannot be written now (`disk`; empty if it can)."""

    def __init__(self) -> None:
        self.disk = ""
        self._texts: list[str] = []

    def add(self, text: str) -> None:
        """Something that stays true. The newest few are kept."""
        self._texts = [*(each for each in self._texts if each != text), text][-MOST_KEPT:]

    @property
    def texts(self) -> tuple[str, ...]:
        """All of it, in words."""
        return tuple(text for text in (self.disk, *self._texts) if text)
