"""`qbitrr config rename`: another name for a section, and for everything that is stored under the old one."""

import os
import sys
from pathlib import Path

from twisted.python import usage

from qbitrr.cli.verb import DONE, PROBLEMS, Verb, words

__all__ = ["ConfigRename"]


class ConfigRename(Verb):
    """For while the supervisor does not run; one that runs gives names itself."""

    usage_line = "qbitrr config rename [options] OLD NEW"
    optParameters = [
        ["data", "d", None, "Folder with configuration and databases (default: as with run)."],
        ["config", "c", None, "Configuration file (default: config.toml in the data folder)."],
    ]

    def parseArgs(self, *names: str) -> None:
        if len(names) != 2:
            raise usage.UsageError("name the section and its new name")
        self["old"], self["new"] = names

    def act(self) -> int:
        from qbitrr.actors.folder_lock import FolderLock
        from qbitrr.config.files import data_folder
        from qbitrr.errors import QbitrrError

        try:
            folder = data_folder(os.environ, os.getcwd(), os.path.exists, self["data"]).path
            lock = FolderLock(Path(folder))
            lock.hold()
            try:
                self._rename(folder)
            finally:
                lock.release()
        except (QbitrrError, OSError) as error:
            print(f"qbitrr: {words(error)}", file=sys.stderr)
            return PROBLEMS
        print(f"[{self['old']}] is [{self['new']}] now, in the configuration and in what is stored.")
        return DONE

    def _rename(self, folder: str) -> None:
        from qbitrr.actors.configuration.desk import ConfigDesk, InForce
        from qbitrr.actors.configuration.renamed_rows import rename_in_databases
        from qbitrr.config.editing.change_set import ChangeSet
        from qbitrr.config.editing.refusals import ChangeConflict
        from qbitrr.config.files import read_file
        from qbitrr.config.load import load

        path = self["config"] or os.path.join(folder, "config.toml")
        desk = ConfigDesk(path=path, data_folder=folder, env=dict(os.environ))
        before = load(read_file(path), os.environ, path, read_file=read_file)
        wanted = ChangeSet(renames={self["old"]: self["new"]})
        prepared = desk.prepare(wanted, "", InForce(loaded=before, revision=""), {})
        if not desk.commit(prepared):
            raise ChangeConflict()
        desk.settle(prepared.loaded.config)
        rename_in_databases(Path(folder))
