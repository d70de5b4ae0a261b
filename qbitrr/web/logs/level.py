"""
Changing the log level while everything runs.
"""

from typing import Annotated, Literal

from msgspec import Struct
from twisted.web.iweb import IRequest

from qbitrr.logs.levels import normal_level
from qbitrr.web.http.answers import Refusal, json_response
from qbitrr.web.http.bodies import otherwise
from qbitrr.web.http.routes import Group, Route, mirrored
from qbitrr.web.program import LogLevelControl

__all__ = ["LevelAnswer", "LevelBody", "LevelRoutes"]

_NO_LEVEL = "Invalid log level"


class LevelBody(Struct, frozen=True, kw_only=True):
    """The level wanted, in any case."""

    level: Annotated[str, otherwise(_NO_LEVEL)]


class LevelAnswer(Struct, frozen=True, kw_only=True):
    """The level taken, and the one now in effect."""

    status: Literal["ok"] = "ok"
    level: str
    effective: str


class LevelRoutes:
    """`/loglevel`: for this process and every child, until the next start."""

    def __init__(self, program: LogLevelControl) -> None:
        self._program = program

    def routes(self) -> tuple[Route, ...]:
        """Mirrored."""
        return mirrored(
            "loglevel", "POST", "/loglevel", Group.LOGS, self.change, body=LevelBody, answer=LevelAnswer
        )  # fmt: skip

    def change(self, request: IRequest, body: LevelBody) -> bytes:
        """Take the level in the body."""
        level = normal_level(body.level)
        if level is None:
            raise Refusal(400, _NO_LEVEL)
        effective = self._program.set_log_level(level)
        return json_response(request, LevelAnswer(level=level, effective=effective))
