"""Searching log files."""

import os
import re
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.logs.search import BadPattern, LogHits, LogQuery, NoLog, search

LINES = [f"line {number}" for number in range(1, 101)]


class SearchCase(SynchronousTestCase):
    def setUp(self):
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.put("Main.log", "".join(f"{line}\n" for line in LINES))

    def put(self, name, text, at=1000):
        content = text if isinstance(text, bytes) else text.encode()
        (self.folder / name).write_bytes(content)
        os.utime(self.folder / name, (at, at))

    def query(self, text, name="Main.log", **more):
        return LogQuery(folder=str(self.folder), name=name, text=text, **more)

    def found(self, text, **more):
        hits = search(self.query(text, **more))
        assert isinstance(hits, LogHits), hits
        return hits

    def places(self, text, **more):
        return [(match.file, match.line) for match in self.found(text, **more).matches]


class FoundTests(SearchCase):
    def test_with_what_is_around(self):
        """Numbered from 1, as far as the file reaches; matches that lie side by side have each other around."""
        (match,) = self.found("line 50").matches
        self.assertEqual(
            ("Main.log", 50, "line 50", ["line 48", "line 49"], ["line 51", "line 52"]),
            (match.file, match.line, match.text, match.context_before, match.context_after),
        )
        first, *_, last = self.found("line", most=1000).matches
        self.assertEqual(([], ["line 2", "line 3"]), (first.context_before, first.context_after))
        self.assertEqual((["line 98", "line 99"], []), (last.context_before, last.context_after))
        (match,) = self.found("line 50", context=0).matches
        self.assertEqual(([], []), (match.context_before, match.context_after))

    def test_case_and_patterns(self):
        """As asked for; a text is no pattern."""
        self.assertEqual([50], [line for _, line in self.places("LINE 50")])
        self.assertEqual([], self.places("LINE 50", is_exact=True))
        self.assertEqual([10, 20, 30], [line for _, line in self.places("line [123]0$", is_pattern=True)])
        self.assertEqual([], self.places("line [123]0$"))
        self.assertIsInstance(search(self.query("(", is_pattern=True)), BadPattern)

    def test_older_files(self):
        """After the named one, the newest first; no other log, whatever its name begins with."""
        for name, at in (("Main.log.1", 900), ("Main.log.2", 800), ("Main.log.10", 700), ("Main.logs.log", 999)):
            self.put(name, "line 50\n", at)
        names = ["Main.log", "Main.log.1", "Main.log.2", "Main.log.10"]
        self.assertEqual(names, [name for name, _ in self.places("line 50")])
        self.assertEqual(names, self.found("nothing").files_searched)
        self.assertEqual(["Main.log"], self.found("line", with_rotated=False).files_searched)

    def test_text(self):
        """Without colours and without bytes that are no text."""
        self.put("Main.log", b"\x1b[31mred \xff\x1b[0mtext\r\nlast")
        self.assertEqual(["red text", "last"], [match.text for match in self.found("t").matches])

    def test_what_is_not_there(self):
        """Names of other files, or of none."""
        for name in ("Other.log", "M", "../secret.log", "config.toml"):
            self.assertIsInstance(search(self.query("x", name=name)), NoLog)

    @given(
        st.lists(st.text(alphabet="ab \x1b", max_size=8), max_size=30),
        st.integers(0, 3),
        st.sampled_from(["a", "b a", " "]),
    )
    def test_like_a_plain_search(self, lines, context, wanted):
        """Exactly the lines that hold the text, in order, each with its neighbours."""
        self.put("Any.log", "".join(f"{line}\n" for line in lines))
        shown = [re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", line) for line in lines]
        expected = [
            (at + 1, line, shown[max(0, at - context) : at], shown[at + 1 : at + 1 + context])
            for at, line in enumerate(shown)
            if wanted in line
        ]
        hits = self.found(wanted, name="Any.log", context=context)
        self.assertEqual(expected, [(m.line, m.text, m.context_before, m.context_after) for m in hits.matches])
        self.assertFalse(hits.truncated)


class BoundTests(SearchCase):
    def test_matches(self):
        """As many as asked for, and whether there are more."""
        self.assertEqual((5, True), (len((hits := self.found("line", most=5)).matches), hits.truncated))
        self.assertEqual((100, False), (len((hits := self.found("line", most=100)).matches), hits.truncated))

    def test_time(self):
        """After eight seconds what was found is what there is."""
        self.put("Main.log", "line\n" * 10_000)
        ticks = count()
        hits = search(self.query("line", most=1000, context=0), seconds=lambda: next(ticks) * 5.0)
        self.assertTrue(hits.truncated)
        self.assertLess(len(hits.matches), 1000)

    def test_long_lines(self):
        """Are cut, and count as one."""
        self.put("Main.log", "x" * 300_000 + "y\nlast\n")
        self.assertEqual([("Main.log", 2)], self.places("last"))
        self.assertEqual([], self.places("y"))
        (match,) = self.found("x").matches
        self.assertEqual(4096, len(match.text))

    def test_an_answer_is_bounded(self):
        """However long the lines are."""
        self.put("Main.log", ("x" * 5000 + "\n") * 3000)
        hits = self.found("x", most=1000, context=10)
        self.assertTrue(hits.truncated)
        self.assertLess(sum(len(m.text) * 21 for m in hits.matches), 9 * 1024 * 1024)
