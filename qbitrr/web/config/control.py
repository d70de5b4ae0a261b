"""What the web asks of whoever holds the configuration."""

from typing import Protocol

from twisted.internet.defer import Deferred

from qbitrr.config.backups import Backup
from qbitrr.config.editing.change_set import ChangeSet
from qbitrr.resolved.config_changes import ConfigChanged, ConfigConsidered, ConfigProblems, ConfigShown, ConfigText

__all__ = ["ConfigControl"]


class ConfigControl(Protocol):
    """Asked about the configuration and to change it. What cannot be is told by the errors of `qbitrr.config.editing.refusals`."""

    def state(self) -> ConfigProblems:
        """What is known of it, from memory."""

    def show(self) -> Deferred[ConfigShown]:
        """Fires with the file as it is, secrets masked."""

    def change(self, wanted: ChangeSet, /, *, revision: str = "", dry_run: bool = False) -> Deferred[ConfigChanged]:
        """
        Change the file of that *revision* (empty: as it is) and have it in force, or only say what would be done. Fires when it is done.
        """

    def show_text(self) -> Deferred[ConfigText]:
        """Fires with the text of the file as it is, secrets masked."""

    def rewrite(self, text: str, revision: str, /, *, dry_run: bool = False) -> Deferred[ConfigChanged]:
        """Have a whole *text* instead of that of *revision*, what is masked in it put in again, or only say what would be done."""

    def consider(self, wanted: ChangeSet, /) -> Deferred[ConfigConsidered]:
        """Fires with what the file would mean with what is *wanted*; nothing is saved."""

    def confirm(self) -> Deferred[ConfigChanged]:
        """Let a file of another program act."""

    def backups(self) -> Deferred[tuple[Backup, ...]]:
        """Fires with what can be brought back, newest first."""

    def restore(self, name: str, /, *, dry_run: bool = False) -> Deferred[ConfigChanged]:
        """Bring an earlier text back. Fails with `Unknown` if there is none of this name."""
