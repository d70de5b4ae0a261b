"""
What was done and why: the journal.
"""

from typing import Any

from twisted.internet.defer import Deferred

from qbitrr.model.journal import Entry
from qbitrr.web.http.answers import iso, json_response
from qbitrr.web.http.reasons import reason_shape
from qbitrr.web.http.routes import Route, mirrored
from qbitrr.web.http.visits import number, text
from qbitrr.web.program import ActivityQuery, House

__all__ = ["Activity", "entry_shape"]

_MOST = 500
_HIGHEST_ID = 2**62


class Activity:
    """`/activity`: the journal, newest first, page by page."""

    def __init__(self, house: House) -> None:
        self._house = house

    def routes(self) -> tuple[Route, ...]:
        """Mirrored."""
        return mirrored("GET", "/activity", self.activity)

    def activity(self, request: Any) -> Deferred[bytes]:
        """Entries that match every filter given; `nextBefore` is the `before` of the next page, null on the last one."""
        query = ActivityQuery(
            limit=number(request, "limit", 50, 1, _MOST),
            before_id=number(request, "before", 0, 0, _HIGHEST_ID),
            section=text(request, "section"),
            hash=text(request, "hash").lower(),
            act=text(request, "act"),
            result=text(request, "result"),
        )

        def answer(entries: tuple[Entry, ...]) -> bytes:
            full = len(entries) >= query.limit
            shape = {
                "entries": [entry_shape(each) for each in entries],
                "nextBefore": entries[-1].id if full else None,
            }
            return json_response(request, shape)

        return self._house.activity(query).addCallback(answer)


def entry_shape(entry: Entry) -> dict[str, Any]:
    """One act."""
    return {
        "id": entry.id,
        "at": iso(entry.at),
        "section": entry.section,
        "act": entry.act,
        "result": entry.result,
        "text": entry.text,
        "instance": entry.instance,
        "hash": entry.hash,
        "name": entry.name,
        "media": list(entry.media),
        "why": reason_shape(entry.why),
        "detail": entry.detail,
    }
