"""Another configuration for the running program: real processes, and who of them goes on and who is another one."""

import http.client
import re
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.outside import Program, Qbit, wait_until
from tests.e2e.sections import arr_section, opening, qbit_section
from tests.e2e.starting import TWISTD, Processes
from tests.real.processes import free_port, wait_for_http
from tests.real.torrents import make_torrent

pytestmark = pytest.mark.e2e

TOKEN = "first-token-of-the-test"
Pids = dict[tuple[str, str], int]


class House:
    """A client, three Arrs, and the program with two of them, its web interface where the file says."""

    def __init__(self, processes: Processes) -> None:
        self.processes, self.folder = processes, processes.folder
        self.qbit = self.client("one")
        self.arrs = [self.arr(name) for name in ("a", "b", "c")]
        self.port = free_port()
        self.program = Program(f"http://127.0.0.1:{self.port}", TOKEN)
        self.text = self.first()
        self.write()
        processes.start("program", "-c", TWISTD, "--nodaemon", "--pidfile=", "qbitrr", "--data", str(self.folder))
        wait_until("every loop alive", self.program.all_alive)

    def client(self, name: str) -> Qbit:
        """A client with some torrents for each Arr."""
        port = free_port()
        process = self.processes.start(
            name, "-m", "qbitrr.testing.qbittorrent", "--port", str(port), "--torrents", "6", "--categories", "films,series"
        )  # fmt: skip
        wait_for_http(process, port)
        return Qbit(f"http://127.0.0.1:{port}", "admin", "adminadmin")

    def arr(self, name: str) -> str:
        """The address of a Radarr."""
        self.processes.start(name, "-m", "qbitrr.testing.arr", "--kind", "radarr", "--api-key", "key-of-arr")
        return wait_until("the Arr", lambda: re.search(r"listening on (http\S+)", self.processes.log(name)))[1]

    def first(self) -> str:
        webui = f'Host = "127.0.0.1"\nPort = {self.port}\nAuthDisabled = false'
        return (
            opening("LoopSleepTimer = 1", token=TOKEN, webui=webui)
            + qbit_section(port_of(self.qbit))
            + section("Radarr-A", self.arrs[0], "films")
            + section("Radarr-B", self.arrs[1], "series")
        )

    def write(self) -> None:
        """Write the file, as a person would."""
        fresh = self.folder / "config.new"
        fresh.write_text(self.text)
        fresh.chmod(0o600)
        fresh.rename(self.folder / "config.toml")

    def edit(self, old: str, new: str) -> None:
        """Edit the file by hand, at the first place."""
        assert old in self.text, old
        self.text = self.text.replace(old, new, 1)
        self.write()

    def children(self) -> dict[tuple[str, str], dict[str, Any]]:
        """The children that are alive, by section and kind."""
        processes = self.program.get("/api/processes")["processes"]
        return {(each["name"], each["kind"]): each for each in processes if each["alive"]}

    def pids(self) -> Pids:
        return {key: each["pid"] for key, each in self.children().items()}

    def change(self, **changes: Any) -> dict[str, Any]:
        """Change keys over HTTP (`Radarr_A__URI`: two underscores for a dot, one for a hyphen)."""
        named = {key.replace("__", ".").replace("_", "-"): value for key, value in changes.items()}
        answer: dict[str, Any] = self.program.post("/api/config", {"changes": named})
        return answer


def section(name: str, address: str, category: str) -> str:
    slow = f"[{name}.EntrySearch]\nSearchMissing = false\n[{name}.Torrent]\nStalledDelay = -1\nIgnoreTorrentsYoungerThan = 1"
    return arr_section(name, address, category, slow, key="key-of-arr")


def port_of(client: Qbit) -> str:
    return client.url.rpartition(":")[2]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with ExitStack() as stack:
        yield House(Processes(stack, tmp_path))


def test_sections(house: House) -> None:
    """Rules are taken without a restart, an address restarts its section alone, and sections come and go while others run."""
    before = house.pids()
    assert len(before) == 4
    # a rule: nobody is restarted, and it acts
    torrent = make_torrent("Film.2020.1080p.WEB-DL.x264-GRP", {"Film.mkv": 2_000_000})
    house.qbit.add(torrent, category="films")
    wait_until("it is looked after", lambda: torrents_of(house, "Radarr-A") == 4)
    house.edit("StalledDelay = -1", 'StalledDelay = "immediately"')
    wait_until("the new rule acts", lambda: house.qbit.torrent(torrent.hash)["category"] == "qbitrr-quarantine")  # type: ignore[index]
    after = house.children()
    assert {key: each["pid"] for key, each in after.items()} == before
    assert {each["restarts"] for each in after.values()} == {0}

    # an address: its two children are other ones, the rest are the same
    house.edit(f'URI = "{house.arrs[0]}"', f'URI = "{house.arrs[2]}"')
    changed = wait_until("both are other ones", lambda: moved(house, before, "Radarr-A"))
    assert same(changed, before) == {("Radarr-B", "torrent"), ("Radarr-B", "search")}
    assert {each["restarts"] for each in house.children().values()} == {0}

    # a section that goes, and one that comes with its category
    house.text = house.text.replace("Radarr-B", "Radarr-C")
    house.write()
    gone = wait_until("another section", lambda: has(house, "Radarr-C", "Radarr-B"))
    assert same(gone, changed) == {("Radarr-A", "torrent"), ("Radarr-A", "search")}
    assert not (house.folder / "db" / "Radarr-B").exists()  # it was renamed, and takes along what it stored
    wait_until("it has its torrents", lambda: torrents_of(house, "Radarr-C") == 3)

    # a slip of the pen stops nothing, and is said
    house.edit('Category = "films"', 'Category = ["films"')
    wait_until("it is said", lambda: "not used as it is now" in str(house.program.get("/api/status")))
    assert house.pids() == gone
    house.edit('Category = ["films"', 'Category = "films"')
    wait_until("it is mended", lambda: "not used as it is now" not in str(house.program.get("/api/status")))


def test_clients(house: House) -> None:
    """A client that comes is looked after, one that goes is unknown and not empty, and nobody is restarted for either."""
    before = house.pids()
    second = house.client("two")
    part = qbit_section(port_of(second), name="qBit-Two")
    house.text += part
    house.write()
    wait_until("its torrents have their owner", lambda: torrents_of(house, "Radarr-A") == 6)
    wait_until("it has the categories", lambda: "qbitrr-quarantine" in second.get("torrents/categories"))
    house.edit(part, "")
    wait_until("it is gone", lambda: len(house.program.get("/api/status")["qbitInstances"]) == 1)
    assert house.pids() == before
    assert len(second.get("torrents/info")) == 6
    # one that is reached with a wrong word, and with the right one again
    house.edit('Password = "adminadmin"', 'Password = "wrong-password"')
    wait_until("it is refused", lambda: not house.program.get("/api/status")["qbit"]["alive"])
    house.edit('Password = "wrong-password"', 'Password = "adminadmin"')
    wait_until("it is back", lambda: house.program.get("/api/status")["qbit"]["alive"])
    assert house.pids() == before


def test_a_client_gets_another_name(house: House) -> None:
    """What is in quarantine can be taken back, what was remembered is, and no row has the old name; ordered, then written by hand."""
    house.edit("StalledDelay = -1", 'StalledDelay = "immediately"')
    torrents = [make_torrent(f"Film.{year}.1080p.WEB-DL.x264-GRP", {"Film.mkv": 2_000_000}) for year in (2020, 2021)]
    for torrent in torrents:
        house.qbit.add(torrent, category="films")
    hashes = {each.hash for each in torrents}
    wait_until("both are set aside", lambda: quarantined(house).keys() == hashes)
    before = house.pids()
    answer = house.program.post("/api/config", {"changes": {}, "renames": {"qBit": "qBit-Main"}})
    assert answer["renamed"] == {"qBit": "qBit-Main"}
    after = wait_until("every loop again", lambda: now if (now := house.pids()).keys() == before.keys() else None)
    assert same(after, before) == set()
    wait_until("it is listed", lambda: house.program.get("/api/status")["qbit"]["alive"])
    assert list(house.program.get("/api/status")["qbitInstances"]) == ["Main"]
    wait_until("its torrents have their owner", lambda: torrents_of(house, "Radarr-A") == 3)
    assert quarantined(house) == dict.fromkeys(hashes, "qBit-Main")
    assert names_stored(house) == {"qBit-Main"}

    house.program.post(f"/api/quarantine/qBit-Main/{torrents[0].hash}/undo", {})
    wait_until("it is taken back", lambda: house.qbit.torrent(torrents[0].hash)["category"] == "films")  # type: ignore[index]
    house.text = (house.folder / "config.toml").read_text().replace("[qBit-Main]", "[qBit-Other]")
    house.write()
    wait_until("by hand", lambda: "Other" in house.program.get("/api/status")["qbitInstances"])
    wait_until("every loop once more", lambda: house.pids().keys() == before.keys())
    wait_until("nothing of the old name", lambda: names_stored(house) == {"qBit-Other"})
    assert quarantined(house) == {torrents[1].hash: "qBit-Other"}
    assert house.qbit.torrent(torrents[0].hash)["category"] == "films", "what a person took back stays"  # type: ignore[index]
    assert "ould not be done" not in str(house.program.get("/api/status")["problems"])


def test_the_web_interface_moves(house: House) -> None:
    """What is being answered at the old port is answered; a port that is taken leaves the old one, and is said."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        answer = house.change(WebUI__Port=taken.getsockname()[1])
        assert answer["reloadType"] == "webui"
        problems = str(house.program.get("/api/status"))
        assert f"the web interface moves to port {taken.getsockname()[1]}" in problems
    connection = http.client.HTTPConnection("127.0.0.1", house.port, timeout=60)
    connection.putrequest("POST", "/api/loglevel")
    connection.putheader("Authorization", f"Bearer {TOKEN}")
    connection.putheader("Content-Type", "application/json")
    body = b'{"level": "DEBUG"}'
    connection.putheader("Content-Length", str(len(body)))
    connection.endheaders()
    connection.send(body[:5])
    port = free_port()
    assert f"the web interface moves to port {port}" in str(house.change(WebUI__Port=port))
    moved_to = Program(f"http://127.0.0.1:{port}", TOKEN)
    wait_until("the new port answers", lambda: moved_to.get("/api/status"))
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", house.port), timeout=10)
    connection.send(body[5:])
    answered = connection.getresponse()
    assert answered.status == 200, answered.read()
    connection.close()
    # a token of another kind counts with the next request
    house.program = moved_to
    house.change(WebUI__Token="second-token-of-the-test")
    assert Program(moved_to.url, "second-token-of-the-test").get("/api/status")
    with pytest.raises(OSError, match="401"):
        moved_to.get("/api/status")


def quarantined(house: House) -> dict[str, str]:
    """The client by hash of what is in quarantine."""
    return {each["hash"]: each["instance"] for each in house.program.get("/api/quarantine")["quarantine"]}


def names_stored(house: House) -> set[str]:
    """The names of clients in every database, bodies included."""
    found = set()
    for path in (house.folder / "db").glob("**/*.db"):
        if path.name != "catalog.db":
            with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
                found |= set(re.findall(r"qBit(?:-\w+)?\b", "\n".join(database.iterdump())))
    return found


def moved(house: House, before: Pids, name: str) -> Pids | None:
    """The children now, once those of a section are other ones."""
    now = house.pids()
    is_moved = now.keys() == before.keys() and all(now[key] != before[key] for key in now if key[0] == name)
    return now if is_moved else None


def has(house: House, there: str, gone: str) -> Pids | None:
    """The children now, once one section is there with both, and another has none."""
    now = house.pids()
    return now if sum(key[0] == there for key in now) == 2 and all(key[0] != gone for key in now) else None


def same(now: Pids, before: Pids) -> set[tuple[str, str]]:
    """Who is the same process as before."""
    return {key for key in now if now[key] == before.get(key)}


def torrents_of(house: House, name: str) -> int:
    """How many torrents the torrent loop of a section says it looks after."""
    child = house.children().get((name, "torrent"), {})
    found = re.search(r"Looking after (\d+) torrents", str(child))
    return int(found[1]) if found else -1
