"""What the log room costs to import."""

import os
import subprocess
import sys
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

# The checkout need not be on the path of the tests' own interpreter for its children to find it.
ENV = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}


class ImportTests(SynchronousTestCase):
    def test_no_web_and_no_reactor(self):
        """Importing the log book brings neither Klein nor a reactor with it."""
        code = (
            "import sys, qbitrr.logs.book, qbitrr.logs.folder, qbitrr.logs.windows\n"
            "print(sorted({'klein', 'treq', 'peewee', 'twisted.internet.reactor'} & set(sys.modules)))"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True, env=ENV
        )
        self.assertEqual("[]\n", done.stdout)
