"""
One storm: rounds of stories, kills and trouble, then calm until everything has settled, then the audit.
"""

import os
import signal
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

import msgspec
from attrs import define, field
from msgspec.structs import replace

from tests.storm.auditing.audit import Violation, audit, figures, unfinished
from tests.storm.auditing.left import INSTANCES, read_left, read_rows
from tests.storm.auditing.observed import Left, Observed
from tests.storm.auditing.outcome import Outcome
from tests.storm.programs import QUARANTINE, Programs
from tests.storm.scenario import Kind, Planned
from tests.storm.supervised import Supervised
from tests.storm.weather import Round, Shot, Trouble

__all__ = ["Storm"]

SHOT_SECONDS = 3.0
TROUBLE_SECONDS = 3.0
STILL_SECONDS = 30.0
SETTLE_SECONDS = 180.0
STOP_SECONDS = 25.0
REPEATED = 2
"""So often a traceback may be in the log: a surprise, not a habit."""
_BACK = {client: instance for instance, client in INSTANCES.items()}


@define
class Storm:
    """A storm over *programs* and *supervised*. *seed* decides what the forecast leaves open; *tell* hears what happens."""

    programs: Programs
    supervised: Supervised
    seed: int
    grace_minutes: int
    tell: Callable[[str], None] = lambda text: None
    settle_seconds: float = SETTLE_SECONDS
    stories: int = 0
    _kills: Counter[str] = field(factory=Counter)
    _wrong: list[Violation] = field(factory=list)
    _number: int = 0
    _random: Random = field(init=False)
    _began: float = field(factory=time.monotonic)

    def __attrs_post_init__(self) -> None:
        self._random = Random(self.seed)

    @classmethod
    def over(
        cls, folder: Path, seed: int, grace_minutes: int, crowd: int = 200,
        tell: Callable[[str], None] = lambda text: None,
    ) -> "Storm":  # fmt: skip
        """Programs with a crowd of torrents, and a supervisor that runs. The caller closes."""
        programs = Programs(folder / "programs.log")
        try:
            programs.do("crowd", client="A", count=crowd)
            programs.do("crowd", client="B", count=crowd // 3)
            supervised = Supervised(folder, programs.ports, grace_minutes=grace_minutes)
        except BaseException:
            programs.close()
            raise
        return cls(programs, supervised, seed, grace_minutes, tell)

    def close(self) -> None:
        """End everything."""
        self.supervised.close()
        self.programs.close()

    def play(self, *stories: Kind) -> None:
        """Let stories begin. What is to fail is there and known since the start: now a person moves it."""
        for kind in stories:
            if kind is Kind.FAILED:
                self._fail_one()
            else:
                self._add(kind)

    def prepare(self, to_fail: int) -> None:
        """Start the supervisor, and let it see so many healthy downloads that are to fail later."""
        for _ in range(to_fail):
            self._add(Kind.FAILED)
        self.supervised.start()
        self._lists("AB", SETTLE_SECONDS)

    def _add(self, kind: Kind) -> None:
        self.stories += 1
        self.programs.do("play", kind=kind, number=self.stories)

    def _fail_one(self) -> None:
        plan = next((plan for plan in self._planned(Kind.FAILED) if plan.due_at is None), None)
        assert plan is not None, "more are to fail than were prepared"
        self.programs.do("move_to_failed", client=plan.client, hash=plan.hash)

    def run(self, rounds: tuple[Round, ...]) -> Outcome:
        """Let it happen, and judge."""
        self.prepare(sum(each.stories.count(Kind.FAILED) for each in rounds))
        for each in rounds:
            self._round(each)
        return self.judged()

    def judged(self) -> Outcome:
        """Calm, settled, stopped and audited."""
        self.programs.do("calm")
        # What got nonsense for an answer asks again after five minutes; a person who sees that restarts it.
        self._ensure("before it settled")
        self.supervised.program.post("/api/arr/Radarr-Movies/restart")
        if self._settled():
            for client in INSTANCES.values():
                self._undo_in_calm(client)
            self._settled()
        seconds = self.supervised.stop()
        if seconds > STOP_SECONDS:
            self._wrong.append(Violation("stop", ("supervisor", ""), f"it took {seconds:.0f} s"))
        for text, count in Counter(self.supervised.tracebacks()).items():
            if count > REPEATED:
                self._wrong.append(Violation("traceback", ("log", ""), f"{count} times: {text[:200]}"))
        seen = self._observed(read_left(self.supervised.data))
        (self.supervised.folder / "observed.json").write_bytes(msgspec.json.format(msgspec.json.encode(seen)))
        return Outcome(
            kills=self._kills,
            figures=figures(seen),
            violations=(*self._wrong, *audit(seen)),
            tracebacks=Counter(self.supervised.tracebacks()),
            seconds=time.monotonic() - self._began,
        )

    def _observed(self, left: Left) -> Observed:
        return replace(self.programs.observed(), grace_seconds=self.grace_minutes * 60.0, left=left)

    def _settled(self) -> bool:
        """Wait until nothing is left to be done; whether that came. What stays undone is for the audit to find."""
        deadline, told = time.monotonic() + self.settle_seconds, 0
        while time.monotonic() < deadline:
            self._ensure("while it settled")
            left = unfinished(self._observed(Left(rows=read_rows(self.supervised.data))))
            if not left:
                return True
            if len(left) != told:
                self.tell(f"settling, {len(left)} left: {left[0]}")
            told = len(left)
            time.sleep(0.5)
        return False

    def _ensure(self, when: str) -> None:
        if self.supervised.ensure():
            self._wrong.append(Violation("ended by itself", ("supervisor", ""), when))

    # A round

    def _round(self, each: Round) -> None:
        self._number += 1
        self._ensure(f"before round {self._number}")
        began = self.programs.do("now")
        self._again()
        if each.trouble is not None:
            self._begin(each.trouble)
        victim = each.shot.victim if each.shot is not None else ""
        pid = self._arm(each.shot) if each.shot is not None else None
        self.play(*each.stories)
        if each.undo:
            self._undo(self._random.choice(("A", "B")))
        if pid is not None:
            self._await_shot(victim, pid)
        if each.trouble is not None:
            self._end(each.trouble, began)
        self.tell(
            f"round {self._number}: {', '.join(each.stories)}; {victim or 'nobody'} killed; {_named(each.trouble)}"
        )

    def _planned(self, kind: Kind) -> list[Planned]:
        return [plan for plan in self.programs.observed().planned if plan.kind is kind]

    def _again(self) -> None:
        for plan in self._planned(Kind.AGAIN):
            if plan.spared_at is None and not plan.touched:
                self.programs.do("add_again", client=plan.client, hash=plan.hash)

    def _undo_in_calm(self, client: str) -> None:
        """When nothing goes wrong, what lies in quarantine can be taken back at once."""
        asked = self._undo(client)
        if asked is not None and asked in self.programs.do("where", client=client, category=QUARANTINE):
            self._wrong.append(Violation("undo refused", (client, asked), "it still lies in quarantine"))

    def _undo(self, client: str) -> str | None:
        """A person takes something back that lies in quarantine: its hash, None when nothing does."""
        planned = {(plan.client, plan.hash): plan for plan in self.programs.observed().planned}
        there = [
            hash_ for hash_ in self.programs.do("where", client=client, category=QUARANTINE)
            if not planned[client, hash_].touched and planned[client, hash_].kind is not Kind.AGAIN
        ]  # fmt: skip
        if not there:
            return None
        hash_ = self._random.choice(there)
        answer = self.supervised.undo(_BACK[client], hash_)
        self.tell(f"undo of {client}/{hash_[:8]}: {answer}")
        if answer != "refused":
            self.programs.do("person_took_back", client=client, hash=hash_, done=answer == "done")
        return hash_

    # Kills

    def _arm(self, shot: Shot) -> int | None:
        pid = self.supervised.pid(shot.victim)
        if pid is not None:
            self.programs.do(
                "kill", program=shot.program, pattern=shot.pattern, moment=shot.moment, pid=pid, delay=shot.delay
            )
        return pid

    def _await_shot(self, victim: str, pid: int) -> None:
        """The armed kill; if its request does not come, a kill at any moment."""
        if not _until(lambda: self.programs.do("was_killed", pid=pid), SHOT_SECONDS):
            self.programs.do("disarm")
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                return  # it was restarted meanwhile
            self.programs.do("note_kill", pid=pid)
        self._kills[victim] += 1
        if victim == "supervisor":
            _until(lambda: not self.supervised.is_running, 20)
            self.supervised.start()

    # Trouble

    def _begin(self, trouble: Trouble) -> None:
        self.supervised.family()
        match trouble.kind:
            case "disk":
                self.supervised.fill_disk(True)
            case "forward" | "back":
                # What struck before may still keep it from asking.
                self._lists("A", SETTLE_SECONDS)
                self.supervised.jump(2 * 86_400.0 if trouble.kind == "forward" else -3 * 3600.0)
            case "second_thoughts":
                self._fault(trouble, "500")
                self.play(Kind.REVIVED, Kind.RESCUED)
            case kind:
                self._fault(trouble, kind)

    def _fault(self, trouble: Trouble, kind: str) -> None:
        for program in trouble.programs:
            self.programs.do("fault", program=program, kind=kind, pattern=trouble.pattern)

    def _end(self, trouble: Trouble, began: float) -> None:
        """Let it work for a while, then end it."""
        match trouble.kind:
            case "disk":
                self._lists("A", TROUBLE_SECONDS)  # it goes on
                self.supervised.fill_disk(False)
            case "forward" | "back":
                self._goes_on(trouble)
                self.supervised.jump(0)
            case "second_thoughts":
                _until(lambda: self.programs.do("strikes") >= 3, 3 * TROUBLE_SECONDS)
                for kind, act in ((Kind.REVIVED, "complete"), (Kind.RESCUED, "protect")):
                    for plan in self._planned(kind):
                        if plan.spared_at is None:
                            self.programs.do(act, client=plan.client, hash=plan.hash)
            case _:
                _until(lambda: self.programs.do("strikes") >= 3 * len(trouble.programs), TROUBLE_SECONDS)
        self.programs.do("calm", what=trouble.name, since=began)

    def _goes_on(self, trouble: Trouble) -> None:
        """Whatever its clock shows, the supervisor goes on looking at its clients."""
        if not self._lists("A", STILL_SECONDS):
            self._wrong.append(Violation("stands still", ("clock", trouble.kind), "its client is not asked any more"))

    def _lists(self, clients: str, seconds: float) -> bool:
        """Whether the supervisor lists each of these clients three times more in that time."""
        before = self.programs.do("listings")
        return _until(
            lambda: all(self.programs.do("listings")[client] >= before[client] + 3 for client in clients), seconds
        )


def _named(trouble: Trouble | None) -> str:
    return trouble.name if trouble is not None else "no trouble"


def _until(true: Callable[[], bool], seconds: float) -> bool:
    """Whether it became true in that time."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
