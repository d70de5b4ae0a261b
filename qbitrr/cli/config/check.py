"""`qbitrr config check`: every problem of a configuration file, with its remedy."""

import os
import sys

from twisted.python import usage

from qbitrr.cli.verb import PROBLEMS, Verb, words

__all__ = ["ConfigCheck"]


class ConfigCheck(Verb):
    """Reads the file as a start would."""

    usage_line = "qbitrr config check FILE"

    def parseArgs(self, *paths: str) -> None:
        if len(paths) != 1:
            raise usage.UsageError("name one file")
        self["path"] = paths[0]

    def act(self) -> int:
        from qbitrr.config.files import read_file
        from qbitrr.config.load import load
        from qbitrr.config.problems import ConfigError
        from qbitrr.config.report import exit_status, report

        path = self["path"]
        try:
            loaded = load(read_file(path), os.environ, path, read_file=read_file)
        except (ConfigError, OSError) as error:
            print(f"qbitrr: {words(error)}", file=sys.stderr)
            return PROBLEMS
        print(report(loaded), end="")
        return exit_status(loaded)
