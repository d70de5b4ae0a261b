"""
Services that start one after the other and stop in reverse, such that do both side by side, and what services that turn are.
"""

from collections.abc import Iterable

from twisted.application.service import IService, MultiService, Service
from twisted.internet.defer import Deferred, DeferredList, DeferredLock, maybeDeferred, succeed
from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger

from qbitrr.loops.child.tasks import Cycle

__all__ = ["OrderedServices", "ParallelServices", "TurningService"]


class OrderedServices(MultiService):
    """
    A `MultiService` whose order can be relied on.

    Starting waits for each service's start before the next; when one fails, those already started are stopped, last first, and the
    failure is the result. Stopping stops what was started, last first, each after the one before has stopped, and fails with the first
    error once everything has been tried. Stopping during a start cancels the start.

    A service that needs something outside starts without it (an absent Arr is a state of its actor), so that a start always
    ends soon. Services added to or removed from a running one are started or stopped at once, as in a `MultiService`.
    """

    log = Logger()

    def __init__(self) -> None:
        super().__init__()
        self._starting: Deferred[None] | None = None
        self._turn = DeferredLock()  # a stop comes after the start it interrupts

    def startService(self) -> Deferred[None]:
        """Start every service in order. Fires when all run; fails with the first failure, the others being stopped again."""
        Service.startService(self)
        self._starting = Deferred.fromCoroutine(self._start_all())
        return self._starting

    def stopService(self) -> Deferred[None]:
        """Stop what was started, in reverse. Fires when nothing of ours runs any more; fails with the first error."""
        Service.stopService(self)
        if self._starting is not None:
            self._starting.cancel()  # does nothing when it is over
        return Deferred.fromCoroutine(self._stop_all())

    async def _start_all(self) -> None:
        async with self._turn:
            begun: list[IService] = []
            try:
                for service in list(self):
                    begun.append(service)
                    await maybeDeferred(service.startService)
            except Exception:  # CancelledError too: a stop interrupts
                self.running = 0
                await self._stop_each(begun)  # its errors are logged; the one that matters is why the start failed
                raise

    async def _stop_all(self) -> None:
        async with self._turn:
            errors = await self._stop_each([service for service in self if service.running])
        if errors:
            raise errors[0]

    async def _stop_each(self, services: list[IService]) -> list[Exception]:
        errors: list[Exception] = []
        for service in reversed(services):
            try:
                await maybeDeferred(service.stopService)
            except Exception as error:
                self.log.failure("{service} did not stop in order", service=service.name or type(service).__name__)
                errors.append(error)
        return errors


class ParallelServices(Service):
    """Services that start and stop side by side, so that stopping takes as long as the slowest and not as long as all."""

    def __init__(self, services: Iterable[Service]) -> None:
        self._services = list(services)

    def startService(self) -> None:
        super().startService()
        for service in self._services:
            service.startService()

    def add(self, service: Service) -> None:
        """One more; it starts at once where the others run."""
        self._services.append(service)
        if self.running:
            service.startService()

    def remove(self, service: Service) -> Deferred[None]:
        """One less; fires when it has stopped, or failed to."""
        if service in self._services:
            self._services.remove(service)
        stopping = maybeDeferred(service.stopService) if service.running else succeed(None)
        return DeferredList([stopping], consumeErrors=True).addCallback(lambda _: None)

    def stopService(self) -> Deferred[None]:
        """Fires when all have stopped, or failed to."""
        super().stopService()
        stopping = [maybeDeferred(service.stopService) for service in self._services]
        return DeferredList(stopping, consumeErrors=True).addCallback(lambda _: None)


class TurningService(Service):
    """
    One thing done again and again, see `Cycle`: a kind of it says what a turn does and after how many seconds the next is due, what
    follows from one that failed, and what is to be done when there are no more.
    """

    def __init__(self, clock: IReactorTime) -> None:
        self._cycle = Cycle(clock, self._turn, self._failed)

    def startService(self) -> None:
        super().startService()
        self._cycle.start()

    def stopService(self) -> Deferred[None]:
        """Fires when nothing goes on any more, and everything is done that was left."""
        super().stopService()
        return Deferred.fromCoroutine(self._end())

    async def _turn(self) -> float:
        raise NotImplementedError

    def _failed(self, error: Exception) -> float:
        raise NotImplementedError

    async def _finish(self) -> None:
        """After the last turn. A failure is treated like one of a turn."""

    async def _end(self) -> None:
        await self._cycle.stop()
        try:
            await self._finish()
        except Exception as error:
            self._failed(error)
