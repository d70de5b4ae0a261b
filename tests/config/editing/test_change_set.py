"""What a change set does to the file, and what is refused."""

import json
import textwrap
from typing import Any

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from qbitrr.config.editing.change_set import MOST_CHANGES, ChangeSet, Edited, edit
from qbitrr.config.editing.masking import REDACTED, shown
from qbitrr.config.editing.merging import clashes, revision_of
from qbitrr.config.editing.refusals import BadChanges, ProtectedKey
from qbitrr.config.editing.splicing import TomlText
from qbitrr.config.editing.trees import ABSENT, lookup
from qbitrr.config.load import load
from qbitrr.config.schema.keys import Kind
from qbitrr.config.schema.places import places

TEXT = textwrap.dedent(
    """\
    # Mine.
    [Settings]
    ConfigVersion = "5.8.8"
    SchemaVersion = 1
    LoopSleepTimer = "1.4 weeks"  # slowly
    CompletedDownloadFolder = ""

    [WebUI]
    Token = "toktoktok"
    PasswordHash = "$2b$hash"

    [qBit]
    Host = "http://me:loginword@client:8080"
    Password = "qbitpass"

    # The trackers.
    [[qBit.Trackers]]
    Name = "A"
    URI = "https://a.example/passkeyA/announce"

    [[qBit.Trackers]]
    Name = "B"  # the other one
    URI = "https://b.example/passkeyB/announce"

    # The films.
    [Radarr-1]
    URI = "http://radarr:7878"
    APIKey = "radarrkey"
    Category = "films"
    qBitInstances = ["qBit"]

    [Radarr-1.EntrySearch]
    SearchLimit = 5 # five
    QualityProfileMappings = { "WEB-DL 5.1" = "SD" }

    [Sonarr-TV]
    URI = "http://sonarr:8989"
    APIKey = "sonarrkey"
    Category = "tv"
    """
)
SECRETS = ("toktoktok", "$2b$hash", "loginword", "qbitpass", "passkeyA", "passkeyB", "radarrkey", "sonarrkey")


def tree(text: str = TEXT) -> Any:
    return tomlkit.parse(text).unwrap()


def change(changes: dict[str, Any], text: str = TEXT, **more: Any) -> Edited:
    return edit(text, ChangeSet(changes=changes, **more))


def refused(changes: dict[str, Any], **more: Any) -> list[tuple[str, str]]:
    with pytest.raises(BadChanges) as caught:
        change(changes, **more)
    return [(each.key, each.message) for each in caught.value.wrong]


@pytest.mark.parametrize(
    "spelled",
    [
        "Radarr-1.EntrySearch.QualityProfileMappings.WEB-DL 5.1",
        'Radarr-1.EntrySearch.QualityProfileMappings."WEB-DL 5.1"',
        "Radarr-1.EntrySearch.'QualityProfileMappings'.'WEB-DL 5.1'",
        '["Radarr-1", "EntrySearch", "QualityProfileMappings", "WEB-DL 5.1"]',
    ],
)
def test_names_with_dots(spelled: str) -> None:
    """A name with a dot is written as in TOML, as a list, or as it is where it is clear."""
    assert change({spelled: "HD"}).text == TEXT.replace('5.1" = "SD"', '5.1" = "HD"')


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("settings.LoopSleepTimer", "is no known key; did you mean Settings.LoopSleepTimer?"),
        ("Settings.loopsleeptimer", "is no known key; did you mean Settings.LoopSleepTimer?"),
        ("Settings.LopSleepTimer", "is no known key; did you mean Settings.LoopSleepTimer?"),
        ("Radarr-1.SearchLimit.X", "is no known key"),
        ("radarr-1.URI", "is no known key; did you mean Radarr-1.URI?"),
        ("qBit.Trackers[0].Url", "is no known key; did you mean qBit.Trackers[0].URI?"),
        ("Nonsense.Key", "is in no known section"),
        ("Animarr-X.URI", "Animarr sections are no longer supported; use Sonarr"),
        ("", "Invalid configuration key"),
        ("Settings..X", "Invalid configuration key"),
        ("Settings.", "Invalid configuration key"),
        ('Settings."x', "Invalid configuration key"),
        ("[1]", "Invalid configuration key"),
        ("[" * 5000, "Invalid configuration key"),
        ("Radarr-1.EntrySearch", "must be a table"),
    ],
)
def test_keys_that_name_nothing(key: str, message: str) -> None:
    """An unknown or misspelt key is refused with the nearest there is; nothing is stored under it."""
    ((shown_key, text),) = refused({key: 5})
    assert message in text
    assert len(shown_key) <= 500


def test_everything_wrong_is_said_at_once() -> None:
    """With the contract's text, one line for each."""
    with pytest.raises(BadChanges) as caught:
        change({"Settings.X": 1, "WebUI.Port": float("nan"), "Settings.Tagless": True})
    assert str(caught.value).startswith("Please resolve the following issues:\nSettings.X: is no known key")
    assert str(caught.value).count("\n") == 2
    assert len(refused({f"Settings.X{number}": 1 for number in range(MOST_CHANGES + 1)})) == 1


def test_values_stay_as_they_are_written() -> None:
    """A time keeps the words of whoever wrote it, on its way out and in."""
    visible = shown(tree())
    assert visible["Settings"]["LoopSleepTimer"] == "1.4 weeks"
    assert change({"Settings.LoopSleepTimer": "1.4 weeks"}).text == TEXT
    assert change({"Settings.LoopSleepTimer": " 2.7 weeks"}).text == TEXT.replace("1.4", " 2.7")


@pytest.mark.parametrize("key", ["Settings.ConfigVersion", "Settings.SchemaVersion", "WebUI.PasswordHash"])
def test_protected_keys(key: str) -> None:
    """Only the program writes them, however it is spelled; to leave them as they are is no offence."""
    section, name = key.split(".")
    for changes in ({key: "9"}, {key: None}, {section: {name: "9"}}, {json.dumps([section, name]): 7}):
        with pytest.raises(ProtectedKey, match=f"Cannot modify protected configuration key: {key}"):
            change(changes)
    assert change({key: shown(tree())[section][name]}).text == TEXT
    gone = change({section: None}).tree[section]
    assert lookup(tree(), (section, name)) == gone[name]
    assert set(gone) <= {"ConfigVersion", "SchemaVersion", "PasswordHash"}
    assert change({key: "9"}, own=True).tree[section][name] == "9"


def test_deleting() -> None:
    """null takes out a key, what becomes empty by it, and a whole section with its comments."""
    assert change({"Radarr-1.EntrySearch.SearchLimit": None}).text == TEXT.replace("SearchLimit = 5 # five\n", "")
    gone = change({"Radarr-1.EntrySearch.SearchLimit": None, "Radarr-1.EntrySearch.QualityProfileMappings": None})
    assert "[Radarr-1.EntrySearch]" not in gone.text
    assert change({"Radarr-1": None}).text == TEXT[: TEXT.index("# The films")] + TEXT[TEXT.index("[Sonarr-TV]") :]


def test_cruft_can_be_deleted() -> None:
    """An unknown key that is in the file can be taken out, one that is not is unknown."""
    text = TEXT.replace("SearchLimit = 5 # five", "Misspelt = 5")
    assert "Misspelt" not in change({"Radarr-1.EntrySearch.Misspelt": None}, text).text
    assert "is no known key" in refused({"Radarr-1.EntrySearch.Misspelt": None})[0][1]
    assert "Nonsense" not in change({"Nonsense": None}, "[Nonsense]\nx = 1\n").text


def test_nothing_secret_is_shown() -> None:
    """Secrets are hidden, logins and passkeys in addresses too; what is not set is seen to be not set."""
    visible = shown(tree(TEXT.replace('"sonarrkey"', '""')))
    assert not [each for each in SECRETS if each in json.dumps(visible)]
    assert visible["Radarr-1"]["APIKey"] == REDACTED
    assert visible["Sonarr-TV"]["APIKey"] == ""
    assert visible["qBit"]["Trackers"][0]["URI"] == "https://a.example/***"
    assert shown({"x": {"OldApiKey": "s", "Inner": {"Password": {"a": ["s"]}}}})["x"]["Inner"]["Password"]["a"] == [
        REDACTED
    ]


@pytest.mark.parametrize(
    "address",
    [
        "http://hiddenname@host:1/p",
        "http://me:hid/den@host",
        "http://host/?k=hidden",
        "me:hidden@host",
        "http://host/#hidden",
    ],
)
def test_logins_of_addresses_are_not_shown(address: str) -> None:
    """However they are written: alone, with odd letters, behind a question mark."""
    visible = shown({"Radarr-1": {"URI": address}, "qBit": {"Host": address}})
    assert "hid" not in json.dumps(visible)
    assert "host" in visible["qBit"]["Host"]


def test_what_is_hidden_comes_back_as_it_was() -> None:
    """Sending everything back as it was shown changes nothing, to the byte; both placeholders mean the stored value."""
    assert change(shown(tree())).text == TEXT
    for sent in ("***", " *** ", "[redacted]"):
        assert change({"Radarr-1.APIKey": sent, "qBit.Password": sent}).text == TEXT
    rows = shown(tree())["qBit"]["Trackers"]
    swapped = change({"qBit.Trackers": [rows[1] | {"Priority": 5}, rows[0]]}).tree["qBit"]["Trackers"]
    assert [row["URI"] for row in swapped] == [
        f"https://{each}.example/passkey{each.upper()}/announce" for each in "ba"
    ]


def test_a_placeholder_for_nothing() -> None:
    """A hidden value that is not there cannot be kept."""
    assert "no value is stored" in refused({"Radarr-9": {"URI": "http://x", "APIKey": REDACTED}})[0][1]
    assert "partly hidden" in refused({"qBit.Trackers": [{"Name": "C", "URI": "https://c.example/***"}]})[0][1]


def test_a_section_is_renamed() -> None:
    """It stays at its place with its comments, and what names it follows."""
    done = edit(
        TEXT, ChangeSet(renames={"Radarr-1": "Radarr-4K", "qBit": "qBit-Main"}, changes={"Radarr-4K.Category": "uhd"})
    )
    wanted = TEXT.replace("[Radarr-1", "[Radarr-4K").replace('"films"', '"uhd"').replace("[qBit", "[qBit-Main")
    assert done.text == wanted.replace('["qBit"]', '["qBit-Main"]').replace('["qBit-Main"]\n', '["qBit-Main"]\n')
    assert done.renamed == {"Radarr-1": "Radarr-4K", "qBit": "qBit-Main"}


def test_two_sections_change_places() -> None:
    """Names may be swapped."""
    text = TEXT.replace("[Sonarr-TV]", "[Radarr-2]")
    done = edit(text, ChangeSet(renames={"Radarr-1": "Radarr-2", "Radarr-2": "Radarr-1"}))
    assert done.text == text.replace("[Radarr-1", "[Radarr-x").replace("[Radarr-2", "[Radarr-1").replace("-x", "-2")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("Radarr-1", "Sonarr-1", "write Radarr-NAME"),
        ("Radarr-1", "radarr-2", "write Radarr-NAME"),
        ("Radarr-9", "Radarr-2", "there is no such"),
        ("Settings", "Radarr-2", "there is no such"),
        ("Sonarr-TV", "Sonarr-tv", ""),
        ("qBit", "Radarr-2", "write qBit or qBit-NAME"),
    ],
)
def test_renames_that_cannot_be(old: str, new: str, message: str) -> None:
    """Another type, a name that is taken, or nothing to rename; another spelling of itself is fine."""
    if not message:
        assert f"[{new}]" in edit(TEXT, ChangeSet(renames={old: new})).text
        return
    assert message in refused({}, renames={old: new})[0][1]
    text = TEXT.replace("[Sonarr-TV]", "[Radarr-2]")
    with pytest.raises(BadChanges, match="already"):
        edit(text, ChangeSet(renames={"Radarr-1": "Radarr-2"}))


def test_a_rename_is_seen() -> None:
    """A browser sets the new keys and deletes the old ones: the section is renamed, secrets included, and what it lacks is gone."""
    for gone in (
        {"Radarr-1": None},
        {f"Radarr-1.{key}": None for key in ("URI", "APIKey", "Category", "qBitInstances", "EntrySearch")},
    ):
        new = {"Radarr-4K.URI": "http://radarr:7878", "Radarr-4K.APIKey": REDACTED, "Radarr-4K.Category": "films"}
        for changes in ({**new, **gone}, {**gone, **new}):
            done = change(changes)
            assert done.renamed == {"Radarr-1": "Radarr-4K"}
            assert done.tree["Radarr-4K"] == {"URI": "http://radarr:7878", "APIKey": "radarrkey", "Category": "films"}
            assert done.text.index("# The films.\n[Radarr-4K]") < done.text.index("[Sonarr-TV]")
    other = {"URI": "http://x", "APIKey": "y", "Category": "z"}
    assert change({"Radarr-1": None, "Radarr-2": other}).renamed == {}
    assert change({"Radarr-1": None, "Sonarr-2": shown(tree())["Radarr-1"] | {"APIKey": "k"}}).renamed == {}


def test_what_would_touch_something_else_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """If ever an edit came out as another text than it should, the file is left alone."""
    put = TomlText.put

    def too_much(text: TomlText, path: tuple[str, ...], value: object) -> None:
        put(text, path, value)
        text.text = text.text.replace('"films"', '"other"')

    monkeypatch.setattr(TomlText, "put", too_much)
    ((key, why),) = refused({"Settings.LoopSleepTimer": 5})
    assert key == "Settings.LoopSleepTimer"
    assert "without touching what stands around it" in why


def test_clashes() -> None:
    """Another key may have changed on disk meanwhile; the same key, or a section that went, is a conflict. Secrets stay hidden."""
    before = tree()
    now = tree(TEXT.replace("SearchLimit = 5", "SearchLimit = 7").replace("radarrkey", "otherkey"))
    assert clashes(before, now, [(("Settings", "LoopSleepTimer"), "2d")]) == ()
    assert clashes(before, now, [(("Radarr-1", "EntrySearch", "SearchLimit"), 7)]) == ()
    (limit,) = clashes(before, now, [(("Radarr-1", "EntrySearch", "SearchLimit"), 9)])
    assert (limit.key, limit.before, limit.on_disk, limit.wanted) == ("Radarr-1.EntrySearch.SearchLimit", 5, 7, 9)
    (key,) = clashes(before, now, [(("Radarr-1", "APIKey"), "mine")])
    assert (key.before, key.on_disk, key.wanted) == (REDACTED, REDACTED, REDACTED)
    assert clashes(before, now, [(("Radarr-1",), ABSENT)])[0].wanted is None
    without = {name: table for name, table in before.items() if name != "Radarr-1"}
    (gone,) = clashes(before, without, [(("Radarr-1", "Category"), "x")])
    assert (gone.key, gone.on_disk) == ("Radarr-1", None)
    assert revision_of(TEXT) != revision_of(TEXT + "\n")


# Any file of known keys: one key changed, only this one differs, and nothing secret is shown.

SAMPLES: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.BOOL: st.booleans(),
    Kind.INT: st.integers(1, 99),
    Kind.NUMBER: st.integers(1, 99),
    Kind.DURATION: st.sampled_from(["1.4 weeks", "90", "1h30m", 15]),
    Kind.STRING: st.text(alphabet="abc #\"'\\.é", max_size=8),
    Kind.SECRET: st.integers(10**8, 10**9).map(lambda number: f"SECRET{number}"),
    Kind.URL: st.just("http://u:SECRETlogin@host:1/x"),
    Kind.STRINGS: st.lists(st.text(alphabet="abc,", max_size=5), max_size=3),
    Kind.MAPPING: st.dictionaries(st.sampled_from(["HD", "WEB-DL 5.1"]), st.just("SD"), max_size=2),
}
KEYS = [
    ((section, *place.path.split(".")), place.key)
    for section, kind in (
        ("Settings", "Settings"),
        ("WebUI", "WebUI"),
        ("qBit", "qBit"),
        ("Radarr-1", "Arr"),
        ("Sonarr-2", "Arr"),
    )
    for place in places(kind)
    if place.key.kind in SAMPLES
    and "[]" not in place.path
    and place.key.toml not in ("ConfigVersion", "SchemaVersion", "PasswordHash")
]


@st.composite
def files(draw: st.DrawFn) -> str:
    done: str = "# top\n"
    for path, key in draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=12, unique_by=lambda each: each[0])):
        done = edit(done, ChangeSet(changes={json.dumps(path): draw(SAMPLES[key.kind])})).text + draw(
            st.sampled_from(["", "# c\n", "\n"])
        )
    if draw(st.booleans()):
        done = edit(
            done, ChangeSet(changes={"qBit.Trackers": [{"Name": "T", "URI": "https://t.example/SECRETpass/announce"}]})
        ).text
    return done


@given(files(), st.data())
def test_one_key_changed(text: str, data: st.DataObject) -> None:
    """Only this key differs afterwards, as loaded too; comments are the same, and no answer holds a secret."""
    path, key = data.draw(st.sampled_from(KEYS))
    value = data.draw(SAMPLES[key.kind])
    done = edit(text, ChangeSet(changes={json.dumps(path): value}))
    before, after = tree(text), tree(done.text)
    assert lookup(after, path) == value
    for other, _ in KEYS:
        if other != path:
            assert lookup(after, other) == lookup(before, other)
    assert [line for line in done.text.splitlines() if line.startswith("#")] == [
        line for line in text.splitlines() if line.startswith("#")
    ]
    assert load(done.text, {}).document.unwrap() == after
    assert "SECRET" not in json.dumps(shown(after))
    assert edit(done.text, ChangeSet(changes=shown(after))).text == done.text
