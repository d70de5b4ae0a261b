"""
Views over several instances: their pages merged in order, each row with the instance it is of.
"""

import heapq
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import msgspec
from attrs import frozen

from qbitrr.model.shown.sorting import comparable
from qbitrr.store.catalog.browse.answers import (
    ArtistEntry,
    ArtistPage,
    AuthorEntry,
    AuthorPage,
    Counts,
    FullCounts,
    MoviePage,
    SeriesEntry,
    SeriesPage,
)
from qbitrr.store.catalog.browse.artists import ArtistFilters, artist_rows
from qbitrr.store.catalog.browse.asked import Paging, Scope
from qbitrr.store.catalog.browse.authors import (
    AuthorFilters,
    author_rows,
    book_counts,
    book_total,
)
from qbitrr.store.catalog.browse.leaves import LeafFilters, LeafPage, LeafRow, leaf_counts, leaf_rows
from qbitrr.store.catalog.browse.listed import Filters, how_many, keys_of
from qbitrr.store.catalog.browse.movies import MovieFilters, movie_counts, movie_rows
from qbitrr.store.catalog.browse.music import album_counts, album_total, track_counts
from qbitrr.store.catalog.browse.series import (
    SeriesFilters,
    series_counts,
    series_entries,
)
from qbitrr.store.sqlite.reader import Reader, Snapshot
from qbitrr.store.sqlite.sql import NoFile

__all__ = ["Shelf", "all_artists", "all_authors", "all_leaves", "all_movies", "all_series"]

C = TypeVar("C", bound=Counts)
T = TypeVar("T")
R = TypeVar("R", bound=msgspec.Struct)


@frozen(kw_only=True)
class Shelf:
    """The library of one instance, named by its section."""

    instance: str
    scope: Scope
    reader: Reader


@frozen
class _ShelfPart:
    """What one instance has to say: its keys up to the end of the page, how many match, and its counts."""

    shelf: Shelf
    keys: list[tuple[Any, ...]]
    total: int
    counts: tuple[Any, ...]


def all_movies(shelves: Sequence[Shelf], filters: MovieFilters, paging: Paging) -> MoviePage:
    """A page of the films of all *shelves*."""
    parts = _parts(shelves, filters, paging, lambda s, scope: (movie_counts(s, scope),))
    rows = _merged(parts, filters, paging, movie_rows, lambda row: row.id)
    return MoviePage(
        category="", counts=_added(FullCounts(), (part.counts[0] for part in parts)), total=_total(parts), page=paging.page,
        page_size=paging.size, movies=tuple(_marked(row, shelf) for shelf, row in rows),
    )  # fmt: skip


def all_series(shelves: Sequence[Shelf], filters: SeriesFilters, paging: Paging) -> SeriesPage:
    """A page of the series of all *shelves*."""
    parts = _parts(shelves, filters, paging, lambda s, scope: (series_counts(s, scope),))

    def read(snapshot: Snapshot, scope: Scope, ids: Sequence[int]) -> list[SeriesEntry]:
        return series_entries(snapshot, scope, filters, ids)

    rows = _merged(parts, filters, paging, read, lambda entry: entry.series.id)
    return SeriesPage(
        category="", counts=_added(Counts(), (part.counts[0] for part in parts)), total=_total(parts), page=paging.page,
        page_size=paging.size,
        series=tuple(msgspec.structs.replace(row, series=_marked(row.series, shelf)) for shelf, row in rows),
    )  # fmt: skip


def all_artists(shelves: Sequence[Shelf], filters: ArtistFilters, paging: Paging) -> ArtistPage:
    """A page of the artists of all *shelves*."""

    def count(snapshot: Snapshot, scope: Scope) -> tuple[Any, ...]:
        return album_counts(snapshot, scope), track_counts(snapshot, scope), album_total(snapshot, scope)

    parts = _parts(shelves, filters, paging, count)
    rows = _merged(parts, filters, paging, artist_rows, lambda row: row.id)
    return ArtistPage(
        category="", counts=_added(FullCounts(), (part.counts[0] for part in parts)),
        counts_tracks=_added(Counts(), (part.counts[1] for part in parts)), album_total=sum(part.counts[2] for part in parts),
        total=_total(parts), page=paging.page, page_size=paging.size,
        artists=tuple(ArtistEntry(_marked(row, shelf)) for shelf, row in rows),
    )  # fmt: skip


def all_authors(shelves: Sequence[Shelf], filters: AuthorFilters, paging: Paging) -> AuthorPage:
    """A page of the authors of all *shelves*."""
    parts = _parts(
        shelves, filters, paging,
        lambda s, scope: (book_counts(s, scope), book_total(s, scope)),
    )  # fmt: skip
    rows = _merged(parts, filters, paging, author_rows, lambda row: row.id)
    return AuthorPage(
        category="", counts=_added(FullCounts(), (part.counts[0] for part in parts)),
        book_total=sum(part.counts[1] for part in parts), total=_total(parts), page=paging.page, page_size=paging.size,
        authors=tuple(AuthorEntry(_marked(row, shelf)) for shelf, row in rows),
    )  # fmt: skip


def all_leaves(shelves: Sequence[Shelf], filters: LeafFilters, paging: Paging) -> LeafPage:
    """A page of the episodes, albums or books of all *shelves*."""
    parts = _parts(shelves, filters, paging, lambda s, scope: (leaf_counts(s, scope, filters.type),))

    def read(snapshot: Snapshot, scope: Scope, ids: Sequence[int]) -> list[LeafRow]:
        return leaf_rows(snapshot, scope, filters.type, ids)

    rows = _merged(parts, filters, paging, read, lambda row: row.id)
    return LeafPage(
        category="", counts=_added(Counts(), (part.counts[0] for part in parts)), total=_total(parts), page=paging.page,
        page_size=paging.size, leaves=tuple(_marked(row, shelf) for shelf, row in rows),
    )  # fmt: skip


def _parts(
    shelves: Sequence[Shelf], filters: Filters, paging: Paging, count: Callable[[Snapshot, Scope], tuple[Any, ...]],
) -> list[_ShelfPart]:  # fmt: skip
    def ask(snapshot: Snapshot, shelf: Shelf) -> _ShelfPart:
        found = keys_of(snapshot, shelf.scope, filters, 0, paging.first + paging.size)
        return _ShelfPart(shelf, found, how_many(snapshot, shelf.scope, filters), count(snapshot, shelf.scope))

    parts = []
    for shelf in shelves:
        try:
            parts.append(shelf.reader.read(ask, shelf))
        except NoFile:
            continue  # not read yet: it adds nothing
    return parts


def _merged(
    parts: Sequence[_ShelfPart], filters: Filters, paging: Paging,
    read: Callable[[Snapshot, Scope, Sequence[int]], list[T]], id_of: Callable[[T], int],
) -> list[tuple[Shelf, T]]:  # fmt: skip
    """The rows of the page in their order; one that went since its key was read is left out."""
    ways = [falls for _, falls in filters.order.whole]
    runs = ([(comparable(_known(key), ways), place, key[-1]) for key in part.keys] for place, part in enumerate(parts))
    in_order = heapq.merge(*runs, key=lambda each: each[0])
    page = list(in_order)[paging.first : paging.first + paging.size]
    found: dict[tuple[int, int], T] = {}
    for place, part in enumerate(parts):
        ids = [number for _, of, number in page if of == place]
        rows = part.shelf.reader.read(read, part.shelf.scope, ids) if ids else []
        found |= {(place, id_of(row)): row for row in rows}
    return [(parts[place].shelf, found[place, number]) for _, place, number in page if (place, number) in found]


def _known(key: tuple[Any, ...]) -> tuple[tuple[bool, Any], ...]:
    """As SQLite compares: what is not there comes first."""
    return tuple((value is not None, value if value is not None else 0) for value in key)


def _total(parts: Iterable[_ShelfPart]) -> int:
    return sum(part.total for part in parts)


def _added(nothing: C, counts: Iterable[C]) -> C:
    names = nothing.__struct_fields__
    each = list(counts)
    return type(nothing)(**{name: sum(getattr(one, name) for one in each) for name in names})


def _marked(row: R, shelf: Shelf) -> R:
    return msgspec.structs.replace(row, category=shelf.scope.category, instance=shelf.instance)
