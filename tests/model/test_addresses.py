"""Addresses as people write them."""

from base64 import b64decode
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbitrr.model.addresses import Address, BadAddress

pytestmark = pytest.mark.correction("C1")

NAMES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,20}[A-Za-z_-](\.[a-z0-9_-]{1,10}[a-z])?\.?", fullmatch=True)
SECRETS = st.text(st.characters(codec="utf-8"), max_size=12)


@pytest.mark.parametrize(
    ("text", "url", "place"),
    [
        ("radarr_4k", "http://radarr_4k", "radarr_4k"),
        ("QBit_Torrent:8080/x/", "http://qbit_torrent:8080/x", "qbit_torrent:8080"),
        ("http://radarr.:7878", "http://radarr.:7878", "radarr.:7878"),
        ("::1", "http://[::1]", "[::1]"),
        ("[FD00::1]:80", "http://[fd00::1]:80", "[fd00::1]:80"),
        ("https://me:p%40ss@box", "https://box", "box"),
        ("http://bücher.example/ä", "http://xn--bcher-kva.example/%C3%A4", "xn--bcher-kva.example"),
        ("http://box/a%20b/", "http://box/a%20b", "box"),
        (" HTTPS://Box.Example. ", "https://box.example.", "box.example."),
    ],
)
def test_spellings(text: str, url: str, place: str) -> None:
    """What is asked, and what may be shown."""
    address = Address.parse(text)
    assert (address.url, address.place) == (url, place)


@given(NAMES, st.integers(1, 65535))
def test_every_name_of_a_container_is_one(name: str, port: int) -> None:
    """Underscores, hyphens and a dot at the end are kept; only the case is not."""
    address = Address.parse(f"{name}:{port}")
    assert (address.host, address.port) == (name.lower(), port)


@given(SECRETS.filter(lambda each: ":" not in each), SECRETS)
def test_login_of_any_text(user: str, password: str) -> None:
    """Percent-encoded as it must be, any login arrives, in the header alone."""
    address = Address.parse(f"http://{quote(user, safe='')}:{quote(password, safe='')}@box")
    assert address.url == "http://box"
    sent = address.headers.get("Authorization", "Basic Og==").partition(" ")[2]
    assert b64decode(sent).decode() == f"{user}:{password}"
    assert "password" not in repr(address)


def parsed(text: str) -> Address | BadAddress:
    """What comes of a text."""
    try:
        return Address.parse(text)
    except BadAddress as bad:
        return bad


@given(st.text())
def test_bad_ones_have_a_remedy(text: str) -> None:
    """Anything is an address in ASCII or refused with a remedy; reading it again changes nothing."""
    address = parsed(text)
    if isinstance(address, BadAddress):
        assert address.remedy
        return
    assert address.url.isascii()
    assert Address.parse(address.url).url == address.url
