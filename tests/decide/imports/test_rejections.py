"""Downloads the Arr refuses to import."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from qbitrr.decide.imports.queue import merge, records_by_hash
from qbitrr.decide.imports.rejections import Holder, QueueScan, complaint, scan_queue
from qbitrr.decide.seeding.hit_and_run import Duty
from qbitrr.decide.torrents.remembered import after_step_done
from qbitrr.model.steps import Data
from qbitrr.model.torrents.memory import Memory
from qbitrr.model.torrents.queue import QueueRecord, Record, StatusMessage
from qbitrr.model.torrents.rules import FileRules, OwnerRules, compile_error_codes
from qbitrr.model.torrents.tags import IGNORED
from qbitrr.model.torrents.told import Told
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.testing.strategies.queue import queue_records
from qbitrr.testing.strategies.values import NOW

HASH = "a" * 40
OLD = "Not an upgrade for existing movie file(s)"
NEW = "Not an upgrade for existing movie file. Existing quality: Bluray-1080p v1. New Quality WEBDL-720p v1."
ARCHIVE = "Found archive file, might need to be extracted"
EXECUTABLE = "Caution: Found executable file with extension: '.exe'"
CODES = (
    "Not a preferred word upgrade for existing movie file(s)",
    OLD,
    "Unable to determine if file is a sample",
    "Not an upgrade for existing movie file",
    "Not a Custom Format upgrade for existing movie file(s)",
    "Not a quality revision upgrade for existing movie file(s)",
    "Found executable file",
    "Found potentially dangerous file",
)
TORRENT = Torrent(instance="qBit", hash=HASH, state="stalledUP", name="Movie", progress=1)


def rules(codes: tuple[str, ...] = CODES, **fields: Any) -> OwnerRules:
    """Radarr with a list of codes."""
    return OwnerRules(section="Radarr", arr_type="radarr", error_codes=compile_error_codes(codes), **fields)


def record(*messages: str | StatusMessage, **fields: Any) -> Record:
    """A download with one status entry per message."""
    entries = tuple(StatusMessage(title="m.mkv", messages=(m,)) if isinstance(m, str) else m for m in messages)
    given = {"state": "importPending", "tracked_status": "warning", "ids": (7,), "media_ids": (3,), "title": "Movie"}
    return Record(hash=HASH, messages=entries, **{**given, **fields})


def scan(record: Record, *, rules: OwnerRules | None = None, stable: bool = True, **fields: Any) -> QueueScan:
    """The scan of a record seen before (*stable*) or now for the first time."""
    rules = rules or RULES
    holders = fields.pop("holders", {HASH: (Holder(fields.pop("torrent", TORRENT), fields.pop("duty", Duty.NONE)),)})
    memories: dict[tuple[str, str], Memory] = {}
    if stable:
        memories = scan_queue([record], holders, rules, {}, NOW - 60, **fields).memories
    return scan_queue([record], holders, rules, memories, NOW, **fields)


RULES = rules()


def words(found: QueueScan) -> list[tuple[str, bool, bool]]:
    """What becomes of torrent, release and medium, per step."""
    return [(str(step.data), step.blocklist, step.search_again) for step in found.steps]


FAIL = [("delete", True, True)]
TELL = [("stay", True, True)]


@pytest.mark.parametrize(
    ("given_record", "options", "expected"),
    [
        pytest.param(record(NEW), {}, FAIL, id="M01"),
        pytest.param(record(NEW), {"stable": False}, [], id="M02"),
        pytest.param(record(NEW, state="importBlocked"), {}, FAIL, id="M03"),
        pytest.param(record(OLD), {}, FAIL, id="M04"),
        pytest.param(record(OLD, tracked_status="ok"), {}, [], id="M05"),
        pytest.param(record(OLD, state="importing"), {}, [], id="M06"),
        pytest.param(record(OLD, ARCHIVE), {}, [], id="M07"),
        pytest.param(record(ARCHIVE, EXECUTABLE), {}, FAIL, id="M08"),
        pytest.param(
            record(OLD),
            {"torrent": Torrent(instance="qBit", hash=HASH, state="stalledUP", tags=(IGNORED,))},
            [],
            id="M09",
        ),
        pytest.param(record(OLD), {"duty": Duty.UNMET}, TELL, id="M10"),
        pytest.param(record(OLD), {"rules": rules(())}, [], id="M11"),
        pytest.param(
            record("No files found are eligible for import in /data/x"),
            {"rules": rules(("/^No files found/",))},
            FAIL,
            id="M12",
        ),
        pytest.param(record(NEW), {"rules": rules(("not an upgrade",))}, FAIL, id="M13"),
        pytest.param(record(OLD), {"holders": {}, "clients": ("ours",)}, [], id="M16"),
        pytest.param(record(StatusMessage(title=f"x: {OLD}")), {}, FAIL, id="M18"),
        pytest.param(record(OLD), {"duty": Duty.UNKNOWN}, [], id="duty not known"),
        pytest.param(record(OLD), {"duty": Duty.DEAD}, FAIL, id="duty gone"),
        pytest.param(record(OLD), {"rules": rules(re_search=False)}, [("delete", True, False)], id="no search"),
        pytest.param(
            record(OLD, StatusMessage(title="fine")), {}, FAIL, id="an entry without messages holds nobody back"
        ),
        pytest.param(
            record(OLD, download_client="ours"), {"holders": {}, "clients": ("ours",)}, TELL, id="held by nobody, ours"
        ),
        pytest.param(record(), {}, [], id="no messages"),
    ],
)
def test_scan(given_record: Record, options: dict[str, Any], expected: list[tuple[str, bool, bool]]) -> None:
    """The published cases of the error-code scan, and a few more."""
    assert words(scan(given_record, **options)) == expected


@pytest.mark.torrent_vector("M14")
def test_a_pack_is_told_once_with_all_its_media() -> None:
    """M14: three records of one hash are one removal with three media."""
    entry = StatusMessage(title="e.mkv", messages=(OLD,))
    episodes = [
        QueueRecord(id=id_, hash=HASH, state="importPending", tracked_status="warning", media_id=id_, messages=(entry,))
        for id_ in (7, 8, 9)
    ]
    (step,) = scan(merge(episodes)).steps
    assert (step.record_ids, step.media_ids) == ((7, 8, 9), (7, 8, 9))


@pytest.mark.torrent_vector("M15")
def test_the_torrent_goes_where_it_is() -> None:
    """M15: on the client that holds it."""
    (step,) = scan(record(OLD), torrent=Torrent(instance="qBit-box", hash=HASH, state="stalledUP")).steps
    assert step.instance == "qBit-box"


def test_two_holders_are_two_removals() -> None:
    """The same hash on two clients: each loses it. That the Arr hears of it once is seen to where it is told."""
    box = Torrent(instance="qBit-box", hash=HASH, state="stalledUP")
    found = scan(record(OLD), holders={HASH: (Holder(TORRENT), Holder(box))})
    assert [(step.instance, step.blocklist) for step in found.steps] == [("qBit", True), ("qBit-box", True)]


@pytest.mark.torrent_vector("M10")
def test_a_kept_torrent_is_rejected_once() -> None:
    """M10, second half: done is remembered as rejected, and then there is nothing more to say."""
    found = scan(record(OLD), duty=Duty.UNMET)
    assert "duty" in found.steps[0].why.text
    memory = after_step_done(Memory(), found.steps[0], NOW)
    assert memory.replaced.rejected
    before = scan_queue([record(OLD)], {HASH: (Holder(TORRENT),)}, RULES, {("qBit", HASH): memory}, NOW - 60).memories
    assert scan_queue([record(OLD)], {HASH: (Holder(TORRENT),)}, RULES, before, NOW).steps == ()


def test_messages_that_change_or_go_start_over() -> None:
    """Only the same messages for a minute count; when they are gone, so is the memory of them."""
    holders = {HASH: (Holder(TORRENT),)}
    first = scan_queue([record(OLD)], holders, RULES, {}, NOW)
    assert first.look_again_at == NOW + 60
    early = scan_queue([record(OLD)], holders, RULES, first.memories, NOW + 59)
    assert (early.steps, early.memories, early.look_again_at) == ((), {}, NOW + 60)
    other = scan_queue([record(NEW)], holders, RULES, first.memories, NOW + 60)
    assert other.steps == ()
    assert other.memories["qBit", HASH].complaint.seen_from == NOW + 60
    gone = scan_queue([record()], holders, RULES, first.memories, NOW + 60)
    assert gone.memories["qBit", HASH] == Memory()
    assert gone.look_again_at == float("inf")


def test_the_alarming_message_is_the_one_that_is_named() -> None:
    """Also inside an entry whose first message is harmless."""
    entry = StatusMessage(title="x", messages=(OLD, EXECUTABLE))
    assert complaint(record(ARCHIVE, entry), RULES.error_codes) == EXECUTABLE


@settings(max_examples=200)
@given(st.lists(queue_records(), max_size=5), st.sampled_from(Duty))
def test_a_duty_keeps_the_torrent(records: list[QueueRecord], duty: Duty) -> None:
    """Whatever the Arr says, a torrent whose duty is open or unknown is not removed; and nothing is removed at first sight."""
    wide = rules(("/./",))
    found = records_by_hash(records)
    holders = {hash_: (Holder(Torrent(instance="qBit", hash=hash_, state="stalledUP"), duty),) for hash_ in found}
    first = scan_queue(found.values(), holders, wide, {}, NOW)
    assert first.steps == ()
    second = scan_queue(found.values(), holders, wide, first.memories, NOW + 60)
    assert all(step.data is Data.STAY or duty.allows_removal for step in second.steps)


@pytest.mark.correction("B4")
@pytest.mark.parametrize("told", list(Told))
def test_what_the_arr_took_something_of_has_not_failed(told: Told) -> None:
    """A pack that filled the gaps is neither blocklisted nor given up for the rest; nor what cannot be believed or was set aside."""
    found = scan(record(NEW), holders={HASH: (Holder(TORRENT, told=told),)})
    assert bool(found.steps) is (told in (Told.GRABBED, Told.NONE, Told.FAILED))


@pytest.mark.correction("B4")
def test_the_arr_is_asked_before_data_is_lost() -> None:
    """An answer of some time ago is none: nothing is given up before a new one."""
    found = scan(record(NEW), holders={HASH: (Holder(TORRENT, told=Told.GRABBED, is_fresh=False),)})
    assert (found.steps, found.asks) == ((), (("qBit", HASH),))


@pytest.mark.correction("C6")
def test_both_hashes() -> None:
    """What the Arr knows by the other hash is remembered, and given up, under ours."""
    ours = replace(TORRENT, hash="b" * 40, infohash_v1=HASH)
    found = scan(record(NEW), torrent=ours)
    assert [(step.instance, step.hash, step.record_ids) for step in found.steps] == [("qBit", "b" * 40, (7,))]
    assert scan(record(NEW), torrent=ours, stable=False).memories.keys() == {("qBit", "b" * 40)}


@pytest.mark.correction("C8")
@pytest.mark.parametrize(("archives", "hours", "goes"), [("fail", 5.9, False), ("fail", 6, True), ("allow", 60, False)])
def test_an_archive_may_still_be_unpacked(archives: Any, hours: float, goes: bool) -> None:
    """The Arr says so while Unpackerr unpacks: it counts only where archives fail, and unchanged for six hours."""
    asked = rules((*CODES, "Found archive file"), files=FileRules(archives_only=archives))
    holders = {HASH: (Holder(TORRENT),)}
    memories = scan_queue([record(ARCHIVE)], holders, asked, {}, NOW - hours * 3600).memories
    assert bool(scan_queue([record(ARCHIVE)], holders, asked, memories, NOW).steps) is goes
    assert not scan(record(ARCHIVE)).steps
