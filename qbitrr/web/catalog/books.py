"""
Authors and their books.
"""

from typing import Any

from twisted.internet.defer import Deferred
from twisted.web.iweb import IRequest

from qbitrr.store.catalog.browse.answers import AuthorDetail, AuthorPage, FullCounts
from qbitrr.store.catalog.browse.authors import (
    AUTHOR_PAGE,
    AUTHOR_PAGE_MOST,
    AuthorFilters,
    author_detail,
    author_page,
)
from qbitrr.store.catalog.browse.merged import all_authors
from qbitrr.web.catalog.asking import CATEGORY, LIVE, parents, parents_asked
from qbitrr.web.catalog.libraries import Libraries
from qbitrr.web.http.parameters import NUMBER, in_path
from qbitrr.web.http.routes import Group, Route, mirrored

__all__ = ["BookRoutes"]

_AUTHORS = parents("authors", "book", AUTHOR_PAGE, AUTHOR_PAGE_MOST)


class BookRoutes:
    """`/readarr/<category>/authors`, one author, and the authors of all instances."""

    def __init__(self, libraries: Libraries) -> None:
        self._libraries = libraries

    def routes(self) -> tuple[Route, ...]:
        """All are mirrored."""
        group, inside = Group.CATALOG, "/readarr/<path:category>"
        author = in_path("author_id", "Readarr's id of the author.", NUMBER)
        return (
            *mirrored(
                "readarr.authors", "GET", f"{inside}/authors", group, self.authors, parameters=(CATEGORY, LIVE, *_AUTHORS),
                answer=AuthorPage,
            ),
            *mirrored(
                "readarr.all-authors", "GET", "/readarr/authors", group, self.all_authors, parameters=_AUTHORS, answer=AuthorPage
            ),
            *mirrored(
                "readarr.author", "GET", f"{inside}/author/<int:author_id>", group, self.author,
                parameters=(CATEGORY, LIVE, author), answer=AuthorDetail,
            ),
        )  # fmt: skip

    def authors(self, request: IRequest, category: str, live: bool, **asked: Any) -> Deferred[bytes]:
        """A page of the authors of an instance."""
        shelf = self._libraries.find("readarr", category, live=live)
        wanted, part = parents_asked(AuthorFilters, AUTHOR_PAGE, **asked)
        empty = AuthorPage(
            category=shelf.scope.category,
            counts=FullCounts(),
            book_total=0,
            total=0,
            page=part.page,
            page_size=part.size,
        )
        return self._libraries.answer(
            request, lambda: shelf.reader.read(author_page, shelf.scope, wanted, part), empty=empty
        )

    def all_authors(self, request: IRequest, **asked: Any) -> Deferred[bytes]:
        """A page of the authors of all instances."""
        shelves = self._libraries.every("readarr")
        wanted, part = parents_asked(AuthorFilters, AUTHOR_PAGE, **asked)
        return self._libraries.answer(request, lambda: all_authors(shelves, wanted, part))

    def author(self, request: IRequest, category: str, live: bool, author_id: int) -> Deferred[bytes]:
        """An author with its books."""
        shelf = self._libraries.find("readarr", category, live=live)
        return self._libraries.answer(
            request, lambda: shelf.reader.read(author_detail, shelf.scope, author_id), gone="Author not found"
        )
