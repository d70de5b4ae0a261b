"""Files of other programs."""

import pytest

from qbitrr.config.importers.known import importer_for
from qbitrr.config.load import Loaded, load
from qbitrr.config.problems import ConfigError, Severity

INI = """
; comment
[Settings]
CompletedDownloadFolder = /data/done
LoopSleepTimer = 5
ConsoleLevel = INFO
PingURLS = one.one.one.one,dns.google.com
[QBit]
Host = localhost
Port = 8105
UserName = ...
Password = 50%secret
[Radarr-1080]
Managed = yes
URI = http://radarr:7878
APIKey = key-1
Category = radarr
SearchMissing = False
SearchLimit = 7
StartYear = 2020
DatabaseFile = /radarr.db
CaseSensitiveMatches = false
FileExtensionAllowlist = .mp4, .mkv
MaximumDeletablePercentage = 0.95
OmbiURI = ...
Wonder = what
"""


def brought(text: str, path: str) -> Loaded:
    return load(importer_for(text, path).bring(text, path).text, {})


@pytest.mark.parametrize("path", ["config.ini", "config.txt"])
def test_the_ini_of_the_oldest_releases(path: str) -> None:
    """Flat keys reach their tables, lists are split, placeholders are nothing, and it is not acted upon before it is confirmed."""
    loaded = brought(INI, path)
    assert not [str(each) for each in loaded.problems if each.severity is Severity.ERROR]
    (qbit,), (arr,) = loaded.config.qbits, loaded.config.arrs
    assert (qbit.section, qbit.host, qbit.port, qbit.user_name) == ("qBit", "localhost", 8105, "")
    assert qbit.password.reveal() == "50%secret"
    assert (arr.managed, arr.category, arr.search.search_missing, arr.search.search_limit) == (True, "radarr", False, 7)
    assert arr.torrent.file_extension_allowlist == (".mp4", ".mkv")
    assert arr.torrent.maximum_deletable_fraction == 0.95
    assert loaded.config.settings.ping_hosts == ("one.one.one.one", "dns.google.com")
    assert "Wonder" in " ".join(each.key for each in loaded.problems)
    assert not loaded.config.is_confirmed


def test_the_steps_of_an_ini() -> None:
    """What moved and what went is said, secrets masked."""
    steps = importer_for(INI, "config.ini").bring(INI, "config.ini").steps
    said = "\n".join(str(step) for step in steps)
    assert "Radarr-1080.SearchLimit" in said
    assert "belongs to EntrySearch.SearchLimit" in said
    assert "Radarr-1080.StartYear" in said
    assert "secret" not in said


def test_a_toml_file() -> None:
    """It comes upgraded, and unconfirmed."""
    loaded = brought('# mine\n[QBit]\nHost = "h"\n', "config.toml")
    assert [qbit.section for qbit in loaded.config.qbits] == ["qBit"]
    assert "# mine" in loaded.document.as_string()
    assert not loaded.config.is_confirmed


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("x = 1\n", "pyproject.toml"),
        ("", "config.toml"),
        ("{]", "config.json"),
        ("[Settings\n", "config.toml"),
        ("just words", "config.ini"),
        ("[Other]\na = 1\n", "x.ini"),
    ],
)
def test_what_cannot_be_imported(text: str, path: str) -> None:
    """Files of nobody, and broken ones, are named with a remedy."""
    with pytest.raises(ConfigError) as refused:
        importer_for(text, path).bring(text, path)
    assert refused.value.remedy
    assert path in str(refused.value)
