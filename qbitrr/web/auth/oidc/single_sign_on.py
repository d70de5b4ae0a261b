"""
To the provider and back.
"""

import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from attrs import evolve, frozen
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger
from twisted.web.iweb import IRequest

from qbitrr.errors import QbitrrError, RemoteError
from qbitrr.model.access.oidc import OidcSettings
from qbitrr.web.auth.oidc.id_tokens import BadToken
from qbitrr.web.auth.oidc.pending import PendingSignIns, SignIn
from qbitrr.web.auth.oidc.provider import Asked, Provider
from qbitrr.web.auth.sessions import Sessions
from qbitrr.web.auth.signing_in import user_agent
from qbitrr.web.http.answers import Refusal, never_cache, redirect
from qbitrr.web.http.cookies import browser_secret, set_browser_cookie, set_session_cookie
from qbitrr.web.http.parameters import TEXT, in_query
from qbitrr.web.http.routes import CALLBACK, Auth, Group, Plain, Route
from qbitrr.web.http.visits import Visit, visit_of
from qbitrr.web.middleware.access import host_allowed

__all__ = ["SingleSignOn"]

_CHARACTERS = 200


@frozen
class _Failed(QbitrrError):
    """A sign-in that does not end well: the *code* the page is told, and *why* for the log."""

    code: str
    why: str

    def __str__(self) -> str:
        return self.why


class SingleSignOn:
    """The challenge and the callback. Settings count as they are when a request comes: with others begins everything anew."""

    log = Logger()

    def __init__(self, sessions: Sessions, asked: Asked, clock: IReactorTime, machine: str) -> None:
        self._sessions = sessions
        self._asked = asked
        self._clock = clock
        self._machine = machine
        self._pending = PendingSignIns(clock)
        self._provider: Provider | None = None

    def routes(self) -> tuple[Route, ...]:
        """For browsers only."""
        texts = {
            "code": "What the provider gives for us.", "state": "Which sign-in this ends.", "iss": "Who the provider is.",
            "error": "Why it gives nothing.",
        }  # fmt: skip
        return (
            Route(
                name="web.auth.oidc.challenge", method="GET", path="/web/auth/oidc/challenge", auth=Auth.PUBLIC,
                group=Group.AUTH, answer=Plain.REDIRECT, handler=self.challenge,
            ),
            Route(
                name="oidc.callback", method="GET", path=CALLBACK, auth=Auth.PUBLIC, group=Group.AUTH,
                parameters=tuple(in_query(name, TEXT, text, default="") for name, text in texts.items()),
                answer=Plain.REDIRECT, handler=self.callback,
            ),
        )  # fmt: skip

    def challenge(self, request: IRequest) -> Deferred[bytes]:
        """Send the browser to the provider."""
        never_cache(request)
        if visit_of(request).access.oidc is None:
            raise Refusal(400, "OIDC not configured")
        return self._answered(request, self._challenge(request))

    def callback(self, request: IRequest, code: str, state: str, iss: str, error: str) -> Deferred[bytes]:
        """Begin a session for whoever the provider names."""
        never_cache(request)
        if visit_of(request).access.oidc is None:
            return Deferred.fromCoroutine(self._home(request))
        return self._answered(request, self._callback(request, code, state, iss, error))

    def _answered(self, request: IRequest, work: Any) -> Deferred[bytes]:
        async def answered() -> bytes:
            visit = visit_of(request)
            try:
                result: bytes = await work
                return result
            except _Failed as failed:
                code, why = failed.code, failed.why
            except BadToken as bad:
                code, why = "token", bad.why
            except RemoteError as trouble:
                code, why = "provider", str(trouble)
            except ImportError:
                code, why = "provider", "the package pyjwt is not installed"
            self.log.warn("{client}: single sign-on failed: {why}", client=visit.client, why=why)
            return redirect(request, f"{visit.access.url_base}/static/index.html?auth_error={code}")

        return Deferred.fromCoroutine(answered())

    async def _home(self, request: IRequest) -> bytes:
        return redirect(request, f"{visit_of(request).access.url_base}/ui")

    async def _challenge(self, request: IRequest) -> bytes:
        visit = visit_of(request)
        provider = self._current(visit)
        document = await provider.document()
        browser = browser_secret(request) or secrets.token_urlsafe(32)
        begun = self._pending.begin(
            browser=browser, address=visit.client, stamp=visit.access.oidc_stamp,
            redirect_uri=_redirect_uri(request, visit, provider.settings, self._machine),
        )  # fmt: skip
        set_browser_cookie(request, browser)
        asked = {
            "response_type": "code", "client_id": provider.settings.client_id, "redirect_uri": begun.redirect_uri,
            "scope": provider.settings.scope, "state": begun.state, "nonce": begun.nonce,
            "code_challenge": begun.challenge, "code_challenge_method": "S256",
        }  # fmt: skip
        mark = "&" if urlsplit(document.authorization_endpoint).query else "?"
        return redirect(request, f"{document.authorization_endpoint}{mark}{urlencode(asked)}")

    async def _callback(self, request: IRequest, code: str, state: str, iss: str, error: str) -> bytes:
        visit = visit_of(request)
        provider = self._current(visit)
        begun = self._pending.take(state, browser_secret(request), visit.access.oidc_stamp)
        if begun is None:
            raise _Failed("state", "the sign-in was not begun by this browser, or too long ago")
        if error or not code:
            said = "".join(each for each in error[:_CHARACTERS] if each.isprintable())
            raise _Failed(
                "denied" if error == "access_denied" else "provider", f"the provider says: {said or 'nothing'}"
            )
        if iss and iss != (await provider.document()).issuer:
            raise _Failed("provider", "the answer is of another provider")
        user = await self._user(provider, begun, code)
        if visit.session is not None:
            self._sessions.end([visit.session.id]).addErrback(lambda _: None)
        secret = self._sessions.begin(user, "oidc", begun.stamp, visit.client, user_agent(request))
        set_session_cookie(request, secret)
        self.log.info("{user} signed on from {client}", user=user, client=visit.client)
        return await self._home(request)

    async def _user(self, provider: Provider, begun: SignIn, code: str) -> str:
        """The name of whoever *code* stands for."""
        tokens = await provider.redeem(code, begun.verifier, begun.redirect_uri)
        claims = await provider.claims(tokens, begun.nonce)
        user = next(
            (name for each in ("preferred_username", "email") if (name := _text(claims.get(each)))), "oidc-user"
        )
        if not _is_allowed(claims, provider.settings):
            raise _Failed("not_allowed", f"{user} is not among OIDC.AllowedUsers or AllowedGroups")
        return user

    def _current(self, visit: Visit) -> Provider:
        """The provider by the settings of this request; what was known of another one is forgotten."""
        settings = visit.access.oidc
        if settings is None:
            raise _Failed("provider", "single sign-on was switched off")
        if self._provider is None or self._provider.settings != settings:
            self._provider = Provider(settings, self._asked, self._clock)
        return self._provider


def _redirect_uri(request: IRequest, visit: Visit, settings: OidcSettings, machine: str) -> str:
    """Where the provider sends the browser back to. Raises `_Failed` for a host name anybody can have made up."""
    access = visit.access
    if access.external_url:
        parts = urlsplit(access.external_url)
        return f"{parts.scheme}://{parts.netloc}{parts.path or quote(access.url_base)}{quote(settings.callback_path)}"
    host = (request.getHeader(b"host") or b"").decode("latin-1").strip()
    if not host or not host_allowed(host, evolve(access, auth_disabled=True), machine):
        raise _Failed("provider", "this host name is not known: set WebUI.ExternalUrl or WebUI.AllowedHosts")
    scheme = "https" if visit.is_https else "http"
    return f"{scheme}://{host}{quote(access.url_base)}{quote(settings.callback_path)}"


def _is_allowed(claims: Mapping[str, Any], settings: OidcSettings) -> bool:
    if not (settings.allowed_users or settings.allowed_groups):
        return True
    names = {_text(claims.get("sub")), _text(claims.get("preferred_username"))}
    if claims.get("email_verified") is not False:
        names.add(_text(claims.get("email")))
    given = claims.get(settings.groups_claim)
    listed = given if isinstance(given, list) else [given]
    groups = {each for each in listed if isinstance(each, str)}
    return bool((names - {""}) & settings.allowed_users or groups & settings.allowed_groups)


def _text(claim: Any) -> str:
    text = claim if isinstance(claim, str) else ""
    return "".join(each for each in text.strip() if each.isprintable())[:_CHARACTERS]
