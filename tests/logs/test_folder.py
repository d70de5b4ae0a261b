"""Which files the log folder shows, and which it opens."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

from twisted.trial.unittest import SynchronousTestCase

from qbitrr.logs.folder import is_log_name, listed, open_log


class FolderTests(SynchronousTestCase):
    def setUp(self):
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.folder = self.root / "logs"
        self.folder.mkdir()
        (self.root / "secret.log").write_text("secret")
        (self.folder / "Main.log").write_text("main\n")

    def opens(self, name):
        opened = open_log(self.folder, name)
        if opened is None:
            return False
        opened.close()
        return True

    def test_names(self):
        """ASCII letters, digits, `_`, `.`, `-`, with `.log` in it."""
        for name in ("Main.log", "Main.log.1", "Radarr-4K.log", "a_b.log.gz"):
            self.assertTrue(is_log_name(name), name)
        for name in (
            "",
            "Main",
            "config.toml",
            "../secret.log",
            "Mäin.log",
            "a b.log",
            "Main.log\n",
            "\0.log",
            "a/b.log",
        ):
            self.assertFalse(is_log_name(name), name)
            self.assertFalse(self.opens(name), name)

    def test_the_list(self):
        """Sorted, older files included, nothing else."""
        (self.folder / "Main.log.1").write_text("older")
        (self.folder / "notes.txt").write_text("no log")
        (self.folder / "dir.log").mkdir()
        (self.folder / "nowhere.log").symlink_to(self.folder / "missing")
        found = listed(self.folder)
        self.assertEqual(["Main.log", "Main.log.1"], [each.name for each in found])
        self.assertEqual([(5, False), (5, True)], [(each.size_bytes, each.rotated) for each in found])

    def test_no_folder(self):
        """No files."""
        self.assertEqual((), listed(self.root / "missing"))
        self.assertIsNone(open_log(self.root / "missing", "Main.log"))

    def test_opening(self):
        """With size and identity."""
        opened = open_log(self.folder, "Main.log")
        self.addCleanup(opened.close)
        seen = os.stat(self.folder / "Main.log")
        self.assertEqual((5, seen.st_ino), (opened.size, opened.inode))

    def test_links(self):
        """One that stays inside the folder is followed, one that leads out is not."""
        (self.folder / "inside.log").symlink_to("Main.log")
        (self.folder / "outside.log").symlink_to(self.root / "secret.log")
        (self.folder / "up.log").symlink_to("..")
        (self.folder / "loop.log").symlink_to("loop.log")
        self.assertTrue(self.opens("inside.log"))
        for name in ("outside.log", "up.log", "loop.log"):
            self.assertFalse(self.opens(name), name)
        self.assertEqual(["Main.log", "inside.log"], [each.name for each in listed(self.folder)])

    def test_a_folder_that_is_a_link(self):
        """Is a folder."""
        (self.root / "link").symlink_to(self.folder)
        self.folder = self.root / "link"
        self.assertTrue(self.opens("Main.log"))

    def test_what_is_no_file(self):
        """A folder or a pipe is none; opening does not wait for a writer."""
        (self.folder / "dir.log").mkdir()
        os.mkfifo(self.folder / "pipe.log")
        for name in ("dir.log", "pipe.log", "missing.log", "..log"):
            self.assertFalse(self.opens(name), name)
