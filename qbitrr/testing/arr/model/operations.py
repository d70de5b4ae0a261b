"""
What the commands of an application do, and how downloads fail or are ignored.
"""

from collections.abc import Callable
from typing import Any

from attrs import define
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IReactorTime

from qbitrr.testing.arr.model.commands import SimulatedCommand
from qbitrr.testing.arr.model.downloads.importing import Importer
from qbitrr.testing.arr.model.downloads.ledger import Ledger, SimulatedGrab
from qbitrr.testing.arr.model.downloads.tracking import DownloadTracker, Tracked
from qbitrr.testing.arr.model.kinds import ApplicationKind
from qbitrr.testing.arr.model.library.library import Match
from qbitrr.testing.arr.model.search_plans import PLANS
from qbitrr.testing.arr.model.searching import Searcher

__all__ = ["Operations"]


@define(kw_only=True)
class Operations:
    """
    *post* queues a command, *refresh_soon* asks for a look at the clients within five seconds. `auto_import` off leaves pending
    imports to others; `import_seconds` is how long an import takes.
    """

    kind: ApplicationKind
    clock: IReactorTime
    library: Any
    ledger: Ledger
    tracker: DownloadTracker
    importer: Importer
    searcher: Searcher
    post: Callable[..., SimulatedCommand]
    refresh_soon: Callable[[], None]
    auto_import: bool = True
    import_seconds: float = 0.0

    async def run(self, command: SimulatedCommand) -> bool | None:
        """Perform *command*; what its result is, None for plain success."""
        if command.name in PLANS:
            return await self.searcher.run(command)
        action = {
            "RefreshMonitoredDownloads": self._refresh, "CheckForFinishedDownload": self._refresh,
            "ProcessMonitoredDownloads": self._process, self.kind.scan_command: self._scan, "ManualImport": self._manual_import,
            "RssSync": self._rss_sync, "ClearBlocklist": self._clear_blocklist,
        }.get(command.name)  # fmt: skip
        return await action(command) if action else None

    async def _refresh(self, command: SimulatedCommand) -> None:
        await self.tracker.refresh()
        await self.searcher.retry_pending()
        self.post({"name": "ProcessMonitoredDownloads"}, trigger="unspecified", priority="high")

    async def _process(self, command: SimulatedCommand) -> None:
        handled = self.auto_import and self.tracker.options()["enableCompletedDownloadHandling"]
        for tracked in list(self.tracker.tracked.values()):
            if tracked.visible and tracked.state == "importPending" and handled and tracked.match:
                await self._import(tracked)
            if tracked.state == "failedPending":
                self._fail_pending(tracked)
        for tracked in list(self.tracker.tracked.values()):
            if tracked.visible and tracked.state == "imported":
                await self._after_import(tracked)

    async def _import(self, tracked: Tracked, mode: str = "auto", *, quiet: bool = False) -> bool:
        if self.import_seconds:
            before, tracked.state = tracked.state, "importing"
            pause: Deferred[None] = Deferred(lambda _: call.cancel())
            call = self.clock.callLater(self.import_seconds, pause.callback, None)
            await pause
            tracked.state = before
        imported = self.importer.attempt(tracked, mode, quiet=quiet)
        if imported:
            self.refresh_soon()
        return imported

    async def _after_import(self, tracked: Tracked) -> None:
        """What becomes of the torrent: removed when its seed goal is reached, else moved to the post-import category."""
        link, item = tracked.link, tracked.item
        if link.remove_completed and item.may_be_removed:
            await link.downloads.delete(item.hash, True)
        elif link.imported_category and item.category == link.category and link.imported_category != link.category:
            await link.downloads.set_category(item.hash, link.imported_category)

    def _fail_pending(self, tracked: Tracked) -> None:
        grab = self.ledger.grabs.get(tracked.hash)
        tracked.state = "failed"
        if grab is not None:
            self.fail(grab, "; ".join(text for _, texts in tracked.messages for text in texts), False)

    async def _scan(self, command: SimulatedCommand) -> bool:
        path, mode = command.body.get("path") or "", command.body["importMode"]
        if not path:
            raise ValueError("A path must be provided")
        tracked = self.tracker.tracked.get(command.body.get("downloadClientId") or "")
        if not self.importer.exists(path, tracked):
            return False
        if tracked is None:
            imported = self.importer.attempt_path(path)
        elif tracked.match is None:
            raise ValueError(f"The download {tracked.item.name} has no known {self.kind.owner}")
        else:
            imported = await self._import(tracked, mode, quiet=True)
            if tracked.state == "imported":
                await self._after_import(tracked)
        return imported

    async def _manual_import(self, command: SimulatedCommand) -> None:
        """Import the files sent in spite of what speaks against them."""
        files = command.body.get("files") or []
        for file in files:
            leaves = (
                [file[self.kind.leaf_id]] if file.get(self.kind.leaf_id) else file.get(f"{self.kind.leaf}Ids") or []
            )
            hash_ = (file.get("downloadId") or "").upper()
            tracked = self.tracker.tracked.get(hash_)
            self.importer.take(leaves, file.get("path") or "", hash_)
            if (
                tracked is not None
                and tracked.match
                and set(tracked.match.leaf_ids) <= self.ledger.imported_leaves(hash_)
            ):
                tracked.state, tracked.status, tracked.messages = "imported", "ok", ()
                self.ledger.outcomes[hash_] = "imported"
        command.message = f"Manually imported {len(files)} files"
        self.refresh_soon()

    async def _rss_sync(self, command: SimulatedCommand) -> None:
        count = await self.searcher.sync_feed()
        command.message = f"RSS Sync Completed. Reports found: {count}, Reports grabbed: {count}"

    async def _clear_blocklist(self, command: SimulatedCommand) -> None:
        self.ledger.blocked.clear()

    # Failing and ignoring

    def fail(self, grab: SimulatedGrab, message: str, skip_redownload: bool) -> None:
        """A download failed: history, blocklist, and a search of the application's own unless that is not wanted."""
        client = self.tracker.links[0].name if self.tracker.links else ""
        self.ledger.note_failure(grab, message, client)
        options = self.tracker.options()
        wanted = options["autoRedownloadFailed"]
        if grab.source == "interactiveSearch":
            wanted = wanted and options["autoRedownloadFailedFromInteractiveSearch"]
        if wanted and not skip_redownload:
            self.post(self._replacement(grab), trigger="unspecified")

    def _replacement(self, grab: SimulatedGrab) -> dict[str, Any]:
        """The search command with which the application replaces a failed download."""
        kind, leaves = self.kind, list(grab.leaf_ids)
        if kind.name == "sonarr" and len(leaves) > 1:
            season = self.library.leaf(leaves[0]).season
            if len(leaves) == len(self.library.season_ids(grab.owner_id, season)):
                return {"name": "SeasonSearch", "seriesId": grab.owner_id, "seasonNumber": season}
        if (
            kind.name in ("lidarr", "readarr")
            and len(leaves) > 1
            and len(leaves) == len(self.library.leaves_of(grab.owner_id))
        ):
            return {"name": kind.parent_search, kind.parent_id: grab.owner_id}
        return {"name": kind.leaf_search, f"{kind.leaf}Ids": leaves}

    def fail_history(self, event_id: int) -> None:
        """`POST history/failed/{id}`: the grab of that record is marked as failed."""
        event = self.ledger.event(event_id)
        grab = self.ledger.grabs.get(event.hash)
        if grab is None:
            return
        self.fail(grab, "Manually marked as failed", False)
        tracked = self.tracker.tracked.get(event.hash)
        if tracked is not None:
            tracked.state = "failed"

    def ignore(self, tracked: Tracked) -> bool:
        """Ignore a download from now on; False when its owner is not known."""
        match: Match | None = tracked.match
        if match is None or not match.leaf_ids:
            return False
        self.ledger.outcomes[tracked.hash] = "ignored"
        self.ledger.note("downloadIgnored", match.leaf_ids, match.owner_id, title=tracked.item.name, hash=tracked.hash,
                         quality=self.kind.default_quality, data={"message": "Manually ignored"})  # fmt: skip
        return True
