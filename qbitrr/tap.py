"""
The twistd plugin: its options, and the service they come to. With `qbitrr.assembly` the one place that builds.

Nothing is imported here that brings a reactor along: see Note [Forked early].
"""

import os
from typing import Any

from twisted.python import usage

from qbitrr.actors.children.transports import child_environment
from qbitrr.actors.launch.early import fork_early

__all__ = ["Options", "makeService"]

_LEVELS = ("CRITICAL", "ERROR", "WARNING", "NOTICE", "INFO", "DEBUG", "TRACE")


class Options(usage.Options):
    """What can be said on the command line; everything else is in `config.toml`."""

    optParameters = [
        ["data", "d", None, "Folder for configuration, databases and logs."],
        ["config", "c", None, "Configuration file (default: config.toml in the data folder)."],
        ["listen", "l", None, "Endpoint of the web interface, e.g. tcp:6969:interface=127.0.0.1."],
        ["log-level", None, None, f"One of {', '.join(_LEVELS)}; overrides Settings.ConsoleLevel."],
    ]

    def postOptions(self) -> None:
        level = self["log-level"]
        if level is not None and level.upper() not in _LEVELS:
            raise usage.UsageError(f"--log-level {level}: use one of {', '.join(_LEVELS)}")


def makeService(options: Options) -> Any:
    """
    The supervisor, built and not started. Raises `SystemExit` with one clear line when there is no configuration to start from.
    """
    early = fork_early(child_environment(os.environ))
    from qbitrr.assembly.starting import build

    return build(options, early)
