"""
What tells the four applications apart, as one value each: names, paths, spellings and texts.
"""

from attrs import field, frozen

__all__ = ["KINDS", "ApplicationKind"]

_WIKI = "Check the download troubleshooting entry on the wiki for common causes."


@frozen(kw_only=True)
class ApplicationKind:
    """
    One application. A *leaf* is what gets downloaded (movie, episode, album, book), a *parent* what holds leaves (series, artist,
    author; empty for Radarr, whose movies have none).
    """

    name: str
    app: str
    version: str
    api: str
    category: str
    leaf: str
    parent: str
    scan_command: str
    leaf_search: str
    parent_search: str
    default_quality: str
    mismatch_text: str
    by_id_text: str = ""
    incomplete_text: str = ""
    events: dict[int, str] = field(factory=dict)
    allowed_queue_keys: frozenset[str] | None = None

    @property
    def base(self) -> str:
        """Where the API begins, without the configured URL base: `/api/v3`."""
        return f"/api/{self.api}"

    @property
    def leaf_id(self) -> str:
        """The property that names a leaf: `movieId`."""
        return f"{self.leaf}Id"

    @property
    def parent_id(self) -> str:
        """The property that names a parent, empty when there is none: `seriesId`."""
        return f"{self.parent}Id" if self.parent else ""

    @property
    def owner(self) -> str:
        """The parent, or the leaf where there is no parent: what paths and tags belong to."""
        return self.parent or self.leaf

    @property
    def unknown_flag(self) -> str:
        """The query parameter that shows queue records without a known owner."""
        return f"includeUnknown{self.owner.capitalize()}Items"

    @property
    def is_video(self) -> bool:
        """Whether this is one of the two applications of the v3 API."""
        return self.api == "v3"

    @property
    def imported_event(self) -> str:
        """The history event of one imported file."""
        return self.events[3]

    @property
    def deleted_event(self) -> str:
        """The history event of a deleted file."""
        return f"{ {'movie': 'movie', 'episode': 'episode', 'album': 'track', 'book': 'book'}[self.leaf] }FileDeleted"

    def state(self, state: str) -> str:
        """A tracked state in this application's spelling; we name them as Radarr does."""
        if self.is_video:
            return state
        return {"failed": "downloadFailed", "failedPending": "downloadFailedPending"}.get(state, state)


_RADARR = ApplicationKind(
    name="radarr", app="Radarr", version="6.0.3.10276", api="v3", category="radarr", leaf="movie", parent="",
    scan_command="DownloadedMoviesScan", leaf_search="MoviesSearch", parent_search="", default_quality="WEBDL-1080p",
    mismatch_text="Movie title mismatch, automatic import is not possible. Manual Import required.",
    by_id_text="Found matching movie via grab history, but release was matched to movie by ID. Manual Import required.",
    incomplete_text="One or more movies expected in this release were not imported or missing",
    events={1: "grabbed", 3: "downloadFolderImported", 4: "downloadFailed", 6: "movieFileDeleted", 7: "movieFolderImported",
            8: "movieFileRenamed", 9: "downloadIgnored"},
    allowed_queue_keys=frozenset({
        "added", "downloadclient", "estimatedcompletiontime", "indexer", "languages", "movies.sorttitle", "progress", "protocol",
        "quality", "size", "status", "timeleft", "title", "year"}),
)  # fmt: skip

_SONARR = ApplicationKind(
    name="sonarr", app="Sonarr", version="4.0.19.2979", api="v3", category="tv-sonarr", leaf="episode", parent="series",
    scan_command="DownloadedEpisodesScan", leaf_search="EpisodeSearch", parent_search="SeriesSearch",
    default_quality="WEBDL-1080p",
    mismatch_text=f"Series title mismatch; automatic import is not possible. {_WIKI}",
    by_id_text="Found matching series via grab history, but release was matched to series by ID. Automatic import is not "
               "possible. See the FAQ for details.",
    incomplete_text="One or more episodes expected in this release were not imported or missing from the release",
    events={1: "grabbed", 2: "seriesFolderImported", 3: "downloadFolderImported", 4: "downloadFailed", 5: "episodeFileDeleted",
            6: "episodeFileRenamed", 7: "downloadIgnored"},
    allowed_queue_keys=frozenset({
        "added", "downloadclient", "episode", "episode.airdateutc", "episode.title", "episodes.airdateutc", "episodes.title",
        "estimatedcompletiontime", "indexer", "language", "languages", "progress", "protocol", "quality", "series.sorttitle",
        "size", "status", "timeleft", "title"}),
)  # fmt: skip

_LIDARR = ApplicationKind(
    name="lidarr", app="Lidarr", version="2.14.5.4824", api="v1", category="lidarr", leaf="album", parent="artist",
    scan_command="DownloadedAlbumsScan", leaf_search="AlbumSearch", parent_search="ArtistSearch", default_quality="FLAC",
    mismatch_text=f"Artist name mismatch, automatic import is not possible. {_WIKI}",
    incomplete_text="One or more tracks expected in this release were not imported or missing from the release",
    events={1: "grabbed", 2: "artistFolderImported", 3: "trackFileImported", 4: "downloadFailed", 5: "trackFileDeleted",
            6: "trackFileRenamed", 7: "albumImportIncomplete", 8: "downloadImported", 9: "trackFileRetagged",
            10: "downloadIgnored"},
)  # fmt: skip

_READARR = ApplicationKind(
    name="readarr", app="Readarr", version="0.3.21.2475", api="v1", category="readarr", leaf="book", parent="author",
    scan_command="DownloadedBooksScan", leaf_search="BookSearch", parent_search="AuthorSearch", default_quality="EPUB",
    mismatch_text=f"Author name mismatch, automatic import is not possible. {_WIKI}",
    events={1: "grabbed", 3: "bookFileImported", 4: "downloadFailed", 5: "bookFileDeleted", 6: "bookFileRenamed",
            7: "bookImportIncomplete", 8: "downloadImported", 9: "bookFileRetagged", 10: "downloadIgnored"},
)  # fmt: skip

KINDS: dict[str, ApplicationKind] = {kind.name: kind for kind in (_RADARR, _SONARR, _LIDARR, _READARR)}
