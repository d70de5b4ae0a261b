"""
History, blocklist and wanted lists: their records, filters and pages.
"""

from collections.abc import Sequence
from typing import Any

from qbitrr.testing.arr.model.application import ArrModel
from qbitrr.testing.arr.model.downloads.ledger import Blocked, Event
from qbitrr.testing.arr.model.library.library import ENGLISH
from qbitrr.testing.arr.model.tables import quality
from qbitrr.testing.arr.model.wire import failure, problem, stamp, unstamp
from qbitrr.testing.arr.rest.paging import Paging
from qbitrr.testing.arr.rest.query import QueryParameters

__all__ = ["blocklist_page", "history_of_owner", "history_page", "history_since", "wanted_page"]

_DATABASE_KEYS = {"date", "id", "sourcetitle", "quality", "languages", "releasedate", "title", "moviemetadata.sorttitle",
                  "episodes.airdateutc", "albums.releasedate", "books.releasedate"}  # fmt: skip


def event_record(arr: ArrModel, event: Event, query: QueryParameters) -> dict[str, Any]:
    """A history record."""
    kind, library = arr.kind, arr.library
    unmet = library.settings.cutoff_unmet(library.owner(event.owner_id).profile_id, event.quality)
    record: dict[str, Any] = {
        "id": event.id, kind.leaf_id: event.leaf_id, "sourceTitle": event.title,
        "quality": quality(kind.name, event.quality), "customFormats": [], "customFormatScore": event.score,
        "qualityCutoffNotMet": unmet, "date": stamp(event.at), "eventType": event.type, "data": dict(event.data),
    }  # fmt: skip
    if event.hash:
        record["downloadId"] = event.hash
    if kind.is_video:
        record["languages"] = ENGLISH
    if kind.parent:
        record[kind.parent_id] = event.owner_id
    if query.flag(f"include{kind.owner.capitalize()}"):
        record[kind.owner] = library.owner_record(event.owner_id)
    if kind.parent and query.flag(f"include{kind.leaf.capitalize()}"):
        record[kind.leaf] = library.leaf_record(event.leaf_id)
    return record


def history_page(arr: ArrModel, query: QueryParameters) -> dict[str, Any]:
    """`GET history`: filters by event numbers, download, owner and leaf."""
    kind = arr.kind
    paging = _database_paging(arr, query, "date")
    types = _event_types(arr, query)
    owners, leaf, hash_ = set(query.numbers(f"{kind.owner}Ids")), query.number(kind.leaf_id), query.text("downloadId")
    events = [
        event for event in arr.ledger.shown()
        if (not types or event.type in types) and (not owners or event.owner_id in owners)
        and (not leaf or not kind.parent or event.leaf_id == leaf) and (not hash_ or event.hash == hash_)
    ]  # fmt: skip
    events.sort(key=lambda event: (event.at, event.id), reverse=not paging.ascending)
    return paging.answer(events, lambda event: event_record(arr, event, query))


def history_since(arr: ArrModel, query: QueryParameters) -> list[dict[str, Any]]:
    """`GET history/since?date=`: a plain list, newest first."""
    try:
        since = unstamp(query.text("date"))
    except ValueError:
        text = f"The value '{query.text('date')}' is not valid."
        raise problem(400, "One or more validation errors occurred.", {"date": [text]}) from None
    types = _event_types(arr, query)
    found = [event for event in arr.ledger.shown() if event.at >= since and (not types or event.type in types)]
    return [event_record(arr, event, query) for event in reversed(found)]


def history_of_owner(arr: ArrModel, query: QueryParameters) -> list[dict[str, Any]]:
    """`GET history/movie?movieId=` and its like: a plain list, newest first."""
    owner, types = query.number(f"{arr.kind.owner}Id"), _event_types(arr, query)
    leaf = query.number(arr.kind.leaf_id) if arr.kind.parent else 0
    found = [
        event for event in arr.ledger.shown()
        if event.owner_id == owner and (not types or event.type in types) and leaf in (0, event.leaf_id)
    ]  # fmt: skip
    return [event_record(arr, event, query) for event in reversed(found)]


def _event_types(arr: ArrModel, query: QueryParameters) -> set[str]:
    """The names of the event types asked for by number (or by name)."""
    names: set[str] = set()
    for text in query.values.get("eventtype", ()):
        name = arr.kind.events.get(int(text)) if text.isdigit() else text
        names.add(name or "unknown")
    return names


def blocklist_page(arr: ArrModel, query: QueryParameters) -> dict[str, Any]:
    """`GET blocklist`."""
    paging = _database_paging(arr, query, "date")
    rows = sorted(arr.ledger.blocked.values(), key=lambda entry: (entry.at, entry.id), reverse=not paging.ascending)
    return paging.answer(rows, lambda entry: blocked_record(arr, entry))


def blocked_record(arr: ArrModel, entry: Blocked) -> dict[str, Any]:
    """A blocklist record with its owner."""
    kind = arr.kind
    record: dict[str, Any] = {
        "id": entry.id, f"{kind.owner}Id": entry.owner_id, "sourceTitle": entry.title,
        "quality": quality(kind.name, entry.quality), "customFormats": [], "date": stamp(entry.at), "protocol": "torrent",
        "indexer": entry.indexer, "message": entry.message, kind.owner: arr.library.owner_record(entry.owner_id),
    }  # fmt: skip
    if kind.parent:
        record[f"{kind.leaf}Ids"] = list(entry.leaf_ids)
    if kind.is_video:
        record["languages"] = ENGLISH
    return record


def wanted_page(arr: ArrModel, query: QueryParameters, leaf_ids: Sequence[int]) -> dict[str, Any]:
    """`GET wanted/missing` and `wanted/cutoff` over the leaves found."""
    default = {"movie": "movieMetadata.sortTitle", "episode": "episodes.airDateUtc"}.get(arr.kind.leaf, "releaseDate")
    paging = _database_paging(arr, query, default, default_ascending=True)
    library = arr.library

    def key(leaf_id: int) -> Any:
        leaf = library.leaf(leaf_id)
        if arr.kind.leaf == "movie":
            return leaf.title.lower(), leaf_id
        return (leaf.air if arr.kind.leaf == "episode" else leaf.released) or 0, leaf_id

    ordered = sorted(leaf_ids, key=key, reverse=not paging.ascending)
    return paging.answer(ordered, lambda leaf_id: leaf_of_list(arr, leaf_id, query))


def leaf_of_list(arr: ArrModel, leaf_id: int, query: QueryParameters) -> Any:
    """A leaf as lists show it: its owner only when asked for."""
    library: Any = arr.library
    with_owner = query.flag(f"include{arr.kind.owner.capitalize()}")
    match arr.kind.leaf:
        case "episode":
            return library.episode_record(leaf_id, with_series=with_owner, with_file=query.flag("includeEpisodeFile"))
        case "album":
            return library.album_record(leaf_id, with_artist=with_owner)
        case "book":
            return library.book_record(leaf_id, with_author=with_owner)
    return library.leaf_record(leaf_id)


def _database_paging(arr: ArrModel, query: QueryParameters, default: str, *, default_ascending: bool = False) -> Paging:
    """Radarr and Sonarr replace an unknown sort key by the default, Lidarr and Readarr trip over it with a 500."""
    allowed = frozenset(_DATABASE_KEYS)
    key = query.text("sortKey")
    if not arr.kind.is_video and key and key.lower() not in allowed:
        raise failure(500, f"SQLite Error 1: 'no such column: {key}'.", "System.Data.SQLite.SQLiteException")
    return Paging.of(query, default, default_ascending=default_ascending, allowed=allowed)
