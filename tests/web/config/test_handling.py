"""How torrents are handled, over HTTP."""

from twisted.trial.unittest import SynchronousTestCase

from qbitrr.config.editing.naming import key_at
from tests.web.program import BEARER, Client

TEXT = """
[Settings]
SchemaVersion = 1
[qBit]
Host = "localhost"
ManagedCategories = ["seeds", "more", "other"]
[qBit.CategorySeeding]
MaxUploadRatio = 2
RemoveTorrent = 1
[[qBit.CategorySeeding.Categories]]
Name = "other"
MaxUploadRatio = 5
[[qBit.Trackers]]
Name = "T"
URI = "https://t.example/announce"
HitAndRunMode = "and"
[Radarr-4K]
Managed = true
URI = "http://radarr:7878"
APIKey = "0123456789abcdef"
Category = "films"
[Radarr-4K.Torrent]
StalledDelay = 15
"""


class HandlingTests(SynchronousTestCase):
    def setUp(self):
        self.client = Client()
        self.client.configuration.text = TEXT

    def ask(self, section="Radarr-4K", **more):
        body = {"section": section, **more}
        return self.successResultOf(self.client.start("POST", "/web/config/handling", headers=BEARER, json=body))

    def told(self, rule, **more):
        (group,) = self.ask(**more).json()["groups"]
        (sentence,) = [each for each in group["sentences"] if each["rule"] == rule]
        return sentence

    def test_as_it_is(self):
        """An Arr has one group; a sentence has the keys it comes from."""
        answer = self.ask().json()
        self.assertEqual(("Radarr-4K", "arr", True, []), tuple(
            answer[name] for name in ("section", "kind", "active", "problems")
        ))  # fmt: skip
        self.assertEqual(["films"], answer["groups"][0]["categories"])
        stalled = self.told("stalled")
        self.assertIn("nothing moves for 15 min", stalled["text"])
        self.assertEqual(["Radarr-4K.Torrent.StalledDelay", "Radarr-4K.Torrent.ReSearchStalled"], stalled["keys"])

    def test_as_it_would_be(self):
        """With changes and another name, without saving; of a section that is not there yet, too."""
        changes = {"Radarr-4K.Torrent.StalledDelay": 45, "Radarr-4K.Managed": False, "Settings.RemovalGraceMinutes": 0}
        answer = self.ask("Radarr-UHD", changes=changes, renames={"Radarr-4K": "Radarr-UHD"}).json()
        self.assertIn("nothing moves for 45 min", str(answer["groups"]))
        self.assertFalse(answer["active"])
        self.assertIn("What is removed is deleted at once and cannot be brought back.", str(answer["general"]))
        new = {"Sonarr-New": {"URI": "http://s", "APIKey": "x", "Category": "tv"}}
        self.assertEqual(["tv"], self.ask("Sonarr-New", changes=new).json()["groups"][0]["categories"])
        self.assertEqual(["consider"] * 2, [call[0] for call in self.client.configuration.calls])

    def test_client(self):
        """Categories that are handled alike are told together; keys are those of the client's section."""
        answer = self.ask("qBit").json()
        self.assertEqual([["seeds", "more"], ["other"]], [group["categories"] for group in answer["groups"]])
        limits = [each for group in answer["groups"] for each in group["sentences"] if each["rule"] == "at_limit"]
        self.assertEqual(
            ["to a ratio of 2", "to a ratio of 5"], [each["text"].split(" is ")[0][11:] for each in limits]
        )
        self.assertIn("qBit.CategorySeeding.MaxUploadRatio", limits[0]["keys"])
        (tracker,) = [each for each in answer["groups"][0]["sentences"] if each["rule"] == "tracker"]
        self.assertEqual(["qBit.Trackers"], tracker["keys"])

    def test_keys_exist(self):
        """Every key that is named is one."""
        for section in ("qBit", "Radarr-4K"):
            answer = self.ask(section).json()
            sentences = [*answer["general"], *(each for group in answer["groups"] for each in group["sentences"])]
            keys = {key for each in sentences for key in each["keys"] if not key.endswith(".Trackers")}
            self.assertEqual(set(), {key for key in keys if key_at(tuple(key.split("."))) is None})
            self.assertTrue(keys)

    def test_half_written(self):
        """A value that is wrong does not keep the rest from being told; what is wrong is told beside it."""
        answer = self.ask(changes={"Radarr-4K.Torrent.MaximumETA": "soon", "Radarr-4K.Torrent.StalledDelay": 45}).json()
        self.assertIn("nothing moves for 45 min", str(answer["groups"]))
        self.assertEqual(["Torrent.MaximumETA"], [each["key"] for each in answer["problems"]])

    def test_refused(self):
        """A section that is nowhere, and a key that cannot be."""
        self.assertEqual(404, self.ask("Radarr-9").status)
        reply = self.ask(changes={"Nothing.At.All": 1})
        self.assertEqual(400, reply.status)
        self.assertTrue(reply.json()["validationErrors"])
