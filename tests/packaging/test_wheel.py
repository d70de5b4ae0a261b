"""What is built, and what of it works where it is installed."""

import importlib.metadata
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from qbitrr._version import __version__

ROOT = Path(__file__).resolve().parent.parent.parent
TWISTD = ["-c", "from twisted.scripts.twistd import run; run()"]
PATIENCE_SECONDS = 600
"""After which something counts as hung: no statement about speed."""
OURS_FROM_OUTSIDE = {"PYTHONPATH", "PYTHONSAFEPATH"}

pytestmark = pytest.mark.e2e


def environment(**more: str) -> dict[str, str]:
    """Ours, without what would let the checkout be found."""
    kept = {key: value for key, value in os.environ.items() if key not in OURS_FROM_OUTSIDE}
    return {key: value for key, value in kept.items() if not key.startswith("QBITRR_")} | more


def run(*command: str, cwd: Path, status: int = 0) -> str:
    """The output of a command that ends with *status*."""
    ended = subprocess.run(
        command, cwd=cwd, env=environment(), capture_output=True, text=True, timeout=PATIENCE_SECONDS
    )
    assert ended.returncode == status, ended.stdout + ended.stderr
    return ended.stdout


def can_build() -> bool:
    """Whether the running interpreter has what the build needs; otherwise it is fetched."""
    try:
        return int(importlib.metadata.version("setuptools").partition(".")[0]) >= 77
    except importlib.metadata.PackageNotFoundError:
        return False


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of the checkout: nothing of earlier builds gets in, and nothing is left behind."""
    folder = tmp_path_factory.mktemp("build")
    unneeded = shutil.ignore_patterns(
        ".*", "build", "dist", "__pycache__", "*.egg-info", "node_modules", "_trial_temp*"
    )
    shutil.copytree(ROOT, folder / "checkout", ignore=unneeded)
    isolation = ["--no-build-isolation"] if can_build() else []
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--no-deps", *isolation]
    run(*pip, "--wheel-dir", str(folder / "dist"), str(folder / "checkout"), cwd=folder)
    (built,) = (folder / "dist").iterdir()
    return built


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """An interpreter that has the wheel installed, and sees the libraries of the running one."""
    folder = tmp_path_factory.mktemp("an environment")
    run(sys.executable, "-m", "venv", "--without-pip", str(folder), cwd=folder)
    new = str(folder / "bin" / "python")
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "--python",
        new,
        "install",
        "--no-deps",
        "--no-index",
    ]
    run(*pip, str(wheel), cwd=folder)
    (site,) = (folder / "lib").glob("python*/site-packages")
    # Only now: pip must not see what is installed there.
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return new


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A working directory with a blank in its name and nothing in it."""
    folder = tmp_path / "else where"
    folder.mkdir()
    return folder


@pytest.fixture
def port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


class Started:
    """A process of the installed program with its output in a file; its `address` is that of its API."""

    def __init__(self, command: list[str], cwd: Path, address: str = "", **env: str) -> None:
        self.log = cwd / "output"
        self.address = address
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                command,
                cwd=cwd,
                env=environment(**env),
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                # Where tests run in the background it is ignored, and would be here.
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            )

    def get(self, path: str) -> Any:
        try:
            with urllib.request.urlopen(self.address + path, timeout=30) as answer:
                return json.load(answer)
        except (urllib.error.URLError, ConnectionError, ValueError):
            return None

    def wait_for(self, path: str, enough: Callable[[Any], object] = bool) -> Any:
        """The first answer that is *enough*."""
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until and self.process.poll() is None:
            if found := re.search(r"^(http://\S+)/ui ", self.log.read_text(), re.MULTILINE):
                self.address = found[1]
            answer = self.get(path) if self.address else None
            if answer and enough(answer):
                return answer
            time.sleep(0.1)
        raise AssertionError(f"no answer; ended with {self.process.poll()}\n{self.log.read_text()}")

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_SECONDS)


@pytest.fixture
def started() -> Iterator[list[Started]]:
    running: list[Started] = []
    yield running
    for each in running:
        if each.process.poll() is None:
            os.killpg(each.process.pid, signal.SIGKILL)
            each.process.wait(PATIENCE_SECONDS)


def test_contents(wheel: Path) -> None:
    """The wheel holds every module and data file of the package, the plugin, and nothing else."""
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    checkout = wheel.parent.parent / "checkout"
    shipped = {".py", ".json", ".toml", ".txt", ".typed"}
    expected = {
        str(path.relative_to(checkout)) for path in (checkout / "qbitrr").rglob("*")
        if path.suffix in shipped and not {"newsfragments", "ui"} & set(path.parts)
    }  # fmt: skip
    page = {str(path.relative_to(checkout)) for path in (checkout / "qbitrr/web/static").rglob("*") if path.is_file()}
    assert names == expected | page | {"twisted/plugins/qbitrr_plugin.py"}
    assert "qbitrr/web/static/index.html" in names
    assert "qbitrr/testing/arr/model/tables.json" in names
    assert "qbitrr/testing/qbittorrent/model/preferences.json" in names


def test_metadata(wheel: Path) -> None:
    """Version, command and requirements are declared; those of development are not needed to run it."""
    with zipfile.ZipFile(wheel) as archive:
        read = {
            name.rpartition("/")[2]: archive.read(name).decode() for name in archive.namelist() if ".dist-info/" in name
        }
    assert f"\nVersion: {__version__}\n" in read["METADATA"]
    assert "qbitrr = qbitrr.cli.main:main" in read["entry_points.txt"]
    needed = [
        line for line in read["METADATA"].splitlines() if line.startswith("Requires-Dist:") and "extra ==" not in line
    ]
    assert any("twisted" in line.lower() for line in needed)
    assert not any("pytest" in line or "ruff" in line for line in needed)


def test_command(python: str, elsewhere: Path) -> None:
    """The `qbitrr` command is the installed one and works."""
    command = str(Path(python).with_name("qbitrr"))
    assert run(command, "--version", cwd=elsewhere) == f"qbitrr {__version__}\n"
    where = run(python, "-c", "import qbitrr; print(qbitrr.__file__)", cwd=elsewhere)
    assert Path(where).is_relative_to(Path(python).parent.parent)
    (elsewhere / "config.toml").write_text("[Settings]\nSchemaVersion = 1\nLoopSleepTimer = 'soon'\n")
    assert "LoopSleepTimer" in run(command, "config", "check", "config.toml", cwd=elsewhere, status=1)


def test_twistd_knows_it(python: str, elsewhere: Path) -> None:
    """`twistd --help` lists the plugin."""
    assert re.search(r"^ +qbitrr +Supervises", run(python, *TWISTD, "--help", cwd=elsewhere), re.MULTILINE)


def test_twistd_runs_it(python: str, elsewhere: Path, port: int, started: list[Started]) -> None:
    """`twistd -n qbitrr` begins without a configuration, answers, and stops on SIGTERM."""
    listen = ["--listen", f"tcp:{port}:interface=127.0.0.1"]
    command = [python, *TWISTD, "-n", "--pidfile=", "qbitrr", "--data", "the data", *listen]
    started.append(Started(command, elsewhere, f"http://127.0.0.1:{port}"))
    assert started[0].wait_for("/health")
    assert started[0].end(signal.SIGTERM) == -signal.SIGTERM
    assert (elsewhere / "the data" / "config.toml").exists()
    assert "Traceback" not in started[0].log.read_text()


def test_demo(python: str, elsewhere: Path, started: list[Started]) -> None:
    """The installed command shows its demonstration, too: the simulated programs are in the wheel."""
    temporary = elsewhere / "temporary"
    temporary.mkdir()
    command = [str(Path(python).with_name("qbitrr")), "demo", "--port", "0"]
    started.append(Started(command, elsewhere, TMPDIR=str(temporary)))
    started[0].wait_for("/api/activity", lambda answer: answer["entries"])
    assert started[0].end(signal.SIGINT) == -signal.SIGINT
    assert list(temporary.iterdir()) == []
