"""What the Arr complains about: by either hash, and never of what it took something of."""

from typing import Any

import pytest

from qbitrr.loops.torrents.arr.queue import ArrQueue
from qbitrr.loops.torrents.imports.history import ArrHistory
from qbitrr.model.torrents.torrent import TorrentFile
from qbitrr.testing.arr import Fault, ImportOutcome
from qbitrr.wire.messages import Blocklist, Perform
from tests.loops.torrents.world import HASH, NOW, LoopCase

V1, V2 = "1" * 40, "2" * 40
REFUSAL = "Not an upgrade for existing movie file. Existing quality: Bluray-1080p v1. New Quality WEBDL-720p v1."


class ComplaintCase(LoopCase):
    arr_settings = 'ArrErrorCodesToBlocklist = ["Not an upgrade for existing movie file(s)"]'
    torrent_settings = 'StalledDelay = "immediately"'

    def refused(self, hash_: str, text: str = REFUSAL) -> Any:
        """A finished download the Arr refuses."""
        movie = self.grab(hash_, done=True)
        self.sim.outcomes[hash_] = ImportOutcome.reject(text)
        self.sim.auto_import = True
        self.refresh()
        self.refresh()
        self.begin()
        return movie

    def seeding(self, hash_: str = HASH, **fields: Any) -> Any:
        return self.finished(hash_, completion_on=int(self.clock.seconds()), **fields)

    def history(self) -> list[str]:
        return [each["query"] for each in self.sim.requests if each["path"].endswith("/history")]


@pytest.mark.correction("C6")
class HybridTests(ComplaintCase):
    """A torrent for both protocol versions: its client calls it by the new hash, the Arr grabbed it by the old one."""

    def test_refused(self):
        """The Arr lists it by one hash and refuses it; it is given up under the other."""
        self.refused(V1)
        self.tell(self.seeding(V2, infohash_v1=V1))
        self.settle(90)
        (removal,) = self.removals()
        self.assertEqual((V2, "error_code", True), (removal.hash, removal.why.code, removal.blocklist))
        self.assertEqual([record.id for record in self.part(ArrQueue).raw], list(removal.record_ids))

    def test_failed_unlisted(self):
        """It fails before the Arr lists it; its grab is found by the old hash and blocklisted."""
        movie = self.sim.add_movie("Hybrid Film", 2020)
        self.sim.grab([movie.id], V1)
        self.begin()
        self.tell(self.torrent(V2, infohash_v1=V1, state="stalledDL", last_activity=int(NOW - 3600)))
        self.settle(700, step=5)
        removal = self.removals()[0]
        self.assertEqual((True, True, (movie.id,)), (removal.blocklist, removal.search_again, removal.media_ids))
        self.loop.message(Perform(id=5, what=Blocklist(hash=V2)))
        self.settle(3)
        self.assertEqual("blocklisted by its grab in the history", self.child.performed_[-1].text)
        self.assertEqual([V1], [entry.hash for entry in self.sim.ledger.blocked.values()])

    def test_left_the_share(self):
        """When its Arr is told after it has left the share, both hashes are tried all the same."""
        movie = self.sim.add_movie("Hybrid Film", 2020)
        self.sim.grab([movie.id], V1)
        self.begin()
        self.loop.message(Perform(id=5, what=Blocklist(hash=V2, other_hashes=(V1,))))
        self.settle(3)
        self.assertEqual([V1], [entry.hash for entry in self.sim.ledger.blocked.values()])

    def test_handed_over(self):
        """An import names the hash the Arr knows."""
        self.grab(V1, done=True)
        self.begin()
        self.tell(self.seeding(V2, infohash_v1=V1.upper()))
        self.settle(10)
        self.assertEqual([V1], [scan["downloadClientId"] for scan in self.posted()])

    def test_history(self):
        """Its history is asked by both, and the import found by the old one counts."""
        self.sim.auto_import = True
        self.grab(V1, done=True)
        self.refresh()
        self.begin()
        self.tell(self.finished(V2, infohash_v1=V1))
        self.settle(10)
        self.assertEqual({V1, V2}, {query.rpartition("=")[2] for query in self.history()})
        self.assertEqual(["imported"], [self.part(ArrHistory).heard(("qBit", V2)).told])


@pytest.mark.correction("B4")
class PackTests(ComplaintCase):
    """A download of which the Arr took something."""

    torrent_settings = "[Radarr.Torrent.SeedingMode]\nRemoveTorrent = 1\nMaxUploadRatio = 1.0"

    def test_the_rest_is_refused(self):
        """Neither blocklisted nor given up for what is left; its seeding limit still takes it."""
        movie = self.refused(HASH)
        self.sim.ledger.note(
            "downloadFolderImported", [movie.id], movie.id, title="x", quality="WEBDL-1080p", hash=HASH
        )
        self.tell(self.seeding(tags=("qBitrr-allowed_seeding",)))
        self.settle(1800, step=5)
        self.assertEqual([], self.removals())
        self.tell(self.seeding(ratio=2.0, tags=("qBitrr-imported",)))
        self.settle(65, step=5)
        removal = self.removals()[0]
        self.assertEqual(("seeding_limit", False), (removal.why.code, removal.blocklist))

    def test_asked_before_anything_is_lost(self):
        """What the Arr refuses is given up only with its word of this minute that it took nothing."""
        self.refused(HASH)
        self.tell(self.seeding())
        self.sim.faults.add(Fault(kind="status", status=500, path="/history", times=None))
        self.settle(400, step=1)
        self.assertEqual([], self.removals())
        self.sim.faults.clear()
        self.settle(310, step=1)
        self.assertEqual(1, len({removal.hash for removal in self.removals()}))


@pytest.mark.correction("B5")
class FakeTests(LoopCase):
    """A fake of which the client's own list of excluded names left nothing."""

    torrent_settings = 'FileExtensionAllowlist = [".mkv"]'

    def test_given_up(self):
        """Looked into once, given up once the Arr has said that it took nothing, and never handed over."""
        self.grab(done=True)
        self.begin()
        self.child.files[HASH] = (TorrentFile(id=0, name="Movie.exe", priority=0),)
        self.tell(self.finished(progress=0.0, size_bytes=0))
        self.settle(5)
        removal = self.removals()[0]
        self.assertEqual(
            (11, True, True, []), (removal.why.rule, removal.blocklist, removal.search_again, self.posted())
        )
        self.assertEqual(1, len(self.child.asked))

    def test_a_finished_film_is_handed_over_once_it_was_looked_into(self):
        """What was complete before the first look is imported a moment later, without one when its files cannot be read."""
        self.grab(done=True)
        self.begin()
        self.child.files[HASH] = (TorrentFile(id=0, name="Movie.mkv"), TorrentFile(id=1, name="Movie.exe"))
        self.tell(self.finished(completion_on=int(self.clock.seconds())))
        self.settle(1)
        self.assertEqual((1, []), (len(self.posted()), self.removals()))
