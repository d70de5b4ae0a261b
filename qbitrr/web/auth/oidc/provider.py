"""
What is known of the provider, and asked again when it may have changed.
"""

from collections.abc import Mapping
from typing import Any, Protocol
from urllib.parse import urlsplit

from twisted.internet.interfaces import IReactorTime

from qbitrr.errors import BadAnswer
from qbitrr.model.access.oidc import OidcSettings
from qbitrr.web.auth.oidc.id_tokens import UnknownSigner, verified

__all__ = ["Asked", "Document", "Provider", "Tokens"]

_DOCUMENT_SECONDS = 3600.0
_KEYS_SECONDS = 60.0
_WHERE = "the sign-on provider"


class Document(Protocol):
    """What a provider says of itself."""

    @property
    def issuer(self) -> str:
        """Who it is."""

    @property
    def authorization_endpoint(self) -> str:
        """Where browsers go."""

    @property
    def token_endpoint(self) -> str:
        """Where codes are exchanged."""

    @property
    def jwks_uri(self) -> str:
        """Where its keys are."""

    @property
    def userinfo_endpoint(self) -> str:
        """Where more is told about a user; empty if nowhere."""


class Tokens(Protocol):
    """What a code is worth."""

    @property
    def id_token(self) -> str:
        """Who signed in, signed."""

    @property
    def access_token(self) -> str:
        """For asking more about that user."""


class Asked(Protocol):
    """Asks a provider. Everything raises `RemoteError`."""

    async def document(self, authority: str) -> Any:
        """Its `Document`."""

    async def keys(self, url: str) -> tuple[dict[str, Any], ...]:
        """The keys it signs with, as JWKs."""

    async def exchange(self, document: Any, settings: OidcSettings, code: str, verifier: str, redirect_uri: str) -> Any:
        """The `Tokens` for a code."""

    async def user(self, url: str, access_token: str) -> Mapping[str, Any]:
        """More about who has signed in."""


class Provider:
    """The provider of one configuration, by its *settings*."""

    def __init__(self, settings: OidcSettings, asked: Asked, clock: IReactorTime) -> None:
        self.settings = settings
        self._asked = asked
        self._clock = clock
        self._document: Document | None = None
        self._document_at = 0.0
        self._keys: tuple[dict[str, Any], ...] = ()
        self._keys_renewed_at = float("-inf")

    async def document(self) -> Document:
        """What it says of itself, at most an hour old. Raises `RemoteError`."""
        now = self._clock.seconds()
        if self._document is None or now - self._document_at >= _DOCUMENT_SECONDS:
            self._document = self._checked(await self._asked.document(self.settings.authority))
            self._document_at = now
        return self._document

    async def redeem(self, code: str, verifier: str, redirect_uri: str) -> Tokens:
        """What *code* is worth. Raises `RemoteError`."""
        tokens: Tokens = await self._asked.exchange(await self.document(), self.settings, code, verifier, redirect_uri)
        return tokens

    async def claims(self, tokens: Tokens, nonce: str) -> dict[str, Any]:
        """Who signed in. Raises `BadToken` or `RemoteError`."""
        document = await self.document()
        try:
            found = self._verified(tokens, document, nonce)
        except UnknownSigner:
            await self._renew_keys(document)
            found = self._verified(tokens, document, nonce)
        if not (found.get("preferred_username") or found.get("email")) and document.userinfo_endpoint:
            more = await self._asked.user(document.userinfo_endpoint, tokens.access_token)
            if more.get("sub") == found["sub"]:
                found = {**more, **found}
        return found

    def _verified(self, tokens: Tokens, document: Document, nonce: str) -> dict[str, Any]:
        return verified(
            tokens.id_token, self._keys, issuer=document.issuer, client_id=self.settings.client_id, nonce=nonce,
            access_token=tokens.access_token, now=self._clock.seconds(),
        )  # fmt: skip

    async def _renew_keys(self, document: Document) -> None:
        """Once a minute at most: tokens with invented keys must not make us ask all the time. The first keys do not count."""
        now = self._clock.seconds()
        if self._keys and now - self._keys_renewed_at < _KEYS_SECONDS:
            return
        if self._keys:
            self._keys_renewed_at = now
        self._keys = await self._asked.keys(document.jwks_uri)

    def _checked(self, document: Document) -> Document:
        if document.issuer.rstrip("/") != self.settings.authority.rstrip("/"):
            raise BadAnswer(where=_WHERE, why="it calls itself by another name than OIDC.Authority")
        used = (document.authorization_endpoint, document.token_endpoint, document.jwks_uri, document.userinfo_endpoint)
        allowed = {"https"} if self.settings.require_https else {"https", "http"}
        if any(each and urlsplit(each).scheme not in allowed for each in (self.settings.authority, *used)):
            raise BadAnswer(where=_WHERE, why="not all of its addresses are https (OIDC.RequireHttpsMetadata)")
        return document
