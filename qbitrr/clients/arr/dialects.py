"""
Where Radarr, Sonarr, Lidarr and Readarr differ: one value for each. Everything else about them is the same.
"""

from typing import Literal

from attrs import field, frozen

__all__ = ["DIALECTS", "ArrDialect", "ArrKind"]

ArrKind = Literal["radarr", "sonarr", "lidarr", "readarr"]


@frozen(kw_only=True)
class ArrDialect:
    """
    One kind of Arr. *api* is the path of its API, *noun* what it downloads, *media* and *parent* the names under which records
    carry the ids of that and of what it belongs to (empty for Radarr), *parallel* the reads it stands at once.
    """

    kind: ArrKind
    app_name: str
    api: str
    noun: str
    media: str
    parent: str
    unknown_items: str
    includes: tuple[str, ...]
    search_items: str
    search_parent: str = ""
    search_missing: str = ""
    search_season: str = ""
    scan: str
    parallel: int = 3
    item_path: str = field()

    @item_path.default
    def _item_path(self) -> str:
        return self.noun


_RADARR = ArrDialect(
    kind="radarr",
    app_name="Radarr",
    api="api/v3",
    noun="movie",
    media="movieId",
    parent="",
    unknown_items="includeUnknownMovieItems",
    includes=("includeMovie",),
    search_items="MoviesSearch",
    scan="DownloadedMoviesScan",
)
_SONARR = ArrDialect(
    kind="sonarr",
    app_name="Sonarr",
    api="api/v3",
    noun="episode",
    media="episodeId",
    parent="seriesId",
    unknown_items="includeUnknownSeriesItems",
    includes=("includeSeries", "includeEpisode"),
    search_items="EpisodeSearch",
    search_parent="SeriesSearch",
    search_missing="MissingEpisodeSearch",
    search_season="SeasonSearch",
    scan="DownloadedEpisodesScan",
)
# Lidarr computes the statistics of every album for each list; Readarr is no faster.
_LIDARR = ArrDialect(
    kind="lidarr",
    app_name="Lidarr",
    api="api/v1",
    noun="album",
    media="albumId",
    parent="artistId",
    unknown_items="includeUnknownArtistItems",
    includes=("includeArtist", "includeAlbum"),
    search_items="AlbumSearch",
    search_parent="ArtistSearch",
    search_missing="MissingAlbumSearch",
    scan="DownloadedAlbumsScan",
    parallel=1,
)
_READARR = ArrDialect(
    kind="readarr",
    app_name="Readarr",
    api="api/v1",
    noun="book",
    media="bookId",
    parent="authorId",
    unknown_items="includeUnknownAuthorItems",
    includes=("includeAuthor", "includeBook"),
    search_items="BookSearch",
    search_parent="AuthorSearch",
    search_missing="MissingBookSearch",
    scan="DownloadedBooksScan",
    parallel=1,
)
DIALECTS: dict[str, ArrDialect] = {dialect.kind: dialect for dialect in (_RADARR, _SONARR, _LIDARR, _READARR)}
