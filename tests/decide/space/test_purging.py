"""How much of the quarantine has to make room before its time."""

from typing import Any

from qbitrr.decide.space.purging import room_wanted
from qbitrr.model.removals.quarantine import Deletion, Quarantined
from qbitrr.model.space.rooms import PoolStatus


def row(name: str, size: int = 10, **fields: Any) -> Quarantined:
    return Quarantined(instance="qBit", hash=name, name=name, at=0.0, purge_at=9.0, size_bytes=size, **fields)


def wanted(rows: list[Quarantined], **fields: Any) -> list[tuple[int, list[str]]]:
    by_key = {each.key: each for each in rows}
    pool = PoolStatus(name="/d", free_bytes=0, guard_bytes=0, set_aside=tuple(by_key), **fields)
    return [(needed, [each.hash for each in there]) for needed, there in room_wanted([pool], by_key)]


def test_nothing_is_missing() -> None:
    """Then nothing is wanted."""
    assert wanted([row("a")]) == []


def test_what_lets_the_next_go_on() -> None:
    """All of it or nothing: half of it would be lost for nothing."""
    assert wanted([row("a"), row("b")], next_bytes=15) == [(15, ["a", "b"])]
    assert wanted([row("a"), row("b")], next_bytes=25) == []


def test_what_is_to_stay_free() -> None:
    """As far as it goes."""
    assert wanted([row("a")], short_bytes=25, next_bytes=50) == [(25, ["a"])]


def test_what_frees_nothing() -> None:
    """What keeps its files, what only a person may purge, what is deleted already."""
    rows = [
        row("a", delete_files=False),
        row("b", by_person_only=True),
        row("c", deletion=Deletion(at=1.0, with_files=True, is_told=True)),
    ]
    assert wanted(rows, short_bytes=5) == []


def test_only_what_lies_there() -> None:
    """The rows of other disks are no help."""
    pool = PoolStatus(name="/d", free_bytes=0, guard_bytes=0, short_bytes=5, set_aside=(("qBit", "gone"),))
    assert room_wanted([pool], {("qBit", "a"): row("a")}) == ()
