"""ImportCommands are proven by the Arr: what its queue loses proves nothing, its history does."""

from typing import Any

import pytest
from msgspec.structs import replace
from twisted.internet.defer import Deferred

from qbitrr.loops.torrents.arr.queue import ArrQueue
from qbitrr.loops.torrents.imports.history import MOST_SINGLE_REQUESTS, ArrHistory
from qbitrr.model.steps import AddTags, Removal
from qbitrr.model.torrents.told import Told
from qbitrr.testing.arr import Fault, ImportOutcome
from tests.loops.torrents.world import HASH, LoopCase, hash_of

LIMIT = "[Radarr.Torrent.SeedingMode]\nRemoveTorrent = 1\nMaxUploadRatio = 1.0"


class HistoryCase(LoopCase):
    torrent_settings = LIMIT

    def asked(self, path: str = "/history") -> list[dict[str, Any]]:
        return [each for each in self.sim.requests if each["path"].endswith(path) and each["method"] == "GET"]

    def tagged(self) -> set[str]:
        return {step.hash for step in self.child.wanted if isinstance(step, AddTags) and "qBitrr-imported" in step.tags}

    def gone(self) -> set[str]:
        return {step.hash for step in self.child.wanted if isinstance(step, Removal)}

    def seed(self, hash_: str = HASH, **fields: Any) -> Any:
        """A finished torrent that has reached its limit."""
        return self.done_one(hash_, ratio=2.0, **fields)

    def done_one(self, hash_: str = HASH, **fields: Any) -> Any:
        """A finished torrent that carries the tag of those that seed."""
        return self.finished(hash_, **{"tags": ("qBitrr-allowed_seeding",), **fields})

    def questions(self) -> list[str]:
        """The downloads the history was asked about one by one."""
        return [each["query"].partition("downloadId=")[2] for each in self.asked() if "downloadId" in each["query"]]

    def imported(self, *hashes: str) -> None:
        """The Arr imported these, which its history alone remembers."""
        self.sim.auto_import = True
        for hash_ in hashes:
            self.grab(hash_, done=True)
        self.refresh()
        self.sim.auto_import = False
        for hash_ in hashes:
            self.assertEqual("imported", self.sim.ledger.outcomes[hash_.upper()])


@pytest.mark.correction("A1")
class GoneRecordTests(HistoryCase):
    """A download the Arr holds back, and its record goes."""

    def setUp(self) -> None:
        super().setUp()
        self.grab(done=True)
        self.sim.outcomes[HASH] = ImportOutcome.block("Unable to parse file")
        self.sim.auto_import = True
        self.refresh()
        self.refresh()
        self.begin()
        self.tell(self.seed())
        self.settle(5)
        self.wanted()

    def assert_kept(self) -> None:
        self.settle(7200, step=10)
        self.assertEqual((set(), set()), (self.tagged(), self.gone()))
        report = self.child.reports[-1]
        self.assertEqual((1, [HASH]), (report.attention, [each.hash for each in report.needs]))
        # It is the one or the other as long as the Arr's record of it is there or not.
        self.assertIn(report.needs[0].code, ("held_by_arr", "seeding_limit_unimported"))

    def test_the_arr_loses_its_client(self):
        """It cannot reach its client, so its queue is empty: nothing is imported, nothing removed."""
        self.downloads.down = OSError("refused")
        self.refresh()
        self.settle(60)
        self.assertEqual((), self.part(ArrQueue).raw)
        self.assert_kept()

    def test_the_arr_restarts(self):
        """It has not looked at its client yet."""
        self.sim.tracker.tracked.clear()
        self.sim.refresh_seconds = 1e9
        self.assert_kept()

    def test_a_person_sets_it_aside(self):
        """It was told to ignore the download: left alone, and said so."""
        (tracked,) = self.sim.tracker.tracked.values()
        self.assertTrue(self.sim.ignore(tracked))
        tracked.state = "ignored"
        self.settle(7200, step=10)
        self.assertEqual((set(), set()), (self.tagged(), self.gone()))
        self.assertIs(Told.IGNORED, self.part(ArrHistory).heard(("qBit", HASH)).told)

    def test_it_was_imported_by_hand(self):
        """The history says so: it goes at its limit, seconds after the second look at the queue."""
        self.sim.outcomes[HASH] = ImportOutcome.accept()
        self.sim.commands.post({"name": "ManualImport", "files": [{"movieId": 1, "downloadId": HASH.upper()}]})
        self.settle(2)
        self.refresh()
        self.settle(45)
        self.assertEqual({HASH}, self.gone())


@pytest.mark.correction("A1")
class FirstStartTests(HistoryCase):
    """A first start beside an Arr and a client with old seeds."""

    def test_imported_long_ago(self):
        """Three hundred old seeds: no import, tagged from at most five requests, and only what is due goes."""
        hashes = [hash_of(number) for number in range(1, 301)]
        for hash_ in hashes:
            movie = self.sim.add_movie(f"Movie {hash_[-4:]}", 2020)
            grab = self.sim.grab([movie.id], hash_)
            self.sim.ledger.note(
                "downloadFolderImported", [movie.id], movie.id, title=grab.title, quality=grab.quality, hash=hash_
            )
        self.begin()
        self.tell(*(self.done_one(hash_, ratio=2.0 if hash_ in hashes[:7] else 0.5) for hash_ in hashes), full=True)
        self.settle(20)
        self.assertEqual((set(hashes[7:]), set(hashes[:7])), (self.tagged(), self.gone()))
        self.settle(60, step=5)
        self.assertEqual(set(hashes[:7]), self.gone())
        self.assertEqual([], self.posted())
        self.assertLessEqual(len(self.asked()), 5)
        self.assertEqual([], [each for each in self.child.notes if each.act == "imported"])

    def test_on_a_slow_machine(self):
        """When the looks at the disk take seconds, what is known first waits for the rest: not one is asked about alone."""
        hashes = [hash_of(number) for number in range(1, 81)]
        for hash_ in hashes:
            movie = self.sim.add_movie(f"Movie {hash_[-4:]}", 2020)
            grab = self.sim.grab([movie.id], hash_)
            self.sim.ledger.note(
                "downloadFolderImported", [movie.id], movie.id, title=grab.title, quality=grab.quality, hash=hash_
            )
        looks: list[Any] = []

        def slow(function: Any, *args: Any) -> Deferred[Any]:
            looks.append(args)
            found: Deferred[Any] = Deferred()
            self.clock.callLater(1.2 * (1 + len(looks) // 10), lambda: found.called or found.callback(None))
            return found

        self.patch(self, "in_thread", slow)
        self.begin()
        seeds = [self.done_one(hash_, ratio=0.5, content_path=f"/downloads/{hash_}") for hash_ in hashes]
        self.tell(*seeds, full=True)
        self.settle(60)
        self.assertGreaterEqual(len(looks), len(hashes))
        self.assertEqual(([], set(hashes)), (self.questions(), self.tagged()))
        self.assertLessEqual(len(self.asked()), 5)

    def test_never_heard_of(self):
        """Seeds the Arr never grabbed are neither imported nor removed, nor asked about one by one."""
        self.begin()
        self.tell(*(self.seed(hash_of(number)) for number in range(1, 301)), full=True)
        self.settle(3600, step=10)
        self.assertEqual((set(), set(), []), (self.tagged(), self.gone(), self.posted()))
        self.assertLessEqual(len(self.asked()), 8)

    def test_few_are_asked_about_one_by_one(self):
        """Up to fifty do not read the whole history, which may be long."""
        self.imported(HASH)
        self.sim.requests.clear()
        self.begin()
        self.tell(self.done_one(), full=True)
        self.settle(10)
        self.assertEqual([HASH.upper()], self.questions())
        self.assertGreater(MOST_SINGLE_REQUESTS, 1)

    def test_after_a_restart(self):
        """What was learnt is kept; what was left open is asked again."""
        self.imported(HASH)
        self.begin()
        self.tell(self.done_one(), self.done_one(hash_of(2)))
        self.settle(10)
        self.sim.requests.clear()
        self.restart()
        self.settle(10)
        self.assertEqual([hash_of(2).upper()], self.questions())
        self.assertIs(Told.IMPORTED, self.part(ArrHistory).heard(("qBit", HASH)).told)


@pytest.mark.correction("A1")
class BelievedTests(HistoryCase):
    """Whose word counts."""

    def told(self, hash_: str = HASH) -> Told:
        return self.part(ArrHistory).heard(("qBit", hash_)).told

    def test_an_arr_without_its_client(self):
        """While it cannot reach a torrent client, "grabbed" and "none" are not believed, an import is."""
        self.imported(HASH)
        self.sim.grab([self.sim.add_movie("Other", 2020).id], hash_of(2))
        self.downloads.down = OSError("refused")
        self.refresh()
        self.begin()
        self.tell(self.done_one(), self.done_one(hash_of(2)), self.done_one(hash_of(3)))
        self.settle(10)
        self.assertEqual(
            [Told.IMPORTED, Told.UNKNOWN, Told.UNKNOWN], [self.told(each) for each in (HASH, hash_of(2), hash_of(3))]
        )
        self.assertEqual([], self.posted())
        self.downloads.down = None
        self.refresh()
        self.settle(400, step=5)
        self.assertEqual([Told.GRABBED, Told.NONE], [self.told(hash_of(2)), self.told(hash_of(3))])

    def test_a_restored_backup(self):
        """Many imports that were known are gone at once: nothing the Arr says of downloads is believed for a day, also after a restart."""
        hashes = [hash_of(number) for number in range(1, 11)]
        self.imported(*hashes)
        self.begin()
        self.tell(*(self.done_one(hash_) for hash_ in hashes))
        self.settle(10)
        self.assertEqual(set(hashes), self.tagged())
        del self.sim.ledger.events[4:]
        self.tell(self.seed(hash_of(77)))
        self.settle(600, step=5)
        self.assertEqual((Told.UNKNOWN, Told.IMPORTED), (self.told(hash_of(77)), self.told(hashes[-1])))
        self.restart()
        self.settle(600, step=5)
        self.assertIs(Told.UNKNOWN, self.told(hash_of(77)))
        self.assertEqual(set(), self.gone())
        self.settle(86_400, step=300)
        self.assertIs(Told.NONE, self.told(hash_of(77)))

    def test_a_deleted_film_is_no_restored_backup(self):
        """A few imports less are nothing."""
        hashes = [hash_of(number) for number in range(1, 31)]
        self.imported(*hashes)
        self.begin()
        self.tell(*(self.done_one(hash_) for hash_ in hashes))
        self.settle(10)
        del self.sim.ledger.events[-1]
        self.tell(self.seed(hash_of(77)))
        self.settle(20)
        self.assertIs(Told.NONE, self.told(hash_of(77)))

    def test_an_arr_that_cannot_be_asked(self):
        """Nothing is known then; it is asked ever more rarely, and remembered once it answers."""
        self.imported(HASH)
        self.sim.faults.add(Fault(kind="status", status=500, path="/history", times=None))
        self.begin()
        self.tell(self.seed())
        self.settle(3600, step=10)
        self.assertEqual((Told.UNKNOWN, set()), (self.told(), self.gone()))
        self.assertLess(len(self.asked()), 100)
        self.sim.faults.clear()
        self.settle(310, step=1)
        self.assertEqual({HASH}, self.gone())


@pytest.mark.correction("A1")
class HandingOverTests(HistoryCase):
    """ImportCommands of what the Arr does not list."""

    def test_imported_in_between(self):
        """Before anything is handed over that the Arr does not list, it is asked once more."""
        movie = self.sim.add_movie("Movie", 2020)
        grab = self.sim.grab([movie.id], HASH)
        self.on_disk = {"/downloads/radarr/Movie.aaaa": False}
        self.begin()
        self.tell(self.done_one())
        self.settle(10)
        self.assertIs(Told.GRABBED, self.part(ArrHistory).heard(("qBit", HASH)).told)
        self.on_disk = {"/downloads/radarr/Movie.aaaa": True}
        self.sim.ledger.note(
            "downloadFolderImported", [movie.id], movie.id, title=grab.title, quality=grab.quality, hash=HASH
        )
        self.settle(25)
        self.assertEqual(1, len(self.questions()))
        self.tell(self.done_one(ratio=0.1))
        self.settle(20)
        self.assertEqual(([], {HASH}, 2), (self.posted(), self.tagged(), len(self.questions())))

    def test_copied(self):
        """Unlisted: copied, whatever the Arr would do by itself."""
        self.sim.grab([self.sim.add_movie("Movie", 2020).id], HASH)
        self.on_disk = {"/downloads/radarr/Movie.aaaa": True}
        self.begin()
        self.tell(self.done_one())
        self.settle(10)
        self.assertEqual(["copy"], [scan["importMode"] for scan in self.posted()])

    def test_said_when_it_is_proven(self):
        """The journal says "imported" when the history does, not when a command ended well."""
        self.grab(done=True)
        self.sim.commands.durations["DownloadedMoviesScan"] = 5.0
        self.begin()
        self.tell(self.done_one())
        self.settle(4)
        self.assertEqual([("import", "done")], [(note.act, note.result) for note in self.child.notes])
        self.settle(20)
        self.assertEqual(
            [("import", "done"), ("imported", "done")], [(note.act, note.result) for note in self.child.notes]
        )
        self.assertEqual(1, self.child.touched)

    def test_the_library_is_told_of_once(self):
        """However many imports are heard of at once; what was known before is no news."""
        hashes = [hash_of(number) for number in range(1, 4)]
        self.imported(*hashes)
        self.begin()
        self.tell(*(self.done_one(hash_) for hash_ in hashes))
        self.settle(20)
        self.assertEqual(1, self.child.touched)


@pytest.mark.correction("A1")
class NothingIsKeptTests(HistoryCase):
    """What goes is forgotten."""

    def test_gone_torrents(self):
        """Nothing is kept of torrents and records that are gone."""
        self.grab(done=True)
        self.sim.outcomes[HASH] = ImportOutcome.block("x")
        self.sim.auto_import = True
        self.refresh()
        self.begin()
        self.tell(self.done_one(), self.done_one(hash_of(2), infohash_v1="b" * 40))
        self.settle(20)
        self.downloads.torrents.clear()
        self.refresh()
        self.settle(60)
        self.assertTrue(self.part(ArrHistory)._gone_at)
        self.tell(gone=[HASH, hash_of(2)])
        self.settle(5)
        history, share = self.part(ArrHistory), self.loop._share
        self.assertEqual([0] * 6, [len(kept) for kept in (
            history._wanted, history._asked, history._missing, history._gone_at, history._same, share._by_v1)])  # fmt: skip


@pytest.mark.correction("A1", "C4")
class ManyAtOnceTests(HistoryCase):
    """Downloads the Arr does not list fail by the hundred, as after an outage of a tracker."""

    def test_not_asked_again_meanwhile(self):
        """What is looked at again while the answer about it is awaited is not asked about once more."""
        self.begin()
        self.sim.faults.add(Fault(kind="slow", seconds=8.0, path="/history", times=1))
        seeds = [self.seed(hash_of(number)) for number in range(10, 70)]
        self.tell(*seeds)
        self.settle(4)
        self.assertEqual(1, len(self.asked()))
        self.tell(*(replace(each, ratio=2.5) for each in seeds))
        self.settle(30)
        self.assertEqual(1, len(self.asked()))

    def test_asked_together(self):
        """The Arr is asked about all of them in one go, not about each; and not for the grabs of what it never grabbed."""
        hashes = [hash_of(number) for number in range(100, 300)]
        self.begin()
        self.tell(*(self.torrent(each, state="stalledDL") for each in hashes))
        self.settle(1000, step=10)
        self.assertEqual(set(hashes), self.gone())
        self.assertLessEqual(len(self.asked()), 20)
