"""What waits costs nothing: counted in requests and judgements, not in seconds."""

from typing import Any

import pytest

from qbitrr.actors.removals.rails import Rails
from qbitrr.model.steps import Result
from tests.actors.removals.test_removals import RemovalCase

MANY = 600


@pytest.mark.correction("B8")
class WorkTests(RemovalCase):
    def setUp(self) -> None:
        super().setUp()
        self.owned = 30_000
        self.hashes = [self.qbits["qBit"].add(name=f"S{n}", category="radarr").hash for n in range(MANY)]
        self.settle(5)
        self.judged = 0
        real = Rails.judge

        async def judge(rails: Rails, before: Any, questions: Any) -> Any:
            self.judged += len(questions)
            return await real(rails, before, questions)

        self.patch(Rails, "judge", judge)

    def looks(self) -> int:
        return self.asked(reads=True).count("torrents/info")

    def ask_for_all(self) -> None:
        plain = {"blocklist": False, "search_again": False}
        outcomes = [self.submit(self.removal(hash_=each, name=each[:4], **plain))[0] for each in self.hashes]
        self.assertEqual({Result.HELD}, {each.result for each in outcomes})

    def test_waiting_costs_nothing(self):
        """Six hundred asked for one by one: one look for the fifty that go, none for the rest until an hour later."""
        self.looks()
        self.ask_for_all()
        self.assertEqual((0, 0), (self.looks(), self.judged))
        self.settle(12)
        self.assertEqual(50, MANY - len(self.waiting()))
        self.assertEqual(
            (1, 100), (self.looks() - 100, self.judged)
        )  # each that goes is asked for again before it is taken out, and looked for where it was put
        self.ask_for_all_again()
        self.settle(3300, step=20)
        self.assertEqual((0, 100), (self.looks(), self.judged))
        self.settle(300, step=5)
        self.assertEqual(100, MANY - len(self.waiting()))

    def ask_for_all_again(self) -> None:
        """A child that asks again for what waits changes nothing, and costs no look."""
        for each in list(self.waiting()):
            self.submit(self.removal(hash_=each[1], name=each[1][:4], blocklist=False, search_again=False))
        self.assertEqual(MANY - 50, len(self.waiting()))

    def test_nothing_is_kept_of_what_is_gone(self):
        """Torrents that are gone wait no more, and nothing is kept about them."""
        self.ask_for_all()
        for each in self.hashes[:200]:
            self.qbits["qBit"].remove(each)
        self.settle(5)
        self.settle(120, step=2)
        waiting = {key[1] for key in self.waiting()}
        self.assertFalse(waiting & set(self.hashes[:200]))
        line = self.removals._line("Radarr")
        self.assertEqual(len(line), len(waiting))
        self.assertFalse({key[1] for key in self.removals._said} & set(self.hashes[:200]))
