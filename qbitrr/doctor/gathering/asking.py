"""
Asking one program within its time: an answer, or the reason why there is none.
"""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from twisted.internet.defer import CancelledError, Deferred, TimeoutError
from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger

from qbitrr.doctor.facts import Asked, Unasked
from qbitrr.errors import Obstacle, RemoteError, StoreError, TimedOut

__all__ = ["Asking", "within"]

T = TypeVar("T")
log = Logger()


class Asking:
    """
    The questions to one program, all of them within *limit* seconds. When the first one has no answer, nothing more is asked: its
    reason stands for the rest.
    """

    def __init__(self, clock: IReactorTime, limit: float) -> None:
        self._clock = clock
        self._until = clock.seconds() + limit
        self._limit = limit
        self._asked = False
        self._lost: Unasked | None = None

    async def ask(self, question: Callable[[], Coroutine[Any, Any, T]]) -> Asked[T]:
        """The answer to one question."""
        if self._lost is not None:
            return self._lost
        left = self._until - self._clock.seconds()
        if left <= 0:
            return Unasked(f"not answered within {self._limit:g} s")
        is_first, self._asked = not self._asked, True
        answer = await within(question(), left, self._clock)
        if isinstance(answer, Unasked) and is_first:
            self._lost = Unasked("it was not reached")
        return answer


async def within(question: Coroutine[Any, Any, T] | Awaitable[T], seconds: float, clock: IReactorTime) -> Asked[T]:
    """The answer to a question that may fail as the clients do, or take too long."""
    asked = question if isinstance(question, Deferred) else Deferred.fromCoroutine(question)  # type: ignore[arg-type]
    try:
        return await asked.addTimeout(seconds, clock)
    except TimeoutError:
        why = f"not answered within {seconds:.0f} s"
        return Unasked(why, TimedOut(where="", why=why, obstacle=Obstacle.TIMEOUT))
    except RemoteError as error:
        return Unasked(str(error).removeprefix(f"{error.where}: "), error)
    except OSError as error:
        return Unasked(error.strerror or type(error).__name__)
    except StoreError as error:
        return Unasked(str(error))
    except CancelledError:
        raise
    except Exception as error:  # what one program makes us trip over must not hide what the others say
        log.failure("a question to a program ended unexpectedly")
        return Unasked(f"an unexpected error ({type(error).__name__})")
