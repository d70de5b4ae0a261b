"""`qbitrr config migrate --dry-run`: what upgrading a file would do."""

from twisted.python import usage

from qbitrr.cli.config.file import FileVerb
from qbitrr.cli.verb import DONE

__all__ = ["ConfigMigrate"]


class ConfigMigrate(FileVerb):
    """Writes nothing: that is what confirming and importing do."""

    usage_line = "qbitrr config migrate --dry-run [FILE]"
    optFlags = [["dry-run", None, "Required: nothing is written; `qbitrr config confirm` writes."]]

    def postOptions(self) -> None:
        if not self["dry-run"]:
            raise usage.UsageError("add --dry-run to see what changes; qbitrr config confirm FILE writes it")

    def act_on(self, path: str) -> int:
        from qbitrr.cli.config.upgrading import masked_diff, steps_told
        from qbitrr.config.files import read_file
        from qbitrr.config.migrations.confirming import upgraded_text

        before = read_file(path)
        upgraded = upgraded_text(before, path)
        print(steps_told(upgraded.steps))
        print(masked_diff(before, upgraded.text, path), end="")
        return DONE
