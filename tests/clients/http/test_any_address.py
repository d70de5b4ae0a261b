"""
Whatever somebody writes as an address is refused while loading, or leads to requests or a state: never to anything else.
"""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twisted.internet.defer import Deferred
from twisted.internet.error import ConnectionRefusedError
from twisted.internet.testing import MemoryReactorClock
from twisted.python.failure import Failure

from qbitrr.clients.http.agents import make_agent, make_pool
from qbitrr.clients.http.http import ONCE, Http
from qbitrr.config.load import load
from qbitrr.errors import RemoteError
from qbitrr.model.addresses import Address
from qbitrr.resolved.addresses import arr_address, qbittorrent_address
from tests.clients.reachable import Reachable

pytestmark = pytest.mark.correction("C1")

PIECES = (
    *("http://", "https://", "HTTP://", "ftp://", "://", ":", "/", "//", "@", "[", "]", "::1", "127.0.0.1", "1", "256"),
    *("radarr", "radarr_4k", "qbit_torrent", ".", "-", "xn--", "xn--zz", "ab--cd", "bücher", "ß", "。", "me", "secret"),
    *(
        "%40",
        "%",
        "%zz",
        "%00",
        "?",
        "#",
        " ",
        "\t",
        "\\",
        "7878",
        "0",
        "65536",
        "/api",
        "/v3",
        "/api/v2",
        "\ud800",
        "😀",
    ),
)
TEXTS = st.lists(st.sampled_from(PIECES), max_size=9).map("".join) | st.text(max_size=30)
GOOD = """
[qBit]
[Radarr-X]
Managed = true
APIKey = "k"
Category = "radarr"
"""


def outcome(address: Address) -> object:
    """What comes of a request to that address when the other side is there and hangs up."""
    reactor = MemoryReactorClock()
    agent = make_agent(Reachable(reactor), make_pool(reactor), verify_tls=False)
    http = Http(agent, address.url, "There", reactor, headers=address.headers)
    results: list[object] = []
    Deferred.fromCoroutine(http.fetch("GET", "app/version", manner=ONCE)).addBoth(results.append)
    reactor.advance(1)
    if not results:
        ((_, _, factory, _, _),) = reactor.tcpClients
        factory.clientConnectionFailed(reactor.connectors[0], Failure(ConnectionRefusedError()))
    (result,) = results
    return result.value if isinstance(result, Failure) else result


@given(TEXTS)
def test_any_text(text: str) -> None:
    """Refused with a remedy, without the value being used; or a request goes out and its failure is a state with a reason."""
    loaded = load(GOOD, {"QBITRR__qBit__Host": text, "QBITRR__Radarr-X__URI": text})
    left_out = {each.section for each in loaded.config.broken}
    for each in loaded.problems:
        assert each.remedy or each.severity != "error"
    tried = [qbittorrent_address(qbit.host, qbit.port) for qbit in loaded.config.qbits]
    tried += [arr_address(arr.uri) for arr in loaded.config.arrs if arr.managed]
    assert len(tried) + len(left_out) == 2
    for address in tried:
        found = outcome(address)
        assert isinstance(found, RemoteError)
        assert "connection refused" in str(found), found


@pytest.mark.parametrize(
    "text",
    [
        *(
            "http://http://box",
            "http:/box",
            "ftp://box",
            "box:0",
            "box:65536",
            "box:x",
            "a..b",
            "10.0.0.300",
            "box?x=1",
        ),
        *(
            "box#x",
            "my box",
            "http://[fe80::1%25eth0]",
            "http://::1:7878",
            "http://",
            "bo\\\\x",
            "me:pa/ss@box",
            "-%zz",
        ),
    ],
)
@pytest.mark.parametrize("key", ["Host", "URI"])
def test_what_cannot_be_used_is_refused_with_its_line(text: str, key: str) -> None:
    """The section is left out; line, value without login, and remedy are said."""
    header = "[qBit]" if key == "Host" else "[Radarr-X]"
    result = load(GOOD.replace(header, f'{header}\n{key} = "{text}"'), {})
    (problem,) = [each for each in result.problems if each.key == key]
    assert problem.severity == "error"
    assert problem.line == (3 if key == "Host" else 4)
    assert problem.remedy
    assert "pa/ss" not in str(problem)
    assert header.strip("[]") in {each.section for each in result.config.broken}


def test_key_and_login_share_a_header() -> None:
    """An API key of qBittorrent and a login in front of its host cannot both be sent; that is said where the key stands."""
    text = '[qBit]\nHost = "https://me:secret@box.example/qbt"\nApiKey = "qbt_x"\n'
    result = load(text, {})
    (problem,) = [each for each in result.problems if each.severity == "error"]
    assert (problem.key, problem.line) == ("ApiKey", 3)
    assert "secret" not in json.dumps([str(each) for each in result.problems])
    assert result.config.qbits == ()
