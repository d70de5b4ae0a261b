"""
The client against the simulated Arrs: the life of a download, told by each of the four.
"""

from treq.testing import RequestTraversalAgent

from qbitrr.clients.arr.client import Arr, SearchCommand
from qbitrr.clients.http.http import Http
from qbitrr.errors import BadAnswer, Busy, NotThere, Rejected, Unauthorized, Unreachable
from qbitrr.testing.arr import Fault, ImportOutcome, MemoryDownloads, SimulatedArr
from tests.clients.case import ClientCase

KEY = "0123456789abcdef0123456789abcdef"
HASH = "aa" * 20
KINDS = ("radarr", "sonarr", "lidarr", "readarr")


class SimulatedCase(ClientCase):
    """A simulated Arr with one download client, and our client."""

    def setUp(self) -> None:
        super().setUp()
        self.clock.advance(1_700_000_000)

    def world(self, kind: str, **options: object) -> Arr:
        self.downloads = MemoryDownloads()
        self.simulated = SimulatedArr(kind, self.clock, KEY, self.downloads, **options)  # type: ignore[arg-type]
        self.simulated.start()
        self.addCleanup(self.simulated.stop)
        return self.client(kind)

    def client(self, kind: str, key: str = KEY) -> Arr:
        self.agent = RequestTraversalAgent(self.simulated.resource())
        return Arr(kind, Http(self.agent, "http://127.0.0.1:7878", kind, self.clock, jitter=lambda: 0.0), key)

    def leaves(self, kind: str) -> list[int]:
        """One movie, three episodes, one album or one book, missing."""
        if kind == "radarr":
            return [self.simulated.add_movie("Some Movie", 2020).id]
        if kind == "sonarr":
            self.simulated.add_series("Some Show", {1: 3})
            return [episode.id for episode in self.simulated.library.leaves.values()]
        if kind == "lidarr":
            return [self.simulated.add_album(self.simulated.add_artist("Some Artist").id, "Some Album").id]
        return [self.simulated.add_book(self.simulated.add_author("Some Author").id, "Some Book").id]

    def refresh(self, arr: Arr) -> None:
        self.result(arr.refresh_downloads())
        self.clock.pump([1] * 10)


class LifeTests(SimulatedCase):
    """From status to import and failure."""

    def test_status(self):
        """Each says who it is; a wrong key and the wrong kind are told apart."""
        for kind in KINDS:
            arr = self.world(kind)
            self.assertEqual(self.simulated.kind.version, self.result(arr.status()).version)
            self.error(self.client(kind, "wrong").status(), Unauthorized)
        self.error(self.client("lidarr").status(), BadAnswer)

    def test_url_base(self):
        """The redirect to a URL base is followed, for what changes things too."""
        arr = self.world("radarr", url_base="/radarr")
        self.assertEqual("Radarr", self.result(arr.status()).app_name)
        self.assertTrue(self.result(arr.rss_sync()).id)

    def test_queue_and_failure(self):
        """A grab is in the queue, marked as failed leaves it, and its records are gone together."""
        for kind in KINDS:
            with self.subTest(kind):
                arr = self.world(kind)
                ids = self.leaves(kind)
                grab = self.simulated.grab(ids, HASH)
                self.downloads.put(HASH, name=grab.title, category=self.simulated.kind.category)
                self.refresh(arr)
                queue = self.result(arr.queue())
                self.assertEqual({HASH}, {record.hash for record in queue})
                self.assertEqual(set(ids), {record.media_id for record in queue})
                found = self.result(arr.grab_of(HASH))
                self.assertEqual(set(ids), set(found.media_ids))
                self.result(arr.delete_queue(queue[0].id, blocklist=True, skip_redownload=True))
                for record in queue:
                    self.error(arr.delete_queue(record.id, blocklist=True, skip_redownload=True), NotThere)
                self.refresh(arr)
                self.assertEqual((), self.result(arr.queue()))
                self.assertFalse([command for command in self.result(arr.commands()) if command.searches])

    def test_mark_failed(self):
        """A grab whose record is gone can still be marked as failed."""
        for kind in KINDS:
            with self.subTest(kind):
                arr = self.world(kind)
                self.simulated.grab(self.leaves(kind), HASH)
                self.result(arr.mark_failed(self.result(arr.grab_of(HASH)).history_id))
                self.assertIn("downloadFailed", {event.event_type for event in self.result(arr.history_since(0))})
                self.error(arr.mark_failed(4711), NotThere)

    def test_import(self):
        """A finished download waits, is scanned, and is imported."""
        for kind in KINDS:
            with self.subTest(kind):
                arr = self.world(kind)
                self.simulated.auto_import = False
                ids = self.leaves(kind)
                grab = self.simulated.grab(ids, HASH)
                path = f"/d/{grab.title}"
                self.downloads.put(
                    HASH, name=grab.title, category=self.simulated.kind.category, state="stalledUP", content_path=path
                )
                self.refresh(arr)
                self.assertEqual(
                    {("importPending", path)},
                    {(record.state, record.output_path) for record in self.result(arr.queue())},
                )
                command = self.result(arr.import_scan(path, HASH))
                self.assertTrue(command.active)
                self.clock.pump([1] * 10)
                command = self.result(arr.command(command.id))
                self.assertEqual((True, HASH), (command.succeeded, command.download_id))
                self.assertEqual((), self.result(arr.queue()))

    def test_import_in_vain(self):
        """A scan that imports nothing is completed, and did not succeed."""
        arr = self.world("radarr")
        self.simulated.auto_import = False
        grab = self.simulated.grab(self.leaves("radarr"), HASH)
        path = f"/d/{grab.title}"
        self.downloads.put(HASH, name=grab.title, category="radarr", state="stalledUP", content_path=path)
        self.simulated.outcomes[HASH] = ImportOutcome.reject("Sample")
        self.refresh(arr)
        command = self.result(arr.import_scan(path, HASH))
        self.clock.pump([1] * 10)
        command = self.result(arr.command(command.id))
        self.assertEqual(("completed", False), (command.status, command.succeeded))

    def test_search(self):
        """A search runs and ends; an equal one meanwhile is the same."""
        for kind in KINDS:
            with self.subTest(kind):
                arr = self.world(kind)
                ids = self.leaves(kind)
                self.simulated.commands.durations[arr.dialect.search_items] = 5.0
                command = self.result(arr.search(ids))
                self.assertEqual(command.id, self.result(arr.search(ids)).id)
                self.assertEqual(tuple(ids), command.media_ids)
                self.clock.pump([1] * 10)
                self.assertTrue(self.result(arr.command(command.id)).succeeded)
                self.assertEqual(ids[0], self.result(arr.item(ids[0])).id)
                self.assertIsNone(self.result(arr.item(4711)))
        arr = self.world("sonarr")
        self.leaves("sonarr")
        for what in ("parent", "missing", "season"):
            self.assertTrue(self.result(arr.search(SearchCommand(kind=what, parent=1, season=1))).active)

    def test_libraries(self):
        """Everything the catalog reads can be read."""
        arr = self.world("radarr")
        (movie,) = self.leaves("radarr")
        self.assertEqual([movie], [one.id for one in self.result(arr.movies())])
        self.result(arr.movie_files([movie]))
        arr = self.world("sonarr")
        episodes = self.leaves("sonarr")
        (series,) = self.result(arr.series())
        self.assertEqual(set(episodes), {one.id for one in self.result(arr.episodes(series.id))})
        self.assertEqual((), self.result(arr.episode_files(series.id)))
        arr = self.world("lidarr")
        (album,) = self.leaves("lidarr")
        (artist,) = self.result(arr.artists())
        self.assertEqual([album], [one.id for one in self.result(arr.albums(artist.id))])
        self.assertTrue(self.result(arr.tracks(artist.id)))
        self.assertEqual((), self.result(arr.track_files(artist.id)))
        arr = self.world("readarr")
        (book,) = self.leaves("readarr")
        (author,) = self.result(arr.authors())
        self.assertEqual([book], [one.id for one in self.result(arr.books())])
        self.assertEqual((), self.result(arr.book_files(author.id)))
        for kind in KINDS:
            arr = self.world(kind)
            self.assertTrue(self.result(arr.quality_profiles()))
            self.result(arr.custom_formats())
            self.result(arr.remote_path_mappings())

    def test_trouble(self):
        """Pages of a proxy, half answers, dropped connections, errors with a trace."""
        for fault, kind, attempts in (
            (Fault(kind="status", status=500, path="/queue", times=None), Rejected, 1),
            (Fault(kind="html", path="/queue", times=None), Busy, 5),
            (Fault(kind="drop", path="/queue", times=None), Unreachable, 5),
            (Fault(kind="cut", path="/queue", times=None), Unreachable, 5),
            (Fault(kind="truncated", path="/queue", times=None), BadAnswer, 1),
        ):
            with self.subTest(fault.kind):
                arr = self.world("radarr")
                self.leaves("radarr")
                self.simulated.faults.add(fault)
                call = self.start(arr.queue())
                for _ in range(20):
                    self.agent.flush()
                    self.clock.advance(1)
                self.assertIs(kind, self.failureResultOf(call).type)
                self.assertEqual(
                    attempts, sum(request["path"].endswith("/queue") for request in self.simulated.requests)
                )
