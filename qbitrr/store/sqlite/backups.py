"""
Copies of a database file: made while it is in use, checked, the newest kept; and where damaged files go.
"""

import contextlib
import os
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from peewee import SqliteDatabase

from qbitrr.store.sqlite.sql import Damaged

__all__ = ["KEPT", "back_up", "backups_of", "is_due", "newest_good", "quarantine", "restore", "set_aside", "stamp"]

KEPT = 7
DAY = 86_400.0
_SIDE_FILES = ("-wal", "-shm", "-journal")


def stamp(now: float) -> str:
    """*now* (seconds since the epoch) in UTC as a part of a file name: `20260131T235959`."""
    return datetime.fromtimestamp(now, UTC).strftime("%Y%m%dT%H%M%S")


def backups_of(path: Path) -> list[Path]:
    """The backups of the file, newest first."""
    return sorted((path.parent / "backup").glob(f"{path.stem}-*.db"), reverse=True)


def is_due(path: Path, now: float) -> bool:
    """Whether the newest backup is a day old, or there is none, or it comes from the future (a clock set back)."""
    newest = next(iter(backups_of(path)), None)
    return newest is None or not 0 <= now - newest.stat().st_mtime < DAY


def back_up(database: SqliteDatabase, now: float) -> Path:
    """
    Copy the open *database* beside itself into `backup/`, check the copy, keep the `KEPT` newest. Returns the copy.

    Readers and writers are not held up. Raises `Damaged` when the copy does not pass the check.
    """
    path = Path(database.database)
    target = path.parent / "backup" / f"{path.stem}-{stamp(now)}.db"
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    with contextlib.closing(sqlite3.connect(unfinished, isolation_level=None)) as copy:
        database.connection().backup(copy)
        # One plain file: without this the copy would want its own -wal beside it when read.
        copy.execute("PRAGMA journal_mode = DELETE")
        found = copy.execute("PRAGMA integrity_check").fetchone()[0]
    if found != "ok":
        unfinished.unlink()
        raise Damaged(f"{path}: the backup does not pass the integrity check: {found}")
    _reach_disk(unfinished)
    os.utime(unfinished, (now, now))
    unfinished.replace(target)
    _reach_disk(target.parent)
    for old in backups_of(path)[KEPT:]:
        old.unlink(missing_ok=True)
    return target


def set_aside(database: SqliteDatabase, now: float) -> Path:
    """Like `back_up`, but the copy is kept until somebody deletes it: `backup/<name>.replaced-<stamp>.db`."""
    copy = back_up(database, now)
    return copy.replace(copy.with_name(f"{Path(database.database).stem}.replaced-{stamp(now)}.db"))


def newest_good(path: Path) -> Path | None:
    """The newest backup of the file that passes an integrity check."""
    return next((copy for copy in backups_of(path) if _is_sound(copy)), None)


def quarantine(path: Path, now: float, kept: int | None = None) -> Path:
    """Rename the file and what belongs to it to `<name>.corrupt-<stamp>`; of those the newest *kept* stay (None: all)."""
    place = path.with_name(f"{path.name}.corrupt-{stamp(now)}")
    for side in _SIDE_FILES:
        beside = path.with_name(path.name + side)
        if beside.exists():
            beside.replace(place.with_name(place.name + side))
    path.replace(place)
    if kept is not None:
        moved = sorted(
            (p for p in path.parent.glob(f"{path.name}.corrupt-*") if p.name[-4:] not in _SIDE_FILES), reverse=True
        )
        for old in moved[kept:]:
            remove(old)
    return place


def remove(path: Path) -> None:
    """Delete the file and what belongs to it."""
    for side in ("", *_SIDE_FILES):
        path.with_name(path.name + side).unlink(missing_ok=True)


def restore(backup: Path, path: Path) -> None:
    """Put a copy of *backup* where the file was. The backup stays."""
    unfinished = path.with_name(f"{path.name}.part")
    unfinished.write_bytes(backup.read_bytes())
    _reach_disk(unfinished)
    unfinished.replace(path)
    _reach_disk(path.parent)


def _is_sound(path: Path) -> bool:
    try:
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as copy:
            return bool(copy.execute("PRAGMA integrity_check").fetchone()[0] == "ok")
    except sqlite3.DatabaseError:
        return False


def _reach_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
