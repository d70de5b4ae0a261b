"""`qbitrr setup` without a person. The conversation is in `tests/setup/terminal`, a real terminal in `tests/e2e/setup`."""

import io
import subprocess
import sys

from tests.cli.case import ENV, CommandCase


class SetupTests(CommandCase):
    """What needs no program outside."""

    def test_no_terminal(self) -> None:
        """Where nobody can be asked, that is said, with what helps; nothing is written."""
        path = self.data_folder()
        self.patch(sys, "stdin", io.StringIO())
        status, out, err = self.run_it("setup")
        self.assertEqual((1, ""), (status, out))
        self.assertIn("--answers FILE", err)
        self.assertFalse(path.exists())

    def answer(self, text: str, *more: str) -> "subprocess.CompletedProcess[str]":
        """The command with *text* on standard input; a reactor can be had once in a process."""
        command = [sys.executable, "-m", "qbitrr", "setup", "--data", str(self.folder), "--answers", "-", *more]
        return subprocess.run(command, input=text, env=ENV, capture_output=True, text=True, timeout=60)

    def setUp(self) -> None:
        self.folder = self.place()
        self.config = self.folder / "config.toml"

    def test_nobody_answers(self) -> None:
        """Answers that lead nowhere are refused, each with its reason; nothing is written, no secret is said."""
        answers = '[[qbittorrents]]\naddress = "127.0.0.1:9"\npassword = "hunter22"\n'
        answers += '[[arrs]]\naddress = "127.0.0.1:9"\napiKey = "hunter33"\n'
        ended = self.answer(answers)
        self.assertEqual((1, ""), (ended.returncode, ended.stdout))
        self.assertEqual(2, ended.stderr.count("Nobody listens at 127.0.0.1:9"))
        self.assertIn("Nothing was written.", ended.stderr)
        self.assertNotIn("hunter", ended.stderr)
        self.assertNotIn("Traceback", ended.stderr)
        self.assertFalse(self.folder.exists())

    def test_wrong_answers(self) -> None:
        """A file that says what nobody asked is refused before anything is tried."""
        ended = self.answer("[[arrs]]\nadress = 'x'\n")
        self.assertEqual(1, ended.returncode)
        self.assertIn("Did you mean address?", ended.stderr)

    def test_untested(self) -> None:
        """What says enough of itself is written although nobody answers, if that is wanted; then not again, but beside it."""
        first = (
            'untested = true\n[[arrs]]\naddress = "127.0.0.1:9"\napiKey = "k"\narrType = "radarr"\ncategory = "films"\n'
        )
        ended = self.answer(first)
        self.assertEqual(0, ended.returncode, ended.stderr)
        self.assertIn("note: Nobody listens", ended.stdout)
        self.assertIn("DryRun = false", ended.stdout)
        written = self.config.read_text()
        second = first.replace(":9", ":19").replace("films", "other")
        ended = self.answer(second)
        self.assertEqual((1, written), (ended.returncode, self.config.read_text()))
        self.assertIn("--add", ended.stderr)
        ended = self.answer(second, "--add")
        self.assertEqual(0, ended.returncode, ended.stderr)
        self.assertTrue(self.config.read_text().startswith(written))
        self.assertIn("[Radarr-Other]", self.config.read_text())

    def test_a_file_that_cannot_be_read(self) -> None:
        """Is nobody's to replace."""
        self.folder.mkdir()
        self.config.write_text("[broken\n")
        ended = self.answer("")
        self.assertEqual((1, "[broken\n"), (ended.returncode, self.config.read_text()))
        self.assertIn("line 1", ended.stderr)
