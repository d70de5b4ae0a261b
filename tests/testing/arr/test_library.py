"""
The libraries of the simulated Arrs: what records say, what changes do, and what lists cost.
"""

import itertools
import sys

import pytest
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.testing.arr.model.library.records import DAY
from qbitrr.testing.arr.population import populate
from tests.contract.arr.driver import NOW, Driver

AVAILABILITY = [
    ("announced", {"digital": None, "physical": None, "in_cinemas": None}, True),
    ("tba", {"digital": None, "physical": None, "in_cinemas": None}, True),
    ("inCinemas", {"in_cinemas": NOW - 1}, True),
    ("inCinemas", {"in_cinemas": NOW + DAY}, False),
    ("inCinemas", {"in_cinemas": None}, False),
    ("released", {"digital": NOW + DAY, "physical": NOW - DAY}, True),
    ("released", {"digital": NOW + DAY, "physical": None}, False),
    ("released", {"digital": None, "physical": None, "in_cinemas": NOW - 91 * DAY}, True),
    ("released", {"digital": None, "physical": None, "in_cinemas": NOW - 89 * DAY}, False),
    ("released", {"digital": None, "physical": None, "in_cinemas": None}, False),
]


@pytest.mark.parametrize(("minimum", "dates", "available"), AVAILABILITY)
def test_availability(minimum: str, dates: dict, available: bool) -> None:
    """A movie is available when its minimum availability is reached; unknown dates say no."""
    driver = Driver()
    movie = driver.arr.add_movie("Some Movie", 2020)
    movie.minimum = minimum
    for name, value in dates.items():
        setattr(movie, name, value)
    assert driver.get("movie")[0]["isAvailable"] is available


class MovieTests(SynchronousTestCase):
    """Radarr."""

    def test_becomes_available(self):
        """The list tells a release the moment it comes, though nothing else changed."""
        driver = Driver()
        driver.arr.add_movie("Some Movie", 2020, available=False)
        self.assertFalse(driver.get("movie")[0]["isAvailable"])
        driver.clock.advance(181 * DAY)
        self.assertTrue(driver.get("movie")[0]["isAvailable"])

    def test_file(self):
        """The embedded file has neither formats nor score; `moviefile` has both."""
        driver = Driver()
        driver.arr.settings.add_format("Good")
        driver.arr.settings.profiles.records[1]["formatItems"][0]["score"] = 50
        driver.arr.add_movie("Some Movie", 2020, has_file=True, formats=(1,), quality="SDTV")
        [movie] = driver.get("movie")
        self.assertEqual((True, 1, 4_000_000_000), (movie["hasFile"], movie["movieFileId"], movie["sizeOnDisk"]))
        self.assertNotIn("customFormatScore", movie["movieFile"])
        self.assertTrue(movie["movieFile"]["qualityCutoffNotMet"])
        [file] = driver.get("moviefile?movieId=1")
        self.assertEqual((50, [{"id": 1, "name": "Good"}]), (file["customFormatScore"], file["customFormats"]))

    def test_put(self):
        """Only a few members of the sent record are applied; the rest is ignored."""
        driver = Driver()
        driver.leaf()
        driver.arr.settings.add_profile("Second")
        sent = driver.get("movie/1") | {
            "title": "Ignored",
            "qualityProfileId": 2,
            "monitored": False,
            "tags": [3],
            "path": "/movies/x",
        }
        reply = driver.call("PUT", "movie?moveFiles=true", json=sent)
        self.assertEqual(202, reply.status)
        movie = driver.get("movie")[0]
        self.assertEqual(("Some Movie", 2, False, [3], "/movies/x"),
                         tuple(movie[name] for name in ("title", "qualityProfileId", "monitored", "tags", "path")))  # fmt: skip
        self.assertEqual(
            ["MoveMovie"], [command.name for command in driver.arr.commands.all.values() if "Move" in command.name]
        )

    def test_delete_file(self):
        """A deleted file makes the movie missing again, with a history record."""
        driver = Driver()
        driver.arr.add_movie("Some Movie", 2020, has_file=True)
        self.assertEqual(200, driver.call("DELETE", "moviefile/1").status)
        self.assertEqual(
            (False, "movieFileDeleted"),
            (driver.get("movie")[0]["hasFile"], driver.get("history")["records"][0]["eventType"]),
        )

    def test_delete(self):
        """A deleted movie is gone, its history with it; its id is not given again."""
        driver = Driver()
        driver.arr.grab([driver.leaf()], "ab" * 20)
        self.assertEqual(200, driver.call("DELETE", "movie/1").status)
        self.assertEqual(([], 0), (driver.get("movie"), driver.get("history")["totalRecords"]))
        self.assertEqual(2, driver.arr.add_movie("Some Movie", 2020).id)

    def test_by_foreign_id(self):
        """`tmdbId` picks one."""
        driver = Driver()
        driver.arr.add_movie("A", 2000, tmdb=603)
        driver.arr.add_movie("B", 2000)
        self.assertEqual(["A"], [movie["title"] for movie in driver.get("movie?tmdbId=603")])

    def test_missing(self):
        """wanted/missing: no file, monitored, whatever the availability; `monitored=false` lists the others."""
        driver = Driver()
        driver.arr.add_movie("A", 2000, has_file=True)
        driver.arr.add_movie("B", 2000, available=False)
        driver.arr.add_movie("C", 2000, monitored=False)
        driver.arr.add_movie("D", 0)
        titles = [
            [movie["title"] for movie in driver.get(f"wanted/missing?monitored={flag}")["records"]]
            for flag in ("true", "false")
        ]
        self.assertEqual([["B"], ["C"]], titles)

    def test_profile_in_use(self):
        """A used profile cannot be deleted; an unused one can."""
        driver = Driver()
        driver.leaf()
        driver.arr.settings.add_profile("Second")
        reply = driver.call("DELETE", "qualityprofile/1")
        self.assertEqual((500, "QualityProfile [1] is in use."), (reply.status, reply.json["message"]))
        self.assertEqual(200, driver.call("DELETE", "qualityprofile/2").status)


PROFILE_FAULTS = [
    ({"name": ""}, "Name"), ({"cutoff": 999}, "Cutoff"), ({"items": []}, "Items"), ({"minFormatScore": 10}, "MinFormatScore"),
    ({"minUpgradeFormatScore": 0}, "MinUpgradeFormatScore"), ({"formatItems": [{"format": 7, "name": "x", "score": 0}]}, "FormatItems"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "name"), PROFILE_FAULTS)
def test_profile_rules(change: dict, name: str) -> None:
    """A profile that breaks a rule is refused with an array naming the property."""
    driver = Driver()
    reply = driver.call("PUT", "qualityprofile/1", json=driver.get("qualityprofile/1") | change)
    assert (reply.status, reply.json[0]["propertyName"]) == (400, name)


class TelevisionTests(SynchronousTestCase):
    """Sonarr."""

    def test_counts(self):
        """Seasons and series count monitored aired episodes and those with files; season 0 counts in the totals only."""
        driver = Driver("sonarr")
        series = driver.arr.add_series("Some Show", {0: 1, 1: 2})
        driver.arr.library.add_files([2], "/tv/x.mkv", 500, "SDTV")
        driver.arr.library.add_episode(series.id, 1, 3, air=NOW + DAY)
        driver.arr.library.set_monitored(3, False)
        [record] = driver.get("series")
        self.assertEqual((1, 1, 2, 4, 500), tuple(record["statistics"][name] for name in (
            "seasonCount", "episodeFileCount", "episodeCount", "totalEpisodeCount", "sizeOnDisk")))  # fmt: skip
        self.assertEqual([(0, 1, 1), (1, 1, 3)], [
            (season["seasonNumber"], season["statistics"]["episodeCount"], season["statistics"]["totalEpisodeCount"])
            for season in record["seasons"]
        ])  # fmt: skip
        self.assertEqual("2025-06-16T15:06:40Z", record["nextAiring"])

    def test_no_episodes(self):
        """Without episodes the list has no statistics, the record zeros."""
        driver = Driver("sonarr")
        driver.arr.add_series("Some Show", {})
        self.assertNotIn("statistics", driver.get("series")[0])
        self.assertEqual(0, driver.get("series/1")["statistics"]["totalEpisodeCount"])

    def test_episode_put(self):
        """Only the flag is applied, and a flag that is not there reads as false."""
        driver = Driver("sonarr")
        driver.leaf()
        reply = driver.call("PUT", "episode/1", json={"title": "Ignored", "monitored": True})
        self.assertEqual((202, "Episode 1", True), (reply.status, reply.json["title"], reply.json["monitored"]))
        driver.call("PUT", "episode/1", json={"title": "x"})
        self.assertFalse(driver.get("episode/1")["monitored"])
        driver.call("PUT", "episode/monitor", json={"episodeIds": [1, 2], "monitored": True})
        self.assertTrue(driver.get("episode/1")["monitored"])

    def test_series_put(self):
        """A season whose flag changed passes it to its episodes; a season left out is gone."""
        driver = Driver("sonarr")
        driver.arr.add_series("Some Show", {1: 2, 2: 1})
        record = driver.get("series/1")
        record["seasons"] = [record["seasons"][0] | {"monitored": False}]
        self.assertEqual(202, driver.call("PUT", "series", json=record).status)
        self.assertEqual([1], [season["seasonNumber"] for season in driver.get("series")[0]["seasons"]])
        self.assertEqual([False, False, True], [episode["monitored"] for episode in driver.get("episode?seriesId=1")])

    def test_episode_lists(self):
        """By series, season, ids or file; nothing named is a 400; files only when asked for."""
        driver = Driver("sonarr")
        driver.arr.add_series("Some Show", {1: 2, 2: 1}, has_file=True)
        for query, ids in (("seriesId=1", [1, 2, 3]), ("seriesId=1&seasonNumber=2", [3]), ("episodeIds=1&episodeIds=3", [1, 3]),
                           ("episodeFileId=2", [2]), ("seriesId=9", [])):  # fmt: skip
            self.assertEqual(ids, [episode["id"] for episode in driver.get(f"episode?{query}")], query)
        self.assertEqual(400, driver.call("GET", "episode").status)
        self.assertNotIn("episodeFile", driver.get("episode?seriesId=1")[0])
        self.assertIn("episodeFile", driver.get("episode?seriesId=1&includeEpisodeFile=true")[0])
        self.assertIn("series", driver.get("episode/1"))

    def test_missing(self):
        """Specials and what has not aired are not missing."""
        driver = Driver("sonarr")
        driver.arr.add_series("Some Show", {0: 1, 1: 1})
        driver.arr.add_series("Late Show", {1: 1}, aired=False)
        driver.arr.add_series("Unwanted Show", {1: 1}, monitored=False)
        self.assertEqual([2], [episode["id"] for episode in driver.get("wanted/missing")["records"]])

    def test_shared_file(self):
        """One file may hold two episodes; replacing one of them keeps it for the other."""
        driver = Driver("sonarr")
        driver.leaf()
        library = driver.arr.library
        library.add_files([1, 2], "/tv/double.mkv", 10, "SDTV")
        library.add_files([1], "/tv/one.mkv", 10, "SDTV")
        self.assertEqual({1, 2}, set(library.files))
        library.add_files([2], "/tv/two.mkv", 10, "SDTV")
        self.assertEqual({2, 3}, set(library.files))
        self.assertEqual({2, 3}, {file["id"] for file in driver.get("episodefile?seriesId=1")})


class MusicAndBookTests(SynchronousTestCase):
    """Lidarr and Readarr."""

    def test_album_files(self):
        """An album with files has one per track; the artist sums them up."""
        driver = Driver("lidarr")
        artist = driver.arr.add_artist("Some Artist")
        driver.arr.add_album(artist.id, "One", tracks=3, has_file=True)
        driver.arr.add_album(artist.id, "Two", tracks=2)
        driver.arr.add_album(artist.id, "Three", tracks=2, released=False)
        self.assertEqual(3, len(driver.get("trackfile?artistId=1")))
        [record] = driver.get("artist")
        self.assertEqual(
            (3, 3, 7), tuple(record["statistics"][name] for name in ("albumCount", "trackFileCount", "totalTrackCount"))
        )
        self.assertEqual("Three", record["nextAlbum"]["title"])
        self.assertEqual(
            [True] * 3 + [False] * 2,
            [track["hasFile"] for album in (1, 2) for track in driver.get(f"track?albumId={album}")],
        )
        self.assertEqual([2], [album["id"] for album in driver.get("wanted/missing")["records"]])

    def test_artist_put_moves(self):
        """Lidarr queues a MoveArtist with every change of an artist."""
        driver = Driver("lidarr")
        driver.leaf()
        driver.call("PUT", "artist/1", json=driver.get("artist/1"))
        self.assertIn("MoveArtist", [command.name for command in driver.arr.commands.all.values()])

    def test_monitor(self):
        """Albums and books are monitored in bulk, or by their record."""
        for kind, leaf in (("lidarr", "album"), ("readarr", "book")):
            driver = Driver(kind)
            driver.leaf()
            reply = driver.call("PUT", f"{leaf}/monitor", json={f"{leaf}Ids": [1], "monitored": False})
            self.assertEqual((202, False), (reply.status, reply.json[0]["monitored"]))
            driver.call("PUT", f"{leaf}/1", json=driver.get(f"{leaf}/1") | {"monitored": True})
            self.assertTrue(driver.get(leaf)[0]["monitored"])

    def test_lists_by_parent_have_no_parent(self):
        """Lists of one artist or author leave it out, lists of all have it."""
        for kind, leaf, parent in (("lidarr", "album", "artist"), ("readarr", "book", "author")):
            driver = Driver(kind)
            driver.leaf()
            self.assertNotIn(parent, driver.get(f"{leaf}?{parent}Id=1")[0])
            self.assertIn(parent, driver.get(leaf)[0])

    def test_book_file(self):
        """A book file has no custom formats at all."""
        driver = Driver("readarr")
        driver.leaf(has_file=True)
        [file] = driver.get("bookfile?bookId=1")
        self.assertNotIn("customFormatScore", file)
        self.assertEqual(400, driver.call("GET", "bookfile").status)


class HistoryTests(SynchronousTestCase):
    """History lists."""

    def test_since(self):
        """A plain list of what happened at or after a moment, newest first; a bad date is 400."""
        driver = Driver()
        driver.arr.grab([driver.leaf()], "ab" * 20)
        driver.clock.advance(100)
        driver.arr.grab([1], "cd" * 20)
        self.assertEqual(
            ["CD" * 20], [event["downloadId"] for event in driver.get("history/since?date=2025-06-15T15:07:00Z")]
        )
        self.assertEqual(2, len(driver.get("history/since?date=2025-06-15T17:06:40%2B02:00")))
        self.assertEqual(400, driver.call("GET", "history/since?date=yesterday").status)

    def test_filters(self):
        """By type number, download and owner."""
        driver = Driver()
        for number in (1, 2):
            driver.arr.add_movie(f"Movie {number}", 2000)
            driver.arr.grab([number], f"{number}{number}" * 20)
        driver.arr.fail(driver.arr.ledger.grabs["11" * 20], "x", True)
        for query, count in (("eventType=1", 2), ("eventType=4", 1), ("eventType=1&eventType=4", 3), (f"downloadId={'11' * 20}", 2),
                             ("movieIds=2", 1), ("eventType=3", 0)):  # fmt: skip
            self.assertEqual(count, driver.get(f"history?{query}")["totalRecords"], query)
        self.assertEqual(2, len(driver.get("history/movie?movieId=1")))
        self.assertTrue(all(isinstance(value, str) for value in driver.get("history")["records"][0]["data"].values()))


@pytest.mark.parametrize(
    ("kind", "path"), [("radarr", "movie"), ("sonarr", "series"), ("lidarr", "artist"), ("readarr", "author")]
)
def test_lists_cost_what_they_hold(kind: str, path: str) -> None:
    """Four times the library takes about four times the calls to build and list, not sixteen."""

    def calls(count: int) -> int:
        driver = Driver(kind, start=False)
        made = itertools.count()
        sys.setprofile(lambda frame, event, argument: next(made) if "call" in event else None)
        try:
            populate(driver.arr, count)
            driver.arr.library.lists()
            driver.arr.library.missing_ids()
        finally:
            sys.setprofile(None)
        return next(made)

    assert calls(800) < 5 * calls(200), path
