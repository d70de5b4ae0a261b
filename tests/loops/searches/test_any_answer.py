"""Whatever an Arr answers, and whenever a child is killed: an item was searched, or is wanted as before."""

from collections.abc import Collection

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from qbitrr.testing.arr import Fault
from tests.loops.searches.world import LoopCase

STATUSES = (400, 401, 404, 405, 409, 415, 429, 500, 502, 503, 504)
FAULTS = st.one_of(
    st.builds(
        Fault, kind=st.just("status"), status=st.sampled_from(STATUSES), method=st.just("POST"), path=st.just("/command"),
        times=st.integers(1, 4), after=st.booleans(),
    ),
    st.builds(
        Fault, kind=st.sampled_from(("drop", "html", "truncated", "cut")), method=st.sampled_from(("POST", "GET")),
        path=st.sampled_from(("/command", "/queue", "/movie", "/history", "")), times=st.integers(1, 3), after=st.booleans(),
    ),
    st.builds(
        Fault, kind=st.just("slow"), seconds=st.sampled_from((20.0, 45.0, 200.0)), path=st.sampled_from(("/command", "/movie")),
        times=st.integers(1, 2),
    ),
)  # fmt: skip
EVENTS = st.one_of(
    FAULTS,
    st.sampled_from(("kill", "replace", "restart")),
    st.integers(1, 400),  # so many seconds pass
)


def replace_fault(fault: Fault) -> Fault:
    """A fresh one: the simulated Arr uses it up."""
    return Fault(
        kind=fault.kind, status=fault.status, seconds=fault.seconds, path=fault.path, method=fault.method, times=fault.times,
        after=fault.after,
    )  # fmt: skip


@pytest.mark.correction("C2", "E4")
class AnyAnswerTests(LoopCase):
    """Four films, two of them to be replaced, a random past."""

    def kill(self) -> None:
        """End the process without a chance to store anything more, and start another one."""
        self.end()
        self.begin(1)

    def taken(self) -> set[int]:
        """What the Arr has searched, or is about to."""
        active = [command.body.get("movieIds", ()) for command in self.sim.commands.all.values() if command.is_active]
        return {leaf for _, leaf in self.searched()} | {leaf for ids in active for leaf in ids}

    def broken_off(self) -> set[int]:
        """What a restart of the Arr ended while it was searched: that has to be heard of first."""
        ended = [command for command in self.sim.commands.all.values() if command.status in ("aborted", "orphaned")]
        return {leaf for command in ended for leaf in command.body.get("movieIds", ())}

    def check(self, unheard: Collection[int] = ()) -> None:
        """What counts as searched was taken by the Arr, nothing else."""
        counts = self.select("SELECT item_id FROM search_state WHERE attempts > 0", self.search_db)
        self.assertLessEqual({number for (number,) in counts}, self.taken() | set(unheard))

    @settings(max_examples=25)
    @example(
        events=[replace_fault(Fault(kind="status", status=400, method="POST", path="/command", times=1)), "restart"]
    )
    @given(events=st.lists(EVENTS, max_size=7))
    def test_searched_or_still_wanted(self, events):
        """At no moment does an item count as searched that was not; when all is well again everything has been, once."""
        self.tearDown()
        self.doCleanups()
        self.setUp()
        self.rules = replace(self.rules, delay_seconds=2.0)
        films = [self.sim.add_movie(f"Film {number}", 2000 + number) for number in range(4)]
        self.begin(1)
        asked = 0
        for event in events:
            match event:
                case Fault():
                    self.sim.faults.add(replace_fault(event))
                case "kill":
                    self.kill()
                case "replace":
                    asked += 1
                    self.ask(f"key{asked}", films[asked % 2].id, since=self.clock.seconds())
                case "restart":
                    self.sim.restart(5.0)
                case seconds:
                    self.settle(seconds)
            self.settle(3)
            self.check(self.broken_off())
        self.sim.faults.clear()
        self.settle(2200)
        self.check()
        self.assertEqual({film.id for film in films}, {leaf for _, leaf in self.searched()})
        states = self.select("SELECT DISTINCT state FROM replacement", self.search_db)
        self.assertLessEqual(set(states), {("done",), ("dropped",)})
