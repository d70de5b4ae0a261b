"""
A process that copies the library of a simulated Radarr as a search child does: `python -m bench.copying PORT FOLDER`.

Prints one JSON line for the first pass, one for each quiet one, then an empty one, and from then on writes every film anew, again and
again, until it is ended.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

from peewee import SqliteDatabase
from twisted.internet.defer import Deferred
from twisted.internet.task import react

from bench.settings import API_KEY
from qbitrr.clients.arr.client import Arr
from qbitrr.clients.http.agents import make_agent, make_pool
from qbitrr.clients.http.http import Http
from qbitrr.loops.catalog.passes import LibraryCopy
from qbitrr.model.catalog import WantRules
from qbitrr.store.catalog.schema import catalog_schema
from qbitrr.store.sqlite.database import Database
from qbitrr.store.sqlite.sql import execute

QUIET_PASSES = 5


async def copy(reactor: Any, port: int, folder: Path) -> None:
    """Copy it, look at it while nothing changes, and write it again and again."""
    http = Http(make_agent(reactor, make_pool(reactor), verify_tls=True), f"http://127.0.0.1:{port}", "Radarr", reactor)
    database = Database(folder / "catalog.db", "cache", catalog_schema("radarr"), reactor=reactor)
    await database.open()
    library = LibraryCopy("radarr", Arr("radarr", http, API_KEY), database, reactor, WantRules)
    await library.prepare("bench")
    began, used = time.monotonic(), time.process_time()
    found = await library.refresh(300.0)
    listed = time.monotonic() - began
    scored = await library.read_scores()
    _say(films=found.known, touched=len(found.touched), scored=len(scored), list=listed,
         seconds=time.monotonic() - began, cpu=time.process_time() - used)  # fmt: skip
    for _ in range(QUIET_PASSES):
        began, used = time.monotonic(), time.process_time()
        found = await library.refresh(300.0)
        await library.read_scores()
        _say(touched=len(found.touched), seconds=time.monotonic() - began, cpu=time.process_time() - used)
    _say()
    while True:
        library.forget()
        await database.run(_age)
        await library.refresh(300.0)


def _age(database: SqliteDatabase) -> None:
    execute(database, "UPDATE movie SET year = year - 1")


def _say(**what: object) -> None:
    print(json.dumps(what), flush=True)


def main(arguments: list[str]) -> None:
    """Until it is ended."""
    port, folder = arguments
    react(lambda reactor: Deferred.fromCoroutine(copy(reactor, int(port), Path(folder))), ())


if __name__ == "__main__":
    main(sys.argv[1:])
