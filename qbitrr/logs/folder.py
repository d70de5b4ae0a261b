"""
The log folder as a reader sees it: which files there are, and opening one by a name from outside.

Everything here blocks for the time the disk needs: call it in a thread.
"""

import errno
import os
import re
import stat
from pathlib import Path

from attrs import frozen

__all__ = ["LogFile", "OpenLog", "is_log_name", "listed", "older_files", "open_log"]

_NAME = re.compile(r"[A-Za-z0-9_.-]+")
# Not there, a folder on the way or in its place, a link put there meanwhile, a socket, a name longer than any file's.
_NO_LOG = frozenset({errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ELOOP, errno.ENXIO, errno.ENAMETOOLONG})


@frozen(kw_only=True)
class LogFile:
    """A file of the folder. *modified* is seconds since the epoch; *rotated* says that it is written no more."""

    name: str
    size_bytes: int
    modified: float
    rotated: bool


@frozen(kw_only=True)
class OpenLog:
    """An open log file with its size and identity at that moment. Whoever opens it closes it."""

    fd: int
    size: int
    inode: int
    modified: float

    def close(self) -> None:
        """Give the descriptor back."""
        os.close(self.fd)


def is_log_name(name: str) -> bool:
    """Whether *name* may be a log file of ours: ASCII letters, digits, `_`, `.`, `-`, and `.log` in it."""
    return ".log" in name and _NAME.fullmatch(name) is not None


def listed(folder: Path) -> tuple[LogFile, ...]:
    """The log files in *folder*, by name; nothing when there is no folder. Links that lead out of it are none."""
    root = os.path.realpath(folder)
    try:
        names = sorted(os.listdir(folder))
    except (FileNotFoundError, NotADirectoryError):
        return ()
    found = []
    for name in names:
        if not is_log_name(name):
            continue
        try:
            seen = os.lstat(folder / name)
            if stat.S_ISLNK(seen.st_mode):
                seen = os.stat(_inside(root, name))
        except OSError:
            continue  # rotated away between the two calls, or a link to nowhere
        if stat.S_ISREG(seen.st_mode):
            rotated = not name.endswith(".log")
            found.append(LogFile(name=name, size_bytes=seen.st_size, modified=seen.st_mtime, rotated=rotated))
    return tuple(found)


def older_files(folder: Path, name: str) -> list[str]:
    """The names of the older files of the log *name*, the newest first."""
    older = [each for each in listed(folder) if each.name.startswith(f"{name}.")]
    return [each.name for each in sorted(older, key=lambda file: -file.modified)]


def open_log(folder: Path, name: str) -> OpenLog | None:
    """
    Open the log *name* for reading; None if there is no such file, or if it is none of ours: a name of another shape, a link
    that leads out of the folder, something that is no regular file.
    """
    if not is_log_name(name):
        return None
    root = os.path.realpath(folder)
    try:
        real = _inside(root, name)
        # Not blocking: a pipe of that name would otherwise wait for a writer. No link: what we resolved is what we open.
        fd = os.open(real, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        if error.errno in _NO_LOG:
            return None
        raise
    seen = os.fstat(fd)
    if not stat.S_ISREG(seen.st_mode):
        os.close(fd)
        return None
    return OpenLog(fd=fd, size=seen.st_size, inode=seen.st_ino, modified=seen.st_mtime)


def _inside(root: str, name: str) -> str:
    """Where the entry *name* of the folder *root* really is. Raises `FileNotFoundError` if that is elsewhere."""
    real = os.path.realpath(os.path.join(root, name))
    if os.path.commonpath((root, real)) != root:
        raise FileNotFoundError(errno.ENOENT, "not in the folder", name)
    return real
