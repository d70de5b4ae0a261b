"""
What was found out, as values. Whatever could not be asked is an `Unasked` with the reason in its place.
"""

from collections.abc import Mapping
from typing import TypeAlias, TypeVar

from attrs import field, frozen

from qbitrr.clients.arr.client import ArrVersion, PathMapping
from qbitrr.clients.arr.settings import (
    ArrComplaint,
    CommandOrigin,
    DownloadHandling,
    MediaHandling,
    SetDownloadClient,
    SetIndexer,
    SetRootFolder,
)
from qbitrr.clients.arr.wire import HistoryRecord
from qbitrr.clients.qbittorrent.client import Category, ClientVersion
from qbitrr.clients.qbittorrent.wire import Preferences
from qbitrr.errors import RemoteError
from qbitrr.model.torrents.torrent import Torrent, Tracker

__all__ = [
    "ArrSetup",
    "Asked",
    "ClientSetup",
    "Facts",
    "PathFacts",
    "PathSample",
    "SeenHere",
    "SeenSpace",
    "Unasked",
    "known",
]

T = TypeVar("T")


@frozen
class Unasked:
    """Not known, and *why*; *error* is that of the program, where there is one."""

    why: str
    error: RemoteError | None = None


Asked: TypeAlias = T | Unasked


def known(asked: Asked[T], otherwise: T) -> T:
    """What was answered, *otherwise* where nothing was."""
    return otherwise if isinstance(asked, Unasked) else asked


_NOT_YET = Unasked("it was not reached")


@frozen(kw_only=True)
class ClientSetup:
    """
    One qBittorrent. *trackers* are those of the torrents that may have a duty (None: not readable); *free_bytes* is what it says of the
    disk of its default folder, *clock_ahead* how many seconds its clock is ahead of ours.
    """

    section: str
    version: Asked[ClientVersion] = _NOT_YET
    preferences: Asked[Preferences] = _NOT_YET
    categories: Asked[Mapping[str, Category]] = _NOT_YET
    tags: Asked[tuple[str, ...]] = _NOT_YET
    torrents: Asked[tuple[Torrent, ...]] = _NOT_YET
    limit_actions: Asked[Mapping[str, str]] = _NOT_YET
    trackers: Mapping[str, tuple[Tracker, ...] | None] = field(factory=dict)
    free_bytes: Asked[int] = _NOT_YET
    clock_ahead: Asked[float] = _NOT_YET


@frozen(kw_only=True)
class ArrSetup:
    """One Arr. *history* is that of the last day."""

    section: str
    version: Asked[ArrVersion] = _NOT_YET
    handling: Asked[DownloadHandling] = _NOT_YET
    media: Asked[MediaHandling] = _NOT_YET
    clients: Asked[tuple[SetDownloadClient, ...]] = _NOT_YET
    indexers: Asked[tuple[SetIndexer, ...]] = _NOT_YET
    roots: Asked[tuple[SetRootFolder, ...]] = _NOT_YET
    mappings: Asked[tuple[PathMapping, ...]] = _NOT_YET
    complaints: Asked[tuple[ArrComplaint, ...]] = _NOT_YET
    commands: Asked[tuple[CommandOrigin, ...]] = _NOT_YET
    history: Asked[tuple[HistoryRecord, ...]] = _NOT_YET
    clock_ahead: Asked[float] = _NOT_YET


@frozen(kw_only=True)
class SeenHere:
    """
    A path as this program sees it: *mount* is the mount point it lies on, *device* the number of its file system, *links* how many names
    the largest file in it has (0: no file).
    """

    mount: str
    device: int
    links: int = 0


@frozen(kw_only=True)
class PathSample:
    """A finished torrent of the client: where the client has it, how the Arr calls that, and who sees it."""

    name: str
    client_path: str
    arr_path: str
    imported: bool = False
    seen_by_arr: Asked[bool] = _NOT_YET
    here: Asked[SeenHere] = _NOT_YET


@frozen(kw_only=True)
class PathFacts:
    """Samples of what an Arr has in a client."""

    arr: str
    client: str
    samples: tuple[PathSample, ...] = ()


@frozen(kw_only=True)
class SeenSpace:
    """A folder of a program as this program sees it, with the free space of its disk in bytes."""

    mount: str
    device: int
    free_bytes: int


@frozen(kw_only=True)
class Facts:
    """
    Everything. *folders* are the folders of clients and libraries as seen from here, by path; *removed* the hashes of what we removed
    ourselves within the last day. *asked_at* is when the asking began, in seconds since 1970.
    """

    asked_at: float = 0.0
    clients: tuple[ClientSetup, ...] = ()
    arrs: tuple[ArrSetup, ...] = ()
    paths: tuple[PathFacts, ...] = ()
    folders: Mapping[str, Asked[SeenSpace]] = field(factory=dict)
    removed: Asked[frozenset[str]] = frozenset()

    def client(self, section: str) -> ClientSetup:
        """The client of a section; one that was not looked at is one of which nothing is known."""
        return next((each for each in self.clients if each.section == section), ClientSetup(section=section))
