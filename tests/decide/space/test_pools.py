"""Which downloads share a disk, and whose figure counts."""

from collections.abc import Mapping
from typing import Any

import pytest
from attrs import evolve

from qbitrr.decide.space.guard import plan_pool
from qbitrr.decide.space.pools import SharedOut, paths_to_look_at, share_out
from qbitrr.model.removals.quarantine import QUARANTINE_CATEGORY
from qbitrr.model.space.guarding import Disk, GuardLimit, GuardRules
from qbitrr.model.space.rooms import ClientRoom
from qbitrr.model.steps import Pause
from qbitrr.model.torrents.torrent import Torrent

GIB = 1024**3
LIMIT = GuardLimit(at_least_bytes=10 * GIB)
RULES = GuardRules(limits={"qBit": LIMIT})
ROOM = ClientRoom(instance="qBit", free_bytes=70 * GIB, save_path="/far")


def torrent(name: str, path: str, left: int = 5, **fields: Any) -> Torrent:
    given = {"instance": "qBit", "state": "downloading", "category": "radarr", "priority": 1, **fields}
    return Torrent(hash=name * 40, name=name, save_path=path, amount_left=left * GIB, **given)


def disk(path: str, device: str, free: int = 100, total: int = 500) -> Disk:
    return Disk(path=path, device=device, free_bytes=free * GIB, total_bytes=total * GIB)


def shared(
    torrents: list[Torrent],
    looks: Mapping[str, Disk | None],
    rules: GuardRules = RULES,
    rooms: tuple[ClientRoom, ...] = (ROOM,),
) -> SharedOut:
    return share_out(rules, rooms, torrents, looks, lambda each: each.category == "radarr")


def pools(found: SharedOut) -> dict[str, tuple[float, list[str]]]:
    """Free GiB and the first letters of its downloads, by the name of the pool."""
    return {
        share.pool.name: (share.pool.free_bytes / GIB, [each.torrent.hash[0] for each in share.downloads])
        for share in found.shares
    }


@pytest.mark.guard_vector(18)
def test_two_disks() -> None:
    """Each has its own room: what fits on one does not help the other."""
    looks = {"/far": None, "/one": disk("/one", "1"), "/two": disk("/two", "2", free=20)}
    found = shared([torrent("a", "/one", 50), torrent("b", "/two", 15)], looks)
    plans = {share.pool.name: plan_pool(share.pool, share.downloads) for share in found.shares}
    paused = {name: [step.hash[0] for step in plan.steps if isinstance(step, Pause)] for name, plan in plans.items()}
    assert {name: paused[name] for name in ("/one", "/two")} == {"/one": [], "/two": ["b"]}
    assert {name: plans[name].budget_bytes / GIB for name in ("/one", "/two")} == {"/one": 40, "/two": 10}


def test_one_file_system() -> None:
    """Two paths of it are one pool, named by the shorter; a download counts where it is being written."""
    looks = {"/far": None, "/one/a": disk("/one/a", "1"), "/one": disk("/one", "1"), "/ssd": disk("/ssd", "2")}
    found = shared([torrent("a", "/one/a"), torrent("b", "/one"), torrent("c", "/one", download_path="/ssd")], looks)
    assert pools(found) == {
        "the disk of qBit": (70, []), "/one": (100, ["a", "b"]), "/ssd": (100, ["c"])
    }  # fmt: skip


def test_out_of_sight() -> None:
    """The client's own figure counts; if it gives none, the configured folder; if there is none, nothing is guarded and that is said."""
    far = [torrent("a", "/far/films")]
    looks = {"/far": None, "/far/films": None, "/here": disk("/here", "9", free=3)}
    assert pools(shared(far, looks)) == {"the disk of qBit": (70, ["a"])}
    silent = (evolve_room(free_bytes=None),)
    folder = evolve(RULES, folder="/here")
    assert pools(shared(far, looks, folder, silent)) == {"/here": (3, ["a"])}
    completed = evolve(RULES, completed_folder="/here/films/done")
    deep = {**looks, "/here/films/done": disk("/here/films", "8"), "/here/films": disk("/here/films", "8", free=4)}
    assert pools(shared(far, deep, completed, silent)) == {"/here/films": (4, ["a"])}
    nothing = shared(far, looks, RULES, silent)
    assert pools(nothing) == {}
    assert nothing.problems == ("What is free on the disk of qBit is not known: it is not guarded now.",)


def evolve_room(**fields: Any) -> ClientRoom:
    return ClientRoom(**{"instance": "qBit", "free_bytes": 70 * GIB, "save_path": "/far", **fields})


@pytest.mark.correction("C5")
def test_a_disk_that_does_not_answer() -> None:
    """What lies there is left alone, and belongs to no other pool meanwhile; the others go on."""
    found = shared([torrent("a", "/hung"), torrent("b", "/one")], {"/far": None, "/one": disk("/one", "1")})
    assert pools(found) == {"the disk of qBit": (70, []), "/one": (100, ["b"])}
    assert found.problems == ("The disk at /hung does not answer: what is downloaded there is not guarded now.",)


def test_a_configured_folder_that_is_not_there() -> None:
    """The guard is off, and says so, whatever else could be measured."""
    looks = {"/far": None, "/gone": None, "/gone2": disk("/", "0")}
    for folder in ("/gone", "/gone2"):
        found = shared(
            [torrent("a", "/far"), torrent("b", "/one")],
            {**looks, "/one": disk("/one", "1")},
            evolve(RULES, folder=folder),
        )
        assert pools(found) == {}
        assert found.problems == (f"FreeSpaceFolder {folder} does not exist: nothing is guarded by it.",)
    own = GuardRules(limits={"qBit": evolve(LIMIT, folder="/gone")})
    assert "FreeSpaceFolder /gone of qBit does not exist" in shared([torrent("a", "/far")], looks, own).problems[0]


def test_a_folder_of_a_client() -> None:
    """Everything of that client is measured there."""
    rules = GuardRules(limits={"qBit": evolve(LIMIT, folder="/own")})
    looks = {"/far": None, "/one": disk("/one", "1"), "/own": disk("/own", "2", free=30)}
    assert pools(shared([torrent("a", "/one")], looks, rules)) == {"/own": (30, ["a"])}
    assert paths_to_look_at(rules, [ROOM], [torrent("a", "/one")]) >= {"/own"}


def test_a_storage_of_its_own() -> None:
    """Its paths are not looked at here: what is at the same path here is something else."""
    rules = evolve(RULES, own_storage=frozenset({"qBit"}))
    assert pools(shared([torrent("a", "/one")], {"/one": disk("/one", "1")}, rules)) == {
        "the disk of qBit": (70, ["a"])
    }
    assert paths_to_look_at(rules, [ROOM], [torrent("a", "/one")]) == frozenset()


def test_limits_of_clients() -> None:
    """On one disk the larger counts; a client without a limit is counted, left alone, and what it has held let go."""
    rules = GuardRules(
        limits={"qBit": LIMIT, "qBit-b": GuardLimit(at_least_bytes=1, percent=5.0), "qBit-off": GuardLimit()}
    )
    looks = {"/far": None, "/one": disk("/one", "1")}
    rooms = (ROOM, ClientRoom(instance="qBit-b", save_path="/one"), ClientRoom(instance="qBit-off", save_path="/one"))
    off = torrent("c", "/one", instance="qBit-off")
    found = shared([torrent("a", "/one"), torrent("b", "/one", instance="qBit-b"), off], looks, rules, rooms)
    (share,) = [each for each in found.shares if each.pool.name == "/one"]
    assert share.pool.guard_bytes == 25 * GIB
    assert share.pool.instances == ("qBit", "qBit-b")
    assert [each.is_ours for each in share.downloads] == [True, True, False]
    assert found.unguarded == (off,)


def test_a_share_of_an_unknown_size() -> None:
    """Five per cent of a disk that only the client sees cannot be said."""
    rules = GuardRules(limits={"qBit": GuardLimit(percent=5.0)})
    found = shared([torrent("a", "/far")], {"/far": None}, rules)
    assert found.shares == ()
    assert "write it in bytes" in found.problems[0]


def test_what_is_taken_already() -> None:
    """A client that takes all the room at once has it taken for whatever has begun."""
    both = [torrent("a", "/far", 50, progress=0.1), torrent("b", "/far", 50)]
    (share,) = shared(both, {"/far": None}, rooms=(evolve_room(preallocates=True),)).shares
    assert [each.left_bytes for each in share.downloads] == [0, 50 * GIB]


def test_what_lies_in_quarantine() -> None:
    """It is no download, and its pool knows of it."""
    aside = torrent("q", "/one", 0, category=QUARANTINE_CATEGORY, state="stoppedUP")
    found = shared([torrent("a", "/one"), aside], {"/far": None, "/one": disk("/one", "1")})
    (share,) = [each for each in found.shares if each.pool.name == "/one"]
    assert share.set_aside == (aside.key,)
    assert [each.torrent.hash[0] for each in share.downloads] == ["a"]


def test_a_mount_that_is_gone() -> None:
    """
    What lies in quarantine has a folder. When only the one above it is to be seen, another disk shows there, and its want of room is no
    reason to delete anything.
    """
    aside = torrent("q", "/one/films", 0, category=QUARANTINE_CATEGORY, state="stoppedUP")
    looks = {"/far": None, "/one/films": disk("/one", "0", free=1)}
    found = shared([torrent("a", "/one/films"), aside], looks)
    assert [(each.pool.name, each.set_aside) for each in found.shares if each.pool.path] == [("/one", ())]


def test_where_to_look() -> None:
    """Paths of this machine, and of those only what matters."""
    rules = evolve(RULES, completed_folder="/done/x")
    torrents = [torrent("a", "/one", download_path="/two"), torrent("b", "C:\\films")]
    assert paths_to_look_at(rules, [ROOM], torrents) == {"/far", "/two", "/done/x", "/done"}
    assert paths_to_look_at(evolve(rules, folder="/f"), [ROOM], []) == {"/far", "/f"}
