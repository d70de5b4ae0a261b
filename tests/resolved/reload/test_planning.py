"""What a plan says of two configurations: a table of changes, and laws over any of them."""

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from qbitrr.config.load import load
from qbitrr.config.schema.config import Broken, Config
from qbitrr.resolved.reload.plan import Act, ReloadPlan, ReloadType
from qbitrr.resolved.reload.planning import plan_reload

BASE = """
[Settings]
SchemaVersion = 1
ConsoleLevel = "INFO"
CompletedDownloadFolder = "/downloads"
[WebUI]
Token = "old-token"
Port = 6969
[qBit]
Host = "one.example"
Port = 8080
UserName = "me"
Password = "first-secret"
ManagedCategories = ["own"]
[[qBit.Trackers]]
Name = "T"
URI = "https://tracker.example/passkey-one/announce"
MaximumETA = "1 day"
[qBit-Two]
Host = "two.example"
Port = 8080
[Radarr-A]
Managed = true
URI = "http://a.example:7878"
APIKey = "key-of-a"
Category = "films"
importMode = "Auto"
[Radarr-A.EntrySearch]
SearchMissing = true
[Radarr-A.Torrent]
StalledDelay = "15 minutes"
[Sonarr-B]
Managed = true
URI = "http://b.example:8989"
APIKey = "key-of-b"
Category = "series"
"""


def config(text: str = BASE) -> Config:
    return load(text, {}).config


def edited(*changes: tuple[str, str]) -> str:
    """The file with each first text replaced by the second, once."""
    text = BASE
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def plan(*changes: tuple[str, str]) -> ReloadPlan:
    return plan_reload(config(), config(edited(*changes)))


def without(section: str) -> str:
    """The file without a section and its tables."""
    kept = [part for part in BASE.split("\n[") if not part.startswith((f"{section}]", f"{section}.", f"[{section}."))]
    return "\n[".join(kept)


def acts(found: ReloadPlan) -> dict[Act, list[str]]:
    """The sections by kind of step."""
    by_act: dict[Act, list[str]] = {}
    for step in found.steps:
        by_act.setdefault(step.act, []).append(step.section)
    return by_act


SHARE, LABEL = Act.SHARE_OUT, Act.LABEL_CLIENT
BOTH = ["qBit", "qBit-Two"]
ALL = ["Radarr-A", "Sonarr-B", "qBit"]
TABLE: list[tuple[str, str, str, ReloadType, dict[Act, list[str]]]] = [
    ("a theme", "Port = 6969", 'Port = 6969\nTheme = "Light"', ReloadType.FRONTEND, {Act.RENEW_DISPLAY: [""]}),
    ("a token", "old-token", "new-token", ReloadType.WEBUI, {Act.RENEW_WEB: [""]}),
    ("a port", "Port = 6969", "Port = 7000", ReloadType.WEBUI, {Act.MOVE_WEB: [""]}),
    ("a level", '"INFO"', '"DEBUG"', ReloadType.LIVE, {Act.RENEW_SETTINGS: [""], Act.SET_LEVEL: [""]}),
    ("ping hosts", "SchemaVersion = 1", 'SchemaVersion = 1\nPingURLS = ["x.example"]', ReloadType.LIVE,
     {Act.RENEW_SETTINGS: [""]}),
    ("restarts", "SchemaVersion = 1", "SchemaVersion = 1\nMaxProcessRestarts = 9", ReloadType.LIVE,
     {Act.RENEW_SETTINGS: [""], Act.LIMIT_CHILDREN: [""]}),
    ("log files", "SchemaVersion = 1", "SchemaVersion = 1\nLogging = false", ReloadType.LIVE,
     {Act.RENEW_SETTINGS: [""], Act.WRITE_LOGS: [""]}),
    ("a stalled delay", "15 minutes", "20 minutes", ReloadType.LIVE, {Act.RECONFIGURE_SECTION: ["Radarr-A"]}),
    ("a search", "SearchMissing = true", "SearchMissing = false", ReloadType.LIVE,
     {Act.RECONFIGURE_SECTION: ["Radarr-A"]}),
    ("the failed category", "SchemaVersion = 1", 'SchemaVersion = 1\nFailedCategory = "bad"', ReloadType.LIVE,
     {Act.RENEW_SETTINGS: [""], LABEL: BOTH, SHARE: [""], Act.RECONFIGURE_SECTION: ALL}),
    ("a dry run", "SchemaVersion = 1", "SchemaVersion = 1\nDryRun = true", ReloadType.LIVE,
     {Act.RENEW_SETTINGS: [""], LABEL: BOTH, Act.RECONFIGURE_SECTION: ALL}),
    ("tracker rows", "1 day", "2 days", ReloadType.QBIT_HOT, {Act.RECONFIGURE_SECTION: ALL}),
    ("managed categories", '["own"]', '["own", "more"]', ReloadType.QBIT_HOT,
     {SHARE: [""], Act.RECONFIGURE_SECTION: ["qBit"]}),
    ("an address", "http://a.example:7878", "http://a.example:7879", ReloadType.SINGLE_ARR,
     {Act.RESTART_SECTION: ["Radarr-A"]}),
    ("the same address in other words", "http://a.example:7878", "http://a.example:7878/", ReloadType.NONE, {}),
    ("a key", "key-of-a", "key-of-x", ReloadType.SINGLE_ARR, {Act.RESTART_SECTION: ["Radarr-A"]}),
    ("an import mode", '"Auto"', '"Copy"', ReloadType.SINGLE_ARR, {Act.RESTART_SECTION: ["Radarr-A"]}),
    ("a category", '"films"', '"movies"', ReloadType.SINGLE_ARR,
     {LABEL: BOTH, SHARE: [""], Act.RESTART_SECTION: ["Radarr-A"]}),
    ("an Arr that is let alone", "Managed = true", "Managed = false", ReloadType.SINGLE_ARR,
     {Act.STOP_SECTION: ["Radarr-A"], LABEL: BOTH, SHARE: [""]}),
    ("a client's password", "first-secret", "second-secret", ReloadType.SINGLE_QBIT, {Act.REPLACE_CLIENT: ["qBit"]}),
    ("a client that is disabled", 'Host = "two.example"', 'Host = "two.example"\nDisabled = true', ReloadType.SINGLE_QBIT,
     {Act.REMOVE_CLIENT: ["qBit-Two"], Act.RECONFIGURE_SECTION: ["Radarr-A", "Sonarr-B"]}),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected", "steps"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_changes(old: str, new: str, expected: ReloadType, steps: dict[Act, list[str]]) -> None:
    """Each change renews what it must, and nothing else."""
    found = plan((old, new))
    assert (found.reload_type, acts(found)) == (expected, steps)
    assert list(steps) == sorted(steps, key=list(Act).index)


def test_words() -> None:
    """Each step says what and why."""
    found = plan(
        ("http://a.example:7878", "http://x.example:7878"), ("key-of-a", "key-of-x"), ("Port = 6969", "Port = 7000")
    )
    assert found.sentences == (
        "Radarr-A is restarted (its address and its API key changed)",
        "the web interface moves to port 7000",
    )
    found = plan(("SchemaVersion = 1", 'SchemaVersion = 1\nFFprobeAutoUpdate = false\nAutoUpdateChannel = "stable"'))
    expected = "2 settings take effect at once (Settings.FFprobeAutoUpdate, Settings.AutoUpdateChannel)"
    assert found.sentences == (expected,)


def test_secrets_are_not_told() -> None:
    """No plan shows a secret, a pass-key neither."""
    found = plan(
        ("old-token", "new-token"), ("first-secret", "second-secret"), ("key-of-a", "key-of-x"), ("passkey-one", "passkey-two")
    )  # fmt: skip
    told = " ".join(f"{key.dotted} {key.old} {key.new}" for key in found.changed) + " ".join(found.sentences)
    assert {key.dotted for key in found.changed} == {
        "WebUI.Token", "qBit.Password", "Radarr-A.APIKey", "qBit.Trackers[0].URI"
    }  # fmt: skip
    for secret in ("old-token", "new-token", "secret", "key-of", "passkey"):
        assert secret not in told


def test_sections_that_come_and_go() -> None:
    """What vanishes is stopped before anything is started, so that a section can take another's name and category."""
    renamed = plan_reload(config(), config(BASE.replace("Radarr-A", "Radarr-New")))
    assert acts(renamed)[Act.STOP_SECTION] == ["Radarr-A"]
    assert acts(renamed)[Act.START_SECTION] == ["Radarr-New"]
    order = [step.act for step in renamed.steps]
    assert order.index(Act.STOP_SECTION) < order.index(Act.START_SECTION)
    assert renamed.reload_type is ReloadType.MULTI_ARR
    gone = plan_reload(config(), config(without("Sonarr-B")))
    assert gone.reload_type is ReloadType.SINGLE_ARR
    assert gone.affected_instances == ("Sonarr-B",)


def test_a_client_that_gets_another_name() -> None:
    """It is connected under the new one, and every section begins anew by it; what else differs of it is no step of its own."""
    new = config(BASE.replace("[qBit-Two]", "[qBit-New]").replace("first-secret", "second-secret"))
    found = plan_reload(config(), new, {"qBit-Two": "qBit-New", "Radarr-X": "Radarr-Y"})
    assert found.renamed_clients == {"qBit-Two": "qBit-New"}
    assert acts(found)[Act.RENAME_CLIENT] == ["qBit-New"]
    assert acts(found)[Act.RESTART_SECTION] == ["Radarr-A", "Sonarr-B", "qBit"]
    assert acts(found)[Act.REPLACE_CLIENT] == ["qBit"]
    assert not {Act.ADD_CLIENT, Act.REMOVE_CLIENT} & acts(found).keys()
    assert "Radarr-A is restarted (the name of qBit-Two changed)" in found.sentences
    order = [step.act for step in found.steps]
    assert order.index(Act.RENAME_CLIENT) < order.index(Act.RESTART_SECTION)
    swapped = plan_reload(config(), config(BASE), {"qBit": "qBit-Two", "qBit-Two": "qBit"})
    assert (swapped.steps, swapped.renamed_clients) == ((), {}), "nothing differs"


def test_without_any_client_only_searches_are_left() -> None:
    """The last client that goes takes the loops with it that look after its torrents, and nothing else of an Arr."""
    found = plan(('Host = "one.example"', 'Host = "one.example"\nDisabled = true'),
                 ('Host = "two.example"', 'Host = "two.example"\nDisabled = true'))  # fmt: skip
    assert found.reload_type is ReloadType.FULL
    assert acts(found)[Act.RESTART_SECTION] == ["Radarr-A", "Sonarr-B"]
    assert acts(found)[Act.STOP_SECTION] == ["qBit"]
    assert acts(found)[Act.REMOVE_CLIENT] == BOTH


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ([], "none"),
        ([("Port = 6969", 'Port = 6969\nTheme = "Light"')], "frontend"),
        ([("old-token", "new-token")], "webui"),
        ([("15 minutes", "20 minutes")], "single_arr"),
        ([("key-of-a", "key-of-x")], "single_arr"),
        ([("15 minutes", "20 minutes"), ("old-token", "new-token")], "single_arr"),
        ([("15 minutes", "20 minutes"), ("http://b.example:8989", "http://b.example:8990")], "multi_arr"),
        ([('"INFO"', '"DEBUG"')], "full"),
        ([('"INFO"', '"DEBUG"'), ("key-of-a", "key-of-x")], "full"),
        ([("1 day", "2 days")], "full"),
        ([("first-secret", "second-secret")], "full"),
    ],
)
def test_the_documented_words(changes: list[tuple[str, str]], word: str) -> None:
    """They are all that clients of the API get: by the sections that are changed, whatever has to be renewed for it."""
    assert plan(*changes).contract_type.value == word


@pytest.mark.parametrize(
    ("old", "new", "section"),
    [
        ('URI = "http://b.example:8989"', 'URI = "ftp://b"', "Sonarr-B"),
        ('"two.example"', '"two example:x"', "qBit-Two"),
    ],
)
def test_a_section_that_became_unusable_goes_on(old: str, new: str, section: str) -> None:
    """A slip of the pen stops no section and forgets no client; it is said."""
    written = config(edited((old, new)))
    assert [each.section for each in written.broken] == [section]
    found = plan_reload(config(), written)
    assert (found.reload_type, acts(found)) == (ReloadType.NONE, {Act.KEEP: [section]})
    assert section in found.sentences[0]


def test_a_broken_arr_leaves_its_category_to_who_has_it_now() -> None:
    """Two sections never own one category, whatever is kept."""
    good = config()
    heir = evolve(good.arrs[1], category="films")
    written = evolve(good, arrs=(heir,), broken=(Broken(section="Radarr-A", problems=()),))
    assert acts(plan_reload(good, written))[Act.STOP_SECTION] == ["Radarr-A"]


def test_a_token_that_was_made_up_stays() -> None:
    """A file without a token does not take the one away that was made at the start."""
    found = plan(('Token = "old-token"', ""))
    assert found.config.webui.token.reveal() == "old-token"
    assert found.changed == ()


# Laws

CHANGES = [(row[1], row[2]) for row in TABLE]
EDITS = st.lists(st.sampled_from(CHANGES), unique_by=lambda each: each[0], max_size=6)


@given(EDITS)
def test_nothing_to_do_between_equals(changes: list[tuple[str, str]]) -> None:
    """The plan from a configuration to itself is empty."""
    found = plan_reload(config(edited(*changes)), config(edited(*changes)))
    assert (found.reload_type, found.changed, found.steps) == (ReloadType.NONE, (), ())


@given(EDITS, EDITS)
def test_once_is_enough(first: list[tuple[str, str]], second: list[tuple[str, str]]) -> None:
    """What a plan puts in force needs no other plan, wherever it came from."""
    old, new = config(edited(*first)), config(edited(*second))
    applied = plan_reload(old, new)
    assert plan_reload(applied.config, new).steps == ()


@given(EDITS)
def test_every_changed_section_is_told(changes: list[tuple[str, str]]) -> None:
    """Nothing that changed goes unmentioned, and nothing is done where nothing changed."""
    found = plan_reload(config(), config(edited(*changes)))
    assert bool(found.steps) == bool(found.changed)
    assert (found.reload_type is ReloadType.NONE) == (not found.changed)
