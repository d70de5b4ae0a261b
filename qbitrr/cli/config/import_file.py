"""`qbitrr config import`: bring the configuration of another program, and what that program knew."""

import os
import sys
from pathlib import Path

from twisted.python import usage

from qbitrr.cli.verb import DONE, PROBLEMS, Verb, words

__all__ = ["ConfigImport"]


class ConfigImport(Verb):
    """
    Shows what becomes of the file, asks, and writes it where a start finds it. Nothing is changed anywhere before it is confirmed, unless
    that is done at once.
    """

    usage_line = "qbitrr config import [options] FILE"
    optFlags = [
        ["yes", "y", "Do not ask."],
        ["confirm", None, "Confirm it at once: the first start is no dry run."],
    ]
    optParameters = [["data", "d", None, "Folder with configuration and databases (default: as with run)."]]

    def parseArgs(self, *paths: str) -> None:
        if len(paths) != 1:
            raise usage.UsageError("name one file")
        self["path"] = paths[0]

    def act(self) -> int:
        from qbitrr.config.problems import ConfigError
        from qbitrr.errors import QbitrrError

        try:
            return self._bring(self["path"])
        except (ConfigError, OSError, QbitrrError) as error:
            print(f"qbitrr: {words(error)}", file=sys.stderr)
            return PROBLEMS

    def _bring(self, path: str) -> int:
        from qbitrr.cli.config.upgrading import agreed, steps_told, taken_over
        from qbitrr.config.files import FILE_NAME, data_folder, read_file, save
        from qbitrr.config.importers.known import importer_for
        from qbitrr.config.load import load
        from qbitrr.config.migrations.confirming import confirmed_text

        text = read_file(path)
        importer = importer_for(text, path)
        imported = importer.bring(text, path)
        folder = data_folder(os.environ, os.getcwd(), os.path.exists, self["data"]).path
        target = os.path.join(folder, FILE_NAME)
        print(f"{path} is a {importer.name}.\n\n{steps_told(imported.steps)}")
        for problem in load(imported.text, os.environ, target, read_file=read_file).problems:
            if problem.severity == "error":
                print(problem)
        if not self["yes"] and not agreed(f"Write it to {target}?"):
            return PROBLEMS
        Path(folder).mkdir(parents=True, exist_ok=True)
        save(target, confirmed_text(imported.text) if self["confirm"] else imported.text)
        print(f"{target} is written.")
        print(taken_over(path, folder, target), end="")
        if not self["confirm"]:
            print("The first start is a dry run; when you are content: qbitrr config confirm")
        return DONE
