"""What pages say about a library, number by number."""

import msgspec
import pytest
from msgspec.structs import replace

from qbitrr.model.catalog import Leaves, Profile
from qbitrr.store.catalog import write as catalog
from qbitrr.store.catalog.browse.albums import AlbumFilters, album_page, track_page
from qbitrr.store.catalog.browse.artists import ArtistFilters, artist_detail, artist_page
from qbitrr.store.catalog.browse.asked import Paging
from qbitrr.store.catalog.browse.authors import AuthorFilters, author_detail, author_page
from qbitrr.store.catalog.browse.movies import MOVIE_PAGE, MOVIE_PAGE_MOST, MovieFilters, movie_page
from qbitrr.store.catalog.browse.series import SERIES_PAGE, SeriesFilters, series_detail, series_page
from tests.store.catalog.browse.library import ARTISTS, MOVIES, NOW, PROFILES, SERIES, LibraryCase, at

vector = pytest.mark.catalog_vector


def plain(page):
    return msgspec.json.decode(msgspec.json.encode(page))


class Movies(LibraryCase):
    def page(self, page=0, size=MOVIE_PAGE, **filters):
        return self.read(movie_page, MovieFilters(**filters), Paging.bounded(page, size, MOVIE_PAGE_MOST))

    def ids(self, **asked):
        return [movie.id for movie in self.page(**asked).movies]

    def counts(self):
        counts = self.page().counts
        return counts.available, counts.monitored, counts.missing, counts.quality_met, counts.requests

    def movie(self, number):
        return next(movie for movie in self.page().movies if movie.id == number)

    @vector(1)
    def test_no_filter(self):
        self.assertEqual([3, 6, 4, 2, 7, 1, 5], self.ids())
        self.assertEqual(7, self.page().total)
        self.assertEqual((3, 4, 1, 3, 1), self.counts())

    @vector(*range(2, 13), 17, 18)
    def test_filters(self):
        for number, filters, ids in (
            (2, {"has_file": False, "monitored": True}, [6, 2]),
            (3, {"missing": True}, [2]),
            (4, {"monitored": False}, [7, 5]),
            (5, {"quality_met": True}, [4, 1, 5]),
            (6, {"is_request": True}, [2]),
            (7, {"year_min": 1979, "year_max": 1982}, [3, 4]),
            (8, {"year_min": 2025}, [6]),
            (9, {"text": "ELITE"}, [7]),
            (10, {"text": "%"}, [7]),
            (11, {"text": "_"}, []),
            (12, {"text": "  dune "}, [2]),
            (17, {"reason": "Not being searched"}, [6, 7, 1, 5]),
            (18, {"reason": "Quality Unmet"}, [3]),
            (None, {"reason": "all"}, [3, 6, 4, 2, 7, 1, 5]),
        ):
            with self.subTest(vector=number, **filters):
                self.assertEqual(ids, self.ids(**filters))
                self.assertEqual(len(ids), self.page(**filters).total)
                self.assertEqual((3, 4, 1, 3, 1), self.counts())

    @vector(13, 14, 15, 16)
    def test_paging(self):
        self.assertEqual(([2, 7, 1], 7), (self.ids(page=1, size=3), self.page(page=1, size=3).total))
        beyond = self.page(page=9, size=3)
        self.assertEqual(((), 9, 7), (beyond.movies, beyond.page, beyond.total))
        self.assertEqual(0, self.page(page=-4).page)
        self.assertEqual([1, 100], [self.page(size=size).page_size for size in (0, 5000)])

    def test_orders(self):
        """Each order is total, and turned round it is the reverse."""
        for sort in ("title", "year", "monitored", "reason", "nonsense"):
            ids = self.ids(sorting=((sort, False),))
            self.assertEqual(ids[::-1], self.ids(sorting=((sort, True),)))
        self.assertEqual([3, 4, 5, 1, 7, 2, 6], self.ids(sorting=(("year", False),)))

    @vector(19)
    def test_something_comes_out(self):
        self.write(catalog.write_films, [replace(m, available=True) if m.id == 6 else m for m in MOVIES], self.judge)
        self.assertEqual((3, 5, 2, 3, 1), self.counts())
        self.assertEqual("Missing", self.movie(6).reason)

    @vector(20, 21, 22)
    def test_configurations(self):
        self.configure(quality_unmet=False)
        alien = self.movie(3)
        self.assertEqual((None, False, False), (alien.reason, alien.upgrade, alien.quality_met))
        self.configure(quality_unmet=True, do_upgrade=True)
        self.assertEqual(("Upgrade", True), (self.movie(1).reason, self.movie(1).upgrade))
        self.assertIsNone(self.movie(5).reason)
        self.configure(do_upgrade=False, unmonitored=True)
        self.assertEqual("Missing", self.movie(7).reason)
        self.assertEqual((3, 4, 1, 3, 1), self.counts())

    @vector(23, 24)
    def test_profiles(self):
        self.write(
            catalog.write_profiles,
            "radarr",
            (PROFILES["radarr"][0], Profile(2, "HD-1080p", min_format_score=5)),
            self.judge,
        )
        self.assertEqual((True, None), (self.movie(4).custom_format_met, self.movie(4).reason))
        self.write(
            catalog.write_profiles, "radarr", (Profile(1, "Ultra-HD", upgrade_allowed=False),), self.judge, unread=(2,)
        )
        self.assertIsNone(self.movie(3).reason)

    def test_what_is_missing_is_found_without_looking_at_the_rest(self):
        """By an index of that alone, in the order of pages, with or without a text."""
        for text in ("", "dune"):
            filters = MovieFilters(missing=True, text=text)
            values = self.scope.values | filters.conditions.values
            find = f"EXPLAIN QUERY PLAN SELECT sort_key, id FROM movie{filters.conditions.where} ORDER BY {filters.order.clause}"
            plan = self.reader.read(lambda here, find=find, values=values: [row[3] for row in here.rows(find, values)])
            self.assertEqual(["SCAN movie USING COVERING INDEX movie_missing"], plan)

    @vector(25, 26)
    def test_changes(self):
        renamed = [replace(m, title="Beginning") if m.id == 1 else m for m in MOVIES if m.id != 5]
        self.write(catalog.write_films, renamed, self.judge)
        _, missing = self.run_(catalog.not_among, frozenset(m.id for m in renamed))
        self.write(catalog.delete, "radarr", missing)
        self.assertEqual("Beginning", self.movie(1).title)
        self.assertEqual(6, self.page().total)

    def test_sample(self):
        """Member for member."""
        page = plain(self.page())
        self.assertEqual(
            {"available": 3, "monitored": 4, "missing": 1, "quality_met": 3, "requests": 1}, page.pop("counts")
        )
        movies = page.pop("movies")
        self.assertEqual({"category": "radarr-4k", "total": 7, "page": 0, "page_size": 50}, page)
        self.assertEqual(
            {"id": 3, "title": "alien", "year": 1979, "monitored": True, "hasFile": True, "movieFileId": 300, "tmdbId": 348,
             "imdbId": "tt0078748", "qualityMet": False, "isRequest": False, "upgrade": True, "customFormatScore": 0,
             "minCustomFormatScore": 0, "customFormatMet": True, "reason": "Quality", "qualityProfileId": 1,
             "qualityProfileName": "Ultra-HD"},
            movies[0],
        )  # fmt: skip
        self.assertEqual(
            {"id": 7, "title": "Élite 100%", "year": 2020, "monitored": False, "hasFile": False, "movieFileId": None,
             "tmdbId": 900007, "imdbId": None, "qualityMet": False, "isRequest": False, "upgrade": False, "customFormatScore": 0,
             "minCustomFormatScore": 0, "customFormatMet": True, "reason": None, "qualityProfileId": 1,
             "qualityProfileName": "Ultra-HD"},
            movies[4],
        )  # fmt: skip


class SeriesPages(LibraryCase):
    kind = "sonarr"

    def page(self, page=0, size=SERIES_PAGE, **filters):
        return self.read(series_page, SeriesFilters(**filters), Paging.bounded(page, size, 1000))

    def counts(self):
        counts = self.page().counts
        return counts.available, counts.monitored, counts.missing

    def episode(self, number):
        found = (e for s in self.page().series for season in s.seasons for e in season.episodes if e.id == number)
        return next(found)

    @vector(30)
    def test_no_filter(self):
        page = self.page()
        self.assertEqual(["Breaking Bad", "Old Show", "Severance"], [each.series.title for each in page.series])
        self.assertEqual(((2, 5, 3), 3), (self.counts(), page.total))
        self.assertEqual([100, 101, 102], [e.id for season in page.series[0].seasons for e in season.episodes])
        specials = page.series[0].seasons[0]
        self.assertEqual(
            (0, 0, 1, 1), (specials.season_number, specials.available, specials.monitored, specials.missing)
        )
        self.assertEqual(
            (1, 2, 1), (page.series[0].totals.available, page.series[0].totals.monitored, page.series[0].totals.missing)
        )

    @vector(31)
    def test_missing(self):
        episode = {"hasFile": False, "episodeFileId": None, "monitored": True}
        self.assertEqual(
            {"category": "sonarr-tv", "counts": {"available": 2, "monitored": 5, "missing": 3}, "total": 3, "page": 0, "page_size": 25,
             "series": [
              {"series": {"id": 1, "title": "Breaking Bad", "tvdbId": 81189, "seriesType": "standard", "monitored": True,
                          "qualityProfileId": 1, "qualityProfileName": "HD-1080p"},
               "totals": {"available": 1, "monitored": 2, "missing": 1},
               "seasons": [{"seasonNumber": 1, "available": 1, "monitored": 2, "missing": 1, "episodes": [
                   {"id": 102, "seasonNumber": 1, "episodeNumber": 2, "title": "Cat's in the Bag...",
                    "airDateUtc": "2008-01-27T00:00:00Z", "reason": "Missing", **episode}]}]},
              {"series": {"id": 3, "title": "Old Show", "tvdbId": 70001, "seriesType": "standard", "monitored": False,
                          "qualityProfileId": 1, "qualityProfileName": "HD-1080p"},
               "totals": {"available": 0, "monitored": 1, "missing": 1},
               "seasons": [{"seasonNumber": 1, "available": 0, "monitored": 1, "missing": 1, "episodes": [
                   {"id": 301, "seasonNumber": 1, "episodeNumber": 1, "title": "Start", "airDateUtc": "1990-01-01T00:00:00Z",
                    "reason": None, **episode}]}]},
              {"series": {"id": 2, "title": "Severance", "tvdbId": 371980, "seriesType": "standard", "monitored": True,
                          "qualityProfileId": 1, "qualityProfileName": "HD-1080p"},
               "totals": {"available": 1, "monitored": 2, "missing": 1},
               "seasons": [{"seasonNumber": 2, "available": 1, "monitored": 2, "missing": 1, "episodes": [
                   {"id": 202, "seasonNumber": 2, "episodeNumber": 2, "title": "Goodbye, Mrs. Selvig",
                    "airDateUtc": "2026-08-20T01:00:00Z", "reason": "Missing", **episode}]}]}]},
            plain(self.page(missing=True)),
        )  # fmt: skip

    @vector(32)
    def test_text(self):
        page = self.page(text="sever")
        self.assertEqual((["Severance"], 1), ([each.series.title for each in page.series], page.total))
        self.assertEqual((2, 5, 3), self.counts())

    @vector(33)
    def test_specials(self):
        self.specials = True
        self.configure(specials=True)
        self.assertEqual((2, 6, 4), self.counts())
        self.assertEqual({"available": 1, "monitored": 3, "missing": 2}, plain(self.page())["series"][0]["totals"])
        self.assertEqual("Missing", self.episode(100).reason)

    @vector(34)
    def test_time_goes_on(self):
        self.now = at("2026-08-27T02:00")
        self.assertEqual((2, 6, 4), self.counts())
        self.assertEqual("Missing", self.episode(203).reason)

    def test_somebody_writes(self):
        """A second later at most the counts are of what is written now."""
        self.assertEqual((2, 5, 3), self.counts())
        series, episodes = next(iter(SERIES.items()))
        self.write(catalog.write_leaves, "sonarr", Leaves(series, episodes[:2]), NOW, self.judge)
        self.assertEqual((2, 4, 2), self.counts())

    @vector(35, 36)
    def test_odd_episodes(self):
        self.assertIsNone(self.episode(301).reason)
        undated = self.episode(204)
        self.assertEqual(("", None), (undated.air_date_utc, undated.reason))

    def test_numbers_only(self):
        """Without episodes the numbers of seasons stay, and no member is there for the rest."""
        seasons = [season for each in plain(self.page(episodes=False))["series"] for season in each["seasons"]]
        self.assertEqual([0, 1, 1, 2], [season["seasonNumber"] for season in seasons])
        self.assertFalse(any("episodes" in season for season in seasons))

    def test_one(self):
        """One series by its id, with all episodes."""
        found = self.read(series_detail, 2)
        self.assertEqual([201, 202, 203, 204], [episode.id for episode in found.seasons[0].episodes])
        self.assertIsNone(self.read(series_detail, 99))

    def test_five_statements(self):
        """However many series there are."""
        asked = []

        def counting(snapshot, *args):
            snapshot.rows, rows = lambda *a: asked.append(a) or rows(*a), snapshot.rows
            snapshot.one, one = lambda *a: asked.append(a) or one(*a), snapshot.one
            return series_page(snapshot, *args)

        self.read(counting, SeriesFilters(), Paging(size=25))
        self.assertEqual(6, len(asked))


class Music(LibraryCase):
    kind = "lidarr"

    def artists(self, **filters):
        return self.read(artist_page, ArtistFilters(**filters), Paging(size=50))

    def ids(self, **filters):
        page = self.artists(**filters)
        self.assertEqual(page.total, len(page.artists))
        return [entry.artist.id for entry in page.artists]

    def albums(self, **filters):
        return self.read(album_page, AlbumFilters(**filters), Paging(size=25))

    @vector(41)
    def test_artists(self):
        self.assertEqual(
            {"category": "lidarr", "counts": {"available": 1, "monitored": 2, "missing": 1, "quality_met": 2, "requests": 0},
             "counts_tracks": {"available": 3, "monitored": 4, "missing": 1}, "album_total": 4, "total": 2, "page": 0, "page_size": 50,
             "artists": [
              {"artist": {"id": 2, "name": "Boards of Canada", "monitored": False, "albumCount": 1, "trackTotalCount": 1,
                          "qualityProfileName": "Lossless", "searched": True, "albumsMonitored": 0, "albumsAvailable": 0,
                          "albumsMissing": 0, "tracksMonitored": 0, "tracksAvailable": 0, "tracksMissing": 0, "reason": None}},
              {"artist": {"id": 1, "name": "Pink Floyd", "monitored": True, "albumCount": 3, "trackTotalCount": 5,
                          "qualityProfileName": "Lossless", "searched": False, "albumsMonitored": 2, "albumsAvailable": 1,
                          "albumsMissing": 1, "tracksMonitored": 4, "tracksAvailable": 3, "tracksMissing": 1,
                          "reason": "Missing"}}]},
            plain(self.artists()),
        )  # fmt: skip

    @vector(42, 43, 44, 45)
    def test_artists_by_their_albums(self):
        self.assertEqual([1], self.ids(missing=True))
        self.assertEqual([1], self.ids(reason="Missing"))
        self.assertEqual([], self.ids(missing=True, reason="Not being searched"))
        self.assertEqual([2], self.ids(monitored=False))
        self.assertEqual([], self.ids(reason="nonsense"))

    @vector(46)
    def test_albums(self):
        page = plain(self.albums())
        self.assertEqual(
            ["Animals", "Dark Side of the Moon", "Geogaddi", "New Album"], [e["album"]["title"] for e in page["albums"]]
        )
        self.assertEqual(4, page["total"])
        self.assertEqual(
            {"album": {"id": 2, "title": "Animals", "artistId": 1, "artistName": "Pink Floyd", "monitored": True, "hasFile": False,
                       "foreignAlbumId": "4a1a7a35-7f1c-3a0b-9d40-1c1f6a7f2f10", "releaseDate": "1977-01-23", "qualityMet": False,
                       "isRequest": False, "upgrade": False, "customFormatScore": 0, "minCustomFormatScore": 0,
                       "customFormatMet": True, "reason": "Missing", "qualityProfileId": 1, "qualityProfileName": "Lossless"},
             "totals": {"available": 1, "monitored": 2, "missing": 1},
             "tracks": [
              {"id": 201, "trackNumber": 1, "title": "Pigs on the Wing 1", "duration": 85, "hasFile": True, "trackFileId": 2001,
               "monitored": True, "reason": "Not being searched"},
              {"id": 202, "trackNumber": 2, "title": "Dogs", "duration": 1028, "hasFile": False, "trackFileId": None,
               "monitored": True, "reason": "Missing"}]},
            page["albums"][0],
        )  # fmt: skip
        self.assertEqual({"available": 0, "monitored": 0, "missing": 0}, page["albums"][2]["totals"])

    @vector(47, 48, 49)
    def test_albums_chosen(self):
        self.assertEqual([2, 1, 4], [each.album.id for each in self.albums(text="floyd").albums])
        page = self.albums(by_artist=True)
        self.assertEqual((2, [3, 1, 2, 4]), (page.total, [each.album.id for each in page.albums]))
        self.assertEqual([1, 3], [each.album.id for each in self.albums(has_file=True).albums])

    @vector(51)
    def test_reasons_of_tracks(self):
        reasons = {track.id: track.reason for entry in self.albums().albums for track in entry.tracks}
        searched_not = "Not being searched"
        wanted = {202: "Missing", 201: searched_not, 301: "Unmonitored", 401: searched_not}
        self.assertEqual(wanted, {number: reasons[number] for number in wanted})

    @vector(52)
    def test_an_album_below_the_cutoff(self):
        artist = next(iter(ARTISTS))
        albums, tracks = ARTISTS[artist]
        worse = tuple(replace(album, cutoff_unmet=True) if album.id == 1 else album for album in albums)
        self.write(catalog.write_leaves, "lidarr", Leaves(artist, worse, tracks), self.now, self.judge)
        entry = next(each for each in self.albums().albums if each.album.id == 1)
        self.assertEqual(("Quality", True), (entry.album.reason, entry.album.upgrade))
        self.assertEqual(["Quality", "Quality"], [track.reason for track in entry.tracks])

    @vector(53, 54)
    def test_one_artist(self):
        found = plain(self.read(artist_detail, 1))
        self.assertEqual([1, 2, 4], [each["album"]["id"] for each in found["albums"]])
        self.assertEqual(
            {"id": 1, "name": "Pink Floyd", "monitored": True, "albumCount": 3, "trackTotalCount": 5, "qualityProfileName": "Lossless",
             "searched": False},
            found["artist"],
        )  # fmt: skip
        self.assertIsNone(self.read(artist_detail, 99))

    @vector(55)
    def test_an_incomplete_album(self):
        artist = list(ARTISTS)[1]
        album = replace(ARTISTS[artist][0][0], track_total=12, track_files=1)
        self.write(catalog.write_leaves, "lidarr", Leaves(artist, (album,), ()), self.now, self.judge)
        self.assertFalse(next(each.album.has_file for each in self.albums().albums if each.album.id == 3))

    @vector(56)
    def test_numbers_of_tracks(self):
        artist = list(ARTISTS)[1]
        album, (track,) = ARTISTS[artist][0][0], ARTISTS[artist][1]
        tracks = (replace(track, number="A1"), replace(track, id=302, number="07", position=2))
        self.write(catalog.write_leaves, "lidarr", Leaves(artist, (album,), tracks), self.now, self.judge)
        entry = next(each for each in self.albums().albums if each.album.id == 3)
        self.assertEqual(["A1", 7], [each.track_number for each in entry.tracks])

    def test_track_by_track(self):
        """Tracks in the order of artists, albums, and their own."""
        page = self.read(track_page, AlbumFilters(text="floyd"), Paging(size=3, page=1))
        self.assertEqual(5, page.total)
        self.assertEqual([202, 401], [track.id for track in page.tracks])
        self.assertEqual((3, 4, 1), (page.counts.available, page.counts.monitored, page.counts.missing))


class Books(LibraryCase):
    kind = "readarr"

    def test_authors(self):
        self.assertEqual(
            {"category": "readarr", "counts": {"available": 1, "monitored": 2, "missing": 1, "quality_met": 1, "requests": 0},
             "book_total": 2, "total": 1, "page": 0, "page_size": 50,
             "authors": [{"author": {"id": 1, "name": "Ursula K. Le Guin", "monitored": True, "bookCount": 2,
                                     "qualityProfileName": "eBook", "searched": False, "booksMonitored": 2, "booksAvailable": 1,
                                     "booksMissing": 1, "reason": "Missing"}}]},
            plain(self.read(author_page, AuthorFilters(), Paging(size=50))),
        )  # fmt: skip

    def test_one_author(self):
        found = plain(self.read(author_detail, 1))
        self.assertEqual(
            [
                {"id": 11, "title": "The Dispossessed", "authorId": 1, "authorName": "Ursula K. Le Guin", "monitored": True,
                 "hasFile": True, "foreignBookId": "13651", "releaseDate": "1974-05-01", "qualityMet": True, "isRequest": False,
                 "upgrade": False, "customFormatScore": 0, "minCustomFormatScore": 0, "customFormatMet": True, "reason": None,
                 "qualityProfileId": 1, "qualityProfileName": "eBook"},
                {"id": 12, "title": "Lavinia", "authorId": 1, "authorName": "Ursula K. Le Guin", "monitored": True,
                 "hasFile": False, "foreignBookId": "2662169", "releaseDate": "2008-04-21", "qualityMet": False,
                 "isRequest": False, "upgrade": False, "customFormatScore": 0, "minCustomFormatScore": 0, "customFormatMet": True,
                 "reason": "Missing", "qualityProfileId": 1, "qualityProfileName": "eBook"},
            ],
            [each["book"] for each in found["books"]],
        )  # fmt: skip
        self.assertIsNone(self.read(author_detail, 99))
