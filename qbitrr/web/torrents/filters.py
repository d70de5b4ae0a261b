"""
What the list of torrents is narrowed by, in the query of a request.
"""

from qbitrr.model.torrents.listed import TorrentFilter
from qbitrr.web.http.parameters import TEXT, in_query

__all__ = ["FILTERS", "UNCATEGORIZED", "torrent_filter"]

UNCATEGORIZED = "uncategorized"

FILTERS = (
    in_query("instance", TEXT, "The section of the client; empty: any."),
    in_query("category", TEXT, f"The category, `{UNCATEGORIZED}` for none; empty: any."),
    in_query("state", TEXT, "The state by its name in qBittorrent 5; empty: any."),
    in_query("tag", TEXT, "A tag it has; empty: any."),
    in_query("tracker", TEXT, "The announce host that answered last; empty: any."),
    in_query("q", TEXT, "A part of the name, or the beginning of the hash, in any case."),
)


def torrent_filter(*, instance: str, category: str, state: str, tag: str, tracker: str, q: str) -> TorrentFilter:
    """What these ask for; an empty one asks for nothing."""
    return TorrentFilter(
        instance=instance or None,
        category="" if category == UNCATEGORIZED else category or None,
        state=state or None,
        tag=tag or None,
        tracker=tracker or None,
        text=q or None,
    )
