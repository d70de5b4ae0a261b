"""
A process that opens a file on a disk that cannot be written: `python -m tests.store.sqlite.starting PATH read-only|full`.

It says on one line each: why it works in memory, and what it reads there; what it reads after adding a word; and, a minute after a line on
its standard input, the first again.
"""

import json
import os
import resource
import sys
import tempfile
from typing import Any

from twisted.internet.task import Clock

from qbitrr.store.sqlite.database import Database
from qbitrr.store.sqlite.sql import rows
from qbitrr.store.sqlite.threads import immediately
from tests.store.sqlite.test_database import FIRST, add, words

NOW, NOBODY = 1_787_227_200.0, 65534


def main(path: str, trouble: str) -> None:
    """Until everything is said."""
    tempfile.gettempdir()
    if trouble == "full":
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    elif os.geteuid() == 0:
        os.setuid(NOBODY)
    clock = Clock()
    clock.advance(NOW)
    database = Database(path, "facts", FIRST, reactor=clock, run=immediately, stand_in_bytes=10_000_000)
    now(database.open())
    say(database.in_memory, now(database.run(words)))
    now(database.run(add, "added"))
    say(now(database.run(words)), now(database.run(rows, "PRAGMA quick_check"))[0][0])
    sys.stdin.readline()
    if trouble == "full":
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    clock.advance(60)
    try:
        now(database.look_at_file())
        say(database.in_memory, now(database.run(words)))
    except Exception as error:
        say(type(error).__name__, str(error))
    now(database.close())


def now(waiting: Any) -> Any:
    """What has come at once."""
    found: list[Any] = []
    waiting.addBoth(found.append)
    if hasattr(found[0], "raiseException"):
        found[0].raiseException()
    return found[0]


def say(*what: object) -> None:
    """One line."""
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
