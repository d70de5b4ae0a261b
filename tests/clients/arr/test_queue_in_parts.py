"""A queue of which the Arr answers 404 because of single records is read without them."""

from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.clients.arr.client import Arr
from qbitrr.clients.arr.wire import QueueCounts, QueuePage, QueueRow
from qbitrr.clients.http.http import Http
from qbitrr.errors import BadAnswer, NotThere


class Broken(Arr):
    """Answers 404 to each page with one of the records *gone*; *moves* hides that many from the parts."""

    def __init__(self, total: int, gone: set[int], moves: int = 0) -> None:
        super().__init__("radarr", Http(None, "http://arr.example", "Radarr", Clock()), "key")  # type: ignore[arg-type]
        self.total, self.gone, self.moves = total, gone, moves
        self.asked: list[tuple[int, int]] = []

    async def _queue(self, size: int, number: int = 1) -> QueuePage:
        self.asked.append((size, number))
        numbers = list(range(1, self.total + 1))[(number - 1) * size : number * size]
        if self.gone.intersection(numbers):
            raise NotThere(where="Radarr", status=404, detail="Movie with ID 5 does not exist")
        rows = [
            QueueRow(id=each, download_id=f"{each:040x}", protocol="torrent") for each in numbers if each > self.moves
        ]
        return QueuePage(total_records=self.total, records=rows)

    async def _get(self, path: str, kind: Any, *_: Any) -> Any:
        assert (path, kind) == ("queue/status", QueueCounts)
        return QueueCounts(total_count=self.total)


class QueueInPartsTests(SynchronousTestCase):
    def ids(self, arr: Arr) -> list[int]:
        return sorted(record.id for record in self.successResultOf(Deferred.fromCoroutine(arr.queue())))

    def test_whole(self) -> None:
        """One page, as long as nothing is wrong."""
        arr = Broken(50, set())
        self.assertEqual((50, 1), (len(self.ids(arr)), len(arr.asked)))

    def test_single_records(self) -> None:
        """All others are there, whatever the size; and few requests are made."""
        for total, gone in ((1, {1}), (2, {2}), (7, {1, 7}), (64, {33}), (500, {1, 250, 500})):
            arr = Broken(total, gone)
            self.assertEqual(sorted(set(range(1, total + 1)) - gone), self.ids(arr))
            self.assertLessEqual(len(arr.asked), 2 + 20 * len(gone))

    def test_too_many(self) -> None:
        """An Arr that gives none of it is asked no end of questions."""
        arr = Broken(300, set(range(1, 301)))
        self.failureResultOf(Deferred.fromCoroutine(arr.queue()), NotThere)
        self.assertLess(len(arr.asked), 100)

    def test_it_moved(self) -> None:
        """What is missing for another reason is no whole queue."""
        self.failureResultOf(Deferred.fromCoroutine(Broken(20, {9}, moves=3).queue()), BadAnswer)

    def test_empty(self) -> None:
        """Nothing is in it by now."""
        arr = Broken(0, set())
        arr._queue = lambda *_: _refused()  # type: ignore[method-assign]
        self.assertEqual([], self.ids(arr))


async def _refused() -> QueuePage:
    raise NotThere(where="Radarr", status=404, detail="gone")
