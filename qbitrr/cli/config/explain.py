"""`qbitrr config explain`: what a key is, what it is in a file, and why."""

import os

from twisted.python import usage

from qbitrr.cli.config.file import FileVerb, default_path, load_file
from qbitrr.cli.verb import DONE

__all__ = ["ConfigExplain"]


class ConfigExplain(FileVerb):
    """One key."""

    usage_line = "qbitrr config explain KEY [FILE]"
    longdesc = (
        "KEY: with or without its section, e.g. Radarr-4K.Torrent.StalledDelay, or an environment variable. "
        "FILE: that of the data folder if none is named. Status 1: no such key, or the file cannot be read."
    )

    def parseArgs(self, *words: str) -> None:
        if not words:
            raise usage.UsageError("name a key")
        self["key"] = words[0]
        self["is_named"] = len(words) > 1
        super().parseArgs(*words[1:])

    def act_on(self, path: str) -> int:
        from qbitrr.config.derived.explain import explanation
        from qbitrr.config.derived.finding import find_key

        found = find_key(self["key"])
        is_there = self["is_named"] or os.path.exists(default_path())
        print(explanation(found, load_file(path) if is_there else None), end="")
        return DONE
