"""
Time that passes in a world in memory, in steps. Most steps have nothing to do: those are not taken, time is only counted on.
"""

from collections.abc import Iterable
from math import inf

from treq.testing import RequestTraversalAgent
from twisted.internet.task import Clock

__all__ = ["let_pass"]


def let_pass(clock: Clock, agents: Iterable[RequestTraversalAgent], seconds: float = 0.0, step: float = 0.25) -> None:
    """
    Let *seconds* pass in steps of *step* seconds, at least one, and after each let what is under way at the *agents* arrive; without
    *seconds*, only the latter. Nothing can tell that a step was left out: none is in which a call is due or with a request under way.
    """
    agents = tuple(agents)
    idle_until = -inf
    for _ in range(max(1, round(seconds / step))):
        if clock.rightNow + step < idle_until:
            clock.rightNow += step
            continue
        clock.advance(step if seconds else 0)
        for agent in agents:
            agent.flush()
        idle_until = -inf if any(agent._pumps for agent in agents) else _next_call(clock)


def _next_call(clock: Clock) -> float:
    """When the next call is due."""
    return min((call.getTime() for call in clock.getDelayedCalls()), default=inf)
