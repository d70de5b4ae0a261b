"""What would be done now, over HTTP."""

from twisted.trial.unittest import SynchronousTestCase

from qbitrr.errors import NotReady
from qbitrr.model.shown.previewed import PreviewFilter
from tests.web.program import BEARER, Client

TEXT = """
[Settings]
SchemaVersion = 1
CompletedDownloadFolder = "/downloads"
[qBit]
Host = "localhost"
[Radarr-4K]
Managed = true
URI = "http://radarr:7878"
APIKey = "0123456789abcdef"
Category = "films"
"""


class PreviewTests(SynchronousTestCase):
    def setUp(self):
        self.client = Client()
        self.client.configuration.text = TEXT

    def ask(self, path="/web/preview", **body):
        return self.successResultOf(self.client.start("POST", path, headers=BEARER, json=body))

    def asked(self):
        """The configuration, the renames and the filter the program was asked with."""
        (call,) = [each for each in self.client.program.calls if each[0] == "preview"]
        self.client.program.calls.clear()
        return call[1:]

    def test_with_changes(self):
        """The program is asked with the changed configuration; nothing is changed."""
        answer = self.ask(changes={"Radarr-4K.Torrent.SeedingMode.MaxUploadRatio": 2}, renames={"qBit": "qBit-a"})
        self.assertEqual(200, answer.status)
        config, renamed, wanted = self.asked()
        self.assertEqual(2, config.arr("Radarr-4K").torrent.seeding.max_upload_ratio)
        self.assertEqual(({"qBit": "qBit-a"}, PreviewFilter()), (renamed, wanted))
        self.assertEqual(["consider"], [call[0] for call in self.client.configuration.calls])
        self.assertIn("no-store", answer.header("cache-control"))

    def test_what_is_told(self):
        """Steps with the rail that would hold them, everything counted, whose torrents would move, and what is not known."""
        found = self.ask().json()
        (step,) = found["steps"]
        self.assertEqual(
            ("removal", "delete", 10, "seeding_limit", True, "protected", "It is protected by a tag."),
            tuple(step[name] for name in ("step", "data", "rule", "code", "isNew", "heldBy", "heldText")),
        )
        (count,) = found["counts"]
        self.assertEqual((3, 2), (count["count"], count["new"]))
        self.assertEqual(
            [("Radarr-4K", 5, 1, ""), ("Sonarr", 0, 0, "its loop is not running")],
            [(each["section"], each["torrents"], each["unread"], each["whyNot"]) for each in found["sections"]],
        )
        self.assertEqual(
            [{"instance": "qBit", "category": "seeds", "before": "", "after": "qBit", "torrents": 7}], found["moves"]
        )
        self.assertEqual((False, 50, []), (found["dryRun"], found["removalsPerHour"], found["problems"]))

    def test_scope_and_pages(self):
        """A page goes on where the one before ended."""
        cursor = self.ask().json()["cursor"]
        self.asked()
        scope = {"instance": "qBit", "category": "films", "hash": "A" * 40}
        self.ask("/api/preview", scope=scope, steps=["removal", "pause"], limit=5, cursor=cursor)
        _, _, wanted = self.asked()
        self.assertEqual(
            PreviewFilter(
                instance="qBit", category="films", hash="a" * 40, steps=("removal", "pause"), limit=5,
                after=(0, "qBit", "a" * 40),
            ),
            wanted,
        )  # fmt: skip

    def test_refused(self):
        """What cannot be asked is said; nobody is asked then."""
        for body in (
            {"limit": 0}, {"limit": 501}, {"limit": "1"}, {"steps": ["explode"]}, {"steps": "removal"}, {"cursor": "äöü"},
            {"cursor": "W10"}, {"scope": []}, {"scope": {"hash": 1}}, {"changes": {"Nothing.At.All": 1}}, {"renames": {"a": 1}},
        ):  # fmt: skip
            self.assertEqual(400, self.ask(**body).status, body)
        self.assertEqual([], self.client.program.calls)
        self.client.program.error = NotReady("Too many previews are being made.")
        self.assertEqual(503, self.ask().status)
