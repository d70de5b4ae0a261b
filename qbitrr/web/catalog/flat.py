"""
Flat lists: episodes, albums and books without what they are of around them.
"""

from typing import Any, cast

from twisted.internet.defer import Deferred
from twisted.web.iweb import IRequest

from qbitrr.store.catalog.browse.answers import Counts
from qbitrr.store.catalog.browse.asked import Paging
from qbitrr.store.catalog.browse.leaves import (
    LEAF_PAGE,
    LEAF_PAGE_MOST,
    LeafFilters,
    LeafPage,
    LeafType,
    leaf_page,
)
from qbitrr.store.catalog.browse.merged import all_leaves
from qbitrr.web.catalog.asking import LIVE, REASON, TEXT_IN_IT, flag, paging
from qbitrr.web.catalog.libraries import Libraries
from qbitrr.web.http.answers import Refusal
from qbitrr.web.http.parameters import TEXT, ParameterType, in_path, in_query
from qbitrr.web.http.routes import Group, Route, mirrored
from qbitrr.web.http.sorting import SortedList

__all__ = ["FlatRoutes"]

_TYPES = ("sonarr", "lidarr", "readarr")
_LIST = SortedList(("title", "name", "date", "monitored", "reason"), usual="title", way="asc")


def _type(text: str) -> str:
    if text not in _TYPES:
        raise Refusal(404, f"{text[:40]} has no flat list: there are {', '.join(_TYPES)}")
    return text


_ASKED = (
    in_path(
        "type", "Whose: `sonarr` lists episodes, `lidarr` albums, `readarr` books.", ParameterType("string", _type)
    ),
    in_query(
        "category", TEXT, "Of that category or section alone; all instances of the type if not given.", default=""
    ),
    LIVE,
    TEXT_IN_IT,
    *paging(LEAF_PAGE, LEAF_PAGE_MOST),
    flag("monitored", "Monitored or not."),
    flag("has_file", "With a file (an album: complete) or without."),
    flag("missing", "Only those behind the count of that name.", default=False),
    REASON,
    *_LIST.parameters,
)


class FlatRoutes:
    """`/flat/<type>`: of one instance or of all."""

    def __init__(self, libraries: Libraries) -> None:
        self._libraries = libraries

    def routes(self) -> tuple[Route, ...]:
        """It is mirrored."""
        return mirrored("flat", "GET", "/flat/<type>", Group.CATALOG, self.leaves, parameters=_ASKED, answer=LeafPage)

    def leaves(
        self, request: IRequest, type: str, category: str, live: bool, page: int, page_size: int, q: str, sort: str,
        order: str, **others: Any,
    ) -> Deferred[bytes]:  # fmt: skip
        """A page of the episodes, albums or books."""
        kind = cast("LeafType", type)
        wanted = LeafFilters(type=kind, text=q, sorting=_LIST.sorting(sort, order), **others)
        part = Paging(page=page, size=page_size)
        if not category:
            shelves = self._libraries.every(kind)
            return self._libraries.answer(request, lambda: all_leaves(shelves, wanted, part))
        shelf = self._libraries.find(kind, category, live=live)
        empty = LeafPage(category=shelf.scope.category, counts=Counts(), total=0, page=page, page_size=page_size)
        return self._libraries.answer(
            request, lambda: shelf.reader.read(leaf_page, shelf.scope, wanted, part), empty=empty
        )
