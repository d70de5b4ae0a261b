"""
Going through a plan: one plan after the other, step by step, whatever becomes of each.
"""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

from attrs import evolve
from twisted.application.service import Service
from twisted.internet.defer import CancelledError, Deferred, DeferredLock
from twisted.internet.error import CannotListenError
from twisted.logger import Logger

from qbitrr.assembly.in_force import ConfigInForce
from qbitrr.config.load import Loaded
from qbitrr.config.plain import to_plain
from qbitrr.config.schema.config import Config
from qbitrr.errors import NotReady
from qbitrr.loops.child.tasks import Tasks
from qbitrr.redaction import Redactor, secrets_in
from qbitrr.resolved.reload.plan import Act, ReloadPlan
from qbitrr.resolved.reload.planning import plan_reload

__all__ = ["Reloader", "StepTable"]

StepTable = Mapping[Act, Callable[[str], Awaitable[object] | None]]
"""How kinds of steps are done, each called with its section."""

# What is seen to at every change, as what failed once may succeed now; where nothing is to be done it does nothing.
_ALWAYS = frozenset({Act.MOVE_WEB})


class Reloader(Service):
    """
    Brings the program from the configuration in force to another one. A step that fails stops no other, and is told in `undone` of the
    one in force. *stop(sections)* ends what runs for sections that go or are started anew, *between(old, plan)* is done when they have
    stopped, right before everybody goes by the new configuration; *fixed* are steps that the command line does not leave to a file.
    """

    log = Logger()

    def __init__(
        self,
        *,
        in_force: ConfigInForce,
        redactor: Redactor,
        stop: Callable[[tuple[str, ...]], Awaitable[object]],
        between: Callable[[Config, ReloadPlan], Awaitable[object]],
        fixed: frozenset[Act] = frozenset(),
    ) -> None:
        self._in_force = in_force
        self._redactor = redactor
        self._stop = stop
        self._between = between
        self._fixed = fixed
        self._steps: dict[Act, Callable[[str], Awaitable[object] | None]] = {}
        self._one_at_a_time = DeferredLock()
        self._tasks = Tasks(lambda failure: self.log.failure("another configuration was not taken", failure))

    def teach(self, steps: StepTable) -> None:
        """So these steps are done."""
        self._steps |= steps

    def stopService(self) -> Deferred[None]:
        """Fires when no plan is being gone through; what is left of one counts from the next start on."""
        super().stopService()
        return Deferred.fromCoroutine(self._tasks.stop())

    def plan(self, new: Config, renamed: Mapping[str, str] = MappingProxyType({})) -> ReloadPlan:
        """What `apply` would do now."""
        found = plan_reload(self._in_force.current, new, renamed)
        return evolve(found, steps=tuple(step for step in found.steps if step.act not in self._fixed))

    def apply(self, loaded: Loaded, renamed: Mapping[str, str] = MappingProxyType({})) -> Deferred[ReloadPlan]:
        """
        Have *loaded* in force, in which sections are *renamed* (old to new). Fires with the plan when each of its steps was done, or
        tried; fails with `NotReady` when the program stops before. Whoever waits for it may leave.
        """
        answer: Deferred[ReloadPlan] = Deferred()
        self._tasks.begin(self._answered(loaded, renamed, answer))
        return answer

    async def _answered(self, loaded: Loaded, renamed: Mapping[str, str], answer: Deferred[ReloadPlan]) -> None:
        try:
            async with self._one_at_a_time:
                plan = self.plan(loaded.config, renamed)
                await self._go_through(plan, loaded)
        except CancelledError:
            if not answer.called:
                answer.errback(NotReady("the program is being stopped"))
            raise
        if not answer.called:
            answer.callback(plan)

    async def _go_through(self, plan: ReloadPlan, loaded: Loaded) -> None:
        undone: list[str] = []
        before = self._in_force.current
        self._redactor.learn({*secrets_in(to_plain(before)), *secrets_in(to_plain(plan.config))})
        leaving = (*plan.sections(Act.STOP_SECTION), *plan.sections(Act.RESTART_SECTION))
        await self._try(f"{', '.join(leaving)} are stopped", undone, lambda: self._stop(leaving))
        await self._try("what comes between is done", undone, lambda: self._between(before, plan))
        self._in_force.replace(plan.config, loaded.problems)
        for step in plan.steps:
            if step.act not in _ALWAYS:
                await self._do(step.act, step.section, step.text, undone)
        texts = {step.act: step.text for step in plan.steps}
        web = plan.config.webui
        for act in _ALWAYS - self._fixed:
            await self._do(act, "", texts.get(act, f"the web interface moves to {web.host}:{web.port}"), undone)
        self._in_force.undone = tuple(undone)

    async def _do(self, act: Act, section: str, text: str, undone: list[str]) -> None:
        do = self._steps.get(act)
        if do is not None:
            await self._try(text, undone, lambda: do(section))

    async def _try(self, text: str, undone: list[str], do: Callable[[], Awaitable[object] | None]) -> None:
        try:
            doing = do()
            if doing is not None:
                await doing
        except CancelledError:
            raise
        except CannotListenError as error:
            # Nothing is wrong with us: somebody else is there, or there is no such address.
            self.log.error("could not be done: {what} ({why})", what=text, why=str(error))
            undone.append(f"Could not be done: {text} ({error})")
        except Exception as error:
            self.log.failure("could not be done: {what}", what=text)
            undone.append(f"Could not be done: {text} ({error or type(error).__name__})")
