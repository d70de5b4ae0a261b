"""A storm of removals holds itself back, however its members arrive."""

from collections import Counter
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qbitrr.actors.removals.waiting import Key, WaitingLine
from qbitrr.decide.removals.blast_radius import GATHER_SECONDS, HOLD_SECONDS, WINDOW_SECONDS, limit_of
from qbitrr.model.reasons import Reason
from qbitrr.model.removals.cases import Passed, Weight
from qbitrr.model.removals.moments import Moment
from qbitrr.model.steps import Data, Removal
from qbitrr.testing.strategies.values import NOW

CAP = 50
pytestmark = pytest.mark.correction("B8")


def removal(number: int, rule: int = 13, **fields: Any) -> Removal:
    """A removal of the torrent with that number."""
    why = Reason(code="stalled", text="Stalled.", rule=rule)
    return Removal(instance="qBit", hash=f"{number:040x}", why=why, **{"data": Data.DELETE, **fields})


def at(now: float) -> Moment:
    """A moment, the program having run since `NOW`."""
    return Moment(now, now - NOW)


def go(line: WaitingLine, owned: int, now: float, cap: int = CAP) -> list[Key]:
    """Let everything pass whose turn it is."""
    gone: list[Key] = []
    while taken := line.take(owned, cap, at(now), most=20):
        for waiting in taken:
            line.let_pass(waiting, at(now))
            gone.append(waiting.key)
    return gone


def arrive(line: WaitingLine, numbers: range, now: float, apart: float = 0.01, **fields: Any) -> None:
    for place, number in enumerate(numbers):
        line.add(removal(number, **fields), at(now + place * apart))


@pytest.mark.torrent_vector("L19", "L20")
def test_one_by_one_is_a_storm() -> None:
    """L19: eight of twenty, one message each: nobody goes; ten minutes later they go at the pace of the cap (L20)."""
    line = WaitingLine()
    arrive(line, range(8), NOW)
    assert go(line, 20, NOW + 11) == []
    assert go(line, 20, NOW + HOLD_SECONDS - 1) == []
    times = [now for now in range(int(HOLD_SECONDS), 1300) if go(line, 20, NOW + now)]
    assert [times[0], len(times), {b - a for a, b in pairwise(times)}] == [600, 8, {72}]
    assert line.next_at(CAP, at(NOW + 1300)) is None


@pytest.mark.parametrize(("owned", "most"), [(0, 5), (20, 5), (25, 5), (29, 5), (30, 6), (34, 6), (35, 7), (500, 100)])
def test_a_fifth_exactly(owned: int, most: int) -> None:
    """Up to five, or up to a fifth of all, go; one more and nobody does."""
    few, many = WaitingLine(), WaitingLine()
    arrive(few, range(most), NOW)
    arrive(many, range(most + 1), NOW)
    assert (len(go(few, owned, NOW + 11, cap=0)), go(many, owned, NOW + 12, cap=0)) == (most, [])
    assert limit_of(owned) == most


def test_the_hour_counts() -> None:
    """What went within the hour counts for the share, also that of an earlier run."""
    line = WaitingLine(passed=tuple(Passed(at(NOW - 60 * n), Weight.SHARE) for n in range(4)))
    arrive(line, range(2), NOW)
    assert (go(line, 20, NOW + 11), line.held) == ([], 2)
    late = WaitingLine(passed=(Passed(at(NOW - WINDOW_SECONDS), Weight.SHARE),) * 5)
    arrive(late, range(2), NOW)
    assert len(go(late, 20, NOW + 11)) == 2


@pytest.mark.correction("A10")
def test_both_clocks_must_pass() -> None:
    """Neither a clock that is set forward nor a restart opens the window or ends the ten minutes; both together count."""
    line = WaitingLine(passed=(Passed(at(NOW), Weight.SHARE),) * 5)
    line.add(removal(1), at(NOW + 100))
    jumped = [Moment(NOW + 7 * 86_400, running_at) for running_at in (120, 699, 700)]
    assert [len(line.take(20, CAP, each, most=9)) for each in jumped] == [0, 0, 1]
    assert line.next_at(CAP, jumped[0]) == jumped[0].at + HOLD_SECONDS - 20
    late = WaitingLine(passed=(Passed(at(NOW), Weight.SHARE),) * 5)
    late.add(removal(1, rule=10), at(NOW))
    long_after = Moment(NOW + 7 * 86_400, WINDOW_SECONDS - 1)
    assert (late.take(20, 5, long_after, most=9), late.next_at(5, long_after)) == ([], long_after.at + 1)
    behind = Moment(NOW + 20, 50 * WINDOW_SECONDS)
    assert (late.take(20, 5, behind, most=9), late.next_at(5, behind)) == ([], NOW + WINDOW_SECONDS)


def test_the_cap() -> None:
    """Within the share, the cap alone decides: fifty, and one for each that leaves the window."""
    line = WaitingLine()
    arrive(line, range(5000), NOW, apart=0.0001)
    assert len(go(line, 30_000, NOW + 11)) == CAP
    assert line.waits_for_room(CAP, at(NOW + 11))
    assert line.next_at(CAP, at(NOW + 12)) == NOW + 11 + WINDOW_SECONDS
    assert go(line, 30_000, NOW + 3000) == []
    assert len(go(line, 30_000, NOW + 11 + WINDOW_SECONDS)) == CAP


def test_no_cap() -> None:
    """0 is no cap."""
    line = WaitingLine()
    arrive(line, range(500), NOW)
    assert len(go(line, 30_000, NOW + 20, cap=0)) == 500


def test_what_is_observed_counts_for_the_cap_only() -> None:
    """Reached limits and missing files are no judgement; yet fifty an hour it is."""
    line = WaitingLine()
    arrive(line, range(40), NOW, rule=10)
    arrive(line, range(40, 80), NOW, rule=5)
    arrive(line, range(80, 83), NOW)
    assert len(go(line, 100, NOW + 11)) == CAP
    assert line.held == 0


def test_error_codes_count() -> None:
    """What the Arr refuses has no rule number, and is a judgement all the same."""
    line = WaitingLine()
    arrive(line, range(8), NOW, rule=0)
    assert (go(line, 20, NOW + 11), line.held) == ([], 8)


def test_gathered() -> None:
    """Nobody goes before what comes within ten seconds is known."""
    line = WaitingLine()
    arrive(line, range(1), NOW)
    assert (go(line, 100, NOW + GATHER_SECONDS - 0.1), line.next_at(CAP, at(NOW))) == ([], NOW + GATHER_SECONDS)
    assert len(go(line, 100, NOW + GATHER_SECONDS)) == 1


def test_who_left_does_not_count() -> None:
    """Torrents that recovered hold nobody back."""
    line = WaitingLine()
    arrive(line, range(8), NOW)
    go(line, 20, NOW + 5)
    for number in range(8):
        line.drop(("qBit", f"{number:040x}"))
    arrive(line, range(20, 24), NOW + 20)
    assert len(go(line, 20, NOW + 31)) == 4
    assert (len(line), line.held) == (0, 0)


def test_asked_again() -> None:
    """Asking again changes neither place nor number; another reason of another weight counts as that."""
    line = WaitingLine()
    for _ in range(9):
        arrive(line, range(3), NOW)
    assert (len(line), len(go(line, 20, NOW + 11))) == (3, 3)
    line.add(removal(7), at(NOW))
    line.add(removal(7, rule=10), at(NOW + 3))
    assert [each.weight for each in line.all()] == [Weight.CAP]
    assert len(go(line, 20, NOW + 10)) == 1


def test_postponed() -> None:
    """What was postponed counts for nothing until it comes back, and comes back by itself."""
    line = WaitingLine()
    arrive(line, range(1), NOW)
    (waiting,) = line.take(100, CAP, at(NOW + 10), most=9)
    line.postpone(waiting, Reason(code="client", text="Away."), NOW + 40)
    assert (line.take(100, CAP, at(NOW + 39), most=9), line.next_at(CAP, at(NOW + 20))) == ([], NOW + 40)
    assert line.take(100, CAP, at(NOW + 40), most=9) == [waiting]


def test_uncounted_wait_for_nothing_but_themselves() -> None:
    """A person's removal that was postponed needs no room."""
    line = WaitingLine(passed=(Passed(at(NOW), Weight.CAP),) * CAP)
    waiting = line.add(removal(1, by_operator=True), at(NOW))
    line.postpone(waiting, Reason(code="client", text="Away."), NOW + 2)
    assert line.next_at(CAP, at(NOW)) == NOW + 2
    assert (line.take(9, CAP, at(NOW + 2), most=9), line.let_pass(waiting, at(NOW + 2))) == ([waiting], None)


_EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["arrive", "leave", "restart", "postpone", "jump"]),
        st.floats(0, 700),
        st.integers(0, 40),
        st.sampled_from([0, 5, 10, 13]),
    ),
    max_size=60,
)


@settings(max_examples=200)
@given(_EVENTS, st.integers(0, 60), st.integers(1, 12))
def test_no_hour_sees_more_than_the_cap(events: list[tuple[str, float, int, int]], owned: int, cap: int) -> None:
    """However they arrive, split, ordered, over restarts and jumps of the clock; and over the share nobody goes before ten minutes."""
    line, ran, jumped, gone = WaitingLine(), 0.0, 0.0, []
    came: dict[Key, float] = {}
    for what, pause, number, rule in events:
        ran += pause
        jumped += 3600.0 * number if what == "jump" else 0.0
        now = Moment(NOW + ran + jumped, ran)
        key = ("qBit", f"{number:040x}")
        if what == "arrive":
            came[key] = line.add(removal(number, rule=rule), now).came.running_at
        elif what == "leave":
            line.drop(key)
        elif what == "restart":
            line = WaitingLine(passed=line.passed)
        for waiting in line.take(owned, cap, now, most=3):
            if what == "postpone":
                line.postpone(waiting, Reason(code="x", text="x"), now.at + 30)
                continue
            passed = line.let_pass(waiting, now)
            assert passed is not None
            gone.append((ran, passed, came[waiting.key], jumped))
    for then, passed, since, had_jumped in gone:
        hour = [(each_at, each) for each_at, each, *_ in gone if then - WINDOW_SECONDS < each_at <= then]
        assert len(hour) <= cap
        judged = sum(each.weight is Weight.SHARE and not each.is_late for _, each in hour)
        assert judged <= limit_of(owned)
        if passed.is_late or not had_jumped:
            assert then - since >= (HOLD_SECONDS if passed.is_late else GATHER_SECONDS)


_CHUNKS = st.lists(
    st.tuples(
        st.sampled_from([0.0, 0.5, 9.0, 11.0, 300.0, 601.0, 1790.0, 1801.0, 3000.0]),
        st.integers(1, 9),
        st.sampled_from([5, 10, 13, 13]),
        st.booleans(),
    ),
    min_size=12,
    max_size=24,
)


def test_no_sliding_window_sees_more_than_the_rail() -> None:
    """A storm in chunks of any size, from any rule, over restarts: no hour in which more went than may. Both limits are met in earnest."""
    met: Counter[str] = Counter()

    @settings(max_examples=60, derandomize=True, database=None)
    @given(_CHUNKS, st.integers(0, 60), st.integers(4, 14))
    def judge(chunks: list[tuple[float, int, int, bool]], owned: int, cap: int) -> None:
        line, ran, number = WaitingLine(), 0.0, 0
        gone: list[tuple[float, Passed]] = []
        for pause, count, rule, restarts in chunks:
            for _ in range(count):
                number += 1
                line.add(removal(number, rule=rule), Moment(NOW + ran, ran))
            end = ran + pause
            while True:
                now = Moment(NOW + ran, ran)
                for waiting in line.take(owned, cap, now, most=3):
                    passed = line.let_pass(waiting, now)
                    assert passed is not None
                    gone.append((ran, passed))
                if ran >= end:
                    break
                ran = min(end, ran + 20.0)
            if restarts:
                line = WaitingLine(passed=line.passed)
            met["full"] += line.waits_for_room(cap, Moment(NOW + ran, ran))
            met["held"] += line.held > 0
        for then, _ in gone:
            hour = [each for at_, each in gone if then - WINDOW_SECONDS < at_ <= then]
            assert len(hour) <= cap
            assert sum(each.weight is Weight.SHARE and not each.is_late for each in hour) <= limit_of(owned)

    judge()
    assert min(met["full"], met["held"]) >= 40, met
