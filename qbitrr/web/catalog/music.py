"""
Artists and albums.
"""

from typing import Any

from twisted.internet.defer import Deferred
from twisted.web.iweb import IRequest

from qbitrr.store.catalog.browse.albums import ALBUM_PAGE, ALBUM_PAGE_MOST, AlbumFilters, album_page, track_page
from qbitrr.store.catalog.browse.answers import AlbumPage, ArtistDetail, ArtistPage, Counts, FullCounts, TrackPage
from qbitrr.store.catalog.browse.artists import (
    ARTIST_PAGE,
    ARTIST_PAGE_MOST,
    ArtistFilters,
    artist_detail,
    artist_page,
)
from qbitrr.store.catalog.browse.asked import Paging
from qbitrr.store.catalog.browse.merged import all_artists
from qbitrr.web.catalog.asking import CATEGORY, LIVE, TEXT_IN_IT, flag, paging, parents, parents_asked
from qbitrr.web.catalog.libraries import Libraries
from qbitrr.web.http.parameters import NUMBER, in_path
from qbitrr.web.http.routes import Auth, Group, Route, mirrored

__all__ = ["MusicRoutes"]

_ARTISTS = parents("artists", "album", ARTIST_PAGE, ARTIST_PAGE_MOST)
_ALBUMS = (
    TEXT_IN_IT,
    *paging(ALBUM_PAGE, ALBUM_PAGE_MOST, alias=True),
    flag("monitored", "Monitored or not."),
    flag("has_file", "Complete or not."),
    flag("quality_met", "Complete with files that meet the cutoff or not."),
    flag("is_request", "Requested or not."),
    flag("flat_mode", "Tracks instead of albums.", default=False),
    flag("group_by_artist", "Pages of artists, each with all its albums that match.", default=False),
)


class MusicRoutes:
    """`/lidarr/<category>/artists`, one artist, its albums (for the browser UI only), and the artists of all instances."""

    def __init__(self, libraries: Libraries) -> None:
        self._libraries = libraries

    def routes(self) -> tuple[Route, ...]:
        """All but the albums are mirrored."""
        group, inside = Group.CATALOG, "/lidarr/<path:category>"
        artist = in_path("artist_id", "Lidarr's id of the artist.", NUMBER)
        return (
            *mirrored(
                "lidarr.artists", "GET", f"{inside}/artists", group, self.artists, parameters=(CATEGORY, LIVE, *_ARTISTS),
                answer=ArtistPage,
            ),
            *mirrored("lidarr.all-artists", "GET", "/lidarr/artists", group, self.all_artists, parameters=_ARTISTS, answer=ArtistPage),
            *mirrored(
                "lidarr.artist", "GET", f"{inside}/artist/<int:artist_id>", group, self.artist, parameters=(CATEGORY, LIVE, artist),
                answer=ArtistDetail,
            ),
            Route(
                name="web.lidarr.albums", method="GET", path=f"/web{inside}/albums", auth=Auth.PROTECTED, group=group,
                parameters=(CATEGORY, LIVE, *_ALBUMS), answer=(AlbumPage, TrackPage), handler=self.albums,
            ),
        )  # fmt: skip

    def artists(self, request: IRequest, category: str, live: bool, **asked: Any) -> Deferred[bytes]:
        """A page of the artists of an instance."""
        shelf = self._libraries.find("lidarr", category, live=live)
        wanted, part = parents_asked(ArtistFilters, ARTIST_PAGE, **asked)
        empty = ArtistPage(
            category=shelf.scope.category, counts=FullCounts(), counts_tracks=Counts(), album_total=0, total=0,
            page=part.page, page_size=part.size,
        )  # fmt: skip
        return self._libraries.answer(
            request, lambda: shelf.reader.read(artist_page, shelf.scope, wanted, part), empty=empty
        )

    def all_artists(self, request: IRequest, **asked: Any) -> Deferred[bytes]:
        """A page of the artists of all instances."""
        shelves = self._libraries.every("lidarr")
        wanted, part = parents_asked(ArtistFilters, ARTIST_PAGE, **asked)
        return self._libraries.answer(request, lambda: all_artists(shelves, wanted, part))

    def artist(self, request: IRequest, category: str, live: bool, artist_id: int) -> Deferred[bytes]:
        """An artist with its albums and their tracks."""
        shelf = self._libraries.find("lidarr", category, live=live)
        return self._libraries.answer(
            request, lambda: shelf.reader.read(artist_detail, shelf.scope, artist_id), gone="Artist not found"
        )

    def albums(
        self, request: IRequest, category: str, live: bool, q: str, page: int, page_size: int | None, size: int | None,
        flat_mode: bool, group_by_artist: bool, **flags: bool | None,
    ) -> Deferred[bytes]:  # fmt: skip
        """A page of albums with their tracks, or of tracks."""
        shelf = self._libraries.find("lidarr", category, live=live)
        wanted = AlbumFilters(text=q, by_artist=group_by_artist, **flags)
        part = Paging(page=page, size=page_size or size or ALBUM_PAGE)
        if flat_mode:
            no_tracks = TrackPage(
                category=shelf.scope.category, counts=Counts(), total=0, page=page, page_size=part.size
            )
            return self._libraries.answer(
                request, lambda: shelf.reader.read(track_page, shelf.scope, wanted, part), empty=no_tracks
            )
        empty = AlbumPage(
            category=shelf.scope.category, counts=FullCounts(), counts_tracks=Counts(), album_total=0, total=0, page=page,
            page_size=part.size,
        )  # fmt: skip
        return self._libraries.answer(
            request, lambda: shelf.reader.read(album_page, shelf.scope, wanted, part), empty=empty
        )
