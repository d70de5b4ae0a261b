"""The first start beside an Arr and a client that have worked together for years."""

import re
from contextlib import ExitStack
from pathlib import Path

import pytest

from qbitrr.loops.torrents.imports.history import MOST_SINGLE_REQUESTS
from tests.e2e.outside import ArrSeen, Qbit, wait_until
from tests.e2e.sections import arr_section, opening, qbit_section
from tests.e2e.setup.old_seeds import DUE, SEEDS, hash_of
from tests.e2e.starting import Processes
from tests.real.processes import free_port

pytestmark = pytest.mark.e2e


@pytest.mark.correction("A1")
def test_old_seeds(tmp_path: Path) -> None:
    """Three hundred imported seeds: tagged from at most five requests, no import, nothing goes but what has reached its limit."""
    with ExitStack() as stack:
        processes = Processes(stack, tmp_path)

        processes.start("outside", "-m", "tests.e2e.setup.old_seeds")
        found = wait_until(
            "both programs", lambda: re.search(r"qbit (\d+)\s+arr (http\S+)", processes.log("outside")), 90
        )
        qbit, arr = Qbit(f"http://127.0.0.1:{found[1]}", "admin", "adminadmin"), ArrSeen(found[2])
        (tmp_path / "config.toml").write_text(
            opening("LoopSleepTimer = 1")
            + qbit_section(found[1])
            + arr_section("Radarr-X", arr.url, "radarr", "[Radarr-X.EntrySearch]", "SearchMissing = false")
            + "[Radarr-X.Torrent.SeedingMode]\nRemoveTorrent = 1\nMaxUploadRatio = 2.0\n"
        )
        (tmp_path / "config.toml").chmod(0o600)
        _, program = processes.supervisor(free_port())
        wait_until("every loop alive", program.all_alive, 90)

        def tagged() -> set[str]:
            return {each["hash"] for each in qbit.get("torrents/info") if "qBitrr-imported" in each["tags"]}

        def quarantined() -> set[str]:
            return {each["hash"] for each in qbit.get("torrents/info", category="qbitrr-quarantine")}

        due, others = {hash_of(n) for n in range(DUE)}, {hash_of(n) for n in range(DUE, SEEDS)}
        wait_until("all are tagged", lambda: others <= tagged(), 120)
        wait_until("those at their limit go", lambda: quarantined() == due, 120)
        looks = len(arr.get("requests"))
        wait_until("the queue was read some more times", lambda: len(arr.get("requests")) > looks + 5, 90)
        requests = arr.get("requests")
        assert quarantined() == due
        assert len(qbit.get("torrents/info")) == SEEDS
        assert arr.commands("DownloadedMoviesScan") == []
        asked = [each["query"] for each in requests if each["path"].endswith("/history")]
        # What is to go is asked about once more by itself; on a machine so busy that looking at all of them takes longer than
        # half a minute, so are the first of them.
        alone = [query for query in asked if "downloadId=" in query]
        assert len(alone) <= MOST_SINGLE_REQUESTS + DUE
        # A child that such a machine keeps from beating is begun anew, and asks for what it had not heard yet.
        lives = 1 + program.processes()["torrent"]["restarts"]
        assert len(asked) - len(alone) <= 5 * lives, (lives, asked)
