"""
Another configuration while the program runs: each step of the plan, one after the other.
"""

from twisted.application.service import Service
from twisted.internet.defer import Deferred, DeferredLock
from twisted.logger import Logger

from qbitrr.assembly.in_force import ConfigInForce
from qbitrr.config.load import Loaded
from qbitrr.config.schema.config import Config
from qbitrr.resolved.reload.plan import ReloadPlan
from qbitrr.resolved.reload.planning import plan_reload

__all__ = ["Reloader"]


class Reloader(Service):
    """
    Brings the program from the configuration in force to another one. One at a time; a step that fails stops no other, and is in
    `problems` until the next change.
    """

    log = Logger()

    def __init__(self, in_force: ConfigInForce) -> None:
        self.problems: tuple[str, ...] = ()
        self._in_force = in_force
        self._one_at_a_time = DeferredLock()

    def plan(self, new: Config) -> ReloadPlan:
        """What `apply` would do now."""
        return plan_reload(self._in_force.current, new)

    def apply(self, loaded: Loaded) -> Deferred[ReloadPlan]:
        """
        Have *loaded* in force. Fires with the plan when it was done, or was tried: `problems` says what could not be. Cancelling, and
        stopping the service, leaves the rest undone.
        """
        return Deferred.fromCoroutine(self._apply(loaded))

    async def _apply(self, loaded: Loaded) -> ReloadPlan:
        async with self._one_at_a_time:
            plan = self.plan(loaded.config)
            self._in_force.replace(plan.config, loaded.problems)
            return plan
