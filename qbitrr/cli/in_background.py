"""
A reactor beside a verb that talks with a person: the person may take all the time, and Ctrl-C ends a question as it does anywhere.
"""

import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar

__all__ = ["InBackground", "reactor_in_background"]

T = TypeVar("T")
_END_SECONDS = 5.0


class InBackground(Protocol):
    """Runs a coroutine in the reactor and waits for what it comes to."""

    def __call__(self, question: Callable[[Any], Coroutine[Any, Any, T]], /) -> T:
        """*question* takes the reactor. Raises what it raises."""


@contextmanager
def reactor_in_background() -> Iterator[InBackground]:
    """The reactor, in a thread of its own until the end; it can be had once in the life of a process."""
    import txaio
    from twisted.internet import reactor
    from twisted.internet.defer import Deferred
    from twisted.internet.protocol import Factory
    from twisted.internet.threads import blockingCallFromThread

    txaio.use_twisted()
    Factory.noisy = False
    loop: Any = reactor
    thread = threading.Thread(target=lambda: loop.run(installSignalHandlers=False), name="reactor", daemon=True)
    thread.start()

    def wait(question: Callable[[Any], Coroutine[Any, Any, T]]) -> T:
        begin: Any = lambda: Deferred.fromCoroutine(question(loop))  # noqa: E731 - of no type that is known there
        result: T = blockingCallFromThread(loop, begin)
        return result

    try:
        yield wait
    finally:
        loop.callFromThread(loop.stop)
        thread.join(_END_SECONDS)
