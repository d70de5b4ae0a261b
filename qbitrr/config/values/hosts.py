"""Which hosts are this machine."""

import ipaddress

__all__ = ["is_loopback"]


def is_loopback(host: str) -> bool:
    """True if only this machine can reach *host*. Names other than localhost are taken as public."""
    bare = host.strip("[] ").lower()
    if bare in ("localhost", "localhost."):
        return True
    try:
        return ipaddress.ip_address(bare.partition("%")[0]).is_loopback
    except ValueError:
        return False
