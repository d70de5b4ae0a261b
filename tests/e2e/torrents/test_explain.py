"""Why a torrent is still there, asked of a running program: an Arr's, a managed category's, nobody's, and while a loop is away."""

import os
import signal
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.outside import Program, Qbit, wait_until
from tests.e2e.sections import arr_section, opening, qbit_section
from tests.e2e.starting import Processes
from tests.e2e.test_dry_run import outside
from tests.real.processes import free_port

pytestmark = pytest.mark.e2e

CONFIG = (
    opening("LoopSleepTimer = 1", "SearchLoopDelay = 1", "AutoPauseResume = false")
    + qbit_section("{port}", 'ManagedCategories = ["seeds"]')
    + """\
[qBit.CategorySeeding]
RemoveTorrent = 1
MaxUploadRatio = 9000
[[qBit.Trackers]]
URI = "{host}"
HitAndRunMode = "and"
MinSeedRatio = 9000
"""
    + arr_section("Radarr-X", "{arr}", "radarr")
    + """\
[Radarr-X.Torrent]
IgnoreTorrentsYoungerThan = 1
StalledDelay = "1d"
FileExtensionAllowlist = []
FileNameExclusionRegex = []
FolderExclusionRegex = []
[Radarr-X.EntrySearch]
SearchMissing = false
"""
)


def tracker_of(qbit: Qbit, hash_: str) -> str:
    """The announce host of a torrent."""
    urls = [row["url"] for row in qbit.get("torrents/trackers", hash=hash_) if "://" in row["url"]]
    return urls[0].split("://")[1].split("/")[0].split(":")[0] if urls else "tracker.example"


def test_why_it_is_still_there(tmp_path: Path) -> None:
    """The rule that decides, with its key; a duty at the present speed; the watched categories; what was known last."""
    with ExitStack() as stack:
        processes = Processes(stack, tmp_path)
        port, qbit, arr, stopped = outside(processes)
        seeds = [each["hash"] for each in qbit.get("torrents/info", filter="completed")]
        managed, nobodys = seeds[0], seeds[1]
        qbit.post("torrents/setCategory", hashes=nobodys, category="")
        qbit.post("torrents/createCategory", category="seeds")
        qbit.post("torrents/setCategory", hashes=managed, category="seeds")
        host = tracker_of(qbit, managed)
        (tmp_path / "config.toml").write_text(CONFIG.format(port=port, arr=arr.url, host=host))
        _, program = processes.supervisor(free_port())
        wait_until("every loop alive", program.all_alive)

        found = wait_until("a live explanation", lambda: live(program, stopped, "stopped"), 60)
        decisive = [rule for rule in found["rules"] if rule["verdict"] == "decisive"]
        assert [(rule["name"], rule["setting"]) for rule in decisive] == [
            ("resume_download", "Settings.AutoPauseResume")
        ]
        assert found["section"] == "Radarr-X"
        assert [rail["rail"] for rail in found["rails"]][:2] == ["dry_run", "hold"]

        def at_limit() -> Any:
            """What is said of a managed category, and its rule about limits, once its trackers are read: they have a say in them."""
            found = live(program, managed, "")
            limit = next((rule for rule in found["rules"] if rule["name"] == "at_limit"), None) if found else None
            return (found, limit) if limit and limit["setting"] else None

        seeding, limit = wait_until("that of a managed category", at_limit)
        assert (limit["setting"], limit["configured"]) == ("qBit.CategorySeeding.MaxUploadRatio", 9000)
        assert seeding["duty"]["duty"] in ("unmet", "unknown", "none"), seeding["duty"]
        if seeding["duty"]["duty"] == "unmet":
            assert "hit_and_run" in [rail["rail"] for rail in seeding["rails"] if rail["stops"]]

        protected = program.post(f"/api/torrents/qBit/{managed}/actions", {"action": "protect"})
        assert protected["result"] == "done"
        assert program.get(f"/api/torrents/qBit/{managed}")["protected"]
        kept = program.get(f"/api/torrents/qBit/{managed}/explain")
        assert "protected" in [rail["rail"] for rail in kept["rails"] if rail["stops"]]
        program.post(f"/api/torrents/qBit/{managed}/actions", {"action": "unprotect"})
        assert not program.get(f"/api/torrents/qBit/{managed}")["protected"]

        path = f"/api/torrents/qBit/{managed}/duty"
        assert program.post(f"{path}/waive", {"reason": "its tracker is gone"})["result"] == "done"

        def duty() -> dict[str, Any]:
            found: dict[str, Any] = program.get(f"/api/torrents/qBit/{managed}/explain")
            return found["duty"] or {}

        if seeding["duty"]["duty"] != "none":
            wait_until("its loop knows", lambda: duty().get("duty") == "waived")
        assert duty()["waived_because"] == "its tracker is gone"
        entries = program.get(f"/api/activity?hash={managed}&limit=5")["entries"]
        assert any("set aside (its tracker is gone)" in str(each) for each in entries), entries
        program.post(f"{path}/restore")
        assert duty()["waived_at"] is None

        counted = program.get("/api/torrents/facets?category=seeds")
        assert (counted["total"], counted["facets"]["instance"]) == (1, {"qBit": 1})
        assert counted["facets"]["category"]["uncategorized"] >= 1

        row = wait_until("it is told in the list", lambda: program.get(f"/api/torrents/qBit/{stopped}")["verdict"], 60)
        assert row["rule"] == decisive[0]["rule"]

        nobody = program.get(f"/api/torrents/qBit/{nobodys}/explain")
        assert nobody["state"] == "unwatched"
        assert {each["category"] for each in nobody["watched"]} == {"radarr", "seeds"}

        assert "broke the protocol" not in processes.log("program"), "a loop was ended for what it said"
        os.kill(program.processes()["torrent"]["pid"], signal.SIGSTOP)
        away = program.get(f"/api/torrents/qBit/{stopped}/explain")
        assert (away["state"], away["rule"]) == ("last_known", decisive[0]["rule"])
        assert away["why_not"]
        os.kill(program.processes()["torrent"]["pid"], signal.SIGCONT)


def live(program: Program, hash_: str, code: str) -> dict[str, Any] | None:
    """The explanation, once its loop says so."""
    found: dict[str, Any] = program.get(f"/api/torrents/qBit/{hash_}/explain")
    return found if found["state"] == "live" and found["code"].startswith(code) else None
