"""
Why a torrent is still there: a sentence, every rule in order, what stands between it and its removal, its duty.
"""

from collections.abc import Callable
from typing import Literal

from msgspec import Struct
from twisted.internet.defer import Deferred
from twisted.web.iweb import IRequest

from qbitrr.model.reasons import Value
from qbitrr.model.removals.protection import Waiver
from qbitrr.model.shown.explained import (
    DutyOutlook,
    Explained,
    ExplainedCheck,
    ExplainedRail,
    ExplainedRule,
    Explanation,
    Foreseen,
    RuleVerdict,
)
from qbitrr.web.http.answers import iso, iso_or_none, json_response
from qbitrr.web.http.routes import Group, Route, mirrored
from qbitrr.web.program import TorrentExplainer
from qbitrr.web.torrents.outcomes import ONE_TORRENT
from qbitrr.web.torrents.quarantine import QuarantinedAnswer, quarantined_answer
from qbitrr.web.torrents.removals import RemovalAnswer, removal_answer

__all__ = ["ExplainRoutes"]


class CheckAnswer(Struct, frozen=True, kw_only=True):
    """
    One question of a rule. `measured` and `configured` are in `unit` (`seconds`, `ratio`, `share` of 1, `bytes`, …; empty: words).
    `setting` is the dotted key of the configuration that decides (empty: none), `seconds_left` when time alone may change the answer
    (null: never).
    """

    code: str
    holds: bool
    text: str
    measured: Value
    configured: Value
    unit: str
    setting: str
    seconds_left: float | None
    would_change: str


class RuleAnswer(Struct, frozen=True, kw_only=True):
    """
    A rule, by its number and name. `verdict` is `passed` (asked, and does not apply), `decisive`, `not_reached`, `not_for_owner` (it is
    for torrents of Arrs) or `set_aside` (a person took it out of the Arr's hands). The figures are those of the check that tells most;
    `checks` are all that were asked, in order.
    """

    rule: int
    name: str
    verdict: RuleVerdict
    text: str
    measured: Value
    configured: Value
    unit: str
    setting: str
    seconds_left: float | None
    would_change: str
    checks: tuple[CheckAnswer, ...]


class RailAnswer(Struct, frozen=True, kw_only=True):
    """What one of the rails says to a removal that nobody ordered: whether it stops it, and what would change that."""

    rail: str
    stops: bool
    text: str
    setting: str
    would_change: str


class NextAnswer(Struct, frozen=True, kw_only=True):
    """
    What is done next, and when, if nothing changes until then but time: `step` is `removal`, `import`, `resume`, `recheck`,
    `set_category` or `skip_files`.
    """

    step: str
    at: str
    seconds: float
    rule: int
    code: str
    text: str


class DutyAnswer(Struct, frozen=True, kw_only=True):
    """
    The Hit-and-Run duty: `none`, `met`, `unmet`, `dead`, `unknown` or `waived` (a person set it aside, at `waived_at` for
    `waived_because`; null if nobody did). `safe_at` is when it is over at the upload speed of this moment
    (bytes per second), `ratio_then` the ratio it has then; null with `never` true: never at this speed.
    """

    duty: str
    text: str
    upload_speed: float | None
    safe_at: str | None
    seconds_left: float | None
    ratio_then: float | None
    ratio_needed: float | None
    seconds_needed: float | None
    never: bool
    waived_at: str | None
    waived_because: str | None


class WatchedCategory(Struct, frozen=True, kw_only=True):
    """A category that is looked after on the client of the torrent, and by which section."""

    category: str
    section: str


class ExplainAnswer(Struct, frozen=True, kw_only=True):
    """
    Why a torrent is still there. `state` is `live`, `last_known` (its loop says nothing now, `why_not` tells why; `at` is when it said
    this), `unknown` (nor did it before), `quarantined` or `unwatched` (`watched` are the categories that are looked after). `rule`, `code`
    and `text` are the reason of the decision. Until `look_again_at` at the latest nobody looks at it unless something changes.
    """

    instance: str
    hash: str
    name: str
    section: str
    category: str
    state: Literal["live", "last_known", "unknown", "quarantined", "unwatched"]
    why_not: str
    at: str | None
    sentence: str
    rule: int | None
    code: str | None
    text: str | None
    next: NextAnswer | None
    look_again_at: str | None
    client_listed: bool | None
    under_way: bool
    rules: tuple[RuleAnswer, ...]
    rails: tuple[RailAnswer, ...]
    duty: DutyAnswer | None
    removal: RemovalAnswer | None
    quarantine: QuarantinedAnswer | None
    watched: tuple[WatchedCategory, ...]


class ExplainRoutes:
    """`/torrents/<client>/<hash>/explain`."""

    def __init__(self, program: TorrentExplainer, redact: Callable[[str], str]) -> None:
        self._program = program
        self._redact = redact

    def routes(self) -> tuple[Route, ...]:
        """It is mirrored."""
        return mirrored(
            "torrents.explain", "GET", "/torrents/<client>/<hash>/explain", Group.TORRENTS, self.explain,
            parameters=ONE_TORRENT, answer=ExplainAnswer,
        )  # fmt: skip

    def explain(self, request: IRequest, client: str, hash: str) -> Deferred[bytes]:
        """Why a torrent is still there."""

        def answer(found: Explanation) -> bytes:
            return json_response(request, _explain_answer(found, self._redact))

        return self._program.explain(client, hash).addCallback(answer)


def _explain_answer(found: Explanation, redact: Callable[[str], str]) -> ExplainAnswer:
    torrent, said = found.torrent.torrent, found.explained
    return ExplainAnswer(
        instance=torrent.instance,
        hash=torrent.hash,
        name=torrent.name,
        section=found.torrent.section,
        category=torrent.category,
        state=_state(found),
        why_not=redact(found.why_not),
        at=None if said is None else iso(said.at),
        sentence=redact(found.sentence),
        rule=None if said is None else said.why.rule,
        code=None if said is None else said.why.code,
        text=None if said is None else said.why.text,
        next=None if said is None or said.foreseen is None else _next_answer(said.foreseen),
        look_again_at=None if said is None else iso_or_none(said.look_again_at),
        client_listed=None if said is None else said.is_listed,
        under_way=said is not None and said.under_way,
        rules=() if said is None else tuple(map(_rule_answer, said.rules)),
        rails=tuple(map(_rail_answer, found.rails)),
        duty=_duty_answer(said, found.waiver),
        removal=None if found.removal is None else removal_answer(found.removal),
        quarantine=None if found.quarantined is None else quarantined_answer(found.quarantined),
        watched=tuple(WatchedCategory(category=category, section=section) for category, section in found.watched),
    )


def _state(found: Explanation) -> Literal["live", "last_known", "unknown", "quarantined", "unwatched"]:
    if found.quarantined is not None:
        return "quarantined"
    if found.explained is not None:
        return "live" if found.is_live else "last_known"
    return "unknown" if found.why_not else "unwatched"


_NO_CHECK = ExplainedCheck(code="", holds=True, text="")


def _rule_answer(rule: ExplainedRule) -> RuleAnswer:
    telling = rule.checks[rule.telling] if rule.telling >= 0 else _NO_CHECK
    return RuleAnswer(
        rule=rule.rule,
        name=rule.name,
        verdict=rule.verdict,
        text=rule.text,
        measured=telling.measured,
        configured=telling.configured,
        unit=telling.unit,
        setting=telling.setting,
        seconds_left=telling.seconds_left,
        would_change=telling.would_change,
        checks=tuple(map(_check_answer, rule.checks)),
    )


def _check_answer(check: ExplainedCheck) -> CheckAnswer:
    return CheckAnswer(
        code=check.code,
        holds=check.holds,
        text=check.text,
        measured=check.measured,
        configured=check.configured,
        unit=check.unit,
        setting=check.setting,
        seconds_left=check.seconds_left,
        would_change=check.would_change,
    )


def _rail_answer(rail: ExplainedRail) -> RailAnswer:
    return RailAnswer(
        rail=rail.rail, stops=rail.stops, text=rail.text, setting=rail.setting, would_change=rail.would_change
    )  # fmt: skip


def _next_answer(foreseen: Foreseen) -> NextAnswer:
    why = foreseen.why
    return NextAnswer(
        step=foreseen.step, at=iso(foreseen.at), seconds=foreseen.seconds, rule=why.rule, code=why.code, text=why.text
    )  # fmt: skip


def _duty_answer(said: Explained | None, waiver: Waiver | None) -> DutyAnswer | None:
    duty: DutyOutlook | None = said.duty if said is not None else None
    if duty is None:
        return None
    return DutyAnswer(
        duty=duty.duty,
        text=duty.text,
        upload_speed=duty.upload_speed,
        safe_at=None if duty.safe_at is None else iso_or_none(duty.safe_at),
        seconds_left=duty.seconds_left,
        ratio_then=duty.ratio_then,
        ratio_needed=duty.ratio_needed,
        seconds_needed=duty.seconds_needed,
        never=duty.never,
        waived_at=None if waiver is None else iso(waiver.at),
        waived_because=None if waiver is None else waiver.reason,
    )
