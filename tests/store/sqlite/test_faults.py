"""Trouble with a file, in words for people."""

import errno
import sqlite3

import pytest

from qbitrr.store.sqlite.sql import DiskFull, translated


def driver_error(name: str, text: str) -> sqlite3.OperationalError:
    """An error as SQLite's driver raises it."""
    error = sqlite3.OperationalError(text)
    error.sqlite_errorname = name  # type: ignore[misc]
    return error


@pytest.mark.correction("D3")
def test_a_full_disk_is_called_one() -> None:
    """However it is told, and whatever failed after it."""
    after = driver_error("SQLITE_ERROR", "cannot rollback - no transaction is active")
    after.__context__ = driver_error("SQLITE_FULL", "database or disk is full")
    for error in (after, driver_error("SQLITE_FULL", "x"), OSError(errno.ENOSPC, "x"), OSError(errno.EDQUOT, "x")):
        found = translated(error, "/data/db")
        assert isinstance(found, DiskFull)
        assert str(found) == "/data/db: the disk is full"
    assert "full" not in str(translated(OSError(errno.EROFS, "Read-only file system"), "/data/db"))
