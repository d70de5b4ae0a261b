"""
Hypothesis strategies for our values: not likely ones, but any that may arrive. Times lie around `NOW`, in whole seconds.
"""

import math
from typing import Any

from attrs import evolve
from hypothesis import strategies as st

from qbitrr.model.reasons import Reason
from qbitrr.model.removals.cases import Case, Stage
from qbitrr.model.removals.quarantine import Quarantined
from qbitrr.model.removals.sharing import Placement
from qbitrr.model.steps import Data, Removal
from qbitrr.model.torrents.facts import Facts
from qbitrr.model.torrents.memory import Heard, Memory
from qbitrr.model.torrents.queue import QueueRecord, Record, StatusMessage
from qbitrr.model.torrents.rules import FileRules, OwnerRules, SeedingRules, TrackerRule
from qbitrr.model.torrents.tags import ALL_TAGS, IGNORED
from qbitrr.model.torrents.told import Told
from qbitrr.model.torrents.torrent import (
    BUSY_STATES,
    COMPLETE_STATES,
    DOWNLOAD_STATES,
    ETA_UNKNOWN,
    Torrent,
    TorrentFile,
    Tracker,
)
from qbitrr.model.torrents.watching import Figures, Idle, Watch

__all__ = [
    "HOSTS",
    "NOW",
    "cases",
    "facts",
    "figures",
    "files",
    "idles",
    "looks",
    "memories",
    "placements",
    "quarantined",
    "queue_records",
    "records",
    "removals",
    "rules",
    "torrents",
    "tracker_rules",
    "trackers",
    "watches",
]

NOW = 1_700_000_000
HOSTS = ("example.org", "a.example.org", "tracker.example.net", "b.test", "::1")
_FREQUENT = ("downloading", "stalledDL", "metaDL", "stoppedDL", "stalledUP", "uploading", "stoppedUP")
_STATES = (
    *sorted(DOWNLOAD_STATES | COMPLETE_STATES | BUSY_STATES),
    "missingFiles",
    "error",
    "pausedDL",
    "pausedUP",
    "somethingNew",
)
_RECORD_STATES = (
    "downloading",
    "importPending",
    "importBlocked",
    "importFailed",
    "importing",
    "imported",
    "failedPending",
    "failed",
    "ignored",
    "somethingNew",
)
_CATEGORIES = (*["radarr"] * 12, "radarr/hd", "failed", "recheck", " /failed/ ", "", "other")
_TAGS = (*[tag for tag in ALL_TAGS if tag != IGNORED] * 3, IGNORED, "mine")
_MESSAGES = ("", "Unregistered torrent", "torrent not found", "Not an upgrade for existing movie file(s)", "ok")
_DAY = 86_400


def _moments(past: int = 2 * _DAY, future: int = 600) -> st.SearchStrategy[int]:
    """Moments around `NOW`, mostly near the limits that matter."""
    near = st.sampled_from([0, 1, 30, 59, 60, 61, 179, 180, 181, 360, 600, 899, 900, 901, 1200, 3600, 7200])
    return st.one_of(near.map(lambda ago: NOW - ago), st.integers(NOW - past, NOW + future))


def _maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), strategy)


_hashes = st.sampled_from(["a" * 40, "b" * 40, "c" * 40])
_instances = st.sampled_from(["qBit", "qBit-box"])
_shares = st.one_of(st.sampled_from([0.0, 0.05, 0.1, 0.5, 0.99, 0.995, 1.0]), st.floats(0, 1))
_ratios = st.one_of(st.sampled_from([-1.0, 0.0, 0.5, 1.0, 2.0]), st.floats(0, 10_000))
_sizes = st.sampled_from([0, 1, 1024, 50 * 2**20, 300 * 2**20, 4 * 2**30])


def torrents() -> st.SearchStrategy[Torrent]:
    """Any torrent, consistent or not."""
    return st.builds(
        Torrent,
        instance=_instances,
        hash=_hashes,
        state=st.one_of(st.sampled_from(_FREQUENT), st.sampled_from(_STATES)),
        name=st.text(max_size=8),
        infohash_v1=st.sampled_from(["", "a" * 40]),
        category=st.sampled_from(_CATEGORIES),
        tags=st.lists(st.sampled_from(_TAGS), unique=True, max_size=4).map(tuple),
        added_on=st.one_of(st.sampled_from([0, -1]), _moments()),
        last_activity=st.one_of(st.sampled_from([0, -1]), _moments()),
        completion_on=st.one_of(st.just(-1), _moments()),
        progress=_shares,
        amount_left=st.sampled_from([0, 0, 1, 10**9]),
        downloaded_bytes=st.sampled_from([0, 0, 5]),
        size_bytes=_sizes,
        availability=st.sampled_from([-1.0, 0.0, 0.4, 1.0, 3.5]),
        eta_seconds=st.sampled_from([0, 60, 7200, 7201, ETA_UNKNOWN]),
        ratio=_ratios,
        seeding_time_seconds=st.integers(0, 10 * _DAY),
        super_seeding=st.booleans(),
        ratio_limit=st.sampled_from([-2.0, -1.0, 0.0, 3.0]),
        seeding_time_limit_minutes=st.sampled_from([-2, -1, 0, 120]),
        max_ratio=st.sampled_from([-1.0, 0.0, 1.0]),
        max_seeding_time_minutes=st.sampled_from([-1, 0, 60]),
        max_inactive_seeding_time_minutes=st.sampled_from([-1, 0, 10]),
        content_path=st.sampled_from(["", "/d/a", "/d/b"]),
    )


def trackers() -> st.SearchStrategy[tuple[Tracker, ...]]:
    """The trackers of a torrent, with odd addresses among them."""
    urls = st.one_of(
        st.sampled_from([f"https://{host}:443/announce" for host in HOSTS[:-1]]),
        st.sampled_from(["udp://[::1]:80/x", "", "://", "not a url", "http://user@x.b.test/"]),
    )
    one = st.builds(Tracker, url=urls, message=st.sampled_from(_MESSAGES))
    return st.lists(one, max_size=3).map(tuple)


def files() -> st.SearchStrategy[tuple[TorrentFile, ...]]:
    """The files of a torrent, ids in order."""
    names = st.sampled_from(
        ["M/m.mkv", "M/Sample/s.mkv", "M/readme.txt", "setup.exe", "M/x.rar", "M/x.r00", "M/a", "", "/", "M/b.mkv.!qB"]
    )
    pairs = st.lists(st.tuples(names, _sizes, st.sampled_from([0, 1, 7])), max_size=4)
    return pairs.map(
        lambda rows: tuple(
            TorrentFile(id=id_, name=name, size_bytes=size, priority=priority)
            for id_, (name, size, priority) in enumerate(rows)
        )
    )


def queue_records() -> st.SearchStrategy[QueueRecord]:
    """One record of an Arr's queue."""
    message = st.builds(
        StatusMessage,
        title=st.sampled_from(["", "m.mkv", "Not an upgrade"]),
        messages=st.lists(st.sampled_from(_MESSAGES), max_size=2).map(tuple),
    )
    return st.builds(
        QueueRecord,
        id=st.integers(1, 99),
        hash=st.one_of(st.just(""), _hashes),
        state=st.sampled_from(_RECORD_STATES),
        tracked_status=st.sampled_from(["ok", "warning", "error", "new"]),
        media_id=st.integers(0, 3),
        parent_id=st.integers(0, 3),
        messages=st.lists(message, max_size=2).map(tuple),
        output_path=st.sampled_from(["", "/d/a"]),
        score=_maybe(st.integers(-100, 100)),
        download_client=st.sampled_from(["", "mine", "other"]),
    )


def records() -> st.SearchStrategy[Record]:
    """One download in the queue."""
    return st.builds(
        Record,
        hash=_hashes,
        state=st.sampled_from(_RECORD_STATES),
        ids=st.just((7,)),
        media_ids=st.lists(st.integers(1, 9), unique=True, max_size=3).map(tuple),
        tracked_status=st.sampled_from(["ok", "warning", "error"]),
        score=_maybe(st.integers(-100, 100)),
    )


def tracker_rules() -> st.SearchStrategy[TrackerRule]:
    """One tracker row."""
    return st.builds(
        TrackerRule,
        uri=st.sampled_from([*HOSTS, "https://a.example.org/announce/", ""]),
        priority=st.integers(-5, 5),
        maximum_eta_seconds=st.sampled_from([-1, 0, 7200]),
        max_upload_ratio=st.sampled_from([-1, 0, 0.5, 2]),
        max_seeding_time_seconds=st.sampled_from([-1, 0, 3600]),
        remove_if_exists=st.booleans(),
        super_seed=st.booleans(),
        tags=st.sampled_from([(), ("A",)]),
        hit_and_run=st.sampled_from(["disabled", "and", "or", True, False, "nonsense"]),
        min_seed_ratio=st.sampled_from([0, 1.0]),
        min_seeding_time_days=st.sampled_from([0, 1, 5]),
        minimum_download_percent=st.sampled_from([0, 10]),
        update_buffer_seconds=st.sampled_from([0, 3600]),
    )


def rules() -> st.SearchStrategy[OwnerRules]:
    """What an owner asks of its torrents."""
    inspecting = FileRules.compiled(folders=[r"\bsample\b"], names=[r"\bsample\b", "x*"], extensions=["mkv", ".srt"])
    rows = st.lists(tracker_rules(), max_size=3).map(tuple)
    return st.builds(
        OwnerRules,
        section=st.just("Radarr"),
        kind=st.sampled_from(["arr", "managed"]),
        arr_type=st.just("radarr"),
        ignore_younger_than_seconds=st.sampled_from([0, 180, 3600]),
        import_delay_seconds=st.sampled_from([0, 60, 600]),
        stalled_after_seconds=st.sampled_from([None, 0.0, 60.0, 900.0, math.inf]),
        re_search=st.booleans(),
        re_search_stalled=st.booleans(),
        maximum_eta_seconds=st.sampled_from([-1, 0, 7200]),
        do_not_remove_slow=st.booleans(),
        maximum_deletable_progress=st.sampled_from([0.0, 0.99, 1.0]),
        auto_pause_resume=st.booleans(),
        seeding=st.builds(
            SeedingRules,
            remove=st.sampled_from([-1, 0, 1, 2, 3, 4, 9]),
            max_upload_ratio=st.sampled_from([-1, 0.5, 2]),
            max_seeding_time_seconds=st.sampled_from([-1, 3600]),
            remove_unimported=st.booleans(),
            delete_files=st.booleans(),
        ),
        trackers=st.fixed_dictionaries({}, optional={"qBit": rows, "qBit-box": rows}),
        hit_and_run=_maybe(tracker_rules()),
        files=st.sampled_from([FileRules(), inspecting]),
        custom_format_unmet_search=st.booleans(),
        force_minimum_custom_format=st.booleans(),
        tagless=st.booleans(),
    )


def memories() -> st.SearchStrategy[Memory]:
    """Any memory of a torrent, consistent or not."""
    when = _maybe(_moments().map(float))
    return st.builds(
        Memory,
        owner=st.sampled_from(["", "Radarr"]),
        had=_shares,
        category=st.sampled_from(_CATEGORIES),
        previous_category=st.sampled_from(["", "radarr"]),
        recheck_done=st.booleans(),
        seen_from=when,
        complete_since=when,
        idle=idles(),
        tags_internal=st.lists(st.sampled_from(ALL_TAGS), unique=True, max_size=2).map(tuple),
        inspected_at=when,
        inspected_files=st.integers(0, 4),
        excluded_ids=st.sampled_from([(), (0, 2)]),
        queue_seen=st.booleans(),
        requeued=st.booleans(),
        rejected=st.booleans(),
        import_attempts=st.integers(0, 4),
        import_last_at=when,
        import_command_id=_maybe(st.integers(0, 9)),
        recheck_count=st.one_of(st.integers(0, 4), st.just(5000)),
        recheck_last_at=when,
        error_left_at=when,
        missing_from=when,
        missing_count=st.integers(0, 3),
        stalled_up_from=when,
        resumed_at=when,
        resume_count=st.integers(0, 9),
        dead_since=st.dictionaries(st.sampled_from(HOSTS), _moments().map(float), max_size=2),
        bad_messages_hash=st.sampled_from(["", "0123"]),
        bad_messages_from=when,
        heard=st.builds(
            Heard, told=st.sampled_from(Told), event_at=st.integers(0, 9), asked_at=when, asks=st.integers(0, 9)
        ),
        record_imported=st.booleans(),
        released_event=_maybe(st.integers(0, 9)),
        forgotten_at=when,
        forgotten_seconds=st.sampled_from([0.0, 86_000.0, 86_400.0]),
        pardoned_at=when,
        last_rule=st.integers(0, 18),
        last_rule_at=when,
    )


def figures() -> st.SearchStrategy[Figures]:
    """What a client counts of a download; those of `torrents()` are among them."""
    return st.builds(
        Figures,
        amount_left=st.sampled_from([0, 0, 1, 10**9]),
        progress=st.sampled_from([0.0, 0.5]),
        last_activity=st.one_of(st.sampled_from([0, -1]), _moments()),
    )


def idles() -> st.SearchStrategy[Idle]:
    """How long a download was watched without a byte, consistent or not."""
    return st.builds(
        Idle,
        seconds=st.sampled_from([0.0, 0.0, 60.0, 900.0, 80_000.0]),
        since=_maybe(_moments().map(float)),
        active_since=_maybe(_moments().map(float)),
        figures=_maybe(figures()),
        byte_at=_maybe(_moments().map(float)),
    )


def watches() -> st.SearchStrategy[Watch]:
    """A watched clock that shows `NOW`, running or not."""
    running = st.builds(
        Watch,
        now=st.just(float(NOW)),
        unbroken_from=st.one_of(st.just(0), _moments(future=0)).map(float),
        listed_from=st.one_of(st.just(0), _moments(future=0)).map(float),
    )
    return st.one_of(running, running.map(lambda watch: evolve(watch, unbroken_from=watch.now, is_running=False)))


def facts() -> st.SearchStrategy[Facts]:
    """Everything that may be known about a torrent."""
    return st.builds(
        Facts,
        torrent=torrents(),
        trackers=_maybe(trackers()),
        trackers_at=_maybe(_moments(future=0)),
        files=_maybe(files()),
        record=_maybe(records()),
        queue_known=st.integers(0, 9).map(bool),
        record_gone_at=_maybe(_moments(future=0)),
        record_same_since=_maybe(_moments(future=0)),
        told=st.sampled_from(Told),
        told_event_at=st.integers(0, 9),
        told_at=_maybe(_moments(future=0)),
        told_asks=st.integers(0, 9),
        storage_ok=st.sampled_from([True, None, False]),
        path_ok=st.booleans(),
        path_objection=st.sampled_from(["", "its place is the folder of everybody's downloads"]),
        cf_unmet=st.booleans(),
        watch=_maybe(watches()),
        forced_by_arr=st.booleans(),
    )


def looks() -> st.SearchStrategy[tuple[Facts, OwnerRules, Memory]]:
    """The three inputs of a decision at `NOW`."""
    return st.tuples(facts(), rules(), memories())


def removals(instance: st.SearchStrategy[str] = _instances) -> st.SearchStrategy[Removal]:
    """Any removal."""
    return st.builds(
        Removal,
        instance=instance,
        hash=st.integers(0, 15).map(lambda number: f"{number:040x}"),
        why=st.builds(Reason, code=st.just("test"), text=st.just("A test."), rule=st.integers(0, 18)),
        data=st.sampled_from(Data),
        blocklist=st.booleans(),
        search_again=st.booleans(),
        by_operator=st.booleans(),
        name=st.text(max_size=4),
        record_ids=st.lists(st.integers(1, 9), unique=True, max_size=2).map(tuple),
        media_ids=st.lists(st.integers(1, 9), unique=True, max_size=2).map(tuple),
    )


def cases() -> st.SearchStrategy[Case]:
    """A removal at any point of its way."""
    return removals().flatmap(
        lambda removal: st.builds(
            Case,
            instance=st.just(removal.instance),
            hash=st.just(removal.hash),
            removal=st.just(removal),
            opened_at=st.just(float(NOW)),
            stage=st.sampled_from(Stage),
            attempts=st.integers(0, 6),
        )
    )


def quarantined() -> st.SearchStrategy[Quarantined]:
    """A torrent in quarantine."""
    return st.builds(
        Quarantined,
        instance=_instances,
        hash=st.integers(0, 99).map(lambda number: f"{number:040x}"),
        name=st.text(max_size=4),
        section=st.just("Radarr"),
        at=st.integers(NOW - _DAY, NOW).map(float),
        purge_at=st.integers(NOW - _DAY, NOW + _DAY).map(float),
        delete_files=st.booleans(),
        size_bytes=_sizes,
    )


@st.composite
def placements(draw: st.DrawFn, hashes: st.SearchStrategy[str] = _hashes) -> Placement:
    """Where a torrent with read files lies, as a client tells it: a file, a folder, or several files without a folder."""
    save = draw(st.sampled_from(["/dl", "/dl/S", "/dl/S/x", "/other"]))
    incomplete = draw(st.sampled_from(["", "", "/inc", "/dl"]))
    base = draw(st.sampled_from([save, incomplete])) or save
    leaves = draw(st.lists(st.sampled_from(["a", "b", "c", "x/a"]), min_size=1, max_size=3, unique=True))
    top = draw(st.sampled_from(["", "S", "x"]))
    names = tuple(f"{top}/{leaf}" if top else leaf for leaf in leaves)
    tops = {name.split("/")[0] for name in names}
    if len(names) == 1:
        content = f"{base}/{names[0]}"
    elif len(tops) == 1 and all("/" in name for name in names):
        content = f"{base}/{tops.pop()}"
    else:
        content = base
    return Placement(
        instance=draw(_instances),
        hash=draw(hashes),
        save_path=save,
        download_path=incomplete,
        content_path=content,
        files=names,
    )
