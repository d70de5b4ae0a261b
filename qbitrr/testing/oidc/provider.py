"""
An OpenID Connect provider: discovery, keys, authorization, token and user endpoints, after OpenID Connect Core 1.0, RFC 6749 and RFC 7636.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import jwt
from attrs import define, field
from cryptography.hazmat.primitives.asymmetric import rsa
from klein import Klein
from twisted.internet.interfaces import IReactorTime
from twisted.web.iweb import IRequest

__all__ = ["SimulatedProvider"]


@define
class SimulatedProvider:
    """
    A provider at *issuer* with one client. *user* are the claims of whoever is sent to it; *refuses* is the `error` it answers in place
    of a code. *change* may alter the claims of an ID token, *sign* signs them in its place; `rotate` makes another key.
    """

    clock: IReactorTime
    issuer: str = "https://idp.example"
    client_id: str = "qbitrr"
    client_secret: str = "client-s3cret"
    redirect_uris: set[str] = field(factory=lambda: {"http://localhost:6969/signin-oidc"})
    user: dict[str, Any] = field(factory=lambda: {"sub": "1", "preferred_username": "jo"})
    extra: dict[str, Any] = field(factory=dict)
    auth_methods: list[str] = field(factory=lambda: ["client_secret_basic"])
    refuses: str = ""
    algorithm: str = "RS256"
    change: Callable[[dict[str, Any]], dict[str, Any]] = field(default=dict)
    sign: Callable[[dict[str, Any]], str] | None = None
    document: dict[str, Any] = field(factory=dict)
    asked: list[str] = field(factory=list)
    _keys: list[tuple[str, rsa.RSAPrivateKey]] = field(factory=list)
    more_keys: list[tuple[str, rsa.RSAPrivateKey]] = field(factory=list)
    """Published beside the one that signs."""
    _codes: dict[str, dict[str, str]] = field(factory=dict)
    _access: set[str] = field(factory=set)

    def __attrs_post_init__(self) -> None:
        self.rotate()

    def rotate(self) -> None:
        """Sign with another key from now on, and publish that one alone."""
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._keys = [(secrets.token_hex(4), key)]

    @property
    def key(self) -> tuple[str, rsa.RSAPrivateKey]:
        """The id of the key in use, and the key."""
        return self._keys[0]

    def resource(self) -> Any:
        """What a site serves."""
        app = Klein()

        @app.route("/.well-known/openid-configuration")
        def discovery(request: IRequest) -> bytes:
            self.asked.append("document")
            return _json(request, self._discovery())

        @app.route("/jwks")
        def keys(request: IRequest) -> bytes:
            self.asked.append("keys")
            shown = [
                {**jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": kid, "use": "sig"}
                for kid, key in (self.key, *self.more_keys)
            ]
            return _json(request, {"keys": shown})

        @app.route("/authorize")
        def authorize(request: IRequest) -> bytes:
            self.asked.append("authorize")
            return self._authorize(request)

        @app.route("/token", methods=["POST"])
        def token(request: IRequest) -> bytes:
            self.asked.append("token")
            return self._token(request)

        @app.route("/userinfo")
        def userinfo(request: IRequest) -> bytes:
            self.asked.append("user")
            given = (request.getHeader(b"authorization") or b"").decode().removeprefix("Bearer ")
            return (
                _json(request, {**self.user, **self.extra})
                if given in self._access
                else _refuse(request, "invalid_token")
            )

        return app.resource()

    def _discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "token_endpoint_auth_methods_supported": self.auth_methods,
            "response_types_supported": ["code"],
            **self.document,
        }

    def _authorize(self, request: IRequest) -> bytes:
        asked = _flat(request.args)
        if asked.get("client_id") != self.client_id or asked.get("redirect_uri") not in self.redirect_uris:
            return _refuse(request, "invalid_request")  # nobody is sent to an address that is not registered
        given = {"state": asked.get("state", "")}
        is_right = asked.get("response_type") == "code" and "openid" in asked.get("scope", "").split()
        if not is_right or asked.get("code_challenge_method") != "S256":
            given["error"] = "invalid_request"
        elif self.refuses:
            given["error"] = self.refuses
        else:
            given["code"] = secrets.token_urlsafe(16)
            given["iss"] = self.issuer
            self._codes[given["code"]] = asked
        request.setResponseCode(302)
        request.setHeader(b"location", f"{asked['redirect_uri']}?{urlencode(given)}".encode())
        return b""

    def _token(self, request: IRequest) -> bytes:
        sent = _flat(request.args)
        begun = self._codes.pop(sent.get("code", ""), None)
        if not self._is_client(request, sent):
            return _refuse(request, "invalid_client", 401)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(sent.get("code_verifier", "").encode()).digest()).rstrip(
            b"="
        )
        if (
            begun is None
            or sent.get("grant_type") != "authorization_code"
            or sent.get("redirect_uri") != begun["redirect_uri"]
            or challenge.decode() != begun.get("code_challenge")
        ):
            return _refuse(request, "invalid_grant")
        access = secrets.token_urlsafe(16)
        self._access.add(access)
        id_token = self._id_token(begun.get("nonce", ""), access)
        return _json(request, {"access_token": access, "token_type": "Bearer", "id_token": id_token})

    def _is_client(self, request: IRequest, sent: dict[str, str]) -> bool:
        if not self.client_secret:
            return sent.get("client_id") == self.client_id
        if self.auth_methods == ["client_secret_post"]:
            return (sent.get("client_id"), sent.get("client_secret")) == (self.client_id, self.client_secret)
        return (request.getUser(), request.getPassword()) == (self.client_id.encode(), self.client_secret.encode())

    def _id_token(self, nonce: str, access: str) -> str:
        now = int(self.clock.seconds())
        half = base64.urlsafe_b64encode(hashlib.sha256(access.encode()).digest()[:16]).rstrip(b"=").decode()
        claims = self.change(
            {
                "iss": self.issuer,
                "aud": self.client_id,
                "iat": now,
                "exp": now + 300,
                "nonce": nonce,
                "at_hash": half,
                **self.user,
            }
        )
        if self.sign is not None:
            return self.sign(claims)
        return jwt.encode(claims, self.key[1], self.algorithm, headers={"kid": self.key[0]})


def _flat(args: dict[bytes, list[bytes]]) -> dict[str, str]:
    return {name.decode(): values[0].decode() for name, values in args.items()}


def _json(request: IRequest, value: Any) -> bytes:
    request.setHeader(b"content-type", b"application/json")
    return json.dumps(value).encode()


def _refuse(request: IRequest, error: str, status: int = 400) -> bytes:
    request.setResponseCode(status)
    return _json(request, {"error": error})
