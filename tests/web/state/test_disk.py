"""Room on the disks, over HTTP."""

from typing import Any

from msgspec.structs import replace
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.model.space.rooms import PausedDownload, PoolStatus
from qbitrr.model.status import Overview, PolicyReport, ProcessStatus, QbitStatus
from qbitrr.web.events.topics import topics_of
from tests.web.program import OVERVIEW, Client

POOL = PoolStatus(
    name="/downloads", path="/downloads", instances=("qBit",), free_bytes=5, total_bytes=100, guard_bytes=10, short_bytes=5,
    paused_count=2, paused=(PausedDownload(instance="qBit", hash="a" * 40, name="Film", left_bytes=50),),
    set_aside=(("qBit", "b" * 40),),
)  # fmt: skip
GUARD = ProcessStatus(
    section="TorrentPolicyManager", category="TorrentPolicyManager", kind="torrent", state="running", alive=True,
    metric_type="torrent-policy",
    report=PolicyReport(at=1764244800.0, torrents=7, paused=2, pools=(POOL,), summary="2 wait", problems=("apikey=0123456789",)),
)  # fmt: skip


class DiskTests(SynchronousTestCase):
    def setUp(self) -> None:
        self.client = Client()

    def get(self, path: str) -> Any:
        return self.successResultOf(self.client.start("GET", path))

    def show(self, overview: Overview) -> None:
        self.client.program.now = overview

    def test_guarded(self):
        """Each pool with what is free, what is to stay free, and what waits; no secret in what keeps the guard from its work."""
        self.show(replace(OVERVIEW, processes=(GUARD,)))
        answer = self.get("/api/disk").json()
        self.assertEqual(True, answer["guard"])
        (pool,) = answer["pools"]
        self.assertEqual(
            {
                "name": "/downloads", "path": "/downloads", "instances": ["qBit"],
                "free_bytes": 5, "total_bytes": 100, "guard_bytes": 10, "short_bytes": 5, "paused_count": 2,
                "paused": [{"instance": "qBit", "hash": "a" * 40, "name": "Film", "left_bytes": 50}],
            },
            pool,
        )  # fmt: skip
        self.assertNotIn("0123456789", str(answer["problems"]))
        self.assertEqual(answer, self.get("/web/disk").json())

    def test_unguarded(self):
        """What the clients that answer say is free."""
        self.show(Overview(ready=True, qbits=(
            QbitStatus(section="qBit", state="connected", free_space_bytes=7),
            QbitStatus(section="qBit-b", state="disconnected", free_space_bytes=7),
            QbitStatus(section="qBit-c", state="connected"),
        )))  # fmt: skip
        answer = self.get("/api/disk").json()
        self.assertEqual(False, answer["guard"])
        self.assertEqual(
            [("the disk of qBit", 7, None)], [(p["name"], p["free_bytes"], p["guard_bytes"]) for p in answer["pools"]]
        )

    def test_as_a_process(self):
        """The child of the guard is listed as the contract has it, also with nothing paused."""
        self.show(replace(OVERVIEW, processes=(GUARD,)))
        (row,) = self.get("/api/processes").json()["processes"]
        self.assertEqual(
            ("torrent", "torrent-policy", 2, 7, 7, "2 wait"),
            tuple(row[name] for name in ("kind", "metricType", "freeSpacePaused", "queueCount", "categoryCount", "summary")),
        )  # fmt: skip
        idle = replace(GUARD, report=PolicyReport(at=1764244800.0))
        self.show(replace(OVERVIEW, processes=(idle,)))
        self.assertEqual(0, self.get("/api/processes").json()["processes"][0]["freeSpacePaused"])

    def test_as_an_event(self):
        """Told of when something about the disks changes, not at each look of the guard."""
        (topic,) = [each for each in topics_of(self.client.program, None, None, str) if each.name == "disk"]  # type: ignore[arg-type]
        seen = replace(OVERVIEW, processes=(GUARD,))
        later = replace(OVERVIEW, processes=(replace(GUARD, pid=7, report=replace(GUARD.report, at=9.0, torrents=7)),))
        self.assertEqual(topic.mark(seen), topic.mark(later))
        fuller = replace(GUARD.report, pools=(replace(POOL, free_bytes=4),))
        self.assertNotEqual(topic.mark(seen), topic.mark(replace(OVERVIEW, processes=(replace(GUARD, report=fuller),))))
        self.assertEqual(5, topic.show(topic.mark(seen)).pools[0].free_bytes)
