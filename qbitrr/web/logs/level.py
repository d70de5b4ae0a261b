"""
Changing the log level while everything runs.
"""

from typing import Any

from qbitrr.logs.levels import normal_level
from qbitrr.web.http.answers import Refusal, json_response
from qbitrr.web.http.bodies import json_body
from qbitrr.web.http.routes import Route, mirrored
from qbitrr.web.program import House

__all__ = ["LogLevels"]


class LogLevels:
    """`/loglevel`: for this process and every child, until the next start."""

    def __init__(self, house: House) -> None:
        self._house = house

    def routes(self) -> tuple[Route, ...]:
        """Mirrored."""
        return mirrored("POST", "/loglevel", self.change)

    def change(self, request: Any) -> bytes:
        """Take the level in the body."""
        level = normal_level(json_body(request).get("level"))
        if level is None:
            raise Refusal(400, "Invalid log level")
        effective = self._house.set_log_level(level)
        return json_response(request, {"status": "ok", "level": level, "effective": effective})
