"""Speeds and free space over time, over HTTP."""

from typing import Any

from msgspec.structs import replace
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.model.shown.trends import ClientSpeeds, Trend
from qbitrr.model.space.rooms import PoolStatus
from qbitrr.model.status import PolicyReport, ProcessStatus
from tests.web.program import OVERVIEW, Client

SINCE = 1764244800.0
FALLING = tuple(10_000 - 100 * each for each in range(10))
HOUR = Trend(step_seconds=10, since=SINCE, down=(5, None), up=(1, 2), free={"/downloads": FALLING})
GUARD = ProcessStatus(
    section="Policy", category="Policy", kind="torrent", state="running", alive=True, metric_type="torrent-policy",
    report=PolicyReport(at=SINCE, pools=(PoolStatus(name="/downloads", free_bytes=9_100, guard_bytes=9_000),)),
)  # fmt: skip


class TrendRouteTests(SynchronousTestCase):
    def setUp(self) -> None:
        self.client = Client()
        self.client.trends.known = {"1h": HOUR}

    def get(self, path: str) -> Any:
        return self.successResultOf(self.client.start("GET", path))

    def test_hour(self):
        """Everything of the last hour, with when the disk is full if it goes on so."""
        answer = self.get("/api/trends").json()
        self.assertEqual(
            ("1h", 10, "2025-11-27T12:00:00Z", [5, None], [1, 2]),
            tuple(answer[name] for name in ("range", "stepSeconds", "since", "down", "up")),
        )
        (disk,) = answer["disks"]
        self.assertEqual(("/downloads", None, list(FALLING)), (disk["name"], disk["guardBytes"], disk["free"]))
        self.assertEqual((90.0, None), (disk["forecast"]["seenSeconds"], disk["forecast"]["guardAt"]))
        self.assertEqual("2025-11-27T12:16:45Z", disk["forecast"]["fullAt"])
        self.assertEqual(answer, self.get("/web/trends?range=1h").json())

    def test_speeds_now(self):
        """Each client, and all of them."""
        self.assertEqual({"down": 0, "up": 0, "clients": []}, self.get("/api/speeds").json())
        self.client.trends.now = {"qBit-2": ClientSpeeds(down=5), "qBit": ClientSpeeds(down=100, up=1)}
        answer = self.get("/web/speeds").json()
        self.assertEqual((105, 1), (answer["down"], answer["up"]))
        self.assertEqual(
            [{"name": "qBit", "down": 100, "up": 1}, {"name": "qBit-2", "down": 5, "up": 0}], answer["clients"]
        )

    def test_guarded(self):
        """When the guard begins comes first."""
        self.client.program.now = replace(OVERVIEW, processes=(GUARD,))
        (disk,) = self.get("/api/trends").json()["disks"]
        self.assertEqual((9_000, "2025-11-27T12:01:45Z"), (disk["guardBytes"], disk["forecast"]["guardAt"]))

    def test_a_guard_that_stopped(self):
        """What it said last guards nothing: as on the page of the disks."""
        self.client.program.now = replace(OVERVIEW, processes=(replace(GUARD, alive=False, state="stopped"),))
        (disk,) = self.get("/api/trends").json()["disks"]
        self.assertEqual((None, None), (disk["guardBytes"], disk["forecast"]["guardAt"]))

    def test_by_the_day_once_there_is_an_hour(self):
        """A day tells more than the last hour of it."""
        day = Trend(step_seconds=300, since=SINCE, free={"/downloads": (10_000,) * 13})
        self.client.trends.known["24h"] = day
        (disk,) = self.get("/api/trends").json()["disks"]
        self.assertIsNone(disk["forecast"])

    def test_another_range(self):
        """Only those there are."""
        self.client.trends.known["7d"] = replace_range(HOUR)
        self.assertEqual(1800, self.get("/api/trends?range=7d").json()["stepSeconds"])
        self.assertEqual(400, self.get("/api/trends?range=1y").status)


def replace_range(trend: Trend) -> Trend:
    return Trend(step_seconds=1800, since=trend.since, down=trend.down, up=trend.up)
