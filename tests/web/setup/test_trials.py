"""Trying out paths and patterns over HTTP."""

from twisted.trial.unittest import SynchronousTestCase

from qbitrr.model.torrents.listed import ListedTorrent, TorrentFilter, TorrentPage
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.web.setup.trials import _said
from qbitrr.wire.trials import PathFound
from tests.web.program import BEARER, Client


class TrialCase(SynchronousTestCase):
    def setUp(self):
        self.client = Client()

    def ask(self, where, /, headers=BEARER, **body):
        return self.successResultOf(self.client.start("POST", f"/web{where}", headers=headers, json=body))

    def refused(self, status, where, /, **body):
        reply = self.ask(where, **body)
        self.assertEqual(status, reply.status)
        return reply.json()["error"]


class Paths(TrialCase):
    def test_answers(self):
        """What is there, what is not, and what hangs."""
        shown = self.ask("/path/check", path=" / ").json()
        self.assertEqual(
            ("/", True, "folder", True), tuple(shown[name] for name in ("path", "exists", "kind", "readable"))
        )
        self.assertGreater(shown["totalBytes"], 0)
        shown = self.ask("/path/check", path="/no/such/folder").json()
        self.assertEqual((False, None, False), tuple(shown[name] for name in ("exists", "kind", "writable")))
        self.assertIn("There is nothing at this path.", shown["message"])
        self.client.trials.hanging = ("/mnt",)
        shown = self.ask("/path/check", path="/mnt").json()
        self.assertEqual((False, None), (shown["exists"], shown["freeBytes"]))
        self.assertIn("hangs", shown["message"])

    def test_sentences(self):
        """Each says what may be done."""

        def said(kind, readable, writable, trouble=""):
            return _said(PathFound(
                kind=kind, readable=readable, writable=writable, free_bytes=None, total_bytes=None, trouble=trouble
            ))  # fmt: skip

        self.assertEqual("A folder that can be read and written.", said("folder", True, True))
        self.assertEqual("A file that can be read, but not written.", said("file", True, False))
        self.assertEqual("A folder that is closed to this program.", said("folder", False, False))
        self.assertEqual("It cannot be looked at: Not a directory.", said(None, False, False, "Not a directory"))

    def test_refused(self):
        """What is no whole path; and whoever is not in."""
        for path in ("", "downloads", "./x", "/a\0b", "/" + "x" * 5000):
            self.assertIn("path must be a whole path", self.refused(400, "/path/check", path=path))
        self.assertEqual(401, self.ask("/path/check", headers={}, path="/").status)


class Patterns(TrialCase):
    def test_given_samples(self):
        """Each pattern with what it matches, or why it is none."""
        answer = self.ask("/regex/check", patterns=["sample", "("], samples=["A Sample", "b"]).json()
        good, bad = answer["patterns"]
        self.assertEqual(2, answer["samples"])
        self.assertEqual(
            {"pattern": "sample", "error": None, "matched": 1, "hits": [{"sample": "A Sample", "start": 2, "end": 8}]},
            good,
        )
        self.assertTrue(bad["error"])

    def test_torrents_of_a_section(self):
        """Their names, of an Arr by its category, of a client all."""
        film = ListedTorrent(
            torrent=Torrent(instance="qBit", hash="a", state="", name="Film"), section="", is_quarantined=False
        )
        self.client.program.page = TorrentPage(torrents=(film,), total=1, last=None)
        for section, wanted in {
            "Radarr-4K": TorrentFilter(category="radarr-4k"),
            "qBit": TorrentFilter(instance="qBit"),
        }.items():
            answer = self.ask("/regex/check", patterns=["film"], section=section).json()
            self.assertEqual((1, 1), (answer["samples"], answer["patterns"][0]["matched"]))
            self.assertEqual(wanted, self.client.program.calls[-1][1])
        self.assertEqual(
            "There is no section Sonarr-9", self.refused(404, "/regex/check", patterns=[], section="Sonarr-9")
        )

    def test_one_without_end(self):
        """Is named, and what stands behind it."""
        self.client.trials.hanging = ("(a+)+$",)
        answer = self.ask("/regex/check", patterns=["x", "(a+)+$", "y"], samples=["x"]).json()
        self.assertEqual(
            [None, "it takes too long: simplify it", "it was not tried: one before it takes too long"],
            [each["error"] for each in answer["patterns"]],
        )

    def test_refused(self):
        """What is too much, and another kind."""
        self.assertIn("patterns: at most", self.refused(400, "/regex/check", patterns=["x"] * 201))
        self.assertIn("samples: at most", self.refused(400, "/regex/check", patterns=[], samples=["x" * 1001]))
        self.assertIn("kind must be", self.refused(400, "/regex/check", patterns=[], kind="others"))
