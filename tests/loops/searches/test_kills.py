"""Whatever instruction a search child is killed at, nothing is searched twice and nothing is forgotten."""

import shutil
import tempfile
from pathlib import Path

from twisted.internet.defer import Deferred
from twisted.web.iweb import IAgent
from zope.interface import implementer

from qbitrr.clients.arr.client import Arr
from qbitrr.clients.http.http import Http
from qbitrr.loops.searches.loop import SearchLoop
from qbitrr.store.catalog.schema import catalog_schema
from qbitrr.store.searches.schema import SCHEMA
from qbitrr.store.sqlite.database import Database
from qbitrr.store.sqlite.threads import immediately
from qbitrr.wire.messages import Perform
from qbitrr.wire.search_orders import SearchNow
from tests.loops.searches.world import FakeChild, LoopCase


class Fate:
    """Counts what a process does to the world outside of it, and ends it before or after its *last* deed."""

    def __init__(self, last: int | None = None, after: bool = False) -> None:
        self.dead = False
        self.decide(last, after)

    def decide(self, last: int | None, after: bool = False) -> None:
        """Count from now on."""
        self.deeds = 0
        self._last = last
        self._after = after

    def do(self, deed, *args, **kwargs):
        """Do it, unless dead; a dead process hears no answer."""
        if self.dead:
            return Deferred()
        self.deeds += 1
        if self.deeds != self._last:
            return deed(*args, **kwargs)
        if self._after:
            deed(*args, **kwargs)
        self.dead = True
        return Deferred()


@implementer(IAgent)
class MortalAgent:
    def __init__(self, agent, fate):
        self._agent = agent
        self._fate = fate

    def request(self, *args, **kwargs):
        return self._fate.do(self._agent.request, *args, **kwargs)


class KillTests(LoopCase):
    """One film is missing, another one is to be replaced; the child dies at each of its deeds in turn."""

    kind = "radarr"

    def live(self, folder: Path, fate: Fate, seconds: float) -> None:
        """A process on the files of *folder* for so long, or until its fate; the supervisor asks for the replacement."""
        self.born(folder, fate)
        self.ask("key", self.film.id, since=self.given_up_at)
        self.settle(seconds)

    def born(self, folder: Path, fate: Fate) -> None:
        """A process on the files of *folder*."""
        child = FakeChild(self.clock, "Arr")

        def run(function, *args):
            return fate.do(immediately, function, *args)

        catalog = Database(folder / "catalog.db", "cache", catalog_schema(self.kind), reactor=self.clock, run=run)
        database = Database(folder / "search.db", "facts", SCHEMA, reactor=self.clock, run=run)
        http = Http(MortalAgent(self.agent, fate), "http://arr.example:7878", "Arr", self.clock, jitter=lambda: 0.0)
        self.loop = SearchLoop(child, self.rules, "here", Arr(self.kind, http, "key"), catalog, database)
        Deferred.fromCoroutine(self.loop.begin())
        self.settle(1)
        self.child = child

    def life_and_death(self, last: int | None, after: bool, gap: float) -> int:
        """Kill the first process at its *last* deed, start another one after *gap* seconds; returns the first one's deeds."""
        self.film = self.sim.add_movie("Replaced", 2020)
        self.given_up_at = self.clock.seconds()
        self.lack = self.sim.add_movie("Lacking", 2021)
        self.sim.searcher.searches.clear()
        with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
            fate = Fate(last, after)
            self.live(Path(one), fate, 8)
            fate.dead = True
            shutil.copytree(one, two, dirs_exist_ok=True)
            self.settle(1)
            self.clock.pump([5] * round(gap / 5))
            self.live(Path(two), Fate(), 40)
            states = self.select("SELECT state FROM replacement", self.loop._database)
            ends = {status for (status,) in self.select("SELECT status FROM search_history", self.loop._database)}
            self.end()
        self.assertEqual([("done",)], states)
        self.assertNotIn("refused", ends, "the Arr refused nothing: what did not arrive is lost")
        ids = {self.film.id, self.lack.id}
        self.assertEqual(ids, {leaf for _, leaf in self.searched()})
        self.assertEqual(2, len(self.searched()), self.searched())
        for number in ids:
            self.sim.library.owners.pop(number)
        return fate.deeds

    def test_undisturbed(self):
        """The scenario itself, ended only after its last deed: many deeds, each thing searched once."""
        self.assertGreater(self.life_and_death(None, False, 20), 40)

    def test_killed_before_each_deed(self):
        """Just before a transaction or a request."""
        for last in range(1, self.life_and_death(None, False, 20) + 1):
            self.life_and_death(last, False, 20)

    def test_killed_after_each_deed(self):
        """Just after it, before its answer was heard: the moment between the Arr's having it and our knowing."""
        for last in range(1, self.life_and_death(None, False, 20) + 1):
            self.life_and_death(last, True, 20)

    def test_killed_and_back_after_the_arr_has_forgotten_the_command(self):
        """Ten minutes later the Arr no longer lists the command, but knows when it searched the film."""
        for last in range(1, self.life_and_death(None, False, 20) + 1):
            self.life_and_death(last, True, 600)

    def wish_and_death(self, last: int | None) -> int:
        """A film that was just searched is asked for once more; the process dies before its *last* deed after that. Returns its deeds."""
        film = self.sim.add_movie("Wanted", 2020)
        self.sim.searcher.searches.clear()
        with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
            fate = Fate()
            self.born(Path(one), fate)
            self.settle(20)
            self.assertEqual([("MoviesSearch", film.id)], self.searched())
            fate.decide(last)
            self.loop.message(Perform(id=9, what=SearchNow(item_ids=(film.id,))))
            self.settle(5)
            promised = "done" in [result for _, result, _ in self.child.answers]
            fate.dead = True
            shutil.copytree(one, two, dirs_exist_ok=True)
            self.settle(5)
            self.born(Path(two), Fate())
            self.settle(40)
            commands = self.select(
                "SELECT command_id FROM search_history WHERE status = 'completed'", self.loop._database
            )
            self.end()
        self.assertLessEqual(len(self.searched()), 2)
        if promised:
            self.assertEqual(2, len(self.searched()), f"what was promised is done, at deed {last}")
        self.assertEqual(len(self.searched()), len(set(commands)), commands)
        self.sim.library.owners.pop(film.id)
        return fate.deeds

    def test_asked_again_and_killed(self):
        """A wish for what was searched seconds ago: the search before is never taken for the one that was about to be sent."""
        for last in range(1, self.wish_and_death(None) + 1):
            self.wish_and_death(last)
