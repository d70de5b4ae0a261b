"""Our tags out of a client and into it again, by the setting, in the running program and over its death."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from qbitrr.model.torrents.tags import ALLOWED_SEEDING, IMPORTED
from tests.e2e.outside import Qbit, wait_until
from tests.e2e.starting import Processes
from tests.real.processes import free_port, wait_for_http

pytestmark = pytest.mark.e2e

FILE = """\
[Settings]
SchemaVersion = 1
PingURLS = []
LoopSleepTimer = 1
DryRun = false
Tagless = {tagless}
[WebUI]
AuthDisabled = false
Token = "t"
[qBit]
Host = "127.0.0.1"
Port = {port}
UserName = "admin"
Password = "adminadmin"
ManagedCategories = ["seed"]
"""


class House:
    """A client with torrents that seed, and the program beside it."""

    def __init__(self, processes: Processes, folder: Path) -> None:
        self.processes, self.folder, self.port = processes, folder, free_port()
        client = processes.start(
            "qbit", "-m", "qbitrr.testing.qbittorrent", "--port", str(self.port), "--torrents", "6", "--categories", "seed"
        )  # fmt: skip
        wait_for_http(client, self.port)
        self.qbit = Qbit(f"http://127.0.0.1:{self.port}", "admin", "adminadmin")
        *self.hashes, self.nobodys = sorted(each["hash"] for each in self.qbit.get("torrents/info"))
        self.qbit.post("torrents/setCategory", hashes=self.nobodys, category="")
        self.qbit.post("torrents/removeTags", hashes=self.nobodys, tags="")

    def configure(self, tagless: str) -> None:
        (self.folder / "config.toml").write_text(FILE.format(port=self.port, tagless=tagless))

    def tags(self) -> list[set[str]]:
        """Those of each torrent in the client, that of nobody last."""
        found = {each["hash"]: each["tags"] for each in self.qbit.get("torrents/info")}
        return [{tag.strip() for tag in found[hash_].split(",") if tag} for hash_ in (*self.hashes, self.nobodys)]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with ExitStack() as stack:
        yield House(Processes(stack, tmp_path), tmp_path)


def test_to_and_fro(house: House) -> None:
    """They are kept here, over a kill, and stand in the client again in the end; a person's tags never move."""
    house.configure("false")
    process, program = house.processes.supervisor(free_port())
    wait_until("they are tagged", lambda: house.tags() == [*[{ALLOWED_SEEDING}] * 5, set()])
    house.qbit.post("torrents/addTags", hashes=house.hashes[0], tags=f"{IMPORTED},mine")
    house.qbit.post("torrents/addTags", hashes=house.nobodys, tags=f"{IMPORTED},theirs")
    before = [{ALLOWED_SEEDING, IMPORTED, "mine"}, *[{ALLOWED_SEEDING}] * 4, {IMPORTED, "theirs"}]
    bare = [{"mine"}, *[set[str]()] * 4, {"theirs"}]
    process.kill()

    house.configure("true")
    process, program = house.processes.supervisor(free_port())
    wait_until("none is left", lambda: house.tags() == bare)
    wait_until("it is told", lambda: program.get("/api/activity?act=remove_tags")["entries"])
    process.kill()
    _, program = house.processes.supervisor(free_port())
    wait_until("every loop alive", program.all_alive)
    told = program.get("/api/activity?act=remove_tags")["entries"]
    assert [each["instance"] for each in told] == ["qBit"] * len(told)
    assert any("our tags are kept here from now on" in each["text"] for each in told)
    assert house.tags() == bare
    listed = {each["hash"]: each for each in program.get("/api/torrents")["torrents"]}
    assert [set(listed[hash_]["tags"]) for hash_ in (*house.hashes, house.nobodys)] == before
    assert set(program.get(f"/api/torrents/qBit/{house.hashes[0]}")["tags"]) == before[0]
    carrying = {each["hash"] for each in program.get(f"/api/torrents?tag={IMPORTED}")["torrents"]}
    assert carrying == {house.hashes[0], house.nobodys}

    house.configure("false")
    wait_until("they are there again", lambda: house.tags() == before)
