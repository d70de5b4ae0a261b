"""
Kills processes that write databases, again and again, and looks at what they leave: `python -m tests.store.catalog.kill_writer 200`.

A program of its own because it forks: each writer is a child of this small process, killed after a few milliseconds at a random
moment. One half of them follow a library that never stands still, the other half send searches. Prints one line, exits 1 at the first
file that is not as it should be.
"""

import contextlib
import os
import random
import select
import signal
import sqlite3
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from twisted.internet.task import Clock

from qbitrr.decide.catalog import judge
from qbitrr.model.catalog import Episode, Leaves, Series, WantRules
from qbitrr.model.searches import ItemState
from qbitrr.store.catalog import write as catalog
from qbitrr.store.catalog.schema import catalog_schema
from qbitrr.store.searches import states
from qbitrr.store.searches.schema import SCHEMA
from qbitrr.store.sqlite.database import Database
from qbitrr.store.sqlite.threads import immediately

SERIES, EPISODES = 20, 30
OPEN = b"open\n"
ITEMS = 200


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


def opened(path: Path) -> Database:
    """The catalog in that file."""
    database = Database(path, "cache", catalog_schema("sonarr"), reactor=Clock(), run=immediately)
    database.open()
    return database


def follow(database: Database, generation: int) -> None:
    """One pass over the library of that generation."""

    def judged(facts, profile):
        return judge(facts, profile, WantRules())

    listed = library(generation)
    database.run(catalog.compare_parents, "sonarr", listed, judged)
    for series in listed:
        database.run(catalog.write_leaves, "sonarr", leaves(series, generation), generation, judged)


def write(path: Path, said: int) -> None:
    """Follow a library that never stands still; all that is said is that it has begun."""
    database = opened(path)
    os.write(said, OPEN)
    generation = random.randrange(1_000_000)
    while True:
        generation += 1
        follow(database, generation)


def problem(path: Path, said: bytes) -> str:
    """What is wrong with the catalog a killed writer left; empty if it is sound and every clean series is whole."""
    del said
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


def differs(path: Path) -> str:
    """What differs from the library after one more pass, undisturbed."""
    database = opened(path)
    follow(database, 7)
    database.close()
    expected = {(leaf.id, leaf.title) for series in library(7) for leaf in leaves(series, 7).items}
    with contextlib.closing(sqlite3.connect(path)) as found:
        known = set(found.execute("SELECT id, title FROM episode"))
        dirty = found.execute("SELECT COUNT(*) FROM series WHERE dirty").fetchone()[0]
    return (
        "" if known == expected and not dirty else f"{len(known ^ expected)} episodes differ, {dirty} series are dirty"
    )


def search(path: Path, said: int) -> None:
    """Remember one search after the other, and say of each that it is remembered: then it may be sent."""
    database = Database(path, "facts", SCHEMA, reactor=Clock(), run=immediately)
    database.open()
    os.write(said, OPEN)
    number = 0
    while True:
        number += 1
        state = ItemState(
            item_id=random.randrange(ITEMS), identity="x", facts="", attempts=1, last_searched=float(number),
            last_command_id=os.getpid(),
        )  # fmt: skip
        database.run(states.save_states, [state])
        os.write(said, f"{state.item_id} {os.getpid()} {number}\n".encode())


def forgotten(path: Path, said: bytes) -> str:
    """What is wrong with the memory of searches a killed writer left: one that was said to be remembered, and is not."""
    if not path.exists():
        return ""  # killed before there was anything
    lines = said.removeprefix(OPEN).decode().splitlines(keepends=True)
    last = {int(line.split()[0]): line.split()[1:] for line in lines if line.endswith("\n")}
    with contextlib.closing(sqlite3.connect(path)) as found:
        checked = found.execute("PRAGMA integrity_check").fetchone()[0]
        if checked != "ok":
            return str(checked)
        for item, (process, number) in last.items():
            known = found.execute(
                "SELECT last_command_id, last_searched FROM search_state WHERE item_id = ?", (item,)
            ).fetchone()
            # The last one may have been remembered, and killed before it could say so.
            if known is None or known[0] != int(process) or known[1] < float(number):
                return f"item {item} was searched as number {number} of process {process}, but is known as {known}"
    return ""


def killed(work: Callable[[Path, int], None], path: Path) -> bytes:
    """What a process said until it was killed."""
    heard, said = os.pipe()
    writer = os.fork()
    if not writer:
        os.close(heard)
        try:
            work(path, said)
        finally:
            traceback.print_exc()
            os._exit(1)  # what the parent made is the parent's to clean up
    os.close(said)
    if random.random() < 0.8:  # the others are killed while they open the file, or soon after
        select.select([heard], [], [], 10)
    time.sleep(random.uniform(0.005, 0.08))
    os.kill(writer, signal.SIGKILL)
    with open(heard, "rb") as pipe:
        words = pipe.read()
    os.waitpid(writer, 0)
    return words


def main(kills: int) -> int:
    """Kill so many writers; the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        library_file, facts_file = Path(folder) / "catalog.db", Path(folder) / "search.db"
        heard = 0
        for kill in range(kills):
            if kill % 2:
                words = killed(search, facts_file)
                heard += words.removeprefix(OPEN).count(b"\n")
                wrong = forgotten(facts_file, words)
            else:
                wrong = problem(library_file, killed(write, library_file))
            if wrong:
                print(f"after kill {kill + 1}: {wrong}")
                return 1
        if wrong := differs(library_file):
            print(f"in the end: {wrong}")
            return 1
        size = library_file.stat().st_size
        print(f"{kills} kills, every file sound, {size} bytes, {heard} searches remembered, none forgotten")
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
