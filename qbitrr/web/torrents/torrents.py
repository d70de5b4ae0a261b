"""
Torrents: how many there are where, and those in quarantine.
"""

from typing import Any

from twisted.internet.defer import Deferred

from qbitrr.model.removals.quarantine import Quarantined
from qbitrr.web.http.answers import iso, json_response
from qbitrr.web.http.reasons import reason_shape
from qbitrr.web.http.routes import Route, mirrored
from qbitrr.web.program import House
from qbitrr.web.torrents.outcomes import hash_in_path, outcome_answer

__all__ = ["Torrents", "quarantined_shape"]

_NOT_BROUGHT_BACK = "the torrent could not be brought back"


class Torrents:
    """`/torrents/distribution`, `/quarantine` and its undo."""

    def __init__(self, house: House) -> None:
        self._house = house

    def routes(self) -> tuple[Route, ...]:
        """All are mirrored."""
        return (
            *mirrored("GET", "/torrents/distribution", self.distribution),
            *mirrored("GET", "/quarantine", self.quarantine),
            *mirrored("POST", "/quarantine/<client>/<hash>/undo", self.undo),
        )

    def distribution(self, request: Any) -> bytes:
        """Number of torrents by category and client."""
        counts = self._house.distribution()
        named = {category or "uncategorized": by_client for category, by_client in counts.items()}
        return json_response(request, {"distribution": named})

    def quarantine(self, request: Any) -> Deferred[bytes]:
        """What was given up and can still be brought back, oldest first."""

        def answer(rows: tuple[Quarantined, ...]) -> bytes:
            return json_response(request, {"quarantine": [quarantined_shape(each) for each in rows]})

        return self._house.quarantine().addCallback(answer)

    def undo(self, request: Any, client: str, hash: str) -> Deferred[bytes]:
        """Bring a torrent back: 409 when that is refused for good, 503 when it may work later."""
        undone = self._house.undo(client, hash_in_path(hash))
        return undone.addCallback(lambda outcome: outcome_answer(request, outcome, _NOT_BROUGHT_BACK))


def quarantined_shape(row: Quarantined) -> dict[str, Any]:
    """
    One torrent in quarantine. `state` is `waiting`, or `deleting` from when its client was told until it is proven gone; without
    `purgeAt` only a person has it deleted.
    """
    return {
        "instance": row.instance,
        "hash": row.hash,
        "name": row.name,
        "section": row.section,
        "category": row.category,
        "tags": list(row.tags),
        "sizeBytes": row.size_bytes,
        "contentPath": row.content_path,
        "why": reason_shape(row.why),
        "at": iso(row.at),
        "purgeAt": None if row.by_person_only else iso(row.purge_at),
        "deleteFiles": row.delete_files,
        "state": "waiting" if row.deletion is None else "deleting",
        "adopted": row.is_adopted,
    }
