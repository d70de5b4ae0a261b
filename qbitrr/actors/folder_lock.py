"""
One supervisor per data folder: two of them would do everything twice.
"""

import fcntl
import json
import os
import socket
import time
from pathlib import Path

from twisted.application.service import Service
from twisted.logger import Logger

from qbitrr.errors import FolderTaken

__all__ = ["FILE_NAME", "FolderLock"]

FILE_NAME = "supervisor.lock"
_LONGEST_TEXT = 1000


class FolderLock(Service):
    """
    An exclusive lock on a data folder, held from `hold` until the service has stopped or the process is gone, however it went:
    the kernel lets go of it. The file says who holds it; it stays behind, for removing it would let two in.

    A `flock`, since that belongs to the open file: it passes through the forks of a daemon, and not to children that are executed.
    """

    name = "lock"
    log = Logger()

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self._descriptor: int | None = None

    def hold(self) -> None:
        """Take the lock. Raises `FolderTaken`, naming who has it, or `OSError` when the folder cannot be written."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = _holder(descriptor)
            os.close(descriptor)
            raise FolderTaken(
                f"{self.path.parent} is in use by {holder}: stop that one first, or name another folder with --data"
            ) from None
        except OSError as error:  # some network file systems know no locks; refusing them would help nobody
            self.log.warn(
                "{path} cannot be locked ({why}): see that nothing else runs on this folder",
                path=str(self.path),
                why=error.strerror,
            )
        self._descriptor = descriptor
        self._sign(descriptor)

    def startService(self) -> None:
        """Sign again: as a daemon this is another process than the one that took the lock."""
        super().startService()
        if self._descriptor is not None:
            self._sign(self._descriptor)

    def stopService(self) -> None:
        """Let go."""
        super().stopService()
        self.release()

    def release(self) -> None:
        """Let go. Harmless to repeat."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)

    def _sign(self, descriptor: int) -> None:
        text = json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "since": int(time.time())})
        try:
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"{text}\n".encode(), 0)
        except OSError as error:  # a full disk: the lock holds without a name
            self.log.warn("{path}: {why}", path=str(self.path), why=error.strerror)


def _holder(descriptor: int) -> str:
    """Who signed the file, for people."""
    try:
        signed = json.loads(os.pread(descriptor, _LONGEST_TEXT, 0))
        since = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(int(signed["since"])))
        return f"process {int(signed['pid'])} on {str(signed['host'])!r} since {since}"
    except (ValueError, KeyError, TypeError, OverflowError, OSError):  # not signed yet, or not by us
        return "another process"
