"""Finding the key that somebody means, by whatever name."""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from attrs import field, frozen

from qbitrr.config.schema.places import CLASSES, Place, place_at, places
from qbitrr.config.schema.sections import classify
from qbitrr.errors import QbitrrError

__all__ = ["Found", "UnknownKey", "find_key"]

_ANY = {"Arr": "Radarr-NAME"}


@frozen(kw_only=True)
class Found:
    """A key of a *kind* of section. *section* is the one that was asked for, *path* the path in it; both empty if left open."""

    kind: str
    place: Place
    section: str = ""
    path: str = ""

    @property
    def name(self) -> str:
        """The dotted path of the key with its section."""
        return f"{self.section or _ANY.get(self.kind, self.kind)}.{self.path or self.place.path}"


@frozen(kw_only=True)
class UnknownKey(QbitrrError):
    """
    No key is called *asked*; *candidates* are dotted paths with their section that may be meant. *is_several*: all of them are
    called so.
    """

    asked: str
    candidates: tuple[str, ...] = field(default=())
    is_several: bool = False

    def __str__(self) -> str:
        meant = ", ".join(self.candidates)
        if self.is_several:
            return f"{self.asked}: there are several: {meant}"
        return f"{self.asked}: no such key" + (f"; did you mean {meant}?" if meant else "")


def find_key(asked: str) -> Found:
    """
    The key called *asked*: `Radarr-4K.Torrent.StalledDelay`, `Torrent.StalledDelay`, `StalledDelay` if only one key is called so,
    `qBit.Trackers[0].URI`, or the name of an environment variable; capitals make no difference unless two keys differ in nothing
    else. Raises `UnknownKey`.
    """
    head, _, rest = asked.partition(".")
    section = classify(head)
    if section is not None and rest:
        if place := _place(section.kind, rest):
            return Found(kind=section.kind, place=place, section=section.name, path=_spelled(place, rest))
        raise UnknownKey(asked=asked, candidates=_near(rest, (section.kind,), section.name))
    called = [each for each in _all(tuple(CLASSES)) if _is_called(each.place, asked)]
    called = [each for each in called if each.place.path.lower() == asked.lower()] or called
    called = [each for each in called if each.place.path.endswith(asked)] or called
    if len(called) == 1:
        return called[0]
    if called:
        raise UnknownKey(asked=asked, candidates=tuple(each.name for each in called), is_several=True)
    raise UnknownKey(asked=asked, candidates=_near(asked, tuple(CLASSES)))


def _place(kind: str, path: str) -> Place | None:
    wanted = re.sub(r"\[\d*\]", "[]", path).lower()
    spelled = next((place.path for place in places(kind) if place.path.lower() == wanted), "")
    return place_at(kind, spelled)


def _spelled(place: Place, path: str) -> str:
    """The path of *place* with the numbers of rows that *path* has, empty if it leaves some open."""
    numbers = re.findall(r"\[(\d+)\]", path)
    if len(numbers) != place.path.count("[]"):
        return ""
    return re.sub(r"\[\]", lambda _: f"[{numbers.pop(0)}]", place.path)


def _all(kinds: tuple[str, ...], section: str = "") -> Iterator[Found]:
    return (Found(kind=kind, place=place, section=section) for kind in kinds for place in places(kind))


def _is_called(place: Place, asked: str) -> bool:
    wanted, path = re.sub(r"\[\d*\]", "[]", asked).lower(), place.path.lower()
    return bool(wanted) and (wanted in (path, place.key.env.lower()) or path.endswith(f".{wanted}"))


def _near(asked: str, kinds: tuple[str, ...], section: str = "") -> tuple[str, ...]:
    """The names of the keys whose path, or else whose last word, is most like *asked*."""
    known = {each.name: each.place.path.lower() for each in _all(kinds, section)}
    words = {name: path.rpartition(".")[2] for name, path in known.items()}
    for texts, wanted in ((known, asked.lower()), (words, asked.lower().rpartition(".")[2])):
        near = get_close_matches(wanted, sorted(set(texts.values())), n=2, cutoff=0.75)
        if near:
            return tuple(name for name, text in texts.items() if text in near)[:3]
    return ()
