"""Health over HTTP."""

from msgspec.structs import replace
from twisted.trial.unittest import SynchronousTestCase

from tests.web.program import OVERVIEW, Client


class HealthTests(SynchronousTestCase):
    def setUp(self):
        self.client = Client()

    def get(self, path, **more):
        return self.successResultOf(self.client.start("GET", path, **more))

    def test_ready(self):
        """Anybody may ask whether everything was started, and learns nothing else."""
        reply = self.get("/health/ready", headers={})
        self.assertEqual((200, {"status": "ready"}), (reply.status, reply.json()))
        self.client.program.now = replace(OVERVIEW, ready=False, problems=("secret",))
        reply = self.get("/health/ready", headers={})
        self.assertEqual((503, "STARTING", "1"), (reply.status, reply.json()["code"], reply.header("retry-after")))
        self.assertNotIn(b"secret", reply.body)

    def test_components(self):
        """Each client, Arr and child says how it does and why; secrets in it are masked."""
        reply = self.get("/api/health")
        found = {(each["kind"], each["name"]): each for each in reply.json()["components"]}
        self.assertEqual(
            [("failing", "disconnected"), ("ok", "connected"), ("ok", "running"), ("waiting", "backoff")],
            [
                (found[key]["status"], found[key]["state"])
                for key in (
                    ("client", "qBit-Seedbox"),
                    ("client", "qBit"),
                    ("child", "Radarr-4K/search"),
                    ("child", "Radarr-4K/torrent"),
                )
            ],
        )
        self.assertEqual("degraded", reply.json()["status"])
        self.assertNotIn(b"0123456789", reply.body)
        silent = replace(OVERVIEW.arrs[0], connected=False, answers=True, why="its queue cannot be read: 500")
        self.client.program.now = replace(OVERVIEW, arrs=(silent,))
        (arr,) = [each for each in self.get("/api/health").json()["components"] if each["kind"] == "arr"]
        self.assertEqual(("failing", "refused", silent.why), (arr["status"], arr["state"], arr["why"]))
        for path in ("/api/arr", "/api/status"):
            (shown,) = self.get(path).json()["arr" if path == "/api/arr" else "arrs"]
            self.assertEqual((False, silent.why), (shown["connected"], shown["why"]))
        answering = replace(silent, connected=True, since=1764244800.0, answered_after=0.12345)
        slow = replace(OVERVIEW.qbits[1], answered_after=2.0)
        self.client.program.now = replace(OVERVIEW, arrs=(answering,), qbits=(OVERVIEW.qbits[0], slow))
        found = {(each["kind"], each["name"]): each for each in self.get("/api/health").json()["components"]}
        arr = found["arr", "Radarr-4K"]
        self.assertEqual(("2025-11-27T12:00:00Z", 0.123), (arr["since"], arr["latency"]))
        self.assertEqual(2.0, found["client", slow.section]["latency"])
        self.assertIsNone(found["client", OVERVIEW.qbits[0].section]["latency"], "it never answered")
        self.assertIsNone(found["child", "Radarr-4K/search"]["latency"])
        self.client.program.now = replace(OVERVIEW, qbits=OVERVIEW.qbits[1:], arrs=(), processes=())
        self.assertEqual("ok", self.get("/web/health").json()["status"])
        self.assertEqual(401, self.get("/api/health", headers={}).status)
