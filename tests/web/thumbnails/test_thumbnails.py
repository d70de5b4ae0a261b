"""Posters over HTTP: fetched once, kept, bounded, given up when nobody wants them."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

from attrs import evolve
from msgspec.structs import replace
from twisted.internet.defer import Deferred, fail, succeed
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.config.schema.config import fresh_arr
from qbitrr.errors import Unreachable
from qbitrr.web.thumbnails.folder import PictureFolder
from qbitrr.web.thumbnails.pictures import FRESH_SECONDS, NONE_SECONDS
from tests.web.program import JPEG, TOKEN, Client, picture

NOW = 1_764_244_800
PATH = "/api/radarr/seed%2Fmovies/movie/7/thumbnail"
PNG = picture("PNG", 20, 30)


class ThumbnailCase(SynchronousTestCase):
    def setUp(self):
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name) / "cache"
        self.client = Client(Path(folder.name))
        self.client.clock.advance(NOW)
        self.client.arrs = tuple(
            evolve(fresh_arr(type.capitalize(), type), category="seed/movies")
            for type in ("radarr", "sonarr", "lidarr", "readarr")
        )
        self.pages = self.client.pages

    def get(self, path=PATH, **more):
        return self.successResultOf(self.client.start("GET", path, **more))


class RouteTests(ThumbnailCase):
    def test_a_poster(self):
        """What it is by its content, for a day in a browser and in no other cache; all kinds, under both prefixes."""
        for path in (
            "radarr/seed/movies/movie",
            "sonarr/Sonarr/series",
            "lidarr/lidarr/artist",
            "readarr/seed/movies/author",
        ):
            for prefix in ("/api", "/web"):
                reply = self.get(f"{prefix}/{path}/7/thumbnail")
                self.assertEqual((200, JPEG), (reply.status, reply.body))
                self.assertEqual(
                    ["image/jpeg", "private, max-age=86400", "nosniff"],
                    [reply.header(name) for name in ("content-type", "cache-control", "x-content-type-options")],
                )
        self.assertEqual(4, len(self.pages.calls))

    def test_the_token_of_an_image(self):
        """An `<img>` cannot send a header."""
        self.assertEqual(401, self.get(headers={}).status)
        self.assertEqual(200, self.get(f"{PATH}?token={TOKEN}", headers={}).status)

    def test_who_has_it(self):
        """Gets 304, with the tag and for how long it may be kept."""
        tag = self.get().header("etag")
        for given in (tag, f'W/{tag}, "x"', "*"):
            reply = self.get(headers={"Authorization": f"Bearer {TOKEN}", "If-None-Match": given})
            self.assertEqual((304, b"", tag), (reply.status, reply.body, reply.header("etag")))
            self.assertEqual("private, max-age=86400", reply.header("cache-control"))

    def test_what_is_not_there(self):
        """Unknown Arrs, absurd ids, other kinds, no poster; and an Arr that does not answer is no 404."""
        for path, text in {
            "/api/radarr/nowhere/movie/1/thumbnail": "Unknown radarr category nowhere",
            "/api/radarr/seed%2Fmovies/movie/-1/thumbnail": "not found",
            "/api/radarr/seed%2Fmovies/movie/x/thumbnail": "not found",
            f"/api/radarr/seed%2Fmovies/movie/{'9' * 5000}/thumbnail": "not found",
            "/api/radarr/seed%2Fmovies/series/1/thumbnail": "not found",
        }.items():
            reply = self.get(path)
            self.assertEqual((404, {"error": text}), (reply.status, reply.json()))
        for nothing in (None, b"<svg onload='x'>"):
            self.pages.answers["poster"] = succeed(nothing)
            self.assertEqual(404, self.get(f"/api/radarr/Radarr/movie/{len(nothing or '')}/thumbnail").status)
        self.pages.answers["poster"] = fail(Unreachable(where="Radarr", why="connection refused"))
        reply = self.get()
        self.assertEqual((503, {"error": "Radarr: connection refused"}), (reply.status, reply.json()))
        self.client.program.now = replace(self.client.program.now, ready=False)
        self.assertEqual((503, "Arr manager is still initialising"), ((r := self.get()).status, r.json()["error"]))


class KeepingTests(ThumbnailCase):
    def test_kept_for_a_week(self):
        """Then it is asked for again, and the old one serves as long as the Arr does not answer."""
        self.get()
        self.client.clock.advance(FRESH_SECONDS - 1)
        self.get()
        self.assertEqual(1, len(self.pages.calls))
        self.client.clock.advance(2)
        self.pages.answers["poster"] = fail(Unreachable(where="Radarr", why="connection refused"))
        self.assertEqual(JPEG, self.get().body)
        self.pages.answers["poster"] = succeed(PNG)
        reply = self.get()
        self.assertEqual((PNG, "image/png"), (reply.body, reply.header("content-type")))
        self.assertEqual(PNG, self.get().body)
        self.assertEqual(3, len(self.pages.calls))

    def test_none_for_ten_minutes(self):
        """What has no poster does not cost the Arr questions at each look."""
        for _ in range(3):
            self.pages.answers["poster"] = succeed(None)
            self.assertEqual(404, self.get().status)
        self.assertEqual(1, len(self.pages.calls))
        self.client.clock.advance(NONE_SECONDS)
        self.pages.answers["poster"] = succeed(JPEG)
        self.assertEqual(200, self.get().status)

    def test_a_disk_that_is_full(self):
        """The poster is shown, and not kept."""
        self.folder.write_text("in the way of the folder")
        self.assertEqual(JPEG, self.get().body)

    def test_the_bound(self):
        """The ones nobody looked at for the longest time go first."""
        folder = PictureFolder(self.folder, most_bytes=1000)
        for id in range(9):
            folder.write("radarr", "Radarr", id, bytes(100), NOW + id)
        self.assertIsNotNone(folder.read("radarr", "Radarr", 0, NOW + 100))
        for id in range(9, 40):
            folder.write("radarr", "Radarr", id, bytes(100), NOW + id)
            self.assertLessEqual(sum(path.stat().st_size for path in self.folder.iterdir()), 1000)
        self.assertIsNotNone(folder.read("radarr", "Radarr", 0, NOW + 100))
        self.assertIsNone(folder.read("radarr", "Radarr", 1, NOW + 100))
        self.assertIsNotNone(folder.read("radarr", "Radarr", 39, NOW + 100))
        anew = PictureFolder(self.folder, most_bytes=500)
        anew.write("radarr", "Radarr", 40, bytes(100), NOW + 200)
        self.assertLessEqual(sum(path.stat().st_size for path in self.folder.iterdir()), 500)

    def test_written_whole(self):
        """Under a name that tells nothing, with no half-written file beside."""
        self.get()
        (name,) = os.listdir(self.folder)
        self.assertRegex(name, "^[0-9a-f]{40}$")


class FlightTests(ThumbnailCase):
    def setUp(self):
        super().setUp()
        self.cancelled = []
        self.coming = Deferred(self.cancelled.append)
        self.pages.answers["poster"] = self.coming

    def test_one_flight_for_all(self):
        """Who asks while it is fetched waits for the same."""
        waiting = [self.client.start("GET", PATH) for _ in range(3)]
        self.assertEqual(1, len(self.pages.calls))
        self.coming.callback(JPEG)
        self.client.flush()
        self.assertEqual([JPEG] * 3, [self.successResultOf(each).body for each in waiting])

    def test_given_up_when_the_last_one_leaves(self):
        """And who comes then begins anew."""
        first, second = (self.client.pictures.get(self.client.arrs[0], 7) for _ in range(2))
        first.addErrback(lambda _: None).cancel()
        self.assertEqual([], self.cancelled)
        second.addErrback(lambda _: None).cancel()
        self.assertEqual([self.coming], self.cancelled)
        self.assertEqual(JPEG, self.get().body)

    def test_stopping(self):
        """Gives everything up; who waits is told."""
        waiting = self.client.start("GET", PATH)
        self.client.api.stop()
        self.client.flush()
        self.assertEqual(503, self.successResultOf(waiting).status)
