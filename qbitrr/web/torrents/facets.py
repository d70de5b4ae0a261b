"""
How many torrents there are of each value the list can be narrowed by.
"""

from collections.abc import Mapping

from msgspec import Struct
from twisted.web.iweb import IRequest

from qbitrr.web.http.answers import json_response
from qbitrr.web.http.routes import Group, Route, mirrored
from qbitrr.web.program import TorrentLists
from qbitrr.web.torrents.filters import FILTERS, UNCATEGORIZED, torrent_filter

__all__ = ["FacetRoutes", "FacetsAnswer"]


class FacetCounts(Struct, frozen=True, kw_only=True):
    """Number of torrents by value; torrents without a tracker are counted by none."""

    state: dict[str, int]
    category: dict[str, int]
    instance: dict[str, int]
    tracker: dict[str, int]
    tag: dict[str, int]


class FacetsAnswer(Struct, frozen=True, kw_only=True):
    """How many torrents match in all, and of each value how many would if its own filter were set to it and the others stayed."""

    total: int
    facets: FacetCounts


class FacetRoutes:
    """`/torrents/facets`: answered from memory."""

    def __init__(self, lists: TorrentLists) -> None:
        self._lists = lists

    def routes(self) -> tuple[Route, ...]:
        """It is mirrored."""
        return mirrored(
            "torrents.facets", "GET", "/torrents/facets", Group.TORRENTS, self.facets,
            parameters=FILTERS, answer=FacetsAnswer,
        )  # fmt: skip

    def facets(
        self, request: IRequest, instance: str, category: str, state: str, tag: str, tracker: str, q: str
    ) -> bytes:
        """How many torrents there are of each value the list can be narrowed by."""
        wanted = torrent_filter(instance=instance, category=category, state=state, tag=tag, tracker=tracker, q=q)
        found = self._lists.torrent_facets(wanted)
        return json_response(request, FacetsAnswer(total=found.total, facets=_counts(found.counts)))


def _counts(counts: Mapping[str, Mapping[str, int]]) -> FacetCounts:
    named = {name: {value: many for value, many in facet.items() if value} for name, facet in counts.items()}
    without = counts["category"].get("", 0)
    return FacetCounts(
        state=named["state"],
        category={**named["category"], **({UNCATEGORIZED: without} if without else {})},
        instance=named["instance"],
        tracker=named["tracker"],
        tag=named["tag"],
    )
