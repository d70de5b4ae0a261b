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
