"""What done steps leave behind."""

import pytest
from hypothesis import given

from qbitrr.decide.torrents.hand_over import import_sent
from qbitrr.decide.torrents.remembered import after_step_done, apply_tags
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


def test_tags_without_a_client() -> None:
    """Tagless mode keeps them in memory, each once."""
    memory = apply_tags(Memory(), AddTags(why=why(), tags=("a", "b"), **AT))
    memory = apply_tags(memory, AddTags(why=why(), tags=("a",), **AT))
    assert memory.tags_internal == ("b", "a")
    assert apply_tags(memory, RemoveTags(why=why(), tags=("a", "c"), **AT)).tags_internal == ("b",)
