"""The dispatch vectors as values of ours: each is a pair of inputs and the steps it expects, in words."""

import json
from pathlib import Path
from typing import Any

from qbitrr.decide.seeding.hit_and_run import DEAD_AFTER_SECONDS
from qbitrr.decide.torrents.rules import Decision, decide
from qbitrr.model.steps import (
    AddTags,
    Data,
    Import,
    Pause,
    Recheck,
    Removal,
    RemoveTags,
    Resume,
    SetCategory,
    SkipFiles,
    Step,
)
from qbitrr.model.torrents.content.scores import FormatScores
from qbitrr.model.torrents.facts import TorrentFacts
from qbitrr.model.torrents.memory import Memory
from qbitrr.model.torrents.queue import Record
from qbitrr.model.torrents.rules import FileRules, OwnerRules, SeedingRules, TrackerRule
from qbitrr.model.torrents.tags import PREFIX
from qbitrr.model.torrents.told import Told
from qbitrr.model.torrents.torrent import Torrent, TorrentFile, Tracker
from qbitrr.model.torrents.trackers import host_of
from qbitrr.testing.strategies.memories import remembered
from tests.decide.given import watched_all_along

SUITE: dict[str, Any] = json.loads((Path(__file__).parent / "vectors.json").read_text())
NOW: float = SUITE["now"]
MIB = 1024 * 1024

_ROW = {
    "Name": "name",
    "URI": "uri",
    "Priority": "priority",
    "MaximumETA": "maximum_eta_seconds",
    "MaxUploadRatio": "max_upload_ratio",
    "MaxSeedingTime": "max_seeding_time_seconds",
    "HitAndRunMode": "hit_and_run",
    "MinSeedRatio": "min_seed_ratio",
    "MinSeedingTimeDays": "min_seeding_seconds",
    "HitAndRunPartialSeedRatio": "partial_seed_ratio",
    "TrackerUpdateBuffer": "update_buffer_seconds",
}
_DAYS = "MinSeedingTimeDays"
_RENAMED = {
    "eta": "eta_seconds",
    "seeding_time": "seeding_time_seconds",
    "seeding_time_limit": "seeding_time_limit_minutes",
}


def inputs(vector: dict[str, Any]) -> tuple[TorrentFacts, OwnerRules, Memory]:
    """What a vector hands to `decide`."""
    base = SUITE["baseline"]
    torrent = {**base[vector["base"]], **vector["torrent"]}
    config = {**base["config"], **vector["config"]}
    context = {**base["context"], **vector["context"]}
    facts = _facts(torrent, context)
    return facts, _rules(config, context), _memory(facts, {**base["state"], **vector["state"]})


def outcome(vector: dict[str, Any]) -> Decision:
    """The decision about a vector."""
    return decide(*inputs(vector), NOW)


def words(step: Step) -> list[str]:
    """A step as the vectors spell it."""
    match step:
        case AddTags() | RemoveTags():
            sign = "+" if isinstance(step, AddTags) else "-"
            return [" ".join(sign + tag.removeprefix(PREFIX) for tag in step.tags)]
        case Removal(data=Data.DELETE, blocklist=True, search_again=True):
            return ["FAIL"]
        case Removal():
            parts = {Data.DELETE: "DELETE(files)", Data.KEEP: "DELETE(keep)", Data.STAY: ""}
            blocklist = "BLOCKLIST(keep)" if step.data is Data.STAY else "BLOCKLIST"
            return [
                " + ".join(
                    filter(
                        None,
                        [blocklist * step.blocklist, parts[step.data], "RESEARCH" * step.search_again],
                    )
                )
            ]
        case SkipFiles():
            return [f"FILE_PRIO0({','.join(map(str, step.file_ids))})"]
        case SetCategory():
            return [f"SET_CATEGORY({step.category})"]
        case Resume() | Pause() | Recheck() | Import():
            return [type(step).__name__.upper()]
    raise AssertionError(step)


def _facts(torrent: dict[str, Any], context: dict[str, Any]) -> TorrentFacts:
    fields = {_RENAMED.get(name, name): value for name, value in torrent.items() if name not in ("trackers", "files")}
    fields["tags"] = tuple(fields["tags"])
    trackers, files, record = torrent["trackers"], torrent["files"], context["record"]
    limit = {"max_ratio": 0.0} if context["own_limit"] else {}
    return TorrentFacts(
        torrent=Torrent(instance="qBit", **fields, **limit),
        trackers=None if trackers is None else tuple(Tracker(url=t["url"], message=t["msg"]) for t in trackers),
        files=None
        if files is None
        else tuple(
            TorrentFile(id=f["id"], name=f["name"], priority=f["priority"], size_bytes=f.get("size", MIB))
            for f in files
        ),
        record=None
        if record is None
        else Record(hash=torrent["hash"], state=record, ids=(7,), media_ids=(3,), score=20),
        storage_ok=context["storage_ok"],
        path_ok=context["path_ok"],
        scores=FormatScores(minimum=0, existing=50) if context["cf_unmet"] else None,
        told=Told(context.get("told", "")),
        told_at=NOW - 1 if "told" in context else None,
    )


def _stalled_after(minutes: float | str) -> float | None:
    if minutes == "immediately":
        return 0.0
    minutes = float(minutes)
    return None if minutes < 0 else minutes * 60 or float("inf")


def _rules(config: dict[str, Any], context: dict[str, Any]) -> OwnerRules:
    rows = tuple(
        TrackerRule(**{_ROW[key]: value * 86400 if key == _DAYS else value for key, value in row.items()})
        for row in config["Trackers"]
    )
    return OwnerRules(
        section="Radarr",
        kind="arr" if context["kind"] == "arr" else "managed",
        arr_type=context["type"],
        failed_category=config["FailedCategory"],
        recheck_category=config["RecheckCategory"],
        ignore_younger_than_seconds=config["IgnoreTorrentsYoungerThan"],
        stalled_after_seconds=_stalled_after(config["StalledDelay"]),
        re_search=config["ReSearch"],
        re_search_stalled=config["ReSearchStalled"],
        maximum_eta_seconds=config["MaximumETA"],
        do_not_remove_slow=config["DoNotRemoveSlow"],
        maximum_deletable_progress=config["MaximumDeletablePercentage"],
        auto_pause_resume=config["AutoPauseResume"],
        seeding=SeedingRules(
            remove=config["RemoveTorrent"],
            max_upload_ratio=config["MaxUploadRatio"],
            max_seeding_time_seconds=config["MaxSeedingTime"],
            delete_files=config.get("DeleteFiles", False),
        ),
        trackers={"qBit": rows},
        files=FileRules.compiled(
            folders=config.get("FolderExclusionRegex", ()),
            names=config.get("FileNameExclusionRegex", ()),
            extensions=config.get("FileExtensionAllowlist", ()),
            case_sensitive=config.get("CaseSensitiveMatches", False),
        ),
        custom_format_unmet_search=config.get("CustomFormatUnmetSearch", False),
    )


def _memory(facts: TorrentFacts, state: dict[str, Any]) -> Memory:
    state = dict(state)
    inspected = state.pop("inspected")
    missing_for = state.pop("missing_for_s", 3600)
    # "observations" of a vector count the one being made.
    missing_count = state.pop("missing_count", 10) - 1
    missing = facts.torrent.state == "missingFiles"
    if "stalled_up_since" in state:  # watched from then on
        state["stalled_up_from"] = state.pop("stalled_up_since")
    memory = remembered(
        category=facts.torrent.category,
        inspected_at=NOW - 3600 if inspected else None,
        inspected_files=len(facts.files or ()),
        missing_from=NOW - missing_for if missing else None,
        missing_count=missing_count if missing else 0,
        # A tracker message in a vector counts as confirmed.
        dead_since={host_of(t.url): NOW - DEAD_AFTER_SECONDS for t in facts.trackers or () if t.message},
        **state,
    )
    # Age and idle time of a vector are watched time: we saw it being added, and every byte.
    return watched_all_along(memory, facts.torrent)
