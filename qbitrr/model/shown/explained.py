"""
Why a torrent is still there: what each rule asked of it, with what was measured and what is configured, and what happens next.
"""

from typing import Literal

from attrs import frozen
from msgspec import Struct

from qbitrr.model.reasons import Reason, Value
from qbitrr.model.removals.cases import OpenRemoval
from qbitrr.model.removals.protection import Waiver
from qbitrr.model.removals.quarantine import Quarantined
from qbitrr.model.torrents.listed import ListedTorrent

__all__ = [
    "DutyOutlook",
    "Explained",
    "ExplainedCheck",
    "ExplainedRail",
    "ExplainedRule",
    "Explanation",
    "Foreseen",
    "RuleVerdict",
]

RuleVerdict = Literal["passed", "decisive", "not_reached", "not_for_owner", "set_aside"]
"""
`passed`: it was asked and does not apply. `not_for_owner`: it concerns torrents of Arrs alone. `set_aside`: a person took the torrent out
of the Arr's hands, so it is not asked.
"""


class ExplainedCheck(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    One question of a rule: whether it *holds*, in words, and what was *measured* against what is *configured*, in *unit*. *setting* is the
    dotted key that changes it (empty: none does), *would_change* says what else would. In *seconds_left* time alone may change the answer
    (None: never).
    """

    code: str
    holds: bool
    text: str
    measured: Value = None
    configured: Value = None
    unit: str = ""
    setting: str = ""
    seconds_left: float | None = None
    would_change: str = ""


class ExplainedRule(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    A rule and what it had to say. Its *checks* are in the order they are asked, up to the first that does not hold; *telling* is the place
    of the one that tells most (-1: it has none).
    """

    rule: int
    name: str
    verdict: RuleVerdict
    text: str
    checks: tuple[ExplainedCheck, ...] = ()
    telling: int = -1


class Foreseen(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is decided at a moment to come, by which rule, if nothing changes until then but time: the *step* and why."""

    at: float
    seconds: float
    step: str
    why: Reason


class DutyOutlook(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    The Hit-and-Run duty: from when (*safe_at*, None: never at this speed, or not known) and at which ratio it is over, computed from the
    *upload_speed* of this moment in bytes per second (None: not known). *text* says it.
    """

    duty: str
    text: str
    upload_speed: float | None = None
    safe_at: float | None = None
    seconds_left: float | None = None
    ratio_then: float | None = None
    ratio_needed: float | None = None
    seconds_needed: float | None = None
    never: bool = False


class Explained(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    The whole decision about a torrent at one moment. *why* is its reason, *steps* what it asks for now, *foreseen* what it will ask for
    next, *look_again_at* when it is looked at again at the latest. *is_listed* is false while its client does not answer: it is told as it
    was. *under_way*: steps on it are being done or their effect is waited for.
    """

    at: float
    why: Reason
    sentence: str
    rules: tuple[ExplainedRule, ...]
    steps: tuple[str, ...] = ()
    foreseen: Foreseen | None = None
    look_again_at: float = 0.0
    duty: DutyOutlook | None = None
    is_listed: bool = True
    under_way: bool = False


class ExplainedRail(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one of the rails says to a removal: whether it *stops* one that nobody ordered, and what would change that."""

    rail: str
    stops: bool
    text: str
    setting: str = ""
    would_change: str = ""


@frozen(kw_only=True)
class Explanation:
    """
    All that is known of why a torrent is still there. `explained` is what its loop says (None: nobody looks after it, or nothing is known);
    `is_live` is false when that is what it said last, and `why_not` why it says nothing now. `watched` are the categories that are looked
    after on its client, with their sections; `waiver` is what a person said of its Hit-and-Run duty.
    """

    torrent: ListedTorrent
    sentence: str
    explained: Explained | None = None
    is_live: bool = False
    why_not: str = ""
    rails: tuple[ExplainedRail, ...] = ()
    removal: OpenRemoval | None = None
    quarantined: Quarantined | None = None
    watched: tuple[tuple[str, str], ...] = ()
    waiver: Waiver | None = None
