"""From here to the page in the Arr."""

from attrs import evolve
from msgspec.structs import replace
from twisted.internet.defer import fail
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.config.schema.config import fresh_arr
from qbitrr.errors import NotThere, Unreachable
from qbitrr.model.addresses import BadAddress
from tests.web.program import Client


class OpeningTests(SynchronousTestCase):
    def setUp(self):
        self.client = Client()
        self.client.arrs = tuple(
            evolve(fresh_arr(type.capitalize(), type), category=f"seed/{type}", uri="http://there")
            for type in ("radarr", "sonarr", "lidarr", "readarr")
        )

    def open(self, path):
        return self.successResultOf(self.client.start("GET", path))

    def refused(self, path, status, text):
        reply = self.open(path)
        self.assertEqual((status, {"error": text}), (reply.status, reply.json()))

    def test_there(self):
        """Each kind at its own type of Arr, by category, section or type, under both prefixes."""
        for prefix in ("/api", "/web"):
            for key in ("seed%2F{}", "seed/{}", "{}", "{}"):
                for kind, type in {
                    "movie": "radarr",
                    "series": "sonarr",
                    "artist": "lidarr",
                    "author": "readarr",
                }.items():
                    reply = self.open(f"{prefix}/arr/{key.format(type)}/open/{kind}/7")
                    self.assertEqual((302, f"http://{type}:7878/movie/a-7"), (reply.status, reply.header("location")))
        self.assertEqual(("address", "Readarr", 7), self.client.pages.calls[-1])

    def test_nowhere(self):
        """What is unknown, what is not there, what nobody answers: each has its words."""
        self.refused("/api/arr/sonarr-tv/open/series/1", 404, "Unknown sonarr section sonarr-tv")
        self.refused("/api/arr/seed%2Fradarr/open/series/1", 404, "Unknown sonarr section seed/radarr")
        self.refused("/api/arr/seed%2Fradarr/open/film/1", 400, "Unknown item kind film")
        for error, status, text in (
            (NotThere(where="Radarr", status=404), 404, "Item not found in Arr"),
            (Unreachable(where="Radarr", why="no"), 404, "Item lookup failed"),
            (BadAddress("no address"), 400, "Arr URI is not configured"),
        ):
            self.client.pages.answers["address"] = fail(error)
            self.refused("/api/arr/radarr/open/movie/1", status, text)
        self.client.arrs = (evolve(self.client.arrs[0], uri=""),)
        self.refused("/api/arr/radarr/open/movie/1", 400, "Arr URI is not configured")
        self.client.program.now = replace(self.client.program.now, ready=False)
        self.refused("/api/arr/radarr/open/movie/1", 503, "Arr manager is still initialising")
        for id in ("x", "-1", "9" * 5000):
            self.assertEqual(404, self.open(f"/api/arr/radarr/open/movie/{id}").status)
