"""
Importing: what an attempt at one download leaves behind, decided by data or by what lies on the disk.
"""

import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from attrs import define, field, frozen

from qbitrr.testing.arr.model.downloads.downloads import Download
from qbitrr.testing.arr.model.downloads.ledger import Ledger, SimulatedGrab
from qbitrr.testing.arr.model.downloads.tracking import DownloadTracker, Tracked
from qbitrr.testing.arr.model.kinds import ApplicationKind
from qbitrr.testing.arr.model.library.library import Match, SimulatedLibrary

__all__ = ["ImportOutcome", "Importer"]

_MEDIA = {
    "radarr": {".mkv", ".mp4", ".avi", ".m4v", ".ts", ".wmv"}, "sonarr": {".mkv", ".mp4", ".avi", ".m4v", ".ts", ".wmv"},
    "lidarr": {".flac", ".mp3", ".m4a", ".ogg", ".wav"}, "readarr": {".epub", ".mobi", ".azw3", ".pdf", ".m4b"},
}  # fmt: skip


@frozen(kw_only=True)
class ImportOutcome:
    """
    How an import of one download ends, as data.

    *leaves* are imported (None = all of the release); *rejected* are `(file name, texts)`. *dangerous* makes the download fail.
    """

    leaves: tuple[int, ...] | None = None
    rejected: tuple[tuple[str, tuple[str, ...]], ...] = ()
    no_files: bool = False
    unparsable: bool = False
    dangerous: bool = False

    @classmethod
    def accept(cls, *leaf_ids: int) -> "ImportOutcome":
        """These leaves are imported; all of the release when none is named."""
        return cls(leaves=leaf_ids or None)

    @classmethod
    def reject(cls, *texts: str, dangerous: bool = False) -> "ImportOutcome":
        """One file, rejected with *texts*: a grabbed release waits (`importPending`) with these messages."""
        return cls(leaves=(), rejected=(("file.mkv", texts),), dangerous=dangerous)

    @classmethod
    def block(cls, *texts: str, files: Iterable[str] = ("file one.mkv", "file two.mkv")) -> "ImportOutcome":
        """Several files, each rejected with *texts*: blocked, or failed in Lidarr and Readarr."""
        return cls(leaves=(), rejected=tuple((name, texts) for name in files))

    @classmethod
    def nothing(cls) -> "ImportOutcome":
        """No file in it can be imported."""
        return cls(leaves=(), no_files=True)


@define
class Importer:
    """
    Carries out imports. `outcomes` says by lower-case hash (or, for an untracked path, by the path) how they end; without an entry
    everything in the release is imported. With *check_paths* the disk is looked at: files are linked or copied into the library.
    """

    kind: ApplicationKind
    library: SimulatedLibrary
    ledger: Ledger
    tracker: DownloadTracker
    now: Callable[[], float]
    check_paths: bool = False
    outcomes: dict[str, ImportOutcome] = field(factory=dict)
    attempts: list[str] = field(factory=list)

    def attempt(self, tracked: Tracked, mode: str = "auto", *, quiet: bool = False) -> bool:
        """
        Try to import a tracked download; True when at least one file was imported.

        Its state and messages follow, except that *quiet* (a scan command) changes them only on success.
        """
        assert tracked.match is not None
        self.attempts.append(tracked.hash)
        outcome = self._outcome(tracked.hash.lower(), tracked.item.content_path)
        wanted = tracked.match.leaf_ids
        leaves = wanted if outcome.leaves is None else outcome.leaves
        if leaves:
            self._bring_in(tracked, leaves, move=mode == "move" or (mode == "auto" and tracked.item.may_be_removed))
        done = set(leaves) | self.ledger.imported_leaves(tracked.hash)
        if set(wanted) <= done or (leaves and self.kind.name == "radarr"):
            tracked.state, tracked.status, tracked.messages = "imported", "ok", ()
            self.ledger.outcomes[tracked.hash] = "imported"
            if not self.kind.is_video:
                self._note(tracked, "downloadImported")
        elif not quiet:
            self._leave_behind(tracked, outcome)
        return bool(leaves)

    def attempt_path(self, path: str) -> bool:
        """Import a folder or file that belongs to no tracked download; its files are moved. True when something was imported."""
        match = self.library.match(path.rstrip("/").rpartition("/")[2])
        outcome = self._outcome(path, path)
        if match is None or outcome.no_files or outcome.leaves == () or not match.leaf_ids:
            return False
        self._store(match, outcome.leaves or match.leaf_ids, path, hash_="", grab=None, size=0, move=True)
        return True

    def take(self, leaf_ids: Iterable[int], path: str, hash_: str) -> None:
        """Import a file for these leaves without asking whether it should be."""
        leaves = tuple(leaf_ids)
        match = Match(self.library.owner_of(leaves[0]).id, leaves)
        self._store(match, leaves, path, hash_=hash_, grab=self.ledger.grabs.get(hash_), size=0, move=False)

    def exists(self, path: str, tracked: Tracked | None) -> bool:
        """Whether the application sees *path*: on the disk, or (without `check_paths`) because a download lies there."""
        if self.check_paths:
            return os.path.exists(path)
        if path in self.outcomes:
            return True
        known = [tracked.item] if tracked else [entry.item for entry in self.tracker.tracked.values()]
        return any(_inside(item.content_path, path) for item in known)

    def _outcome(self, key: str, path: str) -> ImportOutcome:
        outcome = self.outcomes.get(key, ImportOutcome())
        if self.check_paths and outcome == ImportOutcome() and not self._media(path):
            return ImportOutcome.nothing()
        return outcome

    def _leave_behind(self, tracked: Tracked, outcome: ImportOutcome) -> None:
        """State and messages of a download that was not (wholly) imported."""
        title, path = tracked.item.name, tracked.item.content_path
        rejected, kind = outcome.rejected, self.kind
        if outcome.no_files:
            tracked.state = "importPending"
            tracked.warn((title, (f"No files found are eligible for import in {path}",)))
        elif outcome.unparsable and kind.name != "readarr":
            tracked.state = self.tracker.blocked_state
            tracked.warn((title, ("Unable to parse download, automatic import is not possible.",)))
        elif kind.is_video and len(rejected) == 1 and tracked.hash in self.ledger.grabs:
            tracked.state = "failedPending" if outcome.dangerous else "importPending"
            tracked.warn((title, rejected[0][1]), error=outcome.dangerous)
        elif kind.name == "lidarr" and len(rejected) == 1 and not rejected[0][0]:
            tracked.state = "importPending"
            tracked.warn(*((text, ()) for text in rejected[0][1]))
        else:
            tracked.state = self.tracker.blocked_state if kind.is_video else "importFailed"
            first = ((kind.incomplete_text, ()),) if kind.incomplete_text else ()
            tracked.warn(*first, *rejected)
            if kind.name == "lidarr":
                self._note(tracked, "albumImportIncomplete")

    def _note(self, tracked: Tracked, event: str) -> None:
        assert tracked.match is not None
        self.ledger.note(
            event, tracked.match.leaf_ids, tracked.match.owner_id, title=tracked.item.name, quality=self._quality(tracked),
            hash=tracked.hash, data={"statusMessages": str([list(message) for message in tracked.messages])},
        )  # fmt: skip

    def _quality(self, tracked: Tracked) -> str:
        grab = self.ledger.grabs.get(tracked.hash)
        return grab.quality if grab else self.kind.default_quality

    def _bring_in(self, tracked: Tracked, leaves: tuple[int, ...], *, move: bool) -> None:
        assert tracked.match is not None
        item: Download = tracked.item
        grab = self.ledger.grabs.get(tracked.hash)
        self._store(tracked.match, leaves, item.content_path, hash_=tracked.hash, grab=grab, size=item.size, move=move)

    def _store(
        self,
        match: Match,
        leaves: tuple[int, ...],
        path: str,
        *,
        hash_: str,
        grab: SimulatedGrab | None,
        size: int,
        move: bool,
    ) -> None:
        """Files into the library, file records, history."""
        owner = self.library.owner(match.owner_id)
        quality = grab.quality if grab else self.kind.default_quality
        name = path.rstrip("/").rpartition("/")[2]
        sources = self._media(path) if self.check_paths else []
        for place, leaf_id in enumerate(leaves):
            old = self.library.files_of(leaf_id)
            target = self._place(owner.path, name, leaf_id, sources[place : place + 1] or sources[-1:])
            for source in sources if self.kind.name == "lidarr" else sources[place : place + 1] or sources[-1:]:
                into = Path(target) / source.name if self.kind.name == "lidarr" else Path(target)
                _transfer(source, into, move=move and place >= len(sources) - 1)
            files = self.library.add_files(
                [leaf_id], target, size // len(leaves), quality, score=grab.score if grab else 0,
                formats=grab.formats if grab else (), scene_name=name,
            )  # fmt: skip
            if old:
                self.ledger.note(self.kind.deleted_event, [leaf_id], owner.id, title=old[0].path, quality=old[0].quality,
                                 data={"reason": "Upgrade", "size": str(old[0].size)})  # fmt: skip
            data = {"fileId": str(files[0].id), "droppedPath": path, "importedPath": files[0].path, "downloadClient": "QBittorrent",
                    "downloadClientName": "qBittorrent", "customFormatScore": str(grab.score if grab else 0),
                    "size": str(files[0].size)}  # fmt: skip
            self.ledger.note(self.kind.imported_event, [leaf_id], owner.id, title=grab.title if grab else name, quality=quality,
                             hash=hash_, score=grab.score if grab else 0, data=data)  # fmt: skip

    def _place(self, folder: str, name: str, leaf_id: int, sources: list[Path]) -> str:
        """Where a leaf goes: an album into a folder of the download's name, anything else under its file's name."""
        if self.kind.name == "lidarr":
            return f"{folder}/{name}"
        return f"{folder}/{sources[0].name}" if sources else f"{folder}/{name}-{leaf_id}.{_EXTENSIONS[self.kind.name]}"

    def _media(self, path: str) -> list[Path]:
        """The files in *path* that could be imported, in order of name."""
        root = Path(path)
        found = (
            [root]
            if root.is_file()
            else sorted(entry for entry in root.rglob("*") if entry.is_file())
            if root.is_dir()
            else []
        )
        return [one for one in found if one.suffix.lower() in _MEDIA[self.kind.name] and not one.name.startswith("._")]


_EXTENSIONS = {"radarr": "mkv", "sonarr": "mkv", "lidarr": "flac", "readarr": "epub"}


def _inside(content: str, path: str) -> bool:
    """Whether *path* is the download itself or something in it."""
    return bool(content) and (path.rstrip("/") == content.rstrip("/") or path.startswith(content.rstrip("/") + "/"))


def _transfer(source: Path, target: Path, *, move: bool) -> None:
    """Into the library: moved, else hard-linked, else (another file system) copied. A target of the same name is replaced."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    if move:
        shutil.move(source, target)
        return
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
