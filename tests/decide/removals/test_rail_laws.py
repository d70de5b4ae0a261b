"""What was decided goes when nothing stands in its way, and never while anything does: over every removal that the rules ask for."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest
from attrs import evolve, frozen
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from qbitrr.decide.removals.may_go import may_go_now
from qbitrr.decide.removals.rails import Before, Go, RemovalFacts
from qbitrr.decide.seeding.hit_and_run import Duty
from qbitrr.decide.torrents.rules import decide
from qbitrr.model.removals.protection import Protection
from qbitrr.model.removals.sharing import Sharing
from qbitrr.model.steps import Data, Removal
from qbitrr.model.torrents.tags import IGNORED
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.testing.strategies.aimed import AIMED
from qbitrr.testing.strategies.looks import Looked
from qbitrr.testing.strategies.values import NOW
from tests.decide.torrents.laws import REMOVING, law, removals

BY_RULE = tuple(number for number in REMOVING if number != 1)
STAGES = (Before.BEGINNING, Before.TELLING, Before.TAKING_OUT)
pytestmark = pytest.mark.correction("A5", "B9")


@frozen
class Hindrance:
    """What stands in the way: other *facts*, or another torrent than was decided about. *overruled*: a person's order goes on."""

    facts: Mapping[str, Any] = {}
    torrent: Mapping[str, Any] = {}
    overruled: bool = False


HINDRANCES: dict[str, Hindrance] = {
    "dry run": Hindrance({"dry_run": True}),
    "on hold": Hindrance({"on_hold": "on hold by a person"}),
    "protected by its tag": Hindrance({"protection": Protection(tags=frozenset({"keep"}))}, {"tags": ("keep",)}),
    "protected by its category": Hindrance({"protection": Protection(categories=frozenset({"kept"}))}, {"category": "kept"}),
    "protected by its tracker": Hindrance({"protection": Protection(hosts=frozenset({"t.example.org"}))}),
    "protected by its hash": Hindrance({"protection": Protection(hashes=frozenset({"a" * 40, "b" * 40, "c" * 40}))}),
    "protected by a tracker not known": Hindrance({"protection": Protection(hosts=frozenset({"x"})), "hosts": None}),
    "protected by a person since": Hindrance({"protected_at": NOW - 5.0, "since": NOW - 500.0}),
    "taken back since": Hindrance({"pardoned_at": NOW - 5.0, "since": NOW - 500.0}),
    "taken back before": Hindrance({"pardoned_at": NOW - 500.0, "since": NOW - 5.0}, overruled=True),
    "duty open": Hindrance({"duty": Duty.UNMET}, overruled=True),
    "duty not known": Hindrance({"duty": Duty.UNKNOWN}, overruled=True),
    "listed too long ago": Hindrance({"listed_at": NOW - 121.0}),
    "never listed": Hindrance({"listed_at": 0.0}),
    "client away": Hindrance({"is_listed": False}),
    "nothing listed": Hindrance({"listed": 0, "listed_before": 1}),
    "listing shrunk": Hindrance({"listed": 4, "listed_before": 9}),
    "not shown": Hindrance({"torrent": None}),
    "nobody's": Hindrance({"owner": None}),
    "somebody else's": Hindrance({"owner": "Sonarr"}),
    "another one": Hindrance({}, {"added_on": 7}),
    "tag for what is left alone": Hindrance({}, {"tags": (IGNORED,)}, overruled=True),
    "state not known": Hindrance({}, {"state": "somethingNew"}),
    "client busy": Hindrance({}, {"state": "checkingResumeData"}),
}  # fmt: skip
names = st.sampled_from(sorted(HINDRANCES))


def _together(chosen: list[str]) -> list[str]:
    """Those of them that can be at once: none changes what one before it has changed."""
    kept: list[str] = []
    changed: set[str] = set()
    for name in chosen:
        fields = {*HINDRANCES[name].facts, *(f"its {field}" for field in HINDRANCES[name].torrent)}
        fields |= {f"its {field}" for field in Torrent.__struct_fields__} if "torrent" in fields else set()
        if not fields & changed:
            kept.append(name)
            changed |= fields
    return kept


sets_of_names = st.lists(names, min_size=1, max_size=5, unique=True).map(_together)


def asked_for(look: Looked) -> Removal | None:
    """The removal a look ends with, as its loop sends it; None if with none, or with one that is a person's order by its category."""
    facts, rules, _ = look
    found = [each for each in removals(decide(*look, NOW)) if each.why.rule != 1]
    return replace(found[0], section=rules.section, name="It", seen=facts.torrent) if found else None


def around(look: Looked, chosen: list[str] = []) -> RemovalFacts:  # noqa: B006 - it is not written to
    """What the supervisor knows when nothing but the hindrances *chosen* stands in the way."""
    torrent, changes = look[0].torrent, {}
    for name in chosen:
        hindrance = HINDRANCES[name]
        torrent = replace(torrent, **hindrance.torrent)
        changes |= hindrance.facts
    usual = {
        "torrent": torrent, "listed_at": NOW - 1.0, "listed": 10, "listed_before": 10, "owner": "Radarr",
        "hosts": ("t.example.org",),
    }  # fmt: skip
    return RemovalFacts(**{**usual, **changes})


@law(sets_of_names, st.sampled_from(STAGES), rules=BY_RULE, share=0.15)
def test_nothing_goes_against_a_rail(look: Looked, chosen: list[str], before: Before) -> set[int]:
    """Whatever rule, whatever stands in its way, alone or with others: it does not go. With nothing in its way it goes."""
    removal = asked_for(look)
    if removal is None:
        return set()
    assert isinstance(may_go_now(removal, before, around(look), NOW), Go)
    assert not isinstance(may_go_now(removal, before, around(look, chosen), NOW), Go)
    return {removal.why.rule}


@law(sets_of_names, st.sampled_from(STAGES), rules=BY_RULE, share=0.15)
def test_one_rail_more_never_helps(look: Looked, chosen: list[str], before: Before) -> set[int]:
    """What does not go does not go either when something else stands in its way besides, for whoever asks."""
    removal = asked_for(look)
    if removal is None:
        return set()
    for wanted in (removal, replace(removal, by_operator=True), replace(removal, released=True)):
        verdicts = [may_go_now(wanted, before, around(look, chosen[:count]), NOW) for count in range(len(chosen) + 1)]
        goes = [isinstance(verdict, Go) for verdict in verdicts]
        assert goes == sorted(goes, reverse=True)
    return {removal.why.rule}


@law(names, rules=BY_RULE, share=0.15)
def test_a_person_overrules_what_a_person_may(look: Looked, name: str) -> set[int]:
    """An order is held by nothing that only protects others than the person who gives it, and by all the rest."""
    removal = asked_for(look)
    if removal is None:
        return set()
    order = replace(removal, released=True)
    verdict = may_go_now(order, Before.TAKING_OUT, around(look, [name]), NOW)
    assert isinstance(verdict, Go) is HINDRANCES[name].overruled
    return {removal.why.rule}


@law(st.booleans(), st.sampled_from(STAGES), rules=BY_RULE, share=0.15)
def test_files_of_others_stay(look: Looked, by_operator: bool, before: Before) -> set[int]:
    """Whoever asks: what shares its files goes without them, and says whose they are; while a client that may share is away it stays."""
    removal = asked_for(look)
    if removal is None:
        return set()
    order = replace(removal, by_operator=by_operator, data=Data.DELETE)
    verdict = may_go_now(order, before, evolve(around(look), sharing=Sharing(with_names=("Other",))), NOW)
    assert verdict == Go(with_files=False, kept_for=("Other",))
    away = may_go_now(order, before, evolve(around(look), sharing=Sharing(away="box"), deletes=True), NOW)
    assert isinstance(away, Go) is by_operator
    return {removal.why.rule}


def test_each_hindrance_is_met() -> None:
    """None of them holds only because another one holds before it: each was the only one for several rules."""
    alone: Counter[str] = Counter()

    @settings(max_examples=150, derandomize=True, database=None)
    @given(st.sampled_from(BY_RULE).flatmap(lambda rule: AIMED[rule]))
    def meet(look: Looked) -> None:
        removal = asked_for(look)
        for name in HINDRANCES if removal is not None else ():
            assert removal is not None
            verdict = may_go_now(removal, Before.TAKING_OUT, around(look, [name]), NOW)
            alone[name] += not isinstance(verdict, Go)

    meet()
    assert all(alone[name] >= 40 for name in HINDRANCES), alone
