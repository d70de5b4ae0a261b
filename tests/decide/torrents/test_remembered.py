"""What done steps leave behind."""

import pytest
from hypothesis import given

from qbitrr.decide.torrents.hand_over import import_sent
from qbitrr.decide.torrents.remembered import (
    after_step_done,
    handing_over,
    with_remembered_tags,
    without_told_tags,
)
from qbitrr.model.reasons import Reason
from qbitrr.model.steps import (
    AddTags,
    Data,
    Import,
    Pause,
    Recheck,
    Removal,
    RemoveTags,
    Resume,
    SetCategory,
    SkipFiles,
    Step,
)
from qbitrr.model.torrents.memory import Memory
from qbitrr.model.torrents.tags import ALLOWED_STALLED, FREE_SPACE_PAUSED, IMPORTED
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.testing.strategies.memories import memories, remembered
from qbitrr.testing.strategies.values import NOW


def why(rule: int = 0) -> Reason:
    """A reason of some rule."""
    return Reason(code="x", text="x.", rule=rule)


AT = {"instance": "q", "hash": "h"}


@pytest.mark.parametrize(
    ("step", "left"),
    [
        (Resume(why=why(14), **AT), remembered(resumed_at=NOW, resume_count=1)),
        (Recheck(why=why(2), **AT), remembered(recheck_done=True)),
        (Recheck(why=why(6), **AT), remembered(recheck_count=1, recheck_last_at=NOW)),
        (SkipFiles(why=why(11), file_ids=(1,), **AT), remembered(inspected_at=NOW, excluded_ids=(1,))),
        (Import(why=why(9), **AT), remembered(import_attempts=1, import_last_at=NOW)),
        (Removal(why=why(13), data=Data.STAY, **AT), remembered(requeued=True)),
        (Removal(why=why(16), data=Data.STAY, **AT), remembered(requeued=True)),
        (Removal(why=why(), data=Data.STAY, **AT), remembered(rejected=True)),
        (Removal(why=why(13), data=Data.DELETE, **AT), Memory()),
        (SetCategory(why=why(2), category="x", **AT), Memory()),
        (Pause(why=why(), **AT), Memory()),
        (AddTags(why=why(), tags=("x",), **AT), Memory()),
    ],
)
def test_done(step: Step, left: Memory) -> None:
    """Each kind of step leaves its own trace and no other."""
    assert after_step_done(Memory(), step, NOW) == left


@given(memories())
def test_an_import_sent_is_one_more(memory: Memory) -> None:
    """Attempts only grow here."""
    sent = import_sent(memory, NOW, 3)
    assert (sent.imports.attempts, sent.imports.last_at, sent.imports.command_id) == (
        memory.imports.attempts + 1,
        NOW,
        3,
    )


def torrent(*tags: str) -> Torrent:
    return Torrent(instance="q", hash="h", state="stalledUP", tags=tags)


def test_tags_to_hand_over() -> None:
    """What an earlier version remembered counts until the supervisor tells it, and is handed over but for what comes off just now."""
    memory = Memory(tags_internal=(IMPORTED, ALLOWED_STALLED, "x"))
    assert with_remembered_tags(torrent("mine"), memory).tags == ("mine", IMPORTED, ALLOWED_STALLED)
    (step,) = handing_over(memory, torrent(), ())
    assert step.tags == (IMPORTED, ALLOWED_STALLED)
    off = RemoveTags(why=why(), tags=(ALLOWED_STALLED,), **AT)
    assert [each.tags for each in handing_over(memory, torrent(), (off,))] == [(IMPORTED,)]
    assert after_step_done(memory, off, NOW).tags_internal == (IMPORTED, "x")
    told = without_told_tags(memory, torrent(IMPORTED))
    assert told.tags_internal == (ALLOWED_STALLED,)
    assert with_remembered_tags(torrent(IMPORTED), told).tags == (IMPORTED, ALLOWED_STALLED)
    assert handing_over(told, torrent(*told.tags_internal), ()) == ()
    assert without_told_tags(Memory(), torrent("x")) == Memory()


def test_a_mark_of_before() -> None:
    """Who waits for room the supervisor tells; what another program remembered of that is forgotten, so that the torrent is started."""
    memory = Memory(tags_internal=(FREE_SPACE_PAUSED,))
    assert with_remembered_tags(torrent(), memory) == torrent()
    assert handing_over(memory, torrent(), ()) == ()
    assert without_told_tags(memory, torrent()) == Memory()
