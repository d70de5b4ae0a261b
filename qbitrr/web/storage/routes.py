"""
What the program's own files take, and the button that empties the cache.
"""

from pathlib import Path

from msgspec import Struct
from twisted.internet.defer import Deferred
from twisted.web.iweb import IRequest

from qbitrr.web.http.answers import Refusal, json_response
from qbitrr.web.http.routes import Group, Route, mirrored
from qbitrr.web.serving.threads import InThread
from qbitrr.web.storage.files import database_files
from qbitrr.web.thumbnails.folder import MOST_BYTES
from qbitrr.web.thumbnails.pictures import Pictures

__all__ = ["StorageRoutes"]


class DatabaseAnswer(Struct, frozen=True, kw_only=True, rename="camel"):
    """One database, with what is written beside it; of the program itself for an empty *section*."""

    section: str
    name: str
    size_bytes: int


class PostersAnswer(Struct, frozen=True, kw_only=True, rename="camel"):
    """The posters that are kept, and how much they may take in all."""

    count: int
    size_bytes: int
    most_bytes: int


class StorageAnswer(Struct, frozen=True, kw_only=True, rename="camel"):
    """What the files of the program take."""

    databases: tuple[DatabaseAnswer, ...]
    posters: PostersAnswer


class StorageRoutes:
    """`/storage`, of the databases in *folder* and of *pictures*; files are looked at by way of *in_thread*."""

    def __init__(self, folder: Path, in_thread: InThread, pictures: Pictures) -> None:
        self._folder = folder
        self._in_thread = in_thread
        self._pictures = pictures

    def routes(self) -> tuple[Route, ...]:
        """All are mirrored."""
        return (
            *mirrored("storage", "GET", "/storage", Group.SYSTEM, self.storage, answer=StorageAnswer),
            *mirrored(
                "storage.posters.clear", "DELETE", "/storage/posters", Group.SYSTEM, self.clear, answer=StorageAnswer
            ),
        )

    def storage(self, request: IRequest) -> Deferred[bytes]:
        """How large databases and caches are."""
        return Deferred.fromCoroutine(self._measured(request))

    def clear(self, request: IRequest) -> Deferred[bytes]:
        """Throw the kept posters away: they are fetched anew when somebody looks. Answers what is there afterwards."""
        return Deferred.fromCoroutine(self._cleared(request))

    async def _cleared(self, request: IRequest) -> bytes:
        try:
            await self._pictures.clear()
        except OSError as error:
            raise Refusal(500, f"the posters cannot be deleted: {error.strerror or error}") from error
        return await self._measured(request)

    async def _measured(self, request: IRequest) -> bytes:
        try:
            found = await self._in_thread(database_files, self._folder)
            count, size = await self._pictures.used()
        except OSError as error:
            raise Refusal(500, f"the files cannot be looked at: {error.strerror or error}") from error
        databases = tuple(
            DatabaseAnswer(section=each.section, name=each.name, size_bytes=each.size_bytes) for each in found
        )
        posters = PostersAnswer(count=count, size_bytes=size, most_bytes=MOST_BYTES)
        return json_response(request, StorageAnswer(databases=databases, posters=posters))
