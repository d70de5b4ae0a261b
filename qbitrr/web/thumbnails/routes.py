"""
The posters of movies, series, artists and authors.
"""

from collections.abc import Callable, Sequence

from twisted.internet.defer import CancelledError, Deferred
from twisted.python.failure import Failure
from twisted.web.iweb import IRequest

from qbitrr.config.schema.config import ArrSection
from qbitrr.errors import RemoteError
from qbitrr.model.addresses import BadAddress
from qbitrr.model.catalog import ArrType
from qbitrr.model.shown.pictures import picture_type
from qbitrr.web.catalog.finding import find_arr
from qbitrr.web.http.answers import Refusal
from qbitrr.web.http.conditions import has_current
from qbitrr.web.http.parameters import NUMBER, in_path
from qbitrr.web.http.routes import Group, Handler, Plain, Route, mirrored
from qbitrr.web.program import OverviewReader
from qbitrr.web.thumbnails.folder import Picture
from qbitrr.web.thumbnails.pictures import Pictures

__all__ = ["ThumbnailRoutes"]

_KINDS: tuple[tuple[ArrType, str], ...] = (
    ("radarr", "movie"),
    ("sonarr", "series"),
    ("lidarr", "artist"),
    ("readarr", "author"),
)
_CACHE = b"private, max-age=86400"


class ThumbnailRoutes:
    """`/radarr/<category>/movie/<id>/thumbnail` and its like, over the Arrs of the moment."""

    def __init__(self, arrs: Callable[[], Sequence[ArrSection]], pictures: Pictures, program: OverviewReader) -> None:
        self._arrs = arrs
        self._pictures = pictures
        self._program = program

    def routes(self) -> tuple[Route, ...]:
        """All are mirrored."""
        category = in_path("category", "A category, a section name, or the type if there is one of it.")
        return tuple(
            route
            for type, noun in _KINDS
            for route in mirrored(
                f"{type}.thumbnail", "GET", f"/{type}/<path:category>/{noun}/<int:id>/thumbnail", Group.CATALOG,
                self._of(type), parameters=(category, in_path("id", f"The Arr's id of the {noun}.", NUMBER)),
                answer=Plain.FILE,
            )
        )  # fmt: skip

    def _of(self, type: ArrType) -> Handler:
        def thumbnail(request: IRequest, category: str, id: int) -> Deferred[bytes]:
            """The poster, as a small picture."""
            if not self._program.overview().ready:
                raise Refusal(503, "Arr manager is still initialising", retry_after=5)
            arr = find_arr(self._arrs(), type, category)
            if arr is None:
                raise Refusal(404, f"Unknown {type} category {category}")
            return self._pictures.get(arr, id).addErrback(_no_answer).addCallback(lambda found: _shown(request, found))

        return thumbnail


def _shown(request: IRequest, picture: Picture | None) -> bytes:
    if picture is None:
        raise Refusal(404, "not found")
    request.setHeader(b"cache-control", _CACHE)
    if has_current(request, picture.tag):
        return b""
    request.setHeader(b"content-type", (picture_type(picture.content) or "application/octet-stream").encode("ascii"))
    request.setHeader(b"content-length", b"%d" % len(picture.content))
    return picture.content


def _no_answer(failure: Failure) -> Picture | None:
    if failure.check(CancelledError):
        raise Refusal(503, "qbitrr is being stopped", retry_after=30) from failure.value
    failure.trap(RemoteError, BadAddress)
    raise Refusal(503, str(failure.value), retry_after=30) from failure.value
