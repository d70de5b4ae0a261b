"""
Hashing beside the reactor, as much of it at once as the machine can bear.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from twisted.internet.defer import Deferred

from qbitrr.web.auth import passwords
from qbitrr.web.http.answers import Refusal
from qbitrr.web.serving.threads import InThread, undisturbed

__all__ = ["Hashing"]

T = TypeVar("T")
_MOST_WAITING = 16


class Hashing:
    """Makes and verifies hashes by way of *in_thread*. Whoever leaves does not free their place before the work is done."""

    def __init__(self, in_thread: InThread) -> None:
        self._in_thread = in_thread
        self._waiting = 0

    def make(self, password: str) -> Deferred[str]:
        """Fires with a new hash. Raises a 503 `Refusal` when too much is waiting."""
        return self._run(passwords.new_hash, password)

    def verify(self, password: str, stored: str) -> Deferred[bool]:
        """Fires with whether *stored* is a hash of *password*, after the same time for an empty one. Raises like `make`."""
        return self._run(passwords.verify, password, stored or passwords.NOBODY)

    def _run(self, function: Callable[..., T], *arguments: Any) -> Deferred[T]:
        if self._waiting >= _MOST_WAITING:
            raise Refusal(503, "Too many sign in at the moment. Try again in a few seconds.", retry_after=5)
        self._waiting += 1

        def done(result: Any) -> Any:
            self._waiting -= 1
            return result

        return undisturbed(self._in_thread(function, *arguments).addBoth(done), lambda _: None)
