"""
Sessions of browsers: who signed in, how, and until when that holds.
"""

from typing import Literal

from msgspec import Struct

__all__ = ["SESSION_IDLE_SECONDS", "SESSION_LONGEST_SECONDS", "BrowserSession", "SignInMethod"]

SignInMethod = Literal["local", "oidc"]

SESSION_IDLE_SECONDS = 7 * 86_400.0
SESSION_LONGEST_SECONDS = 30 * 86_400.0


class BrowserSession(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    One browser that signed in. *id* is a digest of the secret in its cookie, which is kept nowhere. *stamp* is that of the account it
    signed in to (`WebAccess.stamp_of`): with another password, or another provider, the session is over. Times in seconds since the epoch.
    """

    id: str
    user: str
    method: SignInMethod
    stamp: str
    created_at: float
    seen_at: float
    address: str = ""
    user_agent: str = ""

    @property
    def expires_at(self) -> float:
        """When it ends if nothing is heard of it until then."""
        return min(self.seen_at + SESSION_IDLE_SECONDS, self.created_at + SESSION_LONGEST_SECONDS)

    @property
    def short_id(self) -> str:
        """What it is called by to people: enough to tell it from others."""
        return self.id[:16]
