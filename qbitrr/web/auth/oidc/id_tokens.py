"""
Whether an ID token is what it should be. Pure: keys and time are given.
"""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen

from qbitrr.errors import QbitrrError
from qbitrr.web.auth.account import same

__all__ = ["ALGORITHMS", "BadToken", "UnknownSigner", "verified"]

ALGORITHMS = frozenset(
    ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"],
)
"""Asymmetric ones alone: a shared secret would let whoever knows it sign."""
_LEEWAY_SECONDS = 120.0
_MOST_CHARACTERS = 64 * 1024


@frozen
class BadToken(QbitrrError):
    """A token that proves nothing, and *why*, without anything of it."""

    why: str

    def __str__(self) -> str:
        return self.why


class UnknownSigner(BadToken):
    """Signed with a key we have not seen: perhaps it is new."""


def verified(
    token: str,
    keys: Sequence[Mapping[str, Any]],
    *,
    issuer: str,
    client_id: str,
    nonce: str,
    access_token: str,
    now: float,
) -> dict[str, Any]:
    """The claims of *token*. Raises `BadToken` unless it was signed by one of *keys* (JWKs), for us, for this sign-in, at this time."""
    import jwt  # nobody needs it who does not sign on this way

    if len(token) > _MOST_CHARACTERS:
        raise BadToken("the token is too long")
    try:
        header = jwt.get_unverified_header(token)
        algorithm = header.get("alg")
        if algorithm not in ALGORITHMS or "crit" in header:
            raise BadToken("the token is signed in a way that is not accepted")
        key = jwt.PyJWK(dict(_key(keys, header.get("kid"), algorithm)), algorithm).key
        options: Any = {f"verify_{each}": False for each in ("exp", "iat", "nbf")}  # by our clock, below
        options["require"] = ["exp", "iat", "iss", "aud", "sub"]
        claims: dict[str, Any] = jwt.decode(
            token, key, algorithms=[algorithm], audience=client_id, issuer=issuer, options=options,
        )  # fmt: skip
    except jwt.PyJWTError as error:
        raise BadToken(f"the token is not valid ({type(error).__name__})") from None
    except (ValueError, TypeError, KeyError) as error:
        raise BadToken("the token cannot be read") from error
    _check_times(claims, now)
    _check_party(claims, client_id)
    if not same(str(claims.get("nonce", "")), nonce):
        raise BadToken("the token is for another sign-in")
    if "at_hash" in claims and not same(str(claims["at_hash"]), _half_hash(access_token, algorithm)):
        raise BadToken("the token belongs to another access token")
    return claims


def _key(keys: Sequence[Mapping[str, Any]], kid: object, algorithm: str) -> Mapping[str, Any]:
    kind = {"E": "EC", "R": "RSA", "P": "RSA"}[algorithm[0]] if algorithm != "EdDSA" else "OKP"
    usable = [
        each for each in keys
        if each.get("kty") == kind and each.get("use", "sig") == "sig" and each.get("alg", algorithm) == algorithm
    ]  # fmt: skip
    found = [each for each in usable if each.get("kid") == kid] if kid is not None else usable
    if len(found) != 1:
        raise UnknownSigner("the token is signed with an unknown key")
    return found[0]


def _check_times(claims: Mapping[str, Any], now: float) -> None:
    for name in ("exp", "iat", "nbf"):
        if name in claims and (not isinstance(claims[name], int | float) or isinstance(claims[name], bool)):
            raise BadToken(f"{name} of the token is no time")
    if claims["exp"] <= now - _LEEWAY_SECONDS:
        raise BadToken("the token has expired")
    if max(claims["iat"], claims.get("nbf", 0)) > now + _LEEWAY_SECONDS:
        raise BadToken("the token is not valid yet: compare the clocks")


def _check_party(claims: Mapping[str, Any], client_id: str) -> None:
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (several or "azp" in claims) and claims.get("azp") != client_id:
        raise BadToken("the token was issued to another program")


def _half_hash(access_token: str, algorithm: str) -> str:
    digest = hashlib.new("sha512" if algorithm == "EdDSA" else f"sha{algorithm[2:]}", access_token.encode()).digest()
    return base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()
