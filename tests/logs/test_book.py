"""The log book: which record goes where, and what happens when a disk is full."""

import io
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

from twisted.logger import ILogObserver, Logger, LogPublisher
from twisted.trial.unittest import SynchronousTestCase
from zope.interface.verify import verifyObject

from qbitrr.logs.book import LogBook, file_name
from qbitrr.redaction import Redactor
from qbitrr.wire.messages import Log


class Unfriendly(Exception):
    def __repr__(self):
        raise RuntimeError("no")

    __str__ = __repr__


class LogBookTests(SynchronousTestCase):
    def setUp(self):
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name) / "logs"
        self.console = io.StringIO()
        self.book = LogBook(self.folder, redactor=Redactor(["hunter2hunter2"]), console=self.console)
        self.addCleanup(self.book.close)
        self.log = self.logger("qbitrr.actors.arr")

    def logger(self, namespace):
        return Logger(namespace=namespace, observer=LogPublisher(self.book))

    def lines(self, name):
        """The lines of a log file without their time."""
        path = self.folder / name
        return [line.partition("] ")[2] or line for line in path.read_text().splitlines()] if path.exists() else []

    def test_is_an_observer(self):
        """The book can be given to Twisted as it is."""
        verifyObject(ILogObserver, self.book)

    def test_records_go_where_they_belong(self):
        """The supervisor's to Main, the web's to WebUI, a section's to its own file, and all of them to All."""
        self.log.info("one")
        self.logger("qbitrr.web.middleware.entry").info("two")
        self.book.child("Radarr-4K", Log(at=1.0, level="INFO", text="three", namespace="qbitrr.loops.torrents.loop"))
        self.log.info("four", log_section="Radarr-4K")
        main, web = "INFO    : qbitrr.actors.arr: one", "INFO    : qbitrr.web.middleware.entry: two"
        section = ["INFO    : qbitrr.Radarr-4K.loop: three", "INFO    : qbitrr.actors.arr: four"]
        self.assertEqual([main], self.lines("Main.log"))
        self.assertEqual([web], self.lines("WebUI.log"))
        self.assertEqual(section, self.lines("Radarr-4K.log"))
        self.assertEqual([main, web, *section], self.lines("All.log"))
        self.assertEqual(4, len(self.console.getvalue().splitlines()))

    def test_a_child_without_a_namespace_speaks_as_its_section(self):
        """The documented shape."""
        self.book.child("Radarr-4K", Log(at=1.0, level="NOTICE", text="message"))
        self.assertEqual(["NOTICE  : qbitrr.Radarr-4K: message"], self.lines("Radarr-4K.log"))

    def test_stray_output_is_an_error_of_its_section(self):
        """What a child prints ends in its log."""
        self.book.output("Radarr-4K", "Segmentation fault", 1.0)
        self.assertEqual(["ERROR   : qbitrr.Radarr-4K: Segmentation fault"], self.lines("Radarr-4K.log"))

    def test_the_level_changes_at_once(self):
        """Records below the level are not written; the level can be changed at any time."""
        self.log.debug("no")
        self.assertEqual("TRACE", self.book.set_level("trace"))
        self.log.debug("yes", log_as="TRACE")
        self.book.set_level("ERROR")
        self.log.warn("no")
        self.book.child("Radarr-4K", Log(at=1.0, level="WARNING", text="no"))
        self.assertEqual(["TRACE   : qbitrr.actors.arr: yes"], self.lines("All.log"))
        self.assertEqual("ERROR", self.book.level)

    def test_an_unknown_level_is_refused(self):
        """Nothing changes then."""
        self.assertRaises(ValueError, self.book.set_level, "LOUD")
        self.assertEqual("INFO", self.book.level)

    def test_secrets_do_not_reach_any_file(self):
        """Neither in the message nor in a traceback."""
        try:
            raise ValueError("hunter2hunter2 and apikey=0123456789")
        except ValueError:
            self.log.failure("login with {password} failed", password="hunter2hunter2")
        text = (self.folder / "All.log").read_text() + self.console.getvalue()
        self.assertNotIn("hunter2hunter2", text)
        self.assertNotIn("0123456789", text)
        self.assertIn("ValueError: *** and apikey=***", text)

    def test_a_failure_brings_its_traceback(self):
        """Every line of it indented below the record."""
        try:
            raise ValueError("broken")
        except ValueError:
            self.log.failure("turn failed")
        first, *more = (self.folder / "Main.log").read_text().splitlines()
        self.assertTrue(first.endswith("CRITICAL: qbitrr.actors.arr: turn failed"))
        self.assertIn("    builtins.ValueError: broken", more)
        self.assertTrue(all(line.startswith("    ") for line in more))

    def test_an_exception_that_cannot_be_shown_is_logged(self):
        """Broken __str__ and __repr__ cost the text, not the record."""
        try:
            raise Unfriendly
        except Unfriendly:
            self.log.failure("turn failed")
        self.log.info("{it}", it=Unfriendly())
        self.assertIn("turn failed", self.lines("Main.log")[0])
        self.assertIn("INFO", (self.folder / "Main.log").read_text())

    def test_a_hostile_name_stays_in_its_line(self):
        """A torrent cannot write records."""
        self.log.info("{name} removed", name="x\n[2025-11-27 10:30:15,123] INFO    : qbitrr: fake\x1b[2J")
        at_the_margin = [line for line in (self.folder / "Main.log").read_text().splitlines() if line[0] == "["]
        self.assertEqual(1, len(at_the_margin))

    def test_no_folder_no_files(self):
        """`Logging = false`: only the console is written."""
        book = LogBook(None, console=self.console)
        book.child("Radarr-4K", Log(at=1.0, level="INFO", text="seen"))
        self.assertIn("seen", self.console.getvalue())
        self.assertFalse(self.folder.exists())

    def test_a_full_disk_never_raises(self):
        """It is counted, told once, tried again with each record, and noted where records are missing."""
        with mock.patch.object(os, "write", side_effect=OSError(28, "No space left on device")):
            self.log.info("one")
            self.log.info("two")
        told = [line for line in self.console.getvalue().splitlines() if line.startswith("qbitrr:")]
        self.assertEqual(
            [f"qbitrr: {name} cannot be written: No space left on device" for name in ("All.log", "Main.log")], told
        )
        self.assertEqual(4, self.book.lost)
        self.assertIn("Main.log cannot be written", self.book.trouble)
        self.log.info("three")
        self.assertEqual(
            [
                "WARNING : qbitrr.logs: 2 records are missing here: they could not be written",
                "INFO    : qbitrr.actors.arr: three",
            ],
            self.lines("Main.log"),
        )
        self.assertEqual("", self.book.trouble)

    def test_a_folder_that_cannot_be_made_never_raises(self):
        """A file where the folder should be is a trouble like any other."""
        self.folder.write_text("in the way")
        self.log.info("one")
        self.assertIn("All.log cannot be written", self.book.trouble)

    def test_a_closed_console_is_left(self):
        """The files go on."""
        self.console.close()
        self.log.info("one")
        self.log.info("two")
        self.assertEqual(2, len(self.lines("Main.log")))
        self.assertEqual(1, self.book.lost)

    def test_a_console_of_few_letters_gets_them_spelled(self):
        """An ASCII terminal shows what it can."""
        stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
        book = LogBook(None, console=stream)
        book.child("Radarr-4K", Log(at=1.0, level="INFO", text="Amélie"))
        self.assertIn(b"Am\\xe9lie", stream.buffer.getvalue())

    def test_a_record_after_closing_is_written(self):
        """The last words while everything stops are kept."""
        self.log.info("one")
        self.book.close()
        self.log.info("two")
        self.assertEqual(2, len(self.lines("Main.log")))

    def test_section_names_make_safe_file_names(self):
        """No section can leave the folder or spoil a file name."""
        self.assertEqual("Radarr-4K.log", file_name("Radarr-4K"))
        self.assertEqual(".._.._etc_Am_lie.log", file_name("../../etc/Amélie"))
        self.assertEqual("_.log", file_name(""))
        self.assertLess(len(file_name("x" * 500)), 200)
