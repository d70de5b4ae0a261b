"""
The way from here to the page of a movie, series, artist or author in the Arr's own interface.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from twisted.internet.defer import Deferred
from twisted.python.failure import Failure
from twisted.web.iweb import IRequest

from qbitrr.config.schema.config import ArrSection
from qbitrr.errors import NotThere, RemoteError
from qbitrr.model.addresses import BadAddress
from qbitrr.web.catalog.finding import find_arr
from qbitrr.web.http.answers import Refusal, redirect
from qbitrr.web.http.parameters import NUMBER, TEXT, in_path
from qbitrr.web.http.routes import Group, Plain, Route, mirrored
from qbitrr.web.program import OverviewReader

__all__ = ["IArrPages", "OpenRoutes"]

_TYPES = {"movie": "radarr", "series": "sonarr", "artist": "lidarr", "author": "readarr"}
_INITIALISING = "Arr manager is still initialising"


class IArrPages(Protocol):
    """Asked where an Arr shows something."""

    def address_of(self, arr: ArrSection, id: int, /) -> Deferred[str]:
        """Fires with the address of a page, at the Arr's own; fails with `BadAddress` and `RemoteError`."""


class OpenRoutes:
    """`/arr/<category>/open/<kind>/<entry_id>`, over the Arrs of the moment."""

    def __init__(self, arrs: Callable[[], Sequence[ArrSection]], pages: IArrPages, program: OverviewReader) -> None:
        self._arrs = arrs
        self._pages = pages
        self._program = program

    def routes(self) -> tuple[Route, ...]:
        """It is mirrored."""
        return mirrored(
            "arr.open", "GET", "/arr/<path:category>/open/<kind>/<int:entry_id>", Group.ARR, self.open,
            parameters=(
                in_path("category", "A category, a section name, or a type of which there is one."),
                in_path("kind", "What it is: `movie`, `series`, `artist` or `author`.", TEXT),
                in_path("entry_id", "The Arr's id of it.", NUMBER),
            ),
            answer=Plain.REDIRECT,
        )  # fmt: skip

    def open(self, request: IRequest, category: str, kind: str, entry_id: int) -> Deferred[bytes]:
        """To the page of the item, at the address of the Arr that is configured."""
        type = _TYPES.get(kind)
        if type is None:
            raise Refusal(400, f"Unknown item kind {kind}")
        if not self._program.overview().ready:
            raise Refusal(503, _INITIALISING, retry_after=5)
        arr = find_arr(self._arrs(), type, category)
        if arr is None:
            raise Refusal(404, f"Unknown {type} section {category}")
        if not arr.uri:
            raise Refusal(400, "Arr URI is not configured")
        found = self._pages.address_of(arr, entry_id)
        return found.addErrback(_not_found).addCallback(lambda address: redirect(request, address))


def _not_found(failure: Failure) -> str:
    if failure.check(BadAddress):
        raise Refusal(400, "Arr URI is not configured") from failure.value
    failure.trap(RemoteError)
    text = "Item not found in Arr" if failure.check(NotThere) else "Item lookup failed"
    raise Refusal(404, text) from failure.value
