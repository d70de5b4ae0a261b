"""`qbitrr config diff`: what a file says otherwise than the defaults, or than another file."""

import sys

from twisted.python import usage

from qbitrr.cli.config.file import FileVerb
from qbitrr.cli.verb import DONE
from qbitrr.config.schema.config import Config

__all__ = ["ConfigDiff"]


class ConfigDiff(FileVerb):
    """Compares values, not texts; environment variables are left out."""

    usage_line = "qbitrr config diff [FILE] [FILE2]"
    longdesc = (
        "Values of FILE (that of the data folder if none is named) that are no defaults, or that FILE2 has otherwise; secrets are masked. "
        "Status 0, whether there are any or not; 1: a file cannot be read."
    )

    def parseArgs(self, *paths: str) -> None:
        if len(paths) > 2:
            raise usage.UsageError("name one file, or two")
        self["other"] = paths[1] if len(paths) == 2 else None
        super().parseArgs(*paths[:1])

    def act_on(self, path: str) -> int:
        from qbitrr.config.derived.differences import differences, from_defaults

        configs = [_load(each) for each in (path, self["other"]) if each is not None]
        found = differences(*configs) if len(configs) == 2 else from_defaults(*configs)
        for each in found:
            print(each)
        for broken in (broken for config in configs for broken in config.broken):
            print(f"[{broken.section}] has errors and is not compared", file=sys.stderr)
        return DONE


def _load(path: str) -> Config:
    from qbitrr.config.files import read_file
    from qbitrr.config.load import load

    return load(read_file(path), {}, path).config
