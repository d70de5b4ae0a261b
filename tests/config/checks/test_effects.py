"""Whoever sets a key that does nothing yet is told so by the check; the list of these keys is true."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from qbitrr.cli.main import main
from qbitrr.config.checks.effects import ACCEPTED_ONLY, NO_EFFECT_YET, effect_note, has_effect, keys_without_effect
from qbitrr.config.load import load
from qbitrr.config.report import exit_status, report
from qbitrr.config.schema.keys import Kind, keys_of
from qbitrr.config.schema.places import CLASSES, places

pytestmark = pytest.mark.correction("D4")

PACKAGE = Path(__file__).resolve().parents[3] / "qbitrr"
# What has its effect while the file is loaded: stamps, what sections without a value of their own get, and where to listen.
DECIDED_HERE = {
    ("WebUI", "OIDCEnabled"),
    *(("Settings", "ConfigVersion"), ("Settings", "SchemaVersion"), ("Settings", "IgnoreTorrentsYoungerThan")),
    *(("WebUI", "Host"), ("WebUI", "AllowInsecureExposure")),
}
# What the two tables are called wherever they are read; the keys of the others are tried one by one, in tests/resolved.
READ_AS = {"Settings": {"settings"}, "WebUI": {"webui", "oidc"}}

# Those of `[Settings]` that say something of torrents, whose names do not say so.
OF_TORRENTS = (
    "FailedCategory", "RecheckCategory", "CompletedDownloadFolder", "LoopSleepTimer", "NoInternetSleepTimer", "AutoPauseResume",
    "IgnoreTorrentsYoungerThan", "Tagless", "PingURLS", "FFprobeAutoUpdate", "DryRun", "HitAndRunDeadMessages",
)  # fmt: skip

TEXT = """\
[Settings]
FFprobeAutoUpdate = false
LoopSleepTimer = 5
[Settings.Torrent]
MaximumETA = 10
[qBit]
Host = "x"
[[qBit.Trackers]]
URI = "t.example"
AddTags = ["a"]
HitAndRunDeadMessages = ["gone"]
[Radarr-X]
Managed = false
[Radarr-X.EntrySearch]
Overseerr.ApprovedOnly = true
SearchMissing = true
QualityProfileMappings = { "a.b" = "c" }
[Radarr-X.Torrent]
VerifyBeforeImport = true
"""


@cache
def attributes_read() -> frozenset[tuple[str, str]]:
    """The attributes that the product reads, outside the room where they are loaded: of what (its last name), and which."""
    found: set[tuple[str, str]] = set()
    for path in PACKAGE.rglob("*.py"):
        if path.relative_to(PACKAGE).parts[0] not in ("config", "testing"):
            nodes = ast.walk(ast.parse(path.read_text()))
            found |= {(last_name(node.value), node.attr) for node in nodes if isinstance(node, ast.Attribute)}
    return frozenset(found)


def last_name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def declared(cls: type, prefix: str = "") -> Iterator[tuple[str, str]]:
    """The dotted path and the attribute of every key that holds a value."""
    for each in keys_of(cls):
        path = prefix + each.key.toml
        if each.key.table is None:
            yield path, each.attribute
        else:
            yield from declared(each.key.table, f"{path}[]." if each.key.kind is Kind.TABLES else f"{path}.")


@pytest.mark.parametrize("kind", CLASSES)
def test_every_key_is_read_or_listed(kind: str) -> None:
    """A key whose attribute no code outside the configuration reads cannot do anything: it is in the list."""
    read = {name for of, name in attributes_read() if of in READ_AS.get(kind, {of})}
    silent = {path for path, attribute in declared(CLASSES[kind]) if attribute not in read}
    silent -= {path for where, path in DECIDED_HERE if where == kind}
    assert not {path for path in silent if has_effect(kind, path)}


@pytest.mark.parametrize("kind", READ_AS)
def test_what_is_read_is_not_listed(kind: str) -> None:
    """Nobody is told that a key does nothing which something goes by."""
    read = {name for of, name in attributes_read() if of in READ_AS[kind]}
    assert not [path for path, name in declared(CLASSES[kind]) if name in read and not has_effect(kind, path)]


@pytest.mark.parametrize("kind", CLASSES)
def test_only_keys_are_listed(kind: str) -> None:
    """The list has no key that does not exist."""
    assert set(NO_EFFECT_YET) == set(CLASSES)
    assert NO_EFFECT_YET[kind] <= {place.path for place in places(kind)}
    assert {path for of, path in ACCEPTED_ONLY if of == kind} <= {place.path for place in places(kind)} - NO_EFFECT_YET[
        kind
    ]


def test_every_key_about_torrents_has_its_effect() -> None:
    """None of those that say what becomes of torrents is on the list, in whatever section it stands."""
    about = (
        "Torrent.",
        "Trackers",
        "CategorySeeding.",
        "ManagedCategories",
        "FreeSpace",
        "Removal",
        "MaxRemovals",
        "Protected",
    )
    torrents = [(kind, each.path) for kind in CLASSES for each in places(kind) if each.path.startswith(about)]
    assert len(torrents) > 60
    torrents += [("Arr", f"EntrySearch.{name}") for name in ("CustomFormatUnmetSearch", "ForceMinimumCustomFormat")]
    torrents += [("Settings", name) for name in OF_TORRENTS]
    assert {path for kind, path in torrents if kind == "Settings"} <= {each.path for each in places("Settings")}
    assert not [(kind, path) for kind, path in torrents if effect_note(kind, path) == "has no effect yet"]
    assert [path for kind, path in torrents if not has_effect(kind, path)] == ["FFprobeAutoUpdate"]


def test_those_of_a_file_are_named() -> None:
    """Each with its line, in inline tables too, and no other."""
    assert keys_without_effect(load(TEXT, {}).document) == (
        "line 2: [Settings] FFprobeAutoUpdate: has no effect: an ffprobe found on the machine is used, none is ever downloaded.",
        "line 15: [Radarr-X] EntrySearch.Overseerr.ApprovedOnly: has no effect yet.",
        "line 17: [Radarr-X] EntrySearch.QualityProfileMappings: has no effect yet.",
    )


def test_the_check_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In the report; they are no problem of the file, and change no status."""
    loaded = load(TEXT, {})
    assert exit_status(loaded) == 0
    assert "line 2: [Settings] FFprobeAutoUpdate: has no effect: an ffprobe" in report(loaded)
    path = tmp_path / "config.toml"
    path.write_text(TEXT)
    assert main(["config", "check", str(path)]) == 0
    assert capsys.readouterr().out.count("has no effect yet") == 2
