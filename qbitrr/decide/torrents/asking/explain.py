"""
Why a torrent is still there: the decision is taken once more, and each rule that is asked tells what it asked.
"""

from math import inf, isfinite

from qbitrr.decide.phrases import span
from qbitrr.decide.seeding.hit_and_run import obliging
from qbitrr.decide.seeding.outlook import duty_outlook
from qbitrr.decide.torrents.asking.foreseeing import foresee
from qbitrr.decide.torrents.asking.judge import Check, Judge
from qbitrr.decide.torrents.asking.judges import JUDGES
from qbitrr.decide.torrents.asking.words.downloads import DOWNLOADS
from qbitrr.decide.torrents.asking.words.imports import IMPORTS
from qbitrr.decide.torrents.asking.words.scores import SCORES
from qbitrr.decide.torrents.asking.words.seeding import SEEDING
from qbitrr.decide.torrents.asking.words.states import STATES
from qbitrr.decide.torrents.asking.words.word import Tellings
from qbitrr.decide.torrents.look import Look
from qbitrr.decide.torrents.rules import answer, decide, evaluate, step_names
from qbitrr.decide.torrents.told import set_aside
from qbitrr.model.reasons import Reason, Value
from qbitrr.model.rule_table import RULES, Rule, RuleStage, rule_behind
from qbitrr.model.shown.explained import Explained, ExplainedCheck, ExplainedRule, Foreseen, RuleVerdict
from qbitrr.model.torrents.facts import TorrentFacts
from qbitrr.model.torrents.memory import Memory
from qbitrr.model.torrents.rules import OwnerRules

__all__ = ["TELLINGS", "explain"]

TELLINGS: Tellings = {**STATES, **SCORES, **IMPORTS, **SEEDING, **DOWNLOADS}
"""The words of every check."""


def explain(
    facts: TorrentFacts, rules: OwnerRules, memory: Memory, now: float, upload_speed: float | None = None
) -> Explained:
    """
    The decision that `decide` takes with the same facts, and why, rule by rule. *upload_speed* is that of this moment in bytes per second
    (None: not known). Whatever the facts, it does not raise.
    """
    decision = decide(facts, rules, memory, now)
    foreseen = foresee(facts, rules, decision, now, upload_speed or 0.0)
    notes = _Notes()
    look = Look(facts, rules, memory, now)
    why = evaluate(look, notes.ask)
    rows = obliging(look.matching, rules)
    return Explained(
        at=now,
        why=decision.why,
        sentence=_sentence(decision.why, foreseen),
        rules=tuple(notes.told(rule, look, why) for rule in RULES),
        steps=step_names(decision),
        foreseen=foreseen,
        look_again_at=decision.look_again_at,
        duty=duty_outlook(look.torrent, look.duty, rows, look.memory.watching.had, upload_speed, now),
    )


class _Notes:
    """Asks in place of `answer`, and keeps what each rule asked, as it was at that moment."""

    def __init__(self) -> None:
        self._asked: dict[str, tuple[ExplainedCheck, ...]] = {}

    def ask(self, judge: Judge, look: Look) -> Reason | None:
        """What the rule has to say."""
        self._asked[look.rule.name] = _checks(judge, look)
        return answer(judge, look)

    def told(self, rule: Rule, look: Look, why: Reason) -> ExplainedRule:
        """What is told of a rule once the decision is taken, in which *look* ended with *why*."""
        checks = self._asked.get(rule.name)
        if checks is None:
            return _unasked(rule, look)
        is_decisive = rule is rule_behind(why)
        text = why.text if is_decisive else _passed(checks)
        return _explained(rule, "decisive" if is_decisive else "passed", text, checks)


def _unasked(rule: Rule, look: Look) -> ExplainedRule:
    if look.rules.kind not in rule.owners:
        return _explained(rule, "not_for_owner", "It concerns torrents of Arrs alone.", ())
    if rule.stage is RuleStage.THEN and set_aside(look) and not rule.also_set_aside:
        text = "It is not asked: a person took the torrent out of the Arr's hands."
        return _explained(rule, "set_aside", text, ())
    checks = _checks(JUDGES[rule.name], look)
    return _explained(rule, "not_reached", "It is not asked: a rule before it decides.", checks)


def _explained(rule: Rule, verdict: RuleVerdict, text: str, checks: tuple[ExplainedCheck, ...]) -> ExplainedRule:
    telling = len(checks) - 1
    for place, check in enumerate(checks):
        if not check.holds:
            telling = place
            break
    return ExplainedRule(
        rule=rule.number, name=rule.name, verdict=verdict, text=text, checks=checks, telling=telling
    )  # fmt: skip


def _passed(checks: tuple[ExplainedCheck, ...]) -> str:
    last = next((check for check in checks if not check.holds), None)
    return last.text if last is not None else "It was asked and found nothing to be done."


def _checks(judge: Judge, look: Look) -> tuple[ExplainedCheck, ...]:
    """The checks up to the first that does not hold; if all do, what is distinguished further, too."""
    found: list[ExplainedCheck] = []
    for check in judge.checks:
        found.append(_check(check, look))
        if not found[-1].holds:
            return tuple(found)
    return (*found, *(_check(each, look) for each in judge.further))


def _check(check: Check, look: Look) -> ExplainedCheck:
    before, look.wakes_at = look.wakes_at, inf
    holds = check(look)
    changes_at, look.wakes_at = look.wakes_at, min(before, look.wakes_at)
    told = TELLINGS[check](look)
    return ExplainedCheck(
        code=check.__name__,
        holds=holds,
        text=told.yes if holds else told.no,
        measured=_finite(told.measured),
        configured=_finite(told.configured),
        unit=told.unit,
        setting=told.setting,
        seconds_left=None if changes_at == inf else changes_at - look.now,
        would_change=told.change,
    )


def _finite(value: Value) -> Value:
    """What JSON can say."""
    return None if isinstance(value, float) and not isfinite(value) else value


def _sentence(why: Reason, foreseen: Foreseen | None) -> str:
    if foreseen is None:
        return f"{why.text} Time alone does not change that."
    if foreseen.seconds <= 0:
        return why.text
    return f"{why.text} If nothing changes, in {span(foreseen.seconds)}: {foreseen.why.text}"
