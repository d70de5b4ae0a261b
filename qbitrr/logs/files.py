"""
One log file on disk: appended to, moved away when full, opened anew when somebody took it away.

Writing blocks for the time the page cache needs, microseconds on a local disk, and for ever on a share whose server is gone.
"""

import os
from pathlib import Path

__all__ = ["KEPT", "MOST_BYTES", "RotatingFile"]

MOST_BYTES = 10 * 1024 * 1024
KEPT = 5
_LOOK_AGAIN_SECONDS = 5.0


class RotatingFile:
    """
    The file *path* and its older ones: `Main.log.1` is the newest of *kept*, each at most *most_bytes* long.

    One writer only. A record is never split between two files. When rotation fails, `stuck` says why and the current file
    simply goes on: an overlong log is better than none.
    """

    def __init__(self, path: Path, *, most_bytes: int = MOST_BYTES, kept: int = KEPT) -> None:
        self.path = path
        self.stuck = ""
        self._most_bytes = most_bytes
        self._kept = kept
        self._fd: int | None = None
        self._opened_before = False
        self._size = 0
        self._torn = False
        self._looked_at = 0.0

    def write(self, record: bytes, now: float) -> None:
        """Append *record*, which ends with a newline; *now* is seconds since the epoch. OSError when it cannot be written."""
        fd = self._opened(now)
        if self._size and self._size + len(record) > self._most_bytes:
            self._rotate()
            fd = self._opened(now)
        self._append(fd, b"\n" + record if self._torn else record)

    def close(self) -> None:
        """Close the file; the next write opens it again."""
        if self._fd is not None:
            fd, self._fd = self._fd, None
            os.close(fd)

    def _append(self, fd: int, record: bytes) -> None:
        written = 0
        try:
            while written < len(record):
                written += os.write(fd, record[written:])
        finally:
            self._size += written
            if written:
                # A full disk takes half a line: the next record must not continue it.
                self._torn = not record[:written].endswith(b"\n")

    def _opened(self, now: float) -> int:
        if self._fd is not None and not 0 <= now - self._looked_at < _LOOK_AGAIN_SECONDS:
            self._looked_at = now
            if self._taken_away(self._fd):
                self.close()
        if self._fd is None:
            # A log folder that went is made anew, but not what it lay in: who takes that away while we end wants it to stay away.
            self.path.parent.mkdir(parents=not self._opened_before, exist_ok=True)
            self._opened_before = True
            self._fd = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
            self._size = os.fstat(self._fd).st_size
            self._torn = False
            self._looked_at = now
        return self._fd

    def _taken_away(self, fd: int) -> bool:
        """Whether the path names another file by now, or none (a person deleted or moved it)."""
        ours = os.fstat(fd)
        try:
            there = os.stat(self.path)
        except OSError:
            return True
        self._size = ours.st_size
        return (ours.st_dev, ours.st_ino) != (there.st_dev, there.st_ino)

    def _rotate(self) -> None:
        try:
            for number in range(self._kept - 1, 0, -1):
                older = self._numbered(number)
                if older.exists():
                    older.replace(self._numbered(number + 1))
            self.path.replace(self._numbered(1))
        except OSError as error:
            self.stuck = f"cannot be rotated: {error.strerror or error}"
            return
        self.stuck = ""
        self.close()

    def _numbered(self, number: int) -> Path:
        return self.path.with_name(f"{self.path.name}.{number}")
