"""
Bringing the rows of all databases of a data folder up to names that were given since the last start. Nobody may have one open but those
in which that is done.
"""

import sqlite3
from collections.abc import Collection
from pathlib import Path

from twisted.logger import Logger

from qbitrr.config.renamed_folders import forget_renamings, renamings
from qbitrr.store.renames import rename_rows

__all__ = ["rename_in_databases"]

log = Logger()
_REBUILT = "catalog.db"  # a copy that holds no names of ours


def rename_in_databases(folder: Path, done: Collection[Path] = ()) -> None:
    """Do it, but in those in which it is *done*. A database that cannot be changed is named in the log and keeps the old names."""
    pending = renamings(str(folder))
    if not pending:
        return
    for path in sorted((folder / "db").glob("**/*.db")):
        if path.name == _REBUILT or path in done:
            continue
        for renaming in pending:
            try:
                rename_rows(path, renaming.names, renaming.id)
            except sqlite3.Error as error:
                log.error("{path} keeps old names of sections: {why}", path=str(path), why=str(error))
    forget_renamings(str(folder))
