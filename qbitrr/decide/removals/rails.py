"""
What stands between a decision and a removal: the rails by name, what they look at, and what they may say.
"""

from enum import StrEnum

from attrs import frozen

from qbitrr.decide.seeding.hit_and_run import Duty
from qbitrr.model.reasons import Reason, Value
from qbitrr.model.removals.protection import Protection
from qbitrr.model.removals.sharing import Sharing
from qbitrr.model.steps import Removal
from qbitrr.model.torrents.torrent import Torrent

__all__ = [
    "LISTING_SECONDS",
    "Before",
    "Go",
    "Postponed",
    "Rail",
    "RemovalFacts",
    "Verdict",
    "Withdrawn",
    "rail_reason",
]

LISTING_SECONDS = 120.0
"""A listing older than this says nothing about what is there now."""


_NOTHING_PROTECTED = Protection()
_NOTHING_SHARED = Sharing()


class Before(StrEnum):
    """Before what the question is asked."""

    BEGINNING = "beginning"
    TELLING = "telling"
    """The Arr."""
    TAKING_OUT = "taking_out"
    """Into quarantine, or away for good."""
    PURGE = "purge"


class Rail(StrEnum):
    """What stands between a decision and a removal, in the order it is asked; the code of its reason."""

    DRY_RUN = "dry_run"
    HOLD = "hold"
    """A person wants nothing to be changed for a while."""
    OWNER = "owner"
    PARDONED = "pardoned"
    PROTECTED = "protected"
    STALE_LISTING = "stale_listing"
    CLIENT = "client"
    SHRUNK_LISTING = "shrunk_listing"
    NOT_SHOWN = "not_shown"
    OUTDATED = "outdated"
    HIT_AND_RUN = "hit_and_run"
    AWAY = "away"
    BUSY = "busy"
    BLAST_RADIUS = "blast_radius"
    UNKNOWN = "unknown"
    """The question itself failed."""


@frozen(kw_only=True)
class Go:
    """Nothing stands in the way. Files may go only *with_files*; the others they belong to are *kept_for*."""

    with_files: bool = False
    kept_for: tuple[str, ...] = ()


@frozen
class Withdrawn:
    """Not any more: it is over, and decided anew if there is reason to."""

    why: Reason


@frozen
class Postponed:
    """Not now; asked again later."""

    why: Reason


Verdict = Go | Withdrawn | Postponed


@frozen(kw_only=True)
class RemovalFacts:
    """
    What the supervisor knows at this moment.

    `torrent` is how its client has it now; None: it does not show it, which proves nothing unless it *is_gone* from whole listings,
    too. `is_listed` says that its client is there and was listed, last at `listed_at`; `listed` and `listed_before` count its last
    two good listings. `owner` is the section its category belongs to, None nobody's; `is_managed` whether the removal's own section
    still exists. `hosts` are its announce hosts, None while not known. `pardoned_at` is when a person took it back last, `since` when
    this removal began. `begun`: our own hand may have stopped and moved it already. `deletes`: taking out means deleting.
    """

    torrent: Torrent | None
    listed_at: float
    is_listed: bool = True
    is_gone: bool = False
    listed: int = 1
    listed_before: int = 0
    owner: str | None = None
    is_managed: bool = True
    hosts: tuple[str, ...] | None = None
    duty: Duty = Duty.NONE
    duty_words: str = ""
    """When an open duty is done at the speed of this moment, or that it never is; empty while nobody has looked."""
    duty_ends: bool = True
    """Whether an open duty is done some day at that speed."""
    sharing: Sharing = _NOTHING_SHARED
    dry_run: bool = False
    on_hold: str = ""
    """Why nothing may be changed for a while."""
    protection: Protection = _NOTHING_PROTECTED
    pardoned_at: float | None = None
    protected_at: float | None = None
    """Since when a person protects it."""
    since: float = float("inf")
    begun: bool = False
    deletes: bool = False


def rail_reason(
    rail: Rail,
    text: str,
    removal: Removal,
    *,
    measured: dict[str, Value] | None = None,
    configured: dict[str, Value] | None = None,
) -> Reason:
    """The rail's reason; it names the rule that was held back, so that both sides of the story are there."""
    return Reason(
        code=str(rail), rule=removal.why.rule, text=text, measured=measured or {}, configured=configured or {}
    )
