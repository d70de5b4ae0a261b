"""
What the web asks of the rest of the program: one protocol per subject that asks, and all of them together.

The supervisor is a `Program`; tests use a small one in memory. Nothing else of the actors is visible from here. What does not
exist is told by `Unknown`, what cannot be read now by `StoreError` or `NotReady`.
"""

from collections.abc import Mapping
from typing import Literal, Protocol

from twisted.internet.defer import Deferred

from qbitrr.config.schema.config import Config
from qbitrr.model.journal import Entry
from qbitrr.model.journal_filter import EVERY_ENTRY, EntryCount, EntryFilter
from qbitrr.model.removals.cases import OpenRemoval, RemovalPace
from qbitrr.model.removals.quarantine import Quarantined
from qbitrr.model.shown.explained import Explanation
from qbitrr.model.shown.passes import ChildPasses
from qbitrr.model.shown.previewed import Preview, PreviewFilter
from qbitrr.model.status import HoldOrder, Overview
from qbitrr.model.steps import Outcome
from qbitrr.model.torrents.listed import (
    ListedTorrent,
    Place,
    TorrentFacets,
    TorrentFilter,
    TorrentPage,
    TorrentSorting,
    TorrentVerdict,
)
from qbitrr.wire.search_orders import SearchOrder, SearchView

__all__ = [
    "HoldControl",
    "JournalReader",
    "LogLevelControl",
    "OverviewReader",
    "ProcessControl",
    "Program",
    "QuarantineControl",
    "RemovalControl",
    "RestartKind",
    "SearchControl",
    "TorrentCounts",
    "TorrentExplainer",
    "TorrentLists",
    "TorrentPreviewer",
]

RestartKind = Literal["search", "torrent", "category", "all"]


class OverviewReader(Protocol):
    """Asked by whatever shows the state."""

    def overview(self) -> Overview:
        """Everything at this moment, from memory."""


class ProcessControl(OverviewReader, Protocol):
    """Asked by the list of children and the ways to restart them."""

    def restart(self, section: str, kind: RestartKind, /) -> tuple[str, ...]:
        """
        Tell the children of *section* to restart: the one of *kind*, or `all`. Answers the kinds that were told, without
        waiting for them; a kind the section does not have is left out. Told twice quickly, they restart once. Raises `Unknown`.
        """

    def restart_all(self) -> None:
        """Tell every child to restart. Nothing stored is touched."""

    def rebuild(self) -> bool:
        """Begin to restart all Arrs one after another and reread their libraries; True if that is already going on."""

    def passes(self) -> tuple[ChildPasses, ...]:
        """What the loop of each child did lately, from memory."""


class HoldControl(OverviewReader, Protocol):
    """Asked what is on hold, and to begin or end that."""

    def holds(self) -> tuple[HoldOrder, ...]:
        """The holds in force, the one that ends first first."""

    def hold(self, scope: str, seconds: float, reason: str, /) -> Deferred[HoldOrder]:
        """Change nothing in or for *scope* (a section, or `all`) for so long. Fails with `StoreError`, and is in force all the same."""

    def end_hold(self, scope: str, /) -> Deferred[None]:
        """End a hold before its time. Fails with `Unknown` if there is none, and with `StoreError`."""


class LogLevelControl(Protocol):
    """Asked to change the log level."""

    def set_log_level(self, level: str, /) -> str:
        """Log from *level* (a settable one) on, here and in every child; answers the level now in effect."""


class JournalReader(Protocol):
    """Asked for what was done and why."""

    def activity(
        self, wanted: EntryFilter = EVERY_ENTRY, /, *, limit: int, before_id: int = 0
    ) -> Deferred[tuple[Entry, ...]]:
        """
        Fires with at most *limit* entries of the journal that are *wanted*, newest first, with ids below *before_id* (0: from the
        newest). Fails with `StoreError`.
        """

    def activity_counts(
        self, wanted: EntryFilter, /, *, since: float, step_seconds: int
    ) -> Deferred[tuple[EntryCount, ...]]:
        """Fires with how many there are of each sort in each span of so many seconds from *since* on. Fails with `StoreError`."""


class TorrentCounts(Protocol):
    """Asked how many torrents there are where."""

    def distribution(self) -> dict[str, dict[str, int]]:
        """Number of torrents by category (empty string: none) and name of a client that answers, from memory."""


class TorrentLists(OverviewReader, Protocol):
    """Asked for torrents, all from memory."""

    def torrents(
        self, wanted: TorrentFilter, sorting: TorrentSorting, /, *, after: Place | None, limit: int
    ) -> TorrentPage:
        """At most *limit* of the *wanted* torrents in the order of *sorting*, from behind the place *after* on."""

    def torrent_facets(self, wanted: TorrentFilter, /) -> TorrentFacets:
        """How many of the *wanted* torrents have each value that can be filtered by."""

    def torrent(self, instance: str, hash: str, /) -> ListedTorrent:
        """One torrent. Raises `Unknown` if it is not listed."""

    def recent_verdicts(self) -> tuple[TorrentVerdict, ...]:
        """What was decided about the torrents of which that changed last, a few hundred at most."""


class TorrentExplainer(Protocol):
    """Asked why a torrent is still there."""

    def explain(self, instance: str, hash: str, /) -> Deferred[Explanation]:
        """Fires within half a minute with all that can be said. Raises `Unknown` if it is not listed."""


class TorrentPreviewer(Protocol):
    """Asked what would be done."""

    def preview(self, config: Config, renamed: Mapping[str, str], wanted: PreviewFilter, /) -> Deferred[Preview]:
        """
        Fires within half a minute with what would be done now by *config*, in which sections are *renamed* (old to new); nothing is done.
        Fails with `NotReady` while too much is asked.
        """


class QuarantineControl(Protocol):
    """Asked what is in quarantine, and to end that for one torrent, named by client section and hash."""

    def quarantine(self) -> Deferred[tuple[Quarantined, ...]]:
        """Fires with what is in quarantine, oldest first. Fails with `StoreError`."""

    def undo(self, instance: str, hash: str, /) -> Deferred[Outcome]:
        """Bring a torrent back. Fires with how that ended; fails with `Unknown` if it is not there."""

    def purge(self, instance: str, hash: str, /) -> Deferred[Outcome]:
        """Delete a torrent now. Fires with how that ended; fails with `Unknown` if it is not there."""


class RemovalControl(Protocol):
    """Asked about removals that wait or are under way, and to begin or end one, named by client section and hash."""

    def removals(self) -> tuple[OpenRemoval, ...]:
        """Every removal that waits or is under way, oldest first, from memory."""

    def removal_paces(self) -> tuple[RemovalPace, ...]:
        """How many removals of each section went within the last hour, of how many that may, from memory."""

    def cancel_removal(self, instance: str, hash: str, /) -> Deferred[Outcome]:
        """Take a removal back, from wherever it stands. Fires with how that ended; fails with `Unknown` if there is none."""

    def release_removal(self, instance: str, hash: str, /) -> Deferred[Outcome]:
        """Let a removal that waits go at once. Fires with how that ended; fails with `Unknown` if there is none."""

    def act(self, instance: str, hash: str, action: str, /) -> Deferred[Outcome]:
        """
        Do one of `pause`, `resume`, `recheck`, `reannounce` to a torrent. Fires with how that ended; fails with `Unknown` if it is not
        listed.
        """

    def import_now(self, instance: str, hash: str, /) -> Deferred[Outcome]:
        """
        Have an Arr import a torrent. Fires with how that began; fails with `Unknown` if it is not listed, with `NotReady` while its
        loop does not run.
        """

    def protect(self, instance: str, hash: str, /, *, on: bool, reason: str = "") -> Deferred[Outcome]:
        """
        Never remove a torrent by itself, for a *reason*, or end that. Fires with how that ended; fails with `Unknown` if it is not listed.
        """

    def waive_duty(self, instance: str, hash: str, reason: str, /) -> Deferred[Outcome]:
        """Set the Hit-and-Run duty of a torrent aside, for a *reason*. Fires when it is so; fails with `Unknown` if it is not listed."""

    def restore_duty(self, instance: str, hash: str, /) -> Deferred[Outcome]:
        """Let the Hit-and-Run duty of a torrent count again. Fires when it does; fails with `Unknown` if it is not listed."""

    def remove(self, instance: str, hash: str, /, *, fail: bool, with_files: bool) -> Deferred[Outcome]:
        """Remove a torrent, with *fail* as a failed download. Fires with how that began; fails with `Unknown` if it is not listed."""


class SearchControl(OverviewReader, Protocol):
    """Asked how the search of an Arr stands, and to do what a person wants of it."""

    def search(self, section: str, order: SearchOrder, /) -> Deferred[SearchView]:
        """
        Carry out *order*. Fires with how things stand after it; fails with `NotReady` while the search does not run. Raises `Unknown` for
        what is no Arr.
        """


class Program(
    SearchControl,
    ProcessControl,
    HoldControl,
    LogLevelControl,
    JournalReader,
    TorrentCounts,
    TorrentLists,
    TorrentExplainer,
    TorrentPreviewer,
    QuarantineControl,
    RemovalControl,
    Protocol,
):
    """Everything the API asks, for whoever puts it together; a subject takes only its own part."""
