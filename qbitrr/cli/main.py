"""
The `qbitrr` command: a thin wrapper around the twistd plugin, and what needs no running service.

Nothing heavy is imported before it is known what is wanted: `qbitrr --version` answers at once.
"""

import os
import sys
from collections.abc import Sequence
from typing import Any

from twisted.python import usage

from qbitrr.cli.verb import DONE, WRONG_USAGE, VerbGroup, entry

__all__ = ["Verbs", "main"]


class Verbs(VerbGroup):
    """All verbs: a new one is a module and a line here."""

    usage_line = "qbitrr"
    subCommands = [
        entry("run", "qbitrr.cli.run:Run", "Run the supervisor in the foreground (options: qbitrr run --help)."),
        entry("setup", "qbitrr.cli.setup:SetupVerb", "Write a first configuration, asking you and your programs."),
        entry("demo", "qbitrr.cli.demo:Demo", "Watch it work on simulated programs; needs nothing else."),
        entry("doctor", "qbitrr.cli.doctor:DoctorVerb", "Find what is wrong with the set-up, and how to put it right."),
        entry("config", "qbitrr.cli.config.verbs:ConfigVerbs", "Check, explain and compare configuration files."),
    ]


def main(argv: Sequence[str] | None = None) -> int:
    """
    Run the command line *argv* (default: this process's). Returns the exit status: 0 done, 1 problems found, 2 wrong usage.

    `run` and `demo` return when the service has ended; ended by a signal, the process goes by that signal, as with twistd.
    Raises `SystemExit` after `--help` and `--version`, and when `run` has nothing to start from.
    """
    command = Verbs()
    try:
        command.parseOptions(list(sys.argv[1:] if argv is None else argv))
    except usage.UsageError as error:
        return _complain(command, error)
    try:
        status = command.act()
        sys.stdout.flush()
    except BrokenPipeError:
        # Who reads has seen enough (`| head`); what is left is not to be written at the exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    return status


def _complain(options: Any, error: usage.UsageError) -> int:
    """Wrong usage: the help of the innermost command that was understood, then what was wrong."""
    while getattr(options, "subOptions", None) is not None:
        options = options.subOptions
    print(f"{options}\nqbitrr: {error}", file=sys.stderr)
    return WRONG_USAGE
