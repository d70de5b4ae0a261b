"""
Kills a process that writes a catalog, again and again, and looks at what it leaves: `python -m tests.store.catalog.kill_writer 20`.

A program of its own because it forks: each writer is a child of this small process, killed after a few milliseconds at a random
moment. Prints one line, exits 1 at the first file that is not as it should be.
"""

import contextlib
import os
import random
import signal
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

from twisted.internet.task import Clock

from qbitrr.decide.catalog import judge
from qbitrr.model.catalog import Episode, Leaves, Series, WantRules
from qbitrr.store.catalog import write as catalog
from qbitrr.store.catalog.schema import catalog_schema
from qbitrr.store.sqlite.database import Database
from qbitrr.store.sqlite.threads import immediately

SERIES, EPISODES = 20, 30


def library(generation: int) -> list[Series]:
    """The library as an Arr would list it at some time: in each generation every entry differs."""
    return [
        Series(n, f"Show {n}", tvdb_id=n, monitored=True, fingerprint=f"g{generation}") for n in range(1, SERIES + 1)
    ]


def leaves(series: Series, generation: int) -> Leaves:
    """Its episodes; their titles say of which generation they are."""
    return Leaves(
        series,
        tuple(
            Episode(series.id * 1000 + n, series.id, 1, n, title=f"g{generation}", air_at=1, monitored=True)
            for n in range(1, EPISODES + generation % 3)
        ),
    )


def write(path: Path) -> None:
    """Follow a library that never stands still."""
    database = Database(path, "cache", catalog_schema("sonarr"), reactor=Clock(), run=immediately)
    database.open()

    def judged(facts, profile):
        return judge(facts, profile, WantRules())

    generation = random.randrange(1_000_000)
    while True:
        generation += 1
        listed = library(generation)
        database.run(catalog.compare_parents, "sonarr", listed, judged)
        for series in listed:
            database.run(catalog.write_leaves, "sonarr", leaves(series, generation), generation, judged)


def problem(path: Path) -> str:
    """What is wrong with the file a killed writer left; empty if it is sound and every clean series is whole."""
    with contextlib.closing(sqlite3.connect(path)) as found:
        checked = found.execute("PRAGMA integrity_check").fetchone()[0]
        if checked != "ok":
            return str(checked)
        if not found.execute("SELECT 1 FROM sqlite_master WHERE name = 'series'").fetchone():
            return ""  # killed before there was anything
        for number, fingerprint in found.execute("SELECT id, fingerprint FROM series WHERE NOT dirty"):
            titles = found.execute("SELECT title FROM episode WHERE series_id = ?", (number,)).fetchall()
            expected = EPISODES + int(fingerprint[1:]) % 3 - 1
            if titles != [(fingerprint,)] * expected:
                return f"series {number} is clean at {fingerprint} but has {set(titles)}, {len(titles)} episodes"
    return ""


def main(kills: int) -> int:
    """Kill so many writers of one file; the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "catalog.db"
        for kill in range(kills):
            writer = os.fork()
            if not writer:
                write(path)
            time.sleep(random.uniform(0.005, 0.08))
            os.kill(writer, signal.SIGKILL)
            os.waitpid(writer, 0)
            wrong = problem(path)
            if wrong:
                print(f"after kill {kill + 1}: {wrong}")
                return 1
        print(f"{kills} kills, every file sound, {path.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
