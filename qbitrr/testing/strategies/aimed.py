"""
Looks aimed at one of the eighteen rules: most examples are ended by it or have a step of it, the rest of each is any.

Nothing in them owes a duty to seed, so that the rules that remove do; a law about duties adds one.
"""

from collections.abc import Mapping
from math import inf
from typing import Any

from hypothesis import strategies as st

from qbitrr.model.torrents.content.scores import NOTHING_SPENT, FormatScores
from qbitrr.model.torrents.queue import WAITING_STATES
from qbitrr.model.torrents.rules import FileRules, SeedingRules
from qbitrr.model.torrents.tags import ALL_TAGS, ALLOWED_SEEDING, FREE_SPACE_PAUSED, IGNORED, IMPORTED
from qbitrr.model.torrents.told import Told
from qbitrr.model.torrents.torrent import (
    BUSY_STATES,
    COMPLETE_STATES,
    DOWNLOAD_STATES,
    ETA_UNKNOWN,
    FORCED_STATES,
    META_STATES,
    TorrentFile,
)
from qbitrr.model.torrents.watching import Figures, Idle, Watch
from qbitrr.testing.strategies.looks import Looked, facts
from qbitrr.testing.strategies.memories import altered, memories
from qbitrr.testing.strategies.owners import rules, tracker_rules
from qbitrr.testing.strategies.queue import records
from qbitrr.testing.strategies.torrents import torrents, trackers
from qbitrr.testing.strategies.values import DAY, NOW, maybe, moments

__all__ = ["AIMED"]

_Fields = Mapping[str, Any]
_NOTHING: _Fields = {}


def _strategies(fields: _Fields) -> dict[str, st.SearchStrategy[Any]]:
    return {name: each if isinstance(each, st.SearchStrategy) else st.just(each) for name, each in fields.items()}


def _tags(*there: str, without: tuple[str, ...] = ()) -> st.SearchStrategy[tuple[str, ...]]:
    """The tags *there* and any but the ignored one and those *without*."""
    others = [tag for tag in ALL_TAGS if tag not in (IGNORED, *there, *without)]
    return st.lists(st.sampled_from(others), unique=True, max_size=2).map(lambda more: (*there, *more))


def _some(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(values)


# What keeps the rules before from answering, and what leaves the torrent in the hands of its owner.
_TORRENT: _Fields = {
    "category": _some("radarr", "radarr/hd", ""),
    "tags": _tags(without=(FREE_SPACE_PAUSED,)),
    "added_on": st.integers(NOW - 2 * DAY, NOW - DAY),
    "super_seeding": False,
}
_FACTS: _Fields = {
    "files": None,
    "queue_known": True,
    "told": _some(*[told for told in Told if told is not Told.IGNORED]),
    "record": maybe(records(state=_some("downloading", "importPending", "failedPending", "failed"))),
    "scores": None,
    "spent": NOTHING_SPENT,
    "path_ok": True,
    "path_objection": "",
    "trackers": trackers(),
    "forced_by_arr": False,
    "watch": maybe(st.builds(Watch, now=st.just(float(NOW)), unbroken_from=st.just(0.0))),
}
_RULES: _Fields = {
    "ignore_younger_than_seconds": _some(0, 180, 3600),
    "stalled_after_seconds": None,
    "maximum_eta_seconds": -1,
    "maximum_deletable_progress": _some(0.99, 1.0),
    "auto_pause_resume": _some(True, True, True, False),
    "seeding": st.builds(SeedingRules, remove=_some(-1, 0)),
    "trackers": st.fixed_dictionaries(
        {},
        optional=dict.fromkeys(
            ("qBit", "qBit-box"),
            st.lists(
                tracker_rules(
                    hit_and_run=st.just("disabled"), super_seed=st.just(False), maximum_eta_seconds=st.just(-1)
                ),
                max_size=2,
            ).map(tuple),
        ),
    ),
    "hit_and_run": None,
    "custom_format_unmet_search": False,
    "force_minimum_custom_format": False,
}
_MEMORY: _Fields = {
    "seen_from": st.integers(NOW - DAY, NOW - 7200).map(float),
    "complete_since": st.integers(NOW - DAY, NOW - 7200).map(float),
    "missing_from": st.integers(NOW - DAY, NOW - 60).map(float),
    "requeued": False,
    "rejected": False,
}
_DOWNLOAD: _Fields = {
    "completion_on": -1,
    "progress": _some(0.0, 0.1, 0.5, 0.98),
    "amount_left": _some(1, 10**9),
    "availability": _some(-1.0, 1.0, 3.5),
}
_FINISHED: _Fields = {
    "state": _some(*sorted(COMPLETE_STATES - FORCED_STATES)),
    "completion_on": moments(future=0),
    "progress": 1.0,
    "amount_left": 0,
    "max_ratio": -1.0,
    "max_seeding_time_minutes": -1,
    "max_inactive_seeding_time_minutes": -1,
}
_NEW: _Fields = {**_FINISHED, "tags": _tags(without=(FREE_SPACE_PAUSED, IMPORTED))}
_NOT_ASKED: _Fields = {"import_attempts": 0, "record_imported": False}
_IMPORTED: _Fields = {**_FINISHED, "tags": _tags(IMPORTED)}
_REACHED = st.builds(SeedingRules, remove=_some(1, 3), max_upload_ratio=_some(0.5, 2), delete_files=st.booleans())


def _looks(
    torrent: _Fields, known: _Fields = _NOTHING, asked: _Fields = _NOTHING, remembered: _Fields = _NOTHING
) -> st.SearchStrategy[Looked]:
    """Any look with these fields."""
    seen = torrents(**_strategies({**_TORRENT, **torrent}))
    return st.tuples(
        facts(torrent=seen, **_strategies({**_FACTS, **known})),
        rules(**_strategies({**_RULES, **asked})),
        memories(**_strategies({**_MEMORY, **remembered})),
    )


def _moving_nothing(look: Looked, since: int) -> Looked:
    """The look when no byte of the download came since *since*."""
    seen, asked, memory = look
    torrent = seen.torrent
    figures = Figures(torrent.amount_left, torrent.progress, torrent.downloaded_bytes, torrent.last_activity)
    if torrent.state in META_STATES:
        figures = Figures()
    return seen, asked, altered(memory, idle=Idle(since=since, active_since=since, figures=figures))


def _still(look: st.SearchStrategy[Looked]) -> st.SearchStrategy[Looked]:
    return st.builds(_moving_nothing, look, st.integers(NOW - 2 * DAY, NOW - 8000))


_OLD = st.integers(NOW - 2 * DAY, NOW - 8000).map(float)
_LISTED = records(state=_some("downloading", *sorted(WAITING_STATES)), media_ids=st.just((3,)))
_FAKE = st.just((TorrentFile(id=0, name="M/setup.exe"), TorrentFile(id=1, name="M/readme.txt")))
_MIXED = st.just((TorrentFile(id=0, name="M/m.mkv"), TorrentFile(id=1, name="M/setup.exe")))
_INSPECTS: _Fields = {"kind": "arr", "files": FileRules.compiled(extensions=["mkv"], archives_only="fail")}
_WAITS: _Fields = {"maximum_eta_seconds": 7200, "do_not_remove_slow": False}
_MOVING: _Fields = {**_DOWNLOAD, "state": "downloading"}

AIMED: Mapping[int, st.SearchStrategy[Looked]] = {
    1: _looks({"category": _some("failed", " /failed/ ")}),
    2: _looks({"category": "recheck"}),
    3: _looks({"tags": _tags(IGNORED, ALLOWED_SEEDING)}),
    4: _looks({"state": _some(*sorted(BUSY_STATES), "somethingNew")}),
    5: _looks({"state": "missingFiles"}, {"storage_ok": _some(True, None)}, {}, {"missing_count": 2}),
    6: _looks({"state": "error"}),
    7: _looks({**_DOWNLOAD, "state": _some(*sorted(DOWNLOAD_STATES)), "tags": _tags(FREE_SPACE_PAUSED)}),
    8: _looks(
        {
            "state": _some(*sorted(DOWNLOAD_STATES | COMPLETE_STATES)),
            "tags": _tags(without=(FREE_SPACE_PAUSED, IMPORTED)),
        },
        {
            "scores": st.builds(FormatScores, minimum=st.just(10), existing=maybe(st.just(20))),
            "record": records(
                state=_some("downloading", *sorted(WAITING_STATES)), media_ids=st.just((3,)), score=_some(5, 9)
            ),
            "told": _some(Told.UNKNOWN, Told.NONE, Told.GRABBED),
        },
        {"kind": "arr", "force_minimum_custom_format": True},
        {"record_imported": False},
    ),
    9: st.one_of(
        _looks(
            _NEW, {"record": _LISTED, "told": _some(Told.UNKNOWN, Told.NONE, Told.GRABBED)}, {"kind": "arr"}, _NOT_ASKED
        ),
        _looks(_NEW, {"record": None, "told": Told.GRABBED}, {"kind": "arr"}, _NOT_ASKED),
        _looks(_FINISHED, {"told": Told.IMPORTED}, {"kind": "arr"}),
    ),
    10: _looks({**_IMPORTED, "ratio": 9.0}, {"record": None}, {"seeding": _REACHED}),
    11: st.one_of(
        _looks(_MOVING, {"files": _FAKE, "record": _LISTED}, _INSPECTS, {"inspected_at": None}),
        _looks(_MOVING, {"files": _MIXED, "record": _LISTED}, _INSPECTS, {"inspected_at": None}),
        _looks(
            {**_FINISHED, "tags": ()},
            {"files": _FAKE, "record": _LISTED, "told": _some(Told.UNKNOWN, Told.GRABBED), "told_at": NOW - 9},
            _INSPECTS,
            {"inspected_at": None, "record_imported": False},
        ),
    ),
    12: st.one_of(
        _looks({**_DOWNLOAD, "state": _some("forcedDL", "forcedMetaDL")}),
        _looks({**_IMPORTED, "state": "forcedUP"}),
    ),
    13: _still(
        _looks(
            {**_DOWNLOAD, "state": _some("stalledDL", "stalledDL", "metaDL")},
            {},
            {"stalled_after_seconds": _some(0.0, 60.0, inf, 900.0, inf)},
        )
    ),
    14: _looks({**_DOWNLOAD, "state": _some("stoppedDL", "pausedDL")}),
    15: _still(_looks({**_DOWNLOAD, "state": _some("downloading", "stalledDL")}, {"record": _LISTED}, _WAITS)),
    16: _looks(
        {**_MOVING, "eta_seconds": _some(7201, 90_000, ETA_UNKNOWN)},
        {"record": _LISTED},
        _WAITS,
        {"idle": st.builds(Idle, since=moments(past=600, future=0).map(float), active_since=_OLD)},
    ),
    17: _looks({**_IMPORTED, "state": _some("stoppedUP", "pausedUP")}, {}, {"auto_pause_resume": True}),
    18: st.one_of(_looks(_MOVING), _looks({**_IMPORTED, "state": _some("uploading", "stalledUP", "queuedUP")})),
}
