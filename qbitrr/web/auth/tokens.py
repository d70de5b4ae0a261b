"""
The API token, for those who are in already.
"""

from msgspec import Struct
from twisted.web.iweb import IRequest

from qbitrr.web.http.answers import json_response
from qbitrr.web.http.routes import Auth, Group, Route
from qbitrr.web.http.visits import unauthorised_header, visit_of

__all__ = ["TokenAnswer", "TokenRoutes"]


class TokenAnswer(Struct, frozen=True, kw_only=True):
    """The API token; empty for a browser that must sign in first."""

    token: str


class TokenRoutes:
    """`/token`, whose two faces refuse differently: a browser asks the second one to learn whether it must sign in."""

    def routes(self) -> tuple[Route, ...]:
        """The two faces."""
        return (
            Route(
                name="api.token", method="GET", path="/api/token", auth=Auth.PROTECTED, group=Group.AUTH,
                answer=TokenAnswer, handler=self.token,
            ),
            Route(
                name="web.token", method="GET", path="/web/token", auth=Auth.SPECIAL, group=Group.AUTH,
                answer=TokenAnswer, handler=self.token_or_empty,
            ),
        )  # fmt: skip

    def token(self, request: IRequest) -> bytes:
        """The current token."""
        return json_response(request, TokenAnswer(token=visit_of(request).access.token))

    def token_or_empty(self, request: IRequest) -> bytes:
        """The current token, or an empty one with 401."""
        if visit_of(request).is_authorised:
            return self.token(request)
        unauthorised_header(request)
        return json_response(request, TokenAnswer(token=""), 401)
