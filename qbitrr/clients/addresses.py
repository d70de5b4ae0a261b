"""
Base addresses from what people write into a configuration.
"""

from urllib.parse import urlsplit

__all__ = ["arr_address", "qbittorrent_address"]

_API = "/api/v2"


def qbittorrent_address(host: str, port: int) -> str:
    """
    The base address of a Web API: *host* is a name, an address, or a URL with scheme and path (behind a reverse proxy). Without
    a scheme it is https on port 443, else http. A port written in *host* wins over *port*.
    """
    text = host.strip().rstrip("/")
    if "://" not in text:
        bare = text.partition("/")[0]
        if bare.count(":") > 1 and not bare.startswith("["):
            text = text.replace(bare, f"[{bare}]", 1)
        text = f"{'https' if port == 443 else 'http'}://{text}"
    parts = urlsplit(text)
    netloc = parts.netloc if parts.port is not None else f"{parts.netloc}:{port}"
    return f"{parts.scheme}://{netloc}{parts.path.removesuffix(_API)}{_API}"


def arr_address(uri: str) -> str:
    """The base address of an Arr: its *uri* with http where no scheme is given, without what people copy along (`/api/v3`)."""
    text = uri.strip().rstrip("/")
    if "://" not in text:
        text = f"http://{text}"
    parts = urlsplit(text)
    path = parts.path
    for tail in ("/v1", "/v3", "/api"):
        path = path.removesuffix(tail)
    return f"{parts.scheme}://{parts.netloc}{path.rstrip('/')}"
