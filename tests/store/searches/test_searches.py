"""What is remembered about searching: requests, searches under way, items, cycles."""

import tempfile
from pathlib import Path

from msgspec.structs import replace
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.model.reasons import Reason
from qbitrr.model.searches import (
    Candidate,
    Command,
    ItemState,
    Lane,
    Replacement,
    ReplacementState,
    SearchCycle,
    SearchOutcome,
    Spent,
)
from qbitrr.store.searches import history as search
from qbitrr.store.searches import states as search_states
from qbitrr.store.searches.schema import SCHEMA
from qbitrr.store.sqlite.database import Database
from qbitrr.store.sqlite.migrations import Schema
from qbitrr.store.sqlite.sql import execute, rows
from qbitrr.store.sqlite.threads import immediately

NOW = 1_787_227_200.0
DAY = 86_400.0
WHY = Reason(code="stalled", text="stalled", measured={"idle_seconds": 7200})
ASKED = Replacement(key="k", media_ids=(1, 2), why=WHY, name="Some.Release", asked_at=NOW)
CYCLE = SearchCycle(number=3, began=NOW, searched=5)


def candidate(*ids, key="", lane=Lane.MISSING):
    command = Command(name="MoviesSearch", ids=ids)
    why = WHY if key else None
    return Candidate(lane=lane, command=command, item_ids=ids, reason="Missing", title="A · Missing", key=key, why=why)


class SearchStoreTests(SynchronousTestCase):
    def setUp(self):
        self.database = Database(":memory:", "facts", SCHEMA, reactor=Clock(), run=immediately)
        self.successResultOf(self.database.open())
        self.addCleanup(self.database.close)

    def do(self, function, *args, **kwargs):
        return self.successResultOf(self.database.run(function, *args, **kwargs))

    def state(self):
        return self.do(rows, "SELECT state FROM replacement")[0][0]

    def sent(self, found=None, at=NOW, command_id=77):
        sending = self.do(search.begin, found or candidate(1, 2), at)
        states = [ItemState(item_id=n, eligible_since=at, last_command_id=command_id) for n in sending.item_ids]
        return self.do(search.sent, sending, command_id, at, states, CYCLE)

    def test_a_request_is_stored_once(self):
        """As it was asked, in the order of asking; the same key again changes nothing."""
        self.assertTrue(self.do(search.ask_replacement, ASKED))
        self.assertFalse(self.do(search.ask_replacement, replace(ASKED, media_ids=(9,))))
        self.do(search.ask_replacement, replace(ASKED, key="earlier", asked_at=NOW - 1))
        earlier = replace(ASKED, key="earlier", asked_at=NOW - 1)
        self.assertEqual({"earlier", "k"}, self.do(search.waiting_replacements))
        self.assertEqual(earlier, self.do(search.next_replacement, []))
        self.assertEqual(ASKED, self.do(search.next_replacement, ["earlier"]))
        self.assertIsNone(self.do(search.next_replacement, ["k", "earlier"]))

    def test_the_way_of_a_request(self):
        """Waiting, about to be sent, sent, done."""
        self.do(search.ask_replacement, ASKED)
        asked = candidate(1, 2, key="k", lane=Lane.REPLACEMENT)
        sending = self.do(search.begin, asked, NOW)
        self.assertEqual("sending", self.state())
        self.assertEqual(set(), self.do(search.waiting_replacements))
        done = self.do(search.sent, sending, 77, NOW, [], CYCLE)
        self.assertEqual("sent", self.state())
        self.do(search.finish, replace(done, status="completed", finished_at=NOW + 5), SearchOutcome.COMPLETED_NOTHING)
        self.assertEqual("done", self.state())

    def test_a_request_that_could_not_be_sent(self):
        """It waits again."""
        self.do(search.ask_replacement, ASKED)
        sending = self.do(search.begin, candidate(1, key="k", lane=Lane.REPLACEMENT), NOW)
        self.do(search.refuse, sending, "no", NOW, status="refused")
        self.assertEqual("waiting", self.state())
        self.assertEqual([], self.do(search.open_sendings))

    def test_a_request_of_an_earlier_release(self):
        """A file from before it was noted when the download was given up: its requests are served all the same."""
        first = Schema(name=SCHEMA.name, steps=SCHEMA.steps[:1])
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "search.db"
            for schema in (first, SCHEMA):
                database = Database(path, "facts", schema, reactor=Clock(), run=immediately)
                self.successResultOf(database.open())
                if schema is first:
                    row = "('k', '[1, 2]', '{\"code\": \"stalled\", \"text\": \"t\"}', 'N', 5.0, 'waiting', '')"
                    self.successResultOf(database.run(execute, f"INSERT INTO replacement VALUES {row}"))
                else:
                    found = self.successResultOf(database.run(search.next_replacement, ()))
                    self.assertEqual(("k", (1, 2), 0.0), (found.key, found.media_ids, found.since))
                self.successResultOf(database.close())

    def test_other_ends_of_a_request(self):
        """Covered by what runs already; nothing to search."""
        self.do(search.ask_replacement, ASKED)
        for state in (ReplacementState.DONE, ReplacementState.DROPPED):
            self.do(search.close, "k", "why", state)
            self.assertEqual(state, self.state())

    def test_what_is_open_after_a_crash(self):
        """Both what may have been sent and what was, complete."""
        first = self.do(search.begin, candidate(1, key="k", lane=Lane.REPLACEMENT), NOW)
        second = self.sent(candidate(2))
        self.sent(candidate(3))
        third = self.do(search.open_sendings)[2]
        self.do(search.finish, replace(third, status="completed"), SearchOutcome.GRABBED)
        self.assertEqual([first, second], self.do(search.open_sendings))
        self.assertEqual(WHY, self.do(search.open_sendings)[0].why)

    def test_sent_is_one_stroke(self):
        """With the command, its items and the cycle are remembered; a failure leaves none of it."""
        sending = self.do(search.begin, candidate(1), NOW)
        self.failureResultOf(
            self.database.run(search.sent, sending, 77, NOW, [ItemState(item_id=1, identity=None)], CYCLE)
        )
        self.assertEqual("sending", self.do(search.open_sendings)[0].status)
        self.sent(candidate(2))
        self.assertEqual(({2}, CYCLE), (set(self.do(search_states.states_of)), self.do(search_states.cycle_of, NOW)))

    def test_what_came_of_it(self):
        """The outcome is remembered of the items whose last search it was."""
        first = self.sent(candidate(1), command_id=77)
        self.sent(candidate(1), at=NOW + 60, command_id=78)
        self.do(search.finish, replace(first, status="failed"), SearchOutcome.FAILED)
        self.assertEqual("", self.do(search_states.states_of)[1].last_outcome)
        second = self.do(search.open_sendings)[0]
        self.do(search.finish, replace(second, status="completed", grabbed=1, release="R"), SearchOutcome.GRABBED)
        self.assertEqual("grabbed", self.do(search_states.states_of)[1].last_outcome)

    def test_times(self):
        """For the hourly cap and the ladder of replacements."""
        self.sent(candidate(1), at=NOW - 4000)
        self.sent(candidate(1, 2, key="k", lane=Lane.REPLACEMENT), at=NOW - 60)
        self.assertEqual([Spent(NOW - 60, Lane.REPLACEMENT)], self.do(search.spent_since, NOW - 3600))
        self.assertEqual({1: [NOW - 60], 3: []}, self.do(search.replaced_at, [1, 3], NOW - DAY))
        self.assertEqual(("A · Missing", NOW - 60), self.do(search.last_search))

    def test_nothing_yet(self):
        """A new file: no search, a first cycle."""
        self.assertEqual(("", 0.0), self.do(search.last_search))
        self.assertEqual(SearchCycle(number=1, began=NOW), self.do(search_states.cycle_of, NOW))

    def test_forgetting(self):
        """Items that have been gone for a month, history of more than three; never what is open."""
        self.sent(candidate(1, 2))
        old = self.sent(candidate(1), at=NOW - 91 * DAY)
        self.do(search.begin, candidate(1), NOW - 91 * DAY)
        self.do(search.finish, replace(old, status="completed"), SearchOutcome.COMPLETED_NOTHING)
        self.do(search_states.forget_gone, {1}, NOW)
        self.do(search_states.forget_gone, {1}, NOW + 29 * DAY)
        self.assertEqual({1, 2}, set(self.do(search_states.states_of)))
        self.do(search_states.forget_gone, {1}, NOW + 31 * DAY)
        self.assertEqual({1}, set(self.do(search_states.states_of)))
        self.assertEqual([("sent",), ("sending",)], self.do(rows, "SELECT status FROM search_history ORDER BY id"))

    def test_an_item_that_comes_back_is_not_forgotten(self):
        """Its month begins anew."""
        self.sent(candidate(1))
        self.do(search_states.forget_gone, set(), NOW)
        self.do(search_states.forget_gone, {1}, NOW + 20 * DAY)
        self.do(search_states.forget_gone, set(), NOW + 31 * DAY)
        self.assertEqual({1}, set(self.do(search_states.states_of)))
