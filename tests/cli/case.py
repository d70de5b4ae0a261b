"""Running the command in this process."""

import io
import os
import sys
import tempfile
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

import qbitrr
from qbitrr.cli.main import main

ROOT = str(Path(qbitrr.__file__).parent.parent)
ENV = {key: value for key, value in os.environ.items() if not key.startswith("QBITRR_")} | {"PYTHONPATH": ROOT}

SOUND = """\
[Settings]
SchemaVersion = 1
CompletedDownloadFolder = "/downloads"

[qBit]
Host = "127.0.0.1"
UserName = "admin"
Password = "secret"
"""


class CommandCase(SynchronousTestCase):
    """Runs the command in this process."""

    def place(self) -> Path:
        """A path in a new temporary folder, where nothing is yet."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        return Path(folder.name) / "new"

    def file(self, text: str | bytes) -> str:
        """The path of a new file with that text."""
        path = self.place()
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    def data_folder(self, text: str | None = None) -> Path:
        """A data folder that the environment names, with a `config.toml` of that text if there is one; the path of that file."""
        folder = self.place()
        folder.mkdir()
        path = folder / "config.toml"
        if text is not None:
            path.write_text(text)
        self.patch(os, "environ", dict(ENV) | {"QBITRR_OVERRIDES_DATA_PATH": str(folder)})
        return path

    def run_it(self, *arguments: str) -> tuple[int, str, str]:
        """Exit status, output and complaints of a command line."""
        out, err = io.StringIO(), io.StringIO()
        self.patch(sys, "stdout", out)
        self.patch(sys, "stderr", err)
        try:
            status = main(arguments)
        except SystemExit as ended:
            if isinstance(ended.code, str):
                return 1, out.getvalue(), ended.code
            return int(ended.code or 0), out.getvalue(), err.getvalue()
        return status, out.getvalue(), err.getvalue()
