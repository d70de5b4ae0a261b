"""The `config.toml` of qBitrr since 2.0, and of this program."""

import tomlkit
from tomlkit.exceptions import TOMLKitError

from qbitrr.config.importers.importer import ImportedFile
from qbitrr.config.migrations.confirming import upgraded_text
from qbitrr.config.schema.sections import classify

__all__ = ["TomlFile"]


class TomlFile:
    """A file with at least one section of ours; one that is broken is taken, too, to say where."""

    name = "config.toml of qBitrr"

    def recognises(self, text: str, path: str) -> bool:
        """See `Importer`."""
        try:
            tree = tomlkit.parse(text.removeprefix("\ufeff"))
        except (TOMLKitError, ValueError, RecursionError):
            return path.endswith(".toml")
        return any(classify(name) is not None or name.lower() == "qbittorrent" for name in tree)

    def bring(self, text: str, path: str) -> ImportedFile:
        """See `Importer`."""
        upgraded = upgraded_text(text, path, stamped=False)
        return ImportedFile(text=upgraded.text, steps=upgraded.steps)
