"""`/doctor`."""

from tests.web.test_api import ApiCase

FIX = "create-category:qBit:radarr"


class DoctorTests(ApiCase):
    def test_nothing_yet(self):
        """Before the first examination there is no report."""
        self.assertEqual({"report": None}, self.get("/api/doctor").json())

    def test_examined(self):
        """A new report is the last one from then on; what can be fixed has an id."""
        report = self.post("/api/doctor").json()["report"]
        self.assertEqual(("2025-11-27T12:00:00Z", 1.25, True), (report["at"], report["seconds"], report["problems"]))
        self.assertEqual(["ok", "warning"], [each["grade"] for each in report["findings"]])
        self.assertEqual([None, {"id": FIX, "text": "Create it."}], [each["fix"] for each in report["findings"]])
        self.assertEqual({"report": report}, self.get("/web/doctor").json())

    def test_fix(self):
        """A fix is made by its id, another one is not there."""
        self.post("/api/doctor")
        answer = self.post("/api/doctor/fix", json={"id": FIX}).json()
        self.assertEqual((FIX, True, ""), (answer["id"], answer["done"], answer["why"]))
        self.assertEqual([FIX], self.client.doctor.fixed)
        self.assert_refused(
            self.post("/api/doctor/fix", json={"id": "x"}), 404, "The last report offers no fix x"
        )  # fmt: skip
        self.assert_refused(
            self.post("/api/doctor/fix", json={}), 400, "id must name a fix of the last report"
        )  # fmt: skip

    def test_only_for_those_who_may(self):
        """Without a token nobody looks."""
        for method, path in (("GET", "/api/doctor"), ("POST", "/api/doctor"), ("POST", "/web/doctor/fix")):
            self.assertEqual(401, self.ask(method, path, headers={}).status)
        self.assertIsNone(self.client.doctor.report)
