"""`qbitrr config confirm`: let the program act on a file that it did not write."""

import os

from qbitrr.cli.config.file import FileVerb, load_file
from qbitrr.cli.verb import DONE, PROBLEMS

__all__ = ["ConfigConfirm"]


class ConfigConfirm(FileVerb):
    """Shows what changes in meaning, asks, and writes the file in today's spelling. A supervisor that runs takes it at once."""

    usage_line = "qbitrr config confirm [--yes] [FILE]"
    optFlags = [["yes", "y", "Do not ask."]]

    def act_on(self, path: str) -> int:
        from qbitrr.cli.config.upgrading import agreed, steps_told, taken_over
        from qbitrr.config.files import read_file, save
        from qbitrr.config.migrations.confirming import upgraded_text

        upgraded = upgraded_text(read_file(path), path)
        if not upgraded.is_foreign:
            print(f"{path} is confirmed already.")
            return DONE
        print(steps_told(upgraded.steps))
        if not self["yes"] and not agreed(f"Write {path} so, and end the dry run?"):
            return PROBLEMS
        save(path, upgraded.text)
        print(f"{path} is confirmed. What it was before is in {os.path.join(os.path.dirname(path), 'backups')}.")
        if load_file(path).config.settings.dry_run:
            print("It still is a dry run, since DryRun is true.")
        print(taken_over(path, os.path.dirname(os.path.abspath(path)), path), end="")
        return DONE
