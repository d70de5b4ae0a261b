"""`qbitrr config import`, `migrate` and `confirm`."""

import io
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from qbitrr.actors.folder_lock import FolderLock
from tests.cli.case import CommandCase

OLD = """\
# mine
[Settings]
WebUIToken = "a-secret-token"
[QBit]
Host = "box"  # the nas
Password = "a-secret-password"
[Radarr-X]
Managed = true
URI = "http://r:7878"
APIKey = "a-secret-key"
Category = "radarr"
[Radarr-X.Torrent]
StalledDelay = -1
[[Radarr-X.Torrent.Trackers]]
URI = "https://tracker.example.org/a-secret-passkey/announce"
"""
SECRETS = ("a-secret-token", "a-secret-password", "a-secret-key", "a-secret-passkey")


class Terminal(io.StringIO):
    """A person who types something."""

    def isatty(self) -> bool:
        return True


class UpgradingTests(CommandCase):
    """A file of the other program, and its database beside it."""

    def setUp(self) -> None:
        self.old = self.place()
        (self.old / "qBitManager").mkdir(parents=True)
        self.file = self.old / "config.toml"
        self.file.write_text(OLD)
        with closing(sqlite3.connect(self.old / "qBitManager" / "qbitrr.db")) as database, database:
            database.execute("CREATE TABLE moviesfilesmodel(EntryId INT, ArrInstance TEXT, Searched INT)")
            database.execute("INSERT INTO moviesfilesmodel VALUES(1, 'Radarr-X', 1)")
        self.folder = self.place()

    def bring(self, *options: str) -> tuple[int, str, str]:
        return self.run_it("config", "import", "--data", str(self.folder), *options, str(self.file))

    def written(self) -> str:
        return (self.folder / "config.toml").read_text()

    def assertNoSecrets(self, text: str) -> None:
        self.assertEqual([], [secret for secret in SECRETS if secret in text])

    def test_importing(self) -> None:
        """The steps are shown without secrets, the file is written upgraded and unconfirmed, the database is taken over."""
        status, out, err = self.bring("--yes")
        self.assertEqual((0, ""), (status, err))
        self.assertIn("QBit: is read as [qBit]", out)
        self.assertLess(out.index("StalledDelay = -1"), out.index("is written"))
        self.assertIn("1 searches", out)
        self.assertIn("dry run", out)
        self.assertNoSecrets(out)
        self.assertIn('[qBit]\nHost = "box"  # the nas\n', self.written())
        self.assertNotIn("SchemaVersion", self.written())
        self.assertEqual(OLD, self.file.read_text())
        self.assertTrue((self.folder / "db" / "Radarr-X" / "search.db").exists())

    def test_importing_and_confirming(self) -> None:
        """At once, if that is wanted; what was there before is a backup."""
        self.folder.mkdir()
        (self.folder / "config.toml").write_text("# before\n")
        self.assertEqual(0, self.bring("--yes", "--confirm")[0])
        self.assertIn("SchemaVersion = 1", self.written())
        (backup,) = (self.folder / "backups").iterdir()
        self.assertEqual("# before\n", backup.read_text())

    def test_asking(self) -> None:
        """Without a yes nothing is written, nor without a terminal."""
        for stdin, status in ((io.StringIO("y\n"), 1), (Terminal("n\n"), 1), (Terminal("y\n"), 0)):
            self.patch(sys, "stdin", stdin)
            self.assertEqual(status, self.bring()[0])
            self.assertEqual(status == 0, (self.folder / "config.toml").exists())

    def test_while_it_runs(self) -> None:
        """The file is written; databases are left alone, which is said."""
        lock = FolderLock(self.folder)
        lock.hold()
        self.addCleanup(lock.release)
        status, out, _ = self.bring("--yes")
        self.assertEqual(0, status)
        self.assertIn("was not taken over", out)
        self.assertFalse((self.folder / "db").exists())

    def test_what_is_no_such_file(self) -> None:
        """One clear line."""
        self.file.write_text("x = 1\n")
        status, out, err = self.bring("--yes")
        self.assertEqual((1, ""), (status, out))
        self.assertIn("no file that can be imported", err)
        self.assertEqual(1, self.run_it("config", "import", str(self.old / "nowhere.toml"))[0])
        self.assertEqual(2, self.run_it("config", "import")[0])

    def test_options_behind(self) -> None:
        """Options may stand behind the file, as people write them; what begins like one and is none is said so."""
        self.assertEqual(0, self.run_it("config", "import", str(self.file), "--yes", "--data", str(self.folder))[0])
        self.assertIn("# mine", self.written())
        status, _, err = self.run_it("config", "import", str(self.file), "--nonsense")
        self.assertEqual(2, status)
        self.assertIn("nonsense", err)

    def test_looking_only(self) -> None:
        """`migrate --dry-run` shows steps and differences, secrets masked, and writes nothing."""
        status, out, err = self.run_it("config", "migrate", "--dry-run", str(self.file))
        self.assertEqual((0, ""), (status, err))
        self.assertIn("-[QBit]\n", out)
        self.assertIn("+[qBit]\n", out)
        self.assertIn("+SchemaVersion = 1\n", out)
        self.assertNoSecrets(out)
        self.assertEqual(OLD, self.file.read_text())
        self.assertEqual(2, self.run_it("config", "migrate", str(self.file))[0])

    def test_confirming(self) -> None:
        """The file itself is written, once; its database is taken over where it lies."""
        self.assertEqual(1, self.run_it("config", "confirm", str(self.file))[0])
        status, out, _ = self.run_it("config", "confirm", "--yes", str(self.file))
        self.assertEqual(0, status)
        self.assertIn("is confirmed.", out)
        self.assertIn("1 searches", out)
        self.assertNoSecrets(out)
        confirmed = self.file.read_text()
        self.assertIn("SchemaVersion = 1", confirmed)
        (backup,) = Path(self.old / "backups").iterdir()
        self.assertEqual(OLD, backup.read_text())
        self.assertIn("already", self.run_it("config", "confirm", str(self.file))[1])
        self.assertEqual(confirmed, self.file.read_text())
