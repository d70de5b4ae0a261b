"""Laws of the upgrade: for any file, whatever it holds."""

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from qbitrr.config.load import load
from qbitrr.config.migrations.confirming import confirmed_text, upgraded_text
from qbitrr.config.migrations.draft import DraftTree
from qbitrr.config.migrations.upgrade import STEPS, upgrade

SECRET = "hidden-0123456789"
SCALARS = st.sampled_from(
    [True, False, -1, "-1", 0, 5, "HD", "CHANGE_ME", "", "Hardlink", "or", "127.0.0.1", SECRET, ["a", "b"], [], [5], {}]
)
ROW = st.dictionaries(
    st.sampled_from(["URI", "Name", "MaxUploadRatio", "HitAndRunMode", "HitAndRunClearMode", "AddTrackerIfMissing"]),
    st.sampled_from(["u", "v", -1, True, False, "and"]),
    max_size=4,
)
ROWS = st.lists(ROW, max_size=3)


def table(*names: str, **inner: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    """A table with some of the keys, each of any kind of value, or something that is no table at all."""
    fields = {name: st.none() | SCALARS for name in names} | {name: st.none() | each for name, each in inner.items()}
    tables = st.fixed_dictionaries(fields).map(lambda made: {k: v for k, v in made.items() if v is not None})
    return st.one_of(tables, tables, tables, SCALARS)


CLIENT = table(
    "Host", "Username", "v5", "Disabled", CategorySeeding=table("HitAndRunMode", "StalledDelay"), Trackers=ROWS
)
SEARCH = table("MainQualityProfile", "TempQualityProfile", "QualityProfileMappings", "StartYear", "SearchInReverse")
RULES = table(
    *("AllowStalled", "StalledDelay", "RemoveDeadTrackers", "FileNameExclusionRegex"),
    SeedingMode=table("HitAndRunMode", "RemoveDeadTrackers"),
    Trackers=ROWS,
)
ARR = table("Managed", "URI", "Name", "importMode", EntrySearch=SEARCH, Torrent=RULES)
SECTIONS = {
    "Settings": table("ConfigVersion", "SchemaVersion", "WebUIHost", "WebUIToken", "Port", qBittorrent=CLIENT),
    "WebUI": table("Host", "Token", "AuthDisabled", "SecureCookies", OIDC=table("Theme", "GroupSonarr")),
    "QBit": CLIENT, "qBit": CLIENT, "qBit-Two": CLIENT, "Qbittorrent": CLIENT,
    "Radarr-X": ARR, "radarr-X": ARR, "Animarr-X": ARR, "Sonarr-X": ARR, "Readarr-B": ARR, "Else": SCALARS,
}  # fmt: skip
TREES = st.fixed_dictionaries({}, optional=SECTIONS)


def filled(value: object) -> object:
    """Without empty tables, which need not be written."""
    if not isinstance(value, dict):
        return value
    return {name: inner for name, each in value.items() if (inner := filled(each)) != {}}


@given(TREES)
def test_twice_is_once(tree: dict[str, object]) -> None:
    """What is upgraded stays as it is."""
    once = upgrade(tree).tree
    assert upgrade(once).tree == once


@given(TREES)
def test_each_step_alone_may_be_repeated(tree: dict[str, object]) -> None:
    """No step undoes or repeats itself, and none fails, whatever it meets."""
    draft = DraftTree.of(upgrade({}).tree | tree)
    for _, step in STEPS:
        step(draft)
        before = repr(draft.tree)
        step(draft)
        assert repr(draft.tree) == before


@given(TREES)
def test_the_text_says_what_was_read(tree: dict[str, object]) -> None:
    """A confirmed file is read as the file before, but for its stamp; and it is confirmed."""
    text = tomlkit.dumps(tree)
    if not isinstance(tree.get("Settings", {}), dict):
        return
    confirmed = confirmed_text(text)
    found = tomlkit.parse(confirmed).unwrap()
    expected = upgrade(tree).tree
    expected["Settings"] = {**expected.get("Settings", {}), "SchemaVersion": found["Settings"]["SchemaVersion"]}
    assert filled(found) == filled(expected)
    assert load(confirmed, {}).config.is_confirmed
    assert confirmed_text(confirmed) == confirmed


@given(TREES)
def test_secrets_are_masked(tree: dict[str, object]) -> None:
    """No step shows what stood below the name of a secret."""
    if "Settings" in tree and isinstance(tree["Settings"], dict):
        tree["Settings"] = {"WebUIToken": SECRET, "Token": SECRET}
        assert SECRET not in " ".join(str(step) for step in upgrade(tree).steps if "Token" in step.key)


def test_nothing_happens_to_a_file_of_ours() -> None:
    """A confirmed file in today's spelling is taken as it is, to the byte."""
    text = '# a\n[Settings]\nSchemaVersion = 1   # b\n\n[qBit]\nHost = "h"\n  # c\nDisabled = true\n'
    written = upgraded_text(text)
    assert (written.text, written.steps, written.is_foreign) == (text, (), False)


@pytest.mark.parametrize("name", ["QBITRR_SETTINGS_DRY_RUN", "QBITRR__SETTINGS__DRYRUN"])
def test_no_variable_ends_the_dry_run_of_an_unconfirmed_file(name: str) -> None:
    """That takes a person who has read what is said about the file; afterwards the variable counts."""
    text = '[Settings]\nDryRun = false\n[qBit]\nHost = "qbit.example"\n'
    held = load(text, {name: "false"}).config
    assert (held.is_confirmed, held.settings.dry_run) == (False, True)
    assert load(confirmed_text(text), {name: "true"}).config.settings.dry_run
    assert not load(confirmed_text(text), {name: "false"}).config.settings.dry_run
