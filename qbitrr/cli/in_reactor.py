"""Verbs that talk to programs: a coroutine run in the reactor, and questions to the person at the terminal."""

import os
import sys
import threading
from collections.abc import Callable, Coroutine
from typing import Any

from qbitrr.cli.verb import PROBLEMS

__all__ = ["asked", "in_reactor"]

_STDIN = 0


def in_reactor(main: Callable[[Any], Coroutine[Any, Any, int]]) -> int:
    """Run *main*, which takes the reactor, to its end or until a signal ends it. Returns its exit status."""
    import txaio
    from twisted.internet import reactor
    from twisted.internet.defer import CancelledError, Deferred
    from twisted.internet.error import ReactorNotRunning
    from twisted.internet.protocol import Factory
    from twisted.python.failure import Failure

    txaio.use_twisted()
    Factory.noisy = False
    loop: Any = reactor
    status = [PROBLEMS]
    running: list[Deferred[int]] = []

    def ended(result: Any) -> None:
        if not isinstance(result, Failure):
            status[0] = result
        elif not result.check(CancelledError):
            print(f"qbitrr: {type(result.value).__name__}: {result.value}", file=sys.stderr)
        try:
            loop.stop()
        except ReactorNotRunning:  # a signal has stopped it, and that has cancelled us
            pass

    def begin() -> None:
        running.append(Deferred.fromCoroutine(main(loop)))
        running[0].addBoth(ended)

    def cancel() -> None:
        for each in running:
            each.cancel()

    loop.callWhenRunning(begin)
    loop.addSystemEventTrigger("before", "shutdown", cancel)
    loop.run()
    return status[0]


async def asked(question: str, loop: Any) -> bool:
    """Whether the person at the terminal agrees; no answer is a no. The reactor goes on meanwhile, so that a signal still ends us."""
    from twisted.internet.defer import Deferred

    print(f"{question} [y/N] ", end="", flush=True)
    answer: Deferred[bytes] = Deferred()

    def read() -> None:
        # Not by way of sys.stdin, whose lock a thread that waits for ever would keep at the end of the process.
        try:
            line = os.read(_STDIN, 1024)
        except OSError:
            line = b""
        loop.callFromThread(give, line)

    def give(line: bytes) -> None:
        if not answer.called:  # nobody waits any more for one that was cancelled
            answer.callback(line)

    threading.Thread(target=read, name="question", daemon=True).start()
    return (await answer).strip().lower() in (b"y", b"yes")
