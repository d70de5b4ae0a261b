"""What people paste as an address."""

import pytest

from qbitrr.model.addresses import BadAddress
from qbitrr.setup.pasted import pasted_arr, pasted_qbittorrent

KEY = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    ("text", "address", "key"),
    [
        ("http://localhost:7878", "http://localhost:7878", ""),
        ("radarr:7878", "http://radarr:7878", ""),
        ("https://box.example/radarr/", "https://box.example/radarr", ""),
        ("http://radarr:7878/settings/general", "http://radarr:7878", ""),
        ("http://radarr:7878/radarr/movie/some-film-603", "http://radarr:7878/radarr", ""),
        (f"http://radarr:7878/api/v3/system/status?apikey={KEY}", "http://radarr:7878", KEY),
        (f"http://box/tv/feed/v3/calendar/Sonarr.ics?unmonitored=false&apikey={KEY}", "http://box/tv", KEY),
        (f" http://radarr:7878/?ApiKey={KEY}#top ", "http://radarr:7878", KEY),
        (f"http://me:p%40ss@box:80/radarr?apikey={KEY}", "http://me:p%40ss@box:80/radarr", KEY),
        ("http://radarr:7878/?theme=dark", "http://radarr:7878", ""),
    ],
)
def test_arr(text: str, address: str, key: str) -> None:
    """An address, any page, or a link with the key lead to the same Arr."""
    found = pasted_arr(text)
    assert (found.address.whole, found.api_key) == (address, key)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("localhost", "http://localhost:8080/api/v2"),
        ("http://localhost:8080/#/", "http://localhost:8080/api/v2"),
        ("qbit:9090/api/v2/app/version", "http://qbit:9090/api/v2"),
        ("https://seed.example/qbittorrent/", "https://seed.example:443/qbittorrent/api/v2"),
        ("HTTPS://seed.example", "https://seed.example:443/api/v2"),
        ("[fd00::1]:8080", "http://[fd00::1]:8080/api/v2"),
    ],
)
def test_qbittorrent(text: str, address: str) -> None:
    """Whatever was open in the browser leads to the Web API."""
    assert pasted_qbittorrent(text).url == address


@pytest.mark.parametrize("text", ["", "ftp://radarr", "http://", "a b", "http://radarr:99999", "?apikey=1"])
def test_no_address(text: str) -> None:
    """What is none is refused in words."""
    with pytest.raises(BadAddress):
        pasted_arr(text)
