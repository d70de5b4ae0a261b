"""
The demo world: one simulated qBittorrent and a simulated Radarr, Sonarr and Lidarr, in which something always happens.
"""

from collections.abc import Callable
from random import Random

from attrs import evolve
from twisted.internet.interfaces import IReactorTime

from qbitrr.testing.arr import IDownloads, SimulatedArr
from qbitrr.testing.arr.model.library.records import LibraryOwner
from qbitrr.testing.demo.names import Names
from qbitrr.testing.demo.stories import STORIES, offer, put_in_motion
from qbitrr.testing.qbittorrent import SimulatedQbittorrent, Timing

__all__ = ["CATEGORIES", "World"]

CATEGORIES = {"radarr": "films", "sonarr": "series", "lidarr": "music"}
_API_KEYS = {kind: f"{place:032x}" for place, kind in enumerate(CATEGORIES, 1)}
# How often an Arr looks at its downloads; real ones take a minute, too long for a demonstration.
_REFRESH_SECONDS = 4.0
_SHORTEST_PAUSE, _LONGEST_PAUSE = 5.0, 12.0
# So many things may be wanted at once in one Arr; one nothing comes of is not counted for ever.
_WANTED_AT_ONCE = 4
_FORGOTTEN_AFTER = 300.0
# What lies longest in a library makes room, so that the world stays small.
_OWNERS_KEPT = {"radarr": 40, "sonarr": 10, "lidarr": 10}
_LEAVES_OF_ONE = {"sonarr": 8, "lidarr": 5}
_REMEMBERED = 1_000
_HOUR = 3600.0


class World:
    """
    The programs and what goes on in them. Call `connect`, then `begin`, then `turn` every few seconds.

    The same *seed* tells the same stories. *save_path* is where the client says its downloads are (nothing is written there).
    `tell`, if set, is called with a sentence for each new story.
    """

    tell: Callable[[str], object] | None = None

    def __init__(self, clock: IReactorTime, *, seed: int, save_path: str, password: str) -> None:
        self.clock = clock
        self.qbit = SimulatedQbittorrent(
            clock, "5.1", password=password, save_path=save_path, timing=evolve(Timing.realistic(), refresh_lag=1.0)
        )
        self.arrs = {
            kind: SimulatedArr(kind, clock, _API_KEYS[kind], category=category, refresh_seconds=_REFRESH_SECONDS)
            for kind, category in CATEGORIES.items()
        }
        self._random = Random(seed)
        self._names = Names(self._random)
        self._open: dict[str, dict[int, float]] = {kind: {} for kind in CATEGORIES}
        self._next_at = 0.0

    def connect(self, downloads: Callable[[], IDownloads]) -> None:
        """Wire every Arr to the client; *downloads* makes a connection."""
        for kind, arr in self.arrs.items():
            arr.link(downloads(), category=CATEGORIES[kind])
            arr.auto_import = False  # they show what is complete and leave the import to others

    def begin(self) -> None:
        """What is there at the start: libraries, downloads in every condition, and things that are missing."""
        for _ in range(6):
            self.arrs["radarr"].add_movie(self._names.title(), self._year(), has_file=True)
        self.arrs["sonarr"].add_series(self._names.title(), {1: 4}, has_file=True)
        artist = self.arrs["lidarr"].add_artist(self._names.title())
        for title in ("First Light", "Second Wind"):
            self.arrs["lidarr"].add_album(artist.id, title, has_file=True)
        self._in_motion("radarr", "good", progress=0.5)
        self._in_motion("radarr", "stalls", progress=0.81, idle_seconds=_HOUR)
        self._in_motion("sonarr", "fake", progress=0.1)
        self._in_motion("lidarr", "extras", progress=0.3)
        for kind, plot in (
            ("radarr", "good"),
            ("radarr", "no_metadata"),
            ("sonarr", "good"),
            ("sonarr", "stalls"),
            ("lidarr", "good"),
        ):
            self._want(kind, plot)
        self._pause()

    def turn(self) -> None:
        """Look at what has settled, and begin a new story when it is time for one."""
        self.qbit.settle()
        for kind in CATEGORIES:
            self._look_at(kind)
        now = self.clock.seconds()
        free = [kind for kind, leaves in self._open.items() if len(leaves) < _WANTED_AT_ONCE]
        if free and now >= self._next_at:
            self._want(self._random.choice(free), self._random.choice(list(STORIES)))
            self._pause()

    # Stories

    def _want(self, kind: str, plot: str) -> None:
        """Something new is wanted, and there are releases for it."""
        leaf_id, title = self._new_leaf(kind)
        offer(self.arrs[kind], self.qbit, leaf_id, STORIES[plot].releases, self._random)
        if self.tell is not None:
            self.tell(f"{self.arrs[kind].kind.app} now wants {title}: {STORIES[plot].told}")

    def _in_motion(self, kind: str, plot: str, **how: float) -> None:
        """Something that is being downloaded already."""
        arr = self.arrs[kind]
        leaf_id, _ = self._new_leaf(kind)
        first, *_ = offer(arr, self.qbit, leaf_id, STORIES[plot].releases, self._random)
        put_in_motion(arr, self.qbit, leaf_id, first, **how)

    def _pause(self) -> None:
        self._next_at = self.clock.seconds() + self._random.uniform(_SHORTEST_PAUSE, _LONGEST_PAUSE)

    def _year(self) -> int:
        return self._random.randint(1950, 2025)

    def _new_leaf(self, kind: str) -> tuple[int, str]:
        """One more thing to have: its id, and what it is called."""
        arr = self.arrs[kind]
        if kind == "radarr":
            movie = arr.add_movie(self._names.title(), self._year())
            leaf_id, title = movie.id, f"{movie.title} ({movie.year})"
        else:
            owner = self._owner_with_room(kind)
            number = len(arr.library.leaves_of(owner.id)) + 1
            if kind == "sonarr":
                aired = self.clock.seconds() - 3 * _HOUR
                leaf_id = arr.library.add_episode(owner.id, 1, number, air=aired).id
                title = f"{owner.title} S01E{number:02}"
            else:
                album = arr.add_album(owner.id, self._names.title().removeprefix("The "), tracks=8)
                leaf_id, title = album.id, f"{owner.title} - {album.title}"
        self._open[kind][leaf_id] = self.clock.seconds()
        return leaf_id, title

    def _owner_with_room(self, kind: str) -> LibraryOwner:
        """The newest series or artist, or a new one when that has enough."""
        arr = self.arrs[kind]
        newest = max(arr.library.owners, default=None)
        if newest is not None and len(arr.library.leaves_of(newest)) < _LEAVES_OF_ONE[kind]:
            return arr.library.owner(newest)
        title = self._names.title()
        return arr.add_series(title, {}) if kind == "sonarr" else arr.add_artist(title)

    # Keeping the world small

    def _look_at(self, kind: str) -> None:
        arr, now = self.arrs[kind], self.clock.seconds()
        self._open[kind] = {
            leaf_id: since for leaf_id, since in self._open[kind].items()
            if now - since < _FORGOTTEN_AFTER and not arr.library.files_of(leaf_id)
        }  # fmt: skip
        spare = len(arr.library.owners) - _OWNERS_KEPT[kind]
        for owner_id in sorted(arr.library.owners)[: max(0, spare)]:
            for leaf_id in arr.library.leaves_of(owner_id):
                for release in arr.releases.pop(leaf_id, ()):
                    self.qbit.expected.pop(release.hash, None)
            arr.library.remove_owner(owner_id)
        del arr.requests[:-_REMEMBERED]
        del arr.searcher.searches[:-_REMEMBERED]
