"""The error of the value parsers: caught where a key is read and turned into a problem with key, value and line."""

from qbitrr.errors import QbitrrError

__all__ = ["BadValue"]


class BadValue(QbitrrError):
    """A value that cannot be used. *message* completes the sentence "the value …", *remedy* says what to write."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
