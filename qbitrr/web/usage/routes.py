"""
How much memory and processor the children take.
"""

from typing import Protocol

from msgspec import Struct
from twisted.internet.defer import Deferred
from twisted.web.iweb import IRequest

from qbitrr.model.shown.process_usage import ChildUsage
from qbitrr.web.http.answers import json_response
from qbitrr.web.http.routes import Group, Route, mirrored

__all__ = ["IProcessUsage", "UsageRoutes"]


class IProcessUsage(Protocol):
    """Asked while somebody looks."""

    def usage(self) -> Deferred[tuple[ChildUsage, ...]]:
        """Fires with what each child that runs takes. Fails with `NotReady` while too much is asked."""


class ChildUsageAnswer(Struct, frozen=True, kw_only=True, rename="camel"):
    """
    A child: `memoryBytes` is its own memory and its part of what it shares with others, `cpuSeconds` what it has used since its start,
    `cpuShare` how much of one processor between the last two questions (1: all of it). Null is not known, a share after one question.
    """

    name: str
    kind: str
    category: str
    pid: int
    memory_bytes: int | None
    cpu_seconds: float | None
    cpu_share: float | None


class ProcessUsageAnswer(Struct, frozen=True, kw_only=True):
    """Every child that runs."""

    processes: tuple[ChildUsageAnswer, ...]


class UsageRoutes:
    """`/processes/usage`, of what *usage* reads."""

    def __init__(self, usage: IProcessUsage) -> None:
        self._usage = usage

    def routes(self) -> tuple[Route, ...]:
        """Mirrored."""
        return mirrored(
            "processes.usage", "GET", "/processes/usage", Group.PROCESSES, self.usage, answer=ProcessUsageAnswer
        )

    def usage(self, request: IRequest) -> Deferred[bytes]:
        """Memory and processor of each child. It is measured when it is asked for, every two seconds at most."""

        def answer(found: tuple[ChildUsage, ...]) -> bytes:
            return json_response(request, ProcessUsageAnswer(processes=tuple(_shown(each) for each in found)))

        return self._usage.usage().addCallback(answer)


def _shown(each: ChildUsage) -> ChildUsageAnswer:
    return ChildUsageAnswer(
        name=each.section, kind=each.kind, category=each.category, pid=each.pid, memory_bytes=each.memory_bytes,
        cpu_seconds=each.cpu_seconds, cpu_share=each.cpu_share,
    )  # fmt: skip
