"""
What the loops did lately.
"""

from collections.abc import Callable
from typing import Literal

from msgspec import Struct
from twisted.web.iweb import IRequest

from qbitrr.model.shown.passes import ChildPasses, LoopPasses
from qbitrr.web.http.answers import iso, json_response
from qbitrr.web.http.routes import Group, Route, mirrored
from qbitrr.web.program import ProcessControl

__all__ = ["PassRoutes"]


class PassAnswer(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    Some seconds of a loop: how many `turns` it made, how long the longest took, and when the last ended. `why` is why one failed, or the
    process ended though nobody wanted it to (`crashed`). What is as usual is left out: there are many of them.
    """

    at: str
    seconds: float
    turns: int = 1
    outcome: Literal["done", "failed", "crashed"] = "done"
    why: str = ""


class ChildPassesAnswer(Struct, frozen=True, kw_only=True):
    """The last of one child, the oldest first."""

    name: str
    kind: str
    category: str
    passes: tuple[PassAnswer, ...]


class PassesAnswer(Struct, frozen=True, kw_only=True):
    """Those of every child."""

    processes: tuple[ChildPassesAnswer, ...]


class PassRoutes:
    """`/processes/passes`: from memory. *redact* cleans what errors quote."""

    def __init__(self, program: ProcessControl, redact: Callable[[str], str]) -> None:
        self._program = program
        self._redact = redact

    def routes(self) -> tuple[Route, ...]:
        """It is mirrored."""
        return mirrored(
            "processes.passes", "GET", "/processes/passes", Group.PROCESSES, self.passes, answer=PassesAnswer
        )

    def passes(self, request: IRequest) -> bytes:
        """What the loop of each child did lately: sixty entries at most, each for the seconds between two signs of life."""
        return json_response(
            request, PassesAnswer(processes=tuple(self._shown(each) for each in self._program.passes()))
        )

    def _shown(self, child: ChildPasses) -> ChildPassesAnswer:
        passes = tuple(self._one(each) for each in child.passes)
        return ChildPassesAnswer(name=child.section, kind=child.kind, category=child.category, passes=passes)

    def _one(self, each: LoopPasses) -> PassAnswer:
        return PassAnswer(
            at=iso(each.at), turns=each.turns, seconds=round(each.seconds, 3), why=self._redact(each.why),
            outcome="crashed" if each.has_crashed else "failed" if each.why else "done",
        )  # fmt: skip
