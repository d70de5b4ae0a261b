"""
What a list says: its records, what of it could not be read, and what is as it was.
"""

from collections.abc import Callable, Iterable
from typing import TypeVar

__all__ = ["Listing", "Seen"]

T = TypeVar("T")
U = TypeVar("U")
Seen = dict[int, int]
"""Ids of records by the hashes of their bytes."""


class Listing(tuple[T, ...]):
    """
    The records of a list, in its order. Some may have been there that could not be read: `unread` are their ids; if not even
    all of these are known, the list is not `is_whole`. What is missing from such a list is not gone.

    Those that are as they were `seen` (Note [Records seen before]) are not among the records: `unchanged` are their ids.
    """

    unread: frozenset[int]
    is_whole: bool
    unchanged: frozenset[int]
    seen: Seen
    """What has been seen now, for the next time."""

    def __new__(
        cls,
        records: Iterable[T] = (),
        unread: frozenset[int] = frozenset(),
        is_whole: bool = True,
        unchanged: frozenset[int] = frozenset(),
        seen: Seen | None = None,
    ) -> "Listing[T]":
        made = super().__new__(cls, records)
        made.unread, made.is_whole, made.unchanged, made.seen = unread, is_whole, unchanged, seen or {}
        return made

    @property
    def is_complete(self) -> bool:
        """Whether every record could be read."""
        return self.is_whole and not self.unread

    def map(self, make: Callable[[T], U]) -> "Listing[U]":
        """The same list of something made from each record."""
        return Listing([make(record) for record in self], self.unread, self.is_whole, self.unchanged, self.seen)

    def without(self, ids: Iterable[int]) -> frozenset[int]:
        """Those of *ids*, none of which was among what could be read, that are certainly not on the list."""
        return frozenset(ids) - self.unread - self.unchanged if self.is_whole else frozenset()
