"""The `qbitrr` command."""

import io
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from twisted.trial.unittest import SynchronousTestCase

import qbitrr
from qbitrr._version import __version__
from qbitrr.cli import main

ROOT = str(Path(qbitrr.__file__).parent.parent)
ENV = {key: value for key, value in os.environ.items() if not key.startswith("QBITRR_")} | {"PYTHONPATH": ROOT}

SOUND = """\
[Settings]
SchemaVersion = 1
CompletedDownloadFolder = "/downloads"

[qBit]
Host = "127.0.0.1"
UserName = "admin"
Password = "secret"
"""


class CommandCase(SynchronousTestCase):
    """Runs the command in this process."""

    def place(self) -> Path:
        """A path in a new temporary folder, where nothing is yet."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        return Path(folder.name) / "new"

    def run_it(self, *arguments: str) -> tuple[int, str, str]:
        """Exit status, output and complaints of a command line."""
        out, err = io.StringIO(), io.StringIO()
        self.patch(sys, "stdout", out)
        self.patch(sys, "stderr", err)
        try:
            status = main(arguments)
        except SystemExit as ended:
            if isinstance(ended.code, str):
                return 1, out.getvalue(), ended.code
            return int(ended.code or 0), out.getvalue(), err.getvalue()
        return status, out.getvalue(), err.getvalue()


class UsageTests(CommandCase):
    """What is printed, and the exit status."""

    def test_version(self) -> None:
        """The version, of the command and of each of its commands."""
        for arguments in (["--version"], ["run", "--version"], ["demo", "--version"]):
            self.assertEqual((0, f"qbitrr {__version__}\n", ""), self.run_it(*arguments))

    def test_help(self) -> None:
        """Each command has one usage line and its own options."""
        for command, option in (("run", "--listen="), ("demo", "--seed="), ("config", "check")):
            status, out, _ = self.run_it(command, "--help")
            self.assertEqual(0, status)
            self.assertTrue(out.startswith(f"Usage: qbitrr {command}"), out)
            self.assertEqual(1, out.count("Usage:"))
            self.assertIn(option, out)
            self.assertNotIn("Twisted", out)

    def test_run_has_the_options_of_the_plugin(self) -> None:
        """All of them are there."""
        _, out, _ = self.run_it("run", "--help")
        for option in ("--data=", "--config=", "--listen=", "--log-level="):
            self.assertIn(option, out)

    def test_wrong_usage(self) -> None:
        """Status 2, the help of the command that was meant, and what was wrong in the last line."""
        for arguments, usage, why in (
            ([], "qbitrr run|demo|config", "say what to do"),
            (["nonsense"], "qbitrr run|demo|config", "nonsense"),
            (["run", "--bogus"], "qbitrr run ", "--bogus"),
            (["run", "extra"], "qbitrr run ", "arguments"),
            (["run", "--log-level", "loud"], "qbitrr run ", "CRITICAL, ERROR"),
            (["demo", "--port", "65536"], "qbitrr demo ", "65535"),
            (["demo", "--port", "x"], "qbitrr demo ", "x"),
            (["config"], "qbitrr config check FILE", "say what to do"),
            (["config", "check"], "qbitrr config check FILE", "name one file"),
            (["config", "check", "a", "b"], "qbitrr config check FILE", "name one file"),
        ):
            status, out, err = self.run_it(*arguments)
            self.assertEqual((2, ""), (status, out), arguments)
            self.assertTrue(err.startswith(f"Usage: {usage}"), err)
            self.assertIn(why, err.splitlines()[-1])

    def test_version_is_light(self) -> None:
        """Telling the version loads nothing of the service."""
        code = "import sys; from qbitrr.cli import main\ntry: main(['--version'])\nfinally: print(*sys.modules)"
        answer = subprocess.run([sys.executable, "-c", code], env=ENV, capture_output=True, text=True, timeout=30)
        loaded = answer.stdout.split()
        for heavy in ("klein", "treq", "msgspec", "tomlkit", "peewee", "twisted.internet.reactor", "qbitrr.tap"):
            self.assertNotIn(heavy, loaded)


class ConfigCheckTests(CommandCase):
    """`qbitrr config check`."""

    def file(self, text: str | bytes) -> str:
        path = self.place()
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    def test_sound(self) -> None:
        """Status 0 and a count of nothing."""
        path = self.file(SOUND)
        status, out, err = self.run_it("config", "check", path)
        self.assertEqual((0, ""), (status, err))
        self.assertIn(path, out)
        self.assertIn("qBittorrent: qBit", out)
        self.assertIn("0 errors", out)

    def test_problems(self) -> None:
        """Status 1; key and line are named."""
        status, out, _ = self.run_it("config", "check", self.file(SOUND + "Port = 70000\n"))
        self.assertEqual(1, status)
        self.assertIn("line 9", out)
        self.assertIn("Port", out)
        self.assertIn("1 error,", out)

    def test_no_toml(self) -> None:
        """Status 1 and one message that names file and line."""
        path = self.file("[Settings]\nConsoleLevel = True\n")
        status, out, err = self.run_it("config", "check", path)
        self.assertEqual((1, ""), (status, out))
        self.assertIn(path, err)
        self.assertIn("line 2", err)
        self.assertNotIn("Traceback", err)

    def test_unreadable(self) -> None:
        """Status 1 for what is not there, a folder, and what is not text."""
        folder = self.place()
        folder.mkdir()
        for path, why in (
            ("/nowhere/config.toml", "No such file"),
            (str(folder), "directory"),
            (self.file(b"a = '\xff'"), "UTF-8"),
        ):
            status, out, err = self.run_it("config", "check", path)
            self.assertEqual((1, ""), (status, out))
            self.assertIn(path, err)
            self.assertIn(why, err)

    def test_secret_files(self) -> None:
        """Secrets in files named by the environment are read as they are when the service starts."""
        self.patch(os, "environ", dict(ENV) | {"QBITRR_QBIT_PASSWORD_FILE": "/nowhere/secret"})
        _, out, _ = self.run_it("config", "check", self.file(SOUND))
        self.assertIn("/nowhere/secret", out)


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
