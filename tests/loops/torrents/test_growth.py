"""What is kept of a torrent goes with the torrent, wherever in the loop that is."""

import pytest
from msgspec.structs import replace

from qbitrr.model.steps import Result
from qbitrr.model.torrents.torrent import Torrent, TorrentFile, Tracker
from tests.growth import kept
from tests.loops.torrents.world import HASH, LoopCase, hash_of

MANY = 1000
DAY = 86_400
STATES = (
    "downloading",
    "stalledDL",
    "metaDL",
    "stoppedDL",
    "error",
    "missingFiles",
    "checkingDL",
    "stalledUP",
    "stoppedUP",
)


@pytest.mark.correction("A6")
class GrowthTests(LoopCase):
    """A thousand torrents in every state, tracked by the Arr or not, leave at different moments."""

    settings = ""
    torrent_settings = 'FileExtensionAllowlist = [".mkv"]\nStalledDelay = 5'
    qbit_settings = (
        '[[qBit.Trackers]]\nURI = "t.example"\nHitAndRunMode = "and"\nMinSeedRatio = 1.0\nMinSeedingTimeDays = 1'
    )

    def many(self) -> list[Torrent]:
        found = []
        for number in range(MANY):
            hash_, state = hash_of(number), STATES[number % len(STATES)]
            also = {"infohash_v1": f"{number + MANY:040x}"} if number % 3 else {}
            if number % 4:
                self.child.files[hash_] = (TorrentFile(id=0, name="Movie.exe"), TorrentFile(id=1, name="Movie.mkv"))
                place = "t" if number % 5 else "free"
                self.child.trackers[hash_] = (Tracker(url=f"http://{place}.example/a"),)
            make = self.finished if state.endswith("UP") else self.torrent
            found.append(make(hash_, state=state, **also))
        return found

    def keys(self) -> set[object]:
        hashes = [*map(hash_of, range(2 * MANY)), HASH]
        places = [self.torrent(hash_).content_path for hash_ in hashes]
        return {*hashes, *(("qBit", hash_) for hash_ in hashes), *places}

    def left(self) -> list[str]:
        keys = self.keys()
        return kept(self.loop, keys.__contains__)

    def test_nothing_is_kept_of_what_is_gone(self) -> None:
        """Not of those that leave while they are read, asked about or removed either."""
        for number in range(0, MANY, 50):
            self.grab(hash_of(number), done=True)
        self.begin()
        torrents = self.many()
        self.tell(*torrents)
        self.settle(2)
        self.assertGreater(len(self.left()), 5)
        self.tell(gone=[each.hash for each in torrents[:100]])  # in the middle of everything
        self.settle(60)
        self.child.manual = True
        self.tell(*torrents[:100])
        self.settle(400, step=2)
        self.child.manual, self.child.result = False, lambda step: Result.HELD
        self.settle(400, step=2)
        held = {"ArrHistory._asked", "Reads._files", "RemovalRequests._asked", "TorrentShare._hold_until"}
        self.assertEqual(held, held & set(self.left()))
        self.child.manual = True
        self.tell(*(replace(each, tags=("new",)) for each in torrents))
        self.settle(60)
        self.assertTrue(self.child.waiting)
        self.downloads.torrents.clear()
        self.tell(gone=[each.hash for each in torrents])
        for steps, waiting in self.child.waiting:
            waiting.callback(self.child.outcomes(steps))
        self.refresh()
        self.settle(120)
        self.assertEqual(["TorrentMemories._all"], self.left())  # for a month: one that comes back is known
        self.settle(33 * DAY, step=3600)
        self.assertEqual([], self.left())
