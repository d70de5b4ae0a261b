"""What the documents say is so."""

import re
import tomllib
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from qbitrr.config.load import load
from qbitrr.config.schema.config import ArrSection, QbitSection, Settings, WebUI
from qbitrr.config.schema.keys import keys_of

ROOT = Path(__file__).resolve().parent.parent.parent
README = (ROOT / "README.md").read_text("utf-8")
MANUAL = (ROOT / "docs" / "manual.md").read_text("utf-8")


def known_keys(*tables: type) -> set[str]:
    """The names of all keys in these tables and those below them."""
    keys = [each.key for table in tables for each in keys_of(table)]
    below = [key.table for key in keys if key.table is not None]
    return {key.toml for key in keys} | (known_keys(*below) if below else set())


class DocumentTests(SynchronousTestCase):
    """The README and the manual."""

    def test_example_configuration(self) -> None:
        """The configuration of the README can be used as it is, but for its passwords."""
        (example,) = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
        loaded = load(example.replace("…", "something"), {})
        self.assertEqual([], [str(problem) for problem in loaded.problems])
        self.assertEqual(["Radarr-Films"], [arr.section for arr in loaded.config.managed_arrs])
        switched_on = example.replace("# DryRun", "DryRun").replace("…", "x")
        self.assertTrue(load(switched_on, {}).config.settings.dry_run)

    def test_keys_exist(self) -> None:
        """Each key the manual's table names is one of the configuration, and each default is one it can have."""
        known = known_keys(Settings, WebUI, QbitSection, ArrSection)
        table = MANUAL.partition("| Key | Default |")[2].partition("\n\n")[0]
        rows = [line.split("|")[1:3] for line in table.splitlines() if line.startswith("| `")]
        named = {
            word.rpartition(".")[2].rpartition(" ")[2] for cell, _ in rows for word in re.findall(r"`([^`]+)`", cell)
        }
        self.assertEqual(set(), named - known - {"Trackers"})
        self.assertGreater(len(named), 12)
        for _, default in rows:
            for value in re.findall(r"`([^`]+)`", default):
                tomllib.loads(f"a = {value}")

    def test_settings_named_in_the_text(self) -> None:
        """So is what the running text of both names as a setting."""
        known = known_keys(Settings, WebUI, QbitSection, ArrSection)
        texts = re.sub(r"```.*?```", "", README + MANUAL, flags=re.DOTALL)
        words = set(re.findall(r"`(?:Settings\.|WebUI\.|Torrent\.)?([A-Z][a-z]+(?:[A-Z]\w+))(?: = [^`]*)?`", texts))
        self.assertEqual(set(), words - known)
        self.assertIn("RemovalGraceMinutes", words)

    def test_files_exist(self) -> None:
        """Every relative link leads somewhere."""
        for text, folder in ((README, ROOT), (MANUAL, ROOT / "docs")):
            for target in re.findall(r"\]\((?!http)([^)#]+)\)", text):
                self.assertTrue((folder / target).exists(), target)
