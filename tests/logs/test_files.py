"""A log file on disk."""

import errno
import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

from twisted.trial.unittest import SynchronousTestCase

from qbitrr.logs.files import RotatingFile


class RotatingFileTests(SynchronousTestCase):
    def setUp(self):
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.path = self.folder / "Main.log"
        self.file = RotatingFile(self.path, most_bytes=10, kept=3)
        self.addCleanup(self.file.close)

    def contents(self):
        return {path.name: path.read_bytes() for path in sorted(self.folder.iterdir())}

    def test_appends_to_what_is_there(self):
        """A file of an earlier run is continued."""
        self.path.write_bytes(b"old\n")
        self.file.write(b"new\n", 1.0)
        self.assertEqual({"Main.log": b"old\nnew\n"}, self.contents())

    def test_rotation_keeps_the_newest(self):
        """`.1` is the newest of the older files, and no more than the given number is kept."""
        for number in range(6):
            self.file.write(b"line %d\n" % number, 1.0)
        self.assertEqual(
            {"Main.log": b"line 5\n", "Main.log.1": b"line 4\n", "Main.log.2": b"line 3\n", "Main.log.3": b"line 2\n"},
            self.contents(),
        )

    def test_a_record_is_never_split(self):
        """A record longer than a file may be gets a file of its own."""
        self.file.write(b"a\n", 1.0)
        self.file.write(b"b" * 50 + b"\n", 1.0)
        self.file.write(b"c\n", 1.0)
        self.assertEqual({"Main.log": b"c\n", "Main.log.1": b"b" * 50 + b"\n", "Main.log.2": b"a\n"}, self.contents())

    def test_a_gap_in_the_older_files_is_no_trouble(self):
        """A rotation that was interrupted, or a file somebody deleted, does not stop the next one."""
        (self.folder / "Main.log.2").write_bytes(b"two")
        self.file.write(b"aaaaaaaa\n", 1.0)
        self.file.write(b"bbbbbbbb\n", 1.0)
        self.assertEqual(
            {"Main.log": b"bbbbbbbb\n", "Main.log.1": b"aaaaaaaa\n", "Main.log.3": b"two"}, self.contents()
        )

    def test_a_failed_rotation_goes_on_in_the_same_file(self):
        """No record is lost because a file cannot be renamed; `stuck` says why until it can."""
        self.file.write(b"aaaaaaaa\n", 1.0)
        with mock.patch.object(Path, "replace", side_effect=PermissionError(errno.EACCES, "Permission denied")):
            self.file.write(b"bbbbbbbb\n", 1.0)
        self.assertEqual({"Main.log": b"aaaaaaaa\nbbbbbbbb\n"}, self.contents())
        self.assertEqual("cannot be rotated: Permission denied", self.file.stuck)
        self.file.write(b"c\n", 1.0)
        self.assertEqual("", self.file.stuck)

    def test_a_deleted_file_is_made_again(self):
        """When somebody removed the file, a later record starts a new one."""
        self.file.write(b"a\n", 1.0)
        self.path.unlink()
        self.file.write(b"b\n", 10.0)
        self.assertEqual({"Main.log": b"b\n"}, self.contents())

    def test_half_a_line_is_not_continued(self):
        """A full disk takes half a record: the next one starts on a line of its own."""
        real_write, room = os.write, [4]

        def write(fd, content):
            if not room:
                raise OSError(errno.ENOSPC, "No space left on device")
            return real_write(fd, content[: room.pop()])

        with mock.patch("os.write", write), self.assertRaises(OSError):
            self.file.write(b"abcdefg\n", 1.0)
        self.file.write(b"xy\n", 1.0)
        self.assertEqual({"Main.log": b"abcd\nxy\n"}, self.contents())

    def test_the_folder_is_made(self):
        """A missing log folder is made by the first record."""
        file = RotatingFile(self.folder / "logs" / "Main.log")
        self.addCleanup(file.close)
        file.write(b"a\n", 1.0)
        self.assertEqual(b"a\n", (self.folder / "logs" / "Main.log").read_bytes())

    def test_what_it_lay_in_is_not_made_again(self):
        """Whoever removes a whole data folder while the last lines are written finds it gone for good; a log folder comes back."""
        data = self.folder / "data"
        file = RotatingFile(data / "logs" / "Main.log")
        self.addCleanup(file.close)
        file.write(b"a\n", 1.0)
        shutil.rmtree(data / "logs")
        file.write(b"b\n", 10.0)
        self.assertEqual(b"b\n", file.path.read_bytes())
        shutil.rmtree(data)
        with self.assertRaises(FileNotFoundError):
            file.write(b"c\n", 20.0)
        self.assertFalse(data.exists())
