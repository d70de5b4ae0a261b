"""Places in logs of any size."""

import os
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.logs import places
from qbitrr.logs.lines import record_text
from qbitrr.logs.places import MOST_SAMPLES, SAMPLE_BYTES, overview, place_of_line, place_of_time

BEGAN = 1_700_000_000


def record(second, level="INFO", text="said"):
    return record_text(BEGAN + second, level, "qbitrr.Main", text)


class PlacesCase(SynchronousTestCase):
    def setUp(self):
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def put(self, text, name="Main.log", at=1000):
        (self.folder / name).write_text(text)
        os.utime(self.folder / name, (at, at))


class TimeTests(PlacesCase):
    def place(self, second, name="Main.log"):
        found = place_of_time(self.folder, name, BEGAN + second)
        return found.file, found.byte

    @given(st.lists(st.integers(0, 60), min_size=1, max_size=60), st.integers(0, 61), st.integers(40, 400))
    def test_the_first_that_is_not_older(self, seconds, wanted, near):
        """Whatever lies between the records, and however small the piece is that is read through."""
        ordered = sorted(seconds)
        lines = [record(each, text="a\n" + "b" * (each * 7)) for each in ordered]
        self.put("".join(lines))
        later = [index for index, each in enumerate(ordered) if each >= wanted]
        expected = len("".join(lines[: later[0]])) if later else len("".join(lines))
        self.patch(places, "_NEAR_BYTES", near)
        self.assertEqual(("Main.log", expected), self.place(wanted))

    def test_in_an_older_file(self):
        """The one that reaches that far; what is older than all of them begins with the oldest."""
        self.put(record(100), at=300)
        self.put(record(50) + record(60), "Main.log.1", at=200)
        self.put(record(10), "Main.log.2", at=100)
        self.assertEqual(("Main.log.1", len(record(50))), self.place(55))
        self.assertEqual(("Main.log", 0), self.place(61))
        self.assertEqual(("Main.log.2", 0), self.place(5))
        self.assertEqual(("Main.log", len(record(100))), self.place(101))

    def test_no_heads(self):
        """A file of something else has no times: its end."""
        self.put("x\n" * 1000)
        self.assertEqual(("Main.log", 2000), self.place(1))
        self.assertIsNone(place_of_time(self.folder, "Other.log", BEGAN))

    def test_of_gigabytes(self):
        """A hole of five gigabytes between records costs a few reads, not its size."""
        self.put(record(1))
        end = 5 * 1024**3
        with (self.folder / "Main.log").open("r+b") as file:
            file.seek(end)
            file.write(b"\n" + record(2).encode())
        reads = []
        pread = os.pread
        self.patch(os, "pread", lambda fd, size, at: reads.append(size) or pread(fd, size, at))
        self.assertEqual(("Main.log", 0), self.place(1))
        self.assertEqual(("Main.log", end + 1), self.place(2))
        self.assertLess(sum(reads), 64 * 1024 * 1024)
        reads.clear()
        seen = overview(self.folder, "Main.log")
        self.assertLessEqual(sum(reads), MOST_SAMPLES * (SAMPLE_BYTES + 512))
        self.assertEqual((False, 1), (seen.is_whole, len(seen.samples)))


class LineTests(PlacesCase):
    def test_where_it_begins(self):
        """Counted from 1; the size if there are fewer."""
        self.put("one\ntwo\nthree\n")
        found = [place_of_line(self.folder, "Main.log", line).byte for line in (1, 2, 3, 9)]
        self.assertEqual([0, 4, 8, 14], found)
        self.assertIsNone(place_of_line(self.folder, "Other.log", 1))


class OverviewTests(PlacesCase):
    @given(st.lists(st.sampled_from(("INFO", "ERROR", "WARNING")), min_size=1, max_size=400))
    def test_counts_each_record_once(self, levels):
        """Wherever the borders of the samples fall, also within a head; lines below a head are none."""
        self.put("".join(record(at, level, "said\nmore") for at, level in enumerate(levels)))
        seen = overview(self.folder, "Main.log")
        self.assertTrue(seen.is_whole)
        for level in ("INFO", "ERROR", "WARNING"):
            self.assertEqual(levels.count(level), sum(each.levels.get(level, 0) for each in seen.samples))
        times = [at for each in seen.samples for at in (each.first_at, each.last_at)]
        self.assertEqual(sorted(times), times)

    def test_as_the_file_has_it(self):
        """Times are those of the lines."""
        self.put(record(0))
        (sample,) = overview(self.folder, "Main.log").samples
        self.assertEqual(time.strftime("%Y-%m-%d %H:%M:%S,000", time.localtime(BEGAN)), sample.first_at)
        self.assertIsNone(overview(self.folder, "Other.log"))

    def test_empty(self):
        """Nothing is told of nothing."""
        self.put("")
        self.assertEqual([], overview(self.folder, "Main.log").samples)
