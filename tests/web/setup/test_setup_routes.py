"""The first configuration over the web, with the real set-up and configuration of a real file, and simulated programs."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

from twisted.internet.defer import maybeDeferred
from twisted.internet.task import Clock

from qbitrr.actors.configuration.configuration import Configuration
from qbitrr.actors.configuration.desk import ConfigDesk
from qbitrr.config.first_boot import first_text
from qbitrr.config.load import load
from qbitrr.setup.service import Setup
from tests.actors.configuration.test_configuration import FakeReload, FakeThread
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
        self.begin()
        self.qbittorrent(save_path="/data")
        self.arr("radarr", category="films")
        self.arr("sonarr", category="series")

    def begin(self):
        loaded = load(self.path.read_text(), {})
        self.reload = FakeReload(loaded.config, str(self.path.parent))
        configuration = Configuration(
            loaded=loaded, desk=ConfigDesk(path=str(self.path), data_folder=str(self.path.parent), env={}),
            reload=self.reload, clock=Clock(), thread=FakeThread(),
        )  # fmt: skip
        setup = Setup(
            path=str(self.path), config=lambda: self.config, connections=self.connections, in_thread=maybeDeferred,
            begin_with=configuration.replace,
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
        """What the first start wrote is replaced, its token kept, and in force when it is said to be; once is enough."""
        reply = self.post("write")
        self.assertEqual((200, True), (reply.status, reply.json()["inForce"]))
        self.assertEqual(["films", "series"], [each.category for each in self.reload.config.managed_arrs])
        config = load(self.path.read_text(), {}).config
        self.assertEqual(FIRST_TOKEN, config.webui.token.reveal())
        self.assertTrue(config.settings.dry_run)
        self.assertEqual("/data", config.settings.completed_download_folder)
        self.assertEqual(["films", "series"], [each.category for each in config.managed_arrs])
        reply = self.post("write")
        self.assertEqual((409, "SETUP_REFUSED"), (reply.status, reply.json()["code"]))

    def test_written_meanwhile(self):
        """Whoever writes the file while programs are asked is not overwritten."""
        mine = f"{self.path.read_text()}# mine\n"
        ask = self.connections.ask

        def asked(*args, **named):
            self.path.write_text(mine)
            return ask(*args, **named)

        self.connections.ask = asked
        reply = self.post("write")
        self.assertEqual((409, "SETUP_REFUSED"), (reply.status, reply.json()["code"]))
        self.assertIn("changed meanwhile", reply.json()["error"])
        self.assertEqual((mine, []), (self.path.read_text(), self.reload.applied))

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
