"""
Putting a file in place so that a crash, a kill or a full disk leaves what was there or what is to be there, never a part of it.
"""

import contextlib
import errno
import os
import re
from collections.abc import Iterator
from pathlib import Path

__all__ = ["PRIVATE", "put"]

PRIVATE = 0o600
"""The mode of a file that is for us alone."""
# What renaming onto a file answers that is itself a mount point, as when a container gets just this one file.
_CANNOT_RENAME = (errno.EBUSY, errno.EXDEV)


def put(target: str, data: bytes, like: str | None = None) -> None:
    """
    Put *data* into the file *target*, wholly or not at all, with owner and mode of the file *like* (None: readable by us alone). What a
    process that died while doing so left is cleared away. Raises `OSError`.
    """
    folder, name = os.path.split(target)
    for left in _unfinished(folder, name):
        with contextlib.suppress(FileNotFoundError):  # gone is what it should be
            os.unlink(left)
    temporary = os.path.join(folder, f".{name}.{os.getpid()}.new")
    try:
        _write(temporary, data, like)
        _put_in_place(temporary, target, data)
    finally:
        with contextlib.suppress(FileNotFoundError):  # gone is what it should be
            os.unlink(temporary)


def _put_in_place(temporary: str, target: str, data: bytes) -> None:
    try:
        os.replace(temporary, target)
    except OSError as error:
        if error.errno not in _CANNOT_RENAME:
            raise
        _write_in_place(target, data)
    _sync_folder(os.path.dirname(target))


def _write_in_place(target: str, data: bytes) -> None:
    """Where a disk takes only a part of it, what was there is put back: that had room a moment ago. The backup is on disk by now."""
    before = Path(target).read_bytes() if os.path.exists(target) else None
    try:
        _overwrite(target, data)
    except OSError:
        if before is not None:
            _overwrite(target, before)
        raise


def _overwrite(target: str, data: bytes) -> None:
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT, PRIVATE)
    with _naming(target), open(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        file.truncate()
        os.fsync(descriptor)


def _write(path: str, data: bytes, like: str | None) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
    with _naming(path), open(descriptor, "wb") as file:
        if like is not None:
            found = os.stat(like)
            with contextlib.suppress(PermissionError):  # only root may give files away; ours is then the best owner
                os.fchown(descriptor, found.st_uid, found.st_gid)
            os.fchmod(descriptor, found.st_mode & 0o777)
        file.write(data)
        file.flush()
        os.fsync(descriptor)


@contextlib.contextmanager
def _naming(path: str) -> Iterator[None]:
    """Errors of a file that is open do not say of which: name it."""
    try:
        yield
    except OSError as error:
        raise error if error.filename else OSError(error.errno, error.strerror or str(error), path) from error


def _unfinished(folder: str, name: str) -> list[str]:
    """What processes that live no more, or were us, left half written beside the file *name* of *folder* and its kin."""
    left = re.compile(rf"\.{re.escape(name.partition('.')[0])}(?:\..*)?\.(\d+)\.new")
    found = ((each, left.fullmatch(each)) for each in os.listdir(folder or "."))
    return [os.path.join(folder, each) for each, match in found if match and not _lives(int(match[1]))]


def _lives(process: int) -> bool:
    return process != os.getpid() and os.path.exists(f"/proc/{process}")


def _sync_folder(folder: str) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
