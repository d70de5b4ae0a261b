"""
The list of all torrents of all clients, ready to be ordered, filtered and paged.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import Any

from attrs import evolve
from msgspec import Struct
from twisted.internet.interfaces import IReactorTime

from qbitrr.actors.qbittorrent.actor import QbitActor
from qbitrr.actors.qbittorrent.mirror import Change, Mirror
from qbitrr.model.shown.sorting import comparable
from qbitrr.model.torrents.listed import (
    ListedTorrent,
    Place,
    TorrentFacets,
    TorrentFilter,
    TorrentOrder,
    TorrentPage,
    TorrentSorting,
    TorrentVerdict,
)
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.model.torrents.trackers import host_of

__all__ = ["TorrentIndex"]

Key = tuple[str, str]
_KEPT_SECONDS = 600.0
_FEW = 200
"""More changes at once are put into order by sorting anew."""
_SOON_SORTED = 1000
"""So many matches are sorted; of more, those of a page are met soon by walking through all torrents in order."""
_MOST_TEXTS = 8
_MOST_ORDERS = 12


@lru_cache(maxsize=1000)
def _host(url: str) -> str:
    return host_of(url)


class _Row(Struct, eq=False, gc=False):
    torrent: Torrent
    folded: str


_VALUE: dict[TorrentOrder, Callable[[_Row], str | float]] = {
    TorrentOrder.ADDED: lambda row: row.torrent.added_on,
    TorrentOrder.NAME: lambda row: row.folded,
    TorrentOrder.SIZE: lambda row: row.torrent.size_bytes,
    TorrentOrder.PROGRESS: lambda row: row.torrent.progress,
    TorrentOrder.RATIO: lambda row: row.torrent.ratio,
    TorrentOrder.SEEDING_TIME: lambda row: row.torrent.seeding_time_seconds,
    TorrentOrder.ACTIVITY: lambda row: row.torrent.last_activity,
    TorrentOrder.COMPLETED: lambda row: row.torrent.completion_on,
    TorrentOrder.STATE: lambda row: row.torrent.state,
    TorrentOrder.CATEGORY: lambda row: row.torrent.category.casefold(),
}
_FACETS: dict[str, Callable[[Torrent], tuple[str, ...]]] = {
    "instance": lambda torrent: (torrent.instance,),
    "category": lambda torrent: (torrent.category,),
    "state": lambda torrent: (torrent.state,),
    "tag": lambda torrent: torrent.tags,
    "tracker": lambda torrent: (_host(torrent.tracker),),
}
"""The members of `TorrentFilter` that are asked for by value, and which values a torrent has."""


class TorrentIndex:
    """
    Exists from the first question until nobody asked for ten minutes. Each order, and what is filtered by, is made when it is asked for,
    and from then on a change touches only what changed: so a page costs about the same whatever happens in the clients.

    Torrents are ordered by what was told of them: figures that merely creep are there up to a minute old. What a page shows is new.
    *shown* gives a torrent with all its tags; who keeps one elsewhere than in the client says `retagged`.
    """

    def __init__(
        self,
        *,
        clients: Mapping[str, QbitActor],
        section_of: Callable[[Key], str | None],
        quarantined: Collection[Key],
        protected: Collection[Key] = (),
        verdict_of: Callable[[Key, str], TorrentVerdict | None] = lambda key, section: None,
        shown: Callable[[Torrent], Torrent] = lambda torrent: torrent,
        clock: IReactorTime,
    ) -> None:
        self._clients = clients
        self._shown = shown
        self._section_of = section_of
        self._quarantined = quarantined
        self._protected = protected
        self._verdict_of = verdict_of
        self._clock = clock
        self._asked_at = 0.0
        self._mirrors: dict[str, Mirror] | None = None
        self._rows: dict[Key, _Row] = {}
        self._orders: dict[TorrentSorting, list[_Row]] = {}
        self._facets: dict[str, dict[str, set[_Row]]] = {}
        self._texts: dict[str, set[_Row]] = {}

    def page(
        self, wanted: TorrentFilter, sorting: TorrentSorting, *, after: Place | None = None, limit: int
    ) -> TorrentPage:
        """At most *limit* of the *wanted* torrents in the order of *sorting*, from behind the place *after* on."""
        self._begin()
        # One list serves an order and its reverse: the first column rises in it.
        falls = sorting[0][1]
        order = tuple((column, column_falls != falls) for column, column_falls in sorting)
        found, place = self._matching(wanted), _compared(order)
        rows = self._ordered(order)
        total = len(rows) if found is None else len(found)
        if found is not None and len(found) <= _SOON_SORTED:
            rows, found = sorted(found, key=place), None
        onwards = _from(rows, None if after is None else _turned(after, order), place, falls=falls)
        matching = onwards if found is None else (row for row in onwards if row in found)
        shown = list(islice(matching, limit + 1))
        has_more = len(shown) > limit
        del shown[limit:]
        return TorrentPage(
            torrents=tuple(self._newest(row.torrent) for row in shown),
            total=total,
            last=_place(shown[-1], order) if has_more else None,
        )

    def facets(self, wanted: TorrentFilter) -> TorrentFacets:
        """How many of the *wanted* torrents have each value that can be filtered by; a filter does not narrow its own values."""
        self._begin()
        found = self._matching(wanted)
        counts = {name: self._counted(name, evolve(wanted, **{name: None})) for name in _FACETS}
        return TorrentFacets(total=len(self._rows) if found is None else len(found), counts=counts)

    def one(self, key: Key) -> ListedTorrent | None:
        """One torrent as its client had it last, None if it is not listed."""
        actor = self._clients.get(key[0])
        torrent = actor.get(key[1]) if actor is not None else None
        return None if torrent is None else self._listed(self._shown(torrent))

    def changed(self, actor: QbitActor, change: Change) -> None:
        """What a client told."""
        if self._mirrors is None:
            return
        is_idle = self._clock.seconds() - self._asked_at > _KEPT_SECONDS
        if is_idle or self._mirrors.get(actor.section) is not actor.mirror:
            self._forget()
            return
        gone = [key for hash_ in change.gone if (key := (actor.section, hash_)) in self._rows]
        changed = map(self._shown, change.changed.values())
        if len(gone) + len(change.changed) > _FEW:
            self._take_many(gone, changed)
            return
        for key in gone:
            self._take_out(self._rows.pop(key), self._orders)
        for torrent in changed:
            self._take(torrent)

    def retagged(self, keys: Iterable[Key]) -> None:
        """Other tags of these torrents are kept than were before."""
        if self._mirrors is None:
            return
        for key in keys:
            torrent = self._clients[key[0]].get(key[1]) if key in self._rows and key[0] in self._clients else None
            if torrent is not None:
                self._take(self._shown(torrent))

    # Asked

    def _begin(self) -> None:
        self._asked_at = self._clock.seconds()
        mirrors = {section: actor.mirror for section, actor in self._clients.items()}
        if self._mirrors != mirrors:
            self._forget()
            self._mirrors = mirrors
            every = [torrent for mirror in mirrors.values() for torrent in mirror.torrents.values()]
            self._rows = {torrent.key: _row(self._shown(torrent)) for torrent in every}

    def _forget(self) -> None:
        self._mirrors = None
        for each in (self._rows, self._orders, self._facets, self._texts):
            each.clear()

    def _ordered(self, order: TorrentSorting) -> list[_Row]:
        if order not in self._orders:
            if len(self._orders) >= _MOST_ORDERS:
                del self._orders[next(iter(self._orders))]
            rows = sorted(next(iter(self._orders.values()), self._rows.values()), key=_id)
            # Numbers and texts compare faster than places; equal ones are in order then by the sort before.
            for column, falls in reversed(order):
                rows.sort(key=_VALUE[column], reverse=falls)
            self._orders[order] = rows
        return self._orders[order]

    def _matching(self, wanted: TorrentFilter) -> set[_Row] | None:
        """What matches, None for all."""
        sets = [self._facet(name).get(value, set()) for name in _FACETS if (value := getattr(wanted, name)) is not None]
        if wanted.text is not None:
            sets.append(self._text(wanted.text.casefold()))
        sets.sort(key=len)
        return sets[0].intersection(*sets[1:]) if len(sets) > 1 else sets[0] if sets else None

    def _counted(self, name: str, wanted: TorrentFilter) -> dict[str, int]:
        found = self._matching(wanted)
        facet = self._facet(name)
        if found is None:
            return {value: len(rows) for value, rows in facet.items()}
        return {value: many for value, rows in facet.items() if (many := len(rows & found))}

    def _facet(self, name: str) -> dict[str, set[_Row]]:
        if name not in self._facets:
            facet = self._facets[name] = {}
            for row in self._rows.values():
                _add(facet, _FACETS[name](row.torrent), row)
        return self._facets[name]

    def _text(self, text: str) -> set[_Row]:
        if text not in self._texts:
            # While somebody types, what matches is among what matched before.
            begun = (found for start, found in self._texts.items() if text.startswith(start))
            among: Collection[_Row] = min(begun, key=len, default=self._rows.values())
            found = {row for row in among if _has(row, text)}
            if len(self._texts) >= _MOST_TEXTS:
                del self._texts[next(iter(self._texts))]
            self._texts[text] = found
        return self._texts[text]

    def _newest(self, torrent: Torrent) -> ListedTorrent:
        newest = self._clients[torrent.instance].get(torrent.hash)
        return self._listed(torrent if newest is None else self._shown(newest))

    def _listed(self, torrent: Torrent) -> ListedTorrent:
        key = torrent.key
        section = self._section_of(key) or ""
        verdict = self._verdict_of(key, section)
        until = verdict.holds_until if verdict is not None else 0.0
        return ListedTorrent(
            torrent=torrent, section=section, is_quarantined=key in self._quarantined,
            is_protected=key in self._protected, verdict=verdict,
            changes_in_seconds=max(0.0, until - self._clock.seconds()) if until else None,
        )  # fmt: skip

    # Told

    def _take(self, torrent: Torrent) -> None:
        row = self._rows.get(torrent.key)
        if row is None:
            row = self._rows[torrent.key] = _row(torrent)
            self._put_in(row, self._orders)
            return
        new = _row(torrent)
        moved = [order for order in self._orders if any(_VALUE[each](row) != _VALUE[each](new) for each, _ in order)]
        self._take_out(row, moved)
        row.torrent, row.folded = new.torrent, new.folded
        self._put_in(row, moved)

    def _take_out(self, row: _Row, orders: Iterable[TorrentSorting]) -> None:
        for order in orders:
            place, rows = _compared(order), self._orders[order]
            del rows[bisect_left(rows, place(row), key=place)]
        for name, facet in self._facets.items():
            for value in _FACETS[name](row.torrent):
                facet.get(value, set()).discard(row)
                if not facet.get(value, True):  # a tag or tracker nobody has any more
                    del facet[value]
        for found in self._texts.values():
            found.discard(row)

    def _put_in(self, row: _Row, orders: Iterable[TorrentSorting]) -> None:
        for order in orders:
            place, rows = _compared(order), self._orders[order]
            rows.insert(bisect_left(rows, place(row), key=place), row)
        for name, facet in self._facets.items():
            _add(facet, _FACETS[name](row.torrent), row)
        for text, found in self._texts.items():
            if _has(row, text):
                found.add(row)

    def _take_many(self, gone: Iterable[Key], changed: Iterable[Torrent]) -> None:
        for key in gone:
            self._take_out(self._rows.pop(key), ())
        for torrent in changed:
            row = self._rows.setdefault(torrent.key, _row(torrent))
            self._take_out(row, ())
            row.torrent, row.folded = torrent, torrent.name.casefold()
            self._put_in(row, ())
        orders = list(self._orders)
        self._orders.clear()
        for order in orders:
            self._ordered(order)


def _row(torrent: Torrent) -> _Row:
    return _Row(torrent, torrent.name.casefold())


def _id(row: _Row) -> str:
    return row.torrent.hash + row.torrent.instance


def _place(row: _Row, order: TorrentSorting) -> Place:
    return *(_VALUE[column](row) for column, _ in order), _id(row)


def _turned(place: Place, order: TorrentSorting) -> tuple[Any, ...]:
    """A place, to compare in a list of that order."""
    return comparable(place, [falls for _, falls in order])


def _compared(order: TorrentSorting) -> Callable[[_Row], tuple[Any, ...]]:
    """What rows are compared by."""
    if len(order) == 1:
        value = _VALUE[order[0][0]]
        return lambda row: (value(row), _id(row))
    return lambda row: _turned(_place(row, order), order)


def _from(
    rows: list[_Row], after: tuple[Any, ...] | None, place: Callable[[_Row], tuple[Any, ...]], *, falls: bool
) -> Iterator[_Row]:
    """The rows in order, falling or rising, that come behind *after*."""
    if falls:
        end = len(rows) if after is None else bisect_left(rows, after, key=place)
        return (rows[at] for at in range(end - 1, -1, -1))
    start = 0 if after is None else bisect_right(rows, after, key=place)
    return islice(rows, start, None)


def _has(row: _Row, text: str) -> bool:
    return text in row.folded or row.torrent.hash.startswith(text)


def _add(facet: dict[str, set[_Row]], values: Iterable[str], row: _Row) -> None:
    for value in values:
        facet.setdefault(value, set()).add(row)
