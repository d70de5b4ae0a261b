import pytest
from automat import NoTransition

from qbitrr.actors.children.machine import After, machine


class Recording:
    """A core that notes what the machine wants of it."""

    def __init__(self):
        self.calls = []

    def __getattr__(self, name):
        return lambda *args: self.calls.append((name, *args))


# How to get into each state.
WAYS = {
    "down": [],
    "starting": ["start"],
    "running": ["start", "ready"],
    "asked": ["start", "ready", "stop"],
    "terminated": ["start", "ready", ("broke", "hangs")],
    "killed": ["start", "ready", ("broke", "hangs"), "due"],
    "waiting": ["start", ("retry", 5.0, "crashed")],
    "given up": ["start", ("gave_up", 300.0, "enough")],
}
# From, input, to, what is done.
ROWS = [
    ("down", "start", "starting", ("spawn",)),
    ("down", "restart", "starting", ("spawn",)),
    ("down", "stop", "down", None),
    ("down", ("broke", "late"), "down", None),
    ("starting", "start", "starting", None),
    ("starting", "stop", "asked", ("ask", After.DOWN)),
    ("starting", "restart", "asked", ("ask", After.AGAIN)),
    ("starting", "ready", "running", ("run",)),
    ("starting", ("broke", "garbage"), "terminated", ("terminate", "garbage")),
    ("starting", "ended", "down", ("rest",)),
    ("starting", ("retry", 1.0, "why"), "waiting", ("wait", 1.0, "why")),
    ("starting", ("gave_up", None, "why"), "given up", ("give_up", None, "why")),
    ("running", "start", "running", None),
    ("running", "stop", "asked", ("ask", After.DOWN)),
    ("running", "restart", "asked", ("ask", After.AGAIN)),
    ("running", "ready", "running", None),
    ("running", ("broke", "hangs"), "terminated", ("terminate", "hangs")),
    ("running", "ended", "down", ("rest",)),
    ("running", ("retry", 1.0, "why"), "waiting", ("wait", 1.0, "why")),
    ("running", ("gave_up", 9.0, "why"), "given up", ("give_up", 9.0, "why")),
    ("asked", "start", "asked", ("then", After.AGAIN)),
    ("asked", "stop", "asked", ("then", After.DOWN)),
    ("asked", "restart", "asked", ("then", After.AGAIN)),
    ("asked", "ready", "asked", None),
    ("asked", ("broke", "garbage"), "terminated", ("terminate", "garbage")),
    ("asked", "due", "terminated", ("terminate", "did not stop when told to")),
    ("asked", "ended", "down", ("rest",)),
    ("asked", "again", "starting", ("spawn",)),
    *(
        row
        for leaving in ("terminated", "killed")
        for row in (
            (leaving, "start", leaving, ("want",)),
            (leaving, "stop", leaving, ("then", After.DOWN)),
            (leaving, "restart", leaving, ("then", After.AGAIN)),
            (leaving, "ready", leaving, None),
            (leaving, ("broke", "garbage"), leaving, None),
            (leaving, "due", "killed", ("kill",)),
            (leaving, "ended", "down", ("rest",)),
            (leaving, "again", "starting", ("spawn",)),
            (leaving, ("retry", 1.0, "why"), "waiting", ("wait", 1.0, "why")),
            (leaving, ("gave_up", 9.0, "why"), "given up", ("give_up", 9.0, "why")),
        )
    ),
    ("waiting", "start", "waiting", None),
    ("waiting", "stop", "down", ("rest",)),
    ("waiting", "restart", "starting", ("spawn",)),
    ("waiting", ("broke", "late"), "waiting", None),
    ("waiting", "due", "starting", ("spawn",)),
    ("given up", "start", "given up", None),
    ("given up", "stop", "down", ("rest",)),
    ("given up", "restart", "starting", ("spawn",)),
    ("given up", ("broke", "late"), "given up", None),
    ("given up", "due", "starting", ("try_once_more",)),
]


def put_in(state):
    """A machine in *state*, and its core with nothing noted yet."""
    core = Recording()
    child = machine(core)
    for step in WAYS[state]:
        give(child, step)
    core.calls.clear()
    return child, core


def give(child, step):
    name, *args = step if isinstance(step, tuple) else (step,)
    getattr(child, name)(*args)


def state_of(child):
    return child.__automat_transitioner__._state.name


@pytest.mark.parametrize(("before", "step", "after", "done"), ROWS, ids=[f"{row[0]}: {row[1]}" for row in ROWS])
def test_row(before, step, after, done):
    """In this state, this input leads there and does that."""
    child, core = put_in(before)
    assert state_of(child) == before
    give(child, step)
    assert (state_of(child), core.calls) == (after, [] if done is None else [done])


def test_every_state_can_be_left_by_stop_or_the_end_of_the_process():
    """There is no state without a way out."""
    ways_out = {row[0] for row in ROWS if row[1] in ("stop", "ended") and row[2] in ("down", "asked")}
    assert ways_out == set(WAYS)


@pytest.mark.parametrize(
    ("state", "step"),
    [
        ("down", "ended"),
        ("down", "due"),
        ("down", "ready"),
        ("waiting", "ended"),
        ("running", "due"),
        ("running", "again"),
    ],
)
def test_what_cannot_happen_is_a_mistake(state, step):
    """An input that has no sense here is not swallowed."""
    child, _ = put_in(state)
    with pytest.raises(NoTransition):
        give(child, step)
