"""
A process without any rights: `python -m tests.config.nobody PATH read|save|check|start…`.

It says what each of these comes to on a line. All of it is done to another file before, while there are rights: nothing can be imported
later.
"""

import contextlib
import io
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable

from qbitrr.cli.main import main as qbitrr
from qbitrr.config.files import read_file, read_or_create, save

NOBODY = 65534


def tried(act: Callable[[str], object], path: str) -> list[str]:
    """The type of what it raises, or nothing, and what is said."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            return ["", f"{act(path)} {said.getvalue()}"]
        except Exception as error:
            return [type(error).__name__, str(error)]


def save_another(path: str) -> None:
    """As the program does, with a backup."""
    save(path, "[Settings]\nSchemaVersion = 1\nLoopSleepTimer = 6\n")


ACTS: dict[str, Callable[[str], object]] = {
    "read": read_file,
    "save": save_another,
    "check": lambda path: qbitrr(["config", "check", path]),
    "start": lambda path: read_or_create(os.path.dirname(path)).created,
}


def main(path: str, *words: str) -> None:
    """Do each."""
    for word in words:
        good = os.path.join(tempfile.mkdtemp(), "config.toml")
        save_another(good)
        tried(ACTS[word], good)
        shutil.rmtree(os.path.dirname(good))
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    for word in words:
        print(json.dumps(tried(ACTS[word], path)), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
