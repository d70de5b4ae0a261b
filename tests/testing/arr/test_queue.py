"""
The queue of the simulated Arrs: made from the download client, with stable ids, states and their texts, and removal.
"""

from hashlib import sha1

import pytest
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.testing.arr import ImportOutcome, MemoryDownloads, Release
from tests.contract.arr.driver import NOW, Driver, hash_of

KINDS = ("radarr", "sonarr", "lidarr", "readarr")

STATES = [
    ("error", "warning", "qBittorrent is reporting an error"),
    ("stoppedDL", "paused", None), ("pausedDL", "paused", None),
    ("queuedDL", "queued", None), ("checkingDL", "queued", None), ("checkingUP", "queued", None), ("checkingResumeData", "queued", None),
    ("pausedUP", "completed", None), ("stoppedUP", "completed", None), ("uploading", "completed", None), ("stalledUP", "completed", None),
    ("queuedUP", "completed", None), ("forcedUP", "completed", None),
    ("stalledDL", "warning", "The download is stalled with no connections"),
    ("missingFiles", "warning", "qBittorrent is reporting missing files"),
    ("metaDL", "queued", "qBittorrent is downloading metadata"),
    ("forcedDL", "downloading", None), ("moving", "downloading", None), ("downloading", "downloading", None),
    ("somethingNew", "downloading", "Unknown download state: somethingNew"),
]  # fmt: skip


@pytest.mark.parametrize(("state", "status", "error"), STATES)
def test_client_state(state: str, status: str, error: str | None) -> None:
    """Each state of qBittorrent has its queue status and message; the tracked status stays ok."""
    driver = Driver()
    driver.arr.auto_import = False
    driver.download([driver.leaf()], state=state)
    driver.refresh()
    [record] = driver.queue()
    assert (record["status"], record.get("errorMessage")) == (status, error)
    assert (record["trackedDownloadStatus"], record["statusMessages"]) == ("ok", [])
    assert record["trackedDownloadState"] == ("importPending" if status == "completed" else "downloading")
    assert ("outputPath" in record) is (status == "completed")


class QueueTests(SynchronousTestCase):
    """What is in it, and how it looks."""

    def test_what_left_the_library(self):
        """Its download stays in the queue, as one of nothing known; the rest of the queue can be read."""
        for kind in KINDS:
            driver = Driver(kind)
            gone = driver.leaf()
            hash_ = driver.download([gone])
            driver.refresh()
            driver.arr.library.remove_owner(driver.arr.library.owner_of(gone).id)
            records = driver.queue(f"pageSize=1000&{driver.arr.kind.unknown_flag}=true")
            self.assertEqual([hash_.upper()], [each["downloadId"] for each in records])
            self.assertNotIn(driver.arr.kind.leaf_id, records[0])

    def test_ids(self):
        """The id is 31 bits of a SHA-1 and stays the same over refreshes, restarts and a second grab."""
        for kind, suffix in (("radarr", ""), ("sonarr", "-ep1"), ("lidarr", "-album1"), ("readarr", "-book1")):
            driver = Driver(kind)
            hash_ = driver.download([driver.leaf()])
            driver.refresh()
            digest = sha1(f"trackedDownload-1-{hash_.upper()}{suffix}".encode()).digest()
            expected = int.from_bytes(digest[:4], "little") & 0x7FFFFFFF
            self.assertEqual(expected, driver.queue()[0]["id"])
            driver.arr.restart()
            driver.wait(1)
            self.assertEqual(
                [(expected, hash_.upper())], [(record["id"], record["downloadId"]) for record in driver.queue()]
            )

    def test_nothing_after_restart_until_refresh(self):
        """A restart forgets tracking: the queue is empty until the first refresh."""
        driver = Driver()
        driver.download([driver.leaf()])
        driver.refresh()
        driver.arr.restart()
        self.assertEqual([], driver.queue())

    def test_appears_within_five_seconds_of_a_grab(self):
        """A grab asks for a look at the client, not at once, but within five seconds."""
        driver = Driver()
        driver.wait(10)
        driver.download([driver.leaf()])
        self.assertEqual([], driver.queue())
        driver.wait(6)
        self.assertEqual(1, len(driver.queue()))

    def test_record(self):
        """Sizes, times, indexer and the rest of a grabbed download."""
        driver = Driver()
        driver.download([driver.leaf()], size=2_000, progress=0.25, eta=754)
        driver.refresh()
        [record] = driver.queue()
        self.assertEqual((2000, 1500, "00:12:34", 1, "qBittorrent", "torrent", "Simulated Indexer"), tuple(
            record[name] for name in ("size", "sizeleft", "timeleft", "movieId", "downloadClient", "protocol", "indexer")))  # fmt: skip
        self.assertEqual("2025-06-15T15:06:40Z", record["added"])

    def test_unknown_time_left(self):
        """No time left when qBittorrent knows none, when it is negative or more than a year."""
        driver = Driver()
        for number, eta in enumerate((8_640_000, -1, 40_000_000), 1):
            driver.download([driver.arr.add_movie(f"Movie {number}", 2000).id], number, eta=eta)
        driver.refresh()
        self.assertEqual([], [record["timeleft"] for record in driver.queue() if "timeleft" in record])

    def test_season_pack(self):
        """Sonarr: one record per episode, same download, same title, same size, different ids."""
        driver = Driver("sonarr")
        driver.leaf()
        driver.download([1, 2, 3])
        driver.refresh()
        records = driver.queue()
        self.assertEqual([1, 2, 3], sorted(record["episodeId"] for record in records))
        names = ("downloadId", "size", "seriesId", "seasonNumber", "episodeHasFile")
        self.assertEqual(
            {(hash_of(1).upper(), 1_000_000, 1, 1, False)},
            {tuple(record[name] for name in names) for record in records},
        )
        self.assertEqual(3, len({record["id"] for record in records}))

    def test_unknown_items(self):
        """What nothing in the library fits is hidden unless asked for."""
        for kind in KINDS:
            driver = Driver(kind)
            driver.downloads.put(hash_of(9), name="Nobody.Knows", category=driver.arr.kind.category)
            driver.refresh()
            self.assertEqual([], driver.queue())
            [record] = driver.queue(f"{driver.arr.kind.unknown_flag}=true")
            self.assertNotIn(driver.arr.kind.leaf_id, record)
            self.assertEqual({"totalCount": 1, "count": 0, "unknownCount": 1}, {
                name: driver.get("queue/status")[name] for name in ("totalCount", "count", "unknownCount")})  # fmt: skip
            self.assertEqual(1, len(driver.get("queue/details")))

    def test_known_by_the_grab(self):
        """A name that says nothing is known by the history of its hash."""
        driver = Driver()
        driver.download([driver.leaf()], name="[abc] 1234")
        driver.refresh()
        self.assertEqual([1], [record["movieId"] for record in driver.queue()])

    def test_category(self):
        """Only torrents of the category are seen; one that leaves it leaves the queue and comes back with it."""
        driver = Driver()
        hash_ = driver.download([driver.leaf()])
        for category, count in (("radarr", 1), ("other", 0), ("radarr/sub", 1), ("", 0), ("radarr", 1)):
            driver.downloads.change(hash_, category=category)
            driver.refresh()
            self.assertEqual(count, len(driver.queue()), category)

    def test_client_down(self):
        """While the client does not answer the queue is empty, a health problem is shown; then everything is back."""
        driver = Driver()
        driver.download([driver.leaf()])
        driver.refresh()
        [record] = driver.queue()
        driver.downloads.down = ConnectionRefusedError()
        driver.refresh()
        self.assertEqual([], driver.queue())
        self.assertEqual(["DownloadClientCheck"], [problem["source"] for problem in driver.get("health")])
        self.assertEqual(404, driver.call("DELETE", f"queue/{record['id']}").status)
        driver.downloads.down = None
        driver.refresh()
        self.assertEqual([record["id"]], [one["id"] for one in driver.queue()])
        self.assertEqual([], driver.get("health"))

    def test_client_down_for_long(self):
        """After repeated failures the client is left alone for a growing time."""
        driver = Driver()
        driver.downloads.down = ConnectionRefusedError()
        driver.wait(3600)
        tries = [call for call in driver.downloads.calls if call == ("options",)]
        self.assertLess(len(tries), 20)

    def test_two_clients(self):
        """Records name the client they come from; their ids differ by client."""
        driver = Driver()
        second = MemoryDownloads()
        driver.arr.link(second, name="other", category="films")
        driver.download([driver.leaf()])
        second.put(hash_of(2), name="Some.Movie.2020.x", category="films")
        driver.refresh()
        self.assertEqual({"qBittorrent", "other"}, {record["downloadClient"] for record in driver.queue()})

    def test_filters_and_orders(self):
        """By owner, status and quality; sorted by what is asked for."""
        driver = Driver()
        for number, size, state in ((1, 30, "downloading"), (2, 10, "stalledDL"), (3, 20, "downloading")):
            driver.download(
                [driver.arr.add_movie(f"Movie {number}", 2000).id], number, size=size, state=state, progress=number / 10
            )
        driver.refresh()
        for query, expected in (("movieIds=1&movieIds=3", {1, 3}), ("status=warning", {2}), ("quality=3", {1, 2, 3}), ("quality=1", set()),
                                ("protocol=usenet", set())):  # fmt: skip
            self.assertEqual(expected, {record["movieId"] for record in driver.queue(query)}, query)
        for key, expected in (
            ("size", [2, 3, 1]),
            ("progress", [1, 2, 3]),
            ("title", [1, 2, 3]),
            ("status", [3, 1, 2]),
        ):
            records = driver.queue(f"sortKey={key}&sortDirection=ascending")
            self.assertEqual(expected, [record["movieId"] for record in records], key)

    def test_held_back(self):
        """A release held back is a record without a download, until it may go."""
        driver = Driver()
        driver.leaf()
        driver.arr.searcher.hold(1, Release(hash=hash_of(1)), until=NOW + 100)
        [record] = driver.queue()
        self.assertEqual(("delay", "00:01:40", 1), (record["status"], record["timeleft"], record["movieId"]))
        self.assertNotIn("downloadId", record)
        driver.wait(130)
        self.assertEqual([hash_of(1).upper()], [one["downloadId"] for one in driver.queue()])

    def test_completed_handling_off(self):
        """Without completed download handling, completed downloads are not in the queue, and nothing is imported."""
        driver = Driver()
        driver.arr.settings.options["enableCompletedDownloadHandling"] = False
        hash_ = driver.download([driver.leaf()])
        driver.refresh()
        self.assertEqual(1, len(driver.queue()))
        driver.downloads.finish(hash_)
        driver.wait(200)
        self.assertEqual([], driver.queue())
        self.assertFalse(driver.get("movie/1")["hasFile"])

    def test_readarr_does_not_know_stopped(self):
        """Readarr takes the states of qBittorrent 5 for unknown ones."""
        driver = Driver("readarr")
        driver.download([driver.leaf()], state="stoppedUP")
        driver.refresh()
        self.assertEqual("Unknown download state: stoppedUP", driver.queue()[0]["errorMessage"])

    def test_magnet_without_dht(self):
        """Metadata without DHT is a warning."""
        driver = Driver()
        driver.downloads.preferences["dht"] = False
        driver.download([driver.leaf()], state="metaDL")
        driver.refresh()
        self.assertEqual("warning", driver.queue()[0]["status"])


class DeleteTests(SynchronousTestCase):
    """Removing queue records."""

    def world(self, kind: str = "radarr", **rest: object) -> tuple[Driver, str, int]:
        driver = Driver(kind)
        hash_ = driver.download([driver.leaf()], **rest)
        driver.refresh()
        return driver, hash_, driver.queue("includeUnknownMovieItems=true")[0]["id"]

    def delete(self, driver: Driver, record_id: int, query: str) -> int:
        reply = driver.call("DELETE", f"queue/{record_id}?{query}")
        self.assertEqual(b"", reply.body if reply.status == 200 else b"")
        return reply.status

    def searches(self, driver: Driver) -> list[str]:
        return [command.name for command in driver.arr.commands.all.values() if command.name.endswith("Search")]

    def test_from_client(self):
        """By default the torrent is deleted with its files; nothing is blocklisted; the record is gone, a second call is 404."""
        driver, hash_, record_id = self.world()
        self.assertEqual(200, self.delete(driver, record_id, ""))
        self.assertIn(("delete", hash_, True), driver.downloads.calls)
        self.assertEqual(([], {}), (driver.queue(), driver.arr.ledger.blocked))
        reply = driver.call("DELETE", f"queue/{record_id}")
        self.assertEqual((404, {"message": "NotFound"}), (reply.status, reply.json))

    def test_blocklist(self):
        """Blocklisting: history, blocklist record, own search; with the torrent left in the client the record does not come back."""
        driver, hash_, record_id = self.world()
        self.assertEqual(200, self.delete(driver, record_id, "removeFromClient=false&blocklist=true"))
        self.assertIn(hash_, driver.downloads.torrents)
        [blocked] = driver.get("blocklist")["records"]
        self.assertEqual((1, "Manually marked as failed"), (blocked["movieId"], blocked["message"]))
        self.assertEqual("downloadFailed", driver.get("history")["records"][0]["eventType"])
        self.assertEqual(["MoviesSearch"], self.searches(driver))
        driver.refresh()
        self.assertEqual([], driver.queue())

    def test_skip_redownload(self):
        """No search of its own with `skipRedownload`, or when the option is off, or for an interactive grab with that option off."""
        for case in ("skip", "off", "interactive"):
            driver = Driver()
            options = driver.arr.settings.options
            options["autoRedownloadFailed"] = case != "off"
            options["autoRedownloadFailedFromInteractiveSearch"] = case != "interactive"
            hash_ = driver.download([driver.leaf()], grabbed=False)
            driver.arr.grab([1], hash_, source="interactiveSearch")
            driver.refresh()
            skip = "true" if case == "skip" else "false"
            self.delete(driver, driver.queue()[0]["id"], f"removeFromClient=false&blocklist=true&skipRedownload={skip}")
            self.assertEqual((1, []), (len(driver.arr.ledger.blocked), self.searches(driver)), case)

    def test_blocklist_needs_the_grab(self):
        """A torrent added by hand cannot be blocklisted; it is back after the next refresh, under the same id."""
        driver, _, record_id = self.world(grabbed=False)
        self.assertEqual(200, self.delete(driver, record_id, "removeFromClient=false&blocklist=true"))
        self.assertEqual(({}, []), (driver.arr.ledger.blocked, driver.queue()))
        driver.refresh()
        self.assertEqual([record_id], [record["id"] for record in driver.queue()])

    def test_siblings_vanish(self):
        """The other episodes' records of a pack go with the first: 404 for them; one history entry per episode, one search."""
        driver = Driver("sonarr")
        driver.leaf()
        driver.download([1, 2, 3])
        driver.refresh()
        ids = [record["id"] for record in driver.queue()]
        self.assertEqual(
            [200, 404, 404], [self.delete(driver, number, "removeFromClient=false&blocklist=true") for number in ids]
        )
        failed = [event.leaf_id for event in driver.arr.ledger.events if event.type == "downloadFailed"]
        self.assertEqual(
            ([1, 2, 3], 1, ["SeasonSearch"]), (failed, len(driver.arr.ledger.blocked), self.searches(driver))
        )

    def test_ignore(self):
        """With every parameter off the download is ignored: out of the queue, also after a refresh."""
        driver, _, record_id = self.world()
        self.delete(driver, record_id, "removeFromClient=false")
        driver.refresh()
        self.assertEqual(([], "downloadIgnored"), (driver.queue(), driver.get("history")["records"][0]["eventType"]))

    def test_ignore_needs_an_owner(self):
        """An unknown download cannot be ignored: it stays."""
        driver, _, record_id = self.world(name="Nobody.Knows", grabbed=False)
        self.assertEqual(200, self.delete(driver, record_id, "removeFromClient=false"))
        self.assertEqual(1, len(driver.queue("includeUnknownMovieItems=true")))

    def test_client_fails(self):
        """When the client refuses, the error is told and nothing else happens."""
        driver, _, record_id = self.world()
        driver.downloads.down = ConnectionRefusedError("no")
        self.assertEqual(500, self.delete(driver, record_id, "blocklist=true"))
        self.assertEqual((1, {}), (len(driver.queue()), driver.arr.ledger.blocked))

    def test_change_category(self):
        """The torrent moves to the post-import category, if one is configured."""
        driver = Driver(imported_category="done")
        hash_ = driver.download([driver.leaf()])
        driver.refresh()
        self.delete(driver, driver.queue()[0]["id"], "removeFromClient=false&changeCategory=true")
        self.assertEqual("done", driver.downloads.torrents[hash_].category)

    def test_bulk(self):
        """Several at once; one unknown id fails the call before anything is removed; no ids at all is a 500."""
        driver = Driver()
        for number in (1, 2):
            driver.download([driver.arr.add_movie(f"Movie {number}", 2000).id], number)
        driver.refresh()
        ids = [record["id"] for record in driver.queue()]
        self.assertEqual(404, driver.call("DELETE", "queue/bulk", json={"ids": [*ids, 7]}).status)
        self.assertEqual(2, len(driver.queue()))
        reply = driver.call("DELETE", "queue/bulk?removeFromClient=false&blocklist=true", json={"ids": ids})
        self.assertEqual((200, {}, [], 2), (reply.status, reply.json, driver.queue(), len(driver.arr.ledger.blocked)))
        self.assertEqual(500, driver.call("DELETE", "queue/bulk", json={}).status)

    def test_held_back(self):
        """A release held back is simply gone, and blocklisted when asked for."""
        driver = Driver()
        driver.leaf()
        driver.arr.searcher.hold(1, Release(hash=hash_of(1)), until=NOW + 10_000)
        self.delete(driver, driver.queue()[0]["id"], "blocklist=true")
        self.assertEqual([], driver.queue())
        self.assertEqual(
            ["Pending release manually blocklisted"], [entry.message for entry in driver.arr.ledger.blocked.values()]
        )

    def test_history_failed(self):
        """A grab can be marked as failed by its history record, also when the queue has nothing of it any more."""
        driver, hash_, _ = self.world()
        driver.downloads.torrents.clear()
        driver.refresh()
        [event] = driver.get(f"history?downloadId={hash_.upper()}&eventType=1")["records"]
        reply = driver.call("POST", f"history/failed/{event['id']}")
        self.assertEqual((200, {}, 1), (reply.status, reply.json, len(driver.arr.ledger.blocked)))

    def test_grabbed_again(self):
        """A hash that failed and is grabbed again is downloaded again, under the same id."""
        driver, hash_, record_id = self.world()
        self.delete(driver, record_id, "removeFromClient=false&blocklist=true&skipRedownload=true")
        driver.arr.grab([1], hash_)
        driver.refresh()
        self.assertEqual([record_id], [record["id"] for record in driver.queue()])

    def test_dangerous_download_fails(self):
        """A dangerous file makes the download fail by itself: blocklisted and searched anew."""
        driver, hash_, _ = self.world()
        driver.arr.outcomes[hash_] = ImportOutcome.reject(
            "Caution: Found executable file with extension: '.exe'", dangerous=True
        )
        driver.downloads.finish(hash_)
        driver.refresh()
        driver.wait(2)
        self.assertEqual(
            ([], 1, ["MoviesSearch"]), (driver.queue(), len(driver.arr.ledger.blocked), self.searches(driver))
        )
