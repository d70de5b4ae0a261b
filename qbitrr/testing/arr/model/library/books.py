"""
The library of the simulated Readarr.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from qbitrr.testing.arr.model.library.library import Match, SimulatedLibrary, words_of
from qbitrr.testing.arr.model.library.records import DAY, SimulatedAuthor, SimulatedBook, SimulatedMediaFile
from qbitrr.testing.arr.model.tables import rank
from qbitrr.testing.arr.model.wire import clean, picture, prune, stamp

__all__ = ["Books"]

_RATINGS = {"votes": 0, "value": 0, "popularity": 0}


class Books(SimulatedLibrary):
    """Authors by id with their books. A book may have several files."""

    file_model: ClassVar[str] = "BookFile"

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._books: dict[int, list[int]] = {}

    def add(
        self, name: str, *, monitored: bool = True, profile_id: int = 1, foreign_id: str = "", root: str = ""
    ) -> SimulatedAuthor:
        """A new author without books."""
        number = next(self.owner_ids)
        root = root or self.settings.roots.all()[0]["path"]
        author = SimulatedAuthor(
            id=number, title=name, foreign_id=foreign_id or str(500_000 + number), monitored=monitored, profile_id=profile_id,
            root=root, path=f"{root}/{name}", added=self.now(),
        )  # fmt: skip
        self.owners[number], self._books[number] = author, []
        return author

    def add_book(
        self, author_id: int, title: str, *, monitored: bool = True, has_file: bool = False, released: bool = True,
        quality: str = "EPUB",
    ) -> SimulatedBook:  # fmt: skip
        """A new book of an author; *released* a year ago, or half a year from now."""
        author = self.owner(author_id)
        number = next(self.leaf_ids)
        book = SimulatedBook(
            id=number, owner_id=author_id, title=title, foreign_id=str(600_000 + number), monitored=monitored,
            released=self.now() + (-365 if released else 180) * DAY,
        )  # fmt: skip
        self.leaves[number] = book
        self._books[author_id].append(number)
        self.remember_title(author.title + title, number)
        if has_file:
            self.add_files([number], f"{author.path}/{title}.epub", 2_000_000, quality)
        self.touch(author_id)
        return book

    def leaves_of(self, owner_id: int) -> list[int]:
        """The books of an author."""
        return self._books.get(owner_id, [])

    def match(self, name: str) -> Match | None:
        """By author, then title."""
        book_id = self.find_title(words_of(name))
        return None if book_id is None else Match(self.leaves[book_id].owner_id, (book_id,))

    def release_name(self, leaf_ids: Sequence[int], quality_name: str, group: str) -> str:
        """`Some Author - Some Book (EPUB) GRP`"""
        book = self.leaf(leaf_ids[0])
        return f"{self.owners[book.owner_id].title} - {book.title} ({quality_name}) {group}"

    def is_wanted(self, leaf_id: int) -> bool:
        """Author and book monitored, and released."""
        book = self.leaf(leaf_id)
        return book.monitored and self.owners[book.owner_id].monitored and (book.released or 0) <= self.now()

    def missing_ids(self, monitored: bool = True) -> list[int]:
        """Released books without file."""
        return [
            book.id for book in self.leaves.values()
            if book.released is not None and book.released <= self.now() and not book.file_ids
            and (book.monitored and self.owners[book.owner_id].monitored) is monitored
        ]  # fmt: skip

    def files_of(self, leaf_id: int) -> list[SimulatedMediaFile]:
        """The files of a book, lowest id first."""
        return [self.files[number] for number in self.leaf(leaf_id).file_ids]

    def attach(self, file: SimulatedMediaFile) -> None:
        """The earlier files of its books are replaced."""
        for book_id in file.leaf_ids:
            book = self.leaf(book_id)
            for old in book.file_ids:
                self.files.pop(old, None)
            book.file_ids = [file.id]

    def drop_file(self, file_id: int) -> SimulatedMediaFile:
        """Its books lose it."""
        file = self.file(file_id)
        for book_id in file.leaf_ids:
            self.leaves[book_id].file_ids.remove(file_id)
        self.touch(file.owner_id)
        return self.files.pop(file_id)

    # Records

    def file_record(self, file: SimulatedMediaFile) -> dict[str, Any]:
        """A book file: no custom formats at all, no scene name."""
        record = self.common_file(file) | {
            "authorId": file.owner_id,
            "bookId": file.leaf_ids[0],
            "qualityWeight": rank(self.kind.name, file.quality) * 100,
        }
        record.pop("sceneName", None)
        return record

    def leaf_record(self, leaf_id: int) -> dict[str, Any]:
        """A book with its author."""
        return self.book_record(leaf_id, with_author=True)

    def book_record(self, book_id: int, *, with_author: bool = False) -> dict[str, Any]:
        """A book of a list."""
        book = self.leaf(book_id)
        author = self.owners[book.owner_id]
        return prune(
            id=book.id, title=book.title, authorTitle=f"{author.title.lower()} {book.title}", seriesTitle="", disambiguation="",
            authorId=author.id, foreignBookId=book.foreign_id, titleSlug=book.foreign_id, monitored=book.monitored,
            anyEditionOk=book.any_edition, ratings=_RATINGS, releaseDate=stamp(book.released), pageCount=book.pages, genres=[],
            author=self.owner_record(author.id) if with_author else None, links=[], added=stamp(author.added), grabbed=False,
            images=[self._picture("Books/", book.id, "cover")], statistics=self._counts([book]),
        )  # fmt: skip

    def _counts(self, books: Iterable[SimulatedBook]) -> dict[str, Any]:
        books = list(books)
        with_file = sum(1 for book in books if book.file_ids)
        counted = sum(1 for book in books if book.file_ids or (book.monitored and (book.released or 0) <= self.now()))
        return {
            "bookFileCount": with_file, "bookCount": counted, "totalBookCount": len(books),
            "sizeOnDisk": sum(self.files[number].size for book in books for number in book.file_ids),
            "percentOfBooks": 100.0 * with_file / counted if counted else 0.0,
        }  # fmt: skip

    def owner_record(self, owner_id: int) -> dict[str, Any]:
        """An author, the same in the list and by id."""
        author = self.owners[owner_id]
        books = [self.leaves[number] for number in self.leaves_of(owner_id)]
        last_first = " ".join(reversed(author.title.rsplit(" ", 1)))
        return prune(
            id=author.id, authorMetadataId=author.id, status=author.status, ended=author.status == "ended",
            authorName=author.title, authorNameLastFirst=last_first, foreignAuthorId=author.foreign_id, titleSlug=author.foreign_id,
            overview="", disambiguation="", links=[], images=[self._picture("", author.id, "poster")], path=author.path,
            qualityProfileId=author.profile_id, metadataProfileId=author.metadata_profile_id, monitored=author.monitored,
            monitorNewItems=author.monitor_new, rootFolderPath=author.root, genres=[], cleanName=clean(author.title),
            sortName=author.title.lower(), sortNameLastFirst=last_first.lower(), tags=author.tags, added=stamp(author.added),
            addOptions=author.add_options, ratings=_RATINGS,
            statistics=self._counts(books) | {"availableBookCount": sum(1 for book in books if (book.released or 0) <= self.now())},
        )  # fmt: skip

    def _picture(self, folder: str, record_id: int, cover: str) -> dict[str, Any]:
        """This release tells where a picture is served and its extension, not where it came from."""
        entry = picture(self.url_base, folder, record_id, cover)
        return {"url": entry["url"], "coverType": cover, "extension": ".jpg"}

    def changes_at(self, owner_id: int) -> float:
        """The counts change on a release day."""
        days = (self.leaves[number].released for number in self.leaves_of(owner_id))
        return min((day for day in days if day is not None and day > self.now()), default=float("inf"))

    def update(self, author_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
        """A PUT of an author."""
        author = self.owner(author_id)
        self.apply_owner(author, body)
        author.metadata_profile_id = body.get("metadataProfileId", author.metadata_profile_id)
        author.monitor_new = body.get("monitorNewItems") or "all"
        return self.owner_record(author_id)

    def update_book(self, book_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
        """A PUT of a book: its flags."""
        book = self.leaf(book_id)
        book.any_edition = bool(body.get("anyEditionOk", False))
        self.set_monitored(book_id, bool(body.get("monitored", False)))
        return self.leaf_record(book_id)
