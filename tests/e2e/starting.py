"""Processes of the tests that need no stage: any program of ours, and the supervisor, each ending with its test."""

import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from tests.e2e.outside import Program
from tests.real.processes import Leashed

__all__ = ["ROOT", "TWISTD", "Processes"]

ROOT = Path(__file__).resolve().parents[2]
TWISTD = "import sys; from twisted.scripts.twistd import run; sys.argv[0] = 'twistd'; run()"
LIMITED = "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, ({0}, {0})); "


class Processes:
    """Starts them; *folder* holds the configuration and what each wrote (`NAME.log`), *stack* ends them."""

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        self.folder = folder
        self._stack = stack

    def start(self, name: str, *arguments: str, environment: Mapping[str, str] | None = None) -> Leashed:
        """`python *arguments*`, with more in its *environment*."""
        command = [sys.executable, "-u", *arguments]
        process = Leashed(command, self.folder / f"{name}.log", {"PYTHONPATH": str(ROOT), **(environment or {})})
        self._stack.callback(process.stop)
        return process

    def log(self, name: str) -> str:
        """What one of them wrote so far."""
        return (self.folder / f"{name}.log").read_text()

    def inner_pid(self, process: Leashed) -> int:
        """The process itself, which is the child of the leash."""
        return int(Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()[0])

    def supervisor(
        self, port: int, token: str = "t", environment: Mapping[str, str] | None = None, descriptors: int = 0
    ) -> tuple[Leashed, Program]:
        """`twistd qbitrr`, its API at *port*; it may have so many *descriptors* open (0: as many as we)."""
        bounded = LIMITED.format(descriptors) if descriptors else ""
        process = self.start(
            "program", "-c", bounded + TWISTD, "--nodaemon", "--pidfile=", "qbitrr", "--data", str(self.folder),
            "--listen", f"tcp:{port}:interface=127.0.0.1", environment=environment,
        )  # fmt: skip
        return process, Program(f"http://127.0.0.1:{port}", token)
