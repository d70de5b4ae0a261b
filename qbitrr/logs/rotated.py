"""
All log files by their names, as one that takes records: what could not be written is counted, told, and noted where it is missing.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from attrs import frozen

from qbitrr.logs.files import KEPT, MOST_BYTES, RotatingFile
from qbitrr.logs.lines import record_text

__all__ = ["LogLine", "RotatedLogs"]

_PIECE_BYTES = 64 * 1024
"""What is written at once. Each write may wait for the turn of a thread, so a burst must not need one for each line of it."""


@frozen
class LogLine:
    """A record as text: a *line* with its newline for the files of those *names* in *folder*, said *at* (seconds since the epoch)."""

    folder: Path
    names: tuple[str, ...]
    line: bytes
    at: float


class RotatedLogs:
    """
    Every log file, each opened with its first record. `take` and `close` are for one thread at a time, all else for any.

    Nothing raises: what could not be written is counted in `lost`, told to *tell* once per outage and in `trouble`, and noted in the file
    as soon as it takes lines again.
    """

    def __init__(self, tell: Callable[[str], None], *, most_bytes: int = MOST_BYTES, kept: int = KEPT) -> None:
        self.lost = 0
        self._tell = tell
        self._most_bytes = most_bytes
        self._kept = kept
        self._files: dict[Path, RotatingFile] = {}
        self._owed: dict[str, int] = {}
        self._troubles: dict[str, str] = {}
        # Re-entrant: whoever is told may log.
        self._lock = threading.RLock()

    @property
    def trouble(self) -> str:
        """Which files cannot be written or rotated at the moment and why; empty when all is well."""
        with self._lock:
            return "; ".join(f"{name} {why}" for name, why in sorted(self._troubles.items()))

    def take(self, batch: Sequence[LogLine | None]) -> None:
        """Write all records in their order; where there is None, close the files."""
        waiting: list[LogLine] = []
        for each in batch:
            if each is not None:
                waiting.append(each)
                continue
            self._write_all(waiting)
            waiting = []
            self.close()
        self._write_all(waiting)

    def give_up(self, names: Sequence[str], why: str) -> None:
        """A record for the files of those names is not even tried. Whoever gives it up notes it in the files."""
        for name in names:
            with self._lock:
                self.lost += 1
            self._judge(name, f"cannot be written: {why}")

    def close(self) -> None:
        """Close the files. A later record opens its file again."""
        for file in self._files.values():
            file.close()

    def _write_all(self, records: Sequence[LogLine]) -> None:
        by_file: dict[Path, list[LogLine]] = {}
        for each in records:
            for name in each.names:
                by_file.setdefault(each.folder / name, []).append(each)
        for path, those in by_file.items():
            for piece in _pieces(those):
                self._write(path, piece)

    def _write(self, path: Path, records: Sequence[LogLine]) -> None:
        name, at = path.name, records[0].at
        file = self._files.get(path)
        if file is None:
            file = self._files[path] = RotatingFile(path, most_bytes=self._most_bytes, kept=self._kept)
        owed = self._owed.pop(name, 0)
        try:
            if owed:
                note = f"{owed} records are missing here: they could not be written"
                file.write(record_text(at, "WARNING", "qbitrr.logs", note).encode(), at)
                owed = 0
            file.write(b"".join(each.line for each in records), records[-1].at)
        except OSError as error:
            # Closed, so that the next record opens it anew: the disk may have been replaced meanwhile.
            file.close()
            with self._lock:
                self.lost += len(records)
            self._owed[name] = owed + len(records)
            self._judge(name, f"cannot be written: {error.strerror or error}")
        else:
            self._judge(name, file.stuck)

    def _judge(self, name: str, trouble: str) -> None:
        """Note how the file *name* is doing; tell when that is news."""
        with self._lock:
            if trouble == self._troubles.get(name, ""):
                return
            if trouble:
                self._troubles[name] = trouble
            else:
                del self._troubles[name]
        if trouble:
            self._tell(f"{name} {trouble}")


def _pieces(records: Sequence[LogLine]) -> Iterator[Sequence[LogLine]]:
    """What is written at once, records whole."""
    piece: list[LogLine] = []
    size = 0
    for each in records:
        if piece and size + len(each.line) > _PIECE_BYTES:
            yield piece
            piece, size = [], 0
        piece.append(each)
        size += len(each.line)
    if piece:
        yield piece
