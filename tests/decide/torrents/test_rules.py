"""The decision as a whole: what stops it, what it explains, when it looks again."""

from typing import Any

import pytest

from qbitrr.decide.torrents.rules import needs_files, needs_trackers
from qbitrr.model.steps import Removal
from qbitrr.model.torrents.memory import Heard, Memory
from qbitrr.model.torrents.queue import Record
from qbitrr.model.torrents.rules import FileRules, OwnerRules, SeedingRules, TrackerRule
from qbitrr.model.torrents.tags import ALLOWED_SEEDING, ALLOWED_STALLED, HNR_ACTIVE, IMPORTED
from qbitrr.model.torrents.told import Told
from qbitrr.model.torrents.torrent import TorrentFile
from qbitrr.model.torrents.watching import Idle, Watch
from qbitrr.testing.strategies.memories import remembered
from tests.decide.given import (
    DAY,
    HASH,
    INSPECTED,
    NOW,
    RADARR,
    download,
    finished,
    kinds,
    look,
    only,
    record,
    remembering,
)

STALLED = download(state="stalledDL", last_activity=NOW - 3900)
HNR = {"qBit": (TrackerRule(uri="tracker.example.org", hit_and_run="and", min_seeding_seconds=5 * 86400),)}


@pytest.mark.torrent_vector("L04", "L06")
@pytest.mark.correction("C4")
def test_what_needs_the_queue_waits_while_it_is_not_known() -> None:
    """L04, L06: no import, no limit removal, nothing given up; a record that could not be read is not a record that is gone."""
    unknown: dict[str, Any] = {"queue_known": False, "record": record(), "told": Told.GRABBED, "told_at": NOW}
    torrent = finished(tags=(ALLOWED_SEEDING,))
    decision = look(torrent, memory=remembering(queue_seen=True), known=unknown)
    assert (decision.steps, decision.why.code, decision.memory.recorded.seen) == ((), "queue_unknown", True)
    limit = SeedingRules(remove=1, max_upload_ratio=0.1)
    assert look(finished(), known=unknown, seeding=limit).why.code == "seeding_limit_held"
    for failed in (STALLED, download(category="failed")):
        assert kinds(look(failed, known=unknown)) == []
    assert look(torrent, kind="managed", known=unknown).rule == 18


@pytest.mark.torrent_vector("L04", "L06")
@pytest.mark.correction("C4")
def test_what_needs_no_queue_goes_on() -> None:
    """L04, L06: inspection, tags and starting again."""
    unknown: dict[str, Any] = {"queue_known": False}
    assert kinds(look(download(state="stoppedDL"), known=unknown)) == ["Resume"]
    assert kinds(look(finished(tags=(IMPORTED,)), known=unknown)) == ["AddTags"]
    files = (TorrentFile(id=0, name="a.mkv"), TorrentFile(id=1, name="a.exe"))
    rules = FileRules(extensions=frozenset({".mkv"}))
    assert "SkipFiles" in kinds(look(download(), memory=Memory(), known={**unknown, "files": files}, files=rules))


@pytest.mark.correction("C4")
def test_a_replacement_is_not_forgotten_meanwhile() -> None:
    """The tag that says "a replacement was searched" waits with the search."""
    waiting = download(state="stalledDL", last_activity=NOW - 300)
    given: dict[str, Any] = {"re_search_stalled": True, "stalled_after_seconds": 900.0}
    assert kinds(look(waiting, known={"queue_known": False}, **given)) == []
    assert kinds(look(waiting, known={"record": record()}, **given)) == ["AddTags", "Removal"]


@pytest.mark.torrent_vector("L15")
@pytest.mark.correction("A2", "A3")
@pytest.mark.parametrize("state", ["stalledDL", "metaDL"])
def test_an_outage_counts_for_nobody(state: str) -> None:
    """L15: 30 s after an outage nobody is given up, however long it was watched before: peers must be found again first."""
    torrent = download(state=state, last_activity=NOW - 3900)
    memory, asked = INSPECTED, []
    for later, next_look in ((0, 150), (150, 570), (570, None)):
        watch = Watch(now=NOW + later, unbroken_from=NOW - 30)
        decision = look(torrent, memory=memory, now=NOW + later, known={"watch": watch, "record": record()})
        memory = decision.memory
        asked.append(kinds(decision))
        assert next_look is None or decision.look_again_at == NOW + next_look
    assert asked == [[], ["AddTags"], ["Removal"]]


def test_an_ignored_record_is_none() -> None:
    """The user told the Arr to ignore the download: no import is expected of it any more, and it is not ours to give up."""
    ignored = Record(hash=HASH, state="ignored", ids=(7,))
    decision = look(STALLED, memory=remembering(queue_seen=True), known={"record": ignored})
    assert (decision.steps, decision.why.code) == ((), "set_aside")
    assert not decision.memory.recorded.seen


def test_a_removal_names_what_it_is_about() -> None:
    """Its records and media, its owner, its name, and the measured and configured values."""
    step = only(look(STALLED, known={"record": record()}))
    assert isinstance(step, Removal)
    assert (step.record_ids, step.media_ids, step.section, step.name) == ((7,), (3,), "Radarr", "Movie")
    assert step.why.rule == 13
    assert step.why.measured["idle_seconds"] == 3900
    assert step.why.configured["stalled_seconds"] == 900
    assert step.why.text == "Nothing moved for 1.1 h, so it is given up."


WITH_ROW = {"qBit": (TrackerRule(uri="tracker.example.org"),)}
RATIO = SeedingRules(remove=1, max_upload_ratio=0.5)


@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        ("in_progress", {"torrent": download()}),
        ("young", {"torrent": download(added_on=NOW - 10)}),
        ("seeding", {"torrent": finished()}),
        ("import_waiting", {"torrent": finished(tags=(), completion_on=NOW - 10)}),
        ("import_given_up", {"torrent": finished(tags=()), "memory": remembering(import_attempts=3)}),
        ("rejected", {"torrent": finished(tags=()), "memory": remembering(rejected=True)}),
        ("hit_and_run", {"torrent": finished(), "seeding": RATIO, "trackers": HNR}),
        ("stopped", {"torrent": download(state="stoppedDL"), "auto_pause_resume": False}),
        ("stopped_again", {"torrent": download(state="stoppedDL"), "memory": remembering(resumed_at=NOW - 1)}),
        ("free_space", {"torrent": download(tags=("qBitrr-free_space_paused",))}),
        ("seeding_limit_held", {"torrent": finished(), "seeding": RATIO, "known": {"record": record("importing")}}),
        ("stalled_kept", {"torrent": download(state="stalledDL", last_activity=NOW - 3900, progress=0.995)}),
        ("storage_away", {"torrent": download(state="missingFiles"), "known": {"storage_ok": False}}),
        ("missing_files_waiting", {"torrent": download(state="missingFiles")}),
    ],
)
def test_why_it_is_still_here(code: str, arguments: dict[str, Any]) -> None:
    """Every decision that does nothing says why, for machines and for people."""
    decision = look(**arguments)
    assert decision.why.code == code
    assert decision.why.text.endswith(".")
    assert not any(isinstance(step, Removal) for step in decision.steps)


@pytest.mark.parametrize(
    ("seconds", "arguments"),
    [
        pytest.param(6 * 3600, {"torrent": download()}, id="nothing to wait for"),
        pytest.param(170, {"torrent": download(added_on=NOW - 10)}, id="end of the grace"),
        pytest.param(170, {"torrent": download(state="stalledDL")}, id="stalled long enough to be marked"),
        pytest.param(
            590,
            {"torrent": download(state="stalledDL", last_activity=NOW - 310, tags=(ALLOWED_STALLED,))},
            id="stalled long enough",
        ),
        pytest.param(50, {"torrent": finished(tags=(), completion_on=NOW - 10)}, id="settled"),
        pytest.param(
            800,
            {
                "torrent": finished(tags=()),
                "memory": remembering(import_attempts=1, import_last_at=NOW - 100),
                "known": {"told": Told.GRABBED, "told_at": NOW - 1, "told_asks": 5},
            },
            id="import tried again",
        ),
        pytest.param(60, {"torrent": download(state="missingFiles")}, id="files missing long enough"),
        pytest.param(
            300,
            {
                "torrent": download(state="error"),
                "memory": remembering(recheck_count=2, recheck_last_at=NOW - 60),
            },
            id="rechecked again",
        ),
        pytest.param(
            400,
            {
                "torrent": finished(state="uploading"),
                "seeding": SeedingRules(remove=2, max_seeding_time_seconds=4000),
            },
            id="seeded long enough",
        ),
        pytest.param(
            3600,
            {
                "torrent": finished(state="uploading", seeding_time_seconds=5 * DAY - 3600, ratio=1.0),
                "trackers": HNR,
            },
            id="duty met",
        ),
        pytest.param(7190, {"torrent": download(), "maximum_eta_seconds": 7200}, id="inactive long enough"),
        pytest.param(
            120, {"torrent": download(state="stoppedDL"), "memory": remembering(resumed_at=NOW - 60)}, id="resume"
        ),
        pytest.param(
            470,
            {
                "torrent": finished(state="stoppedUP", max_inactive_seeding_time_minutes=10),
                "memory": remembering(seen_from=0.0, idle=Idle(byte_at=NOW - 10.0)),
            },
            id="the client's own limit",
        ),
    ],
)
def test_when_to_look_again(seconds: int, arguments: dict[str, Any]) -> None:
    """At the first moment at which time alone may change something."""
    assert look(**arguments).look_again_at == NOW + seconds


def test_a_fresh_magnet_is_looked_at_no_sooner_than_in_a_second() -> None:
    """Whatever is due within the second waits for its end."""
    assert look(download(added_on=NOW - 179.5)).look_again_at == NOW + 1


def test_what_should_be_asked_for() -> None:
    """Files until they were inspected, trackers as soon as any row may speak."""
    assert needs_files(download(), RADARR, Memory())
    assert not needs_files(download(), RADARR, remembering())
    assert not needs_files(download(state="metaDL"), RADARR, Memory())
    assert not needs_files(finished(), RADARR, Memory())
    assert not needs_files(finished(tags=()), RADARR, Memory())
    assert needs_files(finished(tags=()), RADARR, Memory(), listed=True)
    assert not needs_files(finished(tags=()), RADARR, remembered(heard=Heard(told=Told.IMPORTED)), listed=True)
    assert not needs_files(download(), OwnerRules(section="qBit", kind="managed"), Memory())
    assert not needs_trackers(download(), RADARR)
    assert needs_trackers(download(), OwnerRules(section="Radarr", trackers=WITH_ROW))
    assert not needs_trackers(download(instance="qBit-box"), OwnerRules(section="Radarr", trackers=WITH_ROW))
    fallback = TrackerRule(uri="", hit_and_run="or")
    assert needs_trackers(download(), OwnerRules(section="qBit", kind="managed", hit_and_run=fallback))


def test_tagless_mode_writes_no_duty_tag() -> None:
    """The duty is shown elsewhere; a tag nobody keeps would be added for ever."""
    assert kinds(look(finished(), trackers=HNR)) == ["AddTags"]
    assert kinds(look(finished(), trackers=HNR, tagless=True)) == []


def test_a_met_duty_loses_its_tag() -> None:
    """And an unknown one keeps it."""
    tagged = finished(tags=(*finished().tags, HNR_ACTIVE), ratio=2, seeding_time_seconds=9 * DAY)
    assert kinds(look(tagged, trackers=HNR)) == ["RemoveTags"]
    assert kinds(look(tagged, trackers=HNR, known={"trackers": None})) == []
