"""What rows of trackers and rates ask for comes about in the client, and stays as a person wants it."""

from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.e2e.outside import Program, Qbit, wait_until
from tests.e2e.sections import opening, qbit_section
from tests.e2e.starting import Processes
from tests.real.processes import free_port, wait_for_http

pytestmark = pytest.mark.e2e

ADDED = "http://added.example/0123456789abcdef/announce"
CONFIG = (
    opening("DryRun = {dry_run}")
    + qbit_section("{port}", 'ManagedCategories = ["seed"]')
    + """\
CategorySeeding.UploadRateLimitPerTorrent = 300
[[qBit.Trackers]]
URI = "tracker0.example"
AddTags = ["zero"]
SuperSeedMode = true
[[qBit.Trackers]]
URI = "{added}"
AddTrackerIfMissing = true
[[qBit.Trackers]]
URI = "tracker1.example"
RemoveIfExists = true
AddTags = ["one"]
"""
)


def seeds(port: int) -> Qbit:
    """Five finished torrents of five trackers in the managed category; the second one has a tracker more, and a tag."""
    qbit = Qbit(f"http://127.0.0.1:{port}", "admin", "adminadmin")
    qbit.post("torrents/createCategory", category="seed")
    torrents = qbit.get("torrents/info", sort="name")
    for torrent in torrents:
        qbit.post("torrents/setCategory", hashes=torrent["hash"], category="seed")
    qbit.post("torrents/addTrackers", hash=torrents[1]["hash"], urls="http://other.example/announce")
    qbit.post("torrents/addTags", hashes=torrents[1]["hash"], tags="one,mine")
    return qbit


def announced(qbit: Qbit, hash_: str) -> set[str]:
    return {each["url"] for each in qbit.get("torrents/trackers", hash=hash_) if each["tier"] != -1}


def of_tracker(qbit: Qbit, number: int) -> str:
    """The torrent of the tracker of this number."""
    url = f"http://tracker{number}.example/announce"
    (found,) = [each["hash"] for each in qbit.get("torrents/info") if url in announced(qbit, each["hash"])]
    return str(found)


def entries(program: Program, result: str) -> set[str]:
    return {each["act"] for each in program.get("/api/activity?limit=500")["entries"] if each["result"] == result}


def test_rows_come_about(tmp_path: Path) -> None:
    """Held back in a dry run; then done, told without addresses, and not done again when a person undoes it."""
    with ExitStack() as stack:
        processes = Processes(stack, tmp_path)
        port = free_port()
        client = processes.start(
            "qbit", "-m", "qbitrr.testing.qbittorrent", "--port", str(port), "--torrents", "5", "--downloading", "0"
        )
        wait_for_http(client, port)
        qbit = seeds(port)
        zero, one = of_tracker(qbit, 0), of_tracker(qbit, 1)
        before = announced(qbit, zero)
        config = tmp_path / "config.toml"
        config.write_text(CONFIG.format(port=port, added=ADDED, dry_run="true"))
        config.chmod(0o600)
        _, program = processes.supervisor(free_port())
        wait_until("every loop alive", program.all_alive)
        everything = {"add_trackers", "remove_trackers", "limit_upload", "super_seed", "add_tags"}
        wait_until("all of it is held back", lambda: everything <= entries(program, "held"))
        assert announced(qbit, zero) == before

        config.write_text(CONFIG.format(port=port, added=ADDED, dry_run="false"))
        wait_until("all of it is done", lambda: everything <= entries(program, "done"))
        wait_until("the tracker is added", lambda: announced(qbit, zero) == {*before, ADDED})
        wait_until("the other one is gone", lambda: announced(qbit, one) == {"http://other.example/announce", ADDED})

        def is_kept() -> bool:
            first, second = qbit.torrent(zero) or {}, qbit.torrent(one) or {}
            return (
                (first["up_limit"], first["super_seeding"], second["up_limit"]) == (307_200, True, 307_200)
                and "zero" in first["tags"].split(", ")
                and "mine" in second["tags"].split(", ")
                and "one" not in second["tags"].split(", ")
            )

        wait_until("limits and tags are as the rows want them", is_kept)
        assert {"zero", "one"} <= set(qbit.get("torrents/tags"))
        told = program.get("/api/activity?limit=500")["entries"]
        assert "0123456789abcdef" not in str(told)
        assert any("added.example" in each["text"] for each in told)

        qbit.post("torrents/removeTrackers", hash=zero, urls=ADDED)
        qbit.post("torrents/setUploadLimit", hashes=zero, limit="1000")
        written = config.read_text().replace("PerTorrent = 300", "PerTorrent = 400")
        config.write_text(written)
        wait_until("another rate is obeyed", lambda: (qbit.torrent(one) or {})["up_limit"] == 409_600)
        wait_until("by all", lambda: (qbit.torrent(zero) or {})["up_limit"] == 409_600)
        assert announced(qbit, zero) == before


def test_one_that_left_while_nobody_looked(tmp_path: Path) -> None:
    """A limit of ours is lifted by the next life; what a person made of another one stays."""
    with ExitStack() as stack:
        processes = Processes(stack, tmp_path)
        port = free_port()
        client = processes.start(
            "qbit", "-m", "qbitrr.testing.qbittorrent", "--port", str(port), "--torrents", "5", "--downloading", "0"
        )
        wait_for_http(client, port)
        qbit = seeds(port)
        config = tmp_path / "config.toml"
        config.write_text(CONFIG.format(port=port, added=ADDED, dry_run="false"))
        config.chmod(0o600)
        process, program = processes.supervisor(free_port())

        def limits() -> list[int]:
            return [(qbit.torrent(each) or {})["up_limit"] for each in hashes]

        hashes = [each["hash"] for each in qbit.get("torrents/info")]
        wait_until("all are limited", lambda: limits() == [307_200] * 5)
        wait_until("and it is told", lambda: "limit_upload" in entries(program, "done"))
        process.kill()
        qbit.post("torrents/createCategory", category="elsewhere")
        qbit.post("torrents/setCategory", hashes="|".join(hashes[:2]), category="elsewhere")
        qbit.post("torrents/setUploadLimit", hashes=hashes[1], limit="1000")
        _, program = processes.supervisor(free_port())
        wait_until("the limit of the one that left is lifted", lambda: limits()[0] <= 0)
        assert limits()[1:] == [1000, *[307_200] * 3]


SORTED = (
    opening()
    + qbit_section("{port}", 'ManagedCategories = ["seed"]')
    + """\
[[qBit.Trackers]]
URI = "queue{highest}.example"
Priority = 10
SortTorrents = true
"""
)


def test_the_queue_is_sorted(tmp_path: Path) -> None:
    """By the priority in the file; another file, another order."""
    with ExitStack() as stack:
        processes = Processes(stack, tmp_path)
        port = free_port()
        client = processes.start(
            "qbit", "-m", "qbitrr.testing.qbittorrent", "--port", str(port), "--torrents", "5", "--downloading", "5"
        )
        wait_for_http(client, port)
        qbit = seeds(port)
        qbit.post("app/setPreferences", json='{"queueing_enabled": true, "max_active_downloads": 1}')
        queue = sorted(qbit.get("torrents/info", filter="downloading"), key=lambda each: each["priority"])
        lowest = [each["hash"] for each in queue[-2:]]
        for number, hash_ in enumerate(lowest):
            qbit.post("torrents/addTrackers", hash=hash_, urls=f"http://queue{number}.example/announce")
        config = tmp_path / "config.toml"
        config.write_text(SORTED.format(port=port, highest=0))
        config.chmod(0o600)
        _, program = processes.supervisor(free_port())
        wait_until("every loop alive", program.all_alive)
        for number, top in enumerate(lowest):
            config.write_text(SORTED.format(port=port, highest=number))
            wait_until("it is on top", lambda top=top: (qbit.torrent(top) or {})["priority"] == 1)  # type: ignore[misc]
