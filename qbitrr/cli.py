"""
The `qbitrr` command: a thin wrapper around the twistd plugin, and what needs no running service.

Nothing heavy is imported before it is known what is wanted: `qbitrr --version` answers at once.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from twisted.python import usage

from qbitrr._version import __version__

__all__ = ["main"]

_DONE, _PROBLEMS, _WRONG_USAGE = 0, 1, 2


class _Command(usage.Options):
    """A command with a usage line of its own, `usage_line`, and our version."""

    usage_line = ""
    longdesc = ""

    def getSynopsis(self) -> str:
        return f"Usage: {self.usage_line}"

    def opt_version(self) -> None:
        """Print the version and exit."""
        print(f"qbitrr {__version__}")
        raise SystemExit(_DONE)


class _Demo(_Command):
    usage_line = "qbitrr demo [options]"
    optParameters = [
        ["port", "p", 6969, "Port of the web interface; another one if it is taken, 0 = any free one.", int],
        ["data", "d", None, "Folder to keep everything in (default: a temporary one)."],
        ["seed", "s", 1, "Another number tells other stories.", int],
        ["log-level", None, "INFO", "What is printed: DEBUG tells the reason of every decision."],
    ]

    def postOptions(self) -> None:
        if not 0 <= self["port"] <= 65535:
            raise usage.UsageError(f"--port {self['port']}: ports go from 0 to 65535")


class _ConfigCheck(_Command):
    usage_line = "qbitrr config check FILE"

    def parseArgs(self, *paths: str) -> None:
        if len(paths) != 1:
            raise usage.UsageError("name one file")
        self["path"] = paths[0]


class _Config(_Command):
    usage_line = "qbitrr config check FILE"
    subCommands = [("check", None, _ConfigCheck, "Read a config.toml and report every problem with its remedy.")]

    def postOptions(self) -> None:
        if self.subCommand is None:
            raise usage.UsageError("say what to do: qbitrr config check FILE")


class _Run(usage.Options):
    """Only listed here: everything after `run` is read by twistd and the plugin."""


class _Options(_Command):
    usage_line = "qbitrr run|demo|config|--version ..."
    subCommands = [
        ("run", None, _Run, "Run the supervisor in the foreground (options: qbitrr run --help)."),
        ("demo", None, _Demo, "Watch it work on simulated programs; needs nothing else."),
        ("config", None, _Config, "Check a configuration file."),
    ]

    def postOptions(self) -> None:
        if self.subCommand is None:
            raise usage.UsageError("say what to do")


def main(argv: Sequence[str] | None = None) -> int:
    """
    Run the command line *argv* (default: this process's). Returns the exit status: 0 done, 1 problems found, 2 wrong usage.

    `run` and `demo` return when the service has ended; ended by a signal, the process goes by that signal, as with twistd.
    Raises `SystemExit` after `--help` and `--version`, and when `run` has nothing to start from.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["run"]:
        return _run(arguments[1:])
    options = _Options()
    try:
        options.parseOptions(arguments)
    except usage.UsageError as error:
        return _complain(options, error)
    if options.subCommand == "demo":
        return _demo(options.subOptions)
    return _check(options.subOptions.subOptions["path"])


def _complain(options: Any, error: usage.UsageError) -> int:
    """Wrong usage: the help of the innermost command that was understood, then what was wrong."""
    while getattr(options, "subOptions", None) is not None:
        options = options.subOptions
    print(f"{options}\nqbitrr: {error}", file=sys.stderr)
    return _WRONG_USAGE


class _Plugin:
    """What twistd needs to know of our plugin, without a search for plugins. A start without configuration is one clear message."""

    tapname = "qbitrr"
    description = "Supervises the torrents of Radarr, Sonarr, Lidarr and Readarr."

    def __init__(self) -> None:
        from twisted.application.service import ServiceMaker

        self._maker = ServiceMaker(self.tapname, "qbitrr.tap", self.description, self.tapname)

    def options(self) -> Any:
        class Options(_Command, self._maker.options):  # type: ignore[name-defined]
            usage_line = "qbitrr run [options]"

        return Options()

    def makeService(self, options: Any) -> Any:
        return self._maker.makeService(options)


def _run(arguments: Sequence[str]) -> int:
    """The same as `twistd --nodaemon qbitrr ARGUMENTS`."""
    from twisted.scripts.twistd import ServerOptions, runApp

    class Options(ServerOptions):
        @property
        def subCommands(self) -> Iterator[tuple[str, None, Any, str]]:
            plugin: Any = _Plugin()
            self.loadedPlugins = {plugin.tapname: plugin}
            yield plugin.tapname, None, plugin.options, plugin.description

    options = Options()
    try:
        options.parseOptions(["--nodaemon", "--pidfile=", "--no_save", _Plugin.tapname, *arguments])
    except usage.UsageError as error:
        return _complain(options, error)
    runApp(options)
    return _DONE


def _demo(options: Any) -> int:
    """The simulated programs, then the supervisor as `run` starts it."""
    from twisted.internet import reactor

    from qbitrr.testing.demo.start import DemoFailed, start

    try:
        demo = start(port=options["port"], data=options["data"], seed=options["seed"])
    except (DemoFailed, OSError) as error:
        print(f"qbitrr: {_words(error)}", file=sys.stderr)
        return _PROBLEMS
    try:
        # In time even if a signal ends us: then nothing after the reactor's run is reached.
        reactor.addSystemEventTrigger("after", "shutdown", demo.end)
        print(demo.introduction, flush=True)
        return _run(["--data", str(demo.folder), "--log-level", options["log-level"]])
    finally:
        demo.end()


def _check(path: str) -> int:
    from qbitrr.config.files import read_file
    from qbitrr.config.load import load
    from qbitrr.config.problems import ConfigError
    from qbitrr.config.report import exit_status, report

    try:
        loaded = load(read_file(path), os.environ, path, read_file=read_file)
    except (ConfigError, OSError) as error:
        print(f"qbitrr: {_words(error)}", file=sys.stderr)
        return _PROBLEMS
    print(report(loaded), end="")
    return exit_status(loaded)


def _words(error: Exception) -> str:
    """What went wrong, without the number of the operating system's error."""
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    return str(error)
