"""
The messages between the supervisor and its children, one frozen class each.

Format: one JSON object per line, its kind in the member `m`, then the fields below; absent members have their default. The
first line in each direction is a `Hello` with the protocol version. The supervisor sends `Hello`, `Configure`, `Torrents`,
`Perform`, `Answer`, `Done`, `RunNow`, `LibraryTouched`, `SetLogLevel`, `Stop`; a child sends `Hello`, `Ready`, `Configured`, `Beat`,
`Report`, `Steps`, `Ask`, `Performed`, `Note`, `LibraryTouched`, `Verdicts`, `Log`, `Ended`.
"""

from typing import Any

from msgspec import Struct

from qbitrr.model.journal import Entry
from qbitrr.model.reasons import Reason, Value
from qbitrr.model.shown.explained import Explained
from qbitrr.model.shown.passes import LoopPasses
from qbitrr.model.shown.previewed import PreviewedShare
from qbitrr.model.space.rooms import ClientRoom
from qbitrr.model.status import PolicyReport, SearchReport, TorrentReport
from qbitrr.model.steps import ClientStep, Keep, Outcome, Removal
from qbitrr.model.torrents.listed import TorrentVerdict
from qbitrr.model.torrents.torrent import Torrent, TorrentFile, Tracker
from qbitrr.wire.search_orders import SearchOrder, SearchView
from qbitrr.wire.torrent_orders import TorrentOrder

__all__ = [
    "PROTOCOL",
    "Answer",
    "Ask",
    "Beat",
    "Blocklist",
    "Configure",
    "Configured",
    "Done",
    "Ended",
    "FilesOf",
    "FolderOf",
    "FolderProof",
    "FromChild",
    "FromSupervisor",
    "Hello",
    "LibraryTouched",
    "Log",
    "MayDelete",
    "MayImport",
    "Note",
    "Perform",
    "Performed",
    "Ready",
    "Report",
    "RoomsOf",
    "RunNow",
    "SearchAgain",
    "SetClock",
    "SetHold",
    "SetLogLevel",
    "Steps",
    "Stop",
    "Torrents",
    "TrackersOf",
    "Verdicts",
]

PROTOCOL = 1


class _Message(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="m", tag=True):
    """A line on a control channel."""


# Both ways


class Hello(_Message, frozen=True, kw_only=True):
    """
    First line in each direction. `name` is the child's (`torrent Radarr-4K`). `clock_offset` is the supervisor's, so that both mean
    the same moment by a time (`qbitrr.clock`); None from a child.
    """

    protocol: int
    name: str
    pid: int
    clock_offset: float | None = None


class LibraryTouched(_Message, frozen=True, kw_only=True):
    """
    An import or a download that failed has just changed what the Arr knows of its library: from a torrent child, and to the search child,
    which asks the Arr's history what it was.
    """


# From the supervisor


class Configure(_Message, frozen=True, kw_only=True):
    """What the child works for: its `kind` (`torrent`, `search`, `policy`), its `section`, its share of the configuration, its folder."""

    revision: int
    kind: str
    section: str
    config: dict[str, Any]
    data_folder: str
    log_level: str = "INFO"
    hold_until: float = 0.0
    """See `SetHold`."""
    hold_why: str = ""


class Torrents(_Message, frozen=True, kw_only=True):
    """
    The child's share of the mirror: all of it (`full`) or what changed. `gone` are `(instance, hash)` that left;
    `listed_at` holds per instance the time
    of its last good listing: an instance that is missing is unknown, its torrents are not gone. `connected_since` holds the time since
    when it is connected to its peers: while one is missing there, nothing moves on it. `is_online` is about us, not about them.
    """

    full: bool
    torrents: tuple[Torrent, ...] = ()
    gone: tuple[tuple[str, str], ...] = ()
    listed_at: dict[str, float] = {}
    connected_since: dict[str, float] = {}
    is_online: bool = True


class Blocklist(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="blocklist"):
    """
    For a torrent child: tell the Arr that this download failed. Answered with the Arr's words. `other_hashes` are those by which the
    Arr may know it, too: the torrent may have left the child's share long ago.
    """

    hash: str
    other_hashes: tuple[str, ...] = ()
    record_ids: tuple[int, ...] = ()
    skip_redownload: bool = True


class SearchAgain(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="search_again"):
    """
    For a search child: put these media into the replacement lane. Answered once that is stored.

    `since` is when the removal began: what was searched after that (as missing, say, after a restart) is not searched again.
    `instance` and `hash` are the download that was given up: its twin in another client is searched along with it.
    """

    key: str
    media_ids: tuple[int, ...]
    why: Reason
    name: str = ""
    since: float = 0.0
    instance: str = ""
    hash: str = ""


class Perform(_Message, frozen=True, kw_only=True):
    """The supervisor asks a child to act; answered by `Performed` with the same `id`."""

    id: int
    what: Blocklist | SearchAgain | SearchOrder | TorrentOrder


class FolderProof(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    What must be seen in a folder for it to be the one that clients mean: the folders they save in, and some of what they have finished in
    it; or why nothing in it may be touched.
    """

    objection: str = ""
    saved_in: tuple[str, ...] = ()
    finished: tuple[str, ...] = ()


class Answer(_Message, frozen=True, kw_only=True):
    """
    Answer to an `Ask`. Everything is None when it could not be read: unavailable, which is different from empty. *objection* is why a
    path must not be handed over, empty when it may be. *rooms* are those of the clients that are listed, *allowed* the
    paths of a `MayDelete` that may go.
    """

    id: int
    files: tuple[TorrentFile, ...] | None = None
    trackers: tuple[Tracker, ...] | None = None
    objection: str | None = None
    rooms: tuple[ClientRoom, ...] | None = None
    folder: FolderProof | None = None
    allowed: tuple[str, ...] = ()
    error: str = ""


class Done(_Message, frozen=True, kw_only=True):
    """How the steps of the `Steps` with this `id` ended."""

    id: int
    outcomes: tuple[Outcome, ...]


class RunNow(_Message, frozen=True, kw_only=True):
    """Do not wait: look at everything now (`refresh` also rereads the library)."""

    refresh: bool = False


class SetLogLevel(_Message, frozen=True, kw_only=True):
    """Log from this level on."""

    level: str


class SetClock(_Message, frozen=True, kw_only=True):
    """The clock of the machine was set, and that counts from now on."""

    clock_offset: float


class SetHold(_Message, frozen=True, kw_only=True):
    """Until then nothing may be changed outside, and why; in place of what was said before."""

    hold_until: float
    hold_why: str


class Stop(_Message, frozen=True, kw_only=True):
    """Finish the call in flight, start nothing new, exit 0."""


# From a child


class Ready(_Message, frozen=True, kw_only=True):
    """The child works: its files are open, its loop runs."""


class Configured(_Message, frozen=True, kw_only=True):
    """The child, which is ready, goes by the `Configure` with this revision now."""

    revision: int


class Beat(_Message, frozen=True, kw_only=True):
    """The child's loop turns. Three missed ones mean it hangs. `passes` are the turns since the last one, if there were any."""

    passes: LoopPasses | None = None


class Report(_Message, frozen=True, kw_only=True):
    """What the child says about itself."""

    report: TorrentReport | SearchReport | PolicyReport


class Steps(_Message, frozen=True, kw_only=True):
    """What the child wants done in qBittorrent, in order."""

    id: int
    steps: tuple[ClientStep | Removal | Keep, ...]


class FilesOf(Struct, frozen=True, kw_only=True, tag="files"):
    """Ask for the files of a torrent."""

    instance: str
    hash: str


class TrackersOf(Struct, frozen=True, kw_only=True, tag="trackers"):
    """Ask for the trackers of a torrent."""

    instance: str
    hash: str


class MayImport(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="may_import"):
    """
    Ask whether *path*, as the Arr sees it, may be handed over for a torrent. *mappings* are the Arr's remote path mappings, rows of
    `(host, remote, local)`.
    """

    instance: str
    hash: str
    path: str
    mappings: tuple[tuple[str, str, str], ...] = ()


class RoomsOf(Struct, frozen=True, kw_only=True, tag="rooms"):
    """Ask what the clients say of their disks."""


class FolderOf(Struct, frozen=True, kw_only=True, tag="folder"):
    """Ask what must be seen in the folder of a section's category before anything in it is touched."""

    section: str
    root: str


class MayDelete(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="may_delete"):
    """Ask which files, and then which empty folders, may be deleted in that folder, right before that is done."""

    section: str
    root: str
    files: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()


class Ask(_Message, frozen=True, kw_only=True):
    """A question, most about one torrent; answered by `Answer` with the same `id`."""

    id: int
    what: FilesOf | TrackersOf | MayImport | RoomsOf | FolderOf | MayDelete


class Performed(_Message, frozen=True, kw_only=True):
    """
    How a `Perform` ended: `done`, `retry` (not reachable now), `held` (by a hold or dry run) or `failed`, with the Arr's words.
    `media_ids` are what the download was for, where the Arr said so; `view` how the search stands after an order of a person; `explained`
    what is decided about a torrent, `previewed` what would be about many, `knows` which torrents an Arr knows or not, by the first of
    the hashes asked for: one that is not there the Arr could not say.
    """

    id: int
    result: str
    text: str = ""
    media_ids: tuple[int, ...] = ()
    view: SearchView | None = None
    explained: Explained | None = None
    previewed: PreviewedShare | None = None
    knows: dict[str, bool] | None = None


class Note(_Message, frozen=True, kw_only=True):
    """An act of the child's own for the journal (an import, a search)."""

    entry: Entry


class Verdicts(_Message, frozen=True, kw_only=True):
    """What was decided about these torrents is another thing than was told before."""

    verdicts: tuple[TorrentVerdict, ...]


class Log(_Message, frozen=True, kw_only=True):
    """A log record. `level` is one of the names of `Settings.ConsoleLevel`."""

    at: float
    level: str
    text: str
    namespace: str = ""
    fields: dict[str, Value] = {}


class Ended(_Message, frozen=True, kw_only=True):
    """Last word of a child that leaves on purpose."""

    why: str


FromSupervisor = (
    Hello
    | Configure
    | Torrents
    | Perform
    | Answer
    | Done
    | RunNow
    | LibraryTouched
    | SetClock
    | SetHold
    | SetLogLevel
    | Stop
)
FromChild = (
    Hello
    | Ready
    | Configured
    | Beat
    | Report
    | Steps
    | Ask
    | Performed
    | Note
    | LibraryTouched
    | Verdicts
    | Log
    | Ended
)
