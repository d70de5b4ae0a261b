"""
`python -m qbitrr.loops.child.forkserver [MODULE…]`: imports what a child needs, once, and forks children on request.

All children share the memory of what is imported, and start in milliseconds. That is sound only as long as this process holds
nothing a fork would damage: one thread, no reactor, no file, no socket but the control socket on descriptor 3, over which requests come
(`qbitrr.wire.forks`), with the descriptors for the child. The supervisor closes that socket to end it; when the supervisor dies, the
kernel does. Children get `CHILD_SECONDS` to notice by themselves, then they are killed: see Note [No orphan survives].

# Note [No holes]
Nothing is collected before the fork. What a collection frees would leave holes all over the pages, and every child would
fill them with its own things: 1.4 MB of pages that it no longer shares, for a few hundred KB saved once.

# Note [Once for all]
Whatever a child runs costs it memory of its own, whether it keeps something or not: counts of references are written into shared
pages, some 10 KB for each function that is called. So what every child would do once is done before the fork: decoders, patterns,
interfaces. What they all call again and again is brought together, see Note [Side by side].
"""

import fcntl
import gc
import linecache
import os
import select
import signal
import socket
import stat
import sys
import threading
import time
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any, NoReturn, TextIO

import msgspec
from msgspec import Struct

from qbitrr.errors import WireError
from qbitrr.loops.child.side_by_side import lay_side_by_side, listed
from qbitrr.loops.child.watchdog import wake_when_parent_dies
from qbitrr.wire.forks import MAX_PACKET_BYTES, Exited, Fork, Forked, NotForked, Preloaded, Said, read_fork, to_packet

__all__ = ["ALWAYS", "PRELOAD", "ChildForker", "become_server", "is_forking_sound", "main", "preload", "settle"]

CONTROL = 3
CHILD_SECONDS = 3.0
KILLED_SECONDS = 1.0
EXIT_NOT_SUPERVISED = 2
EXIT_UNSOUND = 3
_ABOVE = 64  # out of the way of the low descriptors
_FOR_CHILD = 4  # descriptors: its 1, 2, 3 and 4

ALWAYS = (
    "qbitrr.loops.child.main",
    "twisted.internet.default",
    "twisted.internet.process",
    "twisted.internet.unix",
    "encodings.idna",
    "stringprep",
)
"""What every child needs: its main, the reactor to install, and what a name needs when it is first looked up."""

PRELOAD = ("qbitrr.loops.torrents.loop", "qbitrr.loops.searches.loop")
"""The loops that are preloaded when nothing else is asked for."""


def main(arguments: Sequence[str]) -> int:
    """Serve until the control socket closes; returns the exit code."""
    if not _is_socket(CONTROL):
        sys.stderr.write("qbitrr.loops.child.forkserver is started by the qbitrr supervisor. You want: qbitrr run\n")
        return EXIT_NOT_SUPERVISED
    _stand_apart()
    gc.disable()  # See Note [No holes]
    missing = preload((*ALWAYS, *(arguments or PRELOAD)))
    if not is_forking_sound():
        sys.stderr.write("a preloaded module installs a reactor or starts a thread: forking would not be safe\n")
        return EXIT_UNSOUND
    settle()
    return _serve(missing)


def is_forking_sound() -> bool:
    """Whether this process has one thread and no reactor."""
    return "twisted.internet.reactor" not in sys.modules and threading.active_count() == 1


def become_server(
    env: Mapping[str, str], output: int, errors: int, control: int, missing: tuple[str, ...] = ()
) -> NoReturn:
    """
    Be the fork server in a process that was forked for it and has preloaded everything, with the environment *env* and the descriptors
    *output*, *errors* and *control*. Never returns, whatever happens: there must not be two supervisors.
    """
    code = EXIT_UNSOUND
    try:
        _arrange([output, errors, control])
        sys.stdout, sys.stderr = _lines_to(1), _lines_to(2)
        _stand_apart()
        _set_environment(env)
        code = _serve(missing)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def _stand_apart() -> None:
    """Be left alone by what is meant for the supervisor, and die with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # A service manager may send it to everybody: the children leave first.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    wake_when_parent_dies()
    if os.getpgid(0) != os.getpid():
        os.setsid()
    _name_process("fork server")


def _lines_to(descriptor: int) -> TextIO:
    """A text stream that keeps no line to itself."""
    return open(descriptor, "w", buffering=1, errors="backslashreplace", closefd=False)


def _serve(missing: tuple[str, ...]) -> int:
    with socket.socket(fileno=CONTROL) as control:
        ChildForker(control).serve(missing)
    return 0


def preload(modules: Sequence[str]) -> tuple[str, ...]:
    """
    Import *modules* and let those that have a `warm_up` do it, see Note [Once for all]. Returns those that do not exist; what else goes
    wrong is raised.
    """
    if not isinstance(linecache.cache, _NotGenerated):
        linecache.cache = _NotGenerated(linecache.cache)
    missing = []
    for module in modules:
        try:
            getattr(import_module(module), "warm_up", _nothing)()
        except ModuleNotFoundError as error:
            if error.name is None or not (module == error.name or module.startswith(f"{error.name}.")):
                raise
            missing.append(module)
    _learn_structs()
    lay_side_by_side(listed())
    return tuple(missing)


def settle() -> None:
    """Have what exists lie still, and the interpreter begin with an empty cache of attributes: replacing an entry writes elsewhere, too."""
    gc.freeze()
    getattr(sys, "_clear_internal_caches", getattr(sys, "_clear_type_cache", _nothing))()


class _NotGenerated(dict[str, Any]):
    """
    Lines of source for tracebacks, without those of methods that attrs generates: for some thousand classes they are 3 MB over all
    processes, and tell nobody anything.
    """

    def setdefault(self, key: str, default: Any = None) -> Any:
        return default if key.startswith("<attrs generated") else super().setdefault(key, default)


def _nothing() -> None:
    """What most modules have to warm up."""


def _learn_structs(kind: type[Struct] = Struct) -> None:
    """Have msgspec look through the annotations of every class below *kind*."""
    for each in kind.__subclasses__():
        with suppress(
            TypeError, NotImplementedError
        ):  # a base, or a value that never travels: its members cannot be decoded
            msgspec.json.Decoder(each)
        _learn_structs(each)


class ChildForker:
    """Answers the requests that come over *control*."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._ids: dict[int, int] = {}  # of the requests, by pid
        self._wakened, self._waken = os.pipe()
        for descriptor in (self._wakened, self._waken):
            os.set_blocking(descriptor, False)

    def serve(self, missing: tuple[str, ...] = ()) -> None:
        """Fork and report until the supervisor hangs up, then see every child off."""
        signal.signal(signal.SIGCHLD, lambda number, frame: None)  # noticed through the wakeup descriptor
        signal.set_wakeup_fd(self._waken, warn_on_full_buffer=False)
        poll = select.poll()
        poll.register(self._control, select.POLLIN)
        poll.register(self._wakened, select.POLLIN)
        try:
            self._say(Preloaded(pid=os.getpid(), missing=missing))
            while True:
                events = dict(poll.poll())
                self._reap(report=True)
                if self._control.fileno() in events:
                    self._take_request()
        except (EOFError, ConnectionError):
            self._see_off()

    def _take_request(self) -> None:
        """One request, which is there. Raises `EOFError` when there will be none any more."""
        packet, descriptors, flags, _ = socket.recv_fds(self._control, MAX_PACKET_BYTES, 8)
        if not packet:
            raise EOFError
        try:
            self._fork(read_fork(packet), descriptors, complete=not flags & socket.MSG_CTRUNC)
        except WireError as error:
            sys.stderr.write(f"not understood: {error}\n")
        finally:
            for descriptor in descriptors:
                os.close(descriptor)

    def _fork(self, request: Fork, descriptors: list[int], *, complete: bool) -> None:
        if not complete or len(descriptors) != _FOR_CHILD:
            self._say(NotForked(id=request.id, why=f"{len(descriptors)} descriptors arrived"))
            return
        try:
            pid = os.fork()
        except OSError as error:
            self._say(NotForked(id=request.id, why=str(error)))
            return
        if pid == 0:
            self._become(request, descriptors)
        self._ids[pid] = request.id
        handle = os.pidfd_open(pid)  # it cannot be another's: only we reap
        try:
            self._say(Forked(id=request.id, pid=pid), handle)
        finally:
            os.close(handle)

    def _become(self, request: Fork, descriptors: list[int]) -> NoReturn:
        """Be the child. Never returns, whatever happens: there must not be two fork servers."""
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            for number in (signal.SIGCHLD, signal.SIGTERM):
                signal.signal(number, signal.SIG_DFL)
            self._control.detach()  # so that no destructor closes descriptor 3 later
            os.setsid()
            _arrange(descriptors)
            _set_environment(request.env)
            sys.argv = ["qbitrr.loops", request.name]
            _name_process(request.name)
            gc.enable()
            from qbitrr.loops.child.main import run  # preloaded: not before the collector is off

            code = run(request.name)
        except SystemExit as leaving:
            code = leaving.code if isinstance(leaving.code, int) else 1
        except BaseException:
            traceback.print_exc()
        finally:
            try:
                sys.stdout.flush()
                sys.stderr.flush()
            finally:
                os._exit(code)

    def _reap(self, *, report: bool) -> None:
        try:
            while os.read(self._wakened, 4096):
                pass
        except BlockingIOError:
            pass  # empty now
        while self._ids:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            number = self._ids.pop(pid, None)
            if report and number is not None:
                self._say(Exited(id=number, status=status))

    def _see_off(self) -> None:
        self._wait_for_children(CHILD_SECONDS)
        for pid in self._ids:
            os.kill(pid, signal.SIGKILL)  # not reaped yet: nobody else can have this pid
        self._wait_for_children(KILLED_SECONDS)

    def _wait_for_children(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        poll = select.poll()
        poll.register(self._wakened, select.POLLIN)
        self._reap(report=False)
        while self._ids and (left := until - time.monotonic()) > 0:
            poll.poll(left * 1000)
            self._reap(report=False)

    def _say(self, said: Said, *descriptors: int) -> None:
        socket.send_fds(self._control, [to_packet(said)], list(descriptors))


def _arrange(descriptors: list[int]) -> None:
    """Have *descriptors* as 1, 2, 3, …, nothing to read on 0, and everything else closed."""
    out_of_the_way = [fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, _ABOVE) for descriptor in descriptors]
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for target, descriptor in enumerate(out_of_the_way, start=1):
        os.dup2(descriptor, target)
    os.closerange(len(descriptors) + 1, os.sysconf("SC_OPEN_MAX"))


def _set_environment(env: Mapping[str, str]) -> None:
    """Have exactly *env*. Only what differs is written: all of it anew would be 700 KB of pages that are no longer shared."""
    for key in [key for key in os.environ if key not in env]:
        del os.environ[key]
    for key, value in env.items():
        if os.environ.get(key) != value:
            os.environ[key] = value


def _name_process(name: str) -> None:
    """Show *name* (its first 15 characters) in `ps -o comm` and `top`."""
    try:
        comm = os.open("/proc/self/comm", os.O_WRONLY)
    except OSError:
        return  # not Linux, or not allowed: only a convenience
    try:
        os.write(comm, name.encode())
    finally:
        os.close(comm)


def _is_socket(descriptor: int) -> bool:
    try:
        return stat.S_ISSOCK(os.fstat(descriptor).st_mode)
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
