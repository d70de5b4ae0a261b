"""`qbitrr config check`."""

import os

from tests.cli.case import ENV, SOUND, CommandCase


class ConfigCheckTests(CommandCase):
    """`qbitrr config check`."""

    def test_sound(self) -> None:
        """Status 0 and a count of nothing."""
        path = self.file(SOUND)
        status, out, err = self.run_it("config", "check", path)
        self.assertEqual((0, ""), (status, err))
        self.assertIn(path, out)
        self.assertIn("qBittorrent: qBit", out)
        self.assertIn("0 errors", out)

    def test_the_file_of_the_data_folder(self) -> None:
        """The one that a start would read, if none is named."""
        path = self.data_folder(SOUND)
        status, out, _ = self.run_it("config", "check")
        self.assertEqual((0, str(path)), (status, out.splitlines()[0]))
        path.unlink()
        self.assertEqual(1, self.run_it("config", "check")[0])

    def test_problems(self) -> None:
        """Status 1; key and line are named."""
        status, out, _ = self.run_it("config", "check", self.file(SOUND + "Port = 70000\n"))
        self.assertEqual(1, status)
        self.assertIn("line 9", out)
        self.assertIn("Port", out)
        self.assertIn("1 error,", out)

    def test_no_toml(self) -> None:
        """Status 1 and one message that names file and line."""
        path = self.file("[Settings]\nConsoleLevel = True\n")
        status, out, err = self.run_it("config", "check", path)
        self.assertEqual((1, ""), (status, out))
        self.assertIn(path, err)
        self.assertIn("line 2", err)
        self.assertNotIn("Traceback", err)

    def test_unreadable(self) -> None:
        """Status 1 for what is not there, a folder, and what is not text."""
        folder = self.place()
        folder.mkdir()
        for path, why in (
            ("/nowhere/config.toml", "No such file"),
            (str(folder), "directory"),
            (self.file(b"a = '\xff'"), "UTF-8"),
        ):
            status, out, err = self.run_it("config", "check", path)
            self.assertEqual((1, ""), (status, out))
            self.assertIn(path, err)
            self.assertIn(why, err)

    def test_secret_files(self) -> None:
        """Secrets in files named by the environment are read as they are when the service starts."""
        self.patch(os, "environ", dict(ENV) | {"QBITRR_QBIT_PASSWORD_FILE": "/nowhere/secret"})
        _, out, _ = self.run_it("config", "check", self.file(SOUND))
        self.assertIn("QBITRR_QBIT_PASSWORD_FILE names a file that cannot be read: No such file", out)

    def test_folders(self) -> None:
        """A folder that is not there is a warning, with its line; no failure."""
        status, out, _ = self.run_it("config", "check", self.file(SOUND.replace("/downloads", "/nowhere/at/all")))
        self.assertEqual(0, status)
        self.assertIn(
            "line 3: warning: [Settings] CompletedDownloadFolder: there is no such folder: /nowhere/at/all", out
        )
