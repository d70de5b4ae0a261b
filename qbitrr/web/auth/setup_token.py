"""
What lets somebody set the first password: a token in a file that only this machine's owner can read.

It is made at a start that finds no way to sign in, and by nothing else: no request brings it back once it was used.
"""

import os
import secrets
from pathlib import Path

from twisted.internet.defer import Deferred
from twisted.logger import Logger

from qbitrr.model.access.web_access import WebAccess
from qbitrr.web.auth.account import same
from qbitrr.web.serving.threads import InThread

__all__ = ["FILE_NAME", "SetupToken"]

FILE_NAME = "setup-token"


class SetupToken:
    """The token in `setup-token` of *folder*, and the one *given* by the environment; files are written by way of *in_thread*."""

    log = Logger()

    def __init__(self, folder: Path, in_thread: InThread, given: str = "") -> None:
        self._path = folder / FILE_NAME
        self._in_thread = in_thread
        self._given = given
        self._written = ""

    async def arm(self, access: WebAccess) -> None:
        """At the start: write a token if nobody can sign in yet, and see that none lies around otherwise."""
        if not access.setup_required:
            await self._remove()
            return
        token = secrets.token_hex(16)
        try:
            await self._in_thread(_write, self._path, token)
        except OSError as error:
            self.log.error("{path} cannot be written: {why}", path=str(self._path), why=error.strerror)
            return
        self._written = token
        self.log.info("no password is set yet: set one in the browser, with the token in {path}", path=str(self._path))

    def proves(self, given: str, *, is_first: bool) -> bool:
        """Whether *given* is a token that holds. The one of the file is for the first password only."""
        by_environment = bool(self._given) and same(given, self._given)
        by_file = bool(self._written) and same(given, self._written)
        return by_environment or (by_file and is_first)

    def spend(self) -> Deferred[None]:
        """A password was set: none holds any more."""
        self._given = self._written = ""
        return Deferred.fromCoroutine(self._remove())

    async def _remove(self) -> None:
        try:
            await self._in_thread(_unlink, self._path)
        except OSError as error:
            self.log.warn("{path} cannot be removed: {why}", path=str(self._path), why=error.strerror)


def _unlink(path: Path) -> None:
    path.unlink(missing_ok=True)


def _write(path: Path, token: str) -> None:
    _unlink(path)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(f"{token}\n")
