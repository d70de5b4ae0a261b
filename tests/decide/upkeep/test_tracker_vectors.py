"""Every published case of trackers, rates, super seeding and tags."""

import pytest
from attrs import evolve
from msgspec.structs import replace

from qbitrr.config.load import load
from qbitrr.decide.upkeep.announced import Announced
from qbitrr.decide.upkeep.asking import ASK_AGAIN_SECONDS
from qbitrr.decide.upkeep.upkeep import look_after
from qbitrr.model.steps import (
    AddTags,
    AddTrackers,
    LimitDownload,
    LimitUpload,
    RemoveTags,
    RemoveTrackers,
    SuperSeed,
)
from qbitrr.model.torrents.memory import Upkept
from qbitrr.model.torrents.torrent import Torrent, Tracker
from qbitrr.model.torrents.trackers import TrackerRule
from qbitrr.resolved.torrents import rules_finder
from tests.decide.upkeep.given import NOW, A, B, carried_out, done, plan, rules, torrent, words

torrent_vector = pytest.mark.torrent_vector
RATE = 512_000
UNREACHABLE = "skipping tracker announce (unreachable)"
DEAD = (UNREACHABLE, "info hash is not authorized with this tracker")
TO_B = TrackerRule(uri=B, add_if_missing=True)
NOT_B = TrackerRule(uri="b.example.net", remove_if_exists=True)

CONFIG = """\
[Settings]
SchemaVersion = 1
[qBit]
Host = "x"
ManagedCategories = ["seed"]
CategorySeeding.DownloadRateLimitPerTorrent = 500
[Radarr]
URI = "http://a"
APIKey = "k"
Category = "radarr"
Torrent.SeedingMode.DownloadRateLimitPerTorrent = {rate}
"""


def limit_of(section: str, rate: str = "512000") -> list[tuple[object, ...]]:
    """What the rates of a configuration come to for a torrent of a section."""
    category = "seed" if section == "qBit" else "radarr"
    it = torrent(category=category)
    return words(plan(it, rules_finder(load(CONFIG.format(rate=rate), {}).config, section)(it)))


@torrent_vector("O01")
def test_what_nobody_configured_is_left_alone() -> None:
    """A limit a person set stays."""
    assert words(plan(torrent(dl_limit=1_048_576), rules())) == []


@torrent_vector("O02")
def test_an_arr_counts_in_bytes() -> None:
    """A number is bytes per second; a unit says so itself."""
    assert limit_of("Radarr") == limit_of("Radarr", '"500K"') == [(LimitDownload, RATE)]


@torrent_vector("O02b")
def test_a_managed_category_counts_in_kibibytes() -> None:
    """Its numbers always meant that."""
    assert limit_of("qBit") == [(LimitDownload, RATE)]


@torrent_vector("O03")
def test_a_row_sets_a_rate() -> None:
    """For the torrents of its tracker."""
    row = TrackerRule(uri="a.example.org", upload_limit_bytes=2_097_152)
    assert words(plan(torrent(), rules(row))) == [(LimitUpload, 2_097_152)]
    assert words(plan(torrent(B), rules(row))) == []


@torrent_vector("O04")
def test_a_row_goes_before_its_owner() -> None:
    """Its own rate, not the general one."""
    row = TrackerRule(uri="a.example.org", download_limit_bytes=100_000)
    assert words(plan(torrent(), rules(row, download_limit_bytes=RATE))) == [(LimitDownload, 100_000)]


@torrent_vector("O05")
def test_what_is_so_is_not_asked_for() -> None:
    """Nothing is written twice."""
    assert words(plan(torrent(dl_limit=RATE), rules(download_limit_bytes=RATE))) == []


@torrent_vector("O06")
def test_a_limit_of_ours_is_lifted_once() -> None:
    """When nothing sets it any more; never one that somebody changed since."""
    by = rules(download_limit_bytes=RATE)
    first = plan(torrent(), by)
    limited = carried_out(torrent(), first)
    upkept = plan(limited, by, upkept=done(first)).upkept
    lifting = plan(limited, rules(), upkept=upkept)
    assert words(lifting) == [(LimitDownload, -1)]
    after = plan(carried_out(limited, lifting), rules(), upkept=done(lifting))
    assert (words(after), after.upkept) == ([], Upkept())
    assert words(plan(torrent(dl_limit=9), rules(), upkept=upkept)) == []


@torrent_vector("O07")
def test_a_missing_tracker_is_added() -> None:
    """By its whole address."""
    assert words(plan(torrent(), rules(TO_B))) == [(AddTrackers, B)]
    assert words(plan(torrent(B), rules(TO_B))) == []
    assert words(plan(torrent(), rules(TrackerRule(uri="b.example.net", add_if_missing=True)))) == []


@torrent_vector("O08")
def test_a_private_torrent_gets_none() -> None:
    """It must never announce elsewhere; nor one that may be private."""
    assert words(plan(torrent(private=True), rules(TO_B))) == []
    unknown = torrent(private=None)
    assert words(plan(unknown, rules(TO_B, TrackerRule(uri="a.example.org", hit_and_run="and")))) == []
    assert words(plan(unknown, rules(TO_B))) == [(AddTrackers, B)]
    assert words(plan(torrent(private=None, state="metaDL"), rules(TO_B))) == []


@torrent_vector("O09")
def test_a_host_below_it_is_the_tracker() -> None:
    """`t.b.example.net` is `b.example.net`."""
    assert words(plan(torrent("https://t.b.example.net/x"), rules(TO_B))) == []


@torrent_vector("O10")
def test_an_unwanted_tracker_is_removed() -> None:
    """With all of its addresses."""
    assert words(plan(torrent(A, B), rules(NOT_B))) == [(RemoveTrackers, B)]
    other = f"{B}/other"
    found = plan(torrent(A, B), rules(NOT_B), Tracker(url=A), Tracker(url=B), Tracker(url=other))
    assert words(found) == [(RemoveTrackers, B, other)]


@torrent_vector("O11")
def test_the_last_tracker_stays() -> None:
    """And that is said."""
    found = plan(torrent(), rules(TrackerRule(uri="a.example.org", remove_if_exists=True)))
    assert (words(found), found.warnings) == ([], ("a.example.org is its last tracker and stays",))


@torrent_vector("O12")
def test_a_dead_tracker_is_removed() -> None:
    """By what it says, in any case of letters."""
    says = Tracker(url=B, message=UNREACHABLE.upper())
    by = rules(dead_trackers=DEAD)
    assert words(plan(torrent(A, B), by, Tracker(url=A), says)) == [(RemoveTrackers, B)]


@torrent_vector("O13")
def test_a_dead_tracker_stays_unless_asked_for() -> None:
    """Without `RemoveDeadTrackers` nobody even looks."""
    found = plan(torrent(A, B), rules(), Tracker(url=A), Tracker(url=B, message=UNREACHABLE))
    assert (words(found), found.wants_trackers) == ([], False)


@torrent_vector("O14")
def test_the_proof_that_a_duty_is_over_stays() -> None:
    """Whoever removes it would never know again."""
    by = rules(TrackerRule(uri="a.example.org", hit_and_run="and"), dead_trackers=DEAD)
    assert words(plan(torrent(A, B), by, Tracker(url=A, message=DEAD[1]), Tracker(url=B))) == []


@torrent_vector("O15")
def test_tags_follow_the_trackers() -> None:
    """Those of every row that matches; of the others only what is in some row goes."""
    pool = (TrackerRule(uri=A, tags=("A",)), TrackerRule(uri=B, tags=("B",)), TrackerRule(uri="c.test", tags=("C",)))
    found = plan(torrent(A, B, tags=("C", "X")), rules(*pool))
    assert words(found) == [(AddTags, "A", "B"), (RemoveTags, "C")]


def test_no_tag_is_touched_in_tagless_mode() -> None:
    """None is set, and one that is there is a person's; what is no tag is looked after as ever."""
    pool = (TrackerRule(uri=A, tags=("A",), upload_limit_bytes=5000), TrackerRule(uri="c.test", tags=("C",)))
    found = plan(torrent(tags=("C",)), evolve(rules(*pool), tagless=True))
    assert words(found) == [(LimitUpload, 5000)]


@torrent_vector("O18")
def test_super_seeding_is_for_what_is_complete() -> None:
    """Else it would hold back what is being downloaded."""
    by = rules(TrackerRule(uri="a.example.org", super_seed=True))
    assert words(plan(torrent(state="downloading", amount_left=1, progress=0.5), by)) == []
    assert words(plan(torrent(), by)) == [(SuperSeed,)]


@torrent_vector("O19")
def test_super_seeding_is_never_switched_off() -> None:
    """That is a person's."""
    assert words(plan(torrent(super_seeding=True), rules(TrackerRule(uri="a.example.org")))) == []


@torrent_vector("O20")
def test_without_its_trackers_nothing_is_known() -> None:
    """They are read, and then it is planned again."""
    by = rules(TO_B, NOT_B, TrackerRule(uri="a.example.org", tags=("A",)), download_limit_bytes=RATE)
    found = plan(torrent(hosts=None), by, read=False)
    assert (words(found), found.wants_trackers) == ([], True)
    assert words(plan(torrent(hosts=None), rules(download_limit_bytes=RATE), read=False)) == [(LimitDownload, RATE)]


@torrent_vector("O21")
def test_what_was_asked_for_is_not_asked_again_at_once() -> None:
    """Ten minutes later it is, if nothing shows that it was done."""
    by = rules(TO_B, download_limit_bytes=RATE)
    upkept = done(plan(torrent(), by))
    soon = plan(torrent(), by, upkept=upkept, now=NOW + 300)
    assert (words(soon), soon.again_at) == ([], NOW + ASK_AGAIN_SECONDS)
    assert words(plan(torrent(), by, upkept=upkept, now=NOW + ASK_AGAIN_SECONDS)) != []


@torrent_vector("O25")
def test_rows_of_another_client_mean_nothing() -> None:
    """Each torrent goes by the rows of its own."""
    assert words(plan(torrent(instance="qBit-box"), rules(TO_B))) == []


@pytest.mark.parametrize("state", ["checkingUP", "moving"])
def test_what_its_client_is_busy_with_is_left(state: str) -> None:
    """So is what is ignored, or in a special category."""
    by = rules(TO_B)
    assert words(plan(torrent(state=state), by)) == []
    assert words(plan(torrent(tags=("qBitrr-ignored",)), by)) == []
    for category in ("failed", "recheck", "qbitrr-quarantine"):
        assert words(plan(torrent(category=category), by)) == []


def test_what_was_read_before_it_changed_is_not_believed() -> None:
    """A tracker that went meanwhile would make another one the last without anybody noticing."""
    found = plan(torrent(B), rules(NOT_B), Tracker(url=A), Tracker(url=B))
    assert (words(found), found.wants_trackers, found.warnings) == ([], True, ())


def test_a_message_must_last() -> None:
    """An outage of the name service makes every tracker say so; only what was read an hour later counts."""
    it, by = torrent(A, B), rules(dead_trackers=DEAD)
    trackers = (Tracker(url=A), Tracker(url=B, message=UNREACHABLE))
    first = look_after(Announced(torrent=it, rules=by, upkept=Upkept(), trackers=trackers, trackers_at=NOW), NOW)
    assert (words(first), first.upkept.dead_since) == ([], {"b.example.net": NOW})
    for read_at, gone in ((NOW, False), (NOW + 3599, False), (NOW + 3600, True)):
        again = Announced(torrent=it, rules=by, upkept=first.upkept, trackers=trackers, trackers_at=read_at)
        assert bool(words(look_after(again, NOW + 9000))) is gone
    silent = (Tracker(url=A), Tracker(url=B))
    well = Announced(torrent=it, rules=by, upkept=first.upkept, trackers=silent, trackers_at=NOW + 60)
    assert look_after(well, NOW + 60).upkept == Upkept()


def test_what_a_row_adds_is_not_removed_for_what_it_says() -> None:
    """It would be added again, and so on."""
    says = Tracker(url=B, message=UNREACHABLE)
    assert words(plan(torrent(A, B), rules(TO_B, dead_trackers=DEAD), Tracker(url=A), says)) == []


def test_no_reason_holds_an_address() -> None:
    """They carry passkeys; and a reason goes into journal and log."""
    secret = "https://b.example.net/0123456789abcdef/announce"
    adding = plan(torrent(), rules(TrackerRule(uri=secret, add_if_missing=True)))
    removing = plan(torrent(A, B), rules(NOT_B), Tracker(url=A), Tracker(url=secret))
    for each in (*adding.steps, *removing.steps):
        assert "0123" not in str(each.step.why)
        assert "b.example.net" in str(each.step.why)
    assert "0123" not in repr((done(adding), done(removing)))


def test_other_lives_of_a_torrent() -> None:
    """A torrent as plain as can be is nobody's concern."""
    assert plan(Torrent(instance="x", hash="h", state="error"), rules(), read=False).steps == ()
    assert plan(replace(torrent(), state="missingFiles"), rules()).steps == ()
