"""
The `qbitrr` command: a thin wrapper around the twistd plugin, and what needs no running service.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from twisted.python import usage

from qbitrr._version import __version__

__all__ = ["main"]


class _Run(usage.Options):
    """Everything after `run` and `demo` is the plugin's."""

    def parseArgs(self, *arguments: str) -> None:
        self["arguments"] = arguments


class _ConfigCheck(usage.Options):
    synopsis = "Usage: qbitrr config check FILE"

    def parseArgs(self, path: str) -> None:
        self["path"] = path


class _Config(usage.Options):
    synopsis = "Usage: qbitrr config check FILE"
    subCommands = [("check", None, _ConfigCheck, "Read a config.toml and report every problem with its remedy.")]

    def postOptions(self) -> None:
        if self.subCommand is None:
            raise usage.UsageError("say what to do: qbitrr config check FILE")


class _Options(usage.Options):
    synopsis = "Usage: qbitrr [--version] run|demo|config ..."
    optFlags = [["version", "v", "Print the version and exit."]]
    subCommands = [
        ("run", None, _Run, "Run the supervisor in the foreground (options: qbitrr run --help)."),
        ("demo", None, _Run, "Run it against simulated programs: needs nothing else."),
        ("config", None, _Config, "Check a configuration file."),
    ]

    def opt_version(self) -> None:
        print(f"qbitrr {__version__}")
        raise SystemExit(0)

    opt_v = opt_version


def main(argv: Sequence[str] | None = None) -> int:
    """
    Run the command line `argv` (default: this process's). Returns the exit status: 0 done, 1 problems found, 2 wrong usage.
    `run` and `demo` leave with the status of twistd.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] in (["run"], ["demo"]):
        return _twistd(arguments)
    options = _Options()
    try:
        options.parseOptions(arguments)
    except usage.UsageError as error:
        print(f"{options}\nqbitrr: {error}", file=sys.stderr)
        return 2
    if options.subCommand == "config":
        return _check(Path(options.subOptions.subOptions["path"]))
    print(options)
    return 2


def _twistd(arguments: list[str]) -> int:
    from twisted.scripts.twistd import run

    _show_plugin()
    command, *rest = arguments
    demo = ["--demo"] if command == "demo" else []
    sys.argv = ["twistd", "--nodaemon", "--pidfile=", "--no_save", "qbitrr", *demo, *rest]
    run()
    return 0


def _show_plugin() -> None:
    """An editable installation shows modules through an import hook, which the plugin search does not see."""
    import twisted.plugins

    folder = str(Path(__file__).resolve().parent.parent / "twisted" / "plugins")
    if Path(folder).is_dir() and folder not in map(str, twisted.plugins.__path__):
        twisted.plugins.__path__.append(folder)


def _check(path: Path) -> int:
    import os

    from qbitrr.config import ConfigError, exit_status, load, report

    try:
        loaded = load(path.read_text(encoding="utf-8-sig"), os.environ, str(path))
    except (OSError, UnicodeDecodeError) as error:
        print(f"qbitrr: cannot read {path}: {error}", file=sys.stderr)
        return 1
    except ConfigError as error:
        print(f"qbitrr: {error}", file=sys.stderr)
        return 1
    print(report(loaded))
    return exit_status(loaded)
