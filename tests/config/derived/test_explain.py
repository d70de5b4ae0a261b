"""A key and its values in a file, explained."""

import pytest

from qbitrr.config.derived.explain import explanation
from qbitrr.config.derived.finding import UnknownKey, find_key
from qbitrr.config.derived.occurrences import occurrences
from qbitrr.config.load import load
from qbitrr.config.schema.keys import Kind
from qbitrr.config.schema.places import CLASSES, places

TEXT = """\
[Settings]
SchemaVersion = 1
LoopSleepTimer = 9
IgnoreTorrentsYoungerThan = "10m"
[qBit]
Host = "http://me:hunter2@box"
Password = "hunter2"
[[qBit.Trackers]]
URI = "https://t.example/passkey/announce"
[[qBit.Trackers]]
URI = "u.example"
Priority = "high"
[radarr-4k]
URI = "http://r"
APIKey = "k"
[radarr-4k.Torrent]
StalledDelay = "immediately"
MaximumETA = "1d"
[Sonarr-TV]
URI = "http://s"
"""
LOADED = load(TEXT, {"QBITRR_SETTINGS_LOOP_SLEEP_TIMER": "7s"}, "the file")


def values(asked: str) -> list[tuple[str, str, str]]:
    found = occurrences(find_key(asked), LOADED)
    return [(f"{each.section}.{each.path}", each.shown, each.origin) for each in found]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("Settings.LoopSleepTimer", [("Settings.LoopSleepTimer", '"7s"', "set by QBITRR_SETTINGS_LOOP_SLEEP_TIMER")]),
        ("QBITRR_SETTINGS_LOGGING", [("Settings.Logging", "true", "default")]),
        ("Radarr-4k.torrent.stalleddelay", [("Radarr-4k.Torrent.StalledDelay", '"immediately"', "the file, line 17")]),
        ("StalledDelay", "several"),
        ("qBit.Trackers[1].URI", [("qBit.Trackers[1].URI", '"u.example"', "the file, line 11")]),
        (
            "qBit.Trackers[].URI",
            [
                ("qBit.Trackers[0].URI", '"https://t.example/***"', "the file, line 9"),
                ("qBit.Trackers[1].URI", '"u.example"', "the file, line 11"),
            ],
        ),
        ("UserName", [("qBit.UserName", '""', "default")]),
        ("Password", [("qBit.Password", "***", "the file, line 7")]),
        ("qBit.Host", [("qBit.Host", '"http://***@box"', "the file, line 6")]),
        (
            "Radarr-4k.Torrent.IgnoreTorrentsYoungerThan",
            [("Radarr-4k.Torrent.IgnoreTorrentsYoungerThan", '"10m"', "as Settings.IgnoreTorrentsYoungerThan says")],
        ),
        ("MinSeedRatio", "several"),
        ("ApiKey", [("qBit.ApiKey", "", "default")]),
    ],
)  # fmt: skip
def test_values(asked: str, expected: object) -> None:
    """Every section that has the key, with the value in force and where it comes from; secrets and passkeys are masked."""
    if expected == "several":
        with pytest.raises(UnknownKey, match=r"there are several: .*, "):
            find_key(asked)
    else:
        assert values(asked) == expected


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("FreeSpce", "Settings.FreeSpace"),
        ("Radarr-4K.Torrent.StaledDelay", "Radarr-4K.Torrent.StalledDelay"),
        ("qBit.Hots", "qBit.Host"),
        ("Settings.xyzzy", ""),
        ("", ""),
    ],
)
def test_unknown_keys(asked: str, meant: str) -> None:
    """What may be meant is said."""
    with pytest.raises(UnknownKey) as caught:
        find_key(asked)
    assert str(caught.value).startswith(f"{asked}: no such key")
    assert (f"did you mean {meant}" in str(caught.value)) is bool(meant)


def test_everything_about_a_key() -> None:
    """What it is, what may be written, defaults, conditions, environment, what a change does; its values, what is wrong with them."""
    text = explanation(find_key("Radarr-4k.Torrent.MaximumETA"), LOADED)
    assert text.splitlines() == [
        "Radarr-4k.Torrent.MaximumETA (Maximum ETA)",
        "  Largest remaining time of a download.",
        "  -1 or 0 = no limit.",
        '  Type: duration, a bare number counts seconds; at least -1; also "never", "off", "unlimited", "disabled", "none"',
        "  Default: -1",
        '  Example: "1d"',
        "  Only if: Torrent.DoNotRemoveSlow is false",
        "  Environment: QBITRR__Radarr_4k__Torrent__MaximumETA",
        "  A change: Taken over at once.",
        '[Radarr-4k] Torrent.MaximumETA = "1d"  # the file, line 18',
        "  line 18: notice: [radarr-4k] Torrent.MaximumETA: is set, but inactive because Torrent.DoNotRemoveSlow is on.",
    ]


def test_bad_values() -> None:
    """A value that is not used says so, beside the one that is; a section that is left out says so, too."""
    text = explanation(find_key("qBit.Trackers[1].Priority"), LOADED)
    assert "Trackers[1].Priority = 0" in text
    assert 'error: [qBit] Trackers[1].Priority = "high": must be a number' in text
    assert "[Sonarr-TV] is left out until its errors are corrected" in explanation(
        find_key("Sonarr-TV.Managed"), LOADED
    )


@pytest.mark.parametrize("kind", CLASSES)
def test_every_key(kind: str) -> None:
    """Each can be asked for by its whole name, without a file."""
    section = {"Arr": "Sonarr-TV"}.get(kind, kind)
    for place in places(kind):
        found = find_key(f"{section}.{place.path}")
        assert (found.kind, found.place) == (kind, place)
        text = explanation(found, None)
        assert place.key.summary in text
        assert ("Default: " in text) is (place.key.table is None and not place.key.secret and "None" not in text) or (
            place.key.nullable or place.key.kind is Kind.SECRET
        )


def test_older_spellings() -> None:
    """A key that older layouts had elsewhere is found at its line; the dry run of a file that is not confirmed is explained."""
    loaded = load("[Settings]\nWebUIPort = 7000\n[QBIT]\nHost = 'box'\n", {}, "the file")
    assert "Port = 7000  # the file, line 2" in explanation(find_key("WebUI.Port"), loaded)
    assert '[qBit] Host = "box"  # the file, line 4' in explanation(find_key("qBit.Host"), loaded)
    assert "DryRun = true  # imported: dry run until confirmed" in explanation(find_key("DryRun"), loaded)


def test_what_the_start_decides() -> None:
    """A mode that the program was started in switches things off that the file says nothing of."""
    loaded = load("[qBit]\nHost = 'box'\n", {"QBITRR_OVERRIDES_SEARCH_ONLY": "true"})
    assert "Disabled = true  # set by QBITRR_OVERRIDES_SEARCH_ONLY" in explanation(find_key("qBit.Disabled"), loaded)
