"""
What writes log files beside whoever logs: a thread, so that a disk that hangs holds up nobody.

On a disk that answers a line is in its file a few milliseconds after it was said. What is said faster than it can be written waits, up
to a bound; more than that is refused, and whoever is refused counts it.
"""

import threading
import time
from collections.abc import Callable, Sequence

from qbitrr.logs.rotated import LogLine

__all__ = ["HUNG_SECONDS", "LogWriter"]

HUNG_SECONDS = 5.0
"""A disk that takes longer for what it is given does not answer."""
_MOST_WAITING_BYTES = 8 * 1024 * 1024
_RECORD_BYTES = 300
"""What a record costs beside its text."""
_IDLE_SECONDS = 10.0


class LogWriter:
    """
    Hands records to *take*, in their order: at once before `hold`, in a thread from `begin` on, and between them not at all. *take* gets
    all that wait, None among them for "close the files", and never raises. At most *most_bytes* wait, a last record beyond them included.
    """

    def __init__(
        self,
        take: Callable[[Sequence[LogLine | None]], None],
        *,
        most_bytes: int = _MOST_WAITING_BYTES,
        idle_seconds: float = _IDLE_SECONDS,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._take = take
        self._most_bytes = most_bytes
        self._idle_seconds = idle_seconds
        self._now = now
        self._is_held = self._is_beside = False
        self._waiting: list[LogLine | None] = []
        self._bytes = 0
        self._began: float | None = None
        self._thread: threading.Thread | None = None
        # Its lock is re-entrant: a collector of garbage that logs while we hold it must not stop the program for good.
        self._changed = threading.Condition()

    @property
    def is_hung(self) -> bool:
        """Whether what is being written takes so long that the disk does not answer."""
        began = self._began
        return began is not None and self._now() - began > HUNG_SECONDS

    def hold(self) -> None:
        """From now on keep what is to be written until `begin`."""
        self._is_held = True

    def begin(self) -> None:
        """From now on write in a thread. To be called in the process that goes on: threads do not live through a fork."""
        with self._changed:
            self._is_beside = True
            if self._waiting:
                self._see_to_thread()

    def put(self, record: LogLine | None) -> bool:
        """Have *record* written; false if too much waits already, and it is not."""
        size = _size(record)
        with self._changed:
            if not (self._is_held or self._is_beside):
                self._take((record,))
                return True
            if size and self._bytes >= self._most_bytes:
                return False
            self._waiting.append(record)
            self._bytes += size
            if self._is_beside:
                self._see_to_thread()
            return True

    def flush(self, seconds: float) -> bool:
        """Wait until all is written, what is held back too, so long at most; whether it is. Blocks: for the end of the program."""
        self.begin()
        with self._changed:
            return self._changed.wait_for(lambda: not self._waiting and self._began is None, seconds)

    def _see_to_thread(self) -> None:
        """Have a thread look at what waits."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="qbitrr-log-writer", daemon=True)
            self._thread.start()
        else:
            self._changed.notify_all()

    def _run(self) -> None:
        try:
            while batch := self._next():
                try:
                    self._take(batch)
                finally:
                    self._done(batch)
        finally:
            with self._changed:
                if self._thread is threading.current_thread():  # another one may have begun since
                    self._thread = None

    def _next(self) -> Sequence[LogLine | None]:
        """What waits; nothing when nobody has said a word for a while."""
        with self._changed:
            if not self._waiting:
                self._changed.wait_for(lambda: self._waiting, self._idle_seconds)
            batch, self._waiting = self._waiting, []
            if batch:
                self._began = self._now()
            else:
                self._thread = None
            return batch

    def _done(self, batch: Sequence[LogLine | None]) -> None:
        with self._changed:
            self._bytes -= sum(_size(each) for each in batch)
            self._began = None
            self._changed.notify_all()


def _size(record: LogLine | None) -> int:
    return 0 if record is None else len(record.line) + _RECORD_BYTES
