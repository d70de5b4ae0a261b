"""
Imports in the simulated Arrs: how attempts end, scan commands, files on the disk, and what becomes of the torrent.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.testing.arr import ImportOutcome
from tests.contract.arr.driver import Driver, hash_of

KINDS = ("radarr", "sonarr", "lidarr", "readarr")
UNPARSABLE = "Unable to parse download, automatic import is not possible."
MAPPING = "[C:\\downloads\\x] is not a valid local path. You may need a Remote Path Mapping."
TITLES = {"radarr": "One or more movies expected in this release were not imported or missing",
          "sonarr": "One or more episodes expected in this release were not imported or missing from the release",
          "lidarr": "One or more tracks expected in this release were not imported or missing from the release"}  # fmt: skip


def world(
    kind: str = "radarr", outcome: ImportOutcome | None = None, *, complete: bool = True, **rest: object
) -> tuple[Driver, str]:
    """An application with one finished download whose import ends as *outcome*, and its hash."""
    driver = Driver(kind, **{name: rest.pop(name) for name in ("legacy", "imported_category") if name in rest})
    hash_ = driver.download([driver.leaf()], complete=complete, **rest)
    if outcome is not None:
        driver.arr.outcomes[hash_] = outcome
    driver.refresh()
    return driver, hash_


def texts(record: dict) -> list[tuple[str, list[str]]]:
    """The status messages of a queue record."""
    return [(message["title"], message["messages"]) for message in record["statusMessages"]]


@pytest.mark.parametrize("kind", KINDS)
def test_good_import(kind: str) -> None:
    """A finished download is imported, leaves the queue, the leaf has its file, the history tells it."""
    driver, hash_ = world(kind)
    driver.refresh()
    assert driver.queue() == []
    assert driver.arr.library.files_of(1)[0].size > 0
    events = [event.type for event in driver.arr.ledger.events]
    whole = [] if driver.arr.kind.is_video else ["downloadImported"]
    assert events == ["grabbed", driver.arr.kind.imported_event, *whole]
    assert driver.arr.ledger.outcomes[hash_.upper()] == "imported"
    assert driver.arr.library.missing_ids() == ([2, 3] if kind == "sonarr" else [])


ENDINGS = [
    ("radarr", ImportOutcome.reject("Sample"), "importPending", [("*", ["Sample"])]),
    ("sonarr", ImportOutcome.reject("Sample", "No audio tracks detected"), "importPending",
     [("*", ["Sample", "No audio tracks detected"])]),
    ("radarr", ImportOutcome.block("Sample", files=["a", "b"]), "importBlocked",
     [(TITLES["radarr"], []), ("a", ["Sample"]), ("b", ["Sample"])]),
    ("sonarr", ImportOutcome.block("Sample", files=["a"]), "importPending", [("*", ["Sample"])]),
    ("lidarr", ImportOutcome.block("x", files=["a.flac"]), "importFailed", [(TITLES["lidarr"], []), ("a.flac", ["x"])]),
    ("lidarr", ImportOutcome.block("Unknown Artist", files=[""]), "importPending", [("Unknown Artist", [])]),
    ("readarr", ImportOutcome.block("x", files=["a.epub"]), "importFailed", [("a.epub", ["x"])]),
    ("radarr", ImportOutcome.nothing(), "importPending", [("*", ["No files found are eligible for import in /downloads/radarr/*"])]),
    ("readarr", ImportOutcome.nothing(), "importPending", [("*", ["No files found are eligible for import in /downloads/readarr/*"])]),
    ("sonarr", ImportOutcome(leaves=(), unparsable=True), "importBlocked", [("*", [UNPARSABLE])]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "outcome", "state", "messages"), ENDINGS)
def test_bad_import(kind: str, outcome: ImportOutcome, state: str, messages: list[tuple[str, list[str]]]) -> None:
    """A failed attempt leaves the state and the messages of its application; `*` stands for the download's name."""
    driver, hash_ = world(kind, outcome)
    [record] = driver.queue()
    name = driver.downloads.torrents[hash_].name
    expected = [(title.replace("*", name), [text.replace("*", name) for text in lines]) for title, lines in messages]
    assert (record["trackedDownloadState"], record["trackedDownloadStatus"]) == (state, "warning")
    assert texts(record) == expected
    assert driver.arr.library.files_of(1) == []


class CycleTests(SynchronousTestCase):
    """What happens over several refreshes."""

    def test_pending_is_tried_every_minute(self):
        """A rejected download waits and is tried again with each refresh; when the reason is gone, it is imported."""
        driver, _ = world(outcome=ImportOutcome.reject("Locked file, try again later"))
        driver.wait(181)
        self.assertEqual(5, len(driver.arr.importer.attempts))
        driver.arr.outcomes.clear()
        driver.wait(70)
        self.assertEqual([], driver.queue())

    def test_blocked_flips(self):
        """Blocked is looked at anew on each refresh: for a moment it is pending with its old messages, then blocked again."""
        driver, _ = world(outcome=ImportOutcome.block("Sample"))
        driver.arr.commands.durations["ProcessMonitoredDownloads"] = 3.0
        driver.arr.commands.post({"name": "RefreshMonitoredDownloads"})
        seen = []
        for _ in range(12):
            driver.wait(0.5)
            [record] = driver.queue()
            seen.append(
                (record["trackedDownloadState"], record["trackedDownloadStatus"], len(record["statusMessages"]))
            )
        self.assertEqual({("importPending", "warning", 3), ("importBlocked", "warning", 3)}, set(seen))
        self.assertEqual("importBlocked", seen[-1][0])

    def test_failed_is_final(self):
        """Lidarr and Readarr do not try a failed import again."""
        for kind in ("lidarr", "readarr"):
            driver, _ = world(kind, ImportOutcome.block("x"))
            driver.wait(200)
            self.assertEqual(1, len(driver.arr.importer.attempts), kind)

    def test_incomplete_album_is_in_the_history(self):
        """Lidarr notes an album that was not wholly imported."""
        driver, _ = world("lidarr", ImportOutcome.block("x"))
        [event] = driver.get("history?eventType=7")["records"]
        self.assertEqual("albumImportIncomplete", event["eventType"])

    def test_before_blocked_existed(self):
        """An older application has no `importBlocked`: such downloads stay pending with the same messages."""
        driver, _ = world(outcome=ImportOutcome.block("Sample"), legacy=True)
        [record] = driver.queue()
        self.assertEqual(
            ("importPending", TITLES["radarr"]), (record["trackedDownloadState"], record["statusMessages"][0]["title"])
        )

    def test_title_mismatch(self):
        """Nothing recognised: blocked with the application's text, in Readarr pending."""
        for kind in KINDS:
            driver = Driver(kind)
            driver.downloads.put(hash_of(1), name="Nobody.Knows", category=driver.arr.kind.category)
            driver.downloads.finish(hash_of(1))
            driver.refresh()
            [record] = driver.queue(f"{driver.arr.kind.unknown_flag}=true")
            self.assertEqual([("Nobody.Knows", [driver.arr.kind.mismatch_text])], texts(record))
            self.assertEqual("importPending" if kind == "readarr" else "importBlocked", record["trackedDownloadState"])

    def test_grabbed_by_id(self):
        """Recognised only by a grab that was itself matched by id: blocked; when it was chosen by hand, imported."""
        for source, count in (("search", 1), ("interactiveSearch", 0)):
            driver = Driver()
            driver.leaf()
            driver.arr.grab([1], hash_of(1), "abc", match="id", source=source)
            driver.downloads.put(hash_of(1), name="abc", category="radarr")
            driver.downloads.finish(hash_of(1))
            driver.refresh()
            shown = [text for record in driver.queue() for _, lines in texts(record) for text in lines]
            self.assertEqual([driver.arr.kind.by_id_text] * count, shown)

    def test_odd_paths(self):
        """A path that cannot be used is a warning; the download directory itself is not imported."""
        for path, text in (("", "Download doesn't contain intermediate path, Skipping."),
                           ("C:\\downloads\\x", MAPPING)):  # fmt: skip
            driver, _ = world(content_path=path)
            self.assertEqual([text], driver.queue()[0]["statusMessages"][0]["messages"])
        driver, _ = world(content_path="/downloads/radarr/")
        [record] = driver.queue()
        self.assertEqual("warning", record["status"])
        self.assertIn("Path matches client base download directory", record["errorMessage"])

    def test_importing_takes_time(self):
        """While files are moved the state is `importing`."""
        driver = Driver()
        driver.arr.import_seconds = 10.0
        driver.download([driver.leaf()], complete=True)
        driver.refresh()
        self.assertEqual("importing", driver.queue()[0]["trackedDownloadState"])
        driver.wait(11)
        self.assertEqual([], driver.queue())

    def test_partial_pack(self):
        """A pack of which only some episodes came in is blocked; the others are imported and in the history."""
        driver = Driver("sonarr")
        driver.leaf()
        hash_ = driver.download([1, 2, 3], complete=True)
        driver.arr.outcomes[hash_] = ImportOutcome(leaves=(1, 2), rejected=(("e3.mkv", ("Sample",)),))
        driver.arr.grab([1, 2, 3], hash_)
        driver.refresh()
        records = sorted(driver.queue(), key=lambda one: one["episodeId"])
        self.assertEqual([True, True, False], [record["episodeHasFile"] for record in records])
        driver.arr.outcomes[hash_] = ImportOutcome.accept(3)
        driver.wait(70)
        self.assertEqual([], driver.queue())

    def test_upgrade_replaces(self):
        """An import over an existing file notes its deletion as an upgrade."""
        driver = Driver()
        driver.arr.add_movie("Some Movie", 2020, has_file=True, quality="SDTV")
        driver.download([1], complete=True)
        driver.refresh()
        self.assertEqual(
            ["grabbed", "movieFileDeleted", "downloadFolderImported"],
            [event.type for event in driver.arr.ledger.events],
        )
        self.assertEqual(1, len(driver.arr.library.files))


class AfterImportTests(SynchronousTestCase):
    """What becomes of the torrent."""

    def test_category(self):
        """It moves to the post-import category, and so out of sight."""
        driver, hash_ = world(imported_category="done")
        self.assertEqual("done", driver.downloads.torrents[hash_].category)
        self.assertEqual([], driver.queue())

    def test_removed_at_its_goal(self):
        """Only when stopped and past its goal it is removed with its files, at the import or later."""
        driver, hash_ = world(ratio=0.5, max_ratio=1.0)
        self.assertIn(hash_, driver.downloads.torrents)
        driver.downloads.change(hash_, ratio=1.5)
        driver.refresh()
        self.assertIn(hash_, driver.downloads.torrents)
        driver.downloads.change(hash_, state="stoppedUP")
        driver.refresh()
        self.assertIn(("delete", hash_, True), driver.downloads.calls)

    def test_kept_when_not_wanted(self):
        """With "remove completed" off it stays."""
        driver = Driver()
        driver.arr.tracker.links[0].remove_completed = False
        hash_ = driver.download([driver.leaf()], complete=True, max_ratio=1.0, ratio=2.0)
        driver.downloads.change(hash_, state="pausedUP")
        driver.refresh()
        driver.refresh()
        self.assertIn(hash_, driver.downloads.torrents)


@pytest.mark.parametrize("kind", KINDS)
def test_scan(kind: str) -> None:
    """The scan command imports a download the application would not import by itself."""
    driver = Driver(kind)
    driver.arr.auto_import = False
    hash_ = driver.download([driver.leaf()], complete=True)
    driver.refresh()
    [record] = driver.queue()
    assert record["trackedDownloadState"] == "importPending"
    command = driver.command(
        driver.arr.kind.scan_command, {"path": record["outputPath"], "downloadClientId": hash_.upper()}
    )
    assert (command["status"], command["result"]) == ("completed", "successful")
    assert driver.queue() == []
    assert driver.arr.library.files_of(1)


class ScanTests(SynchronousTestCase):
    """Scan commands that go wrong, or find their way without a tracked download."""

    def world(self, outcome: ImportOutcome | None = None) -> tuple[Driver, str, str]:
        driver = Driver()
        driver.arr.auto_import = False
        hash_ = driver.download([driver.leaf()], complete=True)
        if outcome:
            driver.arr.outcomes[hash_] = outcome
        driver.refresh()
        return driver, hash_, driver.queue()[0]["outputPath"]

    def scan(self, driver: Driver, path: str, hash_: str, **rest: object) -> tuple[str, str]:
        command = driver.command("DownloadedMoviesScan", {"path": path, "downloadClientId": hash_} | rest)
        return command["status"], command["result"]

    def test_nothing_imported(self):
        """A rejected scan is completed but unsuccessful; the queue record is as it was."""
        driver, hash_, path = self.world(ImportOutcome.reject("Sample"))
        before = texts(driver.queue()[0])
        self.assertEqual(("completed", "unsuccessful"), self.scan(driver, path, hash_.upper()))
        self.assertEqual(
            (before, "importPending"), (texts(driver.queue()[0]), driver.queue()[0]["trackedDownloadState"])
        )

    def test_bad_paths(self):
        """No path: failed. A path where nothing of the download lies: unsuccessful, nothing done."""
        driver, hash_, _ = self.world()
        self.assertEqual(("failed", "unsuccessful"), self.scan(driver, "", hash_.upper()))
        for path in ("/elsewhere", "/downloads/radarr", "/downloads"):
            self.assertEqual(("completed", "unsuccessful"), self.scan(driver, path, hash_.upper()), path)
        self.assertEqual([], driver.arr.library.files_of(1))

    def test_lower_case_hash_is_not_found(self):
        """The hash is looked up as sent; not found, the folder's name decides, and the record stays until the history is looked at."""
        driver, hash_, path = self.world()
        self.assertEqual(("completed", "successful"), self.scan(driver, path, hash_))
        self.assertEqual(["importPending"], [record["trackedDownloadState"] for record in driver.queue()])
        self.assertEqual("", driver.arr.ledger.events[-1].hash)

    def test_unknown_owner(self):
        """A tracked download whose movie is not known makes the command fail."""
        driver = Driver()
        driver.downloads.put(hash_of(1), name="Nobody.Knows", category="radarr")
        driver.downloads.finish(hash_of(1))
        driver.refresh()
        self.assertEqual(
            ("failed", "unsuccessful"), self.scan(driver, "/downloads/radarr/Nobody.Knows", hash_of(1).upper())
        )

    def test_completed_handling_off(self):
        """With completed download handling off, a scan imports what the queue does not even show."""
        driver = Driver()
        driver.arr.settings.options["enableCompletedDownloadHandling"] = False
        hash_ = driver.download([driver.leaf()], complete=True)
        driver.refresh()
        path = driver.downloads.torrents[hash_].content_path
        self.assertEqual(("completed", "successful"), self.scan(driver, path, hash_.upper()))
        self.assertTrue(driver.get("movie/1")["hasFile"])

    def test_manual_import(self):
        """ManualImport imports in spite of the rejections."""
        driver, hash_, path = self.world(ImportOutcome.reject("Sample"))
        [candidate] = driver.get(f"manualimport?downloadId={hash_.upper()}")
        self.assertEqual([{"reason": "Sample", "type": "permanent"}], candidate["rejections"])
        file = {"path": path, "movieId": 1, "downloadId": hash_.upper()}
        command = driver.command("ManualImport", {"files": [file], "importMode": "auto"})
        self.assertEqual(
            ("completed", "high", "Manually imported 1 files"),
            (command["status"], command["priority"], command["message"]),
        )
        self.assertEqual([], driver.queue())


class DiskTests(SynchronousTestCase):
    """Imports that look at the disk."""

    def world(self, kind: str, *files: str, **rest: object) -> tuple[Driver, str, Path]:
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        driver = Driver(kind, check_paths=True, root=str(self.root / "library"))
        content = self.root / "downloads" / driver.arr.kind.category / "release"
        content.mkdir(parents=True)
        for name in files:
            (content / name).write_bytes(name.encode())
        hash_ = driver.download([driver.leaf()], complete=True, content_path=str(content), **rest)
        return driver, hash_, content

    def test_linked(self):
        """A seeding download is hard-linked into the library; the source stays."""
        driver, _, content = self.world("radarr", "movie.mkv", "movie.nfo")
        driver.refresh()
        [file] = driver.arr.library.files_of(1)
        self.assertTrue(Path(file.path).samefile(content / "movie.mkv"))
        self.assertEqual([], driver.queue())

    def test_moved(self):
        """At its goal, or when the command says so, the file is moved."""
        driver, hash_, content = self.world("radarr", "movie.mkv")
        driver.arr.auto_import = False
        driver.refresh()
        driver.command(
            "DownloadedMoviesScan", {"path": str(content), "downloadClientId": hash_.upper(), "importMode": "move"}
        )
        self.assertFalse((content / "movie.mkv").exists())
        self.assertTrue(Path(driver.arr.library.files_of(1)[0].path).exists())

    def test_album(self):
        """All tracks of an album end up in one folder."""
        driver, _, _ = self.world("lidarr", "01.flac", "02.flac", "03.flac", "cover.jpg")
        driver.refresh()
        folder = self.root / "library" / "Some Artist" / "release"
        self.assertEqual(["01.flac", "02.flac", "03.flac"], sorted(path.name for path in folder.iterdir()))

    def test_no_media(self):
        """A download without a usable file is not imported."""
        driver, _, content = self.world("radarr", "setup.exe")
        driver.refresh()
        self.assertEqual(
            [f"No files found are eligible for import in {content}"], driver.queue()[0]["statusMessages"][0]["messages"]
        )

    def test_missing_path(self):
        """A scan of a path that is not there does nothing."""
        driver, hash_, content = self.world("radarr", "movie.mkv")
        driver.arr.auto_import = False
        driver.refresh()
        command = driver.command("DownloadedMoviesScan", {"path": f"{content}x", "downloadClientId": hash_.upper()})
        self.assertEqual("unsuccessful", command["result"])
