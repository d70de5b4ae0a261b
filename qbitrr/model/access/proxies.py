"""
Proxies that may speak for others.
"""

import ipaddress
from collections.abc import Iterable, Sequence

from attrs import frozen

__all__ = ["Network", "TrustedProxies", "as_address", "as_network"]

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_PRIVATE = tuple(
    ipaddress.ip_network(each)
    for each in (
        *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"),
        *("::1/128", "fc00::/7", "fe80::/10"),
    )
)


def as_network(text: str) -> Network | None:
    """An address or network as people write it; None for anything else."""
    try:
        return ipaddress.ip_network(text.strip(), strict=False)
    except ValueError:
        return None


def as_address(text: str) -> _Address | None:
    """An address as it stands in a header or comes from the system, with or without port; None for anything else."""
    bare = text.strip().strip('"')
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        found = ipaddress.ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, ipaddress.IPv6Address) else found


@frozen
class TrustedProxies:
    """
    Whom we believe what it says about others. *named*: a person wrote the *networks*; otherwise they are this machine and private ones,
    which is good enough for one hop next to us and for nothing more. No networks: nobody is believed.
    """

    networks: tuple[Network, ...] = ()
    named: bool = False

    @classmethod
    def of(cls, written: Sequence[str]) -> "TrustedProxies":
        """Those *written* in the configuration; what is no network is left out, and nothing takes its place."""
        if not written:
            return cls(_PRIVATE)
        return cls(tuple(each for text in written if (each := as_network(text)) is not None), named=True)

    def trusts(self, peer: str) -> bool:
        """Whether *peer*, an address, is one of them."""
        address = as_address(peer)
        return address is not None and any(address in each for each in self.networks)

    def client(self, hops: Iterable[str]) -> str:
        """
        Who asked, of the *hops* a trusted proxy told us, the last of which it saw itself: the last one that is no proxy of ours. What
        stands before that, anybody can have written. Empty if there is none.
        """
        for hop in reversed(tuple(hops)):
            address = as_address(hop)
            if address is None:
                return ""
            if not (self.named and self.trusts(str(address))):
                return str(address)
        return ""
