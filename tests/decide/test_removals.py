"""The emptying of the quarantine, and which torrents lie at the same path."""

from hypothesis import given
from hypothesis import strategies as st

from qbitrr.decide.removals import purge_order, sharing
from qbitrr.model.quarantine import Quarantined
from qbitrr.model.torrents import Torrent
from qbitrr.testing.strategies import NOW, quarantined

HASH = "a" * 40
TORRENT = Torrent(
    instance="qBit", hash=HASH, state="stalledDL", name="Movie", category="radarr", tags=("keep",), content_path="/d/m/"
)


def test_same_path_is_same_data() -> None:
    """On any client, with or without a separator at the end; a path that is not known is nobody's."""
    other = Torrent(instance="qBit-box", hash=HASH, state="x", name="Other", content_path="/d/m")
    nowhere = Torrent(instance="qBit", hash="b", state="x", content_path="")
    assert sharing(TORRENT, [TORRENT, other, nowhere]) == ("Other",)
    assert sharing(nowhere, [Torrent(instance="q", hash="c", state="x", content_path="")]) == ()


def row(hash: str, age: int, size: int = 10, *, purge_in: int = 9999, delete_files: bool = True) -> Quarantined:
    """A torrent that has been in quarantine for so many seconds."""
    return Quarantined(
        instance="qBit", hash=hash, name=hash, section="Radarr", at=NOW - age, purge_at=NOW + purge_in, size_bytes=size,
        delete_files=delete_files,
    )  # fmt: skip


def test_what_is_over_goes_oldest_first() -> None:
    """By its own time, or by a grace shortened since."""
    rows = [row("young", 10), row("over", 50, purge_in=0), row("older", 200)]
    assert [each.hash for each in purge_order(rows, 100, NOW)] == ["older", "over"]


def test_room_that_is_needed_is_made_oldest_first() -> None:
    """Only as many as it takes, and only what frees anything."""
    rows = [row("c", 1), row("b", 20), row("a", 30, delete_files=False), row("d", 40, purge_in=0)]
    assert [each.hash for each in purge_order(rows, 9999, NOW, needed_bytes=10)] == ["d"]
    assert [each.hash for each in purge_order(rows, 9999, NOW, needed_bytes=11)] == ["d", "b"]
    assert [each.hash for each in purge_order(rows, 9999, NOW, needed_bytes=99)] == ["d", "b", "c"]


@given(st.lists(quarantined(), max_size=6, unique_by=lambda row: (row.instance, row.hash)), st.integers(0, 10**10))
def test_needing_room_never_spares_anything(rows: list[Quarantined], needed: int) -> None:
    """More need purges at least as much, in the same order; without a need nothing goes before its time."""
    calm = purge_order(rows, 86_400, NOW)
    pressed = purge_order(rows, 86_400, NOW, needed)
    assert pressed[: len(calm)] == calm
    assert all(min(each.purge_at, each.at + 86_400) <= NOW for each in calm)
