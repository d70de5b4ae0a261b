"""The rails before a removal, and the emptying of the quarantine."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from qbitrr.decide.hit_and_run import Duty
from qbitrr.decide.removals import (
    Allowed,
    Held,
    Outdated,
    Protection,
    Rail,
    RailFacts,
    Refused,
    check,
    held_by_radius,
    purge_order,
    sharing,
)
from qbitrr.model.quarantine import Quarantined
from qbitrr.model.reasons import Reason
from qbitrr.model.steps import Data, Removal
from qbitrr.model.torrents import Torrent
from qbitrr.testing.strategies import NOW, quarantined, removals

HASH = "a" * 40
TORRENT = Torrent(
    instance="qBit", hash=HASH, state="stalledDL", name="Movie", category="radarr", tags=("keep",), content_path="/d/m/"
)


def removal(rule: int = 13, data: Data = Data.DELETE, **fields: Any) -> Removal:
    """A removal of the one torrent."""
    why = Reason(code="stalled", text="Stalled.", rule=rule)
    return Removal(instance="qBit", hash=HASH, why=why, data=data, **fields)


def facts(**fields: Any) -> RailFacts:
    """Nothing stands in the way but what is given."""
    return RailFacts(**{"torrent": TORRENT, "listed_at": NOW - 1, "hosts": ("t.example.org",), **fields})


OPERATOR = removal(by_operator=True)
FAILED_CATEGORY = removal(rule=1)


@pytest.mark.parametrize(
    ("given_facts", "rail", "kind"),
    [
        ({"dry_run": True}, Rail.DRY_RUN, Held),
        ({"protection": Protection(tags=frozenset({"keep"}))}, Rail.PROTECTED, Refused),
        ({"protection": Protection(categories=frozenset({"radarr"}))}, Rail.PROTECTED, Refused),
        ({"protection": Protection(hosts=frozenset({"example.org"}))}, Rail.PROTECTED, Refused),
        ({"protection": Protection(hosts=frozenset({"t.example.org"}))}, Rail.PROTECTED, Refused),
        ({"protection": Protection(hashes=frozenset({HASH}))}, Rail.PROTECTED, Refused),
        ({"protection": Protection(hosts=frozenset({"x"})), "hosts": None}, Rail.PROTECTED, Held),
        ({"duty": Duty.UNMET}, Rail.HIT_AND_RUN, Held),
        ({"duty": Duty.UNKNOWN}, Rail.HIT_AND_RUN, Held),
        ({"shared_with": ("Other",)}, Rail.SHARED_DATA, Held),
        ({"listed_at": NOW - 121}, Rail.STALE_LISTING, Held),
        ({"listed": 4, "listed_before": 9}, Rail.SHRUNK_LISTING, Held),
        ({"pardoned": True}, Rail.PARDONED, Refused),
    ],
)
def test_each_rail_holds(given_facts: dict[str, Any], rail: Rail, kind: type[Held | Refused]) -> None:
    """One reason against it is enough, and it is named."""
    verdict = check(removal(), facts(**given_facts), NOW)
    assert isinstance(verdict, kind)
    assert isinstance(verdict, Held | Refused)
    assert (verdict.rail, verdict.why.code, verdict.why.rule) == (rail, str(rail), 13)
    assert verdict.why.text.endswith(".")


@pytest.mark.parametrize(
    "given_facts",
    [
        {},
        {"listed_at": NOW - 120},
        {"listed": 5, "listed_before": 10},
        {"duty": Duty.DEAD},
        {"hosts": None},
        {"torrent": None, "protection": Protection(tags=frozenset({"keep"}), categories=frozenset({"radarr"}))},
        {"protection": Protection(hosts=frozenset({"ample.org", "other"}))},
    ],
)
def test_what_does_not_hold(given_facts: dict[str, Any]) -> None:
    """Just inside every limit."""
    assert check(removal(), facts(**given_facts), NOW) == Allowed()


@pytest.mark.parametrize(
    ("seen", "now", "outdated"),
    [
        ({"state": "stalledDL"}, {"state": "stalledDL", "progress": 0.5, "tags": ("new",)}, False),
        ({"state": "stalledDL"}, {"state": "downloading"}, True),
        ({"state": "stalledDL"}, {"state": "stalledUP"}, True),
        ({"state": "stalledDL"}, {"state": "checkingDL"}, True),
        ({"state": "missingFiles"}, {"state": "checkingUP"}, True),
        ({"state": "uploading"}, {"state": "stalledUP"}, False),
        ({"state": "stalledUP"}, {"state": "moving"}, True),
        ({"state": "stalledDL"}, {"state": "stalledDL", "category": "mine"}, True),
    ],
)
def test_what_changed_is_decided_again(seen: dict[str, Any], now: dict[str, Any], outdated: bool) -> None:
    """A torrent that came to life, to its end or to another category since the listing is not removed by what it was."""
    given = facts(seen=replace(TORRENT, **seen), torrent=replace(TORRENT, **now))
    assert isinstance(check(removal(), given, NOW), Outdated) is outdated
    assert check(OPERATOR, given, NOW) == Allowed()
    assert isinstance(check(removal(), facts(seen=TORRENT, torrent=None), NOW), Outdated)


@pytest.mark.parametrize("order", [OPERATOR, FAILED_CATEGORY], ids=["asked for", "failed category"])
def test_a_person_overrules_duty_and_pardon_only(order: Removal) -> None:
    """Dry run, protection, shared data and a listing that cannot be trusted hold for everybody."""
    assert check(order, facts(duty=Duty.UNMET, pardoned=True), NOW) == Allowed()
    for hindrance in ({"dry_run": True}, {"shared_with": ("x",)}, {"listed_at": 0.0}):
        assert isinstance(check(order, facts(**hindrance), NOW), Held)
    assert isinstance(check(order, facts(protection=Protection(hashes=frozenset({HASH}))), NOW), Refused)


def test_the_first_rail_speaks() -> None:
    """The order is that of the documentation."""
    everything = {
        "dry_run": True,
        "protection": Protection(hashes=frozenset({HASH})),
        "duty": Duty.UNMET,
        "shared_with": ("x",),
        "listed_at": 0.0,
        "listed": 0,
        "listed_before": 9,
        "pardoned": True,
    }
    met: list[Rail] = []
    for name in list(everything):
        verdict = check(removal(), facts(**everything), NOW)
        if isinstance(verdict, Held | Refused) and verdict.rail not in met:
            met.append(verdict.rail)
        del everything[name]
    assert met == [rail for rail in Rail if rail is not Rail.BLAST_RADIUS]


def test_data_that_stays_may_be_shared() -> None:
    """A removal that keeps the data hurts nobody else's."""
    assert check(removal(data=Data.KEEP), facts(shared_with=("x",)), NOW) == Allowed()


@given(removals(), st.sampled_from(Duty), st.booleans())
def test_telling_the_arr_removes_nothing(given_removal: Removal, duty: Duty, dry_run: bool) -> None:
    """What leaves the torrent where it is passes everything but the dry run."""
    if given_removal.data is Data.STAY:
        expected = Held if dry_run else Allowed
        assert isinstance(check(given_removal, facts(duty=duty, dry_run=dry_run, listed_at=0), NOW), expected)


@given(removals(), st.sampled_from([Duty.UNMET, Duty.UNKNOWN]))
def test_an_open_duty_passes_nobody_but_a_person(given_removal: Removal, duty: Duty) -> None:
    """The second guard behind the rules' own."""
    verdict = check(given_removal, facts(duty=duty), NOW)
    ordered = given_removal.by_operator or given_removal.why.rule == 1
    assert isinstance(verdict, Allowed) == (ordered or given_removal.data is Data.STAY)


def test_the_radius_speaks_like_a_rail() -> None:
    """Its verdict carries the limit."""
    verdict = held_by_radius(removal(), 5)
    assert (verdict.rail, verdict.why.configured) == (Rail.BLAST_RADIUS, {"limit": 5})


def test_same_path_is_same_data() -> None:
    """On any client, with or without a separator at the end; a path that is not known is nobody's."""
    other = Torrent(instance="qBit-box", hash=HASH, state="x", name="Other", content_path="/d/m")
    nowhere = Torrent(instance="qBit", hash="b", state="x", content_path="")
    assert sharing(TORRENT, [TORRENT, other, nowhere]) == ("Other",)
    assert sharing(nowhere, [Torrent(instance="q", hash="c", state="x", content_path="")]) == ()


def row(hash: str, age: int, size: int = 10, *, purge_in: int = 9999, delete_files: bool = True) -> Quarantined:
    """A torrent that has been in quarantine for so many seconds."""
    return Quarantined(
        instance="qBit", hash=hash, name=hash, section="Radarr", at=NOW - age, purge_at=NOW + purge_in, size_bytes=size,
        delete_files=delete_files,
    )  # fmt: skip


def test_what_is_over_goes_oldest_first() -> None:
    """By its own time, or by a grace shortened since."""
    rows = [row("young", 10), row("over", 50, purge_in=0), row("older", 200)]
    assert [each.hash for each in purge_order(rows, 100, NOW)] == ["older", "over"]


def test_room_that_is_needed_is_made_oldest_first() -> None:
    """Only as many as it takes, and only what frees anything."""
    rows = [row("c", 1), row("b", 20), row("a", 30, delete_files=False), row("d", 40, purge_in=0)]
    assert [each.hash for each in purge_order(rows, 9999, NOW, needed_bytes=10)] == ["d"]
    assert [each.hash for each in purge_order(rows, 9999, NOW, needed_bytes=11)] == ["d", "b"]
    assert [each.hash for each in purge_order(rows, 9999, NOW, needed_bytes=99)] == ["d", "b", "c"]


@given(st.lists(quarantined(), max_size=6, unique_by=lambda row: (row.instance, row.hash)), st.integers(0, 10**10))
def test_needing_room_never_spares_anything(rows: list[Quarantined], needed: int) -> None:
    """More need purges at least as much, in the same order; without a need nothing goes before its time."""
    calm = purge_order(rows, 86_400, NOW)
    pressed = purge_order(rows, 86_400, NOW, needed)
    assert pressed[: len(calm)] == calm
    assert all(min(each.purge_at, each.at + 86_400) <= NOW for each in calm)
