"""What counts of a configuration, as plain data."""

from typing import Any

import pytest

from qbitrr.config.counted import completed, held
from qbitrr.config.load import load

SONARR = '[Sonarr-TV]\nURI = "http://sonarr"\nAPIKey = "kkkkkkkk"\nCategory = "tv"\n'


def counts(text: str, env: dict[str, str] | None = None) -> dict[str, Any]:
    """What counts where the file is *text*, which this program wrote."""
    return completed(load(f"[Settings]\nSchemaVersion = 1\n{text}", env or {}))


def test_what_the_environment_holds_counts() -> None:
    """Whatever the file states there, or nothing; the rest of the file stays as it was written."""
    env = {
        "QBITRR_SETTINGS_LOOP_SLEEP_TIMER": "60",
        "QBITRR_SETTINGS_TAGLESS": "true",
        "QBITRR__Sonarr_TV__EntrySearch__SearchLimit": "7",
        "QBITRR__WebUI__AuthDisabled": "true",
    }
    made = counts('LoopSleepTimer = 5\nSearchLoopDelay = "1 minute"\n' + SONARR, env)
    settings, search = made["Settings"], made["Sonarr-TV"]["EntrySearch"]
    assert (settings["LoopSleepTimer"], settings["SearchLoopDelay"], settings["Tagless"]) == (60, "1 minute", True)
    assert (search["SearchLimit"], search["SearchMissing"]) == (7, True)
    assert made["WebUI"]["AuthDisabled"] is True


@pytest.mark.parametrize("variable", ["QBITRR_OVERRIDES_SEARCH_ONLY", "QBITRR_QBIT_DISABLED"])
def test_modes_of_the_environment(variable: str) -> None:
    """They switch off what the file has on, and are named for it."""
    made = counts("[qBit]\nDisabled = false\n", {variable: "true"})
    assert made["qBit"]["Disabled"] is True
    loaded = load(SONARR + "[Sonarr-TV.EntrySearch]\nSearchMissing = true\n", {"QBITRR_OVERRIDES_PROCESSING_ONLY": "1"})
    assert completed(loaded)["Sonarr-TV"]["EntrySearch"]["SearchMissing"] is False
    assert ("Sonarr-TV.EntrySearch.SearchMissing", "QBITRR_OVERRIDES_PROCESSING_ONLY") in [
        (each.key, each.variable) for each in loaded.config.fixed
    ]


def test_older_spellings_count() -> None:
    """What stands elsewhere, or in a section of another name, is what counts today, not the default."""
    loaded = load(
        '[Settings]\nHost = "127.0.0.1"\nPort = 7000\nIgnoreTorrentsYoungerThan = 60\n[QBit]\nHost = "client"\n', {}
    )
    made = completed(loaded)
    assert (made["WebUI"]["Host"], made["WebUI"]["Port"], made["Settings"]["Port"]) == ("127.0.0.1", 7000, 7000)
    client = made["QBit"]
    assert (client["Host"], client["CategorySeeding"]["IgnoreTorrentsYoungerThan"]) == ("client", 60)
    assert "qBit" not in made
    assert made["Settings"]["DryRun"] is True, "nobody has confirmed that file"


def test_other_keys_count() -> None:
    """Where a key goes by another one of the file, that is its value."""
    made = counts("IgnoreTorrentsYoungerThan = 60\n" + SONARR)
    assert made["Sonarr-TV"]["Torrent"]["IgnoreTorrentsYoungerThan"] == 60


def test_a_section_that_is_left_out() -> None:
    """Has its defaults, and what it states although that is why."""
    made = counts("[Radarr-X]\nURI = 7\n[Odd]\nA = 1\n")
    assert (made["Radarr-X"]["URI"], made["Radarr-X"]["importMode"], made["Odd"]) == (7, "Auto", {"A": 1})


def test_secrets() -> None:
    """Are masked, wherever they come from; an empty one is seen to be empty."""
    made = counts("[qBit]\nHost = 'h'\n" + SONARR, {"QBITRR_QBIT_PASSWORD": "secretsecret"})
    assert (made["qBit"]["Password"], made["Sonarr-TV"]["APIKey"], made["WebUI"]["Token"]) == ("***", "***", "")
    assert "secretsecret" not in str(made)


def test_what_is_held() -> None:
    """Each with what counts for it, and nothing else."""
    env = {"QBITRR_QBIT_PASSWORD": "secretsecret", "QBITRR_SETTINGS_PING_URLS": "a, b", "QBITRR_SETTINGS_TAGLESS": "x"}
    assert held(load("[qBit]\nHost = 'h'\n", env).config) == {
        ("Settings", "DryRun"): True,
        ("Settings", "PingURLS"): ["a", "b"],
        ("qBit", "Password"): "***",
        ("Settings", "Tagless"): False,
    }
