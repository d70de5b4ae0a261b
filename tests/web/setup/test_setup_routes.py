"""The first configuration over the web, with the real set-up of a real file and simulated programs."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

from twisted.internet.defer import maybeDeferred

from qbitrr.config.first_boot import first_text
from qbitrr.config.load import load
from qbitrr.setup.service import Setup
from tests.setup.network import KEY, NetworkCase
from tests.web.program import Client

FIRST_TOKEN = "c0ffee" * 8
PASSWORD = "adminadmin"
SETUP = {
    "qbittorrents": [{"address": "qbit", "userName": "admin", "password": PASSWORD}],
    "arrs": [{"address": "http://radarr:7878", "apiKey": KEY}, {"address": f"http://sonarr?apikey={KEY}"}],
}


class SetupRouteTests(NetworkCase):
    """`/api/setup`."""

    def setUp(self):
        super().setUp()
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "config.toml"
        self.path.write_text(first_text(FIRST_TOKEN))
        self.config = load(self.path.read_text(), {}).config
        self.is_watched = False
        self.begin()
        self.qbittorrent(save_path="/data")
        self.arr("radarr", category="films")
        self.arr("sonarr", category="series")

    def begin(self):
        setup = Setup(
            path=str(self.path), config=lambda: self.config, connections=self.connections, in_thread=maybeDeferred,
            is_watched=self.is_watched,
        )  # fmt: skip
        self.client = Client(setup=setup)

    def post(self, what, body=SETUP):
        return self.successResultOf(self.client.start("POST", f"/api/setup/{what}", json=body))

    def state(self):
        return self.successResultOf(self.client.start("GET", "/api/setup")).json()

    def test_state(self):
        """One is needed while nothing is configured, and may be written while the file names nobody."""
        self.assertEqual(
            {
                "needed": True,
                "why": "No qBittorrent and no Arr is configured yet.",
                "writable": True,
                "path": str(self.path),
            },
            self.state(),
        )
        self.path.write_text(f"{self.path.read_text()}\n[qBit]\n")
        self.assertEqual((True, False), (self.state()["needed"], self.state()["writable"]))
        self.config = load(self.path.read_text(), {}).config
        self.assertEqual((False, False), (self.state()["needed"], self.state()["writable"]))
        self.path.write_text("[broken")
        self.assertFalse(self.state()["writable"])

    def test_probe(self):
        """What a program has is told, for a person to choose from; what is in the way with its remedy."""
        found = self.post("probe", {"arr": SETUP["arrs"][1]}).json()
        self.assertEqual(("sonarr", "series"), (found["arr"]["arrType"], found["arr"]["clients"][0]["category"]))
        found = self.post("probe", {"qbittorrent": SETUP["qbittorrents"][0]}).json()
        self.assertEqual((True, "/data"), (found["success"], found["qbittorrent"]["savePath"]))
        found = self.post("probe", {"qbittorrent": {"address": "qbit"}}).json()
        self.assertEqual((False, "no_login"), (found["success"], found["code"]))
        self.assertTrue(found["remedy"])
        for body in ({}, {"arr": {}, "qbittorrent": {}}, {"arr": 7}):
            self.assertEqual(400, self.post("probe", body).status)

    def test_preview(self):
        """The file is shown without its secrets, and not written."""
        before = self.path.read_text()
        reply = self.post("preview")
        shown = reply.json()
        self.assertEqual(["qBit", "Radarr-Films", "Sonarr-Series"], shown["sections"])
        self.assertIn("DryRun = true", shown["text"])
        self.assertIn('Category = "films"', shown["text"])
        for secret in (KEY, PASSWORD, FIRST_TOKEN):
            self.assertNotIn(secret, reply.body.decode())
        self.assertEqual(before, self.path.read_text())

    def test_write(self):
        """What the first start wrote is replaced, its token kept; the file is nobody else's to read; once is enough."""
        reply = self.post("write")
        self.assertEqual((200, False), (reply.status, reply.json()["inForce"]))
        self.assertIn("Start the program anew", reply.json()["message"])
        config = load(self.path.read_text(), {}).config
        self.assertEqual(FIRST_TOKEN, config.webui.token.reveal())
        self.assertTrue(config.settings.dry_run)
        self.assertEqual("/data", config.settings.completed_download_folder)
        self.assertEqual(["films", "series"], [each.category for each in config.managed_arrs])
        reply = self.post("write")
        self.assertEqual((409, "SETUP_REFUSED"), (reply.status, reply.json()["code"]))

    def test_in_force(self):
        """Where somebody watches the file, nothing is to be started anew."""
        self.is_watched = True
        self.begin()
        reply = self.post("write").json()
        self.assertEqual((True, True), (reply["inForce"], "It counts within seconds" in reply["message"]))

    def test_without_a_file(self):
        """A file that was removed is written anew, for its owner alone."""
        self.path.unlink()
        self.assertEqual(200, self.post("write").status)
        self.assertEqual(0o600, self.path.stat().st_mode & 0o777)

    def test_a_file_of_a_person(self):
        """What somebody wrote into the first file stays, to the comment."""
        self.path.write_text(self.path.read_text() + '\n# keep me\n[WebUI.OIDC]\nAuthority = "https://id.example"\n')
        self.assertEqual(200, self.post("write").status)
        text = self.path.read_text()
        self.assertIn("# keep me", text)
        config = load(text, {}).config
        self.assertEqual(("https://id.example", 2), (config.webui.oidc.authority, len(config.arrs)))
        self.assertTrue(config.settings.dry_run)

    def test_refused(self):
        """While something is in the way nothing is written, unless it may stay untested."""
        before = self.path.read_text()
        there = {
            **SETUP,
            "arrs": [{"address": "http://refused", "apiKey": KEY, "arrType": "radarr", "category": "films"}],
        }
        reply = self.post("write", there)
        self.assertEqual(409, reply.status)
        self.assertIn("Nobody listens", reply.json()["error"])
        self.assertEqual(before, self.path.read_text())
        reply = self.post("write", {**there, "untested": True})
        self.assertEqual(200, reply.status)
        self.assertTrue(any("Nobody listens" in note for note in reply.json()["notes"]))

    def test_a_file_that_cannot_be_written(self):
        """Is said, and everything is as it was."""
        folder = self.path.parent
        os.rename(self.path, folder / "away")
        self.path.mkdir()
        self.assertEqual(409, self.post("write").status)

    def test_too_many(self):
        """So many programs nobody has."""
        self.assertEqual(400, self.post("preview", {"arrs": [{"address": f"a{n}"} for n in range(21)]}).status)
