"""
Flat lists: all episodes, albums or books of a library, each with the series, artist or author it is of.
"""

from collections.abc import Callable, Sequence
from typing import Any, Literal

from attrs import frozen
from msgspec import UNSET, Struct, UnsetType

from qbitrr.model.shown.sorting import Sorting
from qbitrr.store.catalog.browse.answers import Counts, PageHead, ShownReason
from qbitrr.store.catalog.browse.artists import ArtistFilters
from qbitrr.store.catalog.browse.asked import (
    NOT_SEARCHED,
    Conditions,
    Order,
    Paging,
    Scope,
    date_text,
    ids_json,
    reason_word,
)
from qbitrr.store.catalog.browse.authors import AuthorFilters, book_counts
from qbitrr.store.catalog.browse.listed import how_many, keys_of
from qbitrr.store.catalog.browse.music import album_counts
from qbitrr.store.catalog.browse.rollups import in_order
from qbitrr.store.catalog.browse.series import EPISODE_REASON, MISSING_EPISODE, series_counts
from qbitrr.store.sqlite.reader import Snapshot

__all__ = [
    "LEAF_PAGE",
    "LEAF_PAGE_MOST",
    "LeafFilters",
    "LeafPage",
    "LeafRow",
    "LeafType",
    "leaf_counts",
    "leaf_page",
    "leaf_rows",
]

LEAF_PAGE, LEAF_PAGE_MOST = 50, 100
LeafType = Literal["sonarr", "lidarr", "readarr"]


class LeafRow(Struct, frozen=True, kw_only=True, rename="camel"):
    """
    An episode, an album or a book. `season` and `number` are those of an episode; of an album `there` of its `parts` tracks have a
    file. `date` is when it airs or is released, empty when that is not known.
    """

    id: int
    title: str | None
    parent_id: int
    parent_title: str
    season: int | None
    number: int | None
    parts: int | None
    there: int | None
    date: str
    monitored: bool
    has_file: bool
    reason: ShownReason | None
    quality_profile_name: str | None
    category: str | UnsetType = UNSET
    instance: str | UnsetType = UNSET


class LeafPage(PageHead, frozen=True, kw_only=True):
    """Episodes, albums or books; the counts are of the whole library, in the same."""

    counts: Counts
    leaves: tuple[LeafRow, ...] = ()


@frozen
class _LeafKind:
    """How the leaves of a type are read: their table joined with that of what they are of, and how they follow each other in that."""

    table: str
    count: Callable[[Snapshot, Scope], Counts]


def _joined(leaf: str, whole: str, name: str) -> str:
    """Each part names its columns, so that neither is mistaken for the other; SQLite reads both as if they stood in one statement."""
    return (
        f"({leaf}) AS leaf JOIN (SELECT id AS whole_id, sort_key, {name} AS whole, {name}_fold AS whole_fold, profile_id"  # noqa: S608
        f" FROM {whole}) AS whole ON whole_id = parent_id"
    )


_EPISODES = f"""SELECT id, series_id AS parent_id, season AS first, number AS second, title, lower(title) AS title_fold, air_at AS at,
  season, number, NULL AS parts, NULL AS there, monitored, file_id IS NOT NULL AS has, {MISSING_EPISODE} AS missing,
  {EPISODE_REASON} AS reason FROM episode"""  # noqa: S608
_ALBUMS = f"""SELECT id, artist_id AS parent_id, release_at AS first, sort_key AS second, title, title_fold,
  release_at AS at, NULL AS season, NULL AS number, track_total AS parts, track_files AS there, monitored, has_file AS has,
  {ArtistFilters.is_missing} AS missing, {ArtistFilters.leaf_reason} AS reason FROM album"""  # noqa: S608
_BOOKS = f"""SELECT id, author_id AS parent_id, release_at AS first, sort_key AS second, title, title_fold,
  release_at AS at, NULL AS season, NULL AS number, NULL AS parts, NULL AS there, monitored, file_id IS NOT NULL AS has,
  {AuthorFilters.is_missing} AS missing, {AuthorFilters.leaf_reason} AS reason FROM book"""  # noqa: S608
_KINDS: dict[LeafType, _LeafKind] = {
    "sonarr": _LeafKind(_joined(_EPISODES, "series", "title"), series_counts),
    "lidarr": _LeafKind(_joined(_ALBUMS, "artist", "name"), album_counts),
    "readarr": _LeafKind(_joined(_BOOKS, "author", "name"), book_counts),
}
# By what it is of: then by its place in that. With the id of the whole between them the indexes give this order without a sort.
_IN_WHOLE = ("sort_key", "whole_id", "first", "second")
_SORTS = {"name": ("title_fold",), "date": ("at",), "monitored": ("monitored",), "reason": ("reason",)}
_PROFILE = "(SELECT name FROM profile WHERE id = profile_id)"
_FACTS = f"id, title, parent_id, whole, season, number, parts, there, at, monitored, has, reason, {_PROFILE}"


@frozen(kw_only=True)
class LeafFilters:
    """Which leaves of a library of that *type*, in what order; None: it does not matter. *text* is looked for in what they are of, too."""

    type: LeafType
    text: str = ""
    monitored: bool | None = None
    has_file: bool | None = None
    missing: bool = False
    reason: str | None = None
    sorting: Sorting[str] = (("title", False),)

    @property
    def table(self) -> str:
        """What is read."""
        return _KINDS[self.type].table

    @property
    def conditions(self) -> Conditions:
        """As a clause."""
        found = Conditions()
        found.contains(("whole_fold", "title_fold"), self.text)
        found.flag("monitored = 1", self.monitored)
        found.flag("has = 1", self.has_file)
        found.flag("missing", self.missing or None)
        found.compare(f"COALESCE(reason, '{NOT_SEARCHED}') = :reason", "reason", reason_word(self.reason))
        return found

    @property
    def order(self) -> Order:
        """In what order they come."""
        return Order(by=tuple((each, falls) for name, falls in self.sorting for each in _SORTS.get(name, _IN_WHOLE)))


def leaf_page(snapshot: Snapshot, scope: Scope, filters: LeafFilters, paging: Paging) -> LeafPage:
    """A page of leaves; counts are of the whole library, `total` of what the filters leave."""
    keys = keys_of(snapshot, scope, filters, paging.first, paging.size)
    return LeafPage(
        category=scope.category,
        counts=leaf_counts(snapshot, scope, filters.type),
        total=how_many(snapshot, scope, filters),
        page=paging.page,
        page_size=paging.size,
        leaves=tuple(leaf_rows(snapshot, scope, filters.type, [key[-1] for key in keys])),
    )


def leaf_counts(snapshot: Snapshot, scope: Scope, type: LeafType) -> Counts:
    """The counts of the library, in leaves."""
    found = _KINDS[type].count(snapshot, scope)
    return Counts(found.available, found.monitored, found.missing)


def leaf_rows(snapshot: Snapshot, scope: Scope, type: LeafType, ids: Sequence[int]) -> list[LeafRow]:
    """These leaves, in this order."""
    found = snapshot.rows(
        f"SELECT {_FACTS} FROM {_KINDS[type].table} WHERE id IN (SELECT value FROM json_each(:ids))",  # noqa: S608
        scope.values | {"ids": ids_json(ids)},
    )
    return in_order(ids, {row[0]: _row(row) for row in found})


def _row(row: tuple[Any, ...]) -> LeafRow:
    number, title, parent, whole, season, place, parts, there, at, monitored, has, reason, profile = row
    return LeafRow(
        id=number,
        title=title,
        parent_id=parent,
        parent_title=whole,
        season=season,
        number=place,
        parts=parts,
        there=there,
        date=date_text(at, with_time=True) or "",
        monitored=bool(monitored),
        has_file=bool(has),
        reason=reason,
        quality_profile_name=profile,
    )
