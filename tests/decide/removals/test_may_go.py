"""The one question before every act of a removal: what stands in its way, and for whom."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from qbitrr.decide.removals.may_go import may_go_now
from qbitrr.decide.removals.rails import Before, Go, Postponed, Rail, RemovalFacts, Withdrawn
from qbitrr.decide.seeding.hit_and_run import Duty
from qbitrr.model.reasons import Reason
from qbitrr.model.removals.protection import Protection
from qbitrr.model.removals.quarantine import QUARANTINE_CATEGORY
from qbitrr.model.removals.sharing import Sharing
from qbitrr.model.steps import Data, Removal
from qbitrr.model.torrents.tags import IGNORED, IMPORTED
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.testing.strategies.removals import removals
from qbitrr.testing.strategies.values import NOW

HASH = "a" * 40
TORRENT = Torrent(
    instance="qBit", hash=HASH, state="stalledDL", name="Movie", category="radarr", tags=("keep",), content_path="/d/m/",
    added_on=NOW - 9000, last_activity=NOW - 8000, progress=0.3, amount_left=700, eta_seconds=9000,
)  # fmt: skip
SEED = replace(TORRENT, state="stalledUP", progress=1.0, amount_left=0, ratio=2.0, seeding_time_seconds=5000)
pytestmark = pytest.mark.correction("A5", "B9")


def removal(rule: int = 13, data: Data = Data.DELETE, seen: Torrent | None = TORRENT, **fields: Any) -> Removal:
    """A removal of the one torrent."""
    why = Reason(code="stalled", text="Stalled.", rule=rule, configured={"maximum_eta_seconds": 600})
    return Removal(instance="qBit", hash=HASH, why=why, data=data, section="Radarr", seen=seen, **fields)


def facts(torrent: Torrent | None = TORRENT, **fields: Any) -> RemovalFacts:
    """Nothing stands in the way but what is given."""
    usual: dict[str, Any] = {"listed_at": NOW - 1, "hosts": ("t.example.org",), "owner": "Radarr"}
    return RemovalFacts(torrent=torrent, **{**usual, **fields})


def ask(removal: Removal, facts: RemovalFacts, before: Before = Before.TAKING_OUT) -> Go | Withdrawn | Postponed:
    return may_go_now(removal, before, facts, NOW)


def changed(torrent: Torrent = TORRENT, **fields: Any) -> RemovalFacts:
    return facts(replace(torrent, **fields))


OPERATOR = removal(by_operator=True)
RELEASED = removal(released=True)
FAILED_CATEGORY = removal(rule=1)


@pytest.mark.parametrize("before", [Before.BEGINNING, Before.TELLING, Before.TAKING_OUT])
@pytest.mark.parametrize(
    ("given_facts", "rail", "kind"),
    [
        ({"dry_run": True}, Rail.DRY_RUN, Postponed),
        ({"is_managed": False}, Rail.OWNER, Withdrawn),
        ({"owner": None}, Rail.OWNER, Withdrawn),
        ({"owner": "Sonarr"}, Rail.OWNER, Withdrawn),
        ({"pardoned_at": NOW - 500}, Rail.PARDONED, Withdrawn),
        ({"protected_at": NOW - 500}, Rail.PROTECTED, Withdrawn),
        ({"protection": Protection(tags=frozenset({"keep"}))}, Rail.PROTECTED, Withdrawn),
        ({"protection": Protection(categories=frozenset({"radarr"}))}, Rail.PROTECTED, Withdrawn),
        ({"protection": Protection(hosts=frozenset({"example.org"}))}, Rail.PROTECTED, Withdrawn),
        ({"protection": Protection(hosts=frozenset({"t.example.org"}))}, Rail.PROTECTED, Withdrawn),
        ({"protection": Protection(hashes=frozenset({HASH}))}, Rail.PROTECTED, Withdrawn),
        ({"protection": Protection(hosts=frozenset({"x"})), "hosts": None}, Rail.PROTECTED, Postponed),
        ({"listed_at": NOW - 121}, Rail.STALE_LISTING, Postponed),
        ({"is_listed": False}, Rail.CLIENT, Postponed),
        ({"listed_at": 0.0}, Rail.CLIENT, Postponed),
        ({"listed": 4, "listed_before": 9}, Rail.SHRUNK_LISTING, Postponed),
        ({"torrent": None}, Rail.NOT_SHOWN, Postponed),
        ({"duty": Duty.UNMET}, Rail.HIT_AND_RUN, Postponed),
        ({"duty": Duty.UNKNOWN}, Rail.HIT_AND_RUN, Postponed),
        ({"sharing": Sharing(away="box"), "deletes": True}, Rail.AWAY, Postponed),
    ],
)
def test_each_rail_holds(given_facts: dict[str, Any], rail: Rail, kind: type, before: Before) -> None:
    """One reason against it is enough, before each act, and it is named."""
    verdict = ask(removal(), facts(**given_facts), before)
    assert isinstance(verdict, Postponed | Withdrawn)
    assert isinstance(verdict, kind)
    assert (verdict.why.code, verdict.why.rule) == (str(rail), 13)
    assert verdict.why.text.endswith(".")


@pytest.mark.parametrize("before", list(Before))
@pytest.mark.parametrize("wanted", [OPERATOR, RELEASED, FAILED_CATEGORY])
def test_protection_by_a_person_and_orders(wanted: Removal, before: Before) -> None:
    """A person may remove what is protected; what began before it was protected ends, whoever wanted it."""
    earlier = ask(wanted, facts(protected_at=NOW - 500, since=NOW - 5), before)
    assert getattr(getattr(earlier, "why", None), "code", "") != Rail.PROTECTED
    later = ask(wanted, facts(protected_at=NOW - 5, since=NOW - 500), before)
    assert isinstance(later, Withdrawn)
    assert later.why.code == Rail.PROTECTED


def test_a_protected_hash_is_one_in_any_spelling() -> None:
    """People copy hashes from wherever they find them, and so may a client."""
    shouted = replace(removal(), hash=HASH.upper())
    verdict = ask(shouted, facts(protection=Protection(hashes=frozenset({HASH}))))
    assert isinstance(verdict, Withdrawn)
    assert verdict.why.code == Rail.PROTECTED


@pytest.mark.parametrize(
    "given_facts",
    [
        {},
        {"listed_at": NOW - 120},
        {"listed": 5, "listed_before": 10},
        {"duty": Duty.DEAD},
        {"hosts": None},
        {"protection": Protection(hosts=frozenset({"ample.org", "other"}))},
        {"torrent": None, "is_gone": True, "protection": Protection(tags=frozenset({"keep"}))},
        {"sharing": Sharing(away="box")},
    ],
)
def test_what_does_not_hold(given_facts: dict[str, Any]) -> None:
    """Just inside every limit; setting aside deletes nothing."""
    assert ask(removal(), facts(**given_facts)) == Go(with_files=True)


_NOT_DUE: list[tuple[int, Torrent, dict[str, Any]]] = [
    *((rule, TORRENT, {"state": "stalledUP", "amount_left": 0}) for rule in (0, 8, 11, 13, 15, 16)),
    *((rule, TORRENT, {"tags": (IMPORTED,)}) for rule in (0, 8, 11, 13, 15, 16)),
    *((rule, TORRENT, {"tags": ("keep", IGNORED)}) for rule in (0, 8, 11, 13, 15, 16)),
    *((rule, TORRENT, {"category": "mine"}) for rule in (0, 1, 8, 11, 13, 15, 16)),
    *((rule, TORRENT, {"added_on": NOW - 5}) for rule in (0, 1, 8, 11, 13, 15, 16)),
    *((rule, TORRENT, {"state": "error"}) for rule in (0, 8, 11, 13, 15, 16)),
    (13, TORRENT, {"state": "downloading"}),
    (13, TORRENT, {"state": "metaDL"}),
    (13, TORRENT, {"state": "stoppedDL"}),
    (13, TORRENT, {"state": "queuedDL"}),
    (13, TORRENT, {"last_activity": NOW - 5}),
    (15, TORRENT, {"state": "stoppedDL"}),
    (15, TORRENT, {"last_activity": NOW - 5}),
    (16, replace(TORRENT, state="downloading"), {"eta_seconds": 600}),
    (16, replace(TORRENT, state="downloading"), {"state": "stalledDL"}),
    (5, replace(TORRENT, state="missingFiles"), {"state": "stalledUP"}),
    (10, SEED, {"ratio": 0.0}),
    (10, SEED, {"seeding_time_seconds": 4000}),
    (10, SEED, {"state": "missingFiles"}),
    (10, SEED, {"state": "downloading"}),
    (10, SEED, {"tags": (IGNORED,)}),
    (0, SEED, {"state": "downloading"}),
]


@pytest.mark.parametrize(("rule", "seen", "now"), _NOT_DUE)
def test_what_is_not_due_any_more_is_withdrawn(rule: int, seen: Torrent, now: dict[str, Any]) -> None:
    """Completed, imported, ignored, moved, another one, alive: decided anew, if there is reason to."""
    for before in (Before.BEGINNING, Before.TELLING, Before.TAKING_OUT):
        verdict = ask(removal(rule, seen=seen), changed(seen, **now), before)
        assert isinstance(verdict, Withdrawn), verdict
        assert verdict.why.text.endswith(".")


@pytest.mark.parametrize(
    ("rule", "seen", "now"),
    [
        (13, TORRENT, {"progress": 0.5, "tags": ("new",)}),
        (13, replace(TORRENT, state="metaDL"), {"state": "forcedMetaDL", "last_activity": NOW}),
        (13, replace(TORRENT, state="metaDL"), {"state": "stalledDL"}),
        (13, replace(TORRENT, state="downloading", availability=0.5), {"state": "stalledDL", "availability": 0.5}),
        (13, TORRENT, {"state": "downloading", "availability": 0.9}),
        (15, TORRENT, {"state": "downloading"}),
        (13, TORRENT, {"last_activity": TORRENT.last_activity + 1}),  # it trembles
        (16, replace(TORRENT, state="downloading"), {"eta_seconds": 8_640_000, "last_activity": NOW}),
        (5, replace(TORRENT, state="missingFiles"), {}),
        (10, SEED, {"state": "uploading", "ratio": 2.1, "seeding_time_seconds": 5001}),
        (10, SEED, {"state": "stoppedUP", "ratio": -1.0}),
        (11, TORRENT, {"state": "downloading", "last_activity": NOW}),
        (0, SEED, {"state": "uploading"}),
        (1, TORRENT, {"state": "stoppedUP", "amount_left": 700}),
    ],
)
def test_what_still_is_due_goes(rule: int, seen: Torrent, now: dict[str, Any]) -> None:
    """Figures that creep, and states that mean the same to its rule."""
    assert ask(removal(rule, seen=seen), changed(seen, **now)) == Go(with_files=True)


def test_a_busy_client_is_waited_for() -> None:
    """While it checks, moves or does not know, nothing is removed and nothing given up."""
    for state in ("checkingDL", "moving", "checkingResumeData", "new word"):
        verdict = ask(removal(), changed(state=state))
        assert isinstance(verdict, Postponed)
        assert verdict.why.code == Rail.BUSY


def test_our_own_hand_is_no_persons() -> None:
    """Stopped and moved by us while taking out: it goes on after a crash. Found elsewhere, or protected since, it does not."""
    halfway = replace(TORRENT, state="stoppedDL", category=QUARANTINE_CATEGORY)
    assert ask(removal(), facts(halfway, begun=True, owner=None)) == Go(with_files=True)
    assert ask(removal(), changed(state="stoppedDL"), Before.TAKING_OUT) != Go(with_files=True)
    assert ask(removal(), facts(replace(TORRENT, state="stoppedDL"), begun=True)) == Go(with_files=True)
    assert isinstance(ask(removal(), facts(halfway, owner=None)), Withdrawn)
    assert isinstance(ask(removal(), facts(replace(halfway, category="mine"), begun=True)), Withdrawn)
    assert isinstance(ask(removal(), facts(replace(halfway, tags=(IGNORED,)), begun=True)), Withdrawn)


@pytest.mark.parametrize(
    "order", [OPERATOR, RELEASED, FAILED_CATEGORY], ids=["asked for", "released", "failed category"]
)
def test_a_person_overrules_some_rails(order: Removal) -> None:
    """Duty, earlier pardon, the ignored tag, clients away; the rest holds for everybody."""
    away = {"duty": Duty.UNMET, "pardoned_at": 5.0, "sharing": Sharing(away="box"), "deletes": True}
    assert ask(order, facts(**away)) == Go(with_files=True)
    assert ask(order, changed(tags=(IGNORED,))) == Go(with_files=True)
    for hindrance in ({"dry_run": True}, {"listed_at": 0.0}, {"is_listed": False}, {"torrent": None}):
        assert isinstance(ask(order, facts(**hindrance)), Postponed)
    assert isinstance(ask(order, facts(protection=Protection(hashes=frozenset({HASH})))), Withdrawn)
    assert isinstance(ask(order, changed(added_on=NOW - 5)), Withdrawn)
    assert isinstance(ask(order, facts(since=100.0, pardoned_at=100.0)), Withdrawn)


def test_what_a_person_asks_for_goes_in_any_state() -> None:
    """Also out of another category, complete, and busy; what was merely released must still be due."""
    moved = changed(state="moving", amount_left=0, category="mine")
    assert ask(OPERATOR, moved) == Go(with_files=True)
    assert isinstance(ask(RELEASED, moved), Withdrawn)


def test_shared_files_stay() -> None:
    """With or without is part of the answer, and whose they are."""
    shared = facts(sharing=Sharing(with_names=("Other", "Third")))
    assert ask(removal(), shared) == Go(with_files=False, kept_for=("Other", "Third"))
    assert ask(removal(data=Data.KEEP), facts()) == Go(with_files=False)


def purged(**fields: Any) -> Go | Withdrawn | Postponed:
    """The question before the purge, of a torrent in quarantine."""
    torrent = replace(TORRENT, **{"state": "stoppedDL", "category": QUARANTINE_CATEGORY, **fields.pop("torrent", {})})
    return ask(removal(seen=None), facts(torrent, **{"owner": None, "begun": True, **fields}), Before.PURGE)


def test_before_the_purge() -> None:
    """The same question: what was protected, ignored, moved or shared since is not deleted, nor while a client is away."""
    assert purged() == Go(with_files=True)
    assert purged(sharing=Sharing(with_names=("Other",))) == Go(kept_for=("Other",))
    for fields in ({"tags": (IGNORED,)}, {"category": "radarr"}):
        assert isinstance(purged(torrent=fields), Withdrawn)
    assert isinstance(purged(protection=Protection(tags=frozenset({"keep"}))), Withdrawn)
    for hindrance in (
        {"sharing": Sharing(away="box")},
        {"is_listed": False},
        {"duty": Duty.UNMET},
        {"is_managed": False},
    ):
        assert isinstance(purged(**hindrance), Postponed)


def test_the_first_rail_speaks() -> None:
    """The order is that of the documentation."""
    everything: dict[str, Any] = {
        "dry_run": True,
        "on_hold": "on hold by a person",
        "is_managed": False,
        "pardoned_at": 5.0,
        "protection": Protection(hashes=frozenset({HASH})),
        "listed_at": NOW - 500,
        "is_listed": False,
        "listed_before": 9,
        "torrent": None,
        "duty": Duty.UNMET,
        "sharing": Sharing(away="box"),
    }
    states = (changed(state="stalledDL", tags=(IGNORED,)), changed(state="moving"))
    met = []
    for name in list(everything):
        verdict = ask(removal(), facts(**{**everything, "deletes": True}))
        met.append(verdict.why.code if not isinstance(verdict, Go) else "")
        del everything[name]
    met += [verdict.why.code for each in states if not isinstance(verdict := ask(removal(), each), Go)]
    at = [code for code in Rail if code not in (Rail.OUTDATED, Rail.BLAST_RADIUS, Rail.UNKNOWN)]
    assert [each for each in met if each != Rail.OUTDATED] == [str(code) for code in at]


@given(removals(), st.sampled_from(Duty), st.booleans())
def test_telling_the_arr_removes_nothing(given_removal: Removal, duty: Duty, dry_run: bool) -> None:
    """What leaves the torrent where it is needs neither duty nor listing nor torrent."""
    if given_removal.data is Data.STAY:
        expected = Postponed if dry_run else Go
        assert isinstance(ask(given_removal, facts(None, duty=duty, dry_run=dry_run, listed_at=0)), expected)


@given(removals(), st.sampled_from([Duty.UNMET, Duty.UNKNOWN]), st.sampled_from(Before))
def test_an_open_duty_passes_nobody_but_a_person(given_removal: Removal, duty: Duty, before: Before) -> None:
    """The second guard behind the rules' own."""
    verdict = ask(given_removal, facts(duty=duty), before)
    ordered = given_removal.by_operator or given_removal.released or given_removal.why.rule == 1
    if not ordered and given_removal.data is not Data.STAY:
        assert not isinstance(verdict, Go)


@given(removals(), st.sampled_from(Before), st.booleans(), st.booleans())
def test_nobody_goes_with_files_of_others(given_removal: Removal, before: Before, begun: bool, deletes: bool) -> None:
    """Whoever asks, at whatever stage."""
    verdict = ask(given_removal, facts(sharing=Sharing(with_names=("Other",)), begun=begun, deletes=deletes), before)
    assert not (isinstance(verdict, Go) and verdict.with_files)
