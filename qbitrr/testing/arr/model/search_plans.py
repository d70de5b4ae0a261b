"""
Which leaves each search command searches, and what it says at its end.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from attrs import frozen

if TYPE_CHECKING:
    from qbitrr.testing.arr.model.searching import Searcher

__all__ = ["PLANS", "Plan"]


@frozen
class Plan:
    """The leaves a command searches, and the beginning of its last progress text."""

    leaf_ids: list[int]
    text: str


def _ids(searcher: "Searcher", body: Mapping[str, Any], key: str, single: str) -> Plan:
    return Plan(list(body.get(key) or ()), single)


def _series(searcher: "Searcher", body: Mapping[str, Any]) -> Plan:
    series = searcher.library.owner(body["seriesId"])
    seasons = [number for number, season in series.seasons.items() if season.monitored]
    leaves = searcher.library.leaves_of(series.id)
    if seasons:
        ids = [number for number in leaves if searcher.library.leaf(number).season in seasons]
    else:
        ids = [
            number for number in leaves if searcher.library.is_wanted(number) and not searcher.library.files_of(number)
        ]
    return Plan(ids, "Series search completed.")


def _season(searcher: "Searcher", body: Mapping[str, Any]) -> Plan:
    series = searcher.library.owner(body["seriesId"])
    ids = [
        number
        for number in searcher.library.leaves_of(series.id)
        if searcher.library.leaf(number).season == body["seasonNumber"]
    ]
    return Plan(ids, "Season search completed.")


def _parent(searcher: "Searcher", body: Mapping[str, Any]) -> Plan:
    owner = searcher.library.owner(body[searcher.kind.parent_id])
    ids = [number for number in searcher.library.leaves_of(owner.id) if searcher.library.is_wanted(number)]
    return Plan(ids, f"{searcher.kind.parent.capitalize()} search completed.")


def _bulk(searcher: "Searcher", body: Mapping[str, Any], ids: list[int]) -> Plan:
    """Missing or cutoff: of one parent when it is named, without what is in the queue, longest not searched first."""
    library = searcher.library
    parent = body.get(searcher.kind.parent_id) if searcher.kind.parent else None
    queued = {number for tracked in searcher.tracker.shown() if tracked.match for number in tracked.match.leaf_ids}
    chosen = [number for number in ids if number not in queued and parent in (None, 0, library.owner_of(number).id)]
    chosen.sort(key=lambda number: library.leaf(number).searched or 0)
    return Plan(chosen, f"Completed search for {{n}} {searcher.kind.leaf}s.")


def _missing(searcher: "Searcher", body: Mapping[str, Any]) -> Plan:
    return _bulk(searcher, body, searcher.library.missing_ids(body.get("monitored", True)))


def _cutoff(searcher: "Searcher", body: Mapping[str, Any]) -> Plan:
    return _bulk(searcher, body, searcher.library.cutoff_ids())


PLANS: dict[str, Callable[["Searcher", Mapping[str, Any]], Plan]] = {
    "MoviesSearch": lambda searcher, body: _ids(searcher, body, "movieIds", "Completed search for {n} movies."),
    "EpisodeSearch": lambda searcher, body: _ids(searcher, body, "episodeIds", "Episode search completed."),
    "AlbumSearch": lambda searcher, body: _ids(searcher, body, "albumIds", "Album search completed."),
    "BookSearch": lambda searcher, body: _ids(searcher, body, "bookIds", "Book search completed."),
    "SeasonSearch": _season, "SeriesSearch": _series, "ArtistSearch": _parent, "AuthorSearch": _parent,
    "MissingMoviesSearch": _missing, "MissingEpisodeSearch": _missing, "MissingAlbumSearch": _missing, "MissingBookSearch": _missing,
    "CutoffUnmetMoviesSearch": _cutoff, "CutoffUnmetEpisodeSearch": _cutoff, "CutoffUnmetAlbumSearch": _cutoff,
    "CutoffUnmetBookSearch": _cutoff,
}  # fmt: skip
