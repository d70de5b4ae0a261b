"""
What people paste as an address: the page they have open, a call of the API, a feed with its key.
"""

from urllib.parse import parse_qsl

from attrs import evolve, field, frozen

from qbitrr.model.addresses import Address
from qbitrr.resolved.addresses import arr_address, qbittorrent_address

__all__ = ["PastedArr", "pasted_arr", "pasted_qbittorrent"]

_KEY_NAMES = ("apikey", "api_key", "x-api-key")
# What begins the pages of the Arrs and their API: what stands before is the URL base.
_PAGES = frozenset(
    {
        "activity", "add", "album", "api", "artist", "author", "authors", "blocklist", "book", "calendar", "collections", "feed",
        "login", "logout", "movie", "ping", "search", "series", "settings", "shelf", "system", "unmapped", "wanted",
    }
)  # fmt: skip
_QBITTORRENT_PORT = 8080


@frozen(kw_only=True)
class PastedArr:
    """The base address of an Arr, and the key that came with it, if any."""

    address: Address
    api_key: str = field(default="", repr=False)


def pasted_arr(text: str) -> PastedArr:
    """
    The Arr that *text* leads to: its address, any of its pages, or a link with `apikey=`. Raises `BadAddress`.
    """
    place, _, query = text.strip().partition("#")[0].partition("?")
    given = {name.lower(): value for name, value in parse_qsl(query)}
    key = next((given[name].strip() for name in _KEY_NAMES if given.get(name)), "")
    address = arr_address(place)
    return PastedArr(address=evolve(address, path=_base(address.path)), api_key=key)


def pasted_qbittorrent(text: str) -> Address:
    """The Web API of the qBittorrent that *text* leads to; without a port it is 8080, with https 443. Raises `BadAddress`."""
    place = text.strip().partition("#")[0].partition("?")[0]
    path = place.partition("/api/v2")[0]
    return qbittorrent_address(path, 443 if place.lower().startswith("https://") else _QBITTORRENT_PORT)


def _base(path: str) -> str:
    kept: list[str] = []
    for part in path.split("/"):
        if part.lower() in _PAGES:
            break
        kept.append(part)
    return "/".join(kept).rstrip("/")
