"""
Kills of a search child: each at a request to the Arr or at a write to one of its files, while it searches and people ask for things.
"""

import json
import os
import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random
from threading import Thread
from typing import Any

from attrs import define, field

from tests.e2e.outside import wait_until
from tests.storm.programs import Programs
from tests.storm.searching.judging import OPEN, Asked, Remembered, Told, wrong
from tests.storm.supervised import PROGRAMS, Supervised

__all__ = ["CONFIG", "SearchKills"]

SECTION = "Radarr-Movies"
CONFIG = (
    PROGRAMS
    + """
[Settings]
SchemaVersion = 1
CompletedDownloadFolder = "/downloads"
PingURLS = []
SearchLoopDelay = 1
MaxProcessRestarts = 100000
ProcessRestartDelay = 0

[Radarr-Movies.EntrySearch]
SearchMissing = true
SearchesPerHour = 0
"""
)
SHOT_SECONDS = 3.0
SETTLE_SECONDS = 120.0
_LOOK_SECONDS = 0.0002
_REQUESTS = (
    r"POST command .*MoviesSearch", r"POST command .*MoviesSearch", r"GET command", r"GET movie ", r"GET movie/", r"GET queue",
    r"GET history", r"GET qualityprofile",
)  # fmt: skip
_DELAYS = (0.0, 0.0, 0.0, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.03, 0.1)


@define
class SearchKills:
    """*programs* and *supervised* are started and ended by the caller; *tell* hears what happens."""

    programs: Programs
    supervised: Supervised
    random: Random
    tell: Callable[[str], None] = lambda text: None
    kills: int = 0
    _asked: list[Asked] = field(factory=list)
    _left_alone: set[int] = field(factory=set)
    _count: int = 0
    _wrong: list[str] = field(factory=list)

    @classmethod
    def over(cls, folder: Path, seed: int, tell: Callable[[str], None] = lambda text: None) -> "SearchKills":
        """Programs with some films, and a supervisor that searches them. The caller closes."""
        programs = Programs(folder / "programs.log")
        try:
            supervised = Supervised(folder, programs.ports, config=CONFIG, haste={})
        except BaseException:
            programs.close()
            raise
        made = cls(programs, supervised, Random(seed), tell)
        for _ in range(3):
            made._lack()
        return made

    def close(self) -> None:
        """End everything."""
        self.supervised.close()
        self.programs.close()

    def run(self, kills: int) -> list[str]:
        """So many kills; all that is wrong afterwards."""
        self.supervised.start()
        wait_until("the search has begun", self.programs_told)
        for _ in range(kills):
            self._round()
        self._settle(kills)
        self.supervised.stop()
        library = {int(number): title for number, title in self.programs.do("library").items()}
        return self._wrong + wrong(
            self.programs_told(), tuple(self._asked), frozenset(self._left_alone), library, self.remembered()
        )

    def programs_told(self) -> tuple[Told, ...]:
        """What the Arr was told to search."""
        return tuple(Told(id=id, movie=movie, until=until) for id, movie, until in self.programs.do("told"))

    # A round

    def _round(self) -> None:
        pid = self._child()
        self._lack()
        self.programs.do("retitle", movie=self.random.choice(self._movies()), title=f"Renamed {self.kills}")
        shot = self._armed(pid)
        said = self._order()
        how = shot()
        self.kills += 1
        self.tell(f"kill {self.kills}: {how}; {said}")
        wait_until("another search child", lambda: self._child() != pid, 60)
        self._wrong += [
            f"{name} after kill {self.kills}: {words}" for name, words in self._integrity().items() if words != "ok"
        ]

    def _child(self) -> int:
        """The search child that lives."""
        found: list[int] = []

        def alive() -> bool:
            process = self.supervised.program.processes().get("search", {})
            found[:] = [process["pid"]] if process.get("alive") and process.get("pid") else []
            return bool(found)

        wait_until("a search child", alive, 60)
        return found[0]

    def _movies(self) -> list[int]:
        return sorted(int(number) for number in self.programs.do("library"))

    def _lack(self) -> None:
        self._count += 1
        self.programs.do("lack", title=f"Lacking {self._count}", year=2020)

    # Kills

    def _armed(self, pid: int) -> Callable[[], str]:
        """Be ready to kill it. What is returned waits for that and tells how it came."""
        delay = self.random.choice(_DELAYS)
        if self.random.random() < 0.5:
            pattern, moment = self.random.choice(_REQUESTS), self.random.choice(("before", "after"))
            self.programs.do("kill", program="R", pattern=pattern, moment=moment, pid=pid, delay=delay)
            return lambda: self._struck(pid, f"{moment} {pattern} and {delay} s")
        name = self.random.choice(("search.db-wal", "search.db-wal", "catalog.db-wal"))
        watch = Thread(target=_kill_at_write, args=(pid, self._folder / name, delay), daemon=True)
        watch.start()

        def at_write() -> str:
            watch.join()
            return f"at a write to {name} and {delay} s"

        return at_write

    def _struck(self, pid: int, how: str) -> str:
        deadline = time.monotonic() + SHOT_SECONDS
        while time.monotonic() < deadline:
            if self.programs.do("was_killed", pid=pid):
                return how
            time.sleep(0.01)
        self.programs.do("disarm")
        _kill(pid)
        return "at any moment"

    # People

    def _order(self) -> str:
        """Somebody asks for a film, or that one is left alone; both may be what the child dies of."""
        which, number = self.random.random(), self.random.choice(self._movies())
        if which < 0.4:
            return "nobody asks"
        if which < 0.75:
            at = self.programs.do("now")
            done = self._post("/api/search", ids=[number]) is not None
            self._asked.append(Asked(movie=number, at=at, acknowledged=done))
            return f"movie {number} asked for: {done}"
        told = self._post("/api/search/not-before", ids=[number], days=7)
        done = told is not None and [each["id"] for each in told["items"]] == [number]  # not one it does not know yet
        if done:
            self._left_alone.add(number)
        return f"movie {number} left alone: {done}"

    def _post(self, path: str, **body: Any) -> Any:
        """What the program says; None when it does not say yes."""
        try:
            return self.supervised.program.post(path, {"instance": SECTION, **body})
        except (OSError, ValueError):
            return None

    # The end

    def _settle(self, kills: int) -> None:
        """Wait until everything is searched."""

        def is_settled() -> bool:
            remembered = self.remembered()
            waits = set(self._movies()) - remembered.left_alone - {each.movie for each in self.programs_told()}
            is_open = any(status in OPEN for status, _, _ in remembered.history)
            return not waits and not is_open and not self._wishes()

        try:
            wait_until("everything is searched", is_settled, SETTLE_SECONDS + 2 * kills)
        except AssertionError as error:
            self._wrong.append(str(error))

    def _wishes(self) -> list[Any]:
        """What was asked for and is not done yet."""
        return _rows(self._folder / "search.db", "SELECT item_id FROM asked")

    @property
    def _folder(self) -> Path:
        return self.supervised.data / "db" / SECTION

    def _integrity(self) -> dict[str, str]:
        files = (self._folder / "search.db", self._folder / "catalog.db")
        return {path.name: str(_rows(path, "PRAGMA integrity_check")[0][0]) for path in files}

    def remembered(self) -> Remembered:
        """What the files say now."""
        search = self._folder / "search.db"
        return Remembered(
            history=tuple(
                (status, command, tuple(json.loads(ids)))
                for status, command, ids in _rows(search, "SELECT status, command_id, item_ids FROM search_history")
            ),
            states=dict(_rows(search, "SELECT item_id, last_command_id FROM search_state WHERE attempts > 0")),
            titles=dict(_rows(self._folder / "catalog.db", "SELECT id, title FROM movie")),
            integrity=self._integrity(),
            left_alone=frozenset(
                number for (number,) in _rows(search, "SELECT item_id FROM search_state WHERE not_before > 0")
            ),
            set_aside=tuple(path.name for path in self._folder.iterdir() if "corrupt" in path.name),
        )


def _kill_at_write(pid: int, file: Path, delay: float) -> None:
    """Kill it when *file* changes, *delay* seconds later; if it does not, at any moment."""
    before, deadline = _stamp(file), time.monotonic() + SHOT_SECONDS
    while _stamp(file) == before and time.monotonic() < deadline:
        time.sleep(_LOOK_SECONDS)
    at = time.monotonic() + delay
    while time.monotonic() < at:
        time.sleep(_LOOK_SECONDS)
    _kill(pid)


def _stamp(file: Path) -> tuple[int, int]:
    try:
        found = file.stat()
    except FileNotFoundError:
        return (0, 0)
    return (found.st_mtime_ns, found.st_size)


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return  # it ended by itself meanwhile


def _rows(path: Path, question: str) -> list[Any]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30)) as connection:
        return connection.execute(question).fetchall()
