"""Which clients the configuration speaks of, and what they are good for."""

import pytest

from qbitrr.config.load import load
from qbitrr.resolved.clients import broken_clients, connected, written_clients

GOOD = '[qBit]\nHost = "127.0.0.1"\nPort = 9\n'
BOX = '[qBit-box]\nHost = "127.0.0.1"\nPort = 10\n'


@pytest.mark.parametrize(
    ("more", "environment", "used", "broken", "written"),
    [
        (BOX, {}, {"qBit", "qBit-box"}, set(), {"qBit", "qBit-box"}),
        (BOX + "Disabled = true\n", {}, {"qBit"}, set(), {"qBit", "qBit-box"}),
        ("[qBit-box]\nPort = 99999999\n", {}, {"qBit"}, {"qBit-box"}, {"qBit", "qBit-box"}),
        ("[QBIT-box]\nHost = 5\n", {}, {"qBit"}, {"qBit-box"}, {"qBit", "qBit-box"}),
        (BOX, {"QBITRR_OVERRIDES_SEARCH_ONLY": "true"}, set(), set(), {"qBit", "qBit-box"}),
        ('[Radarr-x]\nURI = "nonsense://"\n', {}, {"qBit"}, set(), {"qBit"}),
        ("", {}, {"qBit"}, set(), {"qBit"}),
    ],
    ids=["both", "disabled", "broken", "another spelling", "search only", "broken arr", "taken out"],
)
def test_sections(more: str, environment: dict[str, str], used: set[str], broken: set[str], written: set[str]) -> None:
    """What the file says of a client it still has is never lost, whatever it is good for."""
    config = load(GOOD + more, environment).config
    assert (used, broken, written) == (set(connected(config)), broken_clients(config), written_clients(config))
