"""
The library of the simulated Radarr.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from qbitrr.testing.arr.model.library.library import ENGLISH, Match, SimulatedLibrary, words_of
from qbitrr.testing.arr.model.library.records import DAY, SimulatedMediaFile, SimulatedMovie
from qbitrr.testing.arr.model.library.wordy import wordy_file, wordy_movie
from qbitrr.testing.arr.model.wire import clean, picture, prune, stamp

__all__ = ["Movies"]


class Movies(SimulatedLibrary):
    """Movies by id. A movie is its own owner: `owners` and `leaves` are one dictionary."""

    file_model: ClassVar[str] = "MovieFile"

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.leaves = self.owners
        self.is_wordy = False
        """Whether records are as long as in a library of this world."""

    def add(
        self, title: str, year: int = 2020, *, monitored: bool = True, has_file: bool = False, available: bool = True,
        profile_id: int = 1, tmdb: int = 0, quality: str = "WEBDL-1080p", score: int | None = None, formats: Sequence[int] = (),
        size: int = 4_000_000_000, minimum: str = "released", root: str = "",
    ) -> SimulatedMovie:  # fmt: skip
        """A new movie; *available* puts its release a year back, otherwise half a year ahead."""
        number = next(self.owner_ids)
        root = root or self.settings.roots.all()[0]["path"]
        released = self.now() + (-365 if available else 180) * DAY
        movie = SimulatedMovie(
            id=number, title=title, year=year, foreign_id=str(tmdb or 100_000 + number), monitored=monitored, profile_id=profile_id,
            root=root, path=f"{root}/{title} ({year})", added=self.now(), in_cinemas=released - 60 * DAY, digital=released,
            physical=released + 30 * DAY, minimum=minimum, imdb=f"tt{1_000_000 + number}",
        )  # fmt: skip
        self.owners[number] = movie
        self.remember_title(f"{title}{year}", number)
        if has_file:
            self.add_files([number], f"{movie.path}/{title} ({year}).mkv", size, quality, score=score, formats=formats)
        return movie

    def owner_of(self, leaf_id: int) -> SimulatedMovie:
        """A movie owns itself."""
        return self.leaf(leaf_id)

    def leaves_of(self, owner_id: int) -> list[int]:
        """A movie is its only leaf."""
        return [owner_id]

    def match(self, name: str) -> Match | None:
        """By title and year."""
        found = self.find_title(words_of(name))
        return None if found is None else Match(found, (found,))

    def release_name(self, leaf_ids: Sequence[int], quality_name: str, group: str) -> str:
        """`Some.Movie.2020.WEBDL-1080p.x264-GRP`"""
        movie = self.leaf(leaf_ids[0])
        return f"{'.'.join(movie.title.split())}.{movie.year}.{quality_name}.x264-{group}"

    def available_at(self, movie: SimulatedMovie) -> float | None:
        """When the movie reaches its minimum availability and the configured delay has passed; None = the dates say never."""
        if movie.minimum in ("tba", "announced"):
            return float("-inf")
        reached = self._reached_at(movie)
        return None if reached is None else reached + self.settings.indexing["availabilityDelay"] * DAY

    def _reached_at(self, movie: SimulatedMovie) -> float | None:
        if movie.minimum == "inCinemas":
            return movie.in_cinemas
        dates = [date for date in (movie.digital, movie.physical) if date is not None]
        if dates:
            return min(dates)
        return None if movie.in_cinemas is None else movie.in_cinemas + 90 * DAY

    def is_available(self, movie: SimulatedMovie) -> bool:
        """Whether the minimum availability is reached by now."""
        at = self.available_at(movie)
        return at is not None and self.now() >= at

    def is_wanted(self, leaf_id: int) -> bool:
        """Monitored and available."""
        movie = self.leaf(leaf_id)
        return movie.monitored and self.is_available(movie)

    def missing_ids(self, monitored: bool = True) -> list[int]:
        """Without file and with a year; availability does not matter here."""
        return [
            movie.id
            for movie in self.owners.values()
            if movie.monitored is monitored and not movie.file_id and movie.year > 0
        ]

    def files_of(self, leaf_id: int) -> list[SimulatedMediaFile]:
        """The one file, if any."""
        file_id = self.leaf(leaf_id).file_id
        return [self.files[file_id]] if file_id else []

    def attach(self, file: SimulatedMediaFile) -> None:
        """Replaces the movie's earlier file."""
        movie = self.leaf(file.leaf_ids[0])
        self.files.pop(movie.file_id, None)
        movie.file_id = file.id

    def drop_file(self, file_id: int) -> SimulatedMediaFile:
        """The movie is missing again."""
        file = self.file(file_id)
        self.leaf(file.leaf_ids[0]).file_id = 0
        self.touch(file.owner_id)
        return self.files.pop(file_id)

    def changes_at(self, owner_id: int) -> float:
        """A movie becomes available by the passing of time."""
        at = self.available_at(self.owners[owner_id])
        return float("inf") if at is None or at <= self.now() else at

    def file_record(self, file: SimulatedMediaFile, *, embedded: bool = False) -> dict[str, Any]:
        """A file; *embedded* in a movie it has neither formats nor score."""
        movie = self.owners[file.owner_id]
        record = self.common_file(file) | {
            "movieId": movie.id,
            "relativePath": file.path.rpartition("/")[2],
            "edition": "",
            "languages": ENGLISH,
        }
        if self.is_wordy:
            record |= wordy_file(movie.id, movie.title)
        return (
            record
            if embedded
            else record | {"customFormats": self.formats_of(file), "customFormatScore": self.score_of(file)}
        )

    def owner_record(self, owner_id: int) -> dict[str, Any]:
        """A movie, the same in the list and by id."""
        movie = self.owners[owner_id]
        file = self.files.get(movie.file_id)
        size = file.size if file else 0
        tmdb = int(movie.foreign_id)
        released = min((date for date in (movie.digital, movie.physical) if date is not None), default=None)
        record = prune(
            id=movie.id, title=movie.title, originalTitle=movie.title, originalLanguage=ENGLISH[0], alternateTitles=[],
            secondaryYearSourceId=0, sortTitle=movie.title.lower(), sizeOnDisk=size, overview="", images=self._images(movie.id),
            status="released" if released is not None and released <= self.now() else "announced",
            inCinemas=stamp(movie.in_cinemas), physicalRelease=stamp(movie.physical), digitalRelease=stamp(movie.digital),
            releaseDate=stamp(released), website="", year=movie.year, youTubeTrailerId="", studio="", path=movie.path,
            qualityProfileId=movie.profile_id, hasFile=bool(file), movieFileId=movie.file_id, monitored=movie.monitored,
            minimumAvailability=movie.minimum, isAvailable=self.is_available(movie), folderName=movie.path, runtime=movie.runtime,
            cleanTitle=clean(movie.title), imdbId=movie.imdb, tmdbId=tmdb, titleSlug=movie.foreign_id, rootFolderPath=movie.root,
            genres=[], keywords=[], tags=movie.tags, added=stamp(movie.added), addOptions=movie.add_options, ratings={},
            movieFile=self.file_record(file, embedded=True) if file else None, popularity=1.5, lastSearchTime=stamp(movie.searched),
            statistics={"movieFileCount": int(bool(file)), "sizeOnDisk": size, "releaseGroups": []},
        )  # fmt: skip
        return {**record, **wordy_movie(movie.id, movie.title)} if self.is_wordy else record

    def leaf_record(self, leaf_id: int) -> dict[str, Any]:
        """The movie itself."""
        return self.owner_record(leaf_id)

    def _images(self, movie_id: int) -> list[dict[str, Any]]:
        return [picture(self.url_base, "", movie_id, "poster"), picture(self.url_base, "", movie_id, "fanart")]

    def update(self, movie_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
        """A PUT: only a few members are applied."""
        movie = self.owner(movie_id)
        self.apply_owner(movie, body)
        movie.minimum = body.get("minimumAvailability") or "tba"
        return self.owner_record(movie_id)
