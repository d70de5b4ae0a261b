"""
Pages of authors, and one author with its books.
"""

from collections.abc import Sequence
from typing import Any

from attrs import frozen

from qbitrr.store.catalog.browse.answers import (
    AuthorDetail,
    AuthorEntry,
    AuthorHead,
    AuthorPage,
    AuthorRow,
    BookEntry,
    BookRow,
    FullCounts,
)
from qbitrr.store.catalog.browse.asked import (
    Paging,
    Scope,
    date_text,
    difference,
    ids_json,
    remembered,
)
from qbitrr.store.catalog.browse.listed import ParentFilters, how_many, keys_of
from qbitrr.store.catalog.browse.rollups import full_counts, in_order, most_urgent, quality_facts, urgency
from qbitrr.store.sqlite.reader import Snapshot

__all__ = [
    "AUTHOR_PAGE",
    "AUTHOR_PAGE_MOST",
    "AuthorFilters",
    "author_detail",
    "author_page",
    "author_rows",
    "book_counts",
    "book_total",
]

AUTHOR_PAGE, AUTHOR_PAGE_MOST = 50, 1000
_RELEASED = "(book.release_at IS NULL OR book.release_at <= :now)"
_COUNTING = f"({_RELEASED} OR book.file_id IS NOT NULL)"
_REASON = f"CASE WHEN {_RELEASED} THEN book.want END"


@frozen(kw_only=True)
class AuthorFilters(ParentFilters):
    """Which authors."""

    table = "author"
    leaves = "book WHERE author_id = author.id"
    is_missing = f"monitored = 1 AND file_id IS NULL AND {_RELEASED}"
    leaf_reason = _REASON


def author_page(snapshot: Snapshot, scope: Scope, filters: AuthorFilters, paging: Paging) -> AuthorPage:
    """A page of authors; counts are of all books, `total` of the authors the filters leave."""
    keys = keys_of(snapshot, scope, filters, paging.first, paging.size)
    return AuthorPage(
        category=scope.category,
        counts=book_counts(snapshot, scope),
        book_total=book_total(snapshot, scope),
        total=how_many(snapshot, scope, filters),
        page=paging.page,
        page_size=paging.size,
        authors=tuple(AuthorEntry(row) for row in author_rows(snapshot, scope, [key[-1] for key in keys])),
    )


def book_counts(snapshot: Snapshot, scope: Scope) -> FullCounts:
    """The counts of the library, in books."""
    return full_counts(snapshot, scope, "book", "file_id IS NOT NULL", _COUNTING)


def book_total(snapshot: Snapshot, scope: Scope) -> int:
    """How many books there are."""
    return remembered(snapshot, "books", scope.now, lambda: int(snapshot.one("SELECT COUNT(*) FROM book")[0]))


def author_rows(snapshot: Snapshot, scope: Scope, ids: Sequence[int]) -> list[AuthorRow]:
    """These authors, in this order, with the roll-ups of their books."""
    asked = scope.values | {"ids": ids_json(ids)}
    books = {
        row[0]: row[1:]
        for row in snapshot.rows(
            f"SELECT author_id, SUM({_COUNTING} AND monitored AND file_id IS NOT NULL), SUM({_COUNTING} AND monitored), COUNT(*),"  # noqa: S608
            f" MIN({urgency(_REASON)}) FROM book WHERE author_id IN (SELECT value FROM json_each(:ids)) GROUP BY author_id",
            asked,
        )
    }
    heads = snapshot.rows(
        "SELECT id, name, monitored, book_total, (SELECT name FROM profile WHERE id = profile_id) FROM author"
        " WHERE id IN (SELECT value FROM json_each(:ids))",
        asked,
    )
    rows = {head[0]: _row(head, books.get(head[0], (0, 0, 0, None))) for head in heads}
    return in_order(ids, rows)


def author_detail(snapshot: Snapshot, scope: Scope, number: int) -> AuthorDetail | None:
    """An author with its books by release date, those without one first; None if it is not there."""
    found = author_rows(snapshot, scope, [number])
    if not found:
        return None
    row = found[0]
    books = snapshot.rows(
        "SELECT book.id, title, author.id, author.name, book.monitored, file_id, book.foreign_id, release_at, quality_met, is_request,"  # noqa: S608
        f" cf_score, cf_min, cf_met, {_REASON}, profile_id, (SELECT name FROM profile WHERE id = profile_id)"
        " FROM book JOIN author ON author.id = book.author_id WHERE author.id = :author ORDER BY release_at, book.sort_key, book.id",
        scope.values | {"author": number},
    )
    return AuthorDetail(
        category=scope.category,
        counts=book_counts(snapshot, scope),
        author=AuthorHead(**{name: getattr(row, name) for name in AuthorHead.__struct_fields__}),
        books=tuple(BookEntry(_book(book)) for book in books),
    )


def _row(head: tuple[Any, ...], books: tuple[Any, ...]) -> AuthorRow:
    number, name, monitored, book_count, profile = head
    available, wanted, known, rank = books
    there, monitored_books, missing = difference(available, wanted)
    reason = most_urgent(rank)
    return AuthorRow(
        id=number,
        name=name,
        monitored=bool(monitored),
        book_count=book_count,
        quality_profile_name=profile,
        searched=known > 0 and reason != "Missing",
        books_monitored=monitored_books,
        books_available=there,
        books_missing=missing,
        reason=reason,
    )


def _book(row: tuple[Any, ...]) -> BookRow:
    number, title, author, name, monitored, file_id, foreign, at, *quality = row
    return BookRow(
        id=number,
        title=title,
        author_id=author,
        author_name=name,
        monitored=bool(monitored),
        has_file=file_id is not None,
        foreign_book_id=foreign,
        release_date=date_text(at),
        **quality_facts(file_id is not None, *quality),
    )
