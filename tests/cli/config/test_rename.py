"""`qbitrr config rename`."""

import os
import sqlite3
from contextlib import closing

from qbitrr.actors.folder_lock import FolderLock
from qbitrr.store.supervisor.schema import SCHEMA
from tests.cli.case import SOUND, CommandCase


class ConfigRenameTests(CommandCase):
    """`qbitrr config rename`."""

    def setUp(self) -> None:
        self.folder = self.place()
        (self.folder / "db" / "qBit").mkdir(parents=True)
        (self.folder / "config.toml").write_text(SOUND)
        with closing(sqlite3.connect(self.folder / "db" / "supervisor.db")) as database, database:
            for step in SCHEMA.steps:
                database.executescript(step)
            database.execute("INSERT INTO pardon(instance, hash, at) VALUES('qBit', 'aa', 1)")

    def rename(self, *arguments: str) -> tuple[int, str, str]:
        return self.run_it("config", "rename", "--data", str(self.folder), *arguments)

    def pardoned(self) -> list[tuple[str]]:
        with closing(sqlite3.connect(self.folder / "db" / "supervisor.db")) as database:
            return list(database.execute("SELECT instance FROM pardon"))

    def test_a_client(self) -> None:
        """The section, its folder, and what is stored of its torrents."""
        status, out, err = self.rename("qBit", "qBit-Main")
        self.assertEqual((0, ""), (status, err))
        self.assertIn("[qBit-Main] now", out)
        self.assertEqual(SOUND.replace("[qBit]", "[qBit-Main]"), (self.folder / "config.toml").read_text())
        self.assertEqual([("qBit-Main",)], self.pardoned())
        self.assertEqual(["qBit-Main", "supervisor.db"], sorted(os.listdir(self.folder / "db")))

    def test_refused(self) -> None:
        """A name that cannot be, a supervisor that runs: said, and nothing is changed."""
        self.assertIn("there is no such", self.rename("qBit-X", "qBit-Y")[2])
        lock = FolderLock(self.folder)
        lock.hold()
        self.addCleanup(lock.release)
        status, _, err = self.rename("qBit", "qBit-Main")
        self.assertEqual(1, status)
        self.assertIn("is in use by", err)
        self.assertEqual((SOUND, [("qBit",)]), ((self.folder / "config.toml").read_text(), self.pardoned()))

    def test_usage(self) -> None:
        """Two names."""
        self.assertEqual(2, self.rename("qBit")[0])
