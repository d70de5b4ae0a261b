"""A real client on a disk that can be seen: with no room a grab waits, untouched by all rules, and is imported once there is some."""

from collections.abc import Iterator

import pytest

from qbitrr.model.torrents.tags import FREE_SPACE_PAUSED
from tests.e2e.outside import wait_until
from tests.e2e.stage import Stage, staged

pytestmark = [pytest.mark.e2e, pytest.mark.real]

MORE_THAN_ANY_DISK = "900P"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Nothing may be downloaded, for want of room."""
    with staged(tmp_path_factory.mktemp("disk"), settings=f'FreeSpace = "{MORE_THAN_ANY_DISK}"') as built:
        yield built


def test_no_room_and_room_again(stage: Stage) -> None:
    """The disk is measured where the client writes; the limit changes while everything runs."""
    movie, torrent = stage.movie_and_torrent("The Patient Film", seeded=True)
    stage.arr.grab(movie, torrent)

    def waits() -> bool:
        found = stage.downloader.torrent(torrent.hash) or {}
        return found.get("state") in ("stoppedDL", "pausedDL") and FREE_SPACE_PAUSED in found["tags"]

    wait_until("it waits for room", waits)
    assert {("add_tags", "done"), ("pause", "done")} <= set(stage.program.acts(torrent))

    def pool() -> dict[str, object]:
        found = [each for each in stage.program.get("/api/disk")["pools"] if each["paused_count"] == 1]
        return found[0] if found else {}

    seen = wait_until("the disk is shown", pool)
    assert seen["path"]
    assert 0 < seen["free_bytes"] < seen["total_bytes"] < seen["guard_bytes"]  # type: ignore[operator]
    wait_until(
        "it is said", lambda: any("are to stay free" in each for each in stage.program.get("/api/status")["problems"])
    )
    assert waits()

    config = stage.config
    config.write_text(config.read_text().replace(MORE_THAN_ANY_DISK, "1K"))
    wait_until("it goes on", lambda: FREE_SPACE_PAUSED not in (stage.downloader.torrent(torrent.hash) or {})["tags"])
    stage.introduce(torrent)
    wait_until("the Arr has imported it", lambda: stage.arr.get("state")["downloads"].get(torrent.hash) == "imported")
    assert ("resume", "done") in stage.program.acts(torrent)
