"""A running program looks into finished downloads before it has them imported, with a program that answers as real ones did."""

import re
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.e2e.outside import ArrSeen, Qbit, wait_until
from tests.e2e.sections import arr_section, opening, qbit_section
from tests.e2e.starting import Processes
from tests.loops.torrents.imports.samples import SAMPLES, replaying_in
from tests.real.processes import free_port, wait_for_http

pytestmark = pytest.mark.e2e


def test_a_film_and_a_text(tmp_path: Path) -> None:
    """The film is handed over; what only has the name of one is given up, blocklisted and never handed over, and the journal says why."""
    content = {sample.name: sample.content for sample in SAMPLES}
    with ExitStack() as stack:
        processes = Processes(stack, tmp_path)
        port = free_port()
        client = processes.start(
            "qbit", "-m", "qbitrr.testing.qbittorrent", "--port", str(port), "--torrents", "2", "--categories", "radarr",
            "--save-path", str(tmp_path / "downloads"),
        )  # fmt: skip
        wait_for_http(client, port)
        qbit = Qbit(f"http://127.0.0.1:{port}", "admin", "adminadmin")
        good, bad = qbit.get("torrents/info", sort="name")
        for torrent, name in ((good, "film.mkv"), (bad, "text.mkv")):
            (file,) = qbit.get("torrents/files", hash=torrent["hash"])
            path = Path(torrent["save_path"], file["name"])
            path.parent.mkdir(parents=True)
            path.write_bytes(content[name] or b"")
        replaying_in(tmp_path)
        processes.start(
            "arr", "-m", "qbitrr.testing.arr", "--kind", "radarr", "--api-key", "k", "--library", "0",
            "--qbit", f"http://admin:adminadmin@127.0.0.1:{port}", "--category", "radarr", "--no-auto-import",
        )  # fmt: skip
        found = wait_until("the Arr", lambda: re.search(r"listening on (http\S+)", processes.log("arr")))
        arr = ArrSeen(found.group(1))
        for number, torrent in enumerate((good, bad)):
            arr.post("grabs", leaf_ids=[arr.movie(f"Film {number}")], hash=torrent["hash"])
        arr.post("refresh")
        (tmp_path / "config.toml").write_text(
            opening("LoopSleepTimer = 1")
            + qbit_section(port)
            + arr_section("Radarr-X", arr.url, "radarr")
            + "[Radarr-X.EntrySearch]\nSearchMissing = false\n[Radarr-X.Torrent]\nVerifyBeforeImport = true\n"
        )
        _, program = processes.supervisor(free_port())
        wait_until("every loop alive", program.all_alive)

        def handed_over() -> set[str]:
            scans = arr.commands("DownloadedMoviesScan")
            return {each["body"]["downloadClientId"].lower() for each in scans}

        wait_until("the film is handed over", lambda: good["hash"] in handed_over())
        wait_until("the text is set aside", lambda: qbit.torrent(bad["hash"])["category"] == "qbitrr-quarantine")  # type: ignore[index]
        assert [each["hash"].lower() for each in arr.get("state")["blocklist"]] == [bad["hash"]]
        entry = program.get(f"/api/activity?act=removal&hash={bad['hash']}")["entries"][-1]
        assert entry["why"]["code"] == "unplayable"
        assert "it is no media file (Invalid data found when processing input)" in entry["text"]
        assert handed_over() == {good["hash"]}
