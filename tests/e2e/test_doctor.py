"""`qbitrr doctor` as a process, over simulated programs on one disk."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest

from tests.cli.case import ENV
from tests.e2e.outside import Program, Qbit, wait_until
from tests.e2e.sections import arr_section, opening, qbit_section
from tests.e2e.starting import Processes
from tests.real.processes import free_port, wait_for_http

pytestmark = pytest.mark.e2e

KEY = "0123456789abcdef0123456789abcdef"


class SetUp:
    """A client with finished torrents, a Radarr, and a configuration for both."""

    def __init__(self, processes: Processes) -> None:
        self.processes = processes
        self.folder = processes.folder
        for name in ("downloads", "films"):
            (self.folder / name).mkdir()
        port = free_port()
        process = processes.start(
            "qbit", "-m", "qbitrr.testing.qbittorrent", "--port", str(port), "--torrents", "4", "--write-files",
            "--save-path", str(self.folder / "downloads"), "--categories", "radarr",
        )  # fmt: skip
        wait_for_http(process, port)
        self.qbit = Qbit(f"http://127.0.0.1:{port}", "admin", "adminadmin")
        self.arr = processes.start(
            "arr", "-m", "qbitrr.testing.arr", "--kind", "radarr", "--api-key", KEY, "--check-paths", "--category", "radarr",
            "--qbit", f"http://admin:adminadmin@127.0.0.1:{port}", "--root", str(self.folder / "films"),
        )  # fmt: skip
        found = wait_until("the Arr", lambda: re.search(r"listening on (http\S+)", processes.log("arr")))
        self.qbit.post("app/setPreferences", json='{"max_ratio_act": 3}')
        self.write(port, found.group(1))

    def action_at_limit(self) -> int:
        """What the client does at share limits: 3 removes with files, 0 stops."""
        return int(self.qbit.get("app/preferences")["max_ratio_act"])

    def write(self, port: int, arr: str) -> None:
        (self.folder / "config.toml").write_text(
            opening("DryRun = true")
            + qbit_section(port)
            + '[[qBit.Trackers]]\nURI = "http://tracker0.example/announce"\nHitAndRunMode = "and"\nMinSeedRatio = 5.0\n'
            + arr_section("Radarr-X", arr, "radarr", key=KEY)
        )

    def doctor(self, *arguments: str, answers: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "qbitrr", "doctor", "--data", str(self.folder), *arguments]
        return subprocess.run(
            command, input=answers, capture_output=True, text=True, timeout=120, env=ENV, cwd=self.folder, check=False
        )  # fmt: skip


@pytest.fixture
def set_up(tmp_path: Path) -> Iterator[SetUp]:
    """Ends every process of a test."""
    with ExitStack() as stack:
        yield SetUp(Processes(stack, tmp_path))


def test_found_refused_and_fixed(set_up: SetUp) -> None:
    """Faults are found and named with their remedies; nothing happens without a yes, what was agreed to is done and seen to be."""
    first = set_up.doctor()
    assert first.returncode == 1, first.stdout + first.stderr
    assert "“Remove Completed” and “Remove Failed”" in first.stdout
    assert "It would remove torrents that reach a share limit" in first.stdout
    assert f"It sees “{set_up.folder}/downloads/" in first.stdout
    assert "ERROR" not in first.stdout
    assert first.stderr == ""
    assert "2 of these can be fixed now" in first.stdout

    assert set_up.doctor("--fix", answers="n\n").returncode == 1
    assert set_up.action_at_limit() == 3

    fixed = set_up.doctor("--fix", "--yes")
    assert fixed.returncode == 0, fixed.stdout + fixed.stderr
    assert fixed.stderr.count("done: ") == 2
    assert set_up.action_at_limit() == 0

    last = set_up.doctor("--json")
    report = json.loads(last.stdout)
    assert (last.returncode, report["problems"]) == (0, False)
    assert {each["grade"] for each in report["findings"]} <= {"ok", "hint"}
    assert KEY not in first.stdout + last.stdout
    assert "adminadmin" not in first.stdout + last.stdout


def test_agreed_at_the_terminal(set_up: SetUp) -> None:
    """A yes is read as one."""
    fixed = set_up.doctor("--fix", answers="y\n")
    assert "[y/N]" in fixed.stdout
    assert fixed.stderr.count("done: ") == 1
    assert set_up.action_at_limit() == 0


def test_while_the_program_runs(set_up: SetUp) -> None:
    """What deletes under an open duty stands under attention until it is fixed; the API examines, offers and fixes the same."""
    set_up.qbit.post("app/setPreferences", json='{"max_ratio_enabled": true, "max_ratio": 9}')
    _, program = set_up.processes.supervisor(free_port())
    wait_until("every loop lives", program.all_alive)
    (problem,) = wait_until("attention is drawn", lambda: limits_in(program))
    assert "of which a duty is open" in problem
    assert program.get("/api/doctor") == {"report": None}

    report = program.post("/api/doctor")["report"]
    assert program.get("/api/doctor")["report"] == report
    (finding,) = [each for each in report["findings"] if each["check"] == "share-limits"]
    assert (finding["grade"], finding["where"]) == ("error", "qBit")
    assert f"[qBit] {finding['sentence']} {finding['remedy']}" == problem
    assert "unknown" not in {each["grade"] for each in report["findings"]}

    answer = program.post("/api/doctor/fix", {"id": finding["fix"]["id"]})
    assert answer["done"], answer["why"]
    assert set_up.action_at_limit() == 0
    wait_until("attention is drawn no more", lambda: not limits_in(program))
    assert program.get("/api/status")["qbit"]["alive"]


def limits_in(program: Program) -> list[str]:
    """What attention says about share limits."""
    return [each for each in program.get("/api/attention")["problems"] if "share limit" in each]


def test_interrupted(set_up: SetUp) -> None:
    """A signal ends it at once, while programs keep it waiting; it complains of nothing."""
    for child in psutil.Process(set_up.arr.pid).children():
        child.suspend()
    command = [sys.executable, "-m", "qbitrr", "doctor", "--data", str(set_up.folder)]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENV,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # ignored where tests run in the background
    )  # fmt: skip
    try:
        seen = psutil.Process(process.pid)
        wait_until("it asks", lambda: [each for each in seen.net_connections() if each.status == "ESTABLISHED"])
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    finally:
        process.kill()
        process.communicate()
        for child in psutil.Process(set_up.arr.pid).children():
            child.resume()
    assert (process.returncode, out, err) == (1, "", "")


def test_without_configuration(tmp_path: Path) -> None:
    """One clear message; wrong usage has a status of its own."""
    command = [sys.executable, "-m", "qbitrr", "doctor", "--data", str(tmp_path)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, env=ENV, check=False)
    assert ended.returncode == 1
    assert ended.stderr == f"qbitrr: {tmp_path}/config.toml: No such file or directory\n"
    wrong = subprocess.run([*command, "--yes"], capture_output=True, text=True, timeout=60, env=ENV, check=False)
    assert wrong.returncode == 2
