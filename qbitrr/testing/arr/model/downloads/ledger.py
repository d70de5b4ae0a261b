"""
What the application remembers of downloads: the history, the state of each hash by that history, and the blocklist.
"""

from collections.abc import Callable, Iterable, Mapping

from attrs import define, field, frozen

from qbitrr.testing.arr.model.kinds import ApplicationKind
from qbitrr.testing.arr.model.wire import missing

__all__ = ["Blocked", "Event", "Ledger", "SimulatedGrab"]


@frozen(kw_only=True)
class SimulatedGrab:
    """
    A release taken for some leaves. *hash* is in upper case, as everything the application keeps of it. *match* is `title` or `id`:
    how the release was recognised; *source* is `search`, `interactiveSearch`, `rss` or `userInvokedSearch`.
    """

    hash: str
    title: str
    owner_id: int
    leaf_ids: tuple[int, ...]
    quality: str
    score: int = 0
    formats: tuple[int, ...] = ()
    size: int = 0
    indexer: str = "Simulated Indexer"
    match: str = "title"
    source: str = "userInvokedSearch"
    at: float = 0.0


@frozen(kw_only=True)
class Event:
    """One history record; *leaf_id* is one leaf of the download."""

    id: int
    type: str
    at: float
    leaf_id: int
    owner_id: int
    title: str
    quality: str
    hash: str = ""
    score: int = 0
    data: Mapping[str, str] = field(factory=dict)


@frozen(kw_only=True)
class Blocked:
    """One blocklist record. *hash* in upper case, empty when it is not known."""

    id: int
    at: float
    owner_id: int
    leaf_ids: tuple[int, ...]
    title: str
    quality: str
    indexer: str
    message: str
    hash: str


@define
class Ledger:
    """History and blocklist of one application."""

    kind: ApplicationKind
    now: Callable[[], float]
    events: list[Event] = field(factory=list)
    grabs: dict[str, SimulatedGrab] = field(factory=dict)
    outcomes: dict[str, str] = field(factory=dict)
    blocked: dict[int, Blocked] = field(factory=dict)
    gone: set[int] = field(factory=set)
    _last_blocked: int = 0

    def note(
        self, type: str, leaf_ids: Iterable[int], owner_id: int, *, title: str, quality: str, hash: str = "", score: int = 0,
        data: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        """One history record per leaf."""
        for leaf_id in leaf_ids:
            self.events.append(Event(
                id=len(self.events) + 1, type=type, at=self.now(), leaf_id=leaf_id, owner_id=owner_id, title=title, quality=quality,
                hash=hash.upper(), score=score, data=dict(data or {}),
            ))  # fmt: skip

    def note_grab(self, grab: SimulatedGrab, client: str) -> None:
        """A release was taken: history, and from now on the hash is known."""
        self.grabs[grab.hash] = grab
        self.outcomes[grab.hash] = "grabbed"
        data = {
            "indexer": grab.indexer, "nzbInfoUrl": "", "releaseGroup": grab.title.rpartition("-")[2], "age": "0", "ageHours": "1",
            "ageMinutes": "60", "downloadClient": "QBittorrent", "downloadClientName": client, "size": str(grab.size),
            "downloadUrl": f"magnet:?xt=urn:btih:{grab.hash.lower()}", "guid": f"https://indexer.invalid/{grab.hash.lower()}",
            "protocol": "2", "customFormatScore": str(grab.score), "releaseSource": grab.source, "indexerFlags": "0",
            "indexerId": "1", "torrentInfoHash": grab.hash,
        }  # fmt: skip
        if self.kind.is_video:
            data["movieMatchType" if self.kind.leaf == "movie" else "seriesMatchType"] = grab.match
        self.note("grabbed", grab.leaf_ids, grab.owner_id, title=grab.title, quality=grab.quality, hash=grab.hash,
                  score=grab.score, data=data)  # fmt: skip

    def note_failure(self, grab: SimulatedGrab, message: str, client: str) -> None:
        """A grabbed download failed: history, blocklist, and the hash stays out of the queue."""
        self.outcomes[grab.hash] = "failed"
        data = {"downloadClient": "QBittorrent", "downloadClientName": client, "message": message, "size": str(grab.size),
                "releaseGroup": grab.title.rpartition("-")[2], "indexer": grab.indexer}  # fmt: skip
        self.note("downloadFailed", grab.leaf_ids, grab.owner_id, title=grab.title, quality=grab.quality, hash=grab.hash,
                  score=grab.score, data=data)  # fmt: skip
        self.block(grab, message)

    def block(self, grab: SimulatedGrab, message: str) -> None:
        """Put a release on the blocklist."""
        self._last_blocked += 1
        self.blocked[self._last_blocked] = Blocked(
            id=self._last_blocked, at=self.now(), owner_id=grab.owner_id, leaf_ids=grab.leaf_ids, title=grab.title,
            quality=grab.quality, indexer=grab.indexer, message=message, hash=grab.hash,
        )  # fmt: skip

    def is_blocked(self, owner_id: int, hash: str, title: str, indexer: str) -> bool:
        """Whether a release found for *owner_id* is refused: by hash, without one by title and indexer."""
        mine = (entry for entry in self.blocked.values() if entry.owner_id == owner_id)
        if hash:
            return any(entry.hash == hash.upper() for entry in mine)
        return any(entry.title == title and entry.indexer == indexer for entry in mine)

    def imported_leaves(self, hash: str) -> set[int]:
        """The leaves the history shows as imported from this download since it was grabbed last."""
        done: set[int] = set()
        for event in reversed(self.events):
            if event.hash == hash and event.type == "grabbed":
                break
            if event.hash == hash and event.type == self.kind.imported_event:
                done.add(event.leaf_id)
        return done

    def shown(self) -> list[Event]:
        """The history of what is still in the library, oldest first."""
        return [event for event in self.events if event.owner_id not in self.gone] if self.gone else self.events

    def event(self, event_id: int) -> Event:
        """A history record by id; 404 when there is none."""
        if not 0 < event_id <= len(self.events):
            raise missing()
        return self.events[event_id - 1]
