"""
Asking ffprobe about a file: in a process of its own, which is ended when it takes too long.
"""

import os
import shutil
from pathlib import Path
from typing import Any

from attrs import frozen
from twisted.internet.defer import Deferred
from twisted.internet.error import ProcessDone, ProcessExitedAlready
from twisted.internet.protocol import ProcessProtocol
from twisted.python.failure import Failure

from qbitrr.errors import NotReady
from qbitrr.reactors import IProcessReactor

__all__ = ["ARGUMENTS", "Ffprobe", "ProbeEnd", "find_ffprobe"]

PATIENCE_SECONDS = 60.0
_MOST_BYTES = 256 * 1024
# An index in the file may name other files and addresses: only files are opened.
ARGUMENTS = (
    *("-v", "error", "-protocol_whitelist", "file", "-print_format", "json"),
    *(
        "-show_entries",
        "stream=codec_type,width,sample_rate:stream_disposition=attached_pic:format=format_name,duration",
    ),
)


def find_ffprobe(data_folder: str) -> str:
    """The one in the data folder, else the one of the machine; empty when there is none. Blocks."""
    own = Path(data_folder) / "ffprobe"
    if own.is_file() and os.access(own, os.X_OK):
        return str(own)
    return shutil.which("ffprobe") or ""


@frozen
class ProbeEnd:
    """How it ended by itself: its exit code, its answer, and what it said of trouble."""

    code: int
    answer: bytes
    trouble: str


class Ffprobe(ProcessProtocol):
    """
    One question to the program *command*. *ended* fires with its end; it fails with `NotReady` when it took too long or was ended by
    somebody, and cancelling it ends the process. Its end is not waited for then: a hanging disk may hold it.
    """

    def __init__(self, reactor: IProcessReactor, command: str, path: str, seconds: float = PATIENCE_SECONDS) -> None:
        self.ended: Deferred[ProbeEnd] = Deferred(lambda _: self._kill())
        self._answer = bytearray()
        self._trouble = bytearray()
        self._process: Any = None
        self._timer = reactor.callLater(seconds, self._late, seconds)
        try:
            environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}
            arguments = [command, *ARGUMENTS, f"file:{path}"]
            self._process = reactor.spawnProcess(self, command, arguments, env=environment)
        except BaseException:
            self._timer.cancel()
            raise
        self._process.closeStdin()

    def outReceived(self, data: bytes) -> None:
        """A piece of its answer."""
        self._answer += data
        if len(self._answer) > _MOST_BYTES:
            self._kill()

    def errReceived(self, data: bytes) -> None:
        """A piece of what it says of trouble; the last counts."""
        self._trouble = (self._trouble + data)[-2000:]

    def processEnded(self, reason: Failure) -> None:
        """It is over."""
        if self._timer.active():
            self._timer.cancel()
        if self.ended.called:
            return
        code = 0 if reason.check(ProcessDone) else getattr(reason.value, "exitCode", None)
        if code is None:  # some releases crash at some files: that says nothing of the file
            signal = getattr(reason.value, "signal", None)
            self.ended.errback(NotReady(f"ffprobe crashed or was ended (signal {signal})"))
            return
        self.ended.callback(ProbeEnd(code, bytes(self._answer), self._trouble.decode(errors="replace")))

    def _late(self, seconds: float) -> None:
        self._kill()
        if not self.ended.called:
            self.ended.errback(NotReady(f"ffprobe did not answer within {seconds:g} s"))

    def _kill(self) -> None:
        if self._timer.active():
            self._timer.cancel()
        if self._process is not None:
            try:
                self._process.signalProcess("KILL")
            except ProcessExitedAlready:
                return
