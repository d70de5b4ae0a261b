"""
Tokens with names, beside the one of the configuration: made, used and taken back.
"""

import hashlib
import secrets
from collections.abc import Callable
from typing import Annotated, Any

from msgspec import Struct
from msgspec.structs import replace
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger
from twisted.web.iweb import IRequest

from qbitrr.errors import Unknown
from qbitrr.model.access.named_tokens import TOKEN_PREFIX, NamedToken
from qbitrr.store.supervisor.named_tokens import drop_named_token, named_tokens, save_named_token
from qbitrr.web.auth.sessions import SessionFile
from qbitrr.web.http.answers import OkAnswer, Refusal, iso, iso_or_none, json_response
from qbitrr.web.http.bodies import otherwise
from qbitrr.web.http.parameters import in_path
from qbitrr.web.http.routes import Group, Route, mirrored
from qbitrr.web.http.visits import visit_of

__all__ = ["MOST_TOKENS", "NamedTokenRoutes", "NamedTokens"]

MOST_TOKENS = 50
_SEEN_STEP_SECONDS = 300.0
_MOST_CHARACTERS = 60
_NO_NAME = "A token needs a name"


class NamedTokens:
    """
    At most `MOST_TOKENS`, in memory for every request and in *file* for the next start. Each lets in like the one of the configuration.
    """

    log = Logger()

    def __init__(self, file: SessionFile, clock: IReactorTime) -> None:
        self._file = file
        self._clock = clock
        self._by_id: dict[str, NamedToken] = {}

    async def load(self) -> None:
        """Take over those of earlier runs."""
        found: tuple[NamedToken, ...] = await self._file.run(named_tokens)
        self._by_id = {each.id: each for each in found}

    def current(self) -> tuple[NamedToken, ...]:
        """All of them, the oldest first."""
        return tuple(sorted(self._by_id.values(), key=lambda each: (each.created_at, each.name)))

    async def make(self, name: str) -> tuple[str, NamedToken]:
        """A new token and its secret, which nobody can ask for again; once it is written. Raises `StoreError`."""
        secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
        token = NamedToken(id=_digest(secret.encode("ascii")), name=name, created_at=self._clock.seconds())
        await self._file.run(save_named_token, token)
        self._by_id[token.id] = token
        return secret, token

    def revoke(self, id: str) -> Deferred[Any]:
        """It lets nobody in from this moment on; fires when that is written. Fails with `StoreError`."""
        self._by_id.pop(id, None)
        return self._file.run(drop_named_token, id)

    def lets_in(self, given: bytes, address: str) -> bool:
        """Whether *given*, the secret a caller at *address* has sent, is one of a token. That it was used is noted."""
        # What is compared is the digest: its time tells nothing about a secret.
        token = self._by_id.get(_digest(given))
        if token is None:
            return False
        now = self._clock.seconds()
        if now - token.seen_at >= _SEEN_STEP_SECONDS:
            self._by_id[token.id] = seen = replace(token, seen_at=now, address=address[:64])
            self._write(save_named_token, seen)
        return True

    def _write(self, function: Callable[..., Any], token: NamedToken) -> None:
        self._file.run(function, token).addErrback(
            lambda failure: self.log.error("the use of a token cannot be written: {why}", why=failure.getErrorMessage())
        )


class NamedTokenAnswer(Struct, frozen=True, kw_only=True, rename="camel"):
    """One token; *lastUsed* is null while it was never used. Its secret is told by nobody."""

    id: str
    name: str
    created: str
    last_used: str | None
    address: str


class NamedTokensAnswer(Struct, frozen=True, kw_only=True):
    """All of them, the oldest first."""

    tokens: tuple[NamedTokenAnswer, ...]


class NamedTokenBody(Struct, frozen=True, kw_only=True):
    """What the token is called."""

    NO_BODY = _NO_NAME

    name: Annotated[str, otherwise(_NO_NAME)] = ""


class MadeTokenAnswer(NamedTokenAnswer, frozen=True, kw_only=True, rename="camel"):
    """A new token, and its *secret*, this once."""

    secret: str


class NamedTokenRoutes:
    """`/auth/tokens`."""

    log = Logger()

    def __init__(self, tokens: NamedTokens) -> None:
        self._tokens = tokens

    def routes(self) -> tuple[Route, ...]:
        """All are mirrored."""
        path, group = "/auth/tokens", Group.AUTH
        one = (in_path("id", "The token, as the list calls it."),)
        return (
            *mirrored("auth.tokens", "GET", path, group, self.listed, answer=NamedTokensAnswer),
            *mirrored("auth.tokens.make", "POST", path, group, self.make, body=NamedTokenBody, answer=MadeTokenAnswer),
            *mirrored("auth.tokens.revoke", "DELETE", f"{path}/<id>", group, self.revoke, parameters=one, answer=OkAnswer),
        )  # fmt: skip

    def listed(self, request: IRequest) -> bytes:
        """Which tokens there are, beside the one of the configuration."""
        found = tuple(NamedTokenAnswer(**_members(each)) for each in self._tokens.current())
        return json_response(request, NamedTokensAnswer(tokens=found))

    def make(self, request: IRequest, body: NamedTokenBody) -> Deferred[bytes]:
        """Make a token for a program. Its secret is told in this answer alone."""
        return Deferred.fromCoroutine(self._make(request, body.name.strip()))

    async def _make(self, request: IRequest, name: str) -> bytes:
        there = self._tokens.current()
        if not name:
            raise Refusal(400, _NO_NAME)
        if len(name) > _MOST_CHARACTERS or not name.isprintable():
            raise Refusal(400, f"The name of a token has at most {_MOST_CHARACTERS} characters, all of them visible")
        if any(each.name.casefold() == name.casefold() for each in there):
            raise Refusal(409, "There is a token of this name", code="NAME_TAKEN")
        if len(there) >= MOST_TOKENS:
            raise Refusal(409, f"There are {MOST_TOKENS} tokens already: revoke one", code="TOO_MANY")
        secret, token = await self._tokens.make(name)
        self.log.info("{client} made the token {name}", client=visit_of(request).client, name=name)
        return json_response(request, MadeTokenAnswer(**_members(token), secret=secret))

    def revoke(self, request: IRequest, id: str) -> Deferred[bytes]:
        """It lets nobody in any more. 404 for one that is not there."""
        token = next((each for each in self._tokens.current() if each.short_id == id), None)
        if token is None:
            raise Unknown("no such token")
        self.log.info("{client} revoked the token {name}", client=visit_of(request).client, name=token.name)
        return self._tokens.revoke(token.id).addCallback(lambda _: json_response(request, OkAnswer()))


def _members(token: NamedToken) -> dict[str, Any]:
    return {
        "id": token.short_id, "name": token.name, "created": iso(token.created_at), "last_used": iso_or_none(token.seen_at),
        "address": token.address,
    }  # fmt: skip


def _digest(secret: bytes) -> str:
    return hashlib.sha256(secret).hexdigest()
