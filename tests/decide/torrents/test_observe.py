"""What looks leave in memory."""

import pytest

from qbitrr.decide.torrents.remembered import after_step_done
from qbitrr.model.steps import Recheck
from qbitrr.model.torrents.memory import Memory
from qbitrr.model.torrents.tags import ALLOWED_SEEDING, IMPORTED
from qbitrr.testing.strategies.memories import remembered
from tests.decide.given import NOW, download, finished, kinds, look, record, remembering


def test_the_last_ordinary_category_is_remembered() -> None:
    """Special ones, the quarantine and none at all are no place to go back to."""
    memory = look(download(category="radarr/hd"), memory=Memory()).memory
    for category in ("failed", " /recheck/", "qbitrr-quarantine", ""):
        memory = look(download(category=category), memory=memory).memory
        assert (memory.place.category, memory.place.previous_category) == (category, "radarr/hd")


def test_a_second_visit_to_the_recheck_category_is_a_new_one() -> None:
    """Once per visit, not once for ever."""
    there = download(category="recheck")
    memory = look(download(), memory=Memory()).memory
    for _ in range(2):
        decision = look(there, memory=memory)
        assert kinds(decision) == ["Recheck", "SetCategory"]
        memory = after_step_done(decision.memory, decision.steps[0], NOW)
        waiting = look(there, memory=memory)
        assert kinds(waiting) == ["SetCategory"]
        memory = look(download(), memory=waiting.memory).memory


def test_a_rechecked_torrent_without_a_past_stays() -> None:
    """And says so."""
    decision = look(download(category="recheck"), memory=remembered(category="recheck", recheck_done=True))
    assert (decision.rule, decision.steps) == (2, ())
    assert "not known" in decision.why.text


def test_rechecks_become_rarer_and_start_over_after_recovery() -> None:
    """Our own check between two errors is no recovery; a quiet window is."""
    broken = download(state="error")
    memory = remembering()
    at = []
    for minute in range(60):
        now = NOW + 60 * minute
        decision = look(broken, memory=memory, now=now)
        memory = decision.memory
        for step in decision.steps:
            assert isinstance(step, Recheck)
            memory = after_step_done(memory, step, now)
            at.append(minute)
            memory = look(download(state="checkingDL"), memory=memory, now=now + 30).memory
            assert memory.rechecks.error_left_at is None
    assert at == [0, 3, 9, 21, 45]
    well = look(download(), memory=memory, now=NOW + 3600).memory
    assert (well.rechecks.error_left_at, well.rechecks.count) == (NOW + 3600, 5)
    assert look(download(), memory=well, now=NOW + 3660).memory.rechecks.error_left_at == NOW + 3600
    relapse = look(broken, memory=well, now=NOW + 3700)
    assert (relapse.steps, relapse.memory.rechecks.count, relapse.memory.rechecks.error_left_at) == ((), 5, None)
    later = look(broken, memory=well, now=NOW + 3600 + 6 * 3600)
    assert kinds(later) == ["Recheck"]
    assert later.memory.rechecks.count == 0


def test_downloading_again_is_a_new_life() -> None:
    """The guard of the import is dropped, the tag goes, and a record seen before counts for nothing."""
    old = remembering(import_attempts=3, import_last_at=NOW - 9.0, import_command_id=4, queue_seen=True)
    decision = look(download(tags=(IMPORTED,)), memory=old)
    assert kinds(decision) == ["RemoveTags"]
    memory = decision.memory
    assert (memory.imports.attempts, memory.imports.last_at, memory.imports.command_id) == (0, None, None)
    assert not memory.recorded.seen
    assert look(download(tags=(IMPORTED,)), memory=old, known={"record": record()}).memory.recorded.seen


def test_a_record_once_seen_is_remembered() -> None:
    """And one look without it does not forget."""
    seen = look(download(), known={"record": record()}).memory
    assert seen.recorded.seen
    assert look(download(), memory=seen).memory.recorded.seen


@pytest.mark.parametrize("imported", [True, False])
def test_missing_files_take_two_looks_and_a_minute(imported: bool) -> None:
    """And when they are back, the count starts over."""
    torrent = finished(state="missingFiles", tags=(IMPORTED, ALLOWED_SEEDING) if imported else ())
    first = look(torrent)
    assert (first.rule, first.steps) == (5, ())
    assert look(torrent, memory=first.memory, now=NOW + 59).steps == ()
    assert kinds(look(torrent, memory=first.memory, now=NOW + 60)) == ["Removal"]
    lone = look(torrent, memory=remembering(missing_from=NOW - 99.0, missing_count=0))
    assert (lone.steps, lone.look_again_at) == ((), NOW + 1)
    back = look(finished(), memory=first.memory).memory
    assert (back.missing.seen_from, back.missing.count) == (None, 0)


def test_quiet_torrents_leave_memory_alone() -> None:
    """Nothing is written for a torrent that did not change: the same object comes back."""
    memory = look(download(), known={"record": record()}).memory
    assert look(download(), memory=memory, known={"record": record()}, now=NOW + 60).memory is memory
