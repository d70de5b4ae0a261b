"""What the verbs about a configuration file share: which file is meant, and loading it."""

import os
import sys

from twisted.python import usage

from qbitrr.cli.verb import PROBLEMS, Verb, words
from qbitrr.config.files import FILE_NAME, data_folder, read_file
from qbitrr.config.load import Loaded, load
from qbitrr.config.problems import ConfigError
from qbitrr.errors import QbitrrError

__all__ = ["FileVerb", "default_path", "load_file"]


def default_path() -> str:
    """Where the file of the data folder is, whether it is there or not."""
    return os.path.join(data_folder(os.environ, os.getcwd(), os.path.exists).path, FILE_NAME)


def load_file(path: str) -> Loaded:
    """The file at *path* as a start would load it, environment included. Raises `OSError` or `ConfigError`."""
    return load(read_file(path), os.environ, path, read_file=read_file)


class FileVerb(Verb):
    """A verb about one file, `FILE`, which is that of the data folder if none is named. What cannot be read is status 1."""

    def parseArgs(self, *paths: str) -> None:
        if len(paths) > 1:
            raise usage.UsageError("name one file")
        self["path"] = paths[0] if paths else default_path()

    def act(self) -> int:
        try:
            return self.act_on(self["path"])
        except (ConfigError, OSError, QbitrrError) as error:
            print(f"qbitrr: {words(error)}", file=sys.stderr)
            return PROBLEMS

    def act_on(self, path: str) -> int:
        """Do it with the file at *path*. May raise what reading a file raises."""
        raise NotImplementedError
