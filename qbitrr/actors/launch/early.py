"""
The first fork server, forked from the supervisor itself while that is nothing but imported modules.

# Note [Forked early]
A fork is sound only while there is one thread, no reactor, no database. A supervisor is in that state once: when twistd has imported what
the loops need and nothing else. A server forked then costs no second interpreter, no second import, and what both never write to
exists once. It is adopted only by a supervisor that still is what the server was forked from: twistd may change user, folder or root
afterwards. Whoever does not adopt it closes its control socket, and it ends. Its successors are started the plain way.
"""

import gc
import os
import socket
import sys
from collections.abc import Mapping, Sequence

from attrs import field, frozen
from twisted.logger import Logger

from qbitrr.loops.child.forkserver import ALWAYS, PRELOAD, become_server, is_forking_sound, preload, settle

__all__ = ["EarlyServer", "can_fork", "fork_early"]


@frozen(kw_only=True)
class Circumstances:
    """What a process hands down to those it forks."""

    user: tuple[int, ...]
    group: tuple[int, ...]
    groups: frozenset[int]
    folder: str
    root: int
    umask: int

    @classmethod
    def now(cls) -> "Circumstances":
        """Ours. Raises `OSError`."""
        umask = os.umask(0o077)
        os.umask(umask)
        return cls(
            user=os.getresuid(), group=os.getresgid(), groups=frozenset(os.getgroups()), folder=os.getcwd(),
            root=os.stat("/").st_ino, umask=umask,
        )  # fmt: skip


@frozen(kw_only=True, eq=False)
class EarlyServer:
    """A fork server that runs as *pid* (*handle*: its pidfd), with our ends of its *control* socket and, by its descriptor, *outputs*."""

    pid: int
    handle: int
    control: socket.socket
    outputs: Mapping[int, int]
    circumstances: Circumstances = field(factory=Circumstances.now)

    def is_one_of_us(self) -> bool:
        """Whether it may be adopted. See Note [Forked early]."""
        return self.circumstances == Circumstances.now()

    def abandon(self) -> None:
        """Let it end."""
        self.control.close()
        for descriptor in (self.handle, *self.outputs.values()):
            os.close(descriptor)


def can_fork() -> bool:
    """Whether this system has what the fork server is built on (Linux 5.3 or later has)."""
    if not (hasattr(os, "pidfd_open") and hasattr(socket, "send_fds") and hasattr(socket, "SOCK_SEQPACKET")):
        return False
    try:
        os.close(os.pidfd_open(os.getpid()))
    except OSError:
        return False  # an old kernel, or forbidden in this container
    return True


def fork_early(env: Mapping[str, str], modules: Sequence[str] = PRELOAD) -> EarlyServer | None:
    """
    Import what children need and fork the server with the environment *env*; None where that is no longer sound, or not possible.
    """
    if not (is_forking_sound() and can_fork()):
        return None
    gc.disable()  # See Note [No holes]
    try:
        missing = preload((*ALWAYS, *modules))
        if not is_forking_sound():
            return None
        settle()
        return _forked(env, missing)
    except OSError:
        Logger().failure("no fork server could be forked early")
        return None
    finally:
        gc.enable()


def _forked(env: Mapping[str, str], missing: tuple[str, ...]) -> EarlyServer:
    control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    (output, their_output), (errors, their_errors) = os.pipe(), os.pipe()
    sys.stdout.flush()  # else both would write what waits
    pid = os.fork()
    if pid == 0:
        control.detach()
        become_server(env, their_output, their_errors, theirs.detach(), missing)
    theirs.close()
    os.close(their_output)
    os.close(their_errors)
    return EarlyServer(pid=pid, handle=os.pidfd_open(pid), control=control, outputs={1: output, 2: errors})
