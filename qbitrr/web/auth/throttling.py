"""
How often somebody may try to get in. Only failures count, and what is under way counts as one until it ends well.
"""

import ipaddress
from collections import deque

from attrs import frozen
from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger

from qbitrr.web.http.answers import Refusal

__all__ = ["LOGIN", "SET_PASSWORD", "Attempt", "AttemptLimit", "Throttle", "network_of"]

_WINDOW_SECONDS = 900.0
_MOST_IN_ALL = 100
_FREE_PER_ACCOUNT = 5
_LONGEST_DELAY_SECONDS = 60.0
_MOST_REMEMBERED = 1000


@frozen(kw_only=True)
class AttemptLimit:
    """How many failures one address has in a quarter of an hour, and what it is told when they are used up."""

    what: str
    per_address: int
    refusal: str


LOGIN = AttemptLimit(what="login", per_address=10, refusal="Too many login attempts. Try again later.")
SET_PASSWORD = AttemptLimit(what="set-password", per_address=5, refusal="Too many attempts. Try again later.")


@frozen(eq=False)
class Attempt:
    """One try, which counts as failed until `Throttle.succeeded` hears of it."""

    address: str
    account: str
    at: float


class Throttle:
    """
    Failures of one kind, by address, by account and in all.

    Addresses that are *trusted* at an attempt (somebody is signed in there) have their own limit only: a stranger who guesses from
    everywhere does not lock the owner out.
    """

    log = Logger()

    def __init__(self, limit: AttemptLimit, clock: IReactorTime) -> None:
        self._limit = limit
        self._clock = clock
        self._failures: deque[Attempt] = deque()
        self._told: set[str] = set()

    def begin(self, address: str, account: str = "", *, trusted: bool = False) -> Attempt:
        """Note an attempt. Raises a 429 `Refusal` when it must not be made yet; such a one does not count."""
        now = self._clock.seconds()
        self._forget(now)
        network = network_of(address)
        here = [each for each in self._failures if each.address == network]
        wait = self._wait([each.at for each in here], self._limit.per_address, now)
        if not trusted:
            wait = max(wait, self._wait([each.at for each in self._failures], _MOST_IN_ALL, now))
            wait = max(wait, self._account_wait(account, now))
        if wait > 0:
            self._warn(network)
            raise Refusal(429, self._limit.refusal, code="RATE_LIMITED", retry_after=max(1, round(wait + 0.5)))
        attempt = Attempt(network, account[:200], now)
        self._failures.append(attempt)
        return attempt

    def succeeded(self, attempt: Attempt) -> None:
        """It was right: nothing stands against its address and its account any more."""
        kept = (each for each in self._failures if each.address != attempt.address and each.account != attempt.account)
        self._failures = deque(kept)
        self._told.discard(attempt.address)

    def withdraw(self, attempt: Attempt) -> None:
        """It was none."""
        self._failures = deque(each for each in self._failures if each is not attempt)

    def _wait(self, times: list[float], most: int, now: float) -> float:
        """Seconds until fewer than *most* of *times* are in the window."""
        return times[-most] + _WINDOW_SECONDS - now if len(times) >= most else 0.0

    def _account_wait(self, account: str, now: float) -> float:
        """After a few failures of one account, ever longer until the next."""
        times = [each.at for each in self._failures if account and each.account == account[:200]]
        beyond = len(times) - _FREE_PER_ACCOUNT
        return min(_LONGEST_DELAY_SECONDS, 2.0 ** min(beyond, 30)) - (now - times[-1]) if beyond >= 0 else 0.0

    def _forget(self, now: float) -> None:
        while self._failures and (
            self._failures[0].at <= now - _WINDOW_SECONDS or len(self._failures) >= _MOST_REMEMBERED
        ):
            self._failures.popleft()
        if not self._failures:
            self._told.clear()

    def _warn(self, network: str) -> None:
        """Once per burst of an address, and for a few addresses only."""
        if network in self._told or len(self._told) >= _MOST_IN_ALL:
            return
        self._told.add(network)
        self.log.warn(
            "too many failed attempts ({what}): {address} has to wait", what=self._limit.what, address=network
        )


def network_of(address: str) -> str:
    """What one person has for address: of IPv6 the first half, whose other half anybody chooses freely."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)
