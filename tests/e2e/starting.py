"""Processes of the tests that need no stage: any program of ours, and the supervisor, each ending with its test."""

import sys
from contextlib import ExitStack
from pathlib import Path

from tests.e2e.outside import Program
from tests.real.processes import Leashed

__all__ = ["ROOT", "TWISTD", "Processes"]

ROOT = Path(__file__).resolve().parents[2]
TWISTD = "import sys; from twisted.scripts.twistd import run; sys.argv[0] = 'twistd'; run()"


class Processes:
    """Starts them; *folder* holds the configuration and what each wrote (`NAME.log`), *stack* ends them."""

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        self.folder = folder
        self._stack = stack

    def start(self, name: str, *arguments: str) -> Leashed:
        """`python *arguments*`."""
        command = [sys.executable, "-u", *arguments]
        process = Leashed(command, self.folder / f"{name}.log", {"PYTHONPATH": str(ROOT)})
        self._stack.callback(process.stop)
        return process

    def log(self, name: str) -> str:
        """What one of them wrote so far."""
        return (self.folder / f"{name}.log").read_text()

    def supervisor(self, port: int, token: str = "t") -> tuple[Leashed, Program]:
        """`twistd qbitrr`, its API at *port*."""
        process = self.start(
            "program", "-c", TWISTD, "--nodaemon", "--pidfile=", "qbitrr", "--data", str(self.folder),
            "--listen", f"tcp:{port}:interface=127.0.0.1",
        )  # fmt: skip
        return process, Program(f"http://127.0.0.1:{port}", token)
