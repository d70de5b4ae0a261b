"""What holds for every torrent that is looked after, whatever is asked of it."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from qbitrr.decide.upkeep.asking import ASK_AGAIN_SECONDS, MOST_TRIES
from qbitrr.decide.upkeep.upkeep import UpkeepPlan
from qbitrr.model.steps import AddTrackers, RemoveTrackers
from qbitrr.model.torrents.memory import Upkept
from qbitrr.model.torrents.rules import OwnerRules
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.model.torrents.trackers import TrackerRule
from tests.decide.upkeep.given import NOW, carried_out, done, plan, rules, torrent, wishes, words

HOSTS = ("a.test", "b.test", "t.b.test", "c.test")
ADDRESSES = ("https://b.test", "https://c.test", "https://t.b.test", "udp://B.test:1337", "http://user:word@c.test.")
TAGS = ("A", "B", "C", "mine")

rows = st.builds(
    TrackerRule,
    uri=st.sampled_from(
        [*HOSTS[:2], *(f"{start}/announce" for start in ADDRESSES), "HTTPS://C.Test:443/announce/?key=1"]
    ),
    priority=st.integers(0, 2),
    download_limit_bytes=st.sampled_from([-1, 0, 100, 200]),
    upload_limit_bytes=st.sampled_from([-1, 300]),
    add_if_missing=st.booleans(),
    remove_if_exists=st.booleans(),
    super_seed=st.booleans(),
    tags=st.lists(st.sampled_from(TAGS[:3]), unique=True, max_size=2).map(tuple),
    hit_and_run=st.sampled_from(["disabled", "and"]),
)
owners = st.builds(
    lambda rows, rate, dead: rules(*rows, download_limit_bytes=rate, dead_trackers=dead),
    st.lists(rows, max_size=4),
    st.sampled_from([-1, 100, 500]),
    st.sampled_from([(), ("gone",)]),
)
torrents = st.builds(
    lambda hosts, **fields: replace(torrent(), hosts=tuple(hosts), **fields),
    st.lists(st.sampled_from(HOSTS), unique=True, max_size=4),
    tags=st.lists(st.sampled_from(TAGS), unique=True).map(tuple),
    private=st.sampled_from([True, False, None]),
    state=st.sampled_from(["uploading", "downloading", "stoppedUP", "metaDL", "error"]),
    amount_left=st.sampled_from([0, 5]),
    dl_limit=st.sampled_from([-1, 0, 100, 999]),
    up_limit=st.sampled_from([0, 300]),
    super_seeding=st.booleans(),
)


@given(torrents, owners)
def test_planning_the_planned_result_is_empty(it: Torrent, by: OwnerRules) -> None:
    """
    Once what was planned is done, nothing is left to do: by what is remembered now and when what was not taken is asked for again, and
    by nothing but how the torrent is then. Other trackers bring other rows: then what these say is next, and no more.
    """
    upkept = Upkept()
    for changes in range(3):
        found = plan(it, by, upkept=upkept)
        it, upkept = carried_out(it, found), done(found)
        if not any(isinstance(each.step, AddTrackers | RemoveTrackers) for each in found.steps):
            break
        assert changes < 2, "a tracker is added at most once, and then the last one may go"
    for later, known in ((0, upkept), (ASK_AGAIN_SECONDS, upkept), (0, Upkept())):
        last = plan(it, by, upkept=known, now=NOW + later)
        assert (words(last), wishes(last)) == ([], [])


@given(torrents, owners)
def test_the_last_tracker_is_never_removed(it: Torrent, by: OwnerRules) -> None:
    """Of those it had before, one is left, whatever comes to them."""
    hosts = carried_out(it, UpkeepPlan(steps=removals(plan(it, by)), upkept=Upkept())).hosts
    assert bool(hosts) is bool(it.hosts)


def removals(found: UpkeepPlan) -> Any:
    return tuple(each for each in found.steps if isinstance(each.step, RemoveTrackers))


@given(torrents, owners)
def test_private_torrents_announce_nowhere_else(it: Torrent, by: OwnerRules) -> None:
    """Never."""
    private = replace(it, private=True)
    assert not [each for each in plan(private, by).steps if isinstance(each.step, AddTrackers)]


@given(torrents, owners)
def test_a_client_that_does_not_listen_is_not_asked_for_ever(it: Torrent, by: OwnerRules) -> None:
    """Three times, ten minutes apart."""
    upkept, asks, now = Upkept(), 0, NOW
    for _ in range(MOST_TRIES + 3):
        found = plan(it, by, upkept=upkept, now=now)
        asks += bool(found.steps)
        upkept = done(found, now)
        assert not plan(it, by, upkept=upkept, now=now + ASK_AGAIN_SECONDS - 1).steps
        now += ASK_AGAIN_SECONDS
    assert asks in (0, MOST_TRIES)


@given(torrents, owners)
def test_what_is_changed_by_hand_stays(it: Torrent, by: OwnerRules) -> None:
    """Once it was seen to be as we want it, whoever undoes it is left alone; other wishes are served again."""
    first = plan(it, by)
    after = carried_out(it, first)
    seen = plan(after, by, upkept=done(first))
    lasting = {about for about, each in seen.upkept.asked.items() if each.taken}
    undone = plan(it, by, upkept=seen.upkept, now=NOW + 100_000)
    assert not lasting & {wish.about for wish in wishes(undone)}
    if not {type(each.step) for each in first.steps} & {AddTrackers, RemoveTrackers}:
        assert lasting == {wish.about for wish in wishes(first)}
    assert plan(it, rules(), upkept=undone.upkept).upkept.asked.keys() <= {"download limit", "upload limit"}


@given(torrents, owners)
def test_ours_is_all_that_is_touched(it: Torrent, by: OwnerRules) -> None:
    """Tags of nobody's rows stay, and so do limits that nobody configures."""
    after = carried_out(it, plan(it, by))
    pool = by.rows_on("qBit").tag_pool
    assert [tag for tag in after.tags if tag not in pool] == [tag for tag in it.tags if tag not in pool]
    limits = {row.download_limit_bytes for row in by.rows_on("qBit").rows} | {by.seeding.download_limit_bytes}
    assert after.dl_limit == it.dl_limit or after.dl_limit in limits
