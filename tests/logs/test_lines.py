"""How a record becomes lines."""

import re

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.logs.lines import MOST_CHARACTERS, record_text, tame

FIRST_LINE = re.compile(r"\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}\] [A-Z ]{8}: \S+: ")


class TameTests(SynchronousTestCase):
    def test_escape_sequences_vanish(self):
        """Colours, cursor movements and window titles leave the text alone."""
        self.assertEqual("red alert", tame("\x1b[31mred\x1b[0m \x1b]0;title\x07alert\x1b[2J"))

    def test_other_controls_are_spelled_out(self):
        """Bell, backspace, text direction and lone surrogates are shown, not obeyed."""
        self.assertEqual("a\\x07b\\x08c\\u202ed\\ud800e\\u2028f", tame("a\x07b\x08c\u202ed\ud800e\u2028f"))

    def test_line_ends_are_one_kind(self):
        """All three line ends become a newline; a tab stays."""
        self.assertEqual("a\nb\nc\td", tame("a\r\nb\rc\td"))

    def test_a_long_text_is_cut_with_a_note(self):
        """No record is longer than the limit and a short note."""
        text = tame("x" * (MOST_CHARACTERS + 7))
        self.assertTrue(text.endswith("… (7 more characters)"))

    def test_letters_of_all_languages_stay(self):
        """Names of films are readable."""
        self.assertEqual("Amélie 千と千尋 🎬", tame("Amélie 千と千尋 🎬"))


class RecordTests(SynchronousTestCase):
    def test_the_shape(self):
        """One line in the documented shape, the level padded to eight."""
        line = record_text(1764239415.123, "INFO", "qbitrr.Radarr-4K", "message")
        self.assertRegex(line, r"^\[2025-11-2[67] \d\d:30:15,123\] INFO    : qbitrr\.Radarr-4K: message\n$")

    def test_more_lines_are_indented(self):
        """A second line, even one that looks like a record, is a continuation."""
        fake = "[2025-11-27 10:30:15,123] INFO    : qbitrr: I am real"
        lines = record_text(0, "INFO", "qbitrr", f"name\n{fake}\n").splitlines()
        self.assertEqual(f"    {fake}", lines[1])

    @given(st.text())
    def test_only_one_line_of_a_record_starts_at_the_margin(self, text):
        """Whatever is logged: the first line is ours, every other one is indented."""
        first, *more = record_text(1e9, "INFO", "qbitrr", tame(text)).splitlines()
        self.assertRegex(first, FIRST_LINE)
        for line in more:
            self.assertTrue(line.startswith("    "), line)
