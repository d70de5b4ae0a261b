"""
Base addresses from what people write into a configuration.
"""

from attrs import evolve

from qbitrr.model.addresses import Address

__all__ = ["arr_address", "qbittorrent_address"]

_API = "/api/v2"


def qbittorrent_address(host: str, port: int) -> Address:
    """
    The base address of a Web API: *host* is a name, an address, or a URL with scheme and path (behind a reverse proxy). Without
    a scheme it is https on port 443, else http. A port written in *host* wins over *port*. Raises `BadAddress`.
    """
    address = Address.parse(host, "https" if port == 443 else "http")
    return evolve(address, port=address.port or port, path=address.path.removesuffix(_API) + _API)


def arr_address(uri: str) -> Address:
    """
    The base address of an Arr: its *uri* with http where no scheme is given, without what people copy along (`/api/v3`). Raises
    `BadAddress`.
    """
    address = Address.parse(uri)
    path = address.path
    for tail in ("/v1", "/v3", "/api"):
        path = path.removesuffix(tail)
    return evolve(address, path=path.rstrip("/"))
