"""
Reading an Arr's library: lists decoded while they arrive, only into what the catalog keeps.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from twisted.internet.defer import DeferredSemaphore

from qbitrr.clients.arr.dates import iso
from qbitrr.clients.arr.dialects import ArrDialect
from qbitrr.clients.arr.records import (
    ArrAlbum,
    ArrArtist,
    ArrAuthor,
    ArrBook,
    ArrEpisode,
    ArrMovie,
    ArrSeries,
    ArrTrack,
    BookFile,
    CustomFormat,
    EpisodeFile,
    MovieFile,
    QualityProfile,
    TrackFile,
)
from qbitrr.clients.arr.wire import HistoryRecord
from qbitrr.clients.http.arrays import RecordList
from qbitrr.clients.http.decoding import Listing, Seen, decoded
from qbitrr.clients.http.http import READ, Http
from qbitrr.errors import NotThere

__all__ = ["Library"]

T = TypeVar("T")
# Radarr takes any number, an address line does not.
MOST_IDS_PER_CALL = 100


class Library:
    """
    The library of the Arr behind *http* (which carries its key). Methods return everything at once, in the Arr's order, and
    raise `Unreachable`, `TimedOut`, `Unauthorized`, `BadAnswer`, `Rejected`, or `NotThere` for a parent that is gone. At most
    `dialect.parallel` lists are read at a time; a list may take as long as it keeps arriving (120 s without a byte end it).
    Cancelling aborts the request.
    """

    def __init__(self, http: Http, dialect: ArrDialect) -> None:
        self.dialect = dialect
        self.where = http.where
        self._http = http
        self._lists = DeferredSemaphore(dialect.parallel)

    async def movies(
        self, seen: Seen | None = None, take: Callable[[list[ArrMovie]], object] | None = None
    ) -> Listing[ArrMovie]:
        """
        Radarr: every film; of those that are as they were *seen* only the id. With *take* they are handed to it as they come, some
        twice if the answer broke off, and not kept.
        """
        return await self._list("movie", ArrMovie, [("excludeLocalCovers", "true")], seen, take)

    async def movie(self, movie_id: int) -> ArrMovie:
        """Radarr: one film. Raises `NotThere`."""
        return await self._single(f"movie/{movie_id}", ArrMovie)

    async def movie_files(self, movie_ids: Iterable[int]) -> tuple[MovieFile, ...]:
        """
        Radarr: the files of these films, with scores. Radarr before 5.3.3 looks at the first id of a call only: ask for
        one at a time there.
        """
        wanted = list(movie_ids)
        found: list[MovieFile] = []
        for begin in range(0, len(wanted), MOST_IDS_PER_CALL):
            batch = wanted[begin : begin + MOST_IDS_PER_CALL]
            found.extend(await self._list("moviefile", MovieFile, [("movieId", id) for id in batch]))
        return tuple(found)

    async def one_series(self, series_id: int) -> ArrSeries:
        """Sonarr: one series. Raises `NotThere`."""
        return await self._single(f"series/{series_id}", ArrSeries)

    async def series(self) -> Listing[ArrSeries]:
        """Sonarr: every series."""
        return await self._list("series", ArrSeries)

    async def episodes(self, series_id: int) -> Listing[ArrEpisode]:
        """Sonarr: the episodes of a series."""
        return await self._list("episode", ArrEpisode, [("seriesId", series_id)])

    async def episode_files(self, series_id: int) -> Listing[EpisodeFile]:
        """Sonarr: the files of a series."""
        return await self._list("episodefile", EpisodeFile, [("seriesId", series_id)])

    async def calendar(self, since: float, until: float) -> Listing[ArrEpisode]:
        """Sonarr: the monitored episodes that air between two times (seconds since 1970)."""
        return await self._list("calendar", ArrEpisode, [("start", iso(since)), ("end", iso(until))])

    async def artist(self, artist_id: int) -> ArrArtist:
        """Lidarr: one artist. Raises `NotThere`."""
        return await self._single(f"artist/{artist_id}", ArrArtist)

    async def artists(self) -> Listing[ArrArtist]:
        """Lidarr: every artist."""
        return await self._list("artist", ArrArtist)

    async def albums(self, artist_id: int | None = None) -> Listing[ArrAlbum]:
        """Lidarr: the albums of an artist, or all of them (tens of kilobytes each: for small libraries)."""
        return await self._list("album", ArrAlbum, _one("artistId", artist_id))

    async def tracks(self, artist_id: int) -> Listing[ArrTrack]:
        """Lidarr: the tracks of an artist."""
        return await self._list("track", ArrTrack, [("artistId", artist_id)])

    async def track_files(self, artist_id: int) -> Listing[TrackFile]:
        """Lidarr: the files of an artist."""
        return await self._list("trackfile", TrackFile, [("artistId", artist_id)])

    async def author(self, author_id: int) -> ArrAuthor:
        """Readarr: one author. Raises `NotThere`."""
        return await self._single(f"author/{author_id}", ArrAuthor)

    async def authors(self) -> Listing[ArrAuthor]:
        """Readarr: every author."""
        return await self._list("author", ArrAuthor)

    async def books(self, author_id: int | None = None) -> Listing[ArrBook]:
        """Readarr: the books of an author, or all of them."""
        return await self._list("book", ArrBook, _one("authorId", author_id))

    async def book_files(self, author_id: int) -> Listing[BookFile]:
        """Readarr: the files of an author."""
        return await self._list("bookfile", BookFile, [("authorId", author_id)])

    async def quality_profiles(self) -> Listing[QualityProfile]:
        """Every quality profile."""
        return await self._list("qualityprofile", QualityProfile)

    async def custom_formats(self) -> Listing[CustomFormat]:
        """Every custom format; none from an Arr that does not know the word (Readarr, Sonarr 3)."""
        try:
            return await self._list("customformat", CustomFormat)
        except NotThere:
            return Listing()

    async def history_since(self, at: float) -> Listing[HistoryRecord]:
        """What happened since *at* (seconds since 1970)."""
        return await self._list("history/since", HistoryRecord, [("date", iso(at))])

    def _path(self, path: str) -> str:
        return f"{self.dialect.api}/{path}"

    async def _single(self, path: str, kind: type[T]) -> T:
        async with self._lists:
            answer = await self._http.fetch("GET", self._path(path), manner=READ)
        return decoded(self.where, answer.body, kind)

    async def _list(
        self, path: str, kind: type[T], query: Sequence[tuple[str, str | int]] = (), seen: Seen | None = None,
        take: Callable[[list[T]], object] | None = None,
    ) -> Listing[T]:  # fmt: skip
        make: Callable[[], RecordList[T]] = lambda: RecordList(self.where, kind, seen, take)  # noqa: E731
        async with self._lists:
            sink = await self._http.stream(self._path(path), make, query=query)
        return sink.listing


def _one(name: str, value: int | None) -> list[tuple[str, str | int]]:
    return [] if value is None else [(name, value)]
