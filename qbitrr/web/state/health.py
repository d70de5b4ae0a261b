"""
Whether the program is ready, and how each part of it does.
"""

from collections.abc import Callable, Iterator
from typing import Literal

from msgspec import Struct
from twisted.web.iweb import IRequest

from qbitrr.model.status import Overview
from qbitrr.web.http.answers import Refusal, iso_or_none, json_response
from qbitrr.web.http.routes import Auth, Group, Route, mirrored
from qbitrr.web.program import OverviewReader

__all__ = ["HealthAnswer", "HealthRoutes", "ReadyAnswer"]

_WELL = {"connected", "running", "disabled"}
_ON_THE_WAY = {"connecting", "starting", "stopping", "backoff"}


class ReadyAnswer(Struct, frozen=True, kw_only=True):
    """Everything was started: configuration and database are read, and the parts of the program work. Nothing else is told."""

    status: Literal["ready"] = "ready"


class ComponentAnswer(Struct, frozen=True, kw_only=True):
    """
    One part: a client, an Arr, a child. `status` is `ok`, `waiting` while it comes up or is tried again, else `failing`; `state` is its own
    word for that, `why` says more where there is more: the last error, for as long as it counts. `since` is null where it is not known,
    and so is `latency`: the seconds that its last answer took to begin, of a client or an Arr that has answered.
    """

    kind: Literal["client", "arr", "child"]
    name: str
    status: Literal["ok", "waiting", "failing"]
    state: str
    since: str | None
    why: str
    latency: float | None


class HealthAnswer(Struct, frozen=True, kw_only=True):
    """The whole is `ok` when every part is and the program itself has no problem."""

    status: Literal["ok", "degraded", "starting"]
    components: tuple[ComponentAnswer, ...]
    problems: tuple[str, ...]


class HealthRoutes:
    """`/health/ready` for whoever starts us, `/health` below the prefixes for people: from memory, whatever is down."""

    def __init__(self, program: OverviewReader, redact: Callable[[str], str]) -> None:
        self._program = program
        self._redact = redact

    def routes(self) -> tuple[Route, ...]:
        """The first is public, the other mirrored."""
        ready = Route(
            name="health.ready", method="GET", path="/health/ready", auth=Auth.PUBLIC, group=Group.SYSTEM,
            answer=ReadyAnswer, handler=self.ready,
        )  # fmt: skip
        return ready, *mirrored("health", "GET", "/health", Group.STATUS, self.health, answer=HealthAnswer)

    def ready(self, request: IRequest) -> bytes:
        """200 once everything was started, 503 before."""
        if self._program.overview().ready:
            return json_response(request, ReadyAnswer())
        raise Refusal(503, "starting", code="STARTING", retry_after=1)

    def health(self, request: IRequest) -> bytes:
        """How each part does."""
        overview = self._program.overview()
        components = tuple(self._components(overview))
        problems = tuple(self._redact(each) for each in overview.problems)
        is_well = not problems and all(each.status == "ok" for each in components)
        status: Literal["ok", "degraded", "starting"] = "ok" if is_well else "degraded"
        answer = HealthAnswer(
            status=status if overview.ready else "starting", components=components, problems=problems
        )  # fmt: skip
        return json_response(request, answer)

    def _components(self, overview: Overview) -> Iterator[ComponentAnswer]:
        for qbit in overview.qbits:
            yield self._component("client", qbit.section, qbit.state, qbit.since, qbit.why, qbit.answered_after)
        for arr in overview.arrs:
            if arr.managed:
                state = "connected" if arr.connected else "refused" if arr.answers else "disconnected"
                yield self._component("arr", arr.section, state, arr.since, arr.why, arr.answered_after)
        for child in overview.processes:
            name = f"{child.section}/{child.kind}"
            yield self._component("child", name, child.state, child.started_at or 0.0, child.why, None)

    def _component(
        self,
        kind: Literal["client", "arr", "child"],
        name: str,
        state: str,
        since: float,
        why: str,
        latency: float | None,
    ) -> ComponentAnswer:
        status: Literal["ok", "waiting", "failing"] = "failing"
        if state in _WELL:
            status = "ok"
        elif state in _ON_THE_WAY:
            status = "waiting"
        return ComponentAnswer(
            kind=kind, name=name, status=status, state=state, since=iso_or_none(since), why=self._redact(why),
            latency=None if latency is None else round(latency, 3),
        )  # fmt: skip
