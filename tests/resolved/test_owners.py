"""Whose the torrents of a configuration are."""

import pytest

from qbitrr.config.load import load
from qbitrr.decide.owners import owner_of
from qbitrr.model.owners import CategoryOwner
from qbitrr.resolved.owners import category_owners

FILE = """
[Settings]
SchemaVersion = 1
[qBit]
Host = "h"
ManagedCategories = ["seed"]
MatchSubcategories = true
[qBit-box]
Host = "b"
ManagedCategories = ["kept"]
[Radarr]
URI = "http://a"
APIKey = "k"
Category = "films"
[Sonarr]
URI = "http://s"
APIKey = "k"
Category = "tv"
MatchSubcategories = true
qBitInstances = ["qBit-box"]
"""


@pytest.mark.parametrize(
    ("category", "on_qbit", "on_box"),
    [
        ("seed", "qBit", None), ("seed/x", "qBit", None), ("kept", None, "qBit-box"), ("kept/x", None, None),
        ("films", "Radarr", "Radarr"), ("films/x", "Radarr", None), ("tv", None, "Sonarr"), ("tv/x/y", None, "Sonarr"),
        ("nobody's", None, None),
    ],
)  # fmt: skip
def test_whose(category: str, on_qbit: str | None, on_box: str | None) -> None:
    """
    A managed category is that of the client whose section lists it, nobody's elsewhere; an Arr's is that of the clients it watches. What is
    below it goes with it where its owner says so, or else the client.
    """
    owners = category_owners(load(FILE, {}).config)
    found = [owner_of(category, client, owners) for client in ("qBit", "qBit-box")]
    assert [each.section if isinstance(each, CategoryOwner) else each for each in found] == [on_qbit, on_box]
