"""The texts the configuration file had before it was saved: which there are, and what is in them."""

import os
from datetime import UTC, datetime

from attrs import frozen

from qbitrr.config.files import BACKUPS_FOLDER, backup_stamps, read_file
from qbitrr.errors import Unknown

__all__ = ["Backup", "backups", "read_backup"]


@frozen(kw_only=True)
class Backup:
    """One earlier text: the *name* of its file, when it was replaced (*at*, seconds since the epoch), its *size_bytes*."""

    name: str
    at: float
    size_bytes: int


def backups(path: str) -> tuple[Backup, ...]:
    """What can be brought back of the configuration file at *path*, newest first. Raises `OSError`."""
    target = os.path.realpath(path)
    found = [_backup(target, name, stamp) for name, stamp in sorted(backup_stamps(target).items(), reverse=True)]
    return tuple(each for each in found if each is not None)


def read_backup(path: str, name: str) -> str:
    """The text of a backup. Raises `Unknown` if there is none of this name, `OSError` or `ConfigError` if it cannot be read."""
    target = os.path.realpath(path)
    if name not in backup_stamps(target):
        raise Unknown(f"There is no backup {name[:100]}")
    return read_file(os.path.join(os.path.dirname(target), BACKUPS_FOLDER, name))


def _backup(target: str, name: str, stamp: str) -> Backup | None:
    try:
        at = datetime.strptime(stamp, "%Y-%m-%dT%H-%M-%S.%fZ").replace(tzinfo=UTC).timestamp()
        size = os.stat(os.path.join(os.path.dirname(target), BACKUPS_FOLDER, name)).st_size
    except (ValueError, FileNotFoundError):  # not a name of ours, or gone by now
        return None
    return Backup(name=name, at=at, size_bytes=size)
