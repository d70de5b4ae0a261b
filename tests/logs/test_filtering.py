"""Filtering logs of any size, newest first."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.logs import backwards, filtering
from qbitrr.logs.backwards import records_back
from qbitrr.logs.filtering import Filtered, FilterQuery, filtered
from qbitrr.logs.folder import open_log
from qbitrr.logs.heads import stamp_of
from qbitrr.logs.lines import record_text
from qbitrr.logs.search import BadPattern, NoLog

BEGAN = 1_700_000_000


def record(second, text="said", level="INFO", logger="qbitrr.Main"):
    return record_text(BEGAN + second, level, logger, text)


class FilterCase(SynchronousTestCase):
    def setUp(self):
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def put(self, text, name="Main.log", at=1000):
        (self.folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        os.utime(self.folder / name, (at, at))

    def ask(self, *names, **more):
        found = filtered(FilterQuery(folder=str(self.folder), names=list(names or ("Main.log",)), **more), lambda: 0.0)
        self.assertIsInstance(found, Filtered)
        return found

    def texts(self, *names, **more):
        return [each.text.split(": ", 2)[-1] for each in self.ask(*names, **more).records]


class BackwardsTests(FilterCase):
    @given(st.lists(st.integers(1, 300), max_size=40), st.integers(20, 500))
    def test_every_record_once(self, sizes, block):
        """The newest first, whatever the size of the blocks."""
        self.patch(backwards, "_BLOCK_BYTES", block)
        lines = [record(at, f"{'x' * size}\nmore\n{at}") for at, size in enumerate(sizes)]
        self.put("".join(lines))
        opened = open_log(self.folder, "Main.log")
        self.addCleanup(opened.close)
        found = list(records_back(opened, opened.size))
        self.assertEqual(lines[::-1], [f"{each.raw.decode()}\n" for each in found])
        starts = [len("".join(lines[:at])) for at in range(len(lines))]
        self.assertEqual(starts[::-1], [each.byte for each in found])

    def test_lines_without_a_head(self):
        """What stands before the first head is a record without one."""
        self.put("rest of\nanother file\n" + record(1))
        opened = open_log(self.folder, "Main.log")
        self.addCleanup(opened.close)
        first = list(records_back(opened, opened.size))[-1]
        self.assertEqual((0, "", b"rest of\nanother file"), (first.byte, first.level, first.raw))


class PassedTests(FilterCase):
    def setUp(self):
        super().setUp()
        self.put(
            record(1, "one") + record(2, "two\nTraceback\nBoom: no", "ERROR") + record(3, "three", "WARNING", "qbitrr.Radarr-4K")
            + record(4, "four", "DEBUG")
        )  # fmt: skip

    def test_each_part(self):
        """Text also below a head, patterns, case, levels as grave or graver, loggers, times."""
        two = "two\n    Traceback\n    Boom: no"
        self.assertEqual(["one", two, "three", "four"], self.texts())
        self.assertEqual([two], self.texts(text="boom"))
        self.assertEqual([], self.texts(text="boom", is_exact=True))
        self.assertEqual(["three", "four"], self.texts(text="t.*ree|fo.r", is_pattern=True))
        self.assertEqual([two, "three"], self.texts(level=30))
        self.assertEqual(["three"], self.texts(logger="radarr"))
        self.assertEqual(["one", two], self.texts(until=stamp_of(BEGAN + 3)))
        self.assertEqual(["three", "four"], self.texts(since=stamp_of(BEGAN + 3)))

    def test_refused(self):
        """No such log, no pattern."""
        for query, outcome in (({"names": ["No.log"]}, NoLog), ({"text": "(", "is_pattern": True}, BadPattern)):
            found = filtered(FilterQuery(**{"folder": str(self.folder), "names": ["Main.log"], **query}))
            self.assertIsInstance(found, outcome)

    def test_only_what_is_new(self):
        """After the end of the last answer; a file that was begun anew is new as a whole."""
        ends = self.ask().ends
        with (self.folder / "Main.log").open("a") as file:
            file.write(record(5, "five"))
        self.assertEqual(["five"], self.texts(after=ends))
        self.put(record(6, "six"))
        self.assertEqual(["six"], self.texts(after=ends))


class PagesTests(FilterCase):
    @given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 1)), max_size=60), st.integers(1, 7))
    def test_all_of_all_by_time(self, owners, most):
        """Page by page, of several logs and their older files, each record once and in the order of time."""
        names = ("A.log", "B.log", "C.log")
        files = {}
        for at, (owner, _) in enumerate(owners):
            of_owner = [index for index, (each, _) in enumerate(owners) if each == owner]
            older = at in of_owner[: len(of_owner) // 2]
            files.setdefault(names[owner] + (".1" if older else ""), []).append(record(at, str(at)))
        for name in names:
            files.setdefault(name, [])
        for name, lines in files.items():
            self.put("".join(lines), name, at=1 if name.endswith(".1") else 2)
        found, before = [], {}
        for _ in range(len(owners) + 2):
            page = self.ask(*names, most=most, before=before)
            found = [each.text.split(": ", 2)[-1] for each in page.records] + found
            before = page.before
            if not any(file for file, _ in before.values()):
                break
        else:
            self.fail("it never ends")
        self.assertEqual([str(at) for at in range(len(owners))], found)
        for name in (name for name in files if name.endswith(".1")):
            (self.folder / name).unlink()

    def test_within_bounds(self):
        """Of a file beyond what is read at once, what is left is asked for next; what has no lines at all is passed, too."""
        self.patch(filtering, "MOST_BYTES", 1024 * 1024)
        self.put(record(1, "first"))
        with (self.folder / "Main.log").open("r+b") as file:
            file.seek(5 * 1024 * 1024)
            file.write(b"\n" + record(2, "last").encode())
        found, before, asked = [], {}, 0
        while asked < 12:
            page = self.ask(before=before)
            self.assertLessEqual(page.searched, filtering.MOST_BYTES)
            found += [each.text.rsplit(": ")[-1].strip("\0\n") for each in page.records if "qbitrr" in each.text]
            before, asked = page.before, asked + 1
            if not before["Main.log"][0]:
                break
        self.assertEqual(["last", "first"], found)
