"""The main job against real qBittorrents, seen from outside only: the client's API, the Arr's requests, our API."""

import os
import time
from collections.abc import Callable
from typing import Any

import psutil
import pytest

from qbitrr.model.torrents.tags import IMPORTED
from tests.e2e.outside import wait_until
from tests.e2e.stage import Stage
from tests.real.torrents import MadeTorrent

pytestmark = [pytest.mark.e2e, pytest.mark.real]

QUARANTINE = "qbitrr-quarantine"


def in_quarantine(stage: Stage, torrent: MadeTorrent) -> bool:
    """Whether the client shows the torrent stopped, tagged, in the quarantine category, its data still there."""
    found = stage.downloader.torrent(torrent.hash)
    return (
        found is not None
        and found["category"] == QUARANTINE
        and "qBitrr-quarantine" in found["tags"]
        and found["state"] in ("stoppedDL", "pausedDL")
    )


def assert_removed_once(stage: Stage, movie: int, torrent: MadeTorrent, told: dict[str, Any]) -> None:
    """Since the Arr was told (`told`), the release is blocked once and the movie was searched once."""

    def searches() -> list[dict[str, object]]:
        """Searches of the movie after the removal began; as a missing film it may have been searched before."""
        return [each for each in stage.arr.commands("MoviesSearch", movieIds=[movie]) if each["at"] >= told["at"]]

    wait_until("a replacement is searched", searches)
    assert stage.arr.blocked(torrent) == 1
    assert len(searches()) == 1


def test_completed_download_is_imported(stage: Stage) -> None:
    """A finished download is handed to the Arr once, by its own path, and the journal says so."""
    movie, torrent = stage.movie_and_torrent("The Good Film", seeded=True)
    stage.arr.grab(movie, torrent)
    stage.introduce(torrent)
    wait_until("the import is asked for", lambda: stage.arr.scans(torrent))
    wait_until("the Arr has imported it", lambda: stage.arr.get("state")["downloads"].get(torrent.hash) == "imported")
    wait_until("the journal tells", lambda: ("import", "done") in stage.program.acts(torrent))
    assert len(stage.arr.scans(torrent)) == 1


def test_stalled_download_is_replaced_and_comes_back_by_undo(stage: Stage) -> None:
    """A stalled download goes to quarantine, its release is blocked, the replacement is found and imported; undo restores it."""
    movie, stalled = stage.movie_and_torrent("The Stalled Film", seeded=False)
    better = stage.torrent("The Stalled Film", "BETTER", seeded=True)
    stage.arr.offer(movie, better)
    tells = next_deletion(stage)
    stage.arr.grab(movie, stalled)
    told = wait_until("the Arr is told", tells)[0]
    wait_until("the stalled torrent is in quarantine", lambda: in_quarantine(stage, stalled))
    assert_removed_once(stage, movie, stalled, told)
    assert "blocklist=true" in told["query"]
    assert "removeFromClient=false" in told["query"]
    assert "skipRedownload=true" in told["query"]
    stage.introduce(better)
    wait_until("the replacement is imported", lambda: len(stage.arr.scans(better)) == 1)
    acts = stage.program.acts(stalled)
    assert [act for act, _ in acts if act in ("removal", "blocklist", "quarantine")] == [
        "removal",
        "blocklist",
        "quarantine",
    ]

    waiting = stage.program.get("/api/quarantine")["quarantine"]
    assert [row["hash"] for row in waiting] == [stalled.hash]
    assert stage.program.post(f"/api/quarantine/{waiting[0]['instance']}/{stalled.hash}/undo")["result"] == "done"
    found = wait_until("it is back", lambda: stage.downloader.torrent(stalled.hash))
    assert found["category"] == "radarr"
    assert "qBitrr-quarantine" not in found["tags"]
    wait_until("it runs again", lambda: stage.downloader.torrent(stalled.hash)["state"] == "stalledDL")
    for _ in range(40):  # it is old enough to be given up at the next look
        assert stage.downloader.torrent(stalled.hash)["category"] == "radarr", "it was removed again"
        time.sleep(0.1)
    stage.downloader.post("torrents/delete", hashes=stalled.hash, deleteFiles="true")


def test_missing_film_is_searched(stage: Stage) -> None:
    """A missing film is searched without anybody asking; what is found is downloaded and imported."""
    torrent = stage.torrent("The Missing Film", "GRP", seeded=True)
    movie = stage.arr.movie("The Missing Film")
    stage.arr.offer(movie, torrent)
    stage.program.post(
        "/api/arr/Radarr-Movies/restart"
    )  # a restart rereads the library; else it takes up to five minutes
    wait_until("it is searched", lambda: stage.arr.commands("MoviesSearch", movieIds=[movie]))
    stage.introduce(torrent)
    wait_until("it is imported", lambda: stage.arr.scans(torrent))


def test_killed_child_comes_back_and_goes_on(stage: Stage) -> None:
    """`kill -9` of the torrent loop during work costs a moment and nothing else."""
    wait_until("every loop alive", stage.program.all_alive)
    movie, torrent = stage.movie_and_torrent("The Killed Child", seeded=False)
    stage.arr.post("faults", kind="slow", seconds=2, path="/queue/", method="DELETE", times=1)
    tells = next_deletion(stage)
    stage.arr.grab(movie, torrent)
    told = wait_until("the Arr is being told", tells)[0]
    pid = stage.program.processes()["torrent"]["pid"]
    os.kill(pid, 9)
    wait_until("another torrent loop", lambda: another_alive(stage, pid))
    wait_until("in quarantine", lambda: in_quarantine(stage, torrent))
    assert_removed_once(stage, movie, torrent, told)


def test_killed_supervisor_leaves_nothing_undone_or_done_twice(stage: Stage) -> None:
    """`kill -9` of the supervisor in the middle of a removal: no orphan survives, and the next start ends it, once."""
    movie, torrent = stage.movie_and_torrent("The Killed House", seeded=False)
    stage.arr.post("faults", kind="slow", seconds=2, path="/queue/", method="DELETE", times=1)
    tells = next_deletion(stage)
    stage.arr.grab(movie, torrent)
    told = wait_until("the Arr is being told", tells)[0]
    family = psutil.Process(stage.supervisor_pid()).children(recursive=True)
    stage.kill_supervisor()
    gone, alive = psutil.wait_procs(family, timeout=60)
    assert not alive
    assert gone
    stage.start_supervisor()
    wait_until("in quarantine", lambda: in_quarantine(stage, torrent))
    assert_removed_once(stage, movie, torrent, told)


def test_restarted_client_is_found_again(stage: Stage) -> None:
    """While qBittorrent is away that is a state; when it is back, work goes on with what it has."""
    stage.stop_downloader()
    wait_until("the API shows it", lambda: not stage.program.get("/api/status")["qbit"]["alive"], 60)
    assert stage.program.all_alive()
    stage.start_downloader()
    wait_until("it is back", lambda: stage.program.get("/api/status")["qbit"]["alive"], 60)
    movie, torrent = stage.movie_and_torrent("The Patient Film", seeded=True)
    stage.arr.grab(movie, torrent)
    stage.introduce(torrent)
    wait_until("the Arr has imported it", lambda: stage.arr.get("state")["downloads"].get(torrent.hash) == "imported")
    wait_until("it is tagged so", lambda: IMPORTED in stage.downloader.torrent(torrent.hash)["tags"])
    assert len(stage.arr.scans(torrent)) == 1


def next_deletion(stage: Stage) -> Callable[[], list[dict[str, Any]]]:
    """Looks for the next DELETE of a queue record, and those after it."""
    before = len(stage.arr.deletions())
    return lambda: stage.arr.deletions()[before:]


def another_alive(stage: Stage, pid: int) -> bool:
    """Whether the torrent loop lives under another process id."""
    torrent = stage.program.processes()["torrent"]
    return bool(torrent["alive"]) and torrent["pid"] != pid
