"""
What must be true after a search child was killed many times: the Arr's own log against what was remembered. Pure.
"""

from collections import Counter
from collections.abc import Iterator

from attrs import field, frozen

__all__ = ["Asked", "Remembered", "Told", "wrong"]

OPEN = ("sending", "sent")
NOT_SENT = ("refused", "lost")


@frozen(kw_only=True)
class Told:
    """A search that the Arr took: the *id* of the command, the *movie*, and *until* which second it went on."""

    id: int
    movie: int
    until: float


@frozen(kw_only=True)
class Asked:
    """A person asked for the search of a *movie* at a second; *acknowledged* says that the program said yes to it."""

    movie: int
    at: float
    acknowledged: bool


@frozen(kw_only=True)
class Remembered:
    """
    What the files say: of each search its status, its command and its movies; the last command of each movie, and which are *left_alone*;
    *titles* of the movies in the catalog, the *integrity* of each file, and files that were *set_aside* as damaged.
    """

    history: tuple[tuple[str, int, tuple[int, ...]], ...] = ()
    states: dict[int, int] = field(factory=dict)
    left_alone: frozenset[int] = frozenset()
    titles: dict[int, str] = field(factory=dict)
    integrity: dict[str, str] = field(factory=dict)
    set_aside: tuple[str, ...] = ()


def wrong(
    told: tuple[Told, ...], asked: tuple[Asked, ...], left_alone: frozenset[int], library: dict[int, str], remembered: Remembered
) -> list[str]:  # fmt: skip
    """
    All that is wrong; *library* are the movies that the Arr has, all of them missing. A movie is searched once, and once more at most for
    each time somebody asked. *left_alone* are those that the program said it would not search; it may have died between doing that and
    saying so.
    """
    return [
        *(f"{name}: {words}" for name, words in remembered.integrity.items() if words != "ok"),
        *(f"{name} was set aside" for name in remembered.set_aside),
        *_too_often(told, asked),
        *_lost(told, asked, remembered.left_alone, library),
        *(f"movie {number} is not left alone" for number in sorted(left_alone - remembered.left_alone)),
        *_not_remembered(told, remembered),
        *(
            f"movie {number} is {remembered.titles.get(number)!r} in the catalog, {library.get(number)!r} in the Arr"
            for number in sorted(library.keys() | remembered.titles.keys())
            if library.get(number) != remembered.titles.get(number)
        ),
    ]


def _too_often(told: tuple[Told, ...], asked: tuple[Asked, ...]) -> Iterator[str]:
    times, wanted = Counter(each.movie for each in told), Counter(each.movie for each in asked)
    for number, count in times.items():
        if count > 1 + wanted[number]:
            yield f"movie {number} was searched {count} times, {1 + wanted[number]} were due"


def _lost(
    told: tuple[Told, ...], asked: tuple[Asked, ...], left_alone: frozenset[int], library: dict[int, str]
) -> Iterator[str]:
    searched = {each.movie: each.until for each in sorted(told, key=lambda each: each.until)}
    yield from (f"movie {number} was never searched" for number in library.keys() - left_alone - searched.keys())
    for each in asked:
        if each.acknowledged and searched.get(each.movie, 0.0) < each.at:
            yield f"movie {each.movie} was asked for, and not searched after that"


def _not_remembered(told: tuple[Told, ...], remembered: Remembered) -> Iterator[str]:
    known: dict[int, set[int]] = {}
    for status, command, movies in remembered.history:
        if status in OPEN:
            yield f"the search of {movies} is still {status}"
        if status not in NOT_SENT:
            known.setdefault(command, set()).update(movies)
    for each in told:
        if each.movie not in known.pop(each.id, ()):
            yield f"nothing is known of command {each.id} for movie {each.movie}"
    yield from (f"command {command} was never told to the Arr" for command in known)
    last = {each.movie: each.id for each in sorted(told, key=lambda each: each.id)}
    for number in last.keys() | remembered.states.keys():
        if last.get(number, 0) != remembered.states.get(number, 0):
            yield f"movie {number}: its last command is {last.get(number)}, remembered is {remembered.states.get(number)}"
