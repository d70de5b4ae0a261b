"""The table of the rules is whole, true, and the only place that knows a rule by its number."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
from attrs import evolve
from msgspec.structs import fields

from qbitrr.decide.torrents import rules as rules_module
from qbitrr.decide.torrents.asking.judges import JUDGES
from qbitrr.decide.torrents.look import Look
from qbitrr.decide.torrents.rules import answer, decide
from qbitrr.model.removals.cases import Weight
from qbitrr.model.rule_table import RULES, UNRULED, Need
from qbitrr.model.torrents.facts import TorrentFacts
from qbitrr.testing.strategies.aimed import AIMED
from tests.decide.torrents.laws import REMOVING, law, met
from tests.decide.vectors import NOW, SUITE

PACKAGE = Path(rules_module.__file__).parent.parent.parent
TABLE = PACKAGE / "model" / "rule_table.py"
NEEDED = {
    "files": Need.FILES,
    "trackers": Need.TRACKERS,
    "queue_known": Need.QUEUE,
    "record": Need.QUEUE,
    "storage_ok": Need.STORAGE,
    "path_ok": Need.PLACE,
    "path_objection": Need.PLACE,
}


class Watched(TorrentFacts):
    """Facts that note which of them are looked at."""

    looked_at: ClassVar[set[str]] = set()

    def __getattribute__(self, name: str) -> Any:
        if name in _FACTS:
            Watched.looked_at.add(name)
        return super().__getattribute__(name)


class WatchedLook(Look):
    """A look whose record is known to be asked for."""

    __slots__ = ()

    def __getattribute__(self, name: str) -> Any:
        if name == "record":
            Watched.looked_at.add(name)
        return super().__getattribute__(name)


_FACTS = {each.name for each in fields(TorrentFacts)}


def test_numbers_and_names() -> None:
    """Each rule has a number, a name and a judge to itself."""
    assert sorted(rule.number for rule in RULES) == list(range(1, len(RULES) + 1))
    assert [rule.name for rule in RULES] == list(dict.fromkeys(rule.name for rule in RULES))
    assert set(JUDGES) == {rule.name for rule in RULES}
    assert UNRULED.number not in {rule.number for rule in RULES}


def test_stages_follow_each_other() -> None:
    """The table is read from top to bottom."""
    stages = [rule.stage.value for rule in RULES]
    assert stages == sorted(stages)


def test_each_is_tested() -> None:
    """Each rule has a published case and looks that are aimed at it."""
    numbers = {rule.number for rule in RULES}
    assert {vector["rule"] for vector in SUITE["vectors"]} == numbers
    assert set(AIMED) == numbers


def test_removals_are_described() -> None:
    """What does not remove a torrent has nothing to say about removals; what does is a failure, or counts for the cap alone."""
    for rule in RULES:
        if rule.number in REMOVING or rule.name == "hand_over":  # this one seldom: only what cannot be played
            assert rule.is_failure != (rule.counts is Weight.CAP), rule
        else:
            described = (rule.by_person, rule.counts, rule.is_failure, rule.requeues)
            assert described == (False, Weight.SHARE, False, False), rule


@law()
def test_owners_and_needs(look: Any) -> set[int]:
    """No rule looks at what it does not say it needs, and none answers for an owner that it is not for."""
    facts, rules, memory = look
    decision = decide(facts, rules, memory, NOW)
    watched = Watched(**{name: getattr(facts, name) for name in _FACTS})
    for rule in RULES:
        seen = WatchedLook(watched, rules, memory, NOW)
        if rules.kind not in rule.owners:
            assert rule.number not in met(decision)
            continue
        seen.rule = rule
        Watched.looked_at = set()
        answer(JUDGES[rule.name], seen)
        assert {_need(name) for name in Watched.looked_at} - {None} <= rule.needs, (rule.name, Watched.looked_at)
    return met(decision)


@law()
def test_asked_in_its_states_alone(look: Any) -> set[int]:
    """A rule that is not asked in a state would say and do nothing there; and what answers all of its checks at once answers as they do."""
    facts, rules, memory = look
    for rule in RULES:
        judge = JUDGES[rule.name]
        if rules.kind not in rule.owners or (judge.states is None and judge.at_once is None):
            continue
        seen, other = Look(facts, rules, memory, NOW), Look(facts, rules, memory, NOW)
        seen.rule = other.rule = rule
        said = answer(evolve(judge, at_once=None), seen)
        assert said == answer(judge, other)
        assert (seen.steps, seen.memory, seen.remark) == (other.steps, other.memory, other.remark)
        if judge.states is not None and seen.state not in judge.states:
            assert (said, seen.steps, seen.memory, seen.remark) == (None, [], memory, None), rule.name
    return met(decide(facts, rules, memory, NOW))


def _need(name: str) -> Need | None:
    return Need.HISTORY if name.startswith("told") else NEEDED.get(name)


def spelled(tree: ast.AST) -> Iterator[ast.expr | ast.keyword]:
    """Where a rule is told by its number: compared, looked up, or written down."""
    for node in ast.walk(tree):
        match node:
            case ast.Compare(left=left, comparators=[*right]) if any(_is_rule(each) for each in (left, *right)):
                yield node
            case ast.Subscript(slice=key) if _is_rule(key):
                yield node
            case ast.Call(func=ast.Attribute(attr="get"), args=[key, *_]) if _is_rule(key):
                yield node
            case ast.keyword(arg="rule", value=ast.Constant(value=int())):
                yield node


def _is_rule(node: ast.expr) -> bool:
    """`….rule`, or the `.number` of something called a rule."""
    if not isinstance(node, ast.Attribute):
        return False
    return node.attr == "rule" or (node.attr == "number" and "rule" in ast.unparse(node.value))


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("removal.why.rule == 1", 1),
        ("step.why.rule in (13, 15)", 1),
        ("why.rule not in _FAILURES", 1),
        ("rule.number == 5", 1),
        ("_BY_RULE.get(removal.why.rule)", 1),
        ("_BY_RULE[removal.why.rule]", 1),
        ("Reason(code='x', text='x', rule=4)", 1),
        ("rule_behind(removal.why).is_failure", 0),
        ("Reason(code='x', text='x', rule=self.rule.number)", 0),
        ("not decision.rule", 0),
    ],
)
def test_it_is_seen_where_a_number_is_spelled(text: str, times: int) -> None:
    """The next test would notice it."""
    assert len(list(spelled(ast.parse(text)))) == times


def test_nobody_else_knows_numbers() -> None:
    """Who wants to know something about a rule asks the table."""
    found = [
        f"{path.relative_to(PACKAGE)}:{node.lineno} {ast.unparse(node)}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if path != TABLE
        for node in spelled(ast.parse(path.read_text()))
    ]
    assert found == []
