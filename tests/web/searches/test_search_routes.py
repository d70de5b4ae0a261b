"""`/search…`."""

from qbitrr.wire.search_orders import LeaveAlone, PauseSearch, SearchNow, ShowSearch
from tests.web.test_api import ApiCase

NOW = 1764244800.0


class SearchRouteTests(ApiCase):
    def ordered(self):
        return [call[1:] for call in self.client.program.calls if call[0] == "search"]

    def test_queue(self):
        """What comes next and when, why others wait; the Arr is named by its section or its category."""
        answer = self.get("/api/search/queue?instance=radarr-4k&ids=2,1").json()
        self.assertEqual("Radarr-4K", answer["instance"])
        self.assertEqual(
            [("A", 1, "2025-11-27T12:00:30Z")], [(e["title"], e["cost"], e["at"]) for e in answer["upcoming"]]
        )
        self.assertEqual([(2, "cooldown"), (1, None)], [(each["id"], each["skip"]) for each in answer["items"]])
        self.assertEqual(({"cooldown": 3}, None), (answer["skipped"], answer["pausedUntil"]))
        pace = {"enabled": True, "perHour": 60, "spentLastHour": 4, "atOnce": 5, "delaySeconds": 30.0}
        self.assertEqual(pace, answer["pace"])
        due = [{"year": 2019, "count": 3}, {"year": None, "count": 1}]
        self.assertEqual({"oldestFirst": False, "now": 2019, "due": due, "beyond": 5}, answer["years"])
        self.assertEqual([("Radarr-4K", ShowSearch(limit=50, item_ids=(2, 1)))], self.ordered())

    def test_orders(self):
        """Now, not before some days are over, a pause with its reason, and its end."""
        here = {"instance": "Radarr-4K"}
        self.post("/api/search", json={**here, "ids": [3, 4, 3]})
        self.post("/web/search/not-before", json={**here, "ids": [3], "days": 0})
        self.post("/api/search/pause", json={**here, "minutes": 0})
        self.assertEqual(
            [SearchNow(item_ids=(3, 4)), LeaveAlone(item_ids=(3,), until=0.0), PauseSearch(until=0.0)],
            [order for _, order in self.ordered()],
        )
        self.post("/api/search/pause", json={**here, "minutes": 10, "reason": "down"})
        self.assertEqual("down", self.ordered()[-1][1].why)
        self.assertGreater(self.ordered()[-1][1].until, 0)

    def test_refused(self):
        """What is no Arr, no number, or too much."""
        self.assertEqual(404, self.get("/api/search/queue?instance=x").status)
        self.assertEqual(400, self.get("/api/search/queue?instance=Radarr-4K&ids=a").status)
        for body in ({"ids": [1]}, {"instance": "Radarr-4K", "ids": "x"}, {"instance": "Radarr-4K", "ids": [0]},
                     {"instance": "Radarr-4K", "ids": list(range(1, 1002))}):  # fmt: skip
            self.assertEqual(400, self.post("/api/search", json=body).status, body)
        for days in (-1, 4000):
            body = {"instance": "Radarr-4K", "ids": [1], "days": days}
            self.assertEqual(400, self.post("/api/search/not-before", json=body).status)
        self.assertEqual([], self.ordered())
