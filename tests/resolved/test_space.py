"""From the configuration to the guard of free space."""

from typing import Any

import pytest

from qbitrr.config.load import load
from qbitrr.config.plain import build, policy_share
from qbitrr.config.schema.config import Config
from qbitrr.model.owners import POLICY
from qbitrr.model.space.guarding import GuardLimit
from qbitrr.resolved.owners import category_owners, every_profile
from qbitrr.resolved.reload.plan import Act, ReloadType
from qbitrr.resolved.reload.planning import plan_reload
from qbitrr.resolved.space import guard_rules

GIB = 1024**3
TEXT = """\
[Settings]
SchemaVersion = 1
{settings}
[WebUI]
Token = "t"
[qBit]
Host = "box"
{qbit}
[qBit-b]
Host = "box2"
Disabled = {disabled}
[Radarr-X]
URI = "http://radarr"
APIKey = "radarr-key"
Category = "radarr"
[Radarr-X.EntrySearch.Overseerr]
OverseerrAPIKey = "overseerr-key"
"""


def config(settings: str = "", qbit: str = "", disabled: str = "false", env: dict[str, str] | None = None) -> Config:
    return load(TEXT.format(settings=settings, qbit=qbit, disabled=disabled), env or {}).config


def sections(which: Config) -> list[str]:
    return [profile.section for profile, _ in every_profile(which)]


@pytest.mark.parametrize(
    ("given", "is_on"),
    [
        ({}, False),
        ({"settings": "FreeSpace = '-1'"}, False),
        ({"settings": "FreeSpace = '0'"}, True),
        ({"settings": "FreeSpace = '5%'"}, True),
        ({"qbit": "FreeSpace = '5G'"}, True),
        ({"settings": "FreeSpace = '5G'\nAutoPauseResume = false"}, False),
        ({"settings": "FreeSpace = '5G'", "env": {"QBITRR_OVERRIDES_SEARCH_ONLY": "true"}}, False),
    ],
)
def test_when_it_is_on(given: dict[str, Any], is_on: bool) -> None:
    """If anything is to stay free of a disk of a client, and downloads may be paused: only then it has a child."""
    assert guard_rules(config(**given)).is_on is is_on
    assert (POLICY in sections(config(**given))) is is_on


def test_limits() -> None:
    """A client has its own, else that of all; one that is not connected has none."""
    rules = guard_rules(config("FreeSpace = '5%'\nFreeSpaceFolder = '/d'", "FreeSpace = '1G'\nFreeSpaceFolder = '/q'"))
    assert rules.limits == {
        "qBit": GuardLimit(at_least_bytes=GIB, folder="/q"),
        "qBit-b": GuardLimit(at_least_bytes=0, percent=5.0),
    }
    assert rules.folder == "/d"
    assert list(guard_rules(config("FreeSpace = '5G'", disabled="true")).limits) == ["qBit"]


def test_what_is_to_stay_free() -> None:
    """The larger of bytes and share; a share of what nobody knows the size of cannot be said."""
    assert GuardLimit(at_least_bytes=7).guard_bytes(None) == 7
    assert GuardLimit(at_least_bytes=0, percent=5.0).guard_bytes(1000) == 50
    assert GuardLimit(at_least_bytes=70, percent=5.0).guard_bytes(1000) == 70
    assert GuardLimit(at_least_bytes=0, percent=5.0).guard_bytes(None) is None
    assert GuardLimit(at_least_bytes=70, percent=5.0).guard_bytes(None) == 70


def test_its_share_of_the_configuration() -> None:
    """Whose torrents are whose, and no secret."""
    whole = config("FreeSpace = '5G'", "Password = 'qbit-pass'")
    share = policy_share(whole)
    assert category_owners(build(share)) == category_owners(whole)
    assert guard_rules(build(share)) == guard_rules(whole)
    assert not [
        secret for secret in ("radarr-key", "overseerr-key", "qbit-pass", "http://radarr") if secret in str(share)
    ]


def test_it_comes_and_goes_while_everything_runs() -> None:
    """It is started, told anew and stopped by itself; nothing else is touched by that."""
    off, on, more = config(), config("FreeSpace = '5G'"), config("FreeSpace = '6G'")
    for old, new, act in (
        (off, on, Act.START_SECTION),
        (on, more, Act.RECONFIGURE_SECTION),
        (on, off, Act.STOP_SECTION),
    ):
        plan = plan_reload(old, new)
        assert [step.section for step in plan.steps if step.act is act] == [POLICY]
        assert plan.reload_type is ReloadType.LIVE
        assert plan.affected_instances == ()
