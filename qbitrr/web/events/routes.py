"""
Live events over HTTP.
"""

from typing import cast

from twisted.internet.defer import Deferred
from twisted.web.iweb import IRequest
from twisted.web.server import Request

from qbitrr.web.events.hub import EventHub
from qbitrr.web.events.listeners import Wish
from qbitrr.web.http.answers import Refusal
from qbitrr.web.http.event_lines import EVENT_STREAM
from qbitrr.web.http.parameters import TEXT, in_query
from qbitrr.web.http.routes import Group, Plain, Route, mirrored

__all__ = ["EventRoutes"]

_PARAMETERS = (
    in_query("topics", TEXT, "Names of topics with commas between them; empty: all.", default=""),
    in_query("since", TEXT, "The id of the last event that was seen; `Last-Event-ID` counts more.", default=""),
)


class EventRoutes:
    """`/events`."""

    def __init__(self, hub: EventHub) -> None:
        self._hub = hub

    def routes(self) -> tuple[Route, ...]:
        """It is mirrored."""
        return mirrored(
            "events", "GET", "/events", Group.EVENTS, self.events, parameters=_PARAMETERS, answer=Plain.STREAM
        )  # fmt: skip

    def events(self, request: IRequest, topics: str, since: str) -> "bytes | Deferred[bytes]":
        """
        What changes, as server-sent events: a `snapshot` of each topic, then a `patch` (JSON merge patch) for each change.

        `gap` says that events are lost and snapshots follow, `ping` comes every 15 seconds, `bye` when the stream ends.
        """
        wanted = frozenset(each.strip() for each in topics.split(",")) - {""} or self._hub.names
        if unknown := wanted - self._hub.names:
            known = ", ".join(sorted(self._hub.names))
            raise Refusal(400, f"no topic {', '.join(sorted(unknown))}: there are {known}")
        if request.method == b"HEAD":
            request.setHeader(b"content-type", EVENT_STREAM)
            return b""
        header = (request.getHeader(b"last-event-id") or b"").decode("latin-1")
        return self._hub.listen(cast("Request", request), Wish(topics=wanted, last_seen=header or since))
