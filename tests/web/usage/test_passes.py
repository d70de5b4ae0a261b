"""What the loops did lately, over HTTP."""

from twisted.trial.unittest import SynchronousTestCase

from qbitrr.model.shown.passes import ChildPasses, LoopPasses
from tests.web.program import Client


class PassRouteTests(SynchronousTestCase):
    def test_each_child(self):
        """How each went, with why it did not, and no secret in that."""
        client = Client()
        client.program.child_passes = (
            ChildPasses(
                section="Radarr-4K", category="films", kind="search",
                passes=(
                    LoopPasses(at=1000.0, turns=3, seconds=0.12345),
                    LoopPasses(at=1002.0, turns=1, seconds=9.0, why="http://radarr/?apikey=0123456789abcdef0123456789abcdef"),
                    LoopPasses(at=1003.0, why="crashed: exit code 3", has_crashed=True),
                ),
            ),
        )  # fmt: skip
        child = self.successResultOf(client.start("GET", "/web/processes/passes")).json()["processes"][0]
        self.assertEqual(["Radarr-4K", "search", "films"], [child[name] for name in ("name", "kind", "category")])
        first, failed, crashed = child["passes"]
        self.assertEqual({"at": "1970-01-01T00:16:40Z", "turns": 3, "seconds": 0.123}, first)
        self.assertEqual("failed", failed["outcome"])
        self.assertNotIn("0123456789abcdef", failed["why"])
        self.assertEqual(("crashed", "crashed: exit code 3"), (crashed["outcome"], crashed["why"]))
