"""
Reading the library of an Arr: its list, and everything below one entry of it. One class per shape of library.
"""

from typing import Protocol

from qbitrr.clients.arr.client import Arr
from qbitrr.clients.arr.records import ArrBook, ArrTrack, BookFile
from qbitrr.clients.http.decoding import Listing
from qbitrr.loops.catalog import records
from qbitrr.model.catalog import ArrType, Leaves, Parent

__all__ = ["LibraryReader", "reader_for"]


class LibraryReader(Protocol):
    """A library of parents and leaves."""

    async def parents(self) -> Listing[Parent]:
        """Every parent. Raises `RemoteError`."""

    async def parent(self, number: int) -> Parent:
        """One parent as it is now. Raises `RemoteError`; `NotThere` when it is gone."""

    async def leaves(self, parent: Parent) -> Leaves:
        """Everything below *parent*. Raises `RemoteError`; `NotThere` when it is gone."""


class _Sonarr:
    def __init__(self, arr: Arr) -> None:
        self._arr = arr

    async def parents(self) -> Listing[Parent]:
        return (await self._arr.series()).map(records.series_of)

    async def parent(self, number: int) -> Parent:
        return records.series_of(await self._arr.one_series(number))

    async def leaves(self, parent: Parent) -> Leaves:
        episodes = await self._arr.episodes(parent.id)
        files = await self._arr.episode_files(parent.id) if parent.has_files else ()
        return Leaves(parent, records.episodes_of(episodes, files), unread=episodes.unread, is_whole=episodes.is_whole)


class _Lidarr:
    def __init__(self, arr: Arr) -> None:
        self._arr = arr

    async def parents(self) -> Listing[Parent]:
        return (await self._arr.artists()).map(records.artist_of)

    async def parent(self, number: int) -> Parent:
        return records.artist_of(await self._arr.artist(number))

    async def leaves(self, parent: Parent) -> Leaves:
        albums = await self._arr.albums(parent.id)
        tracks = await self._arr.tracks(parent.id) if albums else Listing[ArrTrack]()
        files = await self._arr.track_files(parent.id) if parent.has_files else ()
        return Leaves(
            parent,
            # Some tracks do not tell how many of all have a file.
            records.albums_of(albums, tracks if tracks.is_complete else (), files),
            records.tracks_of(tracks) if tracks.is_complete else None,
            unread=albums.unread,
            is_whole=albums.is_whole,
        )


class _Readarr:
    def __init__(self, arr: Arr) -> None:
        self._arr = arr
        self._books: dict[int, Listing[ArrBook]] = {}
        """As last read, by author."""
        self._unlisted: Listing[ArrBook] = Listing()

    async def parents(self) -> Listing[Parent]:
        authors = await self._arr.authors()
        listed = await self._arr.books()
        books: dict[int, list[ArrBook]] = {}
        for book in listed:
            books.setdefault(book.author_id, []).append(book)
        self._books = {number: Listing(each, listed.unread, listed.is_whole) for number, each in books.items()}
        self._unlisted = Listing((), listed.unread, listed.is_whole)
        return authors.map(lambda record: records.author_of(record, self._books_of(record.id)))

    async def parent(self, number: int) -> Parent:
        author = await self._arr.author(number)
        self._books[number] = await self._arr.books(number)
        return records.author_of(author, self._books_of(number))

    async def leaves(self, parent: Parent) -> Leaves:
        files = await self._arr.book_files(parent.id) if parent.has_files else Listing[BookFile]()
        listed = self._books_of(parent.id)
        books = records.books_of(listed, files, complete=files.is_complete)
        return Leaves(parent, books, unread=listed.unread, is_whole=listed.is_whole)

    def _books_of(self, author: int) -> Listing[ArrBook]:
        return self._books.get(author, self._unlisted)


_SHELVES: dict[ArrType, type[_Sonarr] | type[_Lidarr] | type[_Readarr]] = {
    "sonarr": _Sonarr,
    "lidarr": _Lidarr,
    "readarr": _Readarr,
}


def reader_for(kind: ArrType, arr: Arr) -> LibraryReader | None:
    """How to read the library of that type; None for Radarr, whose list is everything."""
    return _SHELVES[kind](arr) if kind in _SHELVES else None
