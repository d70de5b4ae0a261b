"""Processes of tests that are never left behind."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

__all__ = ["Leashed", "free_port", "wait_for_http"]


def free_port() -> int:
    """A port on 127.0.0.1 that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Leashed:
    """A command that dies with us, however we end. Its output goes to the file *log*."""

    def __init__(self, command: Sequence[str], log: Path, environment: Mapping[str, str] | None = None) -> None:
        self.log = log
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-S", str(Path(__file__).with_name("leash.py")), *command],
                stdin=subprocess.PIPE, stdout=output, stderr=output, env={**os.environ, **(environment or {})},
                start_new_session=True,
            )  # fmt: skip

    @property
    def pid(self) -> int:
        """The process that holds the leash; the command is its child."""
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether the command has not ended."""
        return self._process.poll() is None

    def stop(self, patience_seconds: float = 15) -> None:
        """Ask the command to end, and kill it if it does not within *patience_seconds*. Harmless to repeat."""
        if self.is_running:
            self._process.terminate()
            try:
                self._process.wait(patience_seconds)
            except subprocess.TimeoutExpired:
                self.kill()
        self._close()

    def kill(self) -> None:
        """End the command and its children at once."""
        if self.is_running:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(5)
        self._close()

    def _close(self) -> None:
        if self._process.stdin is not None:
            self._process.stdin.close()

    def last_words(self) -> str:
        """The end of its output."""
        return self.log.read_text(errors="replace")[-2000:]


def wait_for_http(process: Leashed, port: int, patience_seconds: float = 90) -> None:
    """Return when something answers HTTP on *port*. Raises `RuntimeError` when *process* ends or does not get there."""
    deadline = time.monotonic() + patience_seconds
    while time.monotonic() < deadline:
        if not process.is_running:
            raise RuntimeError(f"it ended at once: {process.last_words()}")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", "/api/v2/app/version")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.05)
        else:
            return
        finally:
            connection.close()
    process.kill()
    raise RuntimeError(f"no answer on port {port} within {patience_seconds:g} s: {process.last_words()}")
