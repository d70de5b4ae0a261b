"""
The programs of a storm, from the test's side.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec

from tests.storm.auditing.observed import Observed

__all__ = ["QUARANTINE", "Programs"]

ROOT = Path(__file__).resolve().parent.parent.parent
QUARANTINE = "qbitrr-quarantine"


class Programs:
    """Starts the programs and speaks to them. `do` raises `RuntimeError` with what went wrong over there."""

    def __init__(self, log: Path) -> None:
        with log.open("ab") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-u", "-m", "tests.storm.outside"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=errors, cwd=ROOT,
            )  # fmt: skip
        self.ports: dict[str, int] = self.do("ports")

    def do(self, operation: str, **arguments: Any) -> Any:
        """The answer to an operation of `tests.storm.outside.Outside`, as JSON says it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([operation, arguments]).encode() + b"\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the programs have ended with {self._process.wait()}")
        answer = json.loads(line)
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer["ok"]

    def observed(self) -> Observed:
        """All they saw so far."""
        return msgspec.convert(self.do("observed"), Observed)

    def close(self) -> None:
        """End them."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()
