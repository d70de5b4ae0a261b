"""Where a setting of a torrent stands in the configuration."""

import re
from pathlib import Path

import pytest

from qbitrr.config.load import load
from qbitrr.config.plain import build, share_for
from qbitrr.config.schema.config import ArrSection, Settings
from qbitrr.config.schema.keys import keys_of
from qbitrr.decide.torrents.asking import words
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.resolved.setting_places import setting_place

CONFIG = load(
    """
[Settings]
SchemaVersion = 1
CompletedDownloadFolder = "/data"
[WebUI]
Token = "t"
[qBit]
Host = "localhost"
Port = 8080
ManagedCategories = ["misc", "other"]
MatchSubcategories = true
[[qBit.Trackers]]
URI = "https://a.example/announce"
[[qBit.Trackers]]
URI = "https://b.example/announce"
[qBit.CategorySeeding]
MaxUploadRatio = 2.0
[[qBit.CategorySeeding.Categories]]
Name = "spare"
StalledDelay = 5
[[qBit.CategorySeeding.Categories]]
Name = "other"
MaxUploadRatio = 3.0
[Radarr-X]
Managed = true
URI = "http://radarr:7878"
APIKey = "k"
Category = "radarr"
[[Radarr-X.Torrent.Trackers]]
URI = "https://b.example/announce"
""",
    {},
).config


@pytest.mark.parametrize(
    ("section", "category", "name", "place"),
    [
        ("Radarr-X", "radarr", "", ""),
        ("Radarr-X", "radarr", "Settings.FreeSpace", "Settings.FreeSpace"),
        ("Radarr-X", "radarr", "Torrent.StalledDelay", "Radarr-X.Torrent.StalledDelay"),
        ("Radarr-X", "radarr", "SeedingMode.MaxUploadRatio", "Radarr-X.Torrent.SeedingMode.MaxUploadRatio"),
        ("Radarr-X", "radarr", "EntrySearch.CustomFormatUnmetSearch", "Radarr-X.EntrySearch.CustomFormatUnmetSearch"),
        ("Radarr-X", "radarr", "Trackers", "Radarr-X.Torrent.Trackers"),
        ("Radarr-X", "radarr", "Trackers/a.example/MaxUploadRatio", "qBit.Trackers[0].MaxUploadRatio"),
        ("Radarr-X", "radarr", "Trackers/b.example/MaximumETA", "Radarr-X.Torrent.Trackers[0].MaximumETA"),
        ("Radarr-X", "radarr", "Trackers/c.example/MaximumETA", ""),
        ("qBit", "misc", "Trackers", "qBit.Trackers"),
        ("qBit", "misc", "Trackers/b.example/MaxUploadRatio", "qBit.Trackers[1].MaxUploadRatio"),
        ("qBit", "misc", "Torrent.StalledDelay", "qBit.CategorySeeding.StalledDelay"),
        ("qBit", "misc", "SeedingMode.MaxUploadRatio", "qBit.CategorySeeding.MaxUploadRatio"),
        ("qBit", "other/deep", "SeedingMode.MaxUploadRatio", "qBit.CategorySeeding.Categories[1].MaxUploadRatio"),
        ("qBit", "other", "Torrent.StalledDelay", "qBit.CategorySeeding.StalledDelay"),
        ("qBit", "misc", "Torrent.DoNotRemoveSlow", ""),
        ("qBit", "misc", "EntrySearch.CustomFormatUnmetSearch", ""),
    ],
)
def test_place(section: str, category: str, name: str, place: str) -> None:
    """It is the key that a person has to change, also for whoever has only the section's share of the configuration."""
    torrent = Torrent(instance="qBit", hash="a" * 40, state="downloading", category=category)
    assert setting_place(CONFIG, section, torrent, name) == place
    share = build(share_for(CONFIG, section))
    assert setting_place(share, section, torrent, name) == place


def test_every_setting_that_is_told_exists() -> None:
    """The words of the checks name keys of Arrs, of settings, or of rows."""
    named = set()
    for path in Path(words.__file__).parent.glob("*.py"):
        named |= set(re.findall(r'"((?:Settings|Torrent|SeedingMode|EntrySearch)\.\w+)"', path.read_text()))
    assert len(named) > 10
    assert named <= {f"Settings.{each.key.toml}" for each in keys_of(Settings)} | set(_paths(ArrSection))


def _paths(section: type, before: str = "") -> list[str]:
    found = []
    for each in keys_of(section):
        found.append(f"{before}{each.key.toml}")
        if each.key.table is not None:
            found += _paths(each.key.table, f"{each.key.toml}.")
    return found
