"""What a verb of the command line is, and the exit statuses."""

from collections.abc import Callable, Sequence
from getopt import GetoptError, gnu_getopt
from importlib import import_module
from typing import Any

from twisted.python import usage

from qbitrr._version import __version__

__all__ = ["DONE", "PROBLEMS", "WRONG_USAGE", "Verb", "VerbGroup", "entry", "words"]

DONE, PROBLEMS, WRONG_USAGE = 0, 1, 2

Entry = tuple[str, None, Callable[[], Any], str]


class Verb(usage.Options):
    """A verb with a usage line of its own, `usage_line`, and our version. `act` does what was asked for, after the words were parsed."""

    usage_line = ""
    longdesc = ""

    def getSynopsis(self) -> str:
        return f"Usage: {self.usage_line}"

    def parseOptions(self, options: Sequence[str] | None = None) -> None:
        """Parse *options*, which may stand behind what they are about. Raises `usage.UsageError`."""
        super().parseOptions(options if options is None or hasattr(self, "subCommands") else self._in_front(options))

    def _in_front(self, options: Sequence[str]) -> list[str]:
        try:
            found, others = gnu_getopt(options, self.shortOpt, self.longOpt)
        except GetoptError as error:
            raise usage.UsageError(str(error)) from error
        return [each for name, value in found for each in ((name, value) if self._takes(name) else (name,))] + [
            "--",
            *others,
        ]

    def _takes(self, name: str) -> bool:
        """Whether the option *name* has a value."""
        if name.startswith("--"):
            return f"{name[2:]}=" in self.longOpt
        return f"{name[1:]}:" in self.shortOpt

    def opt_version(self) -> None:
        """Print the version and exit."""
        print(f"qbitrr {__version__}")
        raise SystemExit(DONE)

    def act(self) -> int:
        """Do it. Returns the exit status: 0 done, 1 problems found, 2 wrong usage."""
        raise NotImplementedError


class VerbGroup(Verb):
    """Verbs under one word, `usage_line`: its `subCommands` are made by `entry`, and it acts as the one that was named."""

    subCommands: list[Entry]

    def getSynopsis(self) -> str:
        return f"Usage: {self.usage_line} {'|'.join(name for name, *_ in self.subCommands)} ..."

    def postOptions(self) -> None:
        if self.subCommand is None:
            raise usage.UsageError("say what to do")

    def act(self) -> int:
        return int(self.subOptions.act())


def entry(name: str, place: str, summary: str) -> Entry:
    """
    A verb for the list of a group. *place* is `module:class` of its `Verb`, imported only when the verb is named; *summary* is
    its line in the help.
    """
    module, _, cls = place.partition(":")
    return name, None, lambda: getattr(import_module(module), cls)(), summary


def words(error: Exception) -> str:
    """What went wrong, without the number of the operating system's error."""
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    return str(error)
