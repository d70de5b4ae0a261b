"""What the `qbitrr` command prints, and its exit status."""

import subprocess
import sys

from qbitrr._version import __version__
from qbitrr.cli.main import Verbs
from qbitrr.cli.verb import VerbGroup
from tests.cli.case import ENV, CommandCase


class UsageTests(CommandCase):
    """What is printed, and the exit status."""

    def test_version(self) -> None:
        """The version, of the command and of each of its commands."""
        for arguments in (["--version"], ["run", "--version"], ["demo", "--version"]):
            self.assertEqual((0, f"qbitrr {__version__}\n", ""), self.run_it(*arguments))

    def test_help(self) -> None:
        """Each command has one usage line and its own options."""
        for command, option in (("run", "--listen="), ("demo", "--seed="), ("config", "check")):
            status, out, _ = self.run_it(command, "--help")
            self.assertEqual(0, status)
            self.assertTrue(out.startswith(f"Usage: qbitrr {command}"), out)
            self.assertEqual(1, out.count("Usage:"))
            self.assertIn(option, out)
            self.assertNotIn("Twisted", out)

    def test_run_has_the_options_of_the_plugin(self) -> None:
        """All of them are there."""
        _, out, _ = self.run_it("run", "--help")
        for option in ("--data=", "--config=", "--listen=", "--log-level="):
            self.assertIn(option, out)

    def test_wrong_usage(self) -> None:
        """Status 2, the help of the command that was meant, and what was wrong in the last line."""
        for arguments, usage, why in (
            ([], "qbitrr run|setup|demo|doctor|config", "say what to do"),
            (["nonsense"], "qbitrr run|setup|demo|doctor|config", "nonsense"),
            (["run", "--bogus"], "qbitrr run ", "--bogus"),
            (["run", "extra"], "qbitrr run ", "arguments"),
            (["run", "--log-level", "loud"], "qbitrr run ", "CRITICAL, ERROR"),
            (["demo", "--port", "65536"], "qbitrr demo ", "65535"),
            (["demo", "--port", "x"], "qbitrr demo ", "x"),
            (["config"], "qbitrr config check", "say what to do"),
            (["config", "check", "a", "b"], "qbitrr config check [FILE]", "name one file"),
            (["config", "explain"], "qbitrr config explain KEY", "name a key"),
            (["config", "diff", "a", "b", "c"], "qbitrr config diff ", "name one file, or two"),
            (["config", "path", "extra"], "qbitrr config path", "Wrong number"),
        ):
            status, out, err = self.run_it(*arguments)
            self.assertEqual((2, ""), (status, out), arguments)
            self.assertTrue(err.startswith(f"Usage: {usage}"), err)
            self.assertIn(why, err.splitlines()[-1])

    def test_version_is_light(self) -> None:
        """Telling the version loads nothing of the service."""
        code = "import sys; from qbitrr.cli.main import main\ntry: main(['--version'])\nfinally: print(*sys.modules)"
        answer = subprocess.run([sys.executable, "-c", code], env=ENV, capture_output=True, text=True, timeout=30)
        loaded = answer.stdout.split()
        for heavy in ("klein", "treq", "msgspec", "tomlkit", "peewee", "twisted.internet.reactor", "qbitrr.tap"):
            self.assertNotIn(heavy, loaded)

    def test_every_verb_is_there(self) -> None:
        """Each verb of the lists can be made, and its usage line begins with the words that lead to it."""

        def walk(group: VerbGroup, words: str) -> None:
            for name, _, make, summary in group.subCommands:
                made = make()
                self.assertTrue(summary.endswith("."), name)
                self.assertEqual(f"{words} {name}", " ".join(made.usage_line.split()[: len(words.split()) + 1]))
                if isinstance(made, VerbGroup):
                    walk(made, f"{words} {name}")

        walk(Verbs(), "qbitrr")
