"""
What the web asks of the rest of the program, and how it is told that something does not exist.

The supervisor implements `House`; tests use a small one in memory. Nothing else of the actors is visible from here.
"""

from typing import Literal, Protocol

from attrs import frozen
from twisted.internet.defer import Deferred

from qbitrr.errors import Unknown
from qbitrr.model.journal import Entry
from qbitrr.model.removals.cases import OpenRemoval
from qbitrr.model.removals.quarantine import Quarantined
from qbitrr.model.status import Overview
from qbitrr.model.steps import Outcome

__all__ = ["ActivityQuery", "House", "NoCategoryWorker", "RestartKind", "Unknown", "WebUiSettings"]

RestartKind = Literal["search", "torrent", "category", "all"]


class NoCategoryWorker(Unknown):
    """The section exists but manages no categories."""


@frozen(kw_only=True)
class WebUiSettings:
    """Preferences of the browser UI; they mean nothing to the server."""

    live_arr: bool = True
    group_sonarr: bool = True
    group_lidarr: bool = True
    theme: str = "Dark"
    view_density: str = "Comfortable"


@frozen(kw_only=True)
class ActivityQuery:
    """
    Which entries of the journal are wanted: at most *limit*, newest first, with ids below *before_id* (0: from the newest).
    An empty filter matches everything.
    """

    limit: int = 50
    before_id: int = 0
    section: str = ""
    hash: str = ""
    act: str = ""
    result: str = ""


class House(Protocol):
    """The program as the web sees it."""

    def overview(self) -> Overview:
        """Everything at this moment, from memory."""

    def distribution(self) -> dict[str, dict[str, int]]:
        """Number of torrents by category (empty string: none) and client name, from memory."""

    def webui(self) -> WebUiSettings:
        """The preferences of the browser UI."""

    def restart(self, section: str, kind: RestartKind) -> tuple[str, ...]:
        """
        Tell the children of *section* to restart: the one of *kind*, or `all`. Answers the kinds that were told, without
        waiting for them; a kind the section does not have is left out. Told twice quickly, they restart once. Raises `Unknown`.
        """

    def restart_all(self) -> None:
        """Tell every child to restart. Nothing stored is touched."""

    def rebuild(self) -> bool:
        """Begin to restart all Arrs one after another and reread their libraries; True if that is already going on."""

    def set_log_level(self, level: str) -> str:
        """Log from *level* (a settable one) on, here and in every child; answers the level now in effect."""

    def activity(self, query: ActivityQuery) -> Deferred[tuple[Entry, ...]]:
        """Fires with entries of the journal, newest first. Fails with `StoreError`."""

    def quarantine(self) -> Deferred[tuple[Quarantined, ...]]:
        """Fires with what is in quarantine, oldest first. Fails with `StoreError`."""

    def undo(self, instance: str, hash: str) -> Deferred[Outcome]:
        """Bring a torrent back from quarantine. Fires with how that ended; fails with `Unknown` if it is not there."""

    def purge(self, instance: str, hash: str) -> Deferred[Outcome]:
        """Delete a torrent in quarantine now. Fires with how that ended; fails with `Unknown` if it is not there."""

    def removals(self) -> tuple[OpenRemoval, ...]:
        """Every removal that waits or is under way, oldest first, from memory."""

    def cancel_removal(self, instance: str, hash: str) -> Deferred[Outcome]:
        """Take a removal back, from wherever it stands. Fires with how that ended; fails with `Unknown` if there is none."""

    def release_removal(self, instance: str, hash: str) -> Deferred[Outcome]:
        """Let a removal that waits go at once. Fires with how that ended; fails with `Unknown` if there is none."""

    def remove(self, instance: str, hash: str, *, fail: bool, with_files: bool) -> Deferred[Outcome]:
        """Remove a torrent, with *fail* as a failed download. Fires with how that began; fails with `Unknown` if it is not listed."""
