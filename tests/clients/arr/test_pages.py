"""
Pages and posters of an Arr: where they are, and that nothing else is ever asked.
"""

import json

from qbitrr.clients.arr.pages import MOST_BYTES, page_of, poster_of
from qbitrr.errors import NotThere, Unauthorized, Unreachable
from qbitrr.model.addresses import Address
from qbitrr.model.shown.pictures import picture_type
from tests.clients.case import ClientCase
from tests.clients.scripted import Reply, Scripted, ok

JPEG = b"\xff\xd8\xff\xe0 a poster"
JPEG_TYPE = ("Content-Type", "image/jpeg")
NOT_FOUND = Reply(status=404)


class PagesCase(ClientCase):
    """An Arr below `/base`, which answers by path."""

    base = Address.parse("http://there.example:7878/base")

    def serve(self, **answers):
        """*answers* by the end of the path; everything else is not there."""

        def answer(asked):
            return next((reply for end, reply in answers.items() if asked.path.endswith(end)), NOT_FOUND)

        self.server = Scripted(answer=answer)
        return self.server.http(self.clock, self.base.url, headers={"X-Api-Key": "k"})

    def record(self, **members):
        return ok(json.dumps(members))


class PageTests(PagesCase):
    def test_where(self):
        """By the words the Arr itself has in its addresses, else by id; each kind has its own."""
        for kind, id, record, page in (
            ("radarr", 1, {"titleSlug": "inception-27205"}, "movie/inception-27205"),
            ("radarr", 1, {}, "movie/1"),
            ("sonarr", 2, {"titleSlug": "a/b?c"}, "series/a%2Fb%3Fc"),
            ("lidarr", 3, {"foreignArtistId": "83d9", "titleSlug": "x"}, "artist/83d9"),
            ("lidarr", 3, {"foreignArtistId": None, "titleSlug": "x"}, "artist/x"),
            ("readarr", 4, {"foreignAuthorId": "77", "titleSlug": "x"}, "author/77"),
        ):
            noun = page.partition("/")[0]
            http = self.serve(**{f"/{noun}/{id}": self.record(id=id, **record)})
            self.assertEqual(page, self.result(page_of(http, kind, id)))
        self.assertEqual("k", self.server.asked[0].headers["x-api-key"])

    def test_nothing_there(self):
        """Is said as what it is."""
        self.error(page_of(self.serve(), "radarr", 9), NotThere)


class PosterTests(PagesCase):
    def poster(self, http, kind="radarr"):
        return self.result(poster_of(http, self.base, kind, 7))

    def test_the_smallest_first(self):
        """Each kind's own paths, below the base, and no more questions than needed."""
        for kind, path in {
            "radarr": "/base/api/v3/mediacover/7/poster-250.jpg",
            "sonarr": "/base/api/v3/mediacover/7/poster-250.jpg",
            "lidarr": "/base/api/v1/MediaCover/Artist/7/poster-250.jpg",
            "readarr": "/base/api/v1/mediacover/author/7/poster-250.jpg",
        }.items():
            http = self.serve(**{"poster-250.jpg": ok(JPEG, JPEG_TYPE)})
            self.assertEqual(JPEG, self.poster(http, kind))
            self.assertEqual([f"GET {path}"], self.server.calls)

    def test_by_the_record(self):
        """Pictures the record names, in their order; the site's own paths go by the API."""
        images = [
            {"coverType": "fanart", "url": "/base/MediaCover/7/fanart.jpg?lastWrite=1"},
            {"coverType": "poster", "url": "/base/MediaCover/7/odd name.jpg?lastWrite=2"},
        ]
        http = self.serve(**{"/movie/7": self.record(images=images), "odd%20name.jpg": ok(JPEG, JPEG_TYPE)})
        self.assertEqual(JPEG, self.poster(http))
        self.assertEqual("GET /base/api/v3/MediaCover/7/odd%20name.jpg", self.server.calls[-1])
        self.assertEqual({"lastWrite": "2"}, self.server.asked[-1].query)

    def test_other_hosts_are_never_asked(self):
        """Whatever the record or a redirect says: other hosts, ports and schemes, files, paths that climb."""
        foreign = [
            "https://image.tmdb.org/t/p/original/x.jpg", "http://there.example:80/x.jpg", "https://there.example:7878/x.jpg",
            "http://there.example:7878@evil.example/x.jpg", "file:///etc/passwd", "//evil.example/x.jpg", "../../x.jpg",
            "/base/../../x.jpg", "http://[", "",
        ]  # fmt: skip
        images = [{"coverType": "poster", "url": url, "remoteUrl": url} for url in foreign]
        http = self.serve(**{"/movie/7": self.record(images=images, remotePoster=foreign[0])})
        self.assertIsNone(self.poster(http))
        self.assertEqual(4, len(self.server.asked))
        for where in ("http://evil.example/x.jpg", "https://there.example:7878/x.jpg"):
            away = Reply(status=302, headers=(("Location", where),))
            http = self.serve(**{".jpg": away})
            self.assertIsNone(self.poster(http))
            self.assertEqual({"there.example:7878"}, {asked.headers["host"] for asked in self.server.asked})

    def test_only_pictures(self):
        """By their content; and by what they are declared as, if that says something else."""
        for reply in (
            ok(b"<html>", JPEG_TYPE),
            ok(b"<svg onload='x'>", ("Content-Type", "image/svg+xml")),
            ok(JPEG, ("Content-Type", "text/html")),
            ok(JPEG + b"x" * MOST_BYTES, JPEG_TYPE),
            ok(b"", JPEG_TYPE),
        ):
            self.assertIsNone(self.poster(self.serve(**{".jpg": reply})))
        self.assertEqual(
            JPEG, self.poster(self.serve(**{".jpg": ok(JPEG, ("Content-Type", "application/octet-stream"))}))
        )

    def test_no_answer(self):
        """That nobody answers, or the key is wrong, is no word about the poster."""
        self.error(poster_of(self.serve(**{".jpg": Reply(drop=True)}), self.base, "radarr", 7), Unreachable)
        self.error(poster_of(self.serve(**{".jpg": Reply(status=401)}), self.base, "radarr", 7), Unauthorized)

    def test_types(self):
        """Told by how they begin."""
        for content, kind in {
            JPEG: "image/jpeg", b"\x89PNG\r\n\x1a\n..": "image/png", b"GIF89a..": "image/gif", b"RIFF....WEBPVP8": "image/webp",
            b"RIFF....WAVE": None, b"": None, b"<svg>": None,
        }.items():  # fmt: skip
            self.assertEqual(kind, picture_type(content))
