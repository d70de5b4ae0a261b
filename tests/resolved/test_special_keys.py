"""What `[Settings.Torrent]` asks of downloads in categories that are managed without an Arr."""

from qbitrr.config.load import load
from qbitrr.model.torrents.rules import OwnerRules
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.resolved.torrents import rules_finder

FILE = """
[Settings]
SchemaVersion = 1
[qBit]
Host = "h"
ManagedCategories = ["seed"]
[Radarr]
URI = "http://a"
APIKey = "k"
Category = "radarr"
"""


def rules(more: str = "", section: str = "qBit") -> OwnerRules:
    config = load(FILE + more, {}).config
    return rules_finder(config, section)(Torrent(instance="qBit", hash="a", state="downloading", category="seed"))


def test_by_default_nothing_is_given_up() -> None:
    """There is no limit of time, and what is nearly complete is not given up."""
    found = rules()
    assert (found.maximum_eta_seconds, found.maximum_deletable_progress, found.do_not_remove_slow) == (-1, 0.99, True)


def test_what_is_written_is_obeyed() -> None:
    """By those categories, and by no Arr."""
    more = "[Settings.Torrent]\nMaximumETA = '2d'\nMaximumDeletablePercentage = 0.5\n"
    found = rules(more)
    assert (found.maximum_eta_seconds, found.maximum_deletable_progress) == (2 * 86_400, 0.5)
    of_arr = rules(more, "Radarr")
    assert (of_arr.maximum_eta_seconds, of_arr.maximum_deletable_progress) == (-1, 0.99)
