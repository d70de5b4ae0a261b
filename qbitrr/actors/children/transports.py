"""
How a child process comes into being: one small interface, and the plain way.

The other way, cheaper in memory and time, is `qbitrr.actors.launch.forkserver`. Both drive the same `ProcessProtocol`.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from attrs import frozen
from twisted.internet.interfaces import IProcessTransport, IReactorProcess
from twisted.internet.protocol import ProcessProtocol
from twisted.logger import Logger
from zope.interface import Interface, implementer

import qbitrr
from qbitrr.errors import QbitrrError

__all__ = ["CHILD_FDS", "ExecLaunch", "FirstOf", "ILaunch", "Launched", "child_environment"]

CHILD_FDS: dict[int, Any] = {0: "w", 1: "r", 2: "r", 3: "w", 4: "r"}
"""As seen from us: the child reads 0 and 3, writes 1, 2 and 4."""


@frozen
class Launched:
    """A process that was started: its transport, and `how`."""

    transport: IProcessTransport
    how: Literal["exec", "fork"]


class ILaunch(Interface):
    """Starts child processes."""

    def launch(protocol: ProcessProtocol, name: str, env: Mapping[str, str]) -> Launched:
        """
        Start the child called *name* with exactly the environment *env* and connect *protocol* to it.

        The transport is an `IProcessTransport` with `pipes`, a dictionary of the parent's ends by the child's descriptor; that of 3 takes a
        push producer. `processEnded` follows in every case. Raises `OSError` or a `QbitrrError` when nothing could be started.
        """


@implementer(ILaunch)
class ExecLaunch:
    """Every child is an interpreter of its own: works everywhere, costs an interpreter's start and memory."""

    def __init__(self, reactor: IReactorProcess) -> None:
        self._reactor = reactor

    def launch(self, protocol: ProcessProtocol, name: str, env: Mapping[str, str]) -> Launched:
        command = [sys.executable, "-u", "-m", "qbitrr.loops", name]
        return Launched(
            self._reactor.spawnProcess(protocol, sys.executable, command, dict(env), childFDs=CHILD_FDS), "exec"
        )


@implementer(ILaunch)
class FirstOf:
    """The first of several ways that works at the moment."""

    log = Logger()

    def __init__(self, *ways: ILaunch) -> None:
        self._ways = ways

    def launch(self, protocol: ProcessProtocol, name: str, env: Mapping[str, str]) -> Launched:
        *others, last = self._ways
        for way in others:
            try:
                return way.launch(protocol, name, env)
            except (QbitrrError, OSError) as error:
                self.log.debug("{child}: the other way serves: {error}", child=name, error=error)
        return last.launch(protocol, name, env)


def child_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """
    The environment for a child, made from ours: without our own settings (they may hold secrets, and a child gets its
    configuration over the channel), and so that it finds the very package we run from, wherever it is started.
    """
    env = {key: value for key, value in environ.items() if not key.startswith("QBITRR_")}
    home = str(Path(qbitrr.__file__).parent.parent)
    paths = [home, *(path for path in env.get("PYTHONPATH", "").split(os.pathsep) if path and path != home)]
    env["PYTHONPATH"] = os.pathsep.join(paths)
    env["PYTHONSAFEPATH"] = "1"  # else the current directory would come first
    return env
