"""
Share limits that are reached.

Real clients look every ten seconds, so all subjects are set up together and waited for together.
"""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from attrs import frozen

from tests.contract.qbittorrent.conftest import MAKERS, PARAMS
from tests.contract.qbittorrent.harness import Subject, Visitor
from tests.contract.qbittorrent.samples import ALL_LIMITS, add, tidied
from tests.real.torrents import MadeTorrent, make_torrent

_PATIENCE_SECONDS = 25


@frozen(kw_only=True)
class Seeder:
    """A server with complete torrents: one past its limit, one the same but forced, one to be removed, one to be erased."""

    subject: Subject
    visitor: Visitor
    limited: MadeTorrent
    forced: MadeTorrent
    removed: MadeTorrent
    erased: MadeTorrent


def _seeder(subject: Subject) -> Seeder:
    visitor = tidied(subject)
    names = ("limited", "forced", "removed", "erased")
    torrents = {name: make_torrent(subject.fresh_name(name), {"a.mkv": 20_000}) for name in names}
    # A torrent can be given what to do at its limit when it is added from 5.0 on, later from 5.2 on.
    actions = {"removed": "Remove", "erased": "RemoveWithContent"}
    for name, torrent in torrents.items():
        torrent.write(subject.save_path)
        options = {"shareLimitAction": actions[name]} if name in actions else {}
        add(subject, visitor, torrent, stopped=False, **options)
    visitor.post("torrents/setForceStart", hashes=torrents["forced"].hash, value="true")
    for name, torrent in torrents.items():
        limits = {**ALL_LIMITS, "ratioLimit": "-1", "seedingTimeLimit": "0"}
        limits["shareLimitAction"] = actions.get(name, "Default")
        visitor.post("torrents/setShareLimits", hashes=torrent.hash, **limits)
    return Seeder(subject=subject, visitor=visitor, **torrents)


@pytest.fixture(scope="module")
def seeders(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Seeder | str]]:
    """A seeder for each subject some selected test asks for, or why there is none."""
    wanted = {item.callspec.params["name"] for item in request.session.items if item.module.__name__ == __name__}  # type: ignore[attr-defined]
    found: dict[str, Seeder | str] = {}
    with ExitStack() as stack:
        for name in MAKERS:
            if name in wanted:
                make, release = MAKERS[name]
                try:
                    found[name] = _seeder(make(release, tmp_path_factory.mktemp(name), stack))
                except pytest.skip.Exception as why:
                    found[name] = str(why)
        yield found


@pytest.mark.parametrize("name", PARAMS)
def test_a_reached_limit_acts_on_all_but_forced_torrents(seeders: dict[str, Seeder | str], name: str) -> None:
    """Stopped, removed or removed with its files, as the torrent says (from 5.0 on); a forced one goes on."""
    seeder = seeders[name]
    if isinstance(seeder, str):
        pytest.skip(seeder)
    subject, visitor = seeder.subject, seeder.visitor
    stopped = f"{subject.profile.stopped_word}UP"

    def states() -> dict[str, str]:
        return {torrent["hash"]: torrent["state"] for torrent in visitor.get("torrents/info").json}

    expected = {seeder.limited.hash: stopped, seeder.forced.hash: "forcedUP"}
    if not subject.profile.has(5, 0):
        expected |= {seeder.removed.hash: stopped, seeder.erased.hash: stopped}
    subject.eventually(lambda: states() == expected, _PATIENCE_SECONDS)
    assert (subject.save_path / seeder.removed.name / "a.mkv").exists()
    if subject.profile.has(5, 0):
        subject.eventually(lambda: not (subject.save_path / seeder.erased.name).exists())
