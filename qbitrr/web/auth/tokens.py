"""
The API token, for those who are in already.
"""

from typing import Any

from qbitrr.web.http.answers import json_response
from qbitrr.web.http.routes import Route, unauthorised_header
from qbitrr.web.http.visits import Auth, visit_of

__all__ = ["Tokens"]


class Tokens:
    """`/token`, whose two faces refuse differently: a browser asks the second one to learn whether it must sign in."""

    def routes(self) -> tuple[Route, ...]:
        """The two faces."""
        return (
            Route("GET", "/api/token", Auth.PROTECTED, self.token),
            Route("GET", "/web/token", Auth.SPECIAL, self.token_or_empty),
        )

    def token(self, request: Any) -> bytes:
        """The current token."""
        return json_response(request, {"token": visit_of(request).access.token})

    def token_or_empty(self, request: Any) -> bytes:
        """The current token, or an empty one with 401."""
        if visit_of(request).is_authorised:
            return self.token(request)
        unauthorised_header(request)
        return json_response(request, {"token": ""}, 401)
