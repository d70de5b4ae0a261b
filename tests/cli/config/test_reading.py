"""The verbs that tell something of keys and files: `explain`, `example`, `schema`, `diff`, `path`."""

import json
import os
import subprocess
import sys
import tomllib
from shlex import quote

from tests.cli.case import ENV, SOUND, CommandCase


class ExplainTests(CommandCase):
    """`qbitrr config explain`."""

    def test_a_key_of_a_file(self) -> None:
        """What it is, and what it is there."""
        path = self.file(SOUND)
        status, out, err = self.run_it("config", "explain", "qBit.Host", path)
        self.assertEqual((0, ""), (status, err))
        self.assertIn("Host name or URL of the Web API.", out)
        self.assertIn(f'[qBit] Host = "127.0.0.1"  # {path}, line 6', out)

    def test_secrets(self) -> None:
        """Are masked."""
        _, out, _ = self.run_it("config", "explain", "Password", self.file(SOUND))
        self.assertIn("Password = ***", out)
        self.assertNotIn('"secret"', out)

    def test_without_a_file(self) -> None:
        """The file of the data folder if there is one, else the key alone."""
        path = self.data_folder(SOUND)
        self.assertIn("line 6", self.run_it("config", "explain", "qBit.Host")[1])
        path.unlink()
        status, out, err = self.run_it("config", "explain", "qBit.Host")
        self.assertEqual((0, ""), (status, err))
        self.assertNotIn("line 6", out)

    def test_no_such_key(self) -> None:
        """Status 1, and what may be meant."""
        status, out, err = self.run_it("config", "explain", "Settings.FreeSpce", self.file(SOUND))
        self.assertEqual((1, ""), (status, out))
        self.assertEqual("qbitrr: Settings.FreeSpce: no such key; did you mean Settings.FreeSpace?\n", err)

    def test_no_such_file(self) -> None:
        """Status 1 for a file that is named and not there."""
        status, _, err = self.run_it("config", "explain", "qBit.Host", "/nowhere/config.toml")
        self.assertEqual((1, "qbitrr: /nowhere/config.toml: No such file or directory\n"), (status, err))


class ExampleTests(CommandCase):
    """`qbitrr config example` and `qbitrr config schema`."""

    def test_example(self) -> None:
        """A file that the check finds nothing wrong with."""
        status, out, err = self.run_it("config", "example")
        self.assertEqual((0, ""), (status, err))
        status, report, _ = self.run_it("config", "check", self.file(out))
        self.assertEqual(0, status)
        self.assertIn("0 errors, 0 warnings", report)

    def test_schema(self) -> None:
        """A JSON schema on the output, and nothing else."""
        status, out, err = self.run_it("config", "schema")
        self.assertEqual((0, ""), (status, err))
        self.assertEqual("https://json-schema.org/draft/2020-12/schema", json.loads(out)["$schema"])


class DiffTests(CommandCase):
    """`qbitrr config diff`."""

    def test_from_the_defaults(self) -> None:
        """A line for each value that is none."""
        status, out, err = self.run_it("config", "diff", self.file(SOUND))
        self.assertEqual((0, ""), (status, err))
        self.assertIn('[qBit] Host: "localhost" -> "127.0.0.1"\n', out)
        self.assertIn("[qBit] Password: not set -> ***\n", out)
        self.assertNotIn("secret", out)

    def test_of_two_files(self) -> None:
        """A line for each value that differs."""
        other = SOUND.replace("127.0.0.1", "box")
        status, out, err = self.run_it("config", "diff", self.file(SOUND), self.file(other))
        self.assertEqual((0, '[qBit] Host: "127.0.0.1" -> "box"\n', ""), (status, out, err))

    def test_the_environment(self) -> None:
        """Plays no part: the files are compared."""
        path = self.data_folder(SOUND)
        self.patch(os, "environ", dict(os.environ) | {"QBITRR_SETTINGS_LOOP_SLEEP_TIMER": "77"})
        self.assertNotIn("77", self.run_it("config", "diff", str(path))[1])

    def test_sections_with_errors(self) -> None:
        """Are named beside what is compared."""
        _, _, err = self.run_it("config", "diff", self.file(SOUND + "[Radarr-x]\nURI = 7\n"))
        self.assertEqual("[Radarr-x] has errors and is not compared\n", err)

    def test_no_toml(self) -> None:
        """Status 1; the file is named."""
        path = self.file("[")
        for files in ((path,), (self.file(SOUND), path)):
            status, _, err = self.run_it("config", "diff", *files)
            self.assertEqual(1, status)
            self.assertIn(path, err)


class PathTests(CommandCase):
    """`qbitrr config path`."""

    def test_path(self) -> None:
        """Of the file that a start would read, whether it is there or not; nothing is created."""
        path = self.data_folder()
        self.assertEqual((0, f"{path}\n", ""), self.run_it("config", "path"))
        self.assertFalse(path.exists())


class ProcessTests(CommandCase):
    """The command as a shell starts it."""

    def test_status_and_output(self) -> None:
        """Results go to the output, complaints beside it; the status says whether there are any."""
        for arguments, status in ((["example"], 0), (["explain", "nonsense"], 1), (["explain"], 2)):
            command = [sys.executable, "-m", "qbitrr", "config", *arguments]
            answer = subprocess.run(command, env=ENV, capture_output=True, text=True, timeout=60)
            self.assertEqual(status, answer.returncode)
            self.assertEqual(status == 0, bool(answer.stdout))
            self.assertEqual(status != 0, bool(answer.stderr))
            self.assertNotIn("Traceback", answer.stderr)
            if status == 0:
                self.assertEqual({"Settings": {"SchemaVersion": 1}}, tomllib.loads(answer.stdout))

    def test_a_reader_that_goes(self) -> None:
        """`qbitrr config schema | head -1` says nothing of a broken pipe."""
        command = f"{quote(sys.executable)} -m qbitrr config schema | head -1"
        answer = subprocess.run(command, shell=True, env=ENV, capture_output=True, text=True, timeout=60)
        self.assertEqual(("{\n", ""), (answer.stdout, answer.stderr))
