"""
An OpenID Connect provider, as a client of it sees it.
"""

from base64 import b64encode
from collections.abc import Mapping
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

import msgspec
from msgspec import Struct
from twisted.internet.interfaces import IReactorTime
from twisted.web.iweb import IAgent

from qbitrr.clients.http.http import Http
from qbitrr.clients.http.manners import MIB, NEVER, Manner
from qbitrr.errors import BadAnswer
from qbitrr.model.access.oidc import OidcSettings

__all__ = ["OidcClient", "ProviderDocument", "TokenSet"]

T = TypeVar("T")

_WHERE = "the sign-on provider"
_MANNER = Manner(patience=10.0, limit=MIB, retries=NEVER)


class ProviderDocument(Struct, frozen=True, kw_only=True):
    """What a provider says of itself."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)


class TokenSet(Struct, frozen=True, kw_only=True):
    """What a code was exchanged for. Never to be logged."""

    id_token: str
    access_token: str = ""


class _Keys(Struct, frozen=True, kw_only=True):
    keys: tuple[dict[str, Any], ...]


class OidcClient:
    """Asks a provider by *agent*, ten seconds each. All methods raise the errors of `Http.fetch`, and `BadAnswer`."""

    def __init__(self, agent: IAgent, clock: IReactorTime) -> None:
        self._agent = agent
        self._clock = clock

    async def document(self, authority: str) -> ProviderDocument:
        """What it says of itself."""
        url = f"{authority.rstrip('/')}/.well-known/openid-configuration"
        return _decoded(await self._get(url), ProviderDocument)

    async def keys(self, url: str) -> tuple[dict[str, Any], ...]:
        """The keys it signs with, as JWKs."""
        return _decoded(await self._get(url), _Keys).keys

    async def exchange(
        self, document: ProviderDocument, settings: OidcSettings, code: str, verifier: str, redirect_uri: str
    ) -> TokenSet:
        """What *code* is worth."""
        form = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri, "code_verifier": verifier,
            "client_id": settings.client_id,
        }  # fmt: skip
        headers: dict[str, str] = {"Accept": "application/json"}
        if settings.client_secret:
            methods = document.token_endpoint_auth_methods_supported
            if "client_secret_basic" in methods or "client_secret_post" not in methods:
                pair = f"{quote(settings.client_id, safe='')}:{quote(settings.client_secret, safe='')}"
                headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
            else:
                form["client_secret"] = settings.client_secret
        http, path = self._at(document.token_endpoint)
        answer = await http.ask("POST", path, form=form, headers=headers, manner=_MANNER)
        return _decoded(http.checked(answer).body, TokenSet)

    async def user(self, url: str, access_token: str) -> Mapping[str, Any]:
        """More about who has signed in."""
        return _decoded(await self._get(url, {"Authorization": f"Bearer {access_token}"}), dict)

    async def _get(self, url: str, headers: Mapping[str, str] | None = None) -> bytes:
        http, path = self._at(url)
        return http.checked(await http.ask("GET", path, headers=headers, manner=_MANNER)).body

    def _at(self, url: str) -> tuple[Http, str]:
        try:
            parts = urlsplit(url)
        except ValueError as error:
            raise BadAnswer(where=_WHERE, why="an address that is none") from error
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        return Http(self._agent, f"{parts.scheme}://{parts.netloc}", _WHERE, self._clock), path


def _decoded(body: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.DecodeError as error:
        raise BadAnswer(where=_WHERE, why="not what a sign-on provider answers") from error
