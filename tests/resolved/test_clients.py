"""Which clients the configuration speaks of, and what they are good for."""

import pytest

from qbitrr.config.load import load
from qbitrr.resolved.clients import broken_clients, client_labels, connected, written_clients

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


@pytest.mark.parametrize(
    ("setting", "has_categories", "has_tags"),
    [
        ("SchemaVersion = 1\nTagless = false", True, True),
        ("SchemaVersion = 1\nTagless = true", True, False),
        ("SchemaVersion = 1\nDryRun = true", False, False),
    ],
)
def test_what_a_client_should_have(setting: str, has_categories: bool, has_tags: bool) -> None:
    """Without tags of ours none is created, neither our own nor one of a row; the categories are needed all the same."""
    row = '[[qBit.Trackers]]\nURI = "https://t.example/announce"\nAddTags = ["row"]\n'
    config = load(f"[Settings]\n{setting}\n{GOOD}{row}", {}).config
    labels = client_labels(config, config.qbits[0])
    assert (bool(labels.categories), bool(labels.tags)) == (has_categories, has_tags)
