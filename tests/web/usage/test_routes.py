"""Memory and processor of the children, over HTTP."""

from twisted.trial.unittest import SynchronousTestCase

from qbitrr.model.shown.process_usage import ChildUsage
from tests.web.program import Client


class UsageRouteTests(SynchronousTestCase):
    def test_each_child(self):
        """By its names; what is not known is null."""
        client = Client()
        client.usage.known = (
            ChildUsage(
                section="Radarr-4K", kind="search", category="films", pid=7, memory_bytes=5_000, cpu_seconds=1.5
            ),
        )
        answer = self.successResultOf(client.start("GET", "/api/processes/usage")).json()
        self.assertEqual(
            [
                {
                    "name": "Radarr-4K", "kind": "search", "category": "films", "pid": 7,
                    "memoryBytes": 5_000, "cpuSeconds": 1.5, "cpuShare": None,
                }
            ],
            answer["processes"],
        )  # fmt: skip
