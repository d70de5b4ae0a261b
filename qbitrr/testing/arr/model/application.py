"""
One simulated application without its web front: the parts put together, its clockwork, and what its commands do.
"""

from collections.abc import Callable, Iterable
from typing import Any

from twisted.internet.interfaces import IDelayedCall, IReactorTime

from qbitrr.testing.arr.model.commands import CommandQueue, SimulatedCommand
from qbitrr.testing.arr.model.downloads.downloads import IDownloads, as_magnet
from qbitrr.testing.arr.model.downloads.importing import Importer, ImportOutcome
from qbitrr.testing.arr.model.downloads.ledger import Ledger, SimulatedGrab
from qbitrr.testing.arr.model.downloads.tracking import ClientLink, DownloadTracker
from qbitrr.testing.arr.model.faults import Faults
from qbitrr.testing.arr.model.kinds import KINDS
from qbitrr.testing.arr.model.library.books import Books
from qbitrr.testing.arr.model.library.movies import Movies
from qbitrr.testing.arr.model.library.music import Music
from qbitrr.testing.arr.model.library.records import (
    SimulatedAlbum,
    SimulatedArtist,
    SimulatedAuthor,
    SimulatedBook,
    SimulatedMovie,
    SimulatedSeries,
)
from qbitrr.testing.arr.model.library.television import Television
from qbitrr.testing.arr.model.operations import Operations
from qbitrr.testing.arr.model.queue import SimulatedQueue
from qbitrr.testing.arr.model.searching import Release, Searcher
from qbitrr.testing.arr.model.settings import ArrSettings

__all__ = ["ArrModel"]

_LIBRARIES: dict[str, Any] = {"radarr": Movies, "sonarr": Television, "lidarr": Music, "readarr": Books}
_ROOTS = {"radarr": "/movies", "sonarr": "/tv", "lidarr": "/music", "readarr": "/books"}


class ArrModel:
    """
    What a Radarr, Sonarr, Lidarr or Readarr holds and does. Knows nothing of HTTP.

    *kind* is `radarr`, `sonarr`, `lidarr` or `readarr`; *download_client* provides `IDownloads` and is watched in *category* (the
    application's default when empty). *root* is the library's folder. With *check_paths* imports look at the disk. With *legacy* there
    is no `importBlocked`, as before mid-2024.
    """

    def __init__(
        self, kind: str, clock: IReactorTime, api_key: str, download_client: IDownloads | None = None, *, category: str = "",
        client_name: str = "qBittorrent", imported_category: str = "", root: str = "", url_base: str = "",
        check_paths: bool = False, legacy: bool = False, refresh_seconds: float = 60.0,
    ) -> None:  # fmt: skip
        self.kind = KINDS[kind]
        self.clock, self.api_key, self.url_base = clock, api_key, url_base.rstrip("/")
        self.settings = ArrSettings(self.kind, root or _ROOTS[kind])
        self.library = _LIBRARIES[kind](self.kind, self.settings, clock.seconds)
        self.library.url_base = self.url_base
        self.ledger = Ledger(self.kind, clock.seconds)
        self.tracker = DownloadTracker(
            self.kind, self.library, self.ledger, lambda: self.settings.options, clock.seconds, legacy=legacy
        )
        self.importer = Importer(
            self.kind, self.library, self.ledger, self.tracker, clock.seconds, check_paths=check_paths
        )
        self.searcher = Searcher(self.kind, self.library, self.ledger, self.tracker, clock.seconds, self.refresh_soon)
        self.operations = Operations(
            kind=self.kind, clock=clock, library=self.library, ledger=self.ledger, tracker=self.tracker, importer=self.importer,
            searcher=self.searcher, post=self._post, refresh_soon=self.refresh_soon,
        )  # fmt: skip
        self.fail, self.ignore, self.fail_history = (
            self.operations.fail,
            self.operations.ignore,
            self.operations.fail_history,
        )
        self.queue = SimulatedQueue(self.tracker, self.searcher, self.fail, self.ignore)
        self.commands = CommandQueue(kind, clock, self.operations.run)
        self.faults = Faults()
        self.requests: list[dict[str, Any]] = []
        self.started_at = clock.seconds()
        self.clock_ahead = 0.0
        self.refresh_seconds = refresh_seconds
        self._timers: dict[str, IDelayedCall] = {}
        if download_client is not None:
            self.link(download_client, name=client_name, category=category, imported_category=imported_category)

    # Building the world

    def link(
        self, downloads: IDownloads, *, name: str = "qBittorrent", category: str = "", imported_category: str = ""
    ) -> ClientLink:
        """One more download client, watched in *category* (the application's default when empty)."""
        link = ClientLink(
            id=len(self.tracker.links) + 1, name=name, downloads=downloads, category=category or self.kind.category,
            imported_category=imported_category, host=getattr(downloads, "host", "127.0.0.1"), port=getattr(downloads, "port", 8080),
        )  # fmt: skip
        self.tracker.links.append(link)
        return link

    def add_movie(self, title: str, year: int = 2020, **rest: Any) -> SimulatedMovie:
        """Radarr: a new movie (`Movies.add`)."""
        return self.library.add(title, year, **rest)

    def add_series(self, title: str, seasons: dict[int, int] | None = None, **rest: Any) -> SimulatedSeries:
        """Sonarr: a new series with so many episodes per season (`Television.add`)."""
        return self.library.add(title, seasons, **rest)

    def add_artist(self, name: str, **rest: Any) -> SimulatedArtist:
        """Lidarr: a new artist (`Music.add`)."""
        return self.library.add(name, **rest)

    def add_album(self, artist_id: int, title: str, **rest: Any) -> SimulatedAlbum:
        """Lidarr: a new album (`Music.add_album`)."""
        return self.library.add_album(artist_id, title, **rest)

    def add_author(self, name: str, **rest: Any) -> SimulatedAuthor:
        """Readarr: a new author (`Books.add`)."""
        return self.library.add(name, **rest)

    def add_book(self, author_id: int, title: str, **rest: Any) -> SimulatedBook:
        """Readarr: a new book (`Books.add_book`)."""
        return self.library.add_book(author_id, title, **rest)

    def offer(self, leaf_id: int, *releases: Release) -> None:
        """Let the indexers have *releases* for a leaf."""
        self.releases.setdefault(leaf_id, []).extend(releases)

    @property
    def releases(self) -> dict[int, list[Release]]:
        """What a search finds, by leaf."""
        return self.searcher.releases

    @property
    def outcomes(self) -> dict[str, ImportOutcome]:
        """How imports end, by lower-case hash or path."""
        return self.importer.outcomes

    def grab(
        self, leaf_ids: Iterable[int], hash: str, title: str = "", *, quality: str = "", score: int = 0, **rest: Any
    ) -> SimulatedGrab:
        """
        Note that a release was taken for these leaves, without telling the download client. Without a title one is made that the
        application recognises. *rest* are members of `SimulatedGrab`.
        """
        ids = tuple(leaf_ids)
        name = quality or self.kind.default_quality
        grab = SimulatedGrab(
            hash=hash.upper(), title=title or self.library.release_name(ids, name, "GRP"), leaf_ids=ids, score=score,
            owner_id=self.library.owner_of(ids[0]).id, quality=name, at=self.clock.seconds(), **rest,
        )  # fmt: skip
        link = self.tracker.links[0].name if self.tracker.links else ""
        self.searcher.note(grab, link)
        return grab

    async def grab_and_add(
        self,
        leaf_ids: Iterable[int],
        hash: str,
        title: str = "",
        *,
        magnet: str = "",
        torrent: bytes = b"",
        **rest: Any,
    ) -> SimulatedGrab:
        """As `grab`, and add the torrent to the first download client."""
        grab = self.grab(leaf_ids, hash, title, **rest)
        link = self.tracker.links[0]
        sent = "" if torrent else magnet or as_magnet(hash, grab.title)
        await link.downloads.add(magnet=sent, torrent=torrent, category=link.category)
        return grab

    # Life

    def start(self) -> None:
        """Begin the scheduled work: the first refresh at once."""
        self.started_at = self.clock.seconds()
        self._later("refresh", 0, self._scheduled_refresh)

    def stop(self) -> None:
        """End all work; nothing is scheduled afterwards."""
        for timer in self._timers.values():
            if timer.active():
                timer.cancel()
        self._timers.clear()
        self.commands.stop()

    def restart(self, starting_seconds: float = 0.0) -> None:
        """As if the process was restarted: tracking is forgotten, running commands are orphaned; 503 for *starting_seconds*."""
        self.tracker.tracked.clear()
        self.commands.restart()
        if starting_seconds:
            self.faults.starting_until = self.clock.seconds() + starting_seconds
        self.start()

    def _later(self, name: str, seconds: float, call: Callable[[], object]) -> None:
        timer = self._timers.get(name)
        if timer is not None and timer.active():
            timer.cancel()
        self._timers[name] = self.clock.callLater(seconds, call)

    def _scheduled_refresh(self) -> None:
        self._later("refresh", self.refresh_seconds, self._scheduled_refresh)
        self.commands.post({"name": "RefreshMonitoredDownloads"}, trigger="scheduled", priority="high")

    def _post(self, *args: Any, **rest: Any) -> SimulatedCommand:
        return self.commands.post(*args, **rest)

    def refresh_soon(self) -> None:
        """One refresh, at the latest five seconds from now; asking again meanwhile changes nothing."""
        timer = self._timers.get("debounce")
        if timer is None or not timer.active():
            self._later(
                "debounce",
                5.0,
                lambda: self.commands.post({"name": "RefreshMonitoredDownloads"}, trigger="unspecified"),
            )

    @property
    def auto_import(self) -> bool:
        """Whether the application imports what is pending by itself; not a real setting, for tests that leave it to others."""
        return self.operations.auto_import

    @auto_import.setter
    def auto_import(self, on: bool) -> None:
        self.operations.auto_import = on

    @property
    def import_seconds(self) -> float:
        """How long an import stays `importing`."""
        return self.operations.import_seconds

    @import_seconds.setter
    def import_seconds(self, seconds: float) -> None:
        self.operations.import_seconds = seconds

    def health(self) -> list[dict[str, Any]]:
        """What `GET health` lists."""
        down = [link.name for link in self.tracker.links if link.down_since is not None]
        wiki = f"https://wiki.servarr.com/{self.kind.name}/system"
        return [
            {"source": "DownloadClientCheck", "type": "error", "wikiUrl": wiki,
             "message": f"Unable to communicate with {name}."} for name in down
        ]  # fmt: skip
