"""
One warning per client and hour about tokens in addresses: a page of icons must not fill the log.
"""

from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger

__all__ = ["QueryTokenWarnings"]

_AGAIN_SECONDS = 3600.0
_MOST_CLIENTS = 1000


class QueryTokenWarnings:
    """Remembers which client was warned about when."""

    log = Logger()

    def __init__(self, clock: IReactorTime) -> None:
        self._clock = clock
        self._warned: dict[str, float] = {}

    def seen(self, client: str, allowed: bool | None) -> None:
        """*client* sent `?token=`; *allowed* is the setting. Unset means the usual, restricted use: nothing to warn about."""
        now = self._clock.seconds()
        if allowed is None or now - self._warned.get(client, -_AGAIN_SECONDS) < _AGAIN_SECONDS:
            return
        if len(self._warned) >= _MOST_CLIENTS:
            self._warned.clear()
        self._warned[client] = now
        done = "accepted" if allowed else "ignored"
        self.log.warn(
            "{client} sends the token in the address, where logs and histories keep it: {done}",
            client=client,
            done=done,
        )
