"""
Parameters by which a list is sorted: `sort` with one or several columns, and `order` for a lone one.
"""

from collections.abc import Collection
from typing import Literal

from qbitrr.model.shown.sorting import Sorting
from qbitrr.web.http.parameters import TEXT, Parameter, in_query

__all__ = ["sorted_by", "sorting_parameters"]


def sorting_parameters(columns: Collection[str], *, usual: str, way: Literal["asc", "desc"]) -> tuple[Parameter, ...]:
    """`sort` and `order` of a list with these *columns*, sorted by the *usual* one that *way* if nothing is said."""
    return (
        in_query(
            "sort", TEXT,
            f"One of {', '.join(columns)}; or several with commas, the most important first, where those with a `-` before them fall"
            " and the others rise.",
            default=usual,
        ),
        in_query("order", TEXT, "asc or desc, for a lone column without a `-`.", default=way),
    )  # fmt: skip


def sorted_by(
    sort: str, order: str, columns: Collection[str], *, usual: str, way: Literal["asc", "desc"]
) -> Sorting[str]:
    """What these parameters come to. What is no column counts as not given, and one that is named again only once."""
    named = [each.strip() for each in sort.split(",")]
    found: dict[str, bool] = {}
    for text in named:
        if (name := text.removeprefix("-")) in columns:
            found.setdefault(name, text != name)
    if not found:
        found, named = {usual: False}, [usual]
    if len(named) == 1 and not named[0].startswith("-"):
        other = {"asc": "desc", "desc": "asc"}[way]
        return ((named[0], (other if order.strip().lower() == other else way) == "desc"),)
    return tuple(found.items())
