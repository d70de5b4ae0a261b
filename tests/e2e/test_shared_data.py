"""Torrents that share files, and a client that is off meanwhile, on real qBittorrents: no file goes that somebody still has."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.outside import Qbit, wait_until
from tests.e2e.stage import Stage, staged
from tests.real.torrents import MadeTorrent, make_torrent
from tests.storm.haste import Haste

pytestmark = [pytest.mark.e2e, pytest.mark.real]
SIZE = 200_000
PATIENCE_SECONDS = 120
SEEDS_IN_HASTE: Haste = {
    "qbitrr.decide.torrents.told": {"SETTLE_SECONDS": 3.0},
    "qbitrr.decide.removals.blast_radius": {"GATHER_SECONDS": 1.0},
    "qbitrr.actors.qbittorrent.mirror": {"_LAG_SEEDING_SECONDS": 2.0},
}
"""How long a seed is left alone after it is complete, and how long a removal waits for others, are not the subject here."""
_SETTINGS = "RemovalGraceMinutes = 0\nMaxRemovalsPerHour = 0"
_LIMIT = """
[Radarr-Movies.Torrent.SeedingMode]
RemoveTorrent = 2
MaxSeedingTime = 3
"""


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Two real clients that qbitrr looks after, seeds that are due after seconds, and no quarantine."""
    with staged(
        tmp_path_factory.mktemp("shared"), settings=_SETTINGS, radarr=_LIMIT, both=True, haste=SEEDS_IN_HASTE
    ) as built:
        built.arr.post("options", auto_import=True)  # how it got imported is not the subject
        yield built


def folder_of(stage: Stage) -> Path:
    """Where the downloads of the client lie."""
    return Path(stage.downloader.get("app/preferences")["save_path"])


def seeds(client: Qbit, torrent: MadeTorrent) -> bool:
    """Whether a client has all of a torrent's data."""
    found = client.torrent(torrent.hash)
    return found is not None and found["progress"] == 1 and found["state"] in ("stalledUP", "uploading")


def grabbed(stage: Stage, torrent: MadeTorrent, title: str) -> None:
    """The Arr grabs what is on the disk already, imports it, and it seeds: from now on it is due as soon as it is seen."""
    movie = stage.arr.movie(title)
    stage.arr.grab(movie, torrent)
    wait_until(f"{title} is imported", lambda: stage.arr.get("state")["downloads"].get(torrent.hash) == "imported")


def removed(stage: Stage, torrent: MadeTorrent) -> bool:
    """Whether the client has let go of it. A client tells how long an idle seed seeds only when something happens to it."""
    if stage.downloader.torrent(torrent.hash) is None:
        return True
    stage.downloader.post("torrents/addPeers", hashes=torrent.hash, peers="127.0.0.1:9")
    return False


def distribution(stage: Stage) -> dict[str, dict[str, int]]:
    """How many torrents qbitrr has listed, by category and client."""
    found: dict[str, dict[str, int]] = stage.program.get("/api/torrents/distribution")["distribution"]
    return found


def is_told_of(stage: Stage, torrent: MadeTorrent) -> bool:
    """Whether the journal says that it is to go."""
    return "removal" in [act for act, _ in stage.program.acts(torrent)]


def is_whole(client: Qbit, torrent: MadeTorrent, folder: Path) -> None:
    """Wait until a client that never saw a torrent finds all of its data on the disk."""
    client.post("torrents/delete", hashes=torrent.hash, deleteFiles="false")
    wait_until("the client has let go of it", lambda: client.torrent(torrent.hash) is None)
    client.add(torrent, savepath=str(folder), category="cross-seed")
    wait_until("it has found all of its data", lambda: seeds(client, torrent))


@pytest.mark.correction("B1")
def test_a_cross_seed_inside_a_pack_keeps_its_file(stage: Stage) -> None:
    """A pack at its limit goes; the file that a torrent saved inside its folder has, too, stays, and so does that torrent."""
    save_path = folder_of(stage)
    pack = make_torrent("The.Pack.2020.1080p.WEB-DL.x264-GRP", {"E01.mkv": SIZE, "E02.mkv": SIZE})
    pack.write(save_path)
    inside = save_path / pack.name / "E01.mkv"
    cross = make_torrent("E01.mkv", SIZE, source="OTHER", content=inside.read_bytes())
    stage.downloader.add(cross, category="cross-seed", savepath=str(inside.parent))
    wait_until("the cross-seed seeds", lambda: seeds(stage.downloader, cross))
    grabbed(stage, pack, "The Pack")
    wait_until("the pack is gone", lambda: removed(stage, pack), PATIENCE_SECONDS)
    assert inside.exists()
    is_whole(stage.downloader, cross, inside.parent)


@pytest.mark.correction("B1")
def test_two_folders_of_one_name_do_not_hold_each_other(stage: Stage) -> None:
    """Two torrents with different files in one folder share nothing: each goes with its own files."""
    save_path = folder_of(stage)
    first, second = (
        make_torrent("Season 2", {f"{name}.1.mkv": SIZE, f"{name}.2.mkv": SIZE}) for name in ("Alpha", "Beta")
    )
    for torrent in (first, second):
        torrent.write(save_path)
    grabbed(stage, first, "Alpha Film")
    grabbed(stage, second, "Beta Film")
    wait_until("the first is gone", lambda: removed(stage, first), PATIENCE_SECONDS)
    wait_until("the second is gone", lambda: removed(stage, second), PATIENCE_SECONDS)
    wait_until("their files are gone", lambda: not list((save_path / "Season 2").glob("*.mkv")))


@pytest.mark.correction("B10")
def test_the_last_of_twins_takes_the_files(stage: Stage) -> None:
    """Two torrents with the same files, both at their limit, both go, and the files with the last of them."""
    save_path = folder_of(stage)
    one = make_torrent("The.Twins.2020.1080p.WEB-DL.x264-GRP", {"film.mkv": SIZE})
    other = make_torrent("The.Twins.2020.1080p.WEB-DL.x264-GRP", {"film.mkv": SIZE}, source="OTHER")
    one.write(save_path)
    grabbed(stage, one, "The Twins")
    grabbed(stage, other, "The Twins Again")
    wait_until("one is gone", lambda: removed(stage, one), PATIENCE_SECONDS)
    wait_until("the other is gone", lambda: removed(stage, other), PATIENCE_SECONDS)
    wait_until("the file is gone", lambda: not (save_path / one.name / "film.mkv").exists())


@pytest.mark.correction("A8")
def test_nothing_shared_is_lost_while_a_client_is_off(stage: Stage) -> None:
    """A removal with files falls due while the client is off that has a cross-seed of them: the file is there when it comes back."""
    save_path = folder_of(stage)
    shared = make_torrent("The.Shared.Film.2020.1080p.WEB-DL.x264-GRP", {"film.mkv": SIZE})
    alone = make_torrent("The.Lonely.Film.2020.1080p.WEB-DL.x264-GRP", {"film.mkv": SIZE})
    cross = make_torrent(shared.name, {"film.mkv": SIZE}, source="OTHER")
    for torrent in (shared, alone):
        torrent.write(save_path)
    stage.seeder.add(cross, savepath=str(save_path), skip_checking="true")
    wait_until("the cross-seed seeds", lambda: seeds(stage.seeder, cross))
    wait_until("qbitrr has seen it", lambda: "Second" in distribution(stage).get("uncategorized", {}))
    stage.seeder_client.stop()
    grabbed(stage, shared, "The Shared Film")
    grabbed(stage, alone, "The Lonely Film")
    # Both are due now. Whatever becomes of the torrents: below a path of a client that is off, no file goes.
    wait_until("it is decided", lambda: removed(stage, shared) or is_told_of(stage, shared), PATIENCE_SECONDS)
    wait_until("the other one, too", lambda: removed(stage, alone) or is_told_of(stage, alone), PATIENCE_SECONDS)
    assert (save_path / shared.name / "film.mkv").exists()
    assert (save_path / alone.name / "film.mkv").exists()
    stage.start_seeder()
    wait_until("the shared one is gone", lambda: removed(stage, shared), PATIENCE_SECONDS)
    wait_until("the lonely one is gone", lambda: removed(stage, alone), PATIENCE_SECONDS)
    assert (save_path / shared.name / "film.mkv").exists()
    is_whole(stage.seeder, cross, save_path)
