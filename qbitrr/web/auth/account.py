"""
The one local account, which stands in the configuration file.
"""

import hmac
from typing import Any

from twisted.internet.defer import DeferredLock
from twisted.logger import Logger

from qbitrr.config.editing.change_set import ChangeSet
from qbitrr.errors import QbitrrError
from qbitrr.model.access.web_access import WebAccess
from qbitrr.web.auth import passwords
from qbitrr.web.auth.hashing import Hashing
from qbitrr.web.auth.sessions import Sessions
from qbitrr.web.config.control import ConfigControl
from qbitrr.web.http.answers import Refusal
from qbitrr.web.settings import SettingsInForce

__all__ = ["Account", "same"]


def same(one: str, other: str) -> bool:
    """Whether two texts are equal, in a time that does not tell how much of them is."""
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))


class Account:
    """Verifies the password of the account by the *settings* in force, and changes it by way of the *configuration*."""

    log = Logger()

    def __init__(
        self, settings: SettingsInForce, configuration: ConfigControl, hashing: Hashing, sessions: Sessions
    ) -> None:
        self._settings = settings
        self._configuration = configuration
        self._hashing = hashing
        self._sessions = sessions
        self._one_at_a_time = DeferredLock()
        self._carried = ("", "")  # stamps before and after the hash was made anew

    async def sign_in(self, username: str, password: str) -> str:
        """
        The stamp for a session of whoever gives the account's name and password; empty for anybody else, after the same time. A hash of
        an older kind is made anew. Raises a 503 `Refusal` under load.
        """
        access = self._settings.current.access
        is_right = await self._fits(password, access.password_hash)
        is_named = same(username, access.username)
        if not (is_right and is_named and access.username):
            return ""
        return (
            await self._modernised(access, password)
            if passwords.is_outdated(access.password_hash)
            else access.local_stamp
        )

    async def is_password(self, password: str) -> bool:
        """Whether this is the account's password."""
        return await self._fits(password, self._settings.current.access.password_hash)

    async def replace(self, username: str, password: str, before: str) -> None:
        """
        Have the account be *username* with *password*, and require that everybody signs in. Whoever is signed in is not any more. Raises a
        403 `Refusal` if the hash is not *before* any more, and a 500 one if it cannot be saved.
        """
        async with self._one_at_a_time:
            if self._settings.current.access.password_hash != before:
                raise Refusal(403, "Not allowed")
            new = await self._hashing.make(password)
            wanted = {"Username": username, "PasswordHash": new, "AuthDisabled": False, "LocalAuthEnabled": True}
            try:
                await self._write(wanted)
            except QbitrrError as error:
                self.log.error("the password cannot be saved: {why}", why=str(error))
                raise Refusal(500, "Failed to save configuration") from error
            await self._sessions.end_all()

    async def _fits(self, password: str, stored: str) -> bool:
        if len(password) > passwords.LONGEST_CHARACTERS:
            return False
        return await self._hashing.verify(password, stored) and bool(stored)

    async def _modernised(self, access: WebAccess, password: str) -> str:
        """The stamp after the hash was made anew; that of *access* if it cannot be, or was changed by somebody else."""
        async with self._one_at_a_time:
            now = self._settings.current.access
            if now.password_hash != access.password_hash:
                return now.local_stamp if self._carried == (access.local_stamp, now.local_stamp) else access.local_stamp
            try:
                await self._write({"PasswordHash": await self._hashing.make(password)})
            except QbitrrError as error:
                self.log.warn("the hash of the password stays as it is: {why}", why=str(error))
                return access.local_stamp
            self._carried = (access.local_stamp, self._settings.current.access.local_stamp)
            self._sessions.carry_over(*self._carried)
            return self._carried[1]

    async def _write(self, wanted: dict[str, Any]) -> None:
        changes = {f"WebUI.{name}": value for name, value in wanted.items()}
        await self._configuration.change(ChangeSet(changes=changes, own=True))
