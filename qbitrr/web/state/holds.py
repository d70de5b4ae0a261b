"""
Holds: a person has nothing changed for a while.
"""

from collections.abc import Callable
from typing import Annotated

import msgspec
from msgspec import Struct
from twisted.internet.defer import Deferred
from twisted.web.iweb import IRequest

from qbitrr.model.status import EVERYWHERE, HoldOrder
from qbitrr.web.http.answers import OkAnswer, Refusal, iso, json_response
from qbitrr.web.http.bodies import otherwise
from qbitrr.web.http.parameters import TEXT, in_query
from qbitrr.web.http.routes import Group, Route, mirrored
from qbitrr.web.program import HoldControl

__all__ = ["HoldAnswer", "HoldBody", "HoldRoutes", "HoldsAnswer"]

_MOST_MINUTES = 60 * 24 * 30
_MINUTES = f"minutes must be a number above 0 and up to {_MOST_MINUTES}"


class HoldBody(Struct, frozen=True, kw_only=True):
    """Hold a section, or `all`, for so many minutes; an earlier hold of the same is replaced."""

    minutes: Annotated[float, msgspec.Meta(gt=0, le=_MOST_MINUTES), otherwise(_MINUTES)]
    scope: Annotated[str, otherwise("scope must be all or a section")] = EVERYWHERE
    reason: Annotated[str, msgspec.Meta(max_length=500), otherwise("reason must be a text of up to 500 characters")] = (
        ""
    )


class HoldAnswer(Struct, frozen=True, kw_only=True):
    """One hold: until then nothing is changed in or for `scope`, a section or `all`."""

    scope: str
    since: str
    until: str
    reason: str


class HoldsAnswer(Struct, frozen=True, kw_only=True):
    """The holds in force, the one that ends first first."""

    holds: tuple[HoldAnswer, ...]


class HoldRoutes:
    """`/hold`: what is on hold, and its beginning and end. *redact* cleans what a person wrote."""

    def __init__(self, program: HoldControl, redact: Callable[[str], str]) -> None:
        self._program = program
        self._redact = redact

    def routes(self) -> tuple[Route, ...]:
        """All are mirrored."""
        scope = in_query("scope", TEXT, "What to end the hold of: a section, or all.", default=EVERYWHERE)
        group = Group.STATUS
        return (
            *mirrored("hold", "GET", "/hold", group, self.holds, answer=HoldsAnswer),
            *mirrored("hold.begin", "POST", "/hold", group, self.begin, body=HoldBody, answer=HoldAnswer),
            *mirrored("hold.end", "DELETE", "/hold", group, self.end, parameters=(scope,), answer=OkAnswer),
        )

    def holds(self, request: IRequest) -> bytes:
        """The holds in force."""
        return json_response(request, HoldsAnswer(holds=tuple(self._shown(each) for each in self._program.holds())))

    def begin(self, request: IRequest, body: HoldBody) -> Deferred[bytes]:
        """Hold a section, or everything."""
        overview = self._program.overview()
        sections = {qbit.section for qbit in overview.qbits} | {arr.section for arr in overview.arrs}
        if body.scope != EVERYWHERE and body.scope not in sections:
            raise Refusal(404, f"Unknown section {body.scope}")
        begun = self._program.hold(body.scope, body.minutes * 60, body.reason)
        return begun.addCallback(lambda hold: json_response(request, self._shown(hold)))

    def end(self, request: IRequest, scope: str) -> Deferred[bytes]:
        """End a hold before its time."""
        return self._program.end_hold(scope).addCallback(lambda _: json_response(request, OkAnswer()))

    def _shown(self, hold: HoldOrder) -> HoldAnswer:
        return HoldAnswer(
            scope=hold.scope, since=iso(hold.since), until=iso(hold.until), reason=self._redact(hold.reason)
        )
