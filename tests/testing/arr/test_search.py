"""
Searching in the simulated Arrs: what is found, refused and grabbed, what the commands say, and searches of the application's own.
"""

import pytest
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.testing.arr import Release
from qbitrr.testing.arr.model.wire import unstamp
from tests.contract.arr.driver import NOW, Driver, hash_of

LEAF_SEARCHES = [
    ("radarr", {"name": "MoviesSearch", "movieIds": [1]}, "Completed search for 1 movies. 1 reports downloaded."),
    ("sonarr", {"name": "EpisodeSearch", "episodeIds": [1]}, "Episode search completed. 1 reports downloaded."),
    (
        "sonarr",
        {"name": "SeasonSearch", "seriesId": 1, "seasonNumber": 1},
        "Season search completed. 1 reports downloaded.",
    ),
    ("sonarr", {"name": "SeriesSearch", "seriesId": 1}, "Series search completed. 1 reports downloaded."),
    (
        "sonarr",
        {"name": "MissingEpisodeSearch", "seriesId": 1},
        "Completed search for 3 episodes. 1 reports downloaded.",
    ),
    ("lidarr", {"name": "AlbumSearch", "albumIds": [1]}, "Album search completed. 1 reports downloaded."),
    ("lidarr", {"name": "ArtistSearch", "artistId": 1}, "Artist search completed. 1 reports downloaded."),
    ("readarr", {"name": "BookSearch", "bookIds": [1]}, "Book search completed. 1 reports downloaded."),
    ("readarr", {"name": "AuthorSearch", "authorId": 1}, "Author search completed. 1 reports downloaded."),
    ("radarr", {"name": "MissingMoviesSearch"}, "Completed search for 1 movies. 1 reports downloaded."),
]


@pytest.mark.parametrize(("kind", "body", "message"), LEAF_SEARCHES)
def test_found(kind: str, body: dict, message: str) -> None:
    """A search takes what the indexers have: torrent added with the category, history, message, and soon the queue shows it."""
    driver = Driver(kind)
    hash_ = driver.offer(driver.leaf(), 1)
    command = driver.command(body.pop("name"), body)
    assert (command["status"], command["message"]) == ("completed", message)
    assert driver.downloads.torrents[hash_].category == driver.arr.kind.category
    assert driver.get("history")["records"][0]["downloadId"] == hash_.upper()
    driver.wait(7)
    [record] = driver.queue()
    assert (record["downloadId"], record["status"]) == (hash_.upper(), "queued")


class SearchTests(SynchronousTestCase):
    """Choices and refusals."""

    def search(self, driver: Driver, *ids: int) -> str:
        return driver.command("MoviesSearch", {"movieIds": list(ids or (1,))}).get("message", "")

    def test_nothing_found(self):
        """Zero hits is a success."""
        driver = Driver()
        driver.leaf()
        self.assertEqual("Completed search for 1 movies. 0 reports downloaded.", self.search(driver))

    def test_notes_the_search(self):
        """`lastSearchTime` is set, and the simulator remembers who was searched and when."""
        driver = Driver()
        driver.leaf()
        self.assertNotIn("lastSearchTime", driver.get("movie/1"))
        self.search(driver)
        [(name, leaf, at)] = driver.arr.searcher.searches
        self.assertEqual(int(at), unstamp(driver.get("movie/1")["lastSearchTime"]))
        self.assertEqual(("MoviesSearch", 1), (name, leaf))
        self.assertGreater(at, NOW)

    def test_best_first(self):
        """Quality counts before score, score before order."""
        driver = Driver()
        driver.leaf()
        driver.offer(1, 1, quality="SDTV", score=100)
        best = driver.offer(1, 2, quality="Bluray-1080p", score=5)
        driver.offer(1, 3, quality="Bluray-1080p", score=1)
        self.search(driver)
        self.assertEqual([best], list(driver.downloads.torrents))

    def test_blocklisted(self):
        """A blocklisted hash is refused for that movie, so the next search takes the next release."""
        driver = Driver()
        driver.leaf()
        first, second = driver.offer(1, 1), driver.offer(1, 2)
        self.search(driver)
        driver.wait(7)
        driver.call("DELETE", f"queue/{driver.queue()[0]['id']}?blocklist=true&skipRedownload=true")
        self.search(driver)
        self.assertEqual([second], list(driver.downloads.torrents))
        self.assertEqual("Release is blocklisted", driver.arr.searcher.refusal(1, driver.arr.releases[1][0]))
        self.assertEqual(first.upper(), next(iter(driver.arr.ledger.blocked.values())).hash)

    def test_own_search_replaces(self):
        """Marked as failed without `skipRedownload`, the application finds the replacement by itself."""
        driver = Driver()
        driver.leaf()
        driver.offer(1, 1)
        second = driver.offer(1, 2)
        self.search(driver)
        driver.wait(7)
        driver.call("DELETE", f"queue/{driver.queue()[0]['id']}?blocklist=true")
        driver.wait(8)
        self.assertEqual([second.upper()], [record["downloadId"] for record in driver.queue()])

    def test_own_search_leaves_out_the_unwanted(self):
        """The application's own search skips an unmonitored movie; one asked for by the API does not."""
        driver = Driver()
        driver.leaf(monitored=False)
        driver.offer(1, 1)
        driver.arr.commands.post({"name": "MoviesSearch", "movieIds": [1]}, trigger="unspecified")
        driver.wait(1)
        self.assertEqual({}, driver.downloads.torrents)
        self.search(driver)
        self.assertEqual([hash_of(1)], list(driver.downloads.torrents))

    def test_already_in_the_queue(self):
        """A queued release of the same quality makes others refused, a better one is taken."""
        driver = Driver()
        driver.download([driver.leaf()], 1)
        driver.refresh()
        driver.offer(1, 2)
        self.assertIn("0 reports", self.search(driver))
        driver.offer(1, 3, score=10)
        self.assertIn("1 reports", self.search(driver))

    def test_existing_file(self):
        """No release that is not better than the file, and none at all with upgrades off."""
        driver = Driver()
        driver.arr.settings.add_profile("No upgrades", upgrade_allowed=False)
        for number, profile in ((1, 1), (2, 2)):
            driver.arr.add_movie(f"Movie {number}", 2000, has_file=True, quality="HDTV-720p", profile_id=profile)
            driver.offer(number, number * 10, quality="SDTV")
        self.assertIn("0 reports", self.search(driver, 1, 2))
        driver.offer(1, 3, quality="Bluray-1080p")
        driver.offer(2, 4, quality="Bluray-1080p")
        self.assertIn("1 reports", self.search(driver, 1, 2))

    def test_minimum_score(self):
        """A release below the profile's minimum score is refused."""
        driver = Driver()
        driver.arr.settings.profiles.records[1]["minFormatScore"] = 10
        driver.leaf()
        driver.offer(1, 1, score=9)
        self.assertIn("0 reports", self.search(driver))

    def test_unknown_id(self):
        """Radarr fails before it searches anything; Sonarr has done the earlier ones."""
        driver = Driver("radarr")
        driver.leaf()
        self.assertEqual("failed", driver.command("MoviesSearch", {"movieIds": [1, 99]})["status"])
        self.assertEqual([], driver.arr.searcher.searches)
        driver = Driver("sonarr")
        driver.leaf()
        self.assertEqual("failed", driver.command("EpisodeSearch", {"episodeIds": [1, 99]})["status"])
        self.assertEqual([1], [leaf for _, leaf, _ in driver.arr.searcher.searches])

    def test_error_of_one(self):
        """A movie whose search raises is skipped, the others go on."""
        driver = Driver()
        driver.leaf()
        driver.arr.add_movie("Other", 2001)
        driver.offer(1, 1)
        driver.offer(2, 2)
        driver.arr.searcher.errors.add(1)
        self.assertEqual("Completed search for 2 movies. 1 reports downloaded.", self.search(driver, 1, 2))

    def test_missing_leaves_out_the_queue(self):
        """The search for everything missing leaves out what is in the queue, takes the longest not searched first."""
        driver = Driver()
        for number in (1, 2, 3):
            driver.arr.add_movie(f"Movie {number}", 2000)
        driver.download([1], 1)
        driver.refresh()
        self.search(driver, 2)
        driver.command("MissingMoviesSearch")
        self.assertEqual(
            [3, 2], [leaf for name, leaf, _ in driver.arr.searcher.searches if name == "MissingMoviesSearch"]
        )

    def test_pack(self):
        """A release may hold a whole season: one torrent, one record per episode."""
        driver = Driver("sonarr")
        driver.leaf()
        driver.offer(1, 1, leaf_ids=(1, 2, 3))
        driver.command("SeasonSearch", {"seriesId": 1, "seasonNumber": 1})
        driver.wait(7)
        self.assertEqual([1, 2, 3], sorted(record["episodeId"] for record in driver.queue()))

    def test_series_without_monitored_seasons(self):
        """Then each monitored, aired, missing episode is searched."""
        driver = Driver("sonarr")
        series = driver.arr.add_series("Some Show", {1: 3})
        series.seasons[1].monitored = False
        driver.arr.library.set_monitored(2, False)
        driver.command("SeriesSearch", {"seriesId": 1})
        self.assertEqual([1, 3], [leaf for _, leaf, _ in driver.arr.searcher.searches])

    def test_torrent_bytes(self):
        """A release with its torrent file is added by that."""
        driver = Driver()
        driver.leaf()
        driver.offer(1, 1, torrent=b"d4:infoe")
        self.search(driver)
        self.assertIn(("add", "", b"d4:infoe", "radarr"), driver.downloads.calls)

    def test_client_down(self):
        """A release the client does not take waits in the queue and is tried again with the next refresh."""
        driver = Driver()
        driver.leaf()
        driver.offer(1, 1)
        driver.downloads.down = ConnectionRefusedError()
        self.assertIn("0 reports", self.search(driver))
        self.assertEqual(["downloadClientUnavailable"], [record["status"] for record in driver.queue()])
        driver.downloads.down = None
        driver.wait(70)
        self.assertEqual(["queued"], [record["status"] for record in driver.queue()])

    def test_rss(self):
        """RSS takes what the feed has for wanted things, once."""
        driver = Driver()
        driver.leaf()
        driver.arr.add_movie("Unwanted", 2001, monitored=False)
        driver.arr.searcher.feed += [(1, Release(hash=hash_of(1))), (2, Release(hash=hash_of(2)))]
        self.assertEqual(
            "RSS Sync Completed. Reports found: 1, Reports grabbed: 1", driver.command("RssSync")["message"]
        )
        self.assertEqual([hash_of(1)], list(driver.downloads.torrents))


@pytest.mark.parametrize(("kind", "count", "expected"), [
    ("sonarr", 1, "EpisodeSearch"), ("sonarr", 2, "EpisodeSearch"), ("sonarr", 3, "SeasonSearch"),
    ("lidarr", 1, "AlbumSearch"), ("lidarr", 2, "ArtistSearch"), ("readarr", 1, "BookSearch"), ("readarr", 2, "AuthorSearch"),
])  # fmt: skip
def test_replacement_command(kind: str, count: int, expected: str) -> None:
    """How much failed decides which search the application starts."""
    driver = Driver(kind)
    driver.leaf()
    if kind == "lidarr":
        driver.arr.add_album(1, "Second")
    elif kind == "readarr":
        driver.arr.add_book(1, "Second")
    grab = driver.arr.grab(range(1, count + 1), hash_of(1))
    driver.arr.fail(grab, "x", False)
    assert [command.name for command in driver.arr.commands.all.values()][-1] == expected
