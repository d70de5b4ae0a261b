"""
The tracking cycle: what the download clients hold becomes tracked downloads, each with a state.
"""

from collections.abc import Callable, Mapping
from typing import Any

from attrs import define, field
from twisted.internet.defer import CancelledError
from twisted.logger import Logger

from qbitrr.testing.arr.model.downloads.downloads import Download, IDownloads
from qbitrr.testing.arr.model.downloads.ledger import Ledger
from qbitrr.testing.arr.model.kinds import ApplicationKind
from qbitrr.testing.arr.model.library.library import Match, SimulatedLibrary

__all__ = ["HIDDEN_STATES", "ClientLink", "DownloadTracker", "Tracked"]

HIDDEN_STATES = frozenset({"imported", "failed", "ignored"})
_BASE_FOLDER = (
    "Unable to Import. Path matches client base download directory, it's possible 'Keep top-level folder' is disabled for this "
    "torrent or 'Torrent Content Layout' is NOT set to 'Original' or 'Create Subfolder'?"
)
_SKIP_AFTER = 5
_SKIP_SECONDS = (60.0, 300.0, 900.0, 1800.0, 3600.0)


@define(kw_only=True, eq=False)
class ClientLink:
    """A download client as configured in the application. Torrents of *category* are seen; `down_since` is set while it fails."""

    id: int
    name: str
    downloads: IDownloads
    category: str
    imported_category: str = ""
    remove_completed: bool = True
    remove_failed: bool = True
    host: str = "127.0.0.1"
    port: int = 8080
    enabled: bool = True
    down_since: float | None = None
    failures: int = 0
    skip_until: float = 0.0
    dht: bool = True
    initial_state: int = 0


@define(kw_only=True, eq=False)
class Tracked:
    """
    One download the application follows. *hash* in upper case; *state* as Radarr spells it; *messages* are `(title, texts)`.
    *by_title* tells whether the release name was recognised, not only the grab remembered.
    """

    hash: str
    link: ClientLink
    item: Download
    match: Match | None = None
    by_title: bool = False
    state: str = "downloading"
    status: str = "ok"
    messages: tuple[tuple[str, tuple[str, ...]], ...] = ()
    visible: bool = True

    def warn(self, *messages: tuple[str, tuple[str, ...]], error: bool = False) -> None:
        """Replace the messages; the status becomes a warning or an error."""
        self.status, self.messages = "error" if error else "warning", messages


def describe(item: Download, kind: ApplicationKind, dht: bool) -> tuple[str, str | None]:
    """The queue's `status` and `errorMessage` of a torrent in its present state."""
    state = item.state
    if kind.name == "readarr" and state in ("stoppedUP", "stoppedDL"):  # this release does not know qBittorrent 5
        return "downloading", f"Unknown download state: {state}"
    if state in ("metaDL", "forcedMetaDL"):
        if dht:
            return "queued", "qBittorrent is downloading metadata"
        return "warning", "qBittorrent cannot resolve magnet link with DHT disabled"
    if item.is_complete:
        if item.content_path and item.content_path.rstrip("/") == item.save_path.rstrip("/"):
            return "warning", _BASE_FOLDER
        return "completed", None
    lost = "qBittorrent is reporting missing files" if kind.is_video else "The download is missing files"
    table: dict[str, tuple[str, str | None]] = {
        "error": ("warning", "qBittorrent is reporting an error"), "missingFiles": ("warning", lost),
        "stalledDL": ("warning", "The download is stalled with no connections"),
        "stoppedDL": ("paused", None), "pausedDL": ("paused", None), "queuedDL": ("queued", None), "checkingDL": ("queued", None),
        "checkingUP": ("queued", None), "checkingResumeData": ("queued", None), "forcedDL": ("downloading", None),
        "moving": ("downloading", None), "downloading": ("downloading", None),
    }  # fmt: skip
    return table.get(state, ("downloading", f"Unknown download state: {state}"))


@define
class DownloadTracker:
    """All tracked downloads of one application, by upper-case hash."""

    kind: ApplicationKind
    library: SimulatedLibrary
    ledger: Ledger
    options: Callable[[], Mapping[str, Any]]
    now: Callable[[], float]
    links: list[ClientLink] = field(factory=list)
    tracked: dict[str, Tracked] = field(factory=dict)
    legacy: bool = False
    log = Logger()

    async def refresh(self) -> None:
        """
        Look at every client and bring all tracked downloads up to date.

        A client that does not answer contributes nothing: its downloads are out of sight until it does.
        """
        seen: set[str] = set()
        for link in self.links:
            if link.enabled and link.skip_until <= self.now():
                seen |= {self._update(link, item).hash for item in await self._fetch(link)}
        for tracked in self.tracked.values():
            tracked.visible = tracked.hash in seen

    async def _fetch(self, link: ClientLink) -> list[Download]:
        try:
            link.dht = bool((await link.downloads.options()).get("dht", True))
            items = await link.downloads.listing(link.category)
        except CancelledError:
            raise
        except Exception as trouble:
            self.log.debug("{name} cannot be reached: {trouble}", name=link.name, trouble=trouble)
            link.failures += 1
            link.down_since = self.now() if link.down_since is None else link.down_since
            if link.failures > _SKIP_AFTER:
                link.skip_until = self.now() + _SKIP_SECONDS[min(link.failures - _SKIP_AFTER, len(_SKIP_SECONDS)) - 1]
            return []
        link.failures, link.down_since = 0, None
        return items

    def _update(self, link: ClientLink, item: Download) -> Tracked:
        tracked = self.tracked.get(item.hash.upper())
        if tracked is None or tracked.state == "downloading":
            tracked = self._track(link, item)
            self.tracked[tracked.hash] = tracked
        else:
            tracked.item, tracked.link = item, link
        rechecked = ("downloading",) if self.kind.name == "readarr" else ("downloading", "importBlocked")
        if tracked.state in rechecked and self.options()["enableCompletedDownloadHandling"]:
            self._check(tracked)
        return tracked

    def _track(self, link: ClientLink, item: Download) -> Tracked:
        """A download seen for the first time, or still downloading: recognised anew."""
        hash_ = item.hash.upper()
        match = self.library.match(item.name)
        grab = self.ledger.grabs.get(hash_)
        tracked = Tracked(hash=hash_, link=link, item=item, match=match, by_title=match is not None)
        if match is None and grab is not None:
            tracked.match = Match(grab.owner_id, grab.leaf_ids)
        outcome = self.ledger.outcomes.get(hash_, "")
        if outcome in HIDDEN_STATES:
            tracked.state = outcome
        return tracked

    def _check(self, tracked: Tracked) -> None:
        """Whether a completed download can be imported."""
        if describe(tracked.item, self.kind, tracked.link.dht)[0] != "completed":
            return
        item, title = tracked.item, tracked.item.name
        grab = self.ledger.grabs.get(tracked.hash)
        if grab is None and not item.category:
            tracked.warn((title, (f"Download wasn't grabbed by {self.kind.app} and not in a category, Skipping.",)))
        elif not item.content_path:
            tracked.warn((title, ("Download doesn't contain intermediate path, Skipping.",)))
        elif not item.content_path.startswith("/"):
            text = f"[{item.content_path}] is not a valid local path. You may need a Remote Path Mapping."
            tracked.warn((title, (text,)))
        elif tracked.match is None or not tracked.match.leaf_ids:
            self._block(tracked, self.kind.mismatch_text)
        elif (
            grab
            and not tracked.by_title
            and grab.match == "id"
            and grab.source != "interactiveSearch"
            and self.kind.by_id_text
        ):
            self._block(tracked, self.kind.by_id_text)
        else:
            tracked.state = "importPending"

    def _block(self, tracked: Tracked, text: str) -> None:
        tracked.state = self.blocked_state
        tracked.warn((tracked.item.name, (text,)))

    @property
    def blocked_state(self) -> str:
        """`importBlocked`, which older applications (`legacy`) and Readarr do not have."""
        return "importPending" if self.legacy or self.kind.name == "readarr" else "importBlocked"

    def shown(self) -> list[Tracked]:
        """What the queue consists of. A download whose owner left the library is one of nothing known, as the applications show it."""
        for tracked in self.tracked.values():
            if tracked.match and tracked.match.owner_id not in self.library.owners:
                tracked.match = None
        handled = self.options()["enableCompletedDownloadHandling"]
        return [
            tracked for tracked in self.tracked.values()
            if tracked.visible and tracked.state not in HIDDEN_STATES and (handled or not tracked.item.is_complete)
        ]  # fmt: skip

    def forget(self, hash: str) -> None:
        """Stop tracking a download; the next refresh may find it anew."""
        self.tracked.pop(hash.upper(), None)
