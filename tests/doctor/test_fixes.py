"""The fixes: each does what it says, nothing else, and is checked by asking again."""

from typing import Any

from qbitrr.model.doctor import FixResult
from qbitrr.testing.arr import Fault
from tests.doctor.world import SetUpCase


class FixTests(SetUpCase):
    """One fault with a fix, fixed."""

    def fixed(self) -> FixResult:
        doctor = self.doctor()
        (offer,) = self.run_it(doctor.examine()).fixes
        return self.run_it(doctor.fix(offer))

    def test_category(self) -> None:
        """A missing category is created, its path left to the client."""
        self.qbit.categories.remove("radarr")
        result = self.fixed()
        self.assertTrue(result.done, result.why)
        self.assertIn("radarr", self.qbit.categories.names())

    def test_own_removals_of_the_arr(self) -> None:
        """Both are switched off, and everything else of the client stays as it was."""
        self.link.remove_completed = self.link.remove_failed = True
        before = (self.link.name, self.link.category, self.link.imported_category, self.link.enabled)
        result = self.fixed()
        self.assertTrue(result.done, result.why)
        self.assertEqual((False, False), (self.link.remove_completed, self.link.remove_failed))
        self.assertEqual(before, (self.link.name, self.link.category, self.link.imported_category, self.link.enabled))
        (sent,) = [each for each in self.arr.requests if each["method"] == "PUT"]
        self.assertEqual("forceSave=true", sent["query"])

    def test_indexer(self) -> None:
        """The setting is switched on, and everything else of the indexer stays as it was."""
        record = self.arr.settings.add_indexer("Other", rejects_blocklisted=False, seed_ratio=2.5)
        before = self.without_flag(record)
        result = self.fixed()
        self.assertTrue(result.done, result.why)
        now = self.arr.settings.indexers.records[record["id"]]
        self.assertEqual(before, self.without_flag(now))
        (value,) = [each["value"] for each in now["fields"] if each["name"].startswith("rejectBlock")]
        self.assertIs(True, value)

    def without_flag(self, record: dict[str, Any]) -> dict[str, Any]:
        return record | {"fields": [each for each in record["fields"] if not each["name"].startswith("rejectBlock")]}

    def test_action_at_the_limit(self) -> None:
        """It becomes stop; nothing else in the client changes."""
        self.qbit.preferences["max_ratio_act"] = 3
        before = dict(self.qbit.preferences)
        result = self.fixed()
        self.assertTrue(result.done, result.why)
        self.assertEqual(before | {"max_ratio_act": 0}, self.qbit.preferences)

    def test_refused(self) -> None:
        """A program that does not take it is named, and the finding stays."""
        self.link.remove_completed = True
        self.arr.faults.add(Fault(path="/api/v3/downloadclient/1", method="PUT", kind="status", status=400, times=9))
        result = self.fixed()
        self.assertFalse(result.done)
        self.assertIn("400", result.why)
        self.assertEqual({result.fix.id}, {each.id for each in result.report.fixes})

    def test_accepted_and_not_done(self) -> None:
        """Who says yes and does nothing is found out."""
        self.link.remove_completed = True
        self.patch(type(self.link), "__setattr__", lambda link, name, value: None)
        result = self.fixed()
        self.assertEqual((False, "it was accepted, but nothing changed"), (result.done, result.why))
