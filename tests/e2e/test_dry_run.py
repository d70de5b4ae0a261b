"""A dry run, and a hold as long as it lasts: everything is decided and explained, and nothing changed anywhere."""

import re
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
from twisted.internet.task import Clock

from qbitrr.model.status import HoldOrder
from qbitrr.store.sqlite.database import Database
from qbitrr.store.sqlite.threads import immediately
from qbitrr.store.supervisor.holds import save_hold
from qbitrr.store.supervisor.schema import SCHEMA
from tests.e2e.outside import ArrSeen, Qbit, wait_until
from tests.e2e.sections import arr_section, opening, qbit_section
from tests.e2e.starting import ROOT, Processes
from tests.real.processes import free_port, wait_for_http

pytestmark = pytest.mark.e2e

FILE = """\
# Written by release 4.9.0, then edited by hand
[Settings]
PingURLS = []
LoopSleepTimer = 1
WebUIToken = "t"   # for scripts
[QBit]             # the nas
Host = "127.0.0.1"
Port = {port}
UserName = "admin"
Password = "adminadmin"
[radarr-X]
Managed = true
URI = "{arr}"
APIKey = "k"
Category = "radarr"
importMode = "Hardlink"
[radarr-X.EntrySearch]
SearchMissing = false
[radarr-X.Torrent]
IgnoreTorrentsYoungerThan = 1
StalledDelay = -1
"""


def outside(processes: Processes) -> tuple[int, Qbit, ArrSeen, str]:
    """The port of a client with torrents of an Arr, both, and the hash of one that is stopped and not finished."""
    port = free_port()
    client = processes.start(
        "qbit", "-m", "qbitrr.testing.qbittorrent", "--port", str(port), "--torrents", "6", "--downloading", "2"
    )
    wait_for_http(client, port)
    qbit = Qbit(f"http://127.0.0.1:{port}", "admin", "adminadmin")
    for torrent in qbit.get("torrents/info"):
        qbit.post("torrents/setCategory", hashes=torrent["hash"], category="radarr")
    stopped = qbit.get("torrents/info", filter="downloading")[0]["hash"]
    qbit.post("torrents/stop", hashes=stopped)
    processes.start(
        "arr", "-m", "qbitrr.testing.arr", "--kind", "radarr", "--api-key", "k", "--library", "5", "--have", "0",
        "--qbit", f"http://admin:adminadmin@127.0.0.1:{port}", "--category", "radarr", "--no-auto-import",
    )  # fmt: skip
    found = wait_until("the Arr", lambda: re.search(r"listening on (http\S+)", processes.log("arr")))
    return port, qbit, ArrSeen(found.group(1)), stopped


def test_nothing_is_changed(tmp_path: Path) -> None:
    """With stopped, stalled and finished torrents and missing films: entries held back in the journal, not one changing request."""
    with ExitStack() as stack:
        processes = Processes(stack, tmp_path)

        port, qbit, arr, stopped = outside(processes)
        before, categories = qbit.get("torrents/info", sort="hash"), qbit.get("torrents/categories")
        (tmp_path / "config.toml").write_text(
            opening("DryRun = true", "LoopSleepTimer = 1", "SearchLoopDelay = 1")
            + qbit_section(port)
            + arr_section("Radarr-X", arr.url, "radarr")
            + '[Radarr-X.Torrent]\nIgnoreTorrentsYoungerThan = 1\nStalledDelay = "immediately"\n'
        )
        _, program = processes.supervisor(free_port())
        wait_until("every loop alive", program.all_alive)

        def acts() -> set[str]:
            return {
                each["act"] for each in program.get("/api/activity?limit=200")["entries"] if each["result"] == "held"
            }

        wait_until("resume and import are held back", lambda: {"resume", "import"} <= acts())
        assert {each["result"] for each in program.get("/api/activity?limit=200")["entries"]} == {"held"}
        changing = [request for request in arr.get("requests") if request["method"] != "GET"]
        assert changing == []
        after = qbit.get("torrents/info", sort="hash")
        assert [(t["hash"], t["category"], t["tags"]) for t in after] == [
            (t["hash"], t["category"], t["tags"]) for t in before
        ]
        assert qbit.torrent(stopped)["state"] == "stoppedDL"
        assert qbit.get("torrents/categories") == categories


def test_confirming_ends_the_dry_run(tmp_path: Path) -> None:
    """Decisions are held back and what changes in meaning is named; `qbitrr config confirm` beside the running program ends that."""
    with ExitStack() as stack:
        processes = Processes(stack, tmp_path)
        port, qbit, arr, stopped = outside(processes)
        file = tmp_path / "config.toml"
        file.write_text(FILE.format(port=port, arr=arr.url))
        before = file.read_text()
        _, program = processes.supervisor(free_port())
        wait_until("every loop alive", program.all_alive)

        def acts(result: str) -> set[str]:
            return {
                each["act"] for each in program.get("/api/activity?limit=200")["entries"] if each["result"] == result
            }

        wait_until("a decision is held back", lambda: "resume" in acts("held"))
        said = "\n".join(program.get("/api/attention")["problems"])
        assert program.get("/api/status")["dryRun"]
        for what in (
            "is held on",
            "is read as [qBit]",
            "is read as WebUI.Token",
            "stalled downloads are never removed",
        ):
            assert what in said
        assert qbit.torrent(stopped)["state"] == "stoppedDL"
        changing = [each for each in arr.get("requests") if each["method"] != "GET"]
        assert changing == []
        assert file.read_text() == before

        command = [sys.executable, "-m", "qbitrr", "config", "confirm", "--yes", str(file)]
        subprocess.run(command, check=True, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True)
        assert "[qBit]             # the nas" in file.read_text()
        wait_until("it acts", lambda: not program.get("/api/status")["dryRun"])
        wait_until("what is complete is imported", lambda: "import" in acts("done"))
        assert "is held on" not in "\n".join(program.get("/api/attention")["problems"])


PLAIN_FILE = (
    opening("LoopSleepTimer = 1", "SearchLoopDelay = 1")
    + qbit_section("{port}")
    + arr_section("Radarr-X", "{arr}", "radarr")
    + """\
[Radarr-X.EntrySearch]
SearchMissing = true
[Radarr-X.Torrent]
IgnoreTorrentsYoungerThan = 1
StalledDelay = -1
"""
)


def put_on_hold(folder: Path) -> None:
    """As an earlier run left it: everything, for a long time."""
    (folder / "db").mkdir(parents=True)
    database = Database(folder / "db" / "supervisor.db", "facts", SCHEMA, reactor=Clock(), run=immediately)
    database.open()
    database.run(save_hold, HoldOrder(scope="all", since=0.0, until=4e9, reason="disks move"))
    database.close()


def test_nothing_is_changed_until_it_ends(tmp_path: Path) -> None:
    """A hold of an earlier run: what is wanted is journaled as held, no changing request is sent; ended, everything is done."""
    with ExitStack() as stack:
        processes = Processes(stack, tmp_path)
        port, qbit, arr, stopped = outside(processes)
        categories = qbit.get("torrents/categories")
        (tmp_path / "config.toml").write_text(PLAIN_FILE.format(port=port, arr=arr.url))
        put_on_hold(tmp_path)
        _, program = processes.supervisor(free_port())
        wait_until("every loop alive", program.all_alive)

        def acts(result: str) -> set[str]:
            entries = program.get("/api/activity?limit=200")["entries"]
            return {each["act"] for each in entries if each["result"] == result}

        wait_until("what is wanted is held back", lambda: {"resume", "import", "removal"} <= acts("held"))
        assert [each["scope"] for each in program.get("/api/hold")["holds"]] == ["all"]
        assert any("disks move" in each for each in program.get("/api/status")["problems"])
        assert acts("done") == set()
        assert [each for each in arr.get("requests") if each["method"] != "GET"] == []
        assert qbit.get("torrents/categories") == categories
        assert qbit.torrent(stopped)["state"] == "stoppedDL"

        program.delete("/api/hold")
        wait_until("what waited is done", lambda: {"search", "blocklist", "removal", "quarantine"} <= acts("done"))
        assert program.get("/api/hold")["holds"] == []
