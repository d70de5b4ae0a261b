"""What differs between configurations, in values."""

from qbitrr.config.derived.differences import differences, from_defaults
from qbitrr.config.load import load
from qbitrr.config.schema.config import Config

BASE = """\
[Settings]
SchemaVersion = 1
[WebUI]
AuthDisabled = false
Token = "secret-token"
[qBit]
Host = "box"
Password = "hunter2"
[[qBit.Trackers]]
URI = "https://t.example/passkey/announce"
[Radarr-4K]
URI = "http://me:pw@radarr"
APIKey = "key"
Category = "films"
"""


def config(text: str) -> Config:
    return load(text, {}).config


def test_nothing() -> None:
    """A file and itself, and another spelling of the same values."""
    assert differences(config(BASE), config(BASE)) == ()
    one, other = (config(f"{BASE}Torrent.StalledDelay = {value}\n") for value in ('"1h30m"', "90"))
    assert differences(one, other) == ()


def test_from_defaults() -> None:
    """What a file says otherwise than the defaults; what is secret is masked, and what is as by default is left out."""
    found = [
        str(each) for each in from_defaults(config(BASE + 'Torrent.StalledDelay = "immediately"\nReSearch = true\n'))
    ]
    assert found == [
        "[Settings] SchemaVersion: not set -> 1",
        "[WebUI] Token: not set -> ***",
        '[qBit] Host: "localhost" -> "box"',
        "[qBit] Password: not set -> ***",
        '[qBit] Trackers[0].URI: not set -> "https://t.example/***"',
        '[Radarr-4K] URI: "" -> "http://***@radarr"',
        "[Radarr-4K] APIKey: not set -> ***",
        '[Radarr-4K] Category: "radarr-4k" -> "films"',
        '[Radarr-4K] Torrent.StalledDelay: "15m" -> "immediately"',
    ]


def test_between_files() -> None:
    """Values, secrets that changed, sections of one of them."""
    other = BASE.replace("hunter2", "hunter3").replace('Host = "box"', 'Host = "box"\nPort = 99')
    found = differences(config(BASE), config(other.replace("Radarr-4K", "Radarr-HD")))
    assert [str(each) for each in found] == [
        "[qBit] Port: 8080 -> 99",
        "[qBit] Password: *** -> ***",
        "[Radarr-4K]: only in the first",
        "[Radarr-HD]: only in the second",
    ]


def test_the_default_of_a_type() -> None:
    """Each Arr is compared with the defaults of its own type and name."""
    text = '[Lidarr-x]\nURI = "http://l"\nAPIKey = "k"\n[Sonarr-anime]\nURI = "http://s"\nAPIKey = "k"\n'
    assert [
        (each.section, each.path) for each in from_defaults(config(text)) if each.section not in ("Settings", "WebUI")
    ] == [
        ("Lidarr-x", "URI"),
        ("Lidarr-x", "APIKey"),
        ("Sonarr-anime", "URI"),
        ("Sonarr-anime", "APIKey"),
    ]


def test_rows() -> None:
    """Of a row that only one file has, what is otherwise than in every new row; of one that both have, what changed."""
    more = BASE.replace("[Radarr-4K]", '[[qBit.Trackers]]\nURI = "u.example"\nPriority = 5\n[Radarr-4K]')
    assert [str(each) for each in differences(config(BASE), config(more))] == [
        '[qBit] Trackers[1].URI: not set -> "u.example"',
        "[qBit] Trackers[1].Priority: not set -> 5",
    ]
    assert [each.dotted for each in differences(config(more), config(more.replace("= 5", "= 6")))] == [
        "qBit.Trackers[1].Priority"
    ]
