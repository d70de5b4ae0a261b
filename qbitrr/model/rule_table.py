"""
The rules of torrents in the order they are asked, and what everybody else has to know about each.

# Note [A new rule]
A rule is a line here and its judge in `qbitrr.decide.torrents.asking.judges`. A reason has the number of the rule it comes from, and
whoever wants to know something about that rule asks this table (`rule_behind`): no number is written anywhere else.
"""

from enum import Enum, StrEnum, auto
from typing import Literal

from attrs import frozen

from qbitrr.model.reasons import Reason
from qbitrr.model.removals.cases import Weight

__all__ = ["RULES", "UNRULED", "Evidence", "Need", "OwnerKind", "Rule", "RuleStage", "rule_behind"]

OwnerKind = Literal["arr", "managed"]
_ARR: frozenset[OwnerKind] = frozenset({"arr"})
_ALL: frozenset[OwnerKind] = frozenset({"arr", "managed"})


class RuleStage(Enum):
    """When a rule is asked."""

    FIRST = auto()
    """Before our tags are brought in line: while it holds, nothing else is done."""
    THEN = auto()


class Need(StrEnum):
    """What a rule may look at, beyond the torrent itself and what is remembered of it."""

    FILES = "files"
    TRACKERS = "trackers"
    """Of the torrent: they choose its tracker rows, and with these its limits and Hit-and-Run duty."""
    QUEUE = "queue"
    """The Arr's record of it."""
    HISTORY = "history"
    """What the Arr's history says of it."""
    STORAGE = "storage"
    """Whether the storage its data lay on is there."""
    PLACE = "place"
    """Whether the Arr can find its data."""


class Evidence(Enum):
    """What of the torrent itself made a removal due, so that it can be looked at again before the removal goes on."""

    AS_SEEN = auto()
    """Nothing in particular: it must be as it was."""
    FILES_MISSING = auto()
    AT_LIMIT = auto()
    STALLED = auto()
    INACTIVE = auto()
    SLOW = auto()


@frozen(kw_only=True)
class Rule:
    """
    `also_set_aside`: it is asked also about what a person took out of the Arr's hands. `once_per_visit`: what it has done counts until
    the torrent gets another category.

    Of its removals: whether they are a person's order (`by_person`), what they `count` for, whether they say something against the
    release (`is_failure`), whether they have bounds of their own (`is_bounded`), and by what they are due (`evidence`). `requeues`: a
    release it replaces while its torrent goes on may still be imported; else it is remembered as rejected.
    """

    number: int
    name: str
    stage: RuleStage = RuleStage.THEN
    owners: frozenset[OwnerKind] = _ALL
    needs: frozenset[Need] = frozenset()
    also_set_aside: bool = False
    once_per_visit: bool = False
    by_person: bool = False
    counts: Weight = Weight.SHARE
    is_failure: bool = False
    is_bounded: bool = False
    evidence: Evidence = Evidence.AS_SEEN
    requeues: bool = False


_FIRST = RuleStage.FIRST
_DUTY = frozenset({Need.TRACKERS})
_RECORD = _DUTY | {Need.QUEUE}
_WHOLE_ARR = _RECORD | {Need.HISTORY}

RULES = (
    Rule(
        number=1, name="failed_category", stage=_FIRST, needs=frozenset({Need.QUEUE}),
        by_person=True, counts=Weight.NONE, is_failure=True,
    ),
    Rule(number=2, name="recheck_category", stage=_FIRST, once_per_visit=True),
    Rule(number=3, name="ignored", stage=_FIRST),
    Rule(number=4, name="busy", stage=_FIRST),
    # Data that went missing, like a reached limit, is observed and not judged: it says nothing against the release.
    Rule(
        number=5, name="missing_files", stage=_FIRST, needs=_RECORD | {Need.STORAGE},
        counts=Weight.CAP, evidence=Evidence.FILES_MISSING,
    ),
    Rule(number=6, name="error_state", stage=_FIRST),
    Rule(number=7, name="free_space", stage=_FIRST),
    Rule(number=8, name="custom_format", owners=_ARR, needs=_WHOLE_ARR, is_failure=True, is_bounded=True),
    # Before an import is asked for: what holds nothing but unwanted files is not handed over.
    Rule(number=11, name="inspect_files", owners=_ARR, needs=_WHOLE_ARR | {Need.FILES}, is_failure=True),
    # Gives up only what it has looked into and what cannot be played.
    Rule(number=9, name="hand_over", owners=_ARR, needs=_WHOLE_ARR | {Need.PLACE}, is_failure=True),
    Rule(number=10, name="at_limit", needs=_WHOLE_ARR, counts=Weight.CAP, evidence=Evidence.AT_LIMIT),
    Rule(number=12, name="forced", also_set_aside=True),
    Rule(number=13, name="stalled", needs=_RECORD, is_failure=True, evidence=Evidence.STALLED, requeues=True),
    Rule(number=14, name="resume_download", also_set_aside=True),
    Rule(number=15, name="inactive", needs=_RECORD, is_failure=True, evidence=Evidence.INACTIVE, requeues=True),
    Rule(number=16, name="slow", needs=_RECORD, is_failure=True, evidence=Evidence.SLOW, requeues=True),
    Rule(number=17, name="resume_seeding", needs=_DUTY, also_set_aside=True),
    Rule(number=18, name="left_alone", needs=_WHOLE_ARR | {Need.PLACE}, also_set_aside=True),
)  # fmt: skip

UNRULED = Rule(number=0, name="", is_failure=True)
"""What an Arr refuses to import, and what a person asks for: a removal that no rule of these decided."""

_BY_NUMBER = {rule.number: rule for rule in RULES}


def rule_behind(why: Reason) -> Rule:
    """The rule a reason comes from; one that does not exist any more counts as none."""
    return _BY_NUMBER.get(why.rule, UNRULED)
