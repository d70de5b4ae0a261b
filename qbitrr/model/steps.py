"""
What can be done to a torrent: one small value per kind of step, carried out by a performer of the same name.
"""

from enum import StrEnum

from msgspec import Struct

from qbitrr.model.reasons import Reason
from qbitrr.model.torrents.torrent import Torrent

__all__ = [
    "BEING_REMOVED",
    "IN_QUARANTINE",
    "AddTags",
    "AddTrackers",
    "ClientStep",
    "Data",
    "Import",
    "Keep",
    "LimitDownload",
    "LimitUpload",
    "MoveToTop",
    "Outcome",
    "Pause",
    "Reannounce",
    "Recheck",
    "Removal",
    "RemoveTags",
    "RemoveTrackers",
    "Result",
    "Resume",
    "SetCategory",
    "SkipFiles",
    "Step",
    "SuperSeed",
    "outcome_of",
    "step_name",
]


class Data(StrEnum):
    """What becomes of the torrent itself when a download is given up."""

    DELETE = "delete"
    """The torrent and its files go."""
    KEEP = "keep"
    """The torrent goes, its files stay on disk."""
    STAY = "stay"
    """Nothing is removed: only the Arr is told (blocklisted, searched again)."""


class _Step(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="step"):
    """A step on one torrent of one client."""

    instance: str
    hash: str
    why: Reason


class AddTags(_Step, frozen=True, kw_only=True, tag="add_tags"):
    """Add tags; only emitted for tags that are not there."""

    tags: tuple[str, ...]


class RemoveTags(_Step, frozen=True, kw_only=True, tag="remove_tags"):
    """Remove tags; only emitted for tags that are there."""

    tags: tuple[str, ...]


class AddTrackers(_Step, frozen=True, kw_only=True, tag="add_trackers"):
    """Announce to these URLs too. They may hold a person's passkey: they are said to nobody but the client."""

    urls: tuple[str, ...]


class RemoveTrackers(_Step, frozen=True, kw_only=True, tag="remove_trackers"):
    """Announce to these URLs no more."""

    urls: tuple[str, ...]


class LimitDownload(_Step, frozen=True, kw_only=True, tag="limit_download"):
    """Download no faster than this; at most 0 is without limit. With *only_from* nothing is done where the limit is another than that."""

    bytes_per_second: int
    only_from: int | None = None


class LimitUpload(_Step, frozen=True, kw_only=True, tag="limit_upload"):
    """Upload no faster than this; at most 0 is without limit. With *only_from* nothing is done where the limit is another than that."""

    bytes_per_second: int
    only_from: int | None = None


class SuperSeed(_Step, frozen=True, kw_only=True, tag="super_seed"):
    """Switch super seeding on."""


class MoveToTop(_Step, frozen=True, kw_only=True, tag="move_to_top"):
    """Move to the top of the client's queue; several together keep their order."""


class Resume(_Step, frozen=True, kw_only=True, tag="resume"):
    """Start a stopped torrent."""


class Pause(_Step, frozen=True, kw_only=True, tag="pause"):
    """Stop a running torrent."""


class Recheck(_Step, frozen=True, kw_only=True, tag="recheck"):
    """Have the data hashed again."""


class Reannounce(_Step, frozen=True, kw_only=True, tag="reannounce"):
    """Have its trackers asked for peers now."""


class SetCategory(_Step, frozen=True, kw_only=True, tag="set_category"):
    """Move to a category."""

    category: str


class SkipFiles(_Step, frozen=True, kw_only=True, tag="skip_files"):
    """Set the priority of these files to 0: do not download them."""

    file_ids: tuple[int, ...]


class Import(_Step, frozen=True, kw_only=True, tag="import"):
    """
    Ask the Arr to import the finished download. Carried out by the torrent loop itself. With `copy` its files must stay: a duty to
    seed is open.
    """

    copy: bool = False


class Removal(_Step, frozen=True, kw_only=True, tag="removal"):
    """
    Give a download up: tell the Arr (`blocklist`), remove the torrent (`data`), ask for another release (`search_again`),
    in this order. Every removal in this program is one of these and passes `qbitrr.actors.removals.removals`.

    `record_ids` are ids in the Arr's queue, `media_ids` the movies, episodes, albums or books it was for, `had` is the largest share of
    its data (0 to 1) the torrent ever had, `seen` the torrent as it was decided about: filled in by the torrent loop. `by_operator`
    marks what a person asked for: Hit-and-Run and blast radius do not hold it back. `released` marks what a person let go on although
    one of these held it.
    """

    data: Data
    blocklist: bool = False
    search_again: bool = False
    by_operator: bool = False
    released: bool = False
    section: str = ""
    name: str = ""
    record_ids: tuple[int, ...] = ()
    media_ids: tuple[int, ...] = ()
    had: float = 0.0
    seen: Torrent | None = None


class Keep(_Step, frozen=True, kw_only=True, tag="keep"):
    """A removal that was asked for and has not begun is not wanted any more."""


ClientStep = (
    AddTags
    | RemoveTags
    | AddTrackers
    | RemoveTrackers
    | LimitDownload
    | LimitUpload
    | SuperSeed
    | MoveToTop
    | Resume
    | Pause
    | Recheck
    | Reannounce
    | SetCategory
    | SkipFiles
)
"""What qBittorrent is asked to do directly."""
Step = ClientStep | Import | Removal | Keep


def step_name(step: Step) -> str:
    """The stable word for a kind of step, as on the wire (`add_tags`)."""
    return str(step.__struct_config__.tag)


class Result(StrEnum):
    """How a step ended."""

    DONE = "done"
    RETRY = "retry"
    """Not now; the same step may work later."""
    FAILED = "failed"
    """Refused for good; repeating it unchanged is useless."""
    HELD = "held"
    """A safety rail or dry run holds it back; `why` names it."""


IN_QUARANTINE = "it is in quarantine"
"""Why a step on a torrent is not done: nothing is, until it comes back."""
BEING_REMOVED = "its removal is under way"
"""The same, unless that is taken back."""


class Outcome(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a step on one torrent ended, with the answer that was given."""

    instance: str
    hash: str
    step: str
    result: Result
    why: str = ""


def outcome_of(step: Step, result: Result, why: str = "") -> Outcome:
    """How a *step* ended."""
    return Outcome(instance=step.instance, hash=step.hash, step=step_name(step), result=result, why=why)
