"""
Sign-ins that have begun: a browser was sent to the provider and is not back yet.
"""

import base64
import hashlib
import secrets

from attrs import field, frozen
from twisted.internet.interfaces import IReactorTime

from qbitrr.web.auth.account import same
from qbitrr.web.auth.throttling import network_of

__all__ = ["PendingSignIns", "SignIn"]

_SECONDS = 600.0
_MOST_OF_BROWSER, _MOST_OF_ADDRESS, _MOST = 5, 20, 500


@frozen(kw_only=True)
class SignIn:
    """One of them, of the *browser* that has this secret; *stamp* is that of the settings it began by."""

    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    browser: str = field(repr=False)
    network: str
    redirect_uri: str
    stamp: str
    at: float

    @property
    def challenge(self) -> str:
        """What the provider is told of the *verifier*."""
        return base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()


class PendingSignIns:
    """A few of each browser and each address, for ten minutes; the oldest make room."""

    def __init__(self, clock: IReactorTime) -> None:
        self._clock = clock
        self._by_state: dict[str, SignIn] = {}  # in the order in which they began

    def begin(self, *, browser: str, address: str, redirect_uri: str, stamp: str) -> SignIn:
        """A new one."""
        network = network_of(address)
        self._forget()
        self._make_room([each for each in self._by_state.values() if each.browser == browser], _MOST_OF_BROWSER)
        self._make_room([each for each in self._by_state.values() if each.network == network], _MOST_OF_ADDRESS)
        self._make_room(list(self._by_state.values()), _MOST)
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        begun = SignIn(
            state=state, nonce=nonce, verifier=verifier, browser=browser, network=network, redirect_uri=redirect_uri,
            stamp=stamp, at=self._clock.seconds(),
        )  # fmt: skip
        self._by_state[state] = begun
        return begun

    def take(self, state: str, browser: str, stamp: str) -> SignIn | None:
        """The one of *state*, once, and only for the browser and the settings it began with."""
        self._forget()
        found = self._by_state.get(state)
        if found is None or not browser or not same(found.browser, browser):
            return None
        del self._by_state[state]
        return found if found.stamp == stamp else None

    def _forget(self) -> None:
        now = self._clock.seconds()
        for each in list(self._by_state.values()):
            if now - each.at >= _SECONDS:
                del self._by_state[each.state]

    def _make_room(self, of: list[SignIn], most: int) -> None:
        for each in of[: max(0, len(of) - most + 1)]:
            del self._by_state[each.state]
