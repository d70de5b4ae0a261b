"""A program at a terminal, and a person who reads what it says before answering."""

import contextlib
import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.e2e.starting import ROOT

__all__ = ["AtATerminal"]

# The terminal becomes the controlling one: passwords are read from that, and Ctrl-C comes from it.
_TAKE_IT = "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.argv[1], sys.argv[1:])"
_PATIENCE_SECONDS = 60.0
_PRESSED_EVERY_SECONDS = 3.0


class AtATerminal:
    """`python *arguments*` in *folder*. What it shows, echoes of what is typed included, is in `seen`. Ends with `close`."""

    def __init__(self, arguments: Sequence[str], folder: Path) -> None:
        self.seen = ""
        self._told = 0
        self._terminal, theirs = pty.openpty()
        environment = {name: value for name, value in os.environ.items() if not name.startswith("QBITRR_")}
        self._process = subprocess.Popen(
            [sys.executable, "-S", "-c", _TAKE_IT, sys.executable, "-u", *arguments],
            stdin=theirs, stdout=theirs, stderr=theirs, cwd=folder, start_new_session=True,
            env={**environment, "PYTHONPATH": str(ROOT), "TERM": "dumb"},
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # ignored where tests run in the background
        )  # fmt: skip
        os.close(theirs)

    def answer(self, question: str, line: str) -> None:
        """Wait until it asks *question*, then type *line*."""
        self.read_until(question)
        os.write(self._terminal, f"{line}\n".encode())

    def interrupt(self, question: str, words: str) -> None:
        """
        Wait until it asks *question*, then press Ctrl-C until it says *words*: between showing a prompt and waiting for a line Python does
        not look whether it was pressed.
        """
        self.read_until(question)
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while words not in self.seen[self._told :]:
            if time.monotonic() > deadline:
                raise AssertionError(f"never said: {words!r}; it said: {self.seen[self._told :]!r}")
            os.write(self._terminal, b"\x03")
            pressed = time.monotonic()
            while words not in self.seen[self._told :] and self._read(
                pressed + _PRESSED_EVERY_SECONDS - time.monotonic()
            ):
                pass

    def read_until(self, words: str) -> None:
        """Wait until it says *words*, after what was read so far."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while (at := self.seen.find(words, self._told)) < 0:
            if not self._read(deadline - time.monotonic()):
                raise AssertionError(f"never said: {words!r}; it said: {self.seen[self._told :]!r}")
        self._told = at + len(words)

    def end(self) -> int:
        """The exit status, once it has ended by itself."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while self._read(deadline - time.monotonic()):
            pass
        return self._process.wait(_PATIENCE_SECONDS)

    def close(self) -> None:
        """End it if it has not ended."""
        if self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(5)
        os.close(self._terminal)

    def _read(self, seconds: float) -> bool:
        """Whether there was more."""
        ready, _, _ = select.select([self._terminal], [], [], max(0.0, seconds))
        try:
            data = os.read(self._terminal, 65536) if ready else b""
        except OSError:  # nobody has it open any more
            data = b""
        self.seen += data.decode(errors="replace").replace("\r\n", "\n")
        return bool(data)
