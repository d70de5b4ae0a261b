"""The duty to seed."""

from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from qbitrr.decide.seeding.hit_and_run import Duty, dead_hosts, duty_of, seconds_owed
from qbitrr.decide.torrents.remembered import after_step_done
from qbitrr.model.steps import Data, Removal
from qbitrr.model.torrents.memory import Memory
from qbitrr.model.torrents.rules import FileRules, OwnerRules, TrackerRule
from qbitrr.model.torrents.tags import ALLOWED_STALLED
from qbitrr.model.torrents.torrent import Torrent, TorrentFile, Tracker
from qbitrr.model.torrents.trackers import TrackerRows
from tests.decide.given import DAY, NOW, RADARR, TRACKERS, download, finished, look, record, remembering

DEAD = Tracker(url="https://announce.example.org/a", message="Error: Unregistered Torrent")
LIVE = Tracker(url="https://announce.example.org/a")
OTHER = Tracker(url="udp://other.test:80")


def row(**fields: Any) -> TrackerRule:
    """A row with a duty."""
    return TrackerRule(**{"uri": "example.org", "hit_and_run": "and", **fields})


def duty(
    torrent: Torrent,
    rows: tuple[TrackerRule, ...],
    *trackers: Tracker,
    fallback: TrackerRule | None = None,
    sure: bool = True,
) -> Duty:
    """The duty of a torrent with these trackers."""
    rules = OwnerRules(section="x", hit_and_run=fallback)
    in_force = TrackerRows(rows)
    return duty_of(torrent, trackers, rules, in_force, dict.fromkeys(dead_hosts(trackers, rules, in_force), sure))


DONE = Torrent(instance="q", hash="h", state="uploading", progress=1, ratio=0.5, seeding_time_seconds=DAY)


@pytest.mark.parametrize(
    ("fields", "torrent", "expected"),
    [
        ({}, {}, Duty.UNMET),
        ({}, {"ratio": 1.0}, Duty.MET),
        ({}, {"ratio": -1.0}, Duty.MET),
        ({"min_seed_ratio": 0}, {}, Duty.NONE),
        ({"min_seed_ratio": 0, "min_seeding_seconds": 86400}, {}, Duty.MET),
        ({"min_seed_ratio": 0, "min_seeding_seconds": 86400, "update_buffer_seconds": 1}, {}, Duty.UNMET),
        ({"min_seeding_seconds": 86400}, {}, Duty.UNMET),
        ({"min_seeding_seconds": 86400, "hit_and_run": "or"}, {}, Duty.MET),
        ({}, {"progress": 0.09}, Duty.NONE),
        ({}, {"progress": 0.1}, Duty.UNMET),
        ({"partial_seed_ratio": 0.5}, {"progress": 0.1}, Duty.MET),
        ({"remove_if_exists": True}, {}, Duty.NONE),
        ({"hit_and_run": "disabled"}, {}, Duty.NONE),
    ],
)
def test_one_row(fields: dict[str, Any], torrent: dict[str, Any], expected: Duty) -> None:
    """What a row asks, of a full and of a partial download."""
    assert duty(replace(DONE, **torrent), (row(**fields),), LIVE) is expected


def test_the_strictest_row_speaks() -> None:
    """Unmet before met before dead before none, over every tracker of the torrent."""
    met, unmet, none = (
        row(uri="m.test", min_seed_ratio=0.1),
        row(uri="u.test"),
        row(uri="n.test", hit_and_run="disabled"),
    )
    rows = (met, unmet, none, row())
    on = {name: Tracker(url=f"http://{name}.test/") for name in "mun"}
    assert duty(DONE, rows, on["m"], on["u"], on["n"], DEAD) is Duty.UNMET
    assert duty(DONE, rows, on["m"], on["n"], DEAD) is Duty.MET
    assert duty(DONE, rows, on["n"], DEAD) is Duty.DEAD
    assert duty(DONE, rows, on["n"], OTHER) is Duty.NONE
    assert duty(DONE, rows) is Duty.NONE


def test_a_dead_message_must_be_confirmed() -> None:
    """Trackers call fresh uploads unregistered, too."""
    assert duty(DONE, (row(),), DEAD) is Duty.DEAD
    assert duty(DONE, (row(),), DEAD, sure=False) is Duty.UNMET


def test_a_nearer_row_takes_a_host_away_from_its_parent() -> None:
    """The dead message of a sub-domain with a row of its own says nothing about the parent's row."""
    rows = (row(), row(uri="announce.example.org", hit_and_run="disabled"))
    assert duty(DONE, rows, DEAD, Tracker(url="http://example.org")) is Duty.UNMET


def test_managed_categories_have_a_duty_of_their_own() -> None:
    """It counts for torrents that match no row, whatever their tracker."""
    assert duty(DONE, (), OTHER, fallback=row(uri="")) is Duty.UNMET
    assert duty(DONE, (), DEAD, fallback=row(uri="")) is Duty.DEAD
    assert duty(DONE, (row(min_seed_ratio=0.1),), LIVE, fallback=row(uri="")) is Duty.MET
    assert duty(DONE, (), OTHER, fallback=row(uri="", hit_and_run="disabled")) is Duty.NONE


def test_the_shortest_time_still_owed() -> None:
    """Only rows whose time is not over count; ratios are not time."""
    rows = (
        row(),
        row(min_seeding_seconds=3 * 86400),
        row(min_seeding_seconds=2 * 86400, update_buffer_seconds=60),
        row(min_seeding_seconds=1 * 86400),
    )
    assert seconds_owed(DONE, rows) == DAY + 60
    assert seconds_owed(DONE, (row(),)) == 0


STALLED = download(state="stalledDL", last_activity=NOW - 3900)


def is_taken(step: object) -> bool:
    """Whether a step takes the torrent away, and does not only tell the Arr about it."""
    return isinstance(step, Removal) and step.data is not Data.STAY


def test_dead_for_ten_minutes_sets_free() -> None:
    """From the first sight of the message, as long as it stays; then the stalled download may go."""
    rules: dict[str, Any] = {"trackers": {"qBit": (row(),)}}
    seen: dict[str, Any] = {"trackers": (DEAD,), "record": record()}
    first = look(STALLED, known=seen, **rules)
    assert first.memory.seeding.dead_since == {"announce.example.org": NOW}
    assert first.look_again_at == NOW + 600
    early = look(STALLED, known=seen, memory=first.memory, now=NOW + 599, **rules)
    assert not any(is_taken(step) for step in early.steps)
    late = look(STALLED, known=seen, memory=first.memory, now=NOW + 600, **rules)
    assert any(is_taken(step) for step in late.steps)
    back = look(STALLED, known={**seen, "trackers": (LIVE,)}, memory=first.memory, now=NOW + 600, **rules)
    assert back.memory.seeding.dead_since == {}


def test_one_reading_is_one_sight() -> None:
    """A tracker list read once confirms nothing, however long ago that was."""
    rules: dict[str, Any] = {"trackers": {"qBit": (row(),)}}
    seen: dict[str, Any] = {"trackers": (DEAD,), "trackers_at": NOW, "record": record()}
    first = look(STALLED, known=seen, **rules)
    again = look(STALLED, known=seen, memory=first.memory, now=NOW + 9999, **rules)
    assert not any(is_taken(step) for step in again.steps)
    read_again = look(STALLED, known={**seen, "trackers_at": NOW + 600}, memory=first.memory, now=NOW + 9999, **rules)
    assert any(is_taken(step) for step in read_again.steps)


def test_what_is_not_known_now_stays_remembered() -> None:
    """Trackers that cannot be read for a while do not restart the clock."""
    memory = remembering(dead_since={"announce.example.org": NOW - 900.0})
    assert look(STALLED, memory=memory, known={"trackers": None}).memory.seeding.dead_since == memory.seeding.dead_since


HNR = {"qBit": (row(uri="tracker.example.org", min_seeding_seconds=5 * 86400),)}


@pytest.mark.correction("A4")
@pytest.mark.parametrize(
    ("had", "completion_on", "expected"),
    [(0.0, NOW - DAY, Duty.UNMET), (1.0, -1, Duty.UNMET), (0.4, 0, Duty.UNMET), (0.09, -1, Duty.NONE)],
)
def test_the_duty_does_not_end_with_the_data(had: float, completion_on: int, expected: Duty) -> None:
    """A client calls lost data a progress of 0, in `missingFiles` and after a recheck: what was ever had counts."""
    for state in ("missingFiles", "stalledDL"):
        lost = finished(state=state, progress=0.0, amount_left=10**9, completion_on=completion_on)
        assert duty_of(lost, TRACKERS, OwnerRules(section="x"), TrackerRows(HNR["qBit"]), {}, had) is expected


@pytest.mark.correction("A4")
@pytest.mark.parametrize("state", ["missingFiles", "stalledDL", "downloading"])
def test_lost_data_under_a_duty_removes_nothing(state: str) -> None:
    """Whatever becomes of the data, the torrent of an open duty stays: complete once, or seen with more than the row asks for."""
    for before in (finished(), download(progress=0.4)):
        memory = look(before, trackers=HNR).memory
        lost = replace(before, state=state, progress=0.0, amount_left=10**9, availability=0.0)
        for later in (0, 100, 10 * DAY):
            decision = look(lost, memory=memory, now=NOW + later, trackers=HNR)
            memory = decision.memory
            assert not [step for step in decision.steps if isinstance(step, Removal) and step.data is not Data.STAY]


@pytest.mark.correction("A4")
@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=5),
    st.sampled_from([0, 1.0]),
    st.sampled_from([-1, NOW - DAY]),
    st.sampled_from([0.0, 0.5, 1.0]),
)
def test_losing_data_never_frees(shares: list[float], partial: float, completion_on: int, ratio: float) -> None:
    """In whatever order progress goes up and down: who had a duty at some point has one at every later point."""
    rows = {"qBit": (row(uri="tracker.example.org", partial_seed_ratio=partial),)}
    memory, owed = remembering(), False
    for share in shares:
        torrent = download(progress=share, ratio=ratio, completion_on=completion_on)
        memory = look(torrent, memory=memory, trackers=rows).memory
        found = duty_of(torrent, TRACKERS, RADARR, TrackerRows(rows["qBit"]), {}, memory.watching.had)
        if share >= 1 or completion_on > 0:
            assert found is (Duty.MET if ratio >= 1 else Duty.UNMET)
        assert not owed or not found.allows_removal or ratio >= (1.0 if memory.watching.had == 1 else partial)
        owed = not found.allows_removal


@pytest.mark.correction("B7")
@pytest.mark.parametrize(
    ("fields", "known", "words", "replaced"),
    [
        ({"progress": 0.4}, {}, "a Hit-and-Run duty is open", True),
        ({"progress": 0.4}, {"trackers": None}, "may be open", False),
        ({"progress": 0.995}, {}, "it is 99.5 % done, and more than 99 % is never given up", False),
        ({"progress": 0.4}, {"record": None}, "a Hit-and-Run duty is open", False),
    ],
)
@pytest.mark.parametrize("rule", [13, 15, 16])
def test_a_dead_download_under_a_duty_blocks_nobody(
    fields: dict[str, Any], known: dict[str, Any], words: str, replaced: bool, rule: int
) -> None:
    """It stays, its release is blocklisted and another one searched, once; the text says which reason keeps it."""
    torrent = download(state="stalledDL", last_activity=NOW - 9000, tags=(ALLOWED_STALLED,), ratio=0.0, **fields)
    limits: dict[str, Any] = {} if rule == 13 else {"stalled_after_seconds": None, "maximum_eta_seconds": 7200}
    if rule == 16:
        torrent = replace(torrent, state="downloading", last_activity=int(NOW), eta_seconds=9000)
    memory, asked = remembering(), []
    for later in (0, 60, 10 * DAY):
        seen: dict[str, Any] = {"record": record() if not asked else None, **known}
        decision = look(torrent, memory=memory, now=NOW + later, known=seen, trackers=HNR, **limits)
        if decision.rule == rule and not later:
            assert words in decision.why.text
        memory = decision.memory
        for step in decision.steps:
            if isinstance(step, Removal):
                assert (step.data, step.blocklist, step.search_again) == (Data.STAY, True, True)
                asked.append(step)
                memory = after_step_done(memory, step, NOW + later)
    assert len(asked) == replaced
    if replaced:
        assert memory.replaced.requeued
        assert not memory.replaced.rejected


@pytest.mark.correction("B7")
def test_a_fake_under_a_duty_blocks_nobody() -> None:
    """Nothing in it is wanted, but it must seed: replaced once, asked for again until the Arr was told, and never imported."""
    rules = evolve(RADARR, files=FileRules.compiled(extensions=["mkv"]), trackers=HNR)
    files: dict[str, Any] = {"files": (TorrentFile(id=0, name="M/setup.exe"),), "record": record()}
    torrent = download(progress=0.4, ratio=0.0)
    memory = Memory()
    for _ in range(3):
        decision = look(torrent, memory=memory, rules=rules, known=files)
        memory = decision.memory
        (step,) = [step for step in decision.steps if isinstance(step, Removal)]
        assert (step.data, step.blocklist, step.why.rule) == (Data.STAY, True, 11)
    memory = after_step_done(memory, step, NOW)
    assert memory.replaced.rejected
    assert memory.inspection.at == NOW
    assert not [step for step in look(torrent, memory=memory, rules=rules, known=files).steps if is_taken(step)]
    assert look(torrent, memory=memory, rules=rules, known=files).memory.replaced.rejected


def test_a_tracker_has_words_of_its_own() -> None:
    """Those of its row count in place of the usual ones, in any case of letters; other trackers say it as ever."""
    own = row(dead_messages=("Nuked",))
    nuked = Tracker(url="https://example.org/a", message="torrent was NUKED")
    usual = Tracker(url="https://example.org/a", message="Unregistered torrent")
    assert duty(DONE, (own,), nuked) is Duty.DEAD
    assert duty(DONE, (own,), usual) is Duty.UNMET
    assert duty(DONE, (row(),), usual) is Duty.DEAD
    assert (
        duty(DONE, (own, row(uri="other.test")), Tracker(url="https://other.test", message="unregistered torrent"))
        is Duty.DEAD
    )


def test_set_aside_by_a_person() -> None:
    """The word of a person counts whatever is owed, also where nobody knows what that is; where there are no duties, there is none."""
    waived, rules = replace(DONE, duty_waived=True), OwnerRules(section="x")
    assert duty(DONE, (row(),), LIVE) is Duty.UNMET
    assert duty(waived, (row(),), LIVE) is Duty.WAIVED
    assert duty_of(waived, None, rules, TrackerRows((row(),)), {}) is Duty.WAIVED
    assert duty_of(replace(waived, duty_waived=False), None, rules, TrackerRows((row(),)), {}) is Duty.UNKNOWN
    assert duty(waived, ()) is Duty.NONE
    assert Duty.WAIVED.allows_removal
