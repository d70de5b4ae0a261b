"""
What the Arr's history says it touched since it was last asked.
"""

import msgspec
from attrs import field, frozen

from qbitrr.clients.arr.client import Arr
from qbitrr.model.catalog import ArrType
from qbitrr.store.catalog import write as catalog
from qbitrr.store.sqlite.database import Database

__all__ = ["Touched", "TouchedParents"]

# The Arr's clock and ours may differ.
OVERLAP_SECONDS = 60.0
KEPT_SECONDS = 7 * 86_400.0
# The list of Radarr is the whole library: what is older, it has told.
FILMS_SECONDS = 300.0
_PARENT: dict[ArrType, str] = {
    "radarr": "movie_id",
    "sonarr": "series_id",
    "lidarr": "artist_id",
    "readarr": "author_id",
}


@frozen(kw_only=True)
class Touched:
    """These *parents* (films); None: it is not known which, so that any may be. *marks* are to be noted once that is dealt with."""

    parents: frozenset[int] | None
    marks: dict[str, str] = field(factory=dict)


class TouchedParents:
    """Asks the history of *arr* for what it did since the mark in the catalog."""

    def __init__(self, kind: ArrType, arr: Arr, database: Database) -> None:
        self._kind = kind
        self._arr = arr
        self._database = database

    async def read(self, now: float) -> Touched:
        """What was touched until *now*. Raises `RemoteError` and `StoreError`."""
        known = await self._database.run(catalog.meta)
        since = float(known.get("history_since", 0))
        if self._kind == "radarr":
            since = max(since, now - FILMS_SECONDS)
        if since < now - KEPT_SECONDS:
            return Touched(parents=None, marks=_marks(now, []))
        records = await self._arr.history_since(since - OVERLAP_SECONDS)
        # Two looks overlap: what the last one has seen is not read twice.
        before = set(msgspec.json.decode(known.get("history_seen", "[]")))
        name = _PARENT[self._kind]
        parents = frozenset(getattr(record, name) for record in records if record.id not in before)
        return Touched(parents=parents - {0}, marks=_marks(now, [record.id for record in records]))


def _marks(now: float, seen: list[int]) -> dict[str, str]:
    return {"history_since": str(int(now)), "history_seen": msgspec.json.encode(seen).decode()}
