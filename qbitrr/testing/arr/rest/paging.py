"""
Pages of lists, with the odd defaults of the applications.
"""

from collections.abc import Callable, Sequence
from typing import Any

from attrs import frozen

from qbitrr.testing.arr.rest.query import QueryParameters

__all__ = ["Paging"]


@frozen(kw_only=True)
class Paging:
    """What a request asks for. Without a direction it is *descending*, whatever the endpoint's own default is."""

    page: int
    size: int
    key: str
    ascending: bool
    direction: str

    @classmethod
    def of(
        cls,
        query: QueryParameters,
        default_key: str,
        *,
        default_ascending: bool = False,
        allowed: frozenset[str] | None = None,
    ) -> "Paging":
        """Read `page`, `pageSize`, `sortKey` and `sortDirection`; a key outside *allowed* (lower case) is silently the default."""
        key = query.text("sortKey") or default_key
        if allowed is not None and key.lower() not in allowed:
            key = default_key
        sent = query.text("sortDirection").lower()
        ascending = default_ascending if sent == "default" else sent == "ascending"
        return cls(
            page=query.number("page", 1), size=query.number("pageSize", 10), key=key, ascending=ascending,
            direction="ascending" if ascending else "descending",
        )  # fmt: skip

    def answer(self, rows: Sequence[Any], render: Callable[[Any], Any], *, go_back: bool = False) -> dict[str, Any]:
        """
        One page of the sorted *rows*. Beyond the end it is empty, or with *go_back* (the queue) an earlier page: that is page
        `max(total // size, 1)`, not always the last one.
        """
        page, size = max(self.page, 1), max(self.size, 1)
        if go_back and (page - 1) * size >= len(rows):
            page = max(len(rows) // size, 1)
        part = rows[(page - 1) * size : page * size]
        return {
            "page": page, "pageSize": self.size, "sortKey": self.key, "sortDirection": self.direction,
            "totalRecords": len(rows), "records": [render(row) for row in part],
        }  # fmt: skip
