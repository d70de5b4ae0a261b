"""`qbitrr run`."""

import json
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.cli.case import ENV, CommandCase


class NoStartTests(CommandCase):
    """`qbitrr run` with nothing to start from: one message, status 1."""

    def test_missing_file(self) -> None:
        """A configuration that is named must be there."""
        status, _, err = self.run_it("run", "--config", "/nowhere/config.toml", "--data", str(self.place()))
        self.assertEqual((1, "qbitrr: /nowhere/config.toml: No such file or directory"), (status, err))

    def test_no_toml(self) -> None:
        """A configuration that is no TOML is named with line and remedy."""
        path = self.place()
        path.write_text("[Settings]\nConsoleLevel = True\n")
        status, _, err = self.run_it("run", "--config", str(path), "--data", str(self.place()))
        self.assertEqual(1, status)
        self.assertIn("line 2", err)
        self.assertIn("small letters", err)

    def test_folder_that_cannot_be(self) -> None:
        """A data folder that cannot be made is named."""
        file = self.place()
        file.write_text("no folder")
        status, _, err = self.run_it("run", "--data", str(file / "data"))
        self.assertEqual(1, status)
        self.assertIn(str(file), err)


def health(port: int, process: "subprocess.Popen[bytes]") -> dict[str, object]:
    """What `/health` answers as soon as it does."""
    until = time.monotonic() + 120
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=30) as answer:
                return json.load(answer)
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.05)
    raise AssertionError(f"no answer; ended with {process.poll()}")


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@pytest.mark.e2e
def test_run(tmp_path: Path) -> None:
    """`qbitrr run` serves where `--listen` says, logs as `--log-level` says, keeps everything in `--data`, and stops on SIGTERM."""
    port, data = free_port(), tmp_path / "the data"
    with (tmp_path / "output").open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "qbitrr", "run", "--data", str(data), "--log-level", "warning",
             "--listen", f"tcp:{port}:interface=127.0.0.1"],
            stdout=output, stderr=subprocess.STDOUT, env=ENV, cwd=tmp_path,
        )  # fmt: skip
    try:
        assert health(port, process)
        process.terminate()
        assert process.wait(5) == -signal.SIGTERM
    finally:
        process.kill()
        process.wait()
    assert (data / "config.toml").exists()
    assert (data / "db" / "supervisor.db").exists()
    said = (tmp_path / "output").read_text()
    assert "INFO" not in said
    assert "Traceback" not in said
    assert not (tmp_path / ".config").exists()
