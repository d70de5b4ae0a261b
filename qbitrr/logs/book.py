"""
The log book of the supervisor: takes every record, its own and its children's, and writes it where it belongs.

    All.log          everything
    Main.log         the supervisor
    WebUI.log        the HTTP service
    <Section>.log    one per Arr, client with managed categories, policy
"""

import atexit
import re
import threading
from pathlib import Path
from typing import TextIO

from twisted.logger import ILogObserver, LogEvent, formatEvent
from zope.interface import implementer

from qbitrr.logs.files import KEPT, MOST_BYTES
from qbitrr.logs.levels import level_of, normal_level, number_of
from qbitrr.logs.lines import record_text, tame
from qbitrr.logs.rotated import LogLine, RotatedLogs
from qbitrr.logs.writer import LogWriter
from qbitrr.redaction import Redactor
from qbitrr.wire.messages import Log

__all__ = ["LogBook", "file_name"]

_WEB = ("qbitrr.web", "klein", "twisted.web.http", "twisted.web.server")
_ODD = re.compile(r"[^A-Za-z0-9_.-]")
_LONGEST_NAME = 120
_LAST_WORDS_SECONDS = 1.0
_HUNG = "the disk does not answer"


def file_name(section: str) -> str:
    """The log file of a section; what is no letter (ASCII), digit, `_`, `.` or `-` becomes `_`."""
    return f"{_ODD.sub('_', section)[:_LONGEST_NAME] or '_'}.log"


@implementer(ILogObserver)
class LogBook:
    """
    An observer for `twisted.logger`, and the place where records of children arrive.

    *folder* is where files go, None for no files; *console* a text stream that gets the same lines. Give it the real one
    (`sys.__stdout__`): Twisted replaces `sys.stdout` by one that logs. Calls may come from any thread. Nothing here raises, and after
    `hold_back` nothing waits for the disk: what could not be written is counted in `lost`, told once per outage on the console and in
    `trouble`, and noted in the file as soon as it takes lines again.

    A record of the supervisor that carries `log_section="Radarr-4K"` goes to that section's file instead of `Main.log`.
    """

    def __init__(
        self,
        folder: Path | None,
        *,
        level: str = "INFO",
        redactor: Redactor | None = None,
        console: TextIO | None = None,
        most_bytes: int = MOST_BYTES,
        kept: int = KEPT,
        writer: LogWriter | None = None,
    ) -> None:
        self.folder = folder
        self.redactor = redactor or Redactor()
        self._console = console
        self._unprinted = 0
        self._files = RotatedLogs(self._complain, most_bytes=most_bytes, kept=kept)
        self._writer = writer or LogWriter(self._files.take)
        self._missing: dict[str, int] = {}
        # Re-entrant: a stream or a __str__ that logs while we write must not stop the program for good.
        self._lock = threading.RLock()
        self._console_lock = threading.RLock()
        self._level = normal_level(level) or "INFO"
        self._threshold = number_of(self._level)

    @property
    def lost(self) -> int:
        """How many times a record could not be written, in each of its files and on the console."""
        return self._files.lost + self._unprinted

    @property
    def trouble(self) -> str:
        """Which files cannot be written or rotated at the moment and why; empty when all is well."""
        if self._writer.is_hung:
            return f"Log files cannot be written: {_HUNG} ({self.folder})"
        return self._files.trouble

    @property
    def level(self) -> str:
        """The level from which on records are written."""
        return self._level

    def set_level(self, level: str) -> str:
        """From now on write records from *level* on (any case); answers its normal name. ValueError if it is none."""
        name = normal_level(level)
        if name is None:
            raise ValueError(f"{level!r} is no log level")
        self._level, self._threshold = name, number_of(name)
        return name

    def write_to(self, folder: Path | None) -> None:
        """From now on write files in *folder*, None for no files."""
        self.close()
        self.folder = folder

    def __call__(self, event: LogEvent) -> None:
        """Write a record of this process."""
        level = level_of(event)
        if number_of(level) < self._threshold:
            return
        name = str(event.get("log_namespace") or "qbitrr")
        self._record(_target(event, name), float(event.get("log_time") or 0.0), level, name, _words(event))

    def child(self, section: str, message: Log) -> None:
        """Write a record of the child of *section*."""
        if number_of(message.level) < self._threshold:
            return
        speaker = message.namespace.rpartition(".")[2]
        name = f"qbitrr.{section}.{speaker}" if speaker else f"qbitrr.{section}"
        self._record(file_name(section), message.at, message.level, name, message.text)

    def output(self, section: str, line: str, at: float, *, level: str = "ERROR") -> None:
        """Write a line a child printed to its standard output or error at *at* (seconds since the epoch)."""
        self.child(section, Log(at=at, level=level, text=line))

    def hold_back(self) -> None:
        """
        From now on write files only after `write_beside`, or at the end if that comes first: what is said before the process is the one
        that goes on must not wait for the disk either.
        """
        self._writer.hold()
        atexit.register(self.flush)

    def write_beside(self) -> None:
        """Write files in a thread, so that a disk that hangs holds up nobody. To be called in the process that goes on."""
        self._writer.begin()

    def flush(self) -> None:
        """Have the last words written, if the disk takes them within a second. Blocks."""
        self._writer.flush(_LAST_WORDS_SECONDS)

    def close(self) -> None:
        """Close the files, when what was said is written. A later record opens its file again."""
        self._writer.put(None)

    def _record(self, target: str, at: float, level: str, name: str, text: str) -> None:
        line = record_text(at, level, tame(name), self.redactor(tame(text)))
        encoded = line.encode("utf-8", "backslashreplace")
        with self._lock:
            if self.folder is not None:
                self._hand_over(LogLine(self.folder, ("All.log", target), encoded, at))
            self._print(line)

    def _hand_over(self, record: LogLine) -> None:
        """Have *record* written, after a word about those that were not."""
        for name, count in tuple(self._missing.items()):
            note = record_text(record.at, "WARNING", "qbitrr.logs", f"{count} records are missing here: {_HUNG}")
            if not self._writer.put(LogLine(record.folder, (name,), note.encode(), record.at)):
                break
            del self._missing[name]
        if self._missing or not self._writer.put(record):
            for name in record.names:
                self._missing[name] = self._missing.get(name, 0) + 1
            self._files.give_up(record.names, _HUNG)

    def _complain(self, trouble: str) -> None:
        self._print(f"qbitrr: {tame(trouble)}\n")

    def _print(self, line: str) -> None:
        with self._console_lock:
            console = self._console
            if console is None:
                return
            try:
                try:
                    console.write(line)
                except UnicodeError:  # a terminal that cannot spell a character gets it spelled out
                    console.write(line.encode("ascii", "backslashreplace").decode("ascii"))
                console.flush()
            except (OSError, ValueError):
                # A closed terminal or pipe: the files go on, and there is nobody to tell.
                self._console = None
                self._unprinted += 1


def _target(event: LogEvent, name: str) -> str:
    section = event.get("log_section")
    if section:
        return file_name(str(section))
    return "WebUI.log" if name.startswith(_WEB) else "Main.log"


def _words(event: LogEvent) -> str:
    """The message of *event*, the traceback of its failure below it."""
    text = formatEvent(event)
    failure = event.get("log_failure")
    if failure is None:
        return text
    try:
        trace = failure.getTraceback()
    except Exception as error:  # whatever the exception's own repr() or str() raises
        trace = f"(no traceback: {type(error).__name__})"
    # The end of a traceback says most.
    return f"{text}\n{trace[-24_000:]}"
