"""
A removal under way: the row that survives a crash and says how far it got.
"""

from enum import IntEnum, StrEnum

from attrs import frozen
from msgspec import Struct

from qbitrr.model.removals.moments import Moment
from qbitrr.model.steps import Removal

__all__ = ["Case", "Hindrance", "OpenRemoval", "Passed", "RemovalPace", "Stage", "ToldArr", "Weight"]


class Stage(IntEnum):
    """What has to happen next. Each stage is entered only after the one before is known to be done."""

    TELL_ARR = 0
    """Blocklist the release in the Arr: first, so that the same release is not grabbed again."""
    TAKE_OUT = 1
    """Quarantine (or delete) the torrent in qBittorrent, and see that it happened."""
    SEARCH_AGAIN = 2
    """Put the media into the replacement lane."""
    OVER = 3


class Case(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    One removal from decision to end. `instance` and `hash` repeat the removal's; `attempts` counts tries of the current stage;
    `category`, `tags` and `was_running` are how the torrent was when the case was opened. `deleting` says that its deletion was begun,
    `with_files` or without, because they are also those of `kept_for`.
    """

    instance: str
    hash: str
    removal: Removal
    opened_at: float
    stage: Stage = Stage.TELL_ARR
    attempts: int = 0
    id: int = 0
    category: str = ""
    tags: tuple[str, ...] = ()
    was_running: bool = True
    auto_tmm: bool = False
    size_bytes: int = 0
    content_path: str = ""
    told: str = ""
    deleting: bool = False
    with_files: bool = False
    kept_for: tuple[str, ...] = ()


@frozen
class ToldArr:
    """
    What an Arr was told of a download, by whose removal: `act` is `blocklist` or `search`. The same download in another client is the
    same for the Arr.
    """

    section: str
    hash: str
    act: str
    instance: str
    at: float


class Weight(StrEnum):
    """What a removal counts for."""

    NONE = "none"
    """What a person wants, and what takes no torrent away."""
    CAP = "cap"
    SHARE = "share"
    """A judgement of ours: it counts for the share and for the cap."""


@frozen
class Passed:
    """
    A removal of a section that was let through at a *moment*. *is_late*: it had waited for being over the share.
    """

    moment: Moment
    weight: Weight
    is_late: bool = False


@frozen(kw_only=True)
class Hindrance:
    """
    What keeps a removal from going on, and since when, without a break, something does. *held_by* names the rail, or is `child` for a
    loop that is not there; empty: what was tried failed. After *patience_seconds* a person should know; inf: never, for a person wants it
    so, or it has its end.
    """

    why: str
    held_by: str
    since: float
    patience_seconds: float


@frozen(kw_only=True)
class OpenRemoval:
    """A removal that waits or is under way, for people: what it waits for (`held_by` names the rail) and until when, if at all."""

    removal: Removal
    stage: str
    since: float
    why_waiting: str = ""
    held_by: str = ""
    next_try: float | None = None


@frozen(kw_only=True)
class RemovalPace:
    """
    How many removals of a section were let through within the last hour, and how many may be (None: no end), those of our own judgement
    among them (`judged`) and the share of its torrents at which we stop to be looked at. `waiting` wait for their turn, `held` of
    them for being over the share; `room_at` is when there is room for the next, in seconds since the epoch.
    """

    section: str
    owned: int
    removed: int
    most: int | None
    judged: int
    most_judged: int
    waiting: int
    held: int
    room_at: float
