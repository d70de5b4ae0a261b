"""What the Arr's history says: when it is asked, what it proves, and what it leaves open."""

from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from qbitrr.decide.torrents.rules import Decision, decide
from qbitrr.decide.torrents.told import FORGOTTEN_SECONDS
from qbitrr.model.steps import Data, Import, Removal
from qbitrr.model.torrents.facts import TorrentFacts
from qbitrr.model.torrents.memory import Heard, Memory
from qbitrr.model.torrents.queue import StatusMessage
from qbitrr.model.torrents.rules import OwnerRules, SeedingRules, compile_error_codes
from qbitrr.model.torrents.tags import ALLOWED_SEEDING, IMPORTED
from qbitrr.model.torrents.told import Told
from qbitrr.model.torrents.watching import Watch
from qbitrr.testing.strategies.looks import looks
from qbitrr.testing.strategies.memories import altered
from qbitrr.testing.strategies.values import NOW as LAW_NOW
from tests.decide.given import NOW, download, finished, kinds, look, record, remembering
from tests.decide.torrents.laws import MANY

pytestmark = pytest.mark.correction("A1")
NEW = finished(tags=(ALLOWED_SEEDING,))
LIMIT = SeedingRules(remove=1, max_upload_ratio=0.1)
HOUR = 3600


def told(word: Told, ago: float = 1, **more: Any) -> dict[str, Any]:
    """The Arr said so some seconds ago."""
    return {"told": word, "told_at": NOW - ago, "told_asks": 1, **more}


def removed(decision: Decision) -> bool:
    """Whether the torrent goes."""
    return any(isinstance(step, Removal) and step.data is not Data.STAY for step in decision.steps)


@MANY
@given(looks(), st.booleans())
def test_what_was_not_imported_stays_at_its_limit(
    given_: tuple[TorrentFacts, OwnerRules, Memory], imported: bool
) -> None:
    """Whatever else is true, a limit takes only what is proven imported, refused, failed or forgotten, or what may go unimported."""
    facts, rules, memory = given_
    tags = tuple({*facts.torrent.tags} - {IMPORTED})
    facts = replace(facts, torrent=replace(facts.torrent, tags=tags), told=Told.IMPORTED if imported else Told.GRABBED)
    memory = altered(memory, record_imported=False, rejected=False)
    rules = evolve(rules, kind="arr", seeding=evolve(rules.seeding, remove_unimported=False))
    decision = decide(facts, rules, memory, LAW_NOW)
    seen = decision.memory.recorded.imported
    assert decision.rule != 10 or not removed(decision) or imported or seen


@pytest.mark.parametrize("gone", [{}, {"record_gone_at": NOW - 5}])
def test_a_record_that_is_gone_proves_nothing(gone: dict[str, Any]) -> None:
    """Seen in the queue and gone now; neither tagged nor removed, but the Arr is asked."""
    decision = look(NEW, memory=remembering(queue_seen=True), known=gone, seeding=LIMIT)
    assert (kinds(decision), decision.why.code, decision.asks_history) == ([], "seeding_limit_unimported", True)


@pytest.mark.parametrize(
    ("word", "goes"),
    [
        (Told.UNKNOWN, False),
        (Told.GRABBED, False),
        (Told.NONE, False),
        (Told.IGNORED, False),
        (Told.IMPORTED, True),
        (Told.FAILED, True),
    ],
)
def test_the_limit_and_the_word_of_the_arr(word: Told, goes: bool) -> None:
    """What the Arr imported or failed goes at its limit, what it only grabbed or never heard of does not."""
    tired = remembering(import_attempts=3, import_last_at=NOW - 9 * HOUR)
    assert removed(look(NEW, memory=tired, known=told(word), seeding=LIMIT)) is goes
    assert removed(look(NEW, memory=tired, known=told(word), seeding=evolve(LIMIT, remove_unimported=True))) is (
        word is not Told.IGNORED
    )


def test_a_failure_is_asked_about_again_before_it_costs_the_data() -> None:
    """An answer of yesterday is none."""
    decision = look(NEW, known=told(Told.FAILED, ago=86400), seeding=LIMIT)
    assert (removed(decision), decision.asks_history) == (False, True)


@pytest.mark.parametrize(("hours", "goes"), [(12.1, False), (23.9, False), (24, True)])
def test_a_day_and_nothing_less(hours: float, goes: bool) -> None:
    """An Arr that was set up anew, or whose database is being restored, has a day to remember."""
    memory = remembering(forgotten_at=NOW, forgotten_seconds=hours * 3600)
    decision = look(
        NEW, memory=memory, known={"told": Told.NONE, "told_at": NOW - 1, "watch": Watch(now=NOW)}, seeding=LIMIT
    )
    assert removed(decision) is goes


def test_forgotten_by_the_arr() -> None:
    """What it knows nothing of goes after a day that we watched; time that was not watched counts nothing and wipes nothing."""
    memory, clock = remembering(), 0.0
    for minute in range(3 * 24 * 60):
        watched = minute % 480 < 240
        clock += 60.0 if watched else 0.0
        now = NOW + 60.0 * minute
        known = {"told": Told.NONE, "told_at": now - 1, "watch": Watch(now=clock, is_running=watched)}
        decision = look(NEW, memory=memory, now=now, known=known, seeding=LIMIT)
        memory = decision.memory
        assert removed(decision) is (memory.forgotten.seconds >= FORGOTTEN_SECONDS)
        if removed(decision):
            break
    assert clock == pytest.approx(FORGOTTEN_SECONDS, abs=120)


@pytest.mark.parametrize(
    "known",
    [
        told(Told.GRABBED),
        told(Told.NONE, record=record("importPending")),
        told(Told.NONE, queue_known=False),
        told(Told.UNKNOWN),
    ],
)
def test_what_ends_being_forgotten(known: dict[str, Any]) -> None:
    """A record or an event wipes the time; an unknown queue or an answer that cannot be believed leaves it as it is."""
    before = remembering(forgotten_at=NOW - 60.0, forgotten_seconds=90_000.0)
    decision = look(NEW, memory=before, known=known, seeding=LIMIT)
    assert not removed(decision)
    wiped = known["told"] is Told.GRABBED or known.get("record") is not None
    assert decision.memory.forgotten.seconds == (0.0 if wiped else 90_000.0)


def test_only_what_the_arr_grabbed_is_handed_over() -> None:
    """Without a record, an import by name would be made: only of what it grabbed, or whose record we removed ourselves."""
    for word in Told:
        imports = any(isinstance(step, Import) for step in look(NEW, known=told(word)).steps)
        assert imports is (word is Told.GRABBED), word
    assert kinds(look(NEW, memory=remembering(requeued=True), known=told(Told.FAILED))) == ["Import"]


def test_set_aside() -> None:
    """What a person told the Arr to ignore is neither imported, given up nor removed, until its category changes."""
    ignored = told(Told.IGNORED, told_event_at=77)
    for torrent, given_ in ((NEW, {"seeding": LIMIT}), (download(state="stalledDL", last_activity=NOW - 9 * HOUR), {})):
        decision = look(torrent, known=ignored, **given_)
        assert (kinds(decision), decision.why.code) == ([], "set_aside")
        moved = look(replace(torrent, category="other"), known=ignored, **given_).memory
        assert moved.place.released_event == 77
        assert look(replace(torrent, category="other"), known=ignored, memory=moved).why.code != "set_aside"
        assert (
            look(torrent, known={**ignored, "told_event_at": 78}, memory=altered(moved, category="radarr")).why.code
            == "set_aside"
        )


def test_when_the_history_is_asked() -> None:
    """For what is complete, untagged and unlisted, ever more rarely while the answer leaves it open, and never for others."""
    assert look(NEW).asks_history
    for asks, wait in enumerate((60, 300, 900, 3600, 21600, 21600), 1):
        for word in (Told.GRABBED, Told.NONE, Told.UNKNOWN):
            early = look(NEW, known=told(word, ago=wait - 1, told_asks=asks), memory=remembering(import_attempts=3))
            assert not early.asks_history
            assert look(NEW, known=told(word, ago=wait, told_asks=asks)).asks_history
    for word in (Told.IMPORTED, Told.FAILED, Told.IGNORED):
        assert not look(NEW, known=told(word, ago=9 * 86400)).asks_history
    for other in (finished(), download(), finished(tags=(), completion_on=NOW - 20)):
        assert not look(other).asks_history
    assert not look(NEW, known={"record": record("importPending")}).asks_history
    assert not look(NEW, known={"queue_known": False}).asks_history
    assert not look(NEW, kind="managed").asks_history


def test_a_record_that_went_or_stays_is_asked_about() -> None:
    """Gone since the last answer: also what is not complete. The same messages for an hour: also what is tagged."""
    for torrent in (NEW, download()):
        assert look(torrent, known=told(Told.GRABBED, ago=10, record_gone_at=NOW - 5)).asks_history
        assert not look(torrent, known=told(Told.GRABBED, ago=4, record_gone_at=NOW - 5)).asks_history
    waiting = {"record": record("importBlocked"), "record_same_since": NOW - HOUR}
    assert look(finished(), known=waiting).asks_history
    assert not look(finished(), known={**waiting, "record_same_since": NOW - HOUR + 1}).asks_history
    assert not look(finished(), known={**waiting, **told(Told.GRABBED, ago=0)}).asks_history


@pytest.mark.correction("B4")
def test_what_is_left_of_a_pack_does_not_hold_it() -> None:
    """Once the Arr took something, refusals and files that are there hold nothing back; other messages and other packs do."""
    codes = compile_error_codes(["Not an upgrade for existing episode file(s)"])
    refusal = StatusMessage(
        title="e1.mkv", messages=("Not an upgrade for existing episode file(s). Existing quality: x",)
    )
    left = replace(record("importBlocked"), messages=(StatusMessage(title="One or more episodes"), refusal))
    other = replace(left, messages=(refusal, StatusMessage(title="e2.mkv", messages=("Locked file, try again later",))))
    seeds: dict[str, Any] = {"seeding": LIMIT, "refusals": codes}
    for word, rest, goes in (
        (Told.IMPORTED, left, True),
        (Told.IMPORTED, other, False),
        (Told.IMPORTED, replace(other, has_files=True), True),
        (Told.IMPORTED, replace(left, messages=()), False),
        (Told.GRABBED, left, False),
        (Told.UNKNOWN, left, False),
    ):
        decision = look(finished(), known=told(word, record=rest), **seeds)
        assert (removed(decision), decision.why.rule) == (goes, 10)


def test_a_record_that_names_nothing_does_not_hold() -> None:
    """The Arr lists it without knowing for which film: nobody works with it."""
    nameless = replace(record("importBlocked"), media_ids=())
    assert removed(look(finished(), known={"record": nameless}, seeding=LIMIT))


def test_a_new_life_forgets_what_was_said() -> None:
    """Tagged imported and downloading again: the word on the earlier download is over."""
    before = remembering(record_imported=True, heard=Heard(told=Told.IMPORTED))
    again = look(download(tags=(IMPORTED,)), memory=before, known=told(Told.IMPORTED)).memory
    assert (again.recorded.imported, again.heard.told) == (False, Told.UNKNOWN)
