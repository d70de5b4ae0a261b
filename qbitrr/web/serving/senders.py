"""
Sending a part of a file to a client as fast as the client takes it, a block at a time.
"""

import codecs
import os
from collections.abc import Callable

from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.interfaces import IPushProducer
from twisted.logger import Logger
from twisted.python.failure import Failure
from twisted.web.server import Request
from zope.interface import implementer

from qbitrr.logs.folder import OpenLog
from qbitrr.logs.windows import Window
from qbitrr.web.serving.threads import InThread

__all__ = ["SENT_BYTES", "Clean", "WindowSender", "cleaned_utf8"]

SENT_BYTES = 256 * 1024
"""A block that is read and sent: so large that going to a thread and back costs little beside it."""

Clean = Callable[[bytes, bool], bytes]
"""Takes a block and whether it is the last one; answers what is sent for it."""


def cleaned_utf8() -> Clean:
    """A filter that drops bytes which are no UTF-8; a character that a block boundary cuts in two is kept."""
    decoder = codecs.getincrementaldecoder("utf-8")("ignore")

    def clean(block: bytes, is_last: bool) -> bytes:
        if block.isascii() and not decoder.getstate()[0]:  # most of what is logged
            return block
        return decoder.decode(block, is_last).encode("utf-8")

    return clean


@implementer(IPushProducer)
class WindowSender:
    """
    Sends *window* of an open file to a request and closes the file.

    A push producer although the source has an end: Twisted would ask a pull producer for more again and again while a thread
    is still reading. At most one block is in our hands, and none is read while the client does not take more.
    """

    log = Logger()

    def __init__(
        self, request: Request, opened: OpenLog, window: Window, in_thread: InThread, clean: Clean | None = None
    ) -> None:
        self._request = request
        self._opened = opened
        self._window = window
        self._in_thread = in_thread
        self._clean = clean
        self._paused = False
        self._stopped = False
        self._waiting: Deferred[None] | None = None

    def send(self) -> Deferred[bytes]:
        """Fires with nothing left to write once everything is sent. Cancelling stops sending; the client is gone then."""
        ended: Deferred[bytes] = Deferred(lambda _: self._stop())
        self._request.registerProducer(self, True)
        sending = Deferred.fromCoroutine(self._send())
        sending.addBoth(self._over)
        # After a cancellation nobody listens any more: a plain chain would fire a Deferred that has fired.
        sending.addCallbacks(
            lambda rest: None if ended.called else ended.callback(rest),
            lambda failure: self._lost(failure) if ended.called else ended.errback(failure),
        )
        return ended

    def pauseProducing(self) -> None:
        """The client does not take more for now."""
        self._paused = True

    def resumeProducing(self) -> None:
        """The client takes more."""
        self._paused = False
        self._wake()

    def stopProducing(self) -> None:
        """The client is gone, or its connection is being cut."""
        if not self._stopped:
            self._request.unregisterProducer()  # what waits for the end of the sending takes the request for finished
        self._stop()

    def _stop(self) -> None:
        self._stopped = True
        self._wake()

    async def _send(self) -> bytes:
        at, end = self._window.start, self._window.end
        while at < end:
            while self._paused and not self._stopped:
                self._waiting = Deferred()
                await self._waiting
            if self._stopped:
                break
            block, shown = await self._in_thread(self._read, at, min(SENT_BYTES, end - at))
            if self._stopped:
                break
            if not block:
                # Somebody cut the file while we sent it. If a length was promised, only a broken connection tells the truth.
                self._request.loseConnection()
                break
            at += block
            if shown:
                self._request.write(shown)
        return b""

    def _read(self, at: int, size: int) -> tuple[int, bytes]:
        """How many bytes there are at byte *at*, of at most *size*, and what is sent for them. Blocks."""
        block = os.pread(self._opened.fd, size, at)
        is_last = at + len(block) >= self._window.end
        return len(block), self._clean(block, is_last) if block and self._clean else block

    def _over(self, result: bytes | Failure) -> bytes | Failure:
        self._opened.close()
        if not self._stopped:
            self._request.unregisterProducer()
        return result

    def _lost(self, failure: Failure) -> None:
        if failure.check(CancelledError):
            return  # we end, and nothing is read any more
        self.log.failure("reading a log for a client that has left failed", failure)

    def _wake(self) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting.callback(None)
