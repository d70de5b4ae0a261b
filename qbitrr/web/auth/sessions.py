"""
Who is signed in: the sessions of browsers, in memory for every request, and in a file for the next start.
"""

import hashlib
import secrets
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from msgspec.structs import replace
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger

from qbitrr.model.access.sessions import BrowserSession, SignInMethod
from qbitrr.model.access.web_access import WebAccess
from qbitrr.store.supervisor.sessions import drop_every_session, drop_sessions, save_sessions, sessions
from qbitrr.web.auth.throttling import network_of

__all__ = ["MOST_SESSIONS", "Sessions"]

MOST_SESSIONS = 200
_SEEN_STEP_SECONDS = 3600.0
_USER_AGENT_CHARACTERS, _USER_CHARACTERS = 200, 200


class SessionFile(Protocol):
    """Calls a function of `qbitrr.store.supervisor.sessions` in the thread of the database."""

    def run(self, function: Callable[..., Any], /, *args: Any) -> Deferred[Any]:
        """Fires with what it returns; fails with `StoreError`."""


class Sessions:
    """
    At most `MOST_SESSIONS`; the one not seen for longest makes room. What is written is on its way when a method returns. A session that
    cannot be written holds until the next start.
    """

    log = Logger()

    def __init__(self, file: SessionFile, clock: IReactorTime) -> None:
        self._file = file
        self._clock = clock
        self._by_id: dict[str, BrowserSession] = {}

    async def load(self) -> None:
        """Take over those of earlier runs."""
        found: tuple[BrowserSession, ...] = await self._file.run(sessions)
        now = self._clock.seconds()
        self._by_id = {each.id: each for each in found if each.expires_at > now}
        self._write(drop_sessions, [each.id for each in found if each.id not in self._by_id])

    def begin(self, user: str, method: SignInMethod, stamp: str, address: str, user_agent: str) -> str:
        """
        Begin a session of *user*, who has proved to be that to the account of this *stamp*; returns the secret for the cookie, which
        nobody else has.
        """
        now = self._clock.seconds()
        secret = secrets.token_urlsafe(32)
        session = BrowserSession(
            id=_digest(secret), user=user[:_USER_CHARACTERS], method=method, stamp=stamp, created_at=now,
            seen_at=now, address=address[:64], user_agent=user_agent[:_USER_AGENT_CHARACTERS],
        )  # fmt: skip
        self._make_room(now)
        self._by_id[session.id] = session
        self._write(save_sessions, [session])
        return secret

    def find(self, given: Iterable[str], access: WebAccess) -> BrowserSession | None:
        """The session of the first of the *given* secrets that has one which holds by *access*."""
        now = self._clock.seconds()
        for secret in given:
            session = self._by_id.get(_digest(secret))
            if session is not None and self._holds(session, access, now):
                return session
        return None

    def seen(self, session: BrowserSession) -> bool:
        """The session was used. Tells, once an hour, that its cookie should be renewed."""
        now = self._clock.seconds()
        if now - session.seen_at < _SEEN_STEP_SECONDS or session.id not in self._by_id:
            return False
        self._by_id[session.id] = renewed = replace(session, seen_at=now)
        self._write(save_sessions, [renewed])
        return True

    def current(self, access: WebAccess) -> tuple[BrowserSession, ...]:
        """Those that hold by *access*, the one seen last first."""
        now = self._clock.seconds()
        held = (each for each in self._by_id.values() if self._holds(each, access, now))
        return tuple(sorted(held, key=lambda each: -each.seen_at))

    def is_home(self, address: str, access: WebAccess) -> bool:
        """Whether somebody is signed in at *address*."""
        network = network_of(address)
        return any(network_of(each.address) == network for each in self.current(access))

    def end(self, ids: Iterable[str]) -> Deferred[Any]:
        """They are over, from this moment on; fires when that is written. Fails with `StoreError`."""
        gone = [each for each in ids if self._by_id.pop(each, None) is not None]
        return self._file.run(drop_sessions, gone)

    def end_all(self) -> Deferred[Any]:
        """All are over, like `end`."""
        self._by_id.clear()
        return self._file.run(drop_every_session)

    def carry_over(self, before: str, after: str) -> None:
        """The account is the same but its stamp is another: sessions go on."""
        moved = [replace(each, stamp=after) for each in self._by_id.values() if before and each.stamp == before]
        self._by_id |= {each.id: each for each in moved}
        self._write(save_sessions, moved)

    def _holds(self, session: BrowserSession, access: WebAccess, now: float) -> bool:
        stamp = access.stamp_of(session.method)
        return bool(stamp) and session.stamp == stamp and now < session.expires_at

    def _make_room(self, now: float) -> None:
        gone = [each.id for each in self._by_id.values() if each.expires_at <= now]
        held = sorted((each for each in self._by_id.values() if each.id not in gone), key=lambda each: each.seen_at)
        gone += [each.id for each in held[: max(0, len(held) - MOST_SESSIONS + 1)]]
        for each in gone:
            del self._by_id[each]
        self._write(drop_sessions, gone)

    def _write(self, function: Callable[..., Any], values: list[Any]) -> None:
        if values:
            self._file.run(function, values).addErrback(
                lambda failure: self.log.error("sessions cannot be written: {why}", why=failure.getErrorMessage())
            )


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
