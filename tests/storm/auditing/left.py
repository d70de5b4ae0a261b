"""
What a supervisor leaves on its disk: rows, journal, whole databases.
"""

import json
import sqlite3
from pathlib import Path
from typing import Any

import msgspec

from tests.storm.auditing.observed import Left

__all__ = ["INSTANCES", "read_left", "read_rows"]

INSTANCES = {"qBit": "A", "qBit-B": "B"}
"""How the supervisor calls the clients, and how the programs do."""


def read_left(data: Path) -> Left:
    """Rows, journal and integrity of the databases under *data*, read while nobody writes."""
    integrity = {}
    for path in sorted((data / "db").rglob("*.db")):
        if "backup" not in str(path.relative_to(data)):
            integrity[str(path.relative_to(data))] = _asked(path, "PRAGMA integrity_check")[0][0]
    supervisor = data / "db" / "supervisor.db"
    rows = _asked(supervisor, "SELECT instance, hash FROM quarantine")
    journal = [json.loads(body) for (body,) in _asked(supervisor, "SELECT body FROM journal ORDER BY id")]
    named = [{**entry, "instance": INSTANCES.get(entry.get("instance", ""), "")} for entry in journal]
    return msgspec.convert(
        {"rows": [(INSTANCES[instance], hash_) for instance, hash_ in rows], "journal": named, "integrity": integrity},
        Left,
    )


def read_rows(data: Path) -> tuple[tuple[str, str], ...]:
    """The quarantine's rows as they are at this moment, for somebody who waits."""
    found = _asked(data / "db" / "supervisor.db", "SELECT instance, hash FROM quarantine")
    return tuple((INSTANCES[instance], hash_) for instance, hash_ in found)


def _asked(path: Path, question: str) -> list[Any]:
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)
    try:
        return connection.execute(question).fetchall()
    finally:
        connection.close()
