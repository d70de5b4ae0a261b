"""
Setting the password: the first one, and later ones.
"""

from typing import Annotated, Protocol

from msgspec import Struct
from twisted.internet.defer import Deferred
from twisted.logger import Logger
from twisted.web.iweb import IRequest

from qbitrr.web.auth.account import Account, same
from qbitrr.web.auth.passwords import LEAST_CHARACTERS, LONGEST_CHARACTERS
from qbitrr.web.auth.signing_in import BOTH_REQUIRED, SuccessAnswer
from qbitrr.web.auth.throttling import Throttle
from qbitrr.web.http.answers import Refusal, json_response
from qbitrr.web.http.bodies import otherwise
from qbitrr.web.http.cookies import clear_session_cookie
from qbitrr.web.http.routes import Auth, Group, Route
from qbitrr.web.http.visits import Credential, Visit, visit_of

__all__ = ["HostProof", "SetPasswordRoutes", "refuse_weak"]


class HostProof(Protocol):
    """What only somebody on this machine can know."""

    def proves(self, given: str, /, *, is_first: bool) -> bool:
        """Whether *given* is it, for setting the first password or another."""

    def spend(self) -> Deferred[None]:
        """It was used: it proves nothing any more."""


class SetPasswordBody(Struct, frozen=True, kw_only=True, rename="camel"):
    """The account that is to be, and what proves that the caller may say so."""

    NO_BODY = BOTH_REQUIRED

    username: Annotated[str, otherwise(BOTH_REQUIRED)] = ""
    password: Annotated[str, otherwise(BOTH_REQUIRED)] = ""
    setup_token: str | None = None
    current_password: str | None = None


class SetPasswordRoutes:
    """`/web/auth/set-password`: public, since it is the way in, and guarded by proof."""

    log = Logger()

    def __init__(self, account: Account, throttle: Throttle, proof: HostProof) -> None:
        self._account = account
        self._throttle = throttle
        self._proof = proof

    def routes(self) -> tuple[Route, ...]:
        """One."""
        return (
            Route(
                name="web.auth.set-password", method="POST", path="/web/auth/set-password", auth=Auth.PUBLIC, group=Group.AUTH,
                body=SetPasswordBody, answer=SuccessAnswer, handler=self.set_password,
            ),
        )  # fmt: skip

    def set_password(self, request: IRequest, body: SetPasswordBody) -> Deferred[bytes]:
        """Set it for whoever proves to be the owner. This does not sign in."""
        return Deferred.fromCoroutine(self._set(request, body))

    async def _set(self, request: IRequest, body: SetPasswordBody) -> bytes:
        visit = visit_of(request)
        attempt = self._throttle.begin(visit.client)
        username, token = body.username.strip(), (body.setup_token or "").strip()
        try:
            refuse_weak(username, body.password, visit)
        except Refusal:
            self._throttle.withdraw(attempt)
            raise
        if not await self._may(visit, token, body.current_password or ""):
            self.log.warn("{client}: setting the password was refused", client=visit.client)
            raise Refusal(403, _refusal(visit))
        await self._account.replace(username, body.password, before=visit.access.password_hash)
        self._throttle.succeeded(attempt)
        await self._proof.spend()
        clear_session_cookie(request)
        self.log.warn("the password was set from {client}: everybody has to sign in again", client=visit.client)
        return json_response(request, SuccessAnswer())

    async def _may(self, visit: Visit, token: str, current: str) -> bool:
        access = visit.access
        if token and access.token and same(token, access.token):
            return True
        if token and self._proof.proves(token, is_first=not access.password_set):
            return True
        match visit.credential:
            case Credential.BEARER | Credential.QUERY:
                return True
            case Credential.SESSION | Credential.PROXY:
                # A borrowed browser is not the owner.
                return not access.password_set or await self._account.is_password(current)
            case _:
                return False


def refuse_weak(username: str, password: str, visit: Visit) -> None:
    """Raises a 400 `Refusal` for what cannot be a name and its password."""
    if not (username and password):
        raise Refusal(400, BOTH_REQUIRED)
    if len(password) < LEAST_CHARACTERS:
        raise Refusal(400, f"Password must be at least {LEAST_CHARACTERS} characters")
    if len(password) > LONGEST_CHARACTERS:
        raise Refusal(400, f"Password must be at most {LONGEST_CHARACTERS} characters")
    if visit.access.token and same(password, visit.access.token):
        raise Refusal(400, "The token cannot be the password, too")


def _refusal(visit: Visit) -> str:
    if visit.access.password_set:
        return "Not allowed"
    return "A setup token is required: what is in the file setup-token of the data folder, the value of QBITRR_SETUP_TOKEN, or WebUI.Token"
