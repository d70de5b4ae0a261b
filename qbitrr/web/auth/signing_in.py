"""
Signing in with user name and password, and out.
"""

from typing import Annotated, Literal

from msgspec import Struct
from twisted.internet.defer import Deferred
from twisted.logger import Logger
from twisted.web.iweb import IRequest

from qbitrr.web.auth.account import Account
from qbitrr.web.auth.sessions import Sessions
from qbitrr.web.auth.throttling import Throttle
from qbitrr.web.http.answers import Refusal, json_response
from qbitrr.web.http.bodies import otherwise
from qbitrr.web.http.cookies import clear_session_cookie, session_secrets, set_session_cookie
from qbitrr.web.http.routes import Auth, Group, Route
from qbitrr.web.http.visits import visit_of

__all__ = ["BOTH_REQUIRED", "SignInRoutes", "SuccessAnswer", "user_agent"]

BOTH_REQUIRED = "Username and password required"


class LoginBody(Struct, frozen=True, kw_only=True):
    """Who signs in."""

    NO_BODY = BOTH_REQUIRED

    username: Annotated[str, otherwise(BOTH_REQUIRED)] = ""
    password: Annotated[str, otherwise(BOTH_REQUIRED)] = ""


class SuccessAnswer(Struct, frozen=True, kw_only=True):
    """It is done."""

    success: Literal[True] = True


class SignInRoutes:
    """`/web/login` and `/web/logout`."""

    log = Logger()

    def __init__(self, account: Account, sessions: Sessions, throttle: Throttle) -> None:
        self._account = account
        self._sessions = sessions
        self._throttle = throttle

    def routes(self) -> tuple[Route, ...]:
        """For browsers only."""
        return (
            Route(
                name="web.login", method="POST", path="/web/login", auth=Auth.PUBLIC, group=Group.AUTH,
                body=LoginBody, answer=SuccessAnswer, handler=self.sign_in,
            ),
            Route(
                name="web.logout", method="POST", path="/web/logout", auth=Auth.PUBLIC, group=Group.AUTH,
                answer=SuccessAnswer, handler=self.sign_out,
            ),
        )  # fmt: skip

    def sign_in(self, request: IRequest, body: LoginBody) -> Deferred[bytes]:
        """Begin a session for whoever knows the password."""
        return Deferred.fromCoroutine(self._sign_in(request, body))

    async def _sign_in(self, request: IRequest, body: LoginBody) -> bytes:
        visit = visit_of(request)
        access = visit.access
        username = body.username.strip()
        is_home = self._sessions.is_home(visit.client, access)
        attempt = self._throttle.begin(visit.client, username, trusted=is_home)
        refusal = (
            Refusal(400, "Local login not configured") if not access.local_auth_enabled
            else Refusal(400, BOTH_REQUIRED) if not (username and body.password)
            else Refusal(403, "Password not set", code="SETUP_REQUIRED") if not access.password_set
            else None
        )  # fmt: skip
        if refusal is not None:  # nothing was guessed
            self._throttle.withdraw(attempt)
            raise refusal
        stamp = await self._account.sign_in(username, body.password)
        if not stamp:
            self.log.warn("{client}: a login failed", client=visit.client)
            raise Refusal(401, "Invalid credentials")
        self._throttle.succeeded(attempt)
        self._begin(request, username, stamp)
        return json_response(request, SuccessAnswer())

    def _begin(self, request: IRequest, username: str, stamp: str) -> None:
        """A new secret each time: one that somebody planted in the browser is worth nothing."""
        visit = visit_of(request)
        if visit.session is not None:
            self._sessions.end([visit.session.id]).addErrback(lambda _: None)
        secret = self._sessions.begin(username, "local", stamp, visit.client, user_agent(request))
        set_session_cookie(request, secret)
        self.log.info("{user} signed in from {client}", user=username, client=visit.client)

    def sign_out(self, request: IRequest) -> Deferred[bytes]:
        """End the session of this browser, if it has one."""
        return Deferred.fromCoroutine(self._sign_out(request))

    async def _sign_out(self, request: IRequest) -> bytes:
        clear_session_cookie(request)
        cookie = (request.getHeader(b"cookie") or b"").decode("latin-1")
        access = visit_of(request).access
        found = (self._sessions.find((each,), access) for each in session_secrets(cookie))
        await self._sessions.end(each.id for each in found if each is not None)
        return json_response(request, SuccessAnswer())


def user_agent(request: IRequest) -> str:
    """What the browser says it is."""
    text = (request.getHeader(b"user-agent") or b"").decode("utf-8", "replace")
    return "".join(each for each in text if each.isprintable())
