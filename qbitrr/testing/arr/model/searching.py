"""
Searching: scripted releases, what is refused, what is grabbed, and what the search commands say.
"""

from collections.abc import Callable, Iterable

from attrs import define, field, frozen
from twisted.internet.defer import CancelledError

from qbitrr.testing.arr.model.commands import SimulatedCommand
from qbitrr.testing.arr.model.downloads.downloads import as_magnet
from qbitrr.testing.arr.model.downloads.ledger import Ledger, SimulatedGrab
from qbitrr.testing.arr.model.downloads.tracking import DownloadTracker
from qbitrr.testing.arr.model.kinds import ApplicationKind
from qbitrr.testing.arr.model.library.library import SimulatedLibrary
from qbitrr.testing.arr.model.search_plans import PLANS
from qbitrr.testing.arr.model.tables import rank
from qbitrr.testing.arr.model.wire import ApiError

__all__ = ["Pending", "Release", "Searcher"]


@frozen(kw_only=True)
class Release:
    """
    Something an indexer offers. Without *title* one is made that fits the leaf it is offered for; *leaf_ids* are what is in it (empty =
    just that leaf); *torrent* are the bytes of its file, otherwise *magnet* (made from the hash when empty) is used.
    """

    hash: str
    title: str = ""
    quality: str = ""
    score: int = 0
    formats: tuple[int, ...] = ()
    size: int = 1_000_000_000
    leaf_ids: tuple[int, ...] = ()
    magnet: str = ""
    torrent: bytes = b""
    indexer: str = "Simulated Indexer"
    match: str = "title"


@frozen(kw_only=True)
class Pending:
    """A release held back: *status* `delay`, `downloadClientUnavailable` or `fallback`, until the moment *until*."""

    leaf_id: int
    release: Release
    status: str
    since: float
    until: float


@define
class Searcher:
    """
    Finds among `releases` (leaf id → what the indexers have for it) and grabs.

    `searches` records every searched leaf as `(command name, leaf id, seconds)`; `errors` holds leaves whose search raises.
    """

    kind: ApplicationKind
    library: SimulatedLibrary
    ledger: Ledger
    tracker: DownloadTracker
    now: Callable[[], float]
    grabbed: Callable[[], None]
    releases: dict[int, list[Release]] = field(factory=dict)
    feed: list[tuple[int, Release]] = field(factory=list)
    searches: list[tuple[str, int, float]] = field(factory=list)
    errors: set[int] = field(factory=set)
    pending: list[Pending] = field(factory=list)

    async def run(self, command: SimulatedCommand) -> bool:
        """Perform a search command and leave its last progress text in the command."""
        plan = PLANS[command.name](self.tracker, command.body)
        automatic = command.trigger == "unspecified"
        found = 0
        for leaf_id in self._known_first(plan.leaf_ids):
            self.library.leaf(leaf_id)  # an unknown id ends the command here, what came before is done
            if automatic and self.kind.name == "radarr" and not self.library.is_wanted(leaf_id):
                continue
            found += await self._search(command, leaf_id)
        reports = f"{found} reports downloaded."
        command.message = plan.text.format(n=len(plan.leaf_ids)) + " " + reports
        return True

    def _known_first(self, leaf_ids: Iterable[int]) -> list[int]:
        ids = list(dict.fromkeys(leaf_ids))
        known = [number for number in ids if number in self.library.leaves]
        if self.kind.name == "radarr" and len(known) != len(ids):  # fails as a whole, before anything is searched
            raise ApiError(500, {"message": f"Expected query to return {len(ids)} rows but returned {len(known)}"})
        return ids

    async def _search(self, command: SimulatedCommand, leaf_id: int) -> int:
        """Search one leaf; the number of releases grabbed (0 or 1)."""
        self.searches.append((command.name, leaf_id, self.now()))
        self.library.mark_searched(leaf_id)
        if leaf_id in self.errors:
            return 0
        best = self.best(leaf_id)
        if best is None:
            return 0
        return int(
            await self.grab(leaf_id, best, source="userInvokedSearch" if command.trigger == "manual" else "search")
        )

    def best(self, leaf_id: int) -> Release | None:
        """The best acceptable release for a leaf, the first of equals."""
        good = [release for release in self.releases.get(leaf_id, ()) if not self.refusal(leaf_id, release)]
        return max(good, key=self._worth, default=None)

    def _worth(self, release: Release) -> tuple[int, int]:
        return rank(self.kind.name, release.quality or self.kind.default_quality), release.score

    def refusal(self, leaf_id: int, release: Release) -> str:
        """Why a release is not taken, empty when it would be."""
        owner = self.library.owner_of(leaf_id)
        worth = self._worth(release)
        title = release.title or self._title(leaf_id, release)
        if self.ledger.is_blocked(owner.id, release.hash, title, release.indexer):
            return "Release is blocklisted"
        profile = self.library.settings.profiles.get(owner.profile_id)
        if release.score < profile["minFormatScore"]:
            return "Custom Formats have score below the minimum"
        for tracked in self.tracker.shown():
            if tracked.match and leaf_id in tracked.match.leaf_ids and self._queued_worth(tracked.hash) >= worth:
                return "Quality for release in queue is of equal or higher preference"
        for file in self.library.files_of(leaf_id):
            if (
                not profile["upgradeAllowed"]
                or (rank(self.kind.name, file.quality), self.library.score_of(file)) >= worth
            ):
                return "Existing file on disk is of equal or higher preference"
        return ""

    def _queued_worth(self, hash: str) -> tuple[int, int]:
        grab = self.ledger.grabs.get(hash)
        if grab is None:
            return rank(self.kind.name, self.kind.default_quality), 0
        return rank(self.kind.name, grab.quality), grab.score

    def _title(self, leaf_id: int, release: Release) -> str:
        leaves = release.leaf_ids or (leaf_id,)
        return self.library.release_name(leaves, release.quality or self.kind.default_quality, release.hash[:6].upper())

    async def grab(self, leaf_id: int, release: Release, *, source: str = "userInvokedSearch") -> bool:
        """Take a release: add it to the download client and note it. False when the client did not take it (it is kept for later)."""
        link = next((link for link in self.tracker.links if link.enabled), None)
        grab = self.as_grab(leaf_id, release, source)
        try:
            if link is not None:
                magnet = "" if release.torrent else release.magnet or as_magnet(release.hash, grab.title)
                await link.downloads.add(magnet=magnet, torrent=release.torrent, category=link.category)
        except CancelledError:
            raise
        except Exception:
            self.hold(leaf_id, release, status="downloadClientUnavailable")
            return False
        self.note(grab, link.name if link else "")
        return True

    def hold(self, leaf_id: int, release: Release, *, status: str = "delay", until: float = 0.0) -> Pending:
        """Keep a release for later: it stands in the queue without a download until it can be grabbed."""
        entry = Pending(leaf_id=leaf_id, release=release, status=status, since=self.now(), until=until)
        self.pending = [other for other in self.pending if other.release.hash != release.hash] + [entry]
        return entry

    async def retry_pending(self) -> None:
        """Grab what was held back and may go now."""
        due = [entry for entry in self.pending if entry.until <= self.now()]
        self.pending = [entry for entry in self.pending if entry not in due]
        for entry in due:
            await self.grab(entry.leaf_id, entry.release, source="search")

    def as_grab(self, leaf_id: int, release: Release, source: str) -> SimulatedGrab:
        """What the application remembers of taking *release*."""
        return SimulatedGrab(
            hash=release.hash.upper(), title=release.title or self._title(leaf_id, release), leaf_ids=release.leaf_ids or (leaf_id,),
            owner_id=self.library.owner_of(leaf_id).id, quality=release.quality or self.kind.default_quality, score=release.score,
            formats=release.formats, size=release.size, indexer=release.indexer, match=release.match, source=source, at=self.now(),
        )  # fmt: skip

    def note(self, grab: SimulatedGrab, client: str) -> None:
        """Remember a grab; a download of that hash tracked from earlier starts afresh."""
        self.ledger.note_grab(grab, client)
        self.tracker.forget(grab.hash)
        self.grabbed()

    async def sync_feed(self) -> int:
        """RSS: grab what the feed has for wanted leaves; the number of releases grabbed."""
        count, entries = 0, self.feed[:]
        self.feed.clear()
        for leaf_id, release in entries:
            if self.library.is_wanted(leaf_id) and not self.refusal(leaf_id, release):
                count += await self.grab(leaf_id, release, source="rss")
        return count
