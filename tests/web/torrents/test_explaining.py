"""Why a torrent is still there, over HTTP."""

from attrs import evolve
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.model.reasons import Reason
from qbitrr.model.removals.cases import OpenRemoval
from qbitrr.model.removals.protection import Waiver
from qbitrr.model.removals.quarantine import Quarantined
from qbitrr.model.steps import Data, Outcome, Removal, Result
from qbitrr.model.torrents.listed import TorrentPage
from tests.web.program import EXPLANATION, Client

HASH = "a" * 40
WHY = Reason(code="stalled", rule=13, text="Nothing moved.")


class ExplainTests(SynchronousTestCase):
    def setUp(self):
        self.client = Client()
        self.program = self.client.program
        self.program.page = TorrentPage(torrents=(EXPLANATION.torrent,), total=1, last=None)

    def get(self, path):
        return self.successResultOf(self.client.start("GET", path))

    def explained(self, **changes):
        self.program.explanation = evolve(EXPLANATION, **changes)
        reply = self.get(f"/api/torrents/qBit/{HASH.upper()}/explain")
        self.assertEqual(200, reply.status)
        return reply.json()

    def test_live(self):
        """A sentence, what is next, each rule with the figures of its telling check, rails, and the duty."""
        found = self.explained()
        self.assertEqual(("live", "It waits.", 13), (found["state"], found["sentence"], found["rule"]))
        self.assertEqual(("removal", 600.0), (found["next"]["step"], found["next"]["seconds"]))
        self.assertEqual("2025-11-27T12:10:00Z", found["next"]["at"])
        none, stalled = found["rules"]
        self.assertEqual(("not_for_owner", None, []), (none["verdict"], none["measured"], none["checks"]))
        self.assertEqual(
            ("decisive", 300.0, 900.0, "seconds", "Radarr-4K.Torrent.StalledDelay", 600.0, "One byte."),
            tuple(
                stalled[each]
                for each in ("verdict", "measured", "configured", "unit", "setting", "seconds_left", "would_change")
            ),
        )
        self.assertTrue(found["rails"][0]["stops"])
        self.assertEqual((True, None), (found["duty"]["never"], found["duty"]["safe_at"]))
        self.assertEqual((None, None, []), (found["removal"], found["quarantine"], found["watched"]))

    def test_a_duty_set_aside(self):
        """When and why a person did so."""
        duty = self.explained(waiver=Waiver(at=1764244800.0, added_on=1, reason="so be it"))["duty"]
        self.assertEqual(("2025-11-27T12:00:00Z", "so be it"), (duty["waived_at"], duty["waived_because"]))
        self.assertEqual(
            (None, None), tuple(self.explained()["duty"][each] for each in ("waived_at", "waived_because"))
        )

    def test_orders(self):
        """It is set aside for a reason, and counts again."""
        path = f"/web/torrents/qBit/{HASH.upper()}/duty"
        done = Outcome(instance="qBit", hash=HASH, step="waive_duty", result=Result.DONE)
        self.program.undone = {("qBit", HASH): done}
        reply = self.successResultOf(
            self.client.start("POST", f"{path}/waive", json={"reason": "  its tracker \n is gone "})
        )
        self.assertEqual(200, reply.status)
        self.assertEqual(200, self.successResultOf(self.client.start("POST", f"{path}/restore")).status)
        self.assertEqual(
            [("waive_duty", "qBit", HASH, "its tracker is gone"), ("restore_duty", "qBit", HASH)], self.program.calls
        )
        for body in ({}, {"reason": " "}, {"reason": "x" * 501}, {"reason": 1}):
            self.assertEqual(
                400, self.successResultOf(self.client.start("POST", f"{path}/waive", json=body)).status, body
            )

    def test_what_is_not_live(self):
        """What was said last is told as such, and when nothing was said, why."""
        found = self.explained(is_live=False, why_not="its loop is not running")
        self.assertEqual(
            ("last_known", "its loop is not running", "2025-11-27T12:00:00Z"),
            (found["state"], found["why_not"], found["at"]),
        )
        found = self.explained(is_live=False, why_not="token=0123456789", explained=None)
        self.assertEqual(("unknown", None, []), (found["state"], found["at"], found["rules"]))
        self.assertNotIn("0123456789", found["why_not"])

    def test_nobodys(self):
        """The categories that are looked after are named."""
        found = self.explained(explained=None, is_live=False, watched=(("radarr", "Radarr-4K"),))
        self.assertEqual(
            ("unwatched", [{"category": "radarr", "section": "Radarr-4K"}]), (found["state"], found["watched"])
        )

    def test_on_its_way_out(self):
        """Its removal, or its row in quarantine, is told as it is elsewhere."""
        removal = Removal(instance="qBit", hash=HASH, why=WHY, data=Data.DELETE)
        found = self.explained(removal=OpenRemoval(removal=removal, stage="waiting", since=1764244800.0))
        self.assertEqual("waiting", found["removal"]["stage"])
        row = Quarantined(instance="qBit", hash=HASH, name="Film", at=1764244800.0, purge_at=1764248400.0, why=WHY)
        found = self.explained(quarantined=row, explained=None)
        self.assertEqual(("quarantined", "2025-11-27T13:00:00Z"), (found["state"], found["quarantine"]["purgeAt"]))

    def test_not_listed(self):
        """What is not listed is not found."""
        self.assertEqual(404, self.get(f"/api/torrents/qBit/{'b' * 40}/explain").status)
        self.assertEqual(404, self.get("/api/torrents/qBit/nonsense/explain").status)
