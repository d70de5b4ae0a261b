"""A search child of the running program is killed while it writes: its files stay sound, nothing is forgotten or searched twice."""

from pathlib import Path

import pytest

from tests.storm.searching.judging import Asked, Remembered, Told, wrong
from tests.storm.searching.killing import SearchKills

SEED = 3
KILLS = 15


@pytest.mark.e2e
def test_killed_while_it_writes(tmp_path: Path) -> None:
    """Fifteen kills, at requests and at writes; `make search-storm` is for two hundred."""
    run = SearchKills.over(tmp_path, SEED, print)
    try:
        assert run.run(KILLS) == []
        assert run.kills == KILLS
        assert len(run.programs_told()) >= KILLS  # each round brings a film
    finally:
        run.close()


def told(*movies: int) -> tuple[Told, ...]:
    return tuple(Told(id=10 + number, movie=movie, until=100.0 + number) for number, movie in enumerate(movies))


GOOD = Remembered(
    history=(("completed", 10, (1,)), ("completed", 11, (2,)), ("lost", 0, (2,))), states={1: 10, 2: 11},
    left_alone=frozenset({3}), titles={1: "A", 2: "B", 3: "C"}, integrity={"search.db": "ok"},
)  # fmt: skip
LIBRARY = {1: "A", 2: "B", 3: "C"}
ASKED = (Asked(movie=2, at=101.0, acknowledged=True), Asked(movie=1, at=500.0, acknowledged=False))


def judged(told: tuple[Told, ...] = told(1, 2), asked: tuple[Asked, ...] = ASKED, **changed: object) -> list[str]:
    """What is wrong if the memory is changed so."""
    names = ("history", "states", "left_alone", "titles", "integrity", "set_aside")
    memory = Remembered(**{name: changed.get(name, getattr(GOOD, name)) for name in names})  # type: ignore[arg-type]
    return wrong(told, asked, frozenset({3}), LIBRARY, memory)


def test_what_is_right() -> None:
    """Everything is as it should be."""
    assert judged() == []


@pytest.mark.parametrize(
    ("what", "found"),
    [
        ({"told": told(1, 2, 2), "asked": ()}, "movie 2 was searched 2 times, 1 were due"),
        ({"told": told(1)}, "movie 2 was never searched"),
        ({"asked": (Asked(movie=1, at=101.0, acknowledged=True),)}, "movie 1 was asked for, and not searched after that"),
        ({"history": GOOD.history[1:]}, "nothing is known of command 10 for movie 1"),
        ({"history": (*GOOD.history, ("completed", 44, (1,)))}, "command 44 was never told to the Arr"),
        ({"history": (*GOOD.history, ("sending", 0, (1,)))}, "the search of (1,) is still sending"),
        ({"states": {1: 10}}, "movie 2: its last command is 11, remembered is None"),
        ({"left_alone": frozenset()}, "movie 3 is not left alone"),
        ({"titles": {1: "A", 2: "B"}}, "movie 3 is None in the catalog, 'C' in the Arr"),
        ({"integrity": {"search.db": "wrong # of entries"}}, "search.db: wrong # of entries"),
        ({"set_aside": ("search.db.corrupt-1",)}, "search.db.corrupt-1 was set aside"),
    ],
)  # fmt: skip
def test_what_is_wrong(what: dict[str, object], found: str) -> None:
    """Each kind of fault is found."""
    assert found in judged(**what)  # type: ignore[arg-type]
