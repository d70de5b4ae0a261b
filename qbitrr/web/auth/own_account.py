"""
Who asks, and another password for who knows the present one.
"""

from typing import Annotated, Literal

from msgspec import Struct
from twisted.internet.defer import Deferred
from twisted.logger import Logger
from twisted.web.iweb import IRequest

from qbitrr.web.auth.account import Account
from qbitrr.web.auth.sessions import Sessions
from qbitrr.web.auth.set_password import refuse_weak
from qbitrr.web.auth.signing_in import user_agent
from qbitrr.web.auth.throttling import Throttle
from qbitrr.web.http.answers import OkAnswer, Refusal, iso, json_response
from qbitrr.web.http.bodies import otherwise
from qbitrr.web.http.cookies import set_session_cookie
from qbitrr.web.http.routes import Group, Route, mirrored
from qbitrr.web.http.visits import Credential, Visit, visit_of
from qbitrr.web.settings import SettingsInForce

__all__ = ["OwnAccountRoutes"]

_BOTH = "currentPassword and newPassword are required"
Way = Literal["local", "oidc", "token", "proxy", "open"]
_WAYS: dict[Credential, Way] = {
    Credential.BEARER: "token",
    Credential.QUERY: "token",
    Credential.PROXY: "proxy",
    Credential.OPEN: "open",
}


class MeAnswer(Struct, frozen=True, kw_only=True, rename="camel"):
    """
    Who asks: `user` is null for who came by the token or while authentication is off; `method` is the way in (`local`, `oidc`, `token`,
    `proxy`, `open`). `session` and `expires` are those of a browser. `passwordSet` says whether there is a password to be changed.
    """

    user: str | None
    method: Way
    session: str | None
    expires: str | None
    password_set: bool
    auth_disabled: bool


class ChangePasswordBody(Struct, frozen=True, kw_only=True, rename="camel"):
    """The password that is, and the one that is to be."""

    NO_BODY = _BOTH

    current_password: Annotated[str, otherwise(_BOTH)] = ""
    new_password: Annotated[str, otherwise(_BOTH)] = ""


class OwnAccountRoutes:
    """`/auth/me` and `/auth/change-password`."""

    log = Logger()

    def __init__(self, account: Account, sessions: Sessions, throttle: Throttle, settings: SettingsInForce) -> None:
        self._account = account
        self._sessions = sessions
        self._throttle = throttle
        self._settings = settings

    def routes(self) -> tuple[Route, ...]:
        """Both are mirrored."""
        group = Group.AUTH
        return (
            *mirrored("auth.me", "GET", "/auth/me", group, self.me, answer=MeAnswer),
            *mirrored(
                "auth.change-password", "POST", "/auth/change-password", group, self.change,
                body=ChangePasswordBody, answer=OkAnswer,
            ),
        )  # fmt: skip

    def me(self, request: IRequest) -> bytes:
        """Who asks."""
        visit = visit_of(request)
        session = visit.session
        return json_response(
            request,
            MeAnswer(
                user=visit.user,
                method=session.method if session is not None else _WAYS[visit.credential],
                session=session.short_id if session is not None else None,
                expires=iso(session.expires_at) if session is not None else None,
                password_set=visit.access.password_set,
                auth_disabled=visit.access.auth_disabled,
            ),
        )

    def change(self, request: IRequest, body: ChangePasswordBody) -> Deferred[bytes]:
        """Set another password. Everybody else has to sign in again; the browser that asks stays."""
        return Deferred.fromCoroutine(self._change(request, body))

    async def _change(self, request: IRequest, body: ChangePasswordBody) -> bytes:
        visit = visit_of(request)
        access = visit.access
        attempt = self._throttle.begin(visit.client)
        refusal = _refused(body, visit)
        if refusal is not None:  # nothing was guessed
            self._throttle.withdraw(attempt)
            raise refusal
        if not await self._account.is_password(body.current_password):
            self.log.warn("{client}: changing the password was refused", client=visit.client)
            raise Refusal(403, "The current password is another one", code="WRONG_PASSWORD")
        await self._account.replace(access.username, body.new_password, before=access.password_hash)
        self._throttle.succeeded(attempt)
        self._keep_signed_in(request, visit)
        self.log.warn("the password was changed from {client}: others have to sign in again", client=visit.client)
        return json_response(request, OkAnswer())

    def _keep_signed_in(self, request: IRequest, visit: Visit) -> None:
        """A new session with a new secret: the old one is over like all others."""
        session = visit.session
        if session is None:
            return
        stamp = self._settings.current.access.stamp_of(session.method)
        if stamp:
            secret = self._sessions.begin(session.user, session.method, stamp, visit.client, user_agent(request))
            set_session_cookie(request, secret)


def _refused(body: ChangePasswordBody, visit: Visit) -> Refusal | None:
    if not visit.access.password_set:
        return Refusal(409, "There is no password yet: set one", code="SETUP_REQUIRED")
    if not (body.current_password and body.new_password):
        return Refusal(400, _BOTH)
    try:
        refuse_weak(visit.access.username, body.new_password, visit)
    except Refusal as refusal:
        return refusal
    return None
