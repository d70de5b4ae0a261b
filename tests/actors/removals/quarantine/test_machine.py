"""One torrent in quarantine: what each input does in each state."""

import pytest

from qbitrr.actors.removals.quarantine.machine import Entering, Inside, Outside, Pardon, TorrentMachine, Work
from qbitrr.model.removals.quarantine import Quarantined

KEY = ("qBit", "a" * 40)
ROW = Quarantined(instance="qBit", hash="a" * 40, name="Movie", at=1.0, purge_at=2.0)
OTHER = Quarantined(instance="qBit", hash="a" * 40, name="Other", at=3.0, purge_at=4.0)
STATES = (Outside(), Entering(), Entering(ROW), Entering(ROW, True), Inside(ROW), Inside(ROW, True))


def machine(state: Outside | Entering | Inside, **more: object) -> TorrentMachine:
    return TorrentMachine(KEY, state, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "after"),
    [
        ("enter", (Entering(), Entering(), Entering(ROW), Entering(ROW, True), Entering(ROW), Entering(ROW, True))),
        ("keep", (Inside(OTHER), Entering(OTHER), *STATES[2:])),
        ("settle", (Outside(), Outside(), Inside(ROW), Inside(ROW, True), Inside(ROW), Inside(ROW, True))),
        (
            "amend",
            (*STATES[:2], Entering(OTHER), Entering(OTHER, True), Inside(OTHER), Inside(OTHER, True)),
        ),
        (
            "seen_there",
            (
                Outside(),
                Entering(None, True),
                Entering(ROW, True),
                Entering(ROW, True),
                Inside(ROW, True),
                Inside(ROW, True),
            ),
        ),
        ("release", (Outside(),) * 6),
    ],
)
def test_inputs(name: str, after: tuple[object, ...]) -> None:
    """The table, row by row."""
    for before, expected in zip(STATES, after, strict=True):
        it = machine(before)
        getattr(it, name)(*([OTHER] if name in ("keep", "amend") else []))
        assert it.state == expected, before


@pytest.mark.parametrize("state", STATES)
def test_one_work_at_a_time(state: Outside | Entering | Inside) -> None:
    """While something is done to it nothing else begins, and what a listing shows is our own doing; however that ends."""
    it = machine(state)
    is_free = it.is_free
    with pytest.raises(ValueError, match="broke off"), it.doing(Work.DELETING):  # noqa: PT012
        assert not it.is_free
        with pytest.raises(AssertionError), it.doing(Work.GIVING_BACK):
            pass
        raise ValueError("broke off")
    assert (it.is_free, it.work) == (is_free, None)


def test_over() -> None:
    """It is forgotten when it has no row, no pardon, nothing is done to it and it does not lie in the category."""
    assert machine(Outside()).is_over
    for more in ({"pardon": Pardon(1.0)}, {"stray_since": 0.0}, {"work": Work.MOVING_IN}):
        assert not machine(Outside(), **more).is_over
    assert not any(machine(state).is_over for state in STATES[1:])


def test_held_ever_longer() -> None:
    """The third time it could not be purged, and each after that, it rests; what only passes by wipes that out."""
    it, rests = machine(Inside(ROW, True)), []
    for _ in range(10):
        it.postpone(0.0)
        rests.append(next(seconds for seconds in range(0, 2000, 10) if not it.is_held(seconds)))
    assert rests == [0, 0, 30, 60, 120, 240, 480, 960, 1800, 1800]
    it.seen_there()
    assert it.is_held(0.0)
    it.hurry()
    assert not it.is_held(0.0)
    for state in STATES[:4]:
        other = machine(state)
        other.postpone(0.0)
        assert (other.state, other.is_held(0.0)) == (state, False)
