"""The configuration travels to children as plain data, without loss and with no more secrets than needed."""

import json
import subprocess
import sys

import pytest

from qbitrr.config.plain import build, share_for, to_plain
from qbitrr.config.schema.config import (
    CategoryOverride,
    CategorySeeding,
    Config,
    Environment,
    QbitSection,
    RemoveAt,
    Secret,
    TrackerRow,
    fresh_arr,
)


def sample() -> Config:
    row = TrackerRow(name="T", uri="https://tracker.example/pass/announce", add_tags=("a", "b"), max_upload_ratio=2.5)
    override = CategoryOverride(name="seed/x", remove_torrent=RemoveAt.BOTH, delete_files=True)
    return Config(
        qbits=(
            QbitSection(
                section="qBit",
                host="https://me:hunter2@box/qb",
                user_name="me",
                password=Secret("hunter2"),
                api_key=Secret("qbt_key"),
                managed_categories=("seed",),
                trackers=(row,),
                seeding=CategorySeeding(categories=(override,)),
            ),
        ),
        arrs=(fresh_arr("Sonarr-Anime", "sonarr"), fresh_arr("Lidarr", "lidarr")),
        environment=Environment(github_token=Secret("ghp"), setup_token=Secret("setup!")),
    )


def test_round_trip_through_json() -> None:
    """Writing out and reading back gives an equal value, secrets included."""
    config = sample()
    assert build(json.loads(json.dumps(to_plain(config)))) == config
    assert build(to_plain(config)).qbits[0].password.reveal() == "hunter2"


def test_missing_members_get_their_default() -> None:
    """A share written by an older supervisor is still readable."""
    assert build({}) == Config()


def test_share_has_only_what_one_child_needs() -> None:
    """A child sees its own Arr, every client without credentials, and nothing of the web."""
    share = share_for(sample(), "Lidarr")
    text = json.dumps(share)
    assert [arr["section"] for arr in share["arrs"]] == ["Lidarr"]
    assert [qbit["section"] for qbit in share["qbits"]] == ["qBit"]
    assert not [word for word in ("hunter2", "qbt_key", "ghp", "setup!") if word in text]
    assert build(share).qbits[0].trackers == sample().qbits[0].trackers


def test_share_of_a_client_and_of_nobody_has_no_arr() -> None:
    """The children of managed categories and of the policy belong to no Arr."""
    assert not share_for(sample(), "qBit")["arrs"]
    assert not share_for(sample(), None)["arrs"]


def test_share_of_an_unknown_section_is_refused() -> None:
    """Asking for a section that does not exist is our own mistake and says so."""
    with pytest.raises(KeyError):
        share_for(sample(), "Radarr-Gone")


def test_wrong_secret_is_refused() -> None:
    """A secret that is no text is not taken for one."""
    with pytest.raises(Exception, match="secret is a text"):
        build({"webui": {"token": 5}})


def test_children_need_no_toml_library() -> None:
    """What a child imports of this room brings neither the TOML library nor Twisted along."""
    code = "import sys, qbitrr.config.plain; print([m for m in ('tomlkit', 'twisted') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_secrets_do_not_show_in_the_text_of_a_configuration() -> None:
    """Neither credentials, nor logins within addresses, nor passkeys of trackers."""
    shown = repr(sample())
    assert not [word for word in ("hunter2", "qbt_key", "pass/", "ghp", "setup!") if word in shown]


def test_only_known_classes_travel() -> None:
    """What has no plain form is refused, in both directions."""
    with pytest.raises(NotImplementedError):
        to_plain(Config(broken=(object(),)))  # type: ignore[arg-type]
