"""Where a finished download lies is looked at before it is decided about, and only while that matters."""

from typing import Any

from twisted.internet.defer import Deferred

from qbitrr.model.torrents.tags import ALLOWED_SEEDING, IMPORTED
from tests.loops.torrents.world import LoopCase, hash_of

PLACE = "/downloads/radarr/Movie"


class PlaceCase(LoopCase):
    """Looks at places are answered when the test says so."""

    def setUp(self) -> None:
        super().setUp()
        self.looking: list[Deferred[Any]] = []

    def in_thread(self, function: Any, *args: Any) -> Deferred[Any]:
        if function.__name__ != "path_seems_there":
            return super().in_thread(function, *args)
        self.looks.append((function.__name__, args))
        self.looking.append(Deferred())
        return self.looking[-1]

    def places(self) -> list[str]:
        return [args[-1] for name, args in self.looks if name == "path_seems_there"]

    def test_waits_for_the_first_look(self):
        """Nothing is done about it before: a step would keep the import waiting until its effect can be seen."""
        self.grab(done=False)
        self.begin()
        self.tell(self.finished(content_path=PLACE, completion_on=int(self.clock.seconds())))
        self.settle(1)
        self.assertEqual(([PLACE], [], []), (self.places(), self.child.wanted, self.posted()))
        self.looking[0].callback(True)
        self.settle(0.5)
        self.assertEqual(1, len(self.posted()))

    def test_decides_without_an_answer(self):
        """A file system that does not answer delays what else is to be done, not for ever."""
        self.grab(done=False)
        self.begin()
        self.tell(self.finished(content_path=PLACE))
        self.settle(25)
        self.assertNotEqual([], self.child.wanted)
        self.assertEqual([], self.posted())

    def test_imported_ones_are_not_looked_at(self):
        """Thousands that seed cost no look."""
        self.begin()
        tags = (IMPORTED, ALLOWED_SEEDING)
        self.tell(*(self.finished(hash_of(number), tags=tags) for number in range(20)), full=True)
        self.settle(400)
        self.assertEqual([], self.places())

    def test_two_in_one_place(self):
        """Both are decided about, although the place is looked at once."""
        self.begin()
        self.tell(*(self.finished(hash_of(number), content_path=PLACE) for number in range(2)), full=True)
        self.settle(1)
        self.looking[0].callback(True)
        self.settle(3)
        self.assertEqual({hash_of(0), hash_of(1)}, {step.hash for step in self.child.wanted})
        self.assertEqual([PLACE], self.places())
