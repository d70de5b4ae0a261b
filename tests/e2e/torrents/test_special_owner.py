"""A torrent that somebody puts into a special category, and two Arrs of which the second grabbed it."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.e2e.outside import ArrSeen, Program, Qbit, wait_until
from tests.e2e.starting import Processes
from tests.real.processes import free_port, wait_for_http
from tests.real.torrents import make_torrent

pytestmark = pytest.mark.e2e

FILE = """\
[Settings]
SchemaVersion = 1
PingURLS = []
LoopSleepTimer = 1
[WebUI]
AuthDisabled = false
Token = "t"
[qBit]
Host = "127.0.0.1"
Port = {port}
UserName = "admin"
Password = "adminadmin"
"""
ARR = """\
[{name}]
Managed = true
URI = "{uri}"
APIKey = "key-of-arr"
Category = "{category}"
[{name}.EntrySearch]
SearchMissing = false
"""


class House:
    """A client and two Arrs, of which the second is not there yet."""

    def __init__(self, processes: Processes, folder: Path) -> None:
        self.processes, self.folder = processes, folder
        port, self.late_port = free_port(), free_port()
        client = processes.start("qbit", "-m", "qbitrr.testing.qbittorrent", "--port", str(port), "--torrents", "1")
        wait_for_http(client, port)
        self.qbit = Qbit(f"http://127.0.0.1:{port}", "admin", "adminadmin")
        self.first = self.arr("first", 0)
        text = FILE.format(port=port) + ARR.format(name="Radarr-A", uri=self.first.url, category="films")
        late = f"http://127.0.0.1:{self.late_port}"
        (folder / "config.toml").write_text(text + ARR.format(name="Radarr-B", uri=late, category="series"))

    def arr(self, name: str, port: int) -> ArrSeen:
        self.processes.start(
            name, "-m", "qbitrr.testing.arr", "--kind", "radarr", "--api-key", "key-of-arr", "--port", str(port)
        )
        log = self.processes.log
        return ArrSeen(wait_until("the Arr", lambda: re.search(r"listening on (http\S+)", log(name)))[1])


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with ExitStack() as stack:
        yield House(Processes(stack, tmp_path), tmp_path)


def told(program: Program) -> list[str]:
    return [each["text"] for each in program.get("/api/activity?act=owner")["entries"]]


def test_the_second_knows_it(house: House) -> None:
    """While that one is away it is nobody's and stays; once it answers it is blocklisted there, and the first hears nothing."""
    torrent = make_torrent("Film.2020.1080p.WEB-DL.x264-GRP", {"Film.mkv": 2_000_000})
    house.qbit.add(torrent, category="failed")
    _, program = house.processes.supervisor(free_port())
    wait_until("it is said", lambda: any("Radarr-B cannot say" in each for each in told(program)))
    assert house.qbit.torrent(torrent.hash)["category"] == "failed"  # type: ignore[index]

    second = house.arr("second", house.late_port)
    second.post("grabs", leaf_ids=[second.movie("Film")], hash=torrent.hash, title=torrent.name)
    wait_until("its own Arr is told", lambda: second.blocked(torrent) > 0)
    wait_until("it is set aside", lambda: house.qbit.torrent(torrent.hash)["category"] == "qbitrr-quarantine")  # type: ignore[index]
    assert any("Radarr-B knows it" in each for each in told(program))
    assert house.first.blocked(torrent) == 0
