"""
What the services publish about themselves: frozen, complete, readable by anybody, changed by nobody.
"""

from typing import Literal

from msgspec import Struct

from qbitrr.model.space.rooms import PoolStatus

__all__ = [
    "EVERYWHERE",
    "ArrStatus",
    "Attention",
    "CatalogPhase",
    "CatalogProgress",
    "HoldOrder",
    "Overview",
    "PolicyReport",
    "ProcessKind",
    "ProcessState",
    "ProcessStatus",
    "QbitStatus",
    "SearchReport",
    "StuckRemovals",
    "TorrentReport",
]

ProcessKind = Literal["torrent", "search", "category"]
ProcessState = Literal["starting", "running", "stopping", "backoff", "crashed", "stopped"]


EVERYWHERE = "all"
"""The scope of a hold that concerns every section."""


class HoldOrder(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Nothing is changed in or for *scope*, a section or `EVERYWHERE`, *since* then and *until* then, because a person wants it so."""

    scope: str
    since: float
    until: float
    reason: str = ""


class Attention(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A torrent that needs a person's look: `code` stays the same, `text` says why, `since` is when that began (0: nobody noted it)."""

    instance: str
    hash: str
    name: str
    code: str
    text: str
    since: float = 0.0


class StuckRemovals(Struct, frozen=True, kw_only=True):
    """The removals of a section that cannot go on: how many, and those for which that began first."""

    section: str
    total: int
    needs: tuple[Attention, ...]


class TorrentReport(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="torrent"):
    """
    What a torrent loop last said about itself. `summary` is one sentence for people, `alarm` something a person must see; `arr_at` is
    the time of the newest evidence that its Arr answers or does not (0: none), `arr_since` that of the first that said the same, and
    `arr_answered_after` how many seconds its last answer took to begin; `queue_trouble` is why the queue of one that answers cannot be
    read. `attention` counts the torrents that need a person's
    look, `needs` are the first of them.
    """

    at: float
    torrents: int = 0
    queue: int = 0
    arr_connected: bool = False
    arr_version: str = ""
    arr_why: str = ""
    arr_at: float = 0.0
    arr_since: float = 0.0
    arr_answered_after: float | None = None
    queue_trouble: str = ""
    attention: int = 0
    needs: tuple[Attention, ...] = ()
    summary: str = ""
    alarm: str = ""


CatalogPhase = Literal["list", "entries", "scores"]
"""What of a library is read: its list, what is below its entries, or the scores of its files."""


class CatalogProgress(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How far looking through a library has come; *total* is 0 while nobody knows how many there are."""

    phase: CatalogPhase
    done: int = 0
    total: int = 0


class SearchReport(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="search"):
    """
    What a search loop last said about itself; `searched_at` is the time of the last search, 0 for none yet, `arr_at`,
    `arr_since` and `arr_answered_after` as with the torrent loop. `problems` are those of its files, `catalog` is there while the library
    is looked through.
    """

    at: float
    summary: str = ""
    searched_at: float = 0.0
    arr_connected: bool = False
    arr_version: str = ""
    arr_why: str = ""
    arr_at: float = 0.0
    arr_since: float = 0.0
    arr_answered_after: float | None = None
    waiting: int = 0
    active_commands: int = 0
    next_search_at: float = 0.0
    state: str = ""
    problems: tuple[str, ...] = ()
    catalog: CatalogProgress | None = None


class PolicyReport(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="policy"):
    """
    What the policy loop last said about itself: how many *torrents* it looks at, how many of them wait for room (`paused`), and how each
    pool of disk space stands. `problems` are for people.
    """

    at: float
    torrents: int = 0
    paused: int = 0
    pools: tuple[PoolStatus, ...] = ()
    summary: str = ""
    problems: tuple[str, ...] = ()


class ProcessStatus(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    One child: `state` `backoff` is waiting for a restart, `crashed` has given up visibly, `alive` is running and ready.

    `transport` is `fork` or `exec`; `restarts` counts those inside the window of `window_seconds`, of `restarts_allowed` (None: it is not
    restarted by itself), until `budget_renewed_at` (None: all of them are left); `output` are its last lines of stray output; `categories`
    counts those a `category` child looks after.
    """

    section: str
    category: str
    kind: ProcessKind
    state: ProcessState
    alive: bool = False
    pid: int | None = None
    started_at: float | None = None
    restarts: int = 0
    restarts_allowed: int | None = None
    window_seconds: float = 0.0
    budget_renewed_at: float | None = None
    exit_code: int | None = None
    why: str = ""
    transport: str = ""
    rebuilding: bool = False
    metric_type: str = ""
    output: tuple[str, ...] = ()
    categories: int = 0
    report: TorrentReport | SearchReport | PolicyReport | None = None


class QbitStatus(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    One qBittorrent client. `state` is `connecting`, `connected`, `disconnected`, `unauthorized`, `banned`, `refused` or
    `disabled`; `listed_at` is the time of the last good listing (0: never), `answered_after` how many seconds its last answer took to
    begin.
    """

    section: str
    state: str
    host: str = ""
    port: int = 0
    tls: bool = False
    version: str = ""
    web_api_version: str = ""
    why: str = ""
    since: float = 0.0
    listed_at: float = 0.0
    torrents: int = 0
    free_space_bytes: int = -1
    connection: str = ""
    disabled: bool = False
    answered_after: float | None = None

    @property
    def alive(self) -> bool:
        """Whether the client answers us."""
        return self.state == "connected"

    @property
    def name(self) -> str:
        """The name the API shows: `default` for the bare section, else what follows `qBit-`."""
        return "default" if self.section == "qBit" else self.section.removeprefix("qBit-")


class ArrStatus(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    One Arr section. `alive` is true when every child we expect for it lives, `connected` when it answers and gives its queue; one that only
    `answers` says in `why` what is wrong with that. `since` is when it began to answer, or not to (0: not known), `answered_after` how many
    seconds its last answer took to begin.
    """

    section: str
    category: str
    type: str
    alive: bool = False
    connected: bool = False
    version: str = ""
    why: str = ""
    answers: bool = False
    uri: str = ""
    managed: bool = True
    since: float = 0.0
    answered_after: float | None = None


class Overview(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Everything at one moment: what the API answers from, without asking anybody."""

    ready: bool
    qbits: tuple[QbitStatus, ...] = ()
    arrs: tuple[ArrStatus, ...] = ()
    processes: tuple[ProcessStatus, ...] = ()
    rebuilding: bool = False
    dry_run: bool = False
    stuck: tuple[StuckRemovals, ...] = ()
    problems: tuple[str, ...] = ()
