"""How many of our files three walks through the program lead through, as `docs/architecture.md` tells them."""

from qbitrr.testing.arr import Release
from tests.actors.world import HASH, NOW
from tests.loops.searches.world import LoopCase
from tests.walks.house import HouseCase
from tests.walks.tracing import entered
from tests.web.logs.test_streams import BEARER, Client, StreamCase

MOST_FOR_A_REMOVAL = 109
MOST_FOR_A_SEARCH = 42
MOST_FOR_A_LOG_STREAM = 9


class Walks:
    """Those who change the program have to read what a walk leads through."""

    def hold(self, found: set[str], most: int) -> None:
        """No more files than it took before. Whoever makes it fewer writes the smaller number down."""
        listed = "\n".join(sorted(found))
        assert len(found) <= most, f"{len(found)} files, at most {most} were enough before:\n{listed}"


class RemovalWalk(Walks, HouseCase):
    def acts(self):
        return [entry.act for entry in reversed(self.done(self.journal.read(limit=100)))]

    def test_from_a_change_to_a_removal(self):
        """A person moves a torrent to the category for failed downloads; at the end the journal tells of its quarantine."""
        with entered() as found:
            self.sim.change(HASH, category="failed")
            while not (self.in_quarantine() and not self.removals.open):
                self.assertLess(self.clock.seconds(), NOW + 60)
                self.settle(0.25)
        self.assertEqual(["removal", "blocklist", "quarantine"], self.acts())
        self.hold(found, MOST_FOR_A_REMOVAL)


class SearchWalk(Walks, LoopCase):
    kind = "radarr"

    def has_ended(self):
        return self.select("SELECT 1 FROM search_state WHERE last_outcome = 'grabbed'", self.search_db)

    def test_from_a_missing_film_to_its_outcome(self):
        """The library is read, the film is searched, what was found is written."""
        self.begin(3)
        film = self.sim.add_movie("Film", 2020)
        self.sim.offer(film.id, Release(hash="ab" * 20))
        with entered() as found:
            while not self.has_ended():
                self.assertLess(self.clock.seconds(), NOW + 900)
                self.settle(1)
        self.assertEqual([("completed",)], self.select("SELECT status FROM search_history", self.search_db))
        self.hold(found, MOST_FOR_A_SEARCH)


class LogStreamWalk(Walks, StreamCase):
    def test_from_a_request_to_a_new_line(self):
        """A request for a live log is answered with what is there, and with the line that is written next."""
        client = Client(self.folder)
        with entered() as found:
            answer = client.start("GET", "/web/logs/Main.log/stream", headers=BEARER)
            self.append("new\n")
            client.clock.pump([1] * 3)
            client.flush()
        client.api.log_followers.stop()
        client.flush()
        self.assertIn("new", self.successResultOf(answer).body.decode())
        self.hold(found, MOST_FOR_A_LOG_STREAM)
