"""
What an Arr's history says about downloads, from scripted servers and from the simulated Arrs.
"""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbitrr.clients.arr.client import Arr
from qbitrr.clients.arr.history import ClientRow, HealthRow, client_trouble, newest_words
from qbitrr.clients.arr.wire import HistoryRecord
from qbitrr.model.torrents.told import Told, Word
from qbitrr.testing.arr import ImportOutcome
from tests.clients.arr.test_simulated import HASH, KINDS, SimulatedCase
from tests.clients.case import ClientCase
from tests.clients.scripted import Asked, Reply, Scripted, ok

OTHER = "bb" * 20
EVENTS = (
    "grabbed",
    "downloadFolderImported",
    "downloadFailed",
    "downloadIgnored",
    "movieFileDeleted",
    "albumImportIncomplete",
)
TOLD = (Told.GRABBED, Told.IMPORTED, Told.FAILED, Told.IGNORED)


def event(id: int, type: str, at: int = 0, hash_: str = HASH) -> dict[str, object]:
    date = f"2026-01-01T{at // 3600:02}:{at // 60 % 60:02}:{at % 60:02}Z"
    return {"id": id, "eventType": type, "date": date, "downloadId": hash_.upper(), "movieId": 1}


@pytest.mark.correction("A1")
class WordTests(ClientCase):
    """The newest event that counts."""

    @given(
        st.permutations(
            [
                HistoryRecord(id=n, event_type=EVENTS[n % 6], download_id="AA", date=f"2026-01-{1 + n:02}")
                for n in range(12)
            ]
        )
    )
    def test_any_order(self, records: list[HistoryRecord]):
        """The date decides, whatever order records come in; events that say nothing about a download do not count."""
        word = newest_words(records)["aa"]
        self.assertEqual((Told.IGNORED, 1768003200), (word.told, word.event_at))

    def test_same_moment(self):
        """Of two events of one second the later record is the newer."""
        records = [
            HistoryRecord(id=n, event_type=EVENTS[n], download_id="AA", date="2026-01-01T00:00:00Z") for n in (1, 0)
        ]
        self.assertIs(Told.IMPORTED, newest_words(records)["aa"].told)


class ScriptedCase(ClientCase):
    def arr(self, events: list[dict[str, object]], kind: str = "radarr", shrink: int = 0) -> Arr:
        """An Arr with this history, newest first, of which `shrink` records go between two pages."""
        self.events = events

        def answer(asked: Asked) -> Reply:
            size, page = int(asked.query["pageSize"]), int(asked.query["page"])
            found = [
                each for each in self.events if asked.query.get("downloadId", each["downloadId"]) == each["downloadId"]
            ]
            self.events = self.events[: len(self.events) - shrink]
            return ok(json.dumps({"totalRecords": len(found), "records": found[(page - 1) * size : page * size]}))

        self.server = Scripted(answer=answer)
        return Arr(kind, self.server.http(self.clock, "http://there.example:7878"), "key")


@pytest.mark.correction("A1")
class BulkTests(ScriptedCase):
    """Many downloads at once."""

    def many(self, count: int) -> list[dict[str, object]]:
        return [event(n, "grabbed", n, f"{n:040x}") for n in range(count, 0, -1)]

    def test_until_found(self):
        """Pages are read until everything that is asked for is found, not further."""
        arr = self.arr(self.many(5000))
        found = self.result(arr.history.words_on([f"{4900:040x}", f"{3900:040x}"]))
        self.assertEqual({Told.GRABBED}, {word.told for word in found.values()})
        self.assertEqual(["1", "2"], [asked.query["page"] for asked in self.server.asked])

    def test_not_there(self):
        """What the whole history does not name has no event; the last page ends it."""
        arr = self.arr(self.many(2000))
        self.assertEqual({HASH: Word(Told.NONE)}, self.result(arr.history.words_on([HASH.upper()])))
        self.assertEqual(2, len(self.server.asked))

    def test_shrinks_meanwhile(self):
        """A history that loses records while it is read may hide one: what was not found is not known then."""
        arr = self.arr(self.many(3500), shrink=1)
        self.assertEqual({}, self.result(arr.history.words_on([HASH])))

    def test_odd_records(self):
        """One odd record costs that record; a history of nothing else is empty."""
        arr = self.arr([{"downloadId": HASH.upper(), "date": 5}, event(1, "grabbed")])
        self.assertIs(Told.GRABBED, self.result(arr.history.word_on(HASH)).told)
        arr = self.arr([{"downloadId": HASH.upper()}])
        self.assertIs(Told.NONE, self.result(arr.history.word_on(HASH)).told)

    def test_recent_imports(self):
        """The newest imports, and since when they are all there are."""
        few = self.result(self.arr([event(1, "downloadFolderImported", 7)]).history.recent_imports())
        self.assertEqual((frozenset({HASH}), 0), (few.hashes, few.since))
        events = [event(n, "downloadFolderImported", n, f"{n:040x}") for n in range(1500, 0, -1)]
        many = self.result(self.arr(events).history.recent_imports())
        self.assertEqual((1000, 1767225600 + 501), (len(many.hashes), many.since))


@pytest.mark.correction("A1")
class DoubtTests(ClientCase):
    """Whether the Arr's memory of downloads can be believed."""

    def test_whose_trouble(self):
        """A complaint about a torrent client, or about nobody in particular, counts; one about usenet alone does not."""
        clients = [ClientRow(name="qBittorrent", protocol="torrent"), ClientRow(name="SABnzbd", protocol="usenet")]
        for source, text, doubted in (
            ("DownloadClientCheck", "Unable to communicate with qBittorrent. Connection refused", True),
            ("DownloadClientStatusCheck", "Download clients unavailable due to failures: SABnzbd", False),
            ("DownloadClientStatusCheck", "Download clients unavailable due to failures: SABnzbd, qBittorrent", True),
            ("DownloadClientStatusCheck", "All download clients are unavailable due to failures", True),
            ("IndexerStatusCheck", "Indexers unavailable due to failures: qBittorrent", False),
        ):
            entry = HealthRow(source=source, message=text)
            self.assertEqual(doubted, bool(client_trouble([entry], clients)), text)
            self.assertEqual(source != "IndexerStatusCheck", bool(client_trouble([entry], [])))


@pytest.mark.correction("A1")
class SimulatedTests(SimulatedCase):
    """The same from all four, as they answer."""

    def word(self, arr: Arr, hash_: str = HASH) -> str:
        one = self.result(arr.history.word_on(hash_))
        self.assertEqual({hash_: one}, self.result(arr.history.words_on([hash_])))
        return one.told.value

    def test_life(self):
        """Nothing, grabbed, imported, grabbed again: the newest counts; another download has its own."""
        for kind in KINDS:
            with self.subTest(kind):
                arr = self.world(kind)
                ids = self.leaves(kind)
                self.assertEqual("none", self.word(arr))
                grab = self.simulated.grab(ids, HASH)
                self.assertEqual("grabbed", self.word(arr))
                self.clock.advance(60)
                self.downloads.put(HASH, name=grab.title, category=self.simulated.kind.category)
                self.downloads.finish(HASH)
                self.refresh(arr)
                self.assertEqual(("imported", "none"), (self.word(arr), self.word(arr, OTHER)))
                self.assertEqual({HASH}, self.result(arr.history.recent_imports()).hashes)
                self.clock.advance(60)
                self.simulated.grab(ids, HASH)
                self.assertEqual("grabbed", self.word(arr))

    def test_music_and_books(self):
        """Lidarr and Readarr also note that a whole download came in."""
        for kind, events in (("radarr", 1), ("sonarr", 3), ("lidarr", 2), ("readarr", 2)):
            arr = self.world(kind)
            grab = self.simulated.grab(self.leaves(kind), HASH)
            self.downloads.put(HASH, name=grab.title, category=self.simulated.kind.category)
            self.downloads.finish(HASH)
            self.refresh(arr)
            self.assertEqual(events, sum("mported" in each.type for each in self.simulated.ledger.events))

    def test_ends(self):
        """Failed and ignored are told apart from imported, by every kind's own numbers."""
        for kind in KINDS:
            for end, told in ((True, "failed"), (False, "ignored")):
                with self.subTest(kind, told=told):
                    arr = self.world(kind)
                    grab = self.simulated.grab(self.leaves(kind), HASH)
                    self.downloads.put(HASH, name=grab.title, category=self.simulated.kind.category)
                    self.refresh(arr)
                    self.clock.advance(60)
                    record = self.result(arr.queue())[0]
                    self.result(arr.delete_queue(record.id, blocklist=end, skip_redownload=True))
                    self.assertEqual(told, self.word(arr))

    def test_part_of_a_pack(self):
        """A pack of which one episode came in counts as imported."""
        arr = self.world("sonarr")
        ids = self.leaves("sonarr")
        grab = self.simulated.grab(ids, HASH)
        self.simulated.outcomes[HASH] = ImportOutcome(
            leaves=(ids[0],), rejected=(("e2.mkv", ("x",)), ("e3.mkv", ("x",)))
        )
        self.clock.advance(60)
        self.downloads.put(HASH, name=grab.title, category=self.simulated.kind.category)
        self.downloads.finish(HASH)
        self.refresh(arr)
        self.assertEqual("imported", self.word(arr))
        self.assertEqual([ids[0]], [record.media_id for record in self.result(arr.queue()) if record.has_file])

    def test_client_away(self):
        """While the Arr cannot reach its client it says so, and why."""
        for kind in KINDS:
            arr = self.world(kind)
            self.assertEqual("", self.result(arr.history.doubt()))
            self.downloads.down = OSError("refused")
            self.refresh(arr)
            self.assertIn("qBittorrent", self.result(arr.history.doubt()))

    def test_root_folders(self):
        """Where the library lies."""
        arr = self.world("radarr")
        self.assertEqual(("/movies",), self.result(arr.root_folders()))
