"""`qbitrr config check`: every problem of a configuration file, with its remedy."""

import os

from qbitrr.cli.config.file import FileVerb, load_file

__all__ = ["ConfigCheck"]


class ConfigCheck(FileVerb):
    """Reads the file as a start would."""

    usage_line = "qbitrr config check [FILE]"
    longdesc = "FILE: that of the data folder if none is named. Status 0: used as it is written; 1: errors, or it cannot be read."

    def act_on(self, path: str) -> int:
        from attrs import evolve

        from qbitrr.config.checks.folders import missing_folders
        from qbitrr.config.report import exit_status, report

        loaded = load_file(path)
        loaded = evolve(loaded, problems=(*loaded.problems, *missing_folders(loaded, os.path.isdir)))
        print(report(loaded), end="")
        return exit_status(loaded)
