"""Which downloads wait for room, and which go on."""

from collections.abc import Iterable

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from qbitrr.decide.space.guard import FREE_SPACE_RULE, PoolPlan, is_held, plan_pool, released
from qbitrr.model.space.guarding import Download, GuardLimit, GuardRules, Pool
from qbitrr.model.steps import AddTags, ClientStep, Pause, RemoveTags, Resume
from qbitrr.model.torrents.tags import ALLOWED_SEEDING, FREE_SPACE_PAUSED, IGNORED
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.testing.strategies.torrents import torrents

GIB = 1024**3
DAY = 86_400


def pool(free: int = 100, threshold: int = 10) -> Pool:
    return Pool(name="/downloads", free_bytes=free * GIB, guard_bytes=threshold * GIB)


def download(
    name: str, state: str, left: int = 0, place: int = 0, *, tags: tuple[str, ...] = (), ours: bool = True
) -> Download:
    torrent = Torrent(
        instance="qBit", hash=name * 40, state=state, name=name, amount_left=left * GIB, priority=place, tags=tags
    )  # fmt: skip
    return Download(torrent=torrent, left_bytes=left * GIB, is_ours=ours)


def held(name: str, state: str, left: int = 0, place: int = 0) -> Download:
    return download(name, state, left, place, tags=(FREE_SPACE_PAUSED,))


def words(steps: Iterable[ClientStep]) -> list[str]:
    """Steps as the examples spell them."""
    spoken = {Pause: "PAUSE", Resume: "RESUME"}
    found = []
    for step in steps:
        name = step.hash[0]
        if isinstance(step, AddTags | RemoveTags):
            assert step.tags == (FREE_SPACE_PAUSED,)
            found.append(f"{'+' if isinstance(step, AddTags) else '-'}tag {name}")
        else:
            found.append(f"{spoken[type(step)]} {name}")
    return found


A50, B60 = download("a", "downloading", 50, 1), download("b", "downloading", 60, 2)
EXAMPLES = {
    1: (pool(), [A50, download("b", "downloading", 30, 2)], [], 10),
    2: (pool(), [A50, B60], ["+tag b", "PAUSE b"], 40),
    3: (pool(), [A50, B60, download("c", "downloading", 20, 3)], ["+tag b", "PAUSE b"], 20),
    4: (pool(), [held("a", "stoppedDL", 50, 1), held("b", "stoppedDL", 60, 2)], ["RESUME a", "-tag a"], 40),
    5: (pool(), [held("a", "stoppedDL", 50, 1), held("b", "downloading", 30, 2)], ["RESUME a", "-tag a", "-tag b"], 10),
    6: (
        pool(free=5),
        [A50, download("m", "metaDL", 0, 2), download("u", "stalledUP")],
        ["+tag a", "PAUSE a", "+tag m", "PAUSE m"],
        -5,
    ),
    7: (pool(), [download("a", "downloading", 90, 1)], ["+tag a", "PAUSE a"], 90),
    8: (pool(), [download("a", "downloading", 89, 1)], [], 1),
    9: (pool(), [download("z", "downloading", 60), download("a", "downloading", 60, 1)], ["+tag z", "PAUSE z"], 30),
    10: (pool(), [held("a", "stalledUP")], ["-tag a"], 90),
    11: (pool(), [held("a", "stoppedDL", 200, 1), download("b", "downloading", 20, 2)], [], 70),
    12: (pool(), [download("a", "stoppedDL", 200, 1)], ["+tag a"], 90),
    13: (
        pool(),
        [download("a", "downloading", 60, 1), download("o", "downloading", 40, ours=False)],
        ["+tag a", "PAUSE a"],
        50,
    ),
    14: (pool(), [download("a", "forcedDL", 95, 1)], ["+tag a", "PAUSE a"], 90),
    17: (
        pool(),
        [download("a", "downloading", 95, 1, tags=(IGNORED,)), download("b", "downloading", 20, 2)],
        ["+tag b", "PAUSE b"],
        -5,
    ),
    20: (pool(), [download("a", "checkingDL"), download("b", "moving")], [], 90),
}


@pytest.mark.guard_vector(*range(1, 15), 17, 20)
@pytest.mark.parametrize("number", EXAMPLES)
def test_examples(number: int) -> None:
    """Each of the numbered examples of one pool."""
    where, downloads, expected, left = EXAMPLES[number]
    plan = plan_pool(where, downloads)
    assert sorted(words(plan.steps)) == sorted(expected)
    assert plan.budget_bytes == left * GIB


@pytest.mark.guard_vector(15)
def test_no_hands() -> None:
    """Where nothing may be paused or resumed there is no guard, whatever the limit."""
    on = GuardRules(limits={"qBit": GuardLimit(at_least_bytes=10 * GIB)})
    assert on.is_on
    assert on.guards("qBit")
    off = evolve(on, may_act=False)
    assert not off.is_on
    assert not off.guards("qBit")


@pytest.mark.guard_vector(16)
def test_switched_off() -> None:
    """Everything held is let go once: started if only the limit is gone, left to a person if nothing may be started."""
    held_ones = [held("a", "stoppedDL").torrent, held("b", "downloading").torrent, download("c", "stoppedDL").torrent]
    assert not GuardRules(limits={"qBit": GuardLimit()}).is_on

    def let_go(start: bool) -> list[str]:
        found = released(held_ones, start=start)
        return words(step for each in found for step in (each.resume, each.unmark) if step is not None)

    assert let_go(start=True) == ["RESUME a", "-tag a", "-tag b"]
    assert let_go(start=False) == ["-tag a", "-tag b"]


def test_stops_before_starts() -> None:
    """What goes on does so when what waits has stopped."""
    found = words(plan_pool(pool(), [held("b", "stoppedDL", 50, 1), download("a", "downloading", 60, 2)]).steps)
    assert found == ["+tag a", "PAUSE a", "RESUME b", "-tag b"]


def test_reasons() -> None:
    """Each step says by which rule, what was measured and what is configured."""
    plan = plan_pool(pool(), [A50, B60])
    for step in plan.steps:
        assert (step.why.rule, step.why.code) == (FREE_SPACE_RULE, "free_space")
        assert step.why.measured["left_bytes"] == 60 * GIB
        assert step.why.measured["usable_bytes"] == 40 * GIB
        assert step.why.measured["lacking_bytes"] == 20 * GIB
        assert step.why.configured == {"FreeSpace_bytes": 10 * GIB}
    assert "60 GiB are left to download and 40 GiB may still be used of /downloads" in plan.steps[0].why.text


def test_the_mark_of_seeding_goes() -> None:
    """A download that waits is not shown as one that may seed."""
    marked = download("a", "downloading", 200, 1, tags=(ALLOWED_SEEDING,))
    (added, dropped, paused) = plan_pool(pool(), [marked]).steps
    assert (type(added), type(paused)) == (AddTags, Pause)
    assert isinstance(dropped, RemoveTags)
    assert dropped.tags == (ALLOWED_SEEDING,)


def test_the_mark_stays_while_the_client_is_at_work() -> None:
    """After a start of the client every torrent is looked through: none loses its mark by that, and none is started."""
    for state in ("checkingResumeData", "checkingDL", "moving"):
        assert plan_pool(pool(), [held("a", state, 200)]).steps == ()


def test_on_the_edge() -> None:
    """With just room enough what waits goes on waiting, and its room is kept; with a little more it goes on."""
    edge = [held("a", "stoppedDL", 89, 1)]
    plan = plan_pool(pool(), edge)
    assert plan.steps == ()
    assert (plan.budget_bytes, plan.next_bytes) == (GIB, 89 * GIB)
    assert words(plan_pool(pool(free=101), edge).steps) == ["RESUME a", "-tag a"]
    assert words(plan_pool(pool(), [held("a", "downloading", 89, 1)]).steps) == ["-tag a"]  # it runs: let it


def test_what_is_missing() -> None:
    """To what is to stay free, and to the least that waits."""
    plan = plan_pool(pool(free=4), [held("a", "stoppedDL", 50, 1), held("b", "stoppedDL", 20, 2)])
    spare = 4 * GIB // 100
    assert (plan.short_bytes, plan.next_bytes) == (6 * GIB, 26 * GIB + spare)
    freed = plan_pool(
        evolve(plan.pool, free_bytes=plan.pool.free_bytes + plan.next_bytes + GIB), [held("b", "stoppedDL", 20)]
    )
    assert words(freed.steps) == ["RESUME b", "-tag b"]


# Laws

STATES = st.sampled_from(
    [
        "downloading",
        "stalledDL",
        "metaDL",
        "queuedDL",
        "stoppedDL",
        "forcedDL",
        "checkingDL",
        "stalledUP",
        "missingFiles",
    ]
)
TAGS = st.sampled_from([(), (FREE_SPACE_PAUSED,), (FREE_SPACE_PAUSED, IGNORED), (ALLOWED_SEEDING,), (IGNORED,)])
HASHES = st.integers(0, 10**6).map(lambda number: f"{number:040x}")


def several() -> st.SearchStrategy[list[Download]]:
    one = st.builds(
        lambda torrent, left, ours: Download(torrent=torrent, left_bytes=left, is_ours=ours),
        torrents(instance=st.just("qBit"), hash=HASHES, state=STATES, tags=TAGS),
        st.integers(0, 40).map(lambda number: number * GIB),
        st.booleans(),
    )
    return st.lists(one, max_size=9, unique_by=lambda each: each.torrent.key)


POOLS = st.builds(
    lambda free, guard, total: Pool(
        name="/d", free_bytes=free * GIB, guard_bytes=guard * GIB, total_bytes=total and total * GIB
    ),
    st.integers(0, 120), st.integers(0, 30), st.sampled_from([None, 500, 50_000]),
)  # fmt: skip


def after(plan: PoolPlan, downloads: list[Download]) -> list[Download]:
    """The downloads when every step is done."""
    by_key = {each.torrent.key: each for each in downloads}
    for step in plan.steps:
        key = (step.instance, step.hash)
        torrent = by_key[key].torrent
        match step:
            case AddTags():
                torrent = replace(torrent, tags=(*torrent.tags, *step.tags))
            case RemoveTags():
                torrent = replace(torrent, tags=tuple(tag for tag in torrent.tags if tag not in step.tags))
            case Pause():
                torrent = replace(torrent, state="stoppedDL")
            case Resume():
                torrent = replace(torrent, state="downloading")
        by_key[key] = evolve(by_key[key], torrent=torrent)
    return list(by_key.values())


@given(where=POOLS, downloads=several())
def test_only_what_is_held_is_resumed(where: Pool, downloads: list[Download]) -> None:
    """And only what is ours and not to be left alone is touched at all."""
    by_key = {each.torrent.key: each for each in downloads}
    for step in plan_pool(where, downloads).steps:
        each = by_key[step.instance, step.hash]
        assert each.is_ours
        assert IGNORED not in each.torrent.tags
        if isinstance(step, Resume):
            assert is_held(each.torrent)
            assert each.torrent.state == "stoppedDL"


@given(where=POOLS, downloads=several())
def test_a_plan_done_leaves_nothing_to_do(where: Pool, downloads: list[Download]) -> None:
    """Planning the planned result is empty."""
    done = after(plan_pool(where, downloads), downloads)
    assert plan_pool(where, done).steps == ()


@given(where=POOLS, downloads=several(), more=st.integers(1, 60))
def test_more_room_never_stops_more(where: Pool, downloads: list[Download], more: int) -> None:
    """The more is free, the fewer bytes have no room."""
    roomier = evolve(where, free_bytes=where.free_bytes + more * GIB)

    def without_room(plan: PoolPlan) -> int:
        return sum(each.download.left_bytes for each in plan.waiting if each.pause is not None or each.marks)

    fresh = [evolve(each, torrent=replace(each.torrent, tags=())) for each in downloads]
    assert without_room(plan_pool(roomier, fresh)) <= without_room(plan_pool(where, fresh))


@given(where=POOLS, downloads=several())
def test_what_goes_on_fits(where: Pool, downloads: list[Download]) -> None:
    """When all that runs is complete, what is to stay free is free: as far as that depends on what is ours."""
    done = after(plan_pool(where, downloads), downloads)
    running = [
        each.left_bytes
        for each in done
        if each.is_ours and IGNORED not in each.torrent.tags
        if each.torrent.state in ("downloading", "stalledDL", "metaDL", "queuedDL", "forcedDL")
    ]
    others = plan_pool(where, downloads).others_bytes
    assert not running or where.free_bytes - sum(running) - others > where.guard_bytes


@given(where=POOLS, downloads=several(), seed=st.randoms())
def test_order_of_the_list_does_not_matter(where: Pool, downloads: list[Download], seed: object) -> None:
    """Only the order of the queue counts."""
    shuffled = list(downloads)
    seed.shuffle(shuffled)  # type: ignore[attr-defined]
    assert sorted(map(str, plan_pool(where, shuffled).steps)) == sorted(map(str, plan_pool(where, downloads).steps))
