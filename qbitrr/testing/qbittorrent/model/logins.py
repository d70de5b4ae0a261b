"""Who is logged in: the account, sessions, failed logins and bans, the API key."""

import base64
import secrets

from attrs import define, field

from qbitrr.testing.qbittorrent.model.changes import SyncState

__all__ = ["LoginSession", "Logins"]


@define
class LoginSession:
    """One logged-in visitor, with the state of its deltas."""

    id: str
    used_at: float
    cookie_sent_at: float = 0.0
    sync: SyncState = field(factory=SyncState)


class Logins:
    """
    Keeps the sessions and the counters of failed logins.

    Reads the preferences `web_ui_session_timeout`, `web_ui_max_auth_fail_count`, `web_ui_ban_duration` and
    `bypass_local_auth` (here: everybody counts as local).
    """

    def __init__(self, username: str, password: str, preferences: dict[str, object]) -> None:
        self.username = username
        self.password = password
        self.api_key = ""
        self.sessions: dict[str, LoginSession] = {}
        self._key_session: LoginSession | None = None
        self._preferences = preferences
        self._failures: dict[str, int] = {}
        self._banned_until: dict[str, float] = {}

    def _number(self, name: str) -> int:
        value = self._preferences.get(name, 0)
        return value if isinstance(value, int) else 0

    @property
    def timeout_seconds(self) -> int:
        """How long an unused session lives, 0 for ever."""
        return self._number("web_ui_session_timeout")

    def session(self, cookie: str, now: float) -> LoginSession | None:
        """The live session of *cookie*; using it prolongs it."""
        session = self.sessions.get(cookie)
        timeout = self.timeout_seconds
        if session is not None and timeout and now - session.used_at > timeout:
            del self.sessions[cookie]
            return None
        if session is not None:
            session.used_at = now
        return session

    def open(self, now: float) -> LoginSession:
        """A new session."""
        session = LoginSession(base64.b64encode(secrets.token_bytes(24)).decode(), now)
        self.sessions[session.id] = session
        return session

    def close(self, session: LoginSession) -> None:
        """Log out."""
        self.sessions.pop(session.id, None)

    @property
    def lets_everybody_in(self) -> bool:
        """Whether visitors without a cookie get a session unasked."""
        return bool(self._preferences.get("bypass_local_auth"))

    def is_banned(self, address: str, now: float) -> bool:
        """Whether logins from *address* are refused unseen."""
        until = self._banned_until.get(address)
        if until is not None and now >= until:
            del self._banned_until[address]
            self._failures.pop(address, None)
            return False
        return until is not None

    def accepts(self, address: str, username: str | None, password: str | None, now: float) -> bool:
        """Whether the credentials are good; counts failures and bans the address after too many."""
        if (username, password) == (self.username, self.password):
            self._failures.pop(address, None)
            return True
        self._failures[address] = failures = self._failures.get(address, 0) + 1
        allowed = self._number("web_ui_max_auth_fail_count")
        if allowed and failures >= allowed:
            self._banned_until[address] = now + self._number("web_ui_ban_duration")
        return False

    def key_session(self, key: str, now: float) -> LoginSession | None:
        """The one session all users of the API key share; `None` for a wrong key."""
        if not self.api_key or not secrets.compare_digest(key, self.api_key):
            return None
        if self._key_session is None:
            self._key_session = LoginSession("", now)
        return self._key_session

    def rotate_key(self) -> str:
        """A new API key in place of the old one."""
        self.api_key = f"qbt_{secrets.token_hex(14)}"
        self._key_session = None
        return self.api_key

    def forget_everybody(self) -> None:
        """What a restart does: no session survives, bans neither."""
        self.sessions.clear()
        self._key_session = None
        self._failures.clear()
        self._banned_until.clear()
