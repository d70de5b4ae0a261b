"""
A resolver to whom every name is an address of this machine, for tests with names that exist in container networks only.
"""

from typing import Any

from twisted.internet.address import IPv4Address
from twisted.internet.interfaces import IHostnameResolver, IReactorPluggableNameResolver
from zope.interface import implementer

__all__ = ["Reachable"]


@implementer(IReactorPluggableNameResolver)
class Reachable:
    """*reactor*, except that every name resolves to 127.0.0.1. `asked` are the names looked up."""

    def __init__(self, reactor: Any) -> None:
        self._reactor = reactor
        self.asked: list[str] = []
        self.nameResolver = _Everywhere(self.asked)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reactor, name)


@implementer(IHostnameResolver)
class _Everywhere:
    def __init__(self, asked: list[str]) -> None:
        self._asked = asked

    def resolveHostName(self, resolutionReceiver: Any, hostName: str, portNumber: int = 0, *_: Any, **__: Any) -> Any:
        self._asked.append(hostName)
        resolutionReceiver.resolutionBegan(None)
        resolutionReceiver.addressResolved(IPv4Address("TCP", "127.0.0.1", portNumber))
        resolutionReceiver.resolutionComplete()
