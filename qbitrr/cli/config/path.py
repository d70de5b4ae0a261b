"""`qbitrr config path`: where the file is."""

from qbitrr.cli.config.file import default_path
from qbitrr.cli.verb import DONE, Verb

__all__ = ["ConfigPath"]


class ConfigPath(Verb):
    """Prints the path of the file that a start would read, whether it is there or not."""

    usage_line = "qbitrr config path"

    def act(self) -> int:
        print(default_path())
        return DONE
