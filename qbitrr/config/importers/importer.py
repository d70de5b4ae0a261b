"""What an importer is."""

from typing import Protocol

from attrs import frozen

from qbitrr.config.migrations.upgrade_steps import UpgradeStep

__all__ = ["ImportedFile", "Importer"]


@frozen(kw_only=True)
class ImportedFile:
    """A configuration of ours made of another file: its *text*, which carries no stamp yet, and the *steps* to it."""

    text: str
    steps: tuple[UpgradeStep, ...]


class Importer(Protocol):
    """Knows the files of one kind. *name* says which, for people."""

    name: str

    def recognises(self, text: str, path: str) -> bool:
        """Whether this is such a file."""

    def bring(self, text: str, path: str) -> ImportedFile:
        """The file as one of ours. Raises `ConfigError`."""
