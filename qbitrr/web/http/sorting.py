"""
Parameters by which a list is sorted: `sort` with one or several columns, and `order` for a lone one.
"""

from collections.abc import Collection
from typing import Literal

from attrs import frozen

from qbitrr.model.shown.sorting import Sorting
from qbitrr.web.http.parameters import TEXT, Parameter, in_query

__all__ = ["SortedList"]

_OTHER_WAY = {"asc": "desc", "desc": "asc"}


@frozen
class SortedList:
    """A list with these *columns*, sorted by the *usual* one that *way* if nothing is said."""

    columns: Collection[str]
    usual: str
    way: Literal["asc", "desc"]

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """`sort` and `order`."""
        return (
            in_query(
                "sort", TEXT,
                f"One of {', '.join(self.columns)}; or several with commas, the most important first, where those with a `-` before them"
                " fall and the others rise.",
                default=self.usual,
            ),
            in_query("order", TEXT, "asc or desc, for a lone column without a `-`.", default=self.way),
        )  # fmt: skip

    def sorting(self, sort: str, order: str) -> Sorting[str]:
        """What these parameters come to. What is no column counts as not given, and one that is named again only once."""
        named = [each.strip() for each in sort.split(",")]
        found: dict[str, bool] = {}
        for text in named:
            if (name := text.removeprefix("-")) in self.columns:
                found.setdefault(name, text != name)
        if not found:
            found, named = {self.usual: False}, [self.usual]
        if len(named) == 1 and not named[0].startswith("-"):
            other = _OTHER_WAY[self.way]
            return ((named[0], (other if order.strip().lower() == other else self.way) == "desc"),)
        return tuple(found.items())
