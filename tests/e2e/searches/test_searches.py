"""What a person says of searching, to the running program: looked at, asked for, left alone, paused; and after a restart."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.outside import ArrSeen, Program, wait_until
from tests.e2e.sections import arr_section, opening, qbit_section
from tests.e2e.starting import Processes
from tests.real.processes import Leashed, free_port, wait_for_http

pytestmark = pytest.mark.e2e

FILMS = 6
MANY_FILMS = 1000
HERE = {"instance": "Radarr-X"}


class House:
    """A Radarr with missing films, a client, and the program, which searches one film every ten minutes."""

    def __init__(self, processes: Processes, films: int = FILMS, **fault: Any) -> None:
        self.processes = processes
        port = free_port()
        client = processes.start("qbit", "-m", "qbitrr.testing.qbittorrent", "--port", str(port))
        wait_for_http(client, port)
        processes.start(
            "arr", "-m", "qbitrr.testing.arr", "--kind", "radarr", "--api-key", "k", "--library", str(films), "--have", "0"
        )  # fmt: skip
        found = wait_until("the Arr", lambda: re.search(r"listening on (http\S+)", processes.log("arr")))
        self.arr = ArrSeen(found[1])
        if fault:
            self.arr.post("faults", **fault)
        (processes.folder / "config.toml").write_text(
            opening('SearchLoopDelay = "10 minutes"')
            + qbit_section(port)
            + arr_section("Radarr-X", self.arr.url, "films", "[Radarr-X.EntrySearch]", "SearchMissing = true")
        )
        (processes.folder / "config.toml").chmod(0o600)
        self.supervisor, self.program = self.start()

    def start(self) -> tuple[Leashed, Program]:
        supervisor, program = self.processes.supervisor(free_port())
        wait_until("every loop alive", program.all_alive, 90)
        return supervisor, program

    def queue(self, **query: Any) -> dict[str, Any]:
        """What is told of the search."""
        asked = "&".join(f"{name}={value}" for name, value in {**HERE, **query}.items())
        told: dict[str, Any] = self.program.get(f"/api/search/queue?{asked}")
        return told

    def searched(self) -> list[int]:
        """The films that the Arr was told to search, in order."""
        return [number for each in self.arr.commands("MoviesSearch") for number in each["body"]["movieIds"]]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with ExitStack() as stack:
        yield House(Processes(stack, tmp_path))


def test_what_a_person_wants_of_searching(house: House) -> None:
    """One film goes at once; the others are told with their times, can be asked for, left alone, and all of it outlives a restart."""
    wait_until("the first film", house.searched)
    (first,) = house.searched()
    told = wait_until("the rest is planned", lambda: t if len((t := house.queue())["upcoming"]) == FILMS - 1 else None)
    assert {each["lane"] for each in told["upcoming"]} == {"missing"}
    assert [each["at"] for each in told["upcoming"]] == sorted(each["at"] for each in told["upcoming"])
    planned = [number for each in told["upcoming"] for number in each["ids"]]
    assert first not in planned
    (standing,) = house.queue(ids=first)["items"]
    assert standing["skip"] in ("cooldown", "search_running")

    paused = house.program.post("/api/search/pause", {**HERE, "minutes": 60, "reason": "indexers rest"})
    assert paused["pausedUntil"]
    assert paused["pauseReason"] == "indexers rest"
    wait_until("it says so", lambda: house.queue()["state"] == "paused")
    asked, left_alone = planned[-1], planned[0]
    told = house.program.post("/api/search/not-before", {**HERE, "ids": [left_alone], "days": 7})
    assert [(each["id"], each["skip"]) for each in told["items"]] == [(left_alone, "not_before")]
    house.program.post("/api/search", {**HERE, "ids": [asked]})
    wait_until("what is asked for goes, pause or not", lambda: house.searched() == [first, asked])

    house.supervisor.stop()
    house.supervisor, house.program = house.start()
    told = wait_until("it knows", lambda: t if (t := house.queue(ids=left_alone))["state"] == "paused" else None)
    assert told["pauseReason"] == "indexers rest"
    assert [each["skip"] for each in told["items"]] == ["not_before"]
    assert house.searched() == [first, asked]
    house.program.post("/api/search/pause", {**HERE, "minutes": 0})
    wait_until("it goes on", lambda: len(house.searched()) == 3)
    assert house.searched()[2] == planned[1]
    rest = set(planned[2:-1])
    wait_until("the rest is left", lambda: {n for each in house.queue()["upcoming"] for n in each["ids"]} == rest)

    for path, body in (("/api/search", {"instance": "Nobody", "ids": [1]}), ("/api/search", {**HERE, "ids": "all"})):
        with pytest.raises(OSError, match=r"40[04]"):
            house.program.post(path, body)


def test_the_first_search_of_all_does_not_wait_for_the_list(tmp_path: Path) -> None:
    """The list of a large library never ends; what has come of it is searched, each film read anew before."""
    with ExitStack() as stack:
        house = House(Processes(stack, tmp_path), MANY_FILMS, kind="halting", path="/movie", seconds=86_400.0)
        wait_until("the first film", house.searched)
        (first,) = house.searched()
        paths = [request["path"].rpartition("/v3/")[2].lower() for request in house.arr.get("requests")]
        assert "movie" in paths[: paths.index(f"movie/{first}")]
        told = house.queue()
        assert 0 < len(told["upcoming"]) < MANY_FILMS
        assert house.searched() == [first]
