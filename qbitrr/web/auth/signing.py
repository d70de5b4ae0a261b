"""
Everything about signing in, put together.
"""

import socket
from typing import Protocol

from attrs import field, frozen
from twisted.internet.interfaces import IReactorTime

from qbitrr.web.auth.account import Account
from qbitrr.web.auth.hashing import Hashing
from qbitrr.web.auth.named_tokens import NamedTokenRoutes, NamedTokens
from qbitrr.web.auth.oidc.provider import Asked
from qbitrr.web.auth.oidc.single_sign_on import SingleSignOn
from qbitrr.web.auth.own_account import OwnAccountRoutes
from qbitrr.web.auth.sessions import Sessions
from qbitrr.web.auth.set_password import HostProof, SetPasswordRoutes
from qbitrr.web.auth.signed_in import SessionRoutes
from qbitrr.web.auth.signing_in import SignInRoutes
from qbitrr.web.auth.throttling import LOGIN, SET_PASSWORD, Throttle
from qbitrr.web.config.control import ConfigControl
from qbitrr.web.http.routes import Route
from qbitrr.web.serving.threads import InThread
from qbitrr.web.settings import SettingsInForce

__all__ = ["Signing", "Subject"]


class Subject(Protocol):
    """Has routes."""

    def routes(self) -> tuple[Route, ...]:
        """All of it."""


@frozen(kw_only=True)
class Signing:
    """
    Who is signed in, which *tokens* have names, where passwords are hashed, what proves that somebody is on this machine, and what asks a
    sign-on provider.
    """

    sessions: Sessions
    tokens: NamedTokens
    hash_in_thread: InThread
    proof: HostProof
    provider: Asked
    machine: str = field(factory=socket.gethostname)

    def subjects(
        self, settings: SettingsInForce, configuration: ConfigControl, clock: IReactorTime
    ) -> tuple[Subject, ...]:
        """What has the routes; what they share is shared."""
        account = Account(settings, configuration, Hashing(self.hash_in_thread), self.sessions)
        setting = Throttle(SET_PASSWORD, clock)
        return (
            SignInRoutes(account, self.sessions, Throttle(LOGIN, clock)),
            SetPasswordRoutes(account, setting, self.proof),
            OwnAccountRoutes(account, self.sessions, setting, settings),
            SessionRoutes(self.sessions),
            NamedTokenRoutes(self.tokens),
            SingleSignOn(self.sessions, self.provider, clock, self.machine),
        )
