"""
Parameters that pages of libraries have in common.
"""

from typing import TypeVar

from qbitrr.store.catalog.browse.asked import Paging
from qbitrr.store.catalog.browse.listed import ParentFilters
from qbitrr.web.http.parameters import FLAG, NUMBER, TEXT, Parameter, in_path, in_query

__all__ = [
    "CATEGORY",
    "LIVE",
    "REASON",
    "TEXT_IN_IT",
    "flag",
    "is_descending",
    "number",
    "paging",
    "parents",
    "parents_asked",
]

F = TypeVar("F", bound=ParentFilters)
CATEGORY = in_path("category", "Category, section, or the type itself if there is one instance of it.")
TEXT_IN_IT = in_query("q", TEXT, "What the title or name contains, whatever accents and case.", default="")
REASON = in_query("reason", TEXT, "Missing, Quality, CustomFormat, Upgrade, or Not being searched; all or empty: any.")
LIVE = in_query("live", FLAG, "Have the library looked through soon; the answer does not wait for it.", default=False)
DESCENDING = in_query("order", TEXT, "asc or desc.", default="asc")


def paging(size: int, most: int, *, alias: bool = False) -> tuple[Parameter, ...]:
    """Page and size of page; with an *alias* `size` stands for `page_size`, which wins."""
    page = in_query("page", NUMBER, "Page, from 0.", default=0, bounds=(0, 10**9))
    if not alias:
        return page, in_query(
            "page_size", NUMBER, f"Entries of a page, {most} at most.", default=size, bounds=(1, most)
        )
    sizes = (
        in_query("page_size", NUMBER, f"Entries of a page, {most} at most; {size} if not given.", bounds=(1, most)),
        in_query("size", NUMBER, "The same, if page_size is not given.", bounds=(1, most)),
    )
    return page, *sizes


def flag(name: str, description: str, *, default: bool | None = None) -> Parameter:
    """A filter that is on, off, or without a default does not matter."""
    return in_query(name, FLAG, description, default=default)


def number(name: str, description: str) -> Parameter:
    """A bound that may be left out."""
    return in_query(name, NUMBER, description)


def is_descending(order: str) -> bool:
    """Whether that is the way down."""
    return order.strip().lower() == "desc"


def parents(who: str, leaf: str, size: int, most: int) -> tuple[Parameter, ...]:
    """Which of *who*, with pages of *size* entries and *most* at most. Read by `parents_asked`."""
    return (
        TEXT_IN_IT,
        *paging(size, most, alias=True),
        flag("monitored", "Monitored or not."),
        flag("missing", f"Only {who} with a missing {leaf}.", default=False),
        REASON,
        DESCENDING,
    )


def parents_asked(
    filters: type[F], usual_size: int, *, q: str, page: int, page_size: int | None, size: int | None, order: str,
    monitored: bool | None, missing: bool, reason: str | None,
) -> tuple[F, Paging]:  # fmt: skip
    """What the parameters of `parents` come to."""
    wanted = filters(text=q, monitored=monitored, missing=missing, reason=reason, descending=is_descending(order))
    return wanted, Paging(page=page, size=page_size or size or usual_size)
