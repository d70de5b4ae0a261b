"""A real client that was off: what happened meanwhile was not seen, so it counts for nothing."""

import time
from collections.abc import Iterator

import pytest

from tests.e2e.outside import wait_until
from tests.e2e.stage import Stage, staged

pytestmark = [pytest.mark.e2e, pytest.mark.real]
DELAY_SECONDS = 60.0


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A download that does not move is given up after a minute."""
    with staged(tmp_path_factory.mktemp("restart"), stalled="1m") as built:
        yield built


@pytest.mark.correction("A2", "A9")
def test_a_client_that_was_off_loses_nothing(stage: Stage) -> None:
    """
    Downloads are not given up when their client is back after longer than the delay; what lies in quarantine can still be taken
    back. A download that is watched for the whole delay is given up.
    """
    given_up = stage.torrent("The Film Given Up", "GRP", seeded=False)
    stage.arr.grab(stage.arr.movie("The Film Given Up"), given_up)

    def category(hash_: str) -> str:
        return str((stage.downloader.torrent(hash_) or {}).get("category"))

    wait_until("it is given up", lambda: category(given_up.hash) == "qbitrr-quarantine", 3 * DELAY_SECONDS)
    patient = stage.torrent("The Patient Film", "GRP", seeded=False)
    stage.arr.grab(stage.arr.movie("The Patient Film"), patient)
    wait_until(
        "it waits for a seed", lambda: (stage.downloader.torrent(patient.hash) or {}).get("state") == "stalledDL"
    )
    stage.stop_downloader()
    stopped_at = time.monotonic()
    wait_until(
        "the client was off for longer than the delay", lambda: time.monotonic() - stopped_at > DELAY_SECONDS + 5, 90
    )
    stage.start_downloader()
    wait_until("the client is back", lambda: stage.program.get("/api/status")["qbit"]["alive"], 60)
    back_at = time.monotonic()
    while time.monotonic() - back_at < DELAY_SECONDS / 3:
        assert category(patient.hash) == "radarr", "it was given up for the time in which nobody could see it"
        time.sleep(0.25)
    rows = stage.program.get("/api/quarantine")["quarantine"]
    assert [row["hash"] for row in rows] == [given_up.hash]
    assert stage.program.post(f"/api/quarantine/{rows[0]['instance']}/{given_up.hash}/undo")["result"] == "done"
    wait_until("it is back where it was", lambda: category(given_up.hash) == "radarr")
