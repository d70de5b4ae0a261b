"""
Asking one program within its time: an answer, or the reason why there is none.
"""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from twisted.internet.defer import Deferred, TimeoutError
from twisted.internet.interfaces import IReactorTime

from qbitrr.doctor.facts import Asked, Trouble, Unasked
from qbitrr.errors import BadAnswer, Banned, Rejected, RemoteError, TimedOut, TooOld, Unauthorized, Unreachable

__all__ = ["Asking", "within"]

T = TypeVar("T")
# The first class that fits, so subclasses stand before their parents.
_TROUBLES: tuple[tuple[type[RemoteError], Trouble], ...] = (
    (TimedOut, "late"),
    (Unreachable, "unreachable"),
    (Banned, "banned"),
    (Unauthorized, "refused"),
    (TooOld, "too-old"),
    (BadAnswer, "foreign"),
    (Rejected, "rejected"),
)


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
            return Unasked(f"not answered within {self._limit:g} s", "late")
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
        return Unasked(f"not answered within {seconds:.0f} s", "late")
    except RemoteError as error:
        trouble: Trouble = next((word for kind, word in _TROUBLES if isinstance(error, kind)), "rejected")
        return Unasked(str(error).removeprefix(f"{error.where}: "), trouble)
    except OSError as error:
        return Unasked(error.strerror or type(error).__name__, "hidden")
