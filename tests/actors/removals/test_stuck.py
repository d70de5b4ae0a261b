"""Removals that cannot go on stand under what needs a person, with what helps, and only as long as that is so."""

from datetime import datetime
from typing import Any

from attrs import evolve

from qbitrr.decide.removals.stuck import DUTY_SECONDS, FAILS_SECONDS, WAITS_SECONDS
from qbitrr.model.status import Attention, TorrentReport
from qbitrr.model.steps import Result
from qbitrr.testing.qbittorrent import Answered, SimulatedTracker
from qbitrr.web.state.attention import NeedyTorrentAnswer, attention_answer
from tests.actors.removals.test_rails import RULE, TRACKER
from tests.actors.test_supervisor import SupervisorCase
from tests.actors.world import HASH


class StuckCase(SupervisorCase):
    """The movie, with a tracker, among what the supervisor shows."""

    def setUp(self) -> None:
        super().setUp()
        self.qbits["qBit"].torrents[HASH].trackers.append(SimulatedTracker(url=TRACKER))
        self.settle(3)

    def needy(self) -> list[NeedyTorrentAnswer]:
        answer = attention_answer(self.supervisor.overview(), str)
        self.assertEqual(len(answer.torrents), answer.total)
        return list(answer.torrents)

    def codes(self) -> list[str]:
        return [each.code for each in self.needy()]

    def wait(self, seconds: float) -> None:
        self.settle(seconds, step=20.0)

    def remove(self, **fields: Any) -> Result:
        (outcome,) = self.gathered(self.removal(**fields))
        return outcome.result


class StuckTests(StuckCase):
    def test_the_arr_refuses(self) -> None:
        """Not at the first refusals; then with the torrent, since when, why and what helps, until the Arr takes it."""
        self.arr_children.result = "failed"
        self.assertEqual(Result.DONE, self.remove())
        began = self.clock.seconds()
        self.wait(FAILS_SECONDS - 60)
        self.assertEqual([], self.codes())
        self.wait(400)
        (needy,) = self.needy()
        self.assertEqual(
            ("Radarr", "qBit", HASH, "Movie", "removal_not_told"),
            (needy.section, needy.instance, needy.hash, needy.name, needy.code),
        )
        self.assertIn("so it is", needy.text)  # the words of the Arr
        self.assertIn("take the removal back", needy.action)
        self.assertLess(abs(datetime.fromisoformat(str(needy.since)).timestamp() - began), 60)
        self.arr_children.result = "done"
        self.wait(400)
        self.assertEqual(([], {}), (self.codes(), self.removals.open))

    def test_cancelled(self) -> None:
        """What a person took back is nobody's trouble any more."""
        self.arr_children.result = "retry"
        self.remove()
        self.wait(FAILS_SECONDS + 400)
        self.assertEqual(["removal_not_told"], self.codes())
        self.done(self.supervisor.cancel_removal("qBit", HASH))
        self.settle(5)
        self.assertEqual([], self.codes())

    def test_the_client_refuses(self) -> None:
        """As when it takes no category: the torrent is named with the words of its client."""
        self.qbits["qBit"].faults.next(Answered(status=409), path="torrents/setCategory", times=None)
        self.remove()
        self.wait(FAILS_SECONDS + 400)
        self.assertEqual(["removal_refused"], self.codes())
        self.qbits["qBit"].faults.clear()
        self.wait(400)
        self.assertEqual(([], True), (self.codes(), self.in_quarantine()))

    def test_the_client_does_nothing(self) -> None:
        """One that takes the order and does not do it is no better than one that refuses."""
        self.qbits["qBit"].faults.next(Answered(status=200, body=b""), path="torrents/setCategory", times=None)
        self.remove()
        self.wait(FAILS_SECONDS + 600)
        self.assertEqual(["removal_refused"], self.codes())

    def test_its_loop_is_away(self) -> None:
        """An hour may pass before anybody is told."""
        self.arr_children.absent = True
        self.remove()
        self.wait(WAITS_SECONDS - 120)
        self.assertEqual([], self.codes())
        self.wait(600)
        self.assertEqual(["removal_waits"], self.codes())
        self.arr_children.absent = False
        self.removals.ready("Radarr")
        self.settle(5)
        self.assertEqual([], self.codes())

    def test_a_hold(self) -> None:
        """What a person wants to wait is not stuck; what goes wrong after it has its own time."""
        self.on_hold = lambda *sections: "on hold"
        self.remove()
        self.wait(WAITS_SECONDS + 600)
        self.assertEqual([], self.codes())
        self.on_hold = lambda *sections: ""
        self.arr_children.absent = True
        self.removals.hold_turned()
        self.wait(300)
        self.assertEqual([], self.codes())

    def test_in_the_line(self) -> None:
        """One that has not begun counts as well; it goes with the torrent."""
        self.qbits["qBit"].faults.next(Answered(status=500), path="torrents/trackers", times=None)
        self.rules = evolve(self.rules, trackers={"qBit": [RULE]})
        self.assertEqual(Result.HELD, self.remove())
        self.wait(WAITS_SECONDS - 120)
        self.assertEqual([], self.codes())
        self.wait(900)
        self.assertEqual(["removal_duty"], self.codes())
        self.qbits["qBit"].remove(HASH)
        self.wait(120)
        self.assertEqual([], self.codes())

    def test_a_duty_without_end(self) -> None:
        """One that is never done at its speed is named after a day, and goes when a person sets it aside."""
        for file in self.qbits["qBit"].torrents[HASH].files:
            file.have = file.size
        self.qbits["qBit"].change(HASH, completion_on=int(self.clock.seconds()))
        self.settle(5)
        self.rules, self.rule = evolve(self.rules, trackers={"qBit": [RULE]}), 10
        self.assertEqual(Result.HELD, self.remove(blocklist=False, search_again=False))
        self.settle(DUTY_SECONDS - 900, step=90.0)
        self.assertEqual([], self.codes())
        self.settle(1800, step=90.0)
        (needy,) = self.needy()
        self.assertEqual("removal_duty", needy.code)
        self.assertIn("Set its duty aside", needy.action)
        self.done(self.supervisor.waive_duty("qBit", HASH, "its tracker closed"))
        self.wait(900)
        self.assertEqual([], self.codes())

    def test_a_purge(self) -> None:
        """What its client does not delete, though its time is over, is named until it is deleted."""
        self.remove()
        self.settle(10)
        self.assertTrue(self.in_quarantine())
        self.qbits["qBit"].faults.next(Answered(status=409), path="torrents/delete", times=None)
        self.wait(self.grace + WAITS_SECONDS - 300)
        self.assertEqual([], self.codes())
        self.wait(900)
        (needy,) = self.needy()
        self.assertEqual(("purge_waits", "Radarr"), (needy.code, needy.section))
        self.qbits["qBit"].faults.clear()
        self.wait(2400)
        self.assertEqual(([], {}), (self.codes(), self.quarantine.rows))

    def test_two_words_of_one_torrent(self) -> None:
        """What its loop says of it as well counts once: the removal is what a person has to look at."""
        self.arr_children.result = "failed"
        self.remove()
        self.wait(FAILS_SECONDS + 400)
        report = TorrentReport(
            at=1.0, attention=1, needs=(Attention(instance="qBit", hash=HASH, name="Movie", code="x", text="y"),)
        )
        self.child("Radarr", "torrent").become(True, report=report)
        self.assertEqual(["removal_not_told"], self.codes())
