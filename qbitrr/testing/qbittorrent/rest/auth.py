"""Who may speak to the simulated client: logins, sessions, bans, the API key, and the checks of Host and Origin."""

import base64
import secrets
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from attrs import define, field

from qbitrr.testing.qbittorrent.rest.sync import SyncState
from qbitrr.testing.qbittorrent.torrents.profile import Profile

__all__ = ["BANNED", "Doorman", "Session"]

BANNED = "Your IP address has been banned after too many failed authentication attempts."

_PROLONG_SECONDS = 5


@define
class Session:
    """One logged-in visitor, with the state of its deltas."""

    id: str
    used_at: float
    cookie_sent_at: float = 0.0
    sync: SyncState = field(factory=SyncState)


class Doorman:
    """
    Keeps the sessions and the counters of failed logins.

    Reads the preferences `web_ui_session_timeout`, `web_ui_max_auth_fail_count`, `web_ui_ban_duration`,
    `bypass_local_auth` (here: everybody counts as local), and the two switches of the checks.
    """

    def __init__(self, profile: Profile, username: str, password: str, preferences: dict[str, object]) -> None:
        self.username = username
        self.password = password
        self.api_key = ""
        self.sessions: dict[str, Session] = {}
        self._key_session: Session | None = None
        self._profile = profile
        self._preferences = preferences
        self._failures: dict[str, int] = {}
        self._banned_until: dict[str, float] = {}

    def _number(self, name: str) -> int:
        value = self._preferences.get(name, 0)
        return value if isinstance(value, int) else 0

    def session(self, cookie: str, now: float) -> Session | None:
        """The live session of *cookie*; using it prolongs it."""
        session = self.sessions.get(cookie)
        timeout = self._number("web_ui_session_timeout")
        if session is not None and timeout and now - session.used_at > timeout:
            del self.sessions[cookie]
            return None
        if session is not None:
            session.used_at = now
        return session

    def open(self, now: float) -> Session:
        """A new session."""
        session = Session(base64.b64encode(secrets.token_bytes(24)).decode(), now)
        self.sessions[session.id] = session
        return session

    def close(self, session: Session) -> None:
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

    def key_session(self, key: str, now: float) -> Session | None:
        """The one session all users of the API key share; `None` for a wrong key."""
        if not self.api_key or not secrets.compare_digest(key, self.api_key):
            return None
        if self._key_session is None:
            self._key_session = Session("", now)
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

    def checks_pass(self, port: int, host: str, origin: str, referer: str, *, with_key: bool) -> bool:
        """Whether Host names our port and Origin, else Referer, the same place as Host."""
        if self._preferences.get("web_ui_host_header_validation_enabled") and _port(host) not in (None, port):
            return False
        if with_key or not self._preferences.get("web_ui_csrf_protection_enabled"):
            return True
        source = origin or referer
        return not source or urlsplit(source).netloc == host

    def cookie(self, session: Session, port: int, now: float) -> str:
        """The `Set-Cookie` that gives *session* to its visitor."""
        session.cookie_sent_at = now
        name = self._profile.cookie_name(port)
        if not self._profile.has(5, 2):
            same_site = "; SameSite=Strict" if self._preferences.get("web_ui_csrf_protection_enabled") else ""
            return f"{name}={session.id}; HttpOnly{same_site}; path=/"
        timeout = self._number("web_ui_session_timeout")
        expires = f"; expires={_date(timeout)}" if timeout else ""
        return f"{name}={session.id}; HttpOnly; SameSite=Lax{expires}; path=/"

    def prolongs(self, session: Session, now: float) -> bool:
        """Whether the cookie is sent again with this answer, so that it does not expire at the visitor (5.2)."""
        return self._profile.has(5, 2) and now - session.cookie_sent_at >= _PROLONG_SECONDS

    def expired_cookie(self, port: int) -> str:
        """The `Set-Cookie` that takes the session away."""
        return f"{self._profile.cookie_name(port)}=; expires={_date(-86_400)}; path=/"


def _date(seconds_from_now: int) -> str:
    # By the machine's clock, not ours: cookie jars live in real time, also in tests that drive our clock.
    return (datetime.now(UTC) + timedelta(seconds=seconds_from_now)).strftime("%a, %d-%b-%Y %H:%M:%S GMT")


def _port(host: str) -> int | None:
    try:
        return urlsplit(f"//{host}").port
    except ValueError:
        return -1
