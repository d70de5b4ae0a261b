"""
Who may stay connected: as many in all and from one address as leave descriptors for children and clients.
"""

import resource
from collections.abc import Callable
from typing import Protocol

from attrs import frozen

__all__ = ["ConnectionLimits", "IConnection", "OpenConnections"]

_RESERVED_DESCRIPTORS = 384
"""For children (five each), clients, databases and logs."""
_MOST, _LEAST = 1000, 32


class IConnection(Protocol):
    """A connection as far as it matters here."""

    is_known: bool
    """Whether somebody with a credential asked by it."""

    @property
    def is_idle(self) -> bool:
        """Whether nothing is asked by it at this moment."""

    @property
    def address(self) -> str:
        """Where it comes from; empty where addresses mean nothing."""

    def cut(self) -> None:
        """End it at once."""


@frozen
class ConnectionLimits:
    """How many connections there may be, and how many of one address."""

    most: int
    most_of_address: int

    @classmethod
    def by_descriptors(cls) -> "ConnectionLimits":
        """What the limit of this process leaves; one address gets half of it."""
        soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        most = _MOST if soft == resource.RLIM_INFINITY else max(_LEAST, min(_MOST, soft - _RESERVED_DESCRIPTORS))
        return cls(most, most // 2)


class OpenConnections:
    """
    Those that are there, the oldest first. When there are too many, the oldest that is idle and by which nobody with a credential
    ever asked makes room; if there is none, the new one is turned away. *shares_address()*: everybody comes by way of a proxy.
    """

    def __init__(self, limits: ConnectionLimits, shares_address: Callable[[], bool]) -> None:
        self._limits = limits
        self._shares_address = shares_address
        self._all: dict[IConnection, None] = {}

    def __len__(self) -> int:
        return len(self._all)

    def came(self, new: IConnection) -> None:
        """Let *new* in, or turn it away."""
        if new.address and not self._shares_address():
            same = [each for each in self._all if each.address == new.address]
            if len(same) >= self._limits.most_of_address and not self._make_room(same):
                new.cut()
                return
        if len(self._all) >= self._limits.most and not self._make_room(list(self._all)):
            new.cut()
            return
        self._all[new] = None

    def left(self, old: IConnection) -> None:
        """One is gone."""
        self._all.pop(old, None)

    def _make_room(self, among: list[IConnection]) -> bool:
        for each in among:
            if each.is_idle and not each.is_known:
                del self._all[each]
                each.cut()
                return True
        return False
