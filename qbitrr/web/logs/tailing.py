"""
Following one log file: a single reader, however many watch.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from attrs import frozen
from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.interfaces import IReactorTime
from twisted.internet.task import LoopingCall
from twisted.logger import Logger

from qbitrr.logs.folder import OpenLog, open_log
from qbitrr.logs.windows import BLOCK_BYTES, whole_characters
from qbitrr.web.http.answers import Refusal
from qbitrr.web.serving.threads import InThread

__all__ = ["POLL_SECONDS", "FileTail", "Watcher"]

POLL_SECONDS = 0.5
# Between the two steps of a rotation there is no file of the name; only a name that stays empty is gone.
_MISSES = 4


class Watcher(Protocol):
    """Who is told what happens to a file. *position* is where the reader stands after it, *inode* the file it stands in."""

    @property
    def is_paused(self) -> bool:
        """Whether nothing can be taken at the moment."""

    def opened(self) -> None:
        """There is such a file; everything else is told after this."""

    def refused(self, error: Exception) -> None:
        """The file could not be opened; with a `Refusal` if there is none. The reader has ended."""

    def appended(self, content: bytes, position: int, inode: int) -> None:
        """These bytes, whole characters, came."""

    def replaced(self) -> None:
        """Another file has the name now, or the file was cut: the reader begins at its end."""

    def vanished(self) -> None:
        """There is no such file any more. The reader has ended."""


@frozen(kw_only=True)
class _Look:
    """What one look at the file found: new bytes, or another file of the name, or none."""

    content: bytes = b""
    replaced: OpenLog | None = None
    missing: bool = False


class FileTail:
    """
    Reads what is appended to the file *name* in *folder* and tells every watcher. Its first turn opens the file: a watcher may leave
    meanwhile, and whoever comes meanwhile waits for the same.

    It reads only while somebody can take it: when all watchers are paused, the file waits. `ended` is called when the last
    watcher has left.
    """

    log = Logger()

    def __init__(
        self,
        folder: Path,
        name: str,
        clock: IReactorTime,
        in_thread: InThread,
        ended: Callable[[], object],
    ) -> None:
        self.folder = folder
        self.name = name
        self._opened: OpenLog | None = None
        self.position = 0
        self._in_thread = in_thread
        self._ended = ended
        self._missed = 0
        self.watchers: set[Watcher] = set()
        self._loop = LoopingCall(self._turn)
        self._loop.clock = clock
        self._over: Deferred[LoopingCall] | None = None

    @property
    def inode(self) -> int:
        """The file we stand in; 0 while there is none."""
        return self._opened.inode if self._opened else 0

    def join(self, watcher: Watcher) -> None:
        """Tell *watcher* everything from `position` on."""
        self.watchers.add(watcher)
        if self._over is None:
            self._over = self._loop.start(POLL_SECONDS).addBoth(self._closed)
        elif self._opened is not None:
            watcher.opened()

    def leave(self, watcher: Watcher) -> None:
        """Tell *watcher* nothing more; without watchers the reader ends."""
        self.watchers.discard(watcher)
        if not self.watchers and self._loop.running:
            self._ended()
            self._loop.stop()

    def _closed(self, loop: LoopingCall) -> LoopingCall:
        if self._opened is not None:
            self._opened.close()
        return loop

    async def _turn(self) -> None:
        """One poll: read as long as there is something to read and somebody to take it."""
        if self._opened is None:
            return await self._open()
        try:
            while self.watchers and not all(each.is_paused for each in self.watchers):
                look: _Look = await self._in_thread(_look, self.folder, self.name, self._opened, self.position)
                if not self._tell(look):
                    return None
        except CancelledError:
            return None  # we end: no thread reads any more
        except Exception:  # a LoopingCall stops for good at the first failure; the next poll tries again
            self.log.failure("{name} cannot be followed", name=self.name)

    async def _open(self) -> None:
        """Only once: whoever waits for the file is told, and comes again if need be."""
        try:
            self._opened = await self._in_thread(open_log, self.folder, self.name)
            if self._opened is None:
                raise Refusal(404, "not found")
            self.position = self._opened.size
        except Exception as error:  # what it is stands in the answers
            for watcher in tuple(self.watchers):
                watcher.refused(error)
        else:
            for watcher in tuple(self.watchers):
                watcher.opened()

    def _tell(self, look: _Look) -> bool:
        """Pass on what was found; whether there may be more at once."""
        self._missed = self._missed + 1 if look.missing else 0
        if look.content:
            self.position += len(look.content)
            for watcher in tuple(self.watchers):
                watcher.appended(look.content, self.position, self.inode)
            return True
        if look.replaced is not None:
            if self._opened is not None:
                self._opened.close()
            self._opened = look.replaced
            self.position = look.replaced.size
            for watcher in tuple(self.watchers):
                watcher.replaced()
            return True
        if self._missed >= _MISSES:
            for watcher in tuple(self.watchers):
                watcher.vanished()
        return False


def _look(folder: Path, name: str, opened: OpenLog, position: int) -> _Look:
    """What is new after *position*. Whole lines are taken together; a line longer than a block comes in pieces. Blocks."""
    block = os.pread(opened.fd, BLOCK_BYTES, position)
    upto = block.rfind(b"\n") + 1
    if not upto and len(block) == BLOCK_BYTES:
        upto = whole_characters(block)
    if upto:
        return _Look(content=block[:upto])
    # Nothing more in this one: is it still the file of that name?
    now = open_log(folder, name)
    if now is None:
        return _Look(missing=True)
    if now.inode == opened.inode and now.size >= position:
        now.close()
        return _Look()
    if block and now.inode != opened.inode:
        now.close()
        return _Look(content=block)  # the last, unfinished line of the file that went away
    return _Look(replaced=now)
