"""
A loop for tests: says what it hears, and misbehaves on request.

Commands are the `key` of a `SearchAgain` to perform (or the member `start` of the configuration); see `_COMMANDS`. An unknown
one is answered with itself.
"""

import os
import signal
import sys
import time
from collections.abc import Callable

from twisted.internet.defer import Deferred
from twisted.logger import Logger

from qbitrr.loops.child.channel import ChildContext
from qbitrr.model.reasons import Reason
from qbitrr.model.status import TorrentReport
from qbitrr.model.steps import Pause
from qbitrr.wire.framing import MAX_LINE_BYTES
from qbitrr.wire.messages import FilesOf, FromSupervisor, Perform, RunNow, SearchAgain, Torrents

__all__ = ["Echo", "start"]


def start(child: ChildContext) -> "Echo":
    """Start the loop."""
    echo = Echo(child)
    echo.obey(str(child.configure.config.get("start", "")), 0)
    return echo


class Echo:
    """Counts the torrents it is shown, obeys commands."""

    log = Logger()

    def __init__(self, child: ChildContext) -> None:
        self._child = child
        self._known: set[tuple[str, str]] = set()
        self._stays = False

    def message(self, message: FromSupervisor) -> None:
        match message:
            case Torrents():
                if message.full:
                    self._known.clear()
                self._known -= set(message.gone)
                self._known |= {torrent.key for torrent in message.torrents}
                self._report()
            case RunNow():
                self._report("now")
            case Perform(id=number, what=SearchAgain(key=key)):
                self.obey(key, number)
            case _:
                self._report(type(message).__name__)

    def stop(self) -> Deferred[None] | None:
        return Deferred() if self._stays else None

    def obey(self, command: str, number: int) -> None:
        """Carry out *command*, by default by answering with it."""
        act = _COMMANDS.get(command)
        if act is not None:
            act(self)
        elif number:
            self._child.performed(number, "done", command)

    def _report(self, summary: str = "") -> None:
        now = self._child.reactor.seconds()
        self._child.report(TorrentReport(at=now, torrents=len(self._known), summary=summary))

    def spin(self) -> None:
        """Never let the reactor turn again."""
        while True:
            pass

    def block(self) -> None:
        """Wait in a system call for ever."""
        time.sleep(10_000)

    def crash(self) -> None:
        """Die without a word."""
        os._exit(3)

    def kill(self) -> None:
        """Die by a signal."""
        os.kill(os.getpid(), signal.SIGKILL)

    def fail(self) -> None:
        """Raise."""
        raise RuntimeError("as told")

    def garbage(self) -> None:
        """Break the protocol."""
        os.write(4, b"this is no message\n")

    def endless(self) -> None:
        """Write a line that is too long."""
        os.set_blocking(4, True)
        piece = b"x" * 65536
        for _ in range(MAX_LINE_BYTES // len(piece) + 2):
            os.write(4, piece)

    def novelty(self) -> None:
        """Say something only a newer version says."""
        os.write(4, b'{"m":"Novelty","x":1}\n')

    def chatter(self) -> None:
        """Print and log, a secret too."""
        print("printed")
        sys.stderr.write("complained\n")
        sys.stdout.flush()
        secret = self._child.configure.config.get("ApiKey", "")
        self.log.info("the key is {key}", key=secret)
        self.log.debug("details")

    def resist(self) -> None:
        """Ignore SIGTERM, and do not end when told to."""
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        self._stays = True
        self._report("resisting")
        self._child.reactor.callLater(0.05, self.block)

    def end(self) -> None:
        """Leave on purpose."""
        self._child.end("nothing to do")

    def give_up(self) -> None:
        """Leave because of trouble."""
        self._child.fail("in trouble")

    def ask(self) -> None:
        """Ask for files, report how many there are."""
        answer = self._child.ask(FilesOf(instance="qBit", hash="aa"))
        answer.addCallback(lambda said: self._report(f"{len(said.files or ())} files"))
        answer.addErrback(lambda failure: self.log.failure("asked in vain", failure))

    def act(self) -> None:
        """Have a torrent paused, report what came of it."""
        steps = [Pause(instance="qBit", hash="aa", why=Reason(code="test", text="a test"))]
        done = self._child.steps(steps)
        done.addCallback(lambda outcomes: self._report(" ".join(outcome.result for outcome in outcomes)))
        done.addErrback(lambda failure: self.log.failure("acted in vain", failure))


_COMMANDS: dict[str, Callable[[Echo], None]] = {
    "spin": Echo.spin,
    "block": Echo.block,
    "crash": Echo.crash,
    "kill": Echo.kill,
    "fail": Echo.fail,
    "garbage": Echo.garbage,
    "endless": Echo.endless,
    "novelty": Echo.novelty,
    "chatter": Echo.chatter,
    "resist": Echo.resist,
    "end": Echo.end,
    "give_up": Echo.give_up,
    "ask": Echo.ask,
    "act": Echo.act,
}
