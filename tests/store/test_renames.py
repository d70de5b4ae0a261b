"""Rows follow the names of sections and clients."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest

from qbitrr.store.renames import rename_rows
from qbitrr.store.searches.schema import SCHEMA as SEARCHES
from qbitrr.store.supervisor.schema import SCHEMA as SUPERVISOR
from qbitrr.store.torrents import SCHEMA as TORRENTS

NAMES = {"qBit": "qBit-B", "qBit-B": "qBit", "Radarr-1": "Radarr-2"}


def made(path: Path, schema: Any) -> Path:
    with closing(sqlite3.connect(path)) as database:
        for step in schema.steps:
            database.executescript(step)
    return path


def fill(path: Path, sql: str, *rows: tuple[Any, ...]) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.executemany(sql, rows)


def found(path: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(path)) as database:
        return list(database.execute(sql))


def body(**members: Any) -> bytes:
    return msgspec.json.encode(members)


def test_rows_of_the_supervisor(tmp_path: Path) -> None:
    """Columns and bodies, at any depth; names may be exchanged, and what else there is stays as it is."""
    path = made(tmp_path / "supervisor.db", SUPERVISOR)
    inner = {"instance": "qBit", "section": "Radarr-1", "name": "Radarr-1"}
    for instance in ("qBit", "qBit-B", "qBit-C"):
        fill(
            path,
            "INSERT INTO quarantine VALUES(?, 'aa', ?)",
            (instance, body(instance=instance, section="Radarr-1", size_bytes=2**60)),
        )
        fill(path, "INSERT INTO pardon(instance, hash, at) VALUES(?, 'aa', 1)", (instance,))
    fill(
        path,
        "INSERT INTO removal(instance, hash, body) VALUES('qBit', 'bb', ?)",
        (body(id=1, removal=inner, more=[inner]),),
    )
    fill(
        path,
        "INSERT INTO journal(at, section, act, result, instance, hash, body) VALUES(1, 'Radarr-1', '', '', '', '', 'no JSON')",
        (),
    )
    rename_rows(path, NAMES, "1")
    rename_rows(path, NAMES, "1")
    rows = {
        instance: msgspec.json.decode(told) for instance, told in found(path, "SELECT instance, body FROM quarantine")
    }
    assert rows == {
        name: {"instance": name, "section": "Radarr-2", "size_bytes": 2**60} for name in ("qBit", "qBit-B", "qBit-C")
    }
    ((instance, told),) = found(path, "SELECT instance, body FROM removal")
    renamed = {"instance": "qBit-B", "section": "Radarr-2", "name": "Radarr-1"}
    assert (instance, msgspec.json.decode(told)) == ("qBit-B", {"id": 1, "removal": renamed, "more": [renamed]})
    assert found(path, "SELECT section, body FROM journal") == [("Radarr-2", "no JSON")]


def test_rows_of_sections(tmp_path: Path) -> None:
    """What a section remembers of torrents goes by the client's name; the newer of two rows stays."""
    path = made(tmp_path / "torrents.db", TORRENTS)
    fill(
        path,
        "INSERT INTO memory(instance, hash, seen_at, body) VALUES(?, ?, ?, '{}')",
        ("qBit", "aa", 1),
        ("qBit", "bb", 1),
        ("qBit-New", "aa", 2),
    )
    rename_rows(path, {"qBit": "qBit-New"}, "1")
    assert found(path, "SELECT instance, hash, seen_at FROM memory ORDER BY hash") == [
        ("qBit-New", "aa", 2),
        ("qBit-New", "bb", 1),
    ]
    searches = made(tmp_path / "search.db", SEARCHES)
    fill(
        searches,
        "INSERT INTO replacement(key, media_ids, why, name, asked_at, state, instance) VALUES('k', '', '', '', 1, '', 'qBit')",
        (),
    )
    rename_rows(searches, {"qBit": "qBit-New"}, "1")
    assert found(searches, "SELECT instance FROM replacement") == [("qBit-New",)]


def test_a_damaged_file(tmp_path: Path) -> None:
    """It is said to be one, and left to whoever opens it."""
    (tmp_path / "x.db").write_bytes(b"rubbish" * 1000)
    with pytest.raises(sqlite3.DatabaseError):
        rename_rows(tmp_path / "x.db", NAMES, "1")
