"""
Libraries: long lists into few members.
"""

import json

from qbitrr.clients.arr.client import Arr
from qbitrr.errors import BadAnswer, NotThere, TimedOut
from tests.clients.case import ClientCase
from tests.clients.scripted import Reply, Scripted, ok, silence


class LibraryTests(ClientCase):
    """Each list, as the catalog needs it."""

    def arr(self, kind: str, *replies: Reply) -> Arr:
        self.server = Scripted(*replies)
        return Arr(kind, self.server.http(self.clock, "http://there.example:7878"), "key")

    def read(self, kind: str, rows: object, call) -> tuple[object, ...]:
        arr = self.arr(kind, ok(json.dumps(rows, indent=2)))
        return self.result(call(arr))

    def test_movies(self):
        """Films with their file's quality; local pictures are not asked for."""
        rows = [
            {
                "id": 1,
                "title": "A",
                "year": 2020,
                "tmdbId": 5,
                "monitored": True,
                "isAvailable": True,
                "inCinemas": "2020-01-01T00:00:00Z",
                "hasFile": True,
                "movieFileId": 9,
                "movieFile": {
                    "id": 9,
                    "qualityCutoffNotMet": True,
                    "quality": {"quality": {"id": 7, "name": "Bluray"}},
                },
                "images": [{"coverType": "poster"}],
                "tags": [1, 2],
            },
            {"id": 2, "title": "B", "movieFileId": 0, "hasFile": False},
        ]
        first, second = self.read("radarr", rows, lambda arr: arr.movies())
        self.assertEqual(
            (9, 7, True, 1577836800),
            (first.file_id, first.movie_file.quality_id, first.movie_file.quality_cutoff_not_met, first.in_cinemas_at),
        )
        self.assertEqual(
            (None, None, None, None, ()),
            (second.file_id, second.movie_file, second.is_available, second.digital_release_at, second.tags),
        )
        self.assertEqual({"excludeLocalCovers": "true"}, self.server.asked[0].query)

    def test_movie_files(self):
        """Scores, for up to a hundred films a call."""
        arr = self.arr("radarr", ok('[{"id":9,"movieId":1,"customFormatScore":-10}]'))
        files = self.result(arr.movie_files(range(1, 202)))
        self.assertEqual(3, len(files))
        self.assertEqual((9, 1, -10), (files[0].id, files[0].movie_id, files[0].custom_format_score))
        self.assertEqual(["GET /v3/moviefile"] * 3, self.server.calls)

    def test_television(self):
        """Series with seasons and counters, episodes, files."""
        statistics = {
            "episodeFileCount": 1,
            "episodeCount": 2,
            "totalEpisodeCount": 3,
            "sizeOnDisk": 4,
            "nextAiring": "2024-01-01T00:00:00Z",
        }
        row = {
            "id": 1,
            "title": "S",
            "seriesType": "anime",
            "seasons": [
                {"seasonNumber": 0, "monitored": False},
                {"seasonNumber": 1, "monitored": True, "statistics": statistics},
            ],
            "statistics": statistics,
        }
        (series,) = self.read("sonarr", [row], lambda arr: arr.series())
        self.assertEqual(
            ("anime", 2, 3), (series.series_type, len(series.seasons), series.seasons[1].statistics.total_episode_count)
        )
        row = {
            "id": 5,
            "seriesId": 1,
            "seasonNumber": 1,
            "episodeNumber": 2,
            "airDateUtc": "2024-03-01T02:00:00Z",
            "episodeFileId": 0,
            "monitored": True,
        }
        (episode,) = self.read("sonarr", [row], lambda arr: arr.episodes(1))
        self.assertEqual((None, 1709258400, None), (episode.file_id, episode.air_at, episode.last_search_at))
        self.assertEqual({"seriesId": "1"}, self.server.asked[0].query)
        (file,) = self.read(
            "sonarr", [{"id": 3, "seriesId": 1, "customFormatScore": 5}], lambda arr: arr.episode_files(1)
        )
        self.assertEqual((3, 5), (file.id, file.custom_format_score))

    def test_music(self):
        """Artists, albums, tracks, files."""
        (artist,) = self.read(
            "lidarr", [{"id": 1, "artistName": "A", "nextAlbum": {"id": 4}}], lambda arr: arr.artists()
        )
        self.assertEqual(("A", 4, None), (artist.artist_name, artist.next_album.id, artist.last_album))
        row = {
            "id": 2,
            "artistId": 1,
            "title": "L",
            "releaseDate": "2024-01-01",
            "releases": [{}],
            "statistics": {"trackFileCount": 1, "totalTrackCount": 2},
        }
        (album,) = self.read("lidarr", [row], lambda arr: arr.albums(1))
        self.assertEqual(
            (1704067200, 1, 2),
            (album.release_at, album.statistics.track_file_count, album.statistics.total_track_count),
        )
        self.assertEqual({"artistId": "1"}, self.server.asked[0].query)
        (track,) = self.read(
            "lidarr", [{"id": 3, "albumId": 2, "duration": 200_000_000, "trackFileId": 7}], lambda arr: arr.tracks(1)
        )
        self.assertEqual((200, 7), (track.duration_seconds, track.file_id))
        (file,) = self.read(
            "lidarr", [{"id": 7, "albumId": 2, "qualityCutoffNotMet": True}], lambda arr: arr.track_files(1)
        )
        self.assertTrue(file.quality_cutoff_not_met)
        self.read("lidarr", [], lambda arr: arr.albums())
        self.assertEqual({}, self.server.asked[0].query)

    def test_books(self):
        """Authors, books, files."""
        (author,) = self.read(
            "readarr", [{"id": 1, "authorName": "A", "statistics": {"bookCount": 2}}], lambda arr: arr.authors()
        )
        self.assertEqual(("A", 2), (author.author_name, author.statistics.book_count))
        (book,) = self.read(
            "readarr",
            [{"id": 2, "authorId": 1, "title": "B", "releaseDate": "0001-01-01T00:00:00Z"}],
            lambda arr: arr.books(),
        )
        self.assertEqual((1, None), (book.author_id, book.release_at))
        (file,) = self.read("readarr", [{"id": 3, "bookId": 2}], lambda arr: arr.book_files(1))
        self.assertEqual(2, file.book_id)

    def test_profiles_and_formats(self):
        """Profiles with the parts kept undecoded; an Arr without custom formats has none."""
        row = {
            "id": 1,
            "name": "HD",
            "cutoff": 1000,
            "upgradeAllowed": True,
            "items": [{"quality": {"id": 3}}],
            "formatItems": [{"format": 1, "score": 5}],
        }
        (profile,) = self.read("radarr", [row], lambda arr: arr.quality_profiles())
        self.assertEqual(
            (1000, True, 0, 5),
            (profile.cutoff, profile.upgrade_allowed, profile.min_format_score, profile.format_items[0].score),
        )
        self.assertEqual([{"quality": {"id": 3}}], json.loads(bytes(profile.items)))
        (custom,) = self.read(
            "radarr", [{"id": 1, "name": "x265", "specifications": [{"a": 1}]}], lambda arr: arr.custom_formats()
        )
        self.assertEqual([{"a": 1}], json.loads(bytes(custom.specifications)))
        self.assertEqual((), self.result(self.arr("readarr", Reply(status=404)).custom_formats()))

    def test_history_since(self):
        """What happened since a moment, in the Arr's own way of writing moments."""
        (event,) = self.read(
            "sonarr",
            [
                {
                    "id": 1,
                    "episodeId": 2,
                    "seriesId": 3,
                    "eventType": "grabbed",
                    "downloadId": "AB",
                    "date": "2024-01-01T00:00:00Z",
                }
            ],
            lambda arr: arr.history_since(1704067200.9),
        )
        self.assertEqual((2, 3, "grabbed", 1704067200), (event.episode_id, event.series_id, event.event_type, event.at))
        self.assertEqual({"date": "2024-01-01T00:00:00Z"}, self.server.asked[0].query)

    def test_record_without_its_parent(self):
        """A record without a mandatory member is left out, the rest is kept."""
        rows = [{"id": 1, "seriesId": 1}, {"id": 2}, {"seriesId": 1}]
        self.assertEqual([1], [episode.id for episode in self.read("sonarr", rows, lambda arr: arr.episodes(1))])

    def test_not_a_list(self):
        """Anything but a list of records is an error, never an empty library."""
        for body in ('{"message":"x"}', "<html>", "", "null", '[{"id":1,"title":"A"},', '[{"what":1}]', "[1]"):
            self.error(self.arr("radarr", ok(body)).movies(), BadAnswer)

    def test_parent_is_gone(self):
        """A parent that vanished is `NotThere`."""
        self.error(self.arr("sonarr", Reply(status=404)).episodes(1), NotThere)

    def test_slow_list(self):
        """A list has two minutes without a byte."""
        call = self.start(self.arr("radarr", silence).movies())
        self.clock.advance(119)
        self.assertNoResult(call)
        self.clock.advance(2)
        self.failureResultOf(call, TimedOut)
        self.assert_no_timers()
