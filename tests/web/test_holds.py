"""Holds over HTTP."""

from twisted.trial.unittest import SynchronousTestCase

from qbitrr.model.status import HoldOrder
from tests.web.program import Client


class HoldTests(SynchronousTestCase):
    def setUp(self):
        self.client = Client()

    def ask(self, method, **more):
        path = more.pop("path", "/api/hold")
        return self.successResultOf(self.client.start(method, path, **more))

    def test_begin_and_end(self):
        """A section, or everything, for so many minutes; what is in force is listed, and ended by its scope."""
        reply = self.ask("POST", json={"scope": "Radarr-4K", "minutes": 1.5, "reason": "disks"})
        shown = {
            "scope": "Radarr-4K",
            "since": "2025-11-27T12:00:00Z",
            "until": "2025-11-27T12:01:30Z",
            "reason": "disks",
        }
        self.assertEqual((200, shown), (reply.status, reply.json()))
        self.assertEqual(200, self.ask("POST", json={"minutes": 10}).status)
        self.assertEqual(200, self.ask("DELETE", path="/web/hold?scope=qBit").status)
        self.assertEqual(200, self.ask("DELETE").status)
        self.assertEqual(
            [
                ("hold", "Radarr-4K", 90.0, "disks"),
                ("hold", "all", 600.0, ""),
                ("end_hold", "qBit"),
                ("end_hold", "all"),
            ],
            self.client.program.calls,
        )
        self.client.program.held = (HoldOrder(scope="all", since=1764244800.0, until=1764244890.0),)
        self.assertEqual(["all"], [each["scope"] for each in self.ask("GET").json()["holds"]])

    def test_refused(self):
        """What is no time, no section or no text is refused, and holds nothing."""
        for body in (
            {},
            {"minutes": 0},
            {"minutes": -1},
            {"minutes": 10**9},
            {"minutes": "5"},
            {"minutes": True},
            {"minutes": 5, "reason": "x" * 501},
            {"minutes": 5, "scope": 1},
        ):
            self.assertEqual(400, self.ask("POST", json=body).status, body)
        self.assertEqual(400, self.ask("POST", data=b'{"minutes": 1e999}').status)
        self.assertEqual(404, self.ask("POST", json={"minutes": 5, "scope": "Sonarr"}).status)
        self.assertEqual(401, self.ask("POST", json={"minutes": 5}, headers={}).status)
        self.assertEqual([], self.client.program.calls)
