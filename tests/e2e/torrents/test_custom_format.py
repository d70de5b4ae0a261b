"""A running program gives up the downloads whose score is too low, and no others; why the others stay is told."""

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.outside import ArrSeen, Program, wait_until
from tests.e2e.sections import arr_section, opening, qbit_section
from tests.e2e.starting import Processes
from tests.e2e.test_dry_run import outside
from tests.real.processes import free_port

pytestmark = pytest.mark.e2e

CONFIG = (
    opening("LoopSleepTimer = 1", "AutoPauseResume = false")
    + qbit_section("{port}")
    + arr_section("Radarr-X", "{arr}", "radarr")
    + """\
[Radarr-X.Torrent]
IgnoreTorrentsYoungerThan = 1
StalledDelay = -1
FileExtensionAllowlist = []
FileNameExclusionRegex = []
FolderExclusionRegex = []
[Radarr-X.EntrySearch]
SearchMissing = false
ForceMinimumCustomFormat = true
"""
)


def queued(arr: ArrSeen) -> set[str]:
    """The downloads in its queue."""
    return {each.get("downloadId", "").lower() for each in arr.get("state")["queue"]}


def told(program: Program, hash_: str) -> dict[str, Any] | None:
    """What is said of the score of a download, once its loop knows it."""
    found = program.get(f"/api/torrents/qBit/{hash_}/explain")
    rule = next((rule for rule in found.get("rules", ()) if rule["name"] == "custom_format"), None)
    checks = [] if rule is None else [each for each in rule["checks"] if each["code"] == "below_custom_format"]
    return checks[0] if checks else None


def test_too_low(tmp_path: Path) -> None:
    """The one below the minimum is blocklisted, set aside and searched again; the other is explained with both figures."""
    with ExitStack() as stack:
        processes = Processes(stack, tmp_path)
        port, qbit, arr, _ = outside(processes)
        low, good = [each["hash"] for each in qbit.get("torrents/info", filter="downloading")][:2]
        arr.post("profiles", id=1, minFormatScore=50)
        for hash_, score in ((low, 10), (good, 70)):
            arr.post("grabs", leaf_ids=[arr.movie(f"Film {score}")], hash=hash_, score=score)
        arr.post("refresh")
        wait_until("the Arr lists both", lambda: {low, good} <= queued(arr))
        (tmp_path / "config.toml").write_text(CONFIG.format(port=port, arr=arr.url))
        _, program = processes.supervisor(free_port())
        wait_until("every loop alive", program.all_alive)

        check = wait_until("the score is told", lambda: told(program, good))
        figures = check["holds"], check["measured"], check["configured"], check["setting"]
        assert figures == (False, 70, 50, "Radarr-X.EntrySearch.ForceMinimumCustomFormat")
        wait_until("the low one is set aside", lambda: qbit.torrent(low)["category"] == "qbitrr-quarantine")  # type: ignore[index]
        assert [each["hash"].lower() for each in arr.get("state")["blocklist"]] == [low]
        entry = program.get(f"/api/activity?act=removal&hash={low}")["entries"][-1]
        assert (entry["why"]["code"], entry["why"]["rule"]) == ("custom_format_unmet", 8)
        assert entry["why"]["measured"]["score"] == 10
        assert qbit.torrent(good)["category"] == "radarr"  # type: ignore[index]
