"""
Which leaves each search command searches, and what it says at its end.
"""

from collections.abc import Callable, Mapping
from typing import Any

from attrs import frozen

from qbitrr.testing.arr.model.downloads.tracking import DownloadTracker

__all__ = ["PLANS", "SearchPlan"]


@frozen
class SearchPlan:
    """The leaves a command searches, and the beginning of its last progress text."""

    leaf_ids: list[int]
    text: str


def _ids(body: Mapping[str, Any], key: str, single: str) -> SearchPlan:
    return SearchPlan(list(body.get(key) or ()), single)


def _series(tracker: DownloadTracker, body: Mapping[str, Any]) -> SearchPlan:
    series = tracker.library.owner(body["seriesId"])
    seasons = [number for number, season in series.seasons.items() if season.monitored]
    leaves = tracker.library.leaves_of(series.id)
    if seasons:
        ids = [number for number in leaves if tracker.library.leaf(number).season in seasons]
    else:
        ids = [
            number for number in leaves if tracker.library.is_wanted(number) and not tracker.library.files_of(number)
        ]
    return SearchPlan(ids, "Series search completed.")


def _season(tracker: DownloadTracker, body: Mapping[str, Any]) -> SearchPlan:
    series = tracker.library.owner(body["seriesId"])
    ids = [
        number
        for number in tracker.library.leaves_of(series.id)
        if tracker.library.leaf(number).season == body["seasonNumber"]
    ]
    return SearchPlan(ids, "Season search completed.")


def _parent(tracker: DownloadTracker, body: Mapping[str, Any]) -> SearchPlan:
    owner = tracker.library.owner(body[tracker.kind.parent_id])
    ids = [number for number in tracker.library.leaves_of(owner.id) if tracker.library.is_wanted(number)]
    return SearchPlan(ids, f"{tracker.kind.parent.capitalize()} search completed.")


def _bulk(tracker: DownloadTracker, body: Mapping[str, Any], ids: list[int]) -> SearchPlan:
    """Missing or cutoff: of one parent when it is named, without what is in the queue, longest not searched first."""
    library = tracker.library
    parent = body.get(tracker.kind.parent_id) if tracker.kind.parent else None
    queued = {number for tracked in tracker.shown() if tracked.match for number in tracked.match.leaf_ids}
    chosen = [number for number in ids if number not in queued and parent in (None, 0, library.owner_of(number).id)]
    chosen.sort(key=lambda number: library.leaf(number).searched or 0)
    return SearchPlan(chosen, f"Completed search for {{n}} {tracker.kind.leaf}s.")


def _missing(tracker: DownloadTracker, body: Mapping[str, Any]) -> SearchPlan:
    return _bulk(tracker, body, tracker.library.missing_ids(body.get("monitored", True)))


def _cutoff(tracker: DownloadTracker, body: Mapping[str, Any]) -> SearchPlan:
    return _bulk(tracker, body, tracker.library.cutoff_ids())


PLANS: dict[str, Callable[[DownloadTracker, Mapping[str, Any]], SearchPlan]] = {
    "MoviesSearch": lambda tracker, body: _ids(body, "movieIds", "Completed search for {n} movies."),
    "EpisodeSearch": lambda tracker, body: _ids(body, "episodeIds", "Episode search completed."),
    "AlbumSearch": lambda tracker, body: _ids(body, "albumIds", "Album search completed."),
    "BookSearch": lambda tracker, body: _ids(body, "bookIds", "Book search completed."),
    "SeasonSearch": _season, "SeriesSearch": _series, "ArtistSearch": _parent, "AuthorSearch": _parent,
    "MissingMoviesSearch": _missing, "MissingEpisodeSearch": _missing, "MissingAlbumSearch": _missing, "MissingBookSearch": _missing,
    "CutoffUnmetMoviesSearch": _cutoff, "CutoffUnmetEpisodeSearch": _cutoff, "CutoffUnmetAlbumSearch": _cutoff,
    "CutoffUnmetBookSearch": _cutoff,
}  # fmt: skip
