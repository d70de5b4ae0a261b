"""The supervisor's file: what is written comes back, once each."""

import pytest
from msgspec.structs import replace
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.model.journal import Entry
from qbitrr.model.journal_filter import ENTRY_KINDS, EntryFilter, actor_of
from qbitrr.model.reasons import Reason
from qbitrr.model.removals.cases import Case, Passed, Stage, Weight
from qbitrr.model.removals.moments import Moment
from qbitrr.model.removals.quarantine import Quarantined
from qbitrr.model.steps import Data, Removal
from qbitrr.store.sqlite.database import Database
from qbitrr.store.sqlite.threads import immediately
from qbitrr.store.supervisor import journal as journal_table
from qbitrr.store.supervisor import owners as owner_table
from qbitrr.store.supervisor import protection as protection_table
from qbitrr.store.supervisor import removals as removal_table
from qbitrr.store.supervisor.schema import SCHEMA

A, B = "a" * 40, "b" * 40
WHY = Reason(code="stalled", rule=13, text="Nothing moved.", measured={"idle_seconds": 5.0})


def entry(number: int, **more: str) -> Entry:
    usual = {"section": "Radarr", "act": "import", "result": "done", "text": f"entry {number}", "instance": "qBit"}
    return Entry(**{"at": float(number), **usual, **more}, why=WHY)


def case(hash_: str = A) -> Case:
    removal = Removal(
        instance="qBit", hash=hash_, why=WHY, data=Data.DELETE, blocklist=True, record_ids=(7,), media_ids=(3,)
    )
    return Case(instance="qBit", hash=hash_, removal=removal, opened_at=1.0, tags=("x",), category="radarr")


class StoreCase(SynchronousTestCase):
    def setUp(self) -> None:
        self.database = Database(":memory:", "facts", SCHEMA, reactor=Clock(), run=immediately)
        self.successResultOf(self.database.open())
        self.addCleanup(self.database.close)

    def run_(self, function, *args, **kwargs):
        return self.successResultOf(self.database.run(function, *args, **kwargs))


class JournalTests(StoreCase):
    def setUp(self) -> None:
        super().setUp()
        news = [entry(1, hash=A), entry(2, section="Sonarr"), entry(3, act="removal", result="held"), entry(4, hash=A)]
        self.run_(journal_table.add_entries, news)

    def texts(self, limit: int = 10, before_id: int = 0, after_id: int = 0, **fields) -> list[str]:
        found = self.run_(
            journal_table.entries, EntryFilter(**fields), limit=limit, before_id=before_id, after_id=after_id
        )
        return [each.text[-1] for each in found]

    def test_read(self):
        """Newest first, with ids, by every filter, page by page."""
        found = self.run_(journal_table.entries, limit=10)
        self.assertEqual(["4", "3", "2", "1"], [each.text[-1] for each in found])
        self.assertEqual(entry(4, hash=A), replace(found[0], id=0))
        self.assertEqual(["4", "1"], self.texts(hash=A.upper()))
        self.assertEqual(["2"], self.texts(section="Sonarr"))
        self.assertEqual(["3"], self.texts(act="removal", result="held"))
        self.assertEqual(["2", "1"], self.texts(before_id=found[1].id))
        self.assertEqual(["4"], self.texts(after_id=found[1].id))
        self.assertEqual(["4", "3"], self.texts(limit=2))

    def test_trim(self):
        """Old ones go, and all beyond the newest so many."""
        self.assertEqual(2, self.run_(journal_table.trim_journal, 3.0))
        self.assertEqual(["4", "3"], self.texts())
        self.patch(journal_table, "JOURNAL_KEPT_ROWS", 1)
        self.run_(journal_table.trim_journal, 0.0)
        self.assertEqual(["4"], self.texts())

    def test_found_by_more(self):
        """By what it is about, who acted, the rule or the code of the reason, and the time."""
        asked = Reason(code="by_operator", text="A person wants it.")
        self.run_(journal_table.add_entries, [
            Entry(at=5.0, section="Radarr", act="removal", result="done", text="entry 5", why=asked),
            Entry(at=6.0, section="Radarr", act="hold", result="done", text="entry 6"),
            Entry(at=7.0, section="Radarr", act="of another release", result="done", text="entry 7"),
        ])  # fmt: skip
        self.assertEqual(["5", "3"], self.texts(kind="removed"))
        self.assertEqual(["7"], self.texts(kind="other"))
        self.assertEqual(["4", "3", "2", "1"], self.texts(rule="stalled"))
        self.assertEqual(["5"], self.texts(rule="by_operator"))
        self.assertEqual(["6", "5"], self.texts(actor="user"))
        self.assertEqual(["3", "2"], self.texts(since=2.0, until=4.0))
        self.assertEqual(["2"], self.texts(since=2.0, until=4.0, kind="imported", section="Sonarr", actor="torrent"))

    def test_found_by_text(self):
        """A part of the sentence or the name, whatever its case, taken as it is; what else is in an entry does not count."""
        odd = 'The 100% "odd\\_one" ä'
        self.run_(journal_table.add_entries, [entry(5, text=f"{odd} 5"), entry(6, text="6", name="Dune Part Two")])
        for text in ("100% ", '"ODD\\_', odd, "ä 5"):
            self.assertEqual(["5"], self.texts(text=text), text)
        self.assertEqual(["6"], self.texts(text="dune part"))
        for text in ("idle_seconds", "100_", "done", "%%"):
            self.assertEqual([], self.texts(text=text), text)

    def test_counted(self):
        """By span, act, result and rule; a filter counts, and what was before the first span does not."""

        def counted(since: float = 0.0, **fields) -> list[tuple[object, ...]]:
            found = self.run_(journal_table.counts, EntryFilter(**fields), since, 2)
            return [(each.span, each.act, each.result, each.rule, each.count) for each in found]

        self.assertEqual(
            [
                (0, "import", "done", "stalled", 1),
                (1, "import", "done", "stalled", 1),
                (1, "removal", "held", "stalled", 1),
                (2, "import", "done", "stalled", 1),
            ],
            counted(),
        )
        self.assertEqual([(0, "import", "done", "stalled", 1)], counted(since=3.0, kind="imported"))
        self.assertEqual([(1, "import", "done", "stalled", 1)], counted(section="Sonarr"))

    def test_counting_reads_no_entry(self):
        """However much was done, counting reads one index."""
        (row,) = self.run_(
            lambda database: database.execute_sql(
                "EXPLAIN QUERY PLAN SELECT CAST((at - 1) / 2 AS INTEGER) AS span, act, result, rule, code, count(*) FROM journal "
                "WHERE at >= 1 GROUP BY span, act, result, rule, code"
            ).fetchall()[:1]
        )
        self.assertIn("COVERING INDEX journal_at", row[-1])

    def test_an_older_file(self):
        """What was written before entries were found by more is found like what is written now."""
        self.run_(lambda database: database.execute_sql("DELETE FROM journal"))
        whys = (WHY, Reason(code="failed_category", rule=1, text="x"), Reason(code="asked", text="x"), None)
        results = ("done", "cancelled", "released")
        acts = {act for acts in ENTRY_KINDS.values() for act in acts}
        new = [
            Entry(at=1.0, section="S", act=act, result=result, text="t", why=why)
            for act in acts for result in results for why in whys
        ]  # fmt: skip
        self.run_(journal_table.add_entries, new)
        columns = "SELECT rule, code, actor FROM journal ORDER BY id"
        before = self.run_(lambda database: database.execute_sql(columns).fetchall())
        self.assertEqual([actor_of(each) for each in new], [actor for _, _, actor in before])
        self.run_(lambda database: database.execute_sql("UPDATE journal SET rule = 0, code = '', actor = ''"))
        updates = [each for each in SCHEMA.steps[8].split(";\n") if each.strip().startswith("UPDATE")]
        for update in updates:
            self.run_(lambda database, sql=update: database.execute_sql(sql))
        self.assertEqual(before, self.run_(lambda database: database.execute_sql(columns).fetchall()))


class CaseTests(StoreCase):
    def test_one_per_torrent(self):
        """A second removal of a torrent is not opened while one is; afterwards it is, with an id never used before."""
        first = self.run_(removal_table.open_case, case())
        refused = self.database.run(journal_table.journaled, [entry(9)], removal_table.open_case, case())
        self.failureResultOf(refused, removal_table.AlreadyOpen)
        self.assertEqual((), self.run_(journal_table.entries, limit=10))
        self.assertIsNotNone(self.run_(removal_table.open_case, case(B)))
        self.run_(removal_table.close_case, first.id)
        again = self.run_(removal_table.open_case, case())
        self.assertGreater(again.id, first.id)

    def test_progress(self):
        """How far it got comes back whole, oldest first."""
        first, second = self.run_(removal_table.open_case, case()), self.run_(removal_table.open_case, case(B))
        further = replace(first, stage=Stage.TAKE_OUT, attempts=2, told="so it is")
        self.run_(removal_table.save_case, further)
        self.assertEqual((further, second), self.run_(removal_table.open_cases))

    @pytest.mark.correction("A10", "B8")
    def test_passed(self):
        """What was let through comes back until both clocks have passed it; a row of an older file goes by the clock on the wall."""
        for number, moment in enumerate((Moment(1000.0, 100.0), Moment(5000.0, 200.0))):
            self.run_(
                removal_table.open_case, case(f"{number:040x}"), Passed(moment, Weight.SHARE, is_late=bool(number))
            )
        sql = "INSERT INTO passed(section, at, weight, is_late) VALUES('', 1000.0, 'cap', 0)"
        self.run_(lambda database: database.execute_sql(sql))

        def kept(at: float, running_at: float) -> list[float]:
            passed, _ = self.run_(removal_table.recent_removals, Moment(at, running_at), 3600.0)
            return [each.moment.running_at for each in passed.get("", ())]

        self.assertEqual([100.0, 0.0, 200.0], kept(4599.0, 4000.0))
        self.assertEqual([100.0, 200.0], kept(90_000.0, 3699.0))
        self.assertEqual([200.0], kept(90_000.0, 3700.0))
        self.assertEqual([], kept(90_000.0, 3800.0))


class QuarantineTests(StoreCase):
    def row(self, **fields) -> Quarantined:
        return Quarantined(
            **{"instance": "qBit", "hash": A, "name": "Movie", "at": 1.0, "purge_at": 2.0, "why": WHY, **fields}
        )

    def test_first_look_counts(self):
        """What was written first stays until it is released."""
        self.run_(removal_table.set_aside, self.row(category="radarr", tags=("x",)))
        self.run_(removal_table.set_aside, self.row(category="qbitrr-quarantine"))
        self.assertEqual((self.row(category="radarr", tags=("x",)),), self.run_(removal_table.quarantined))
        self.run_(removal_table.release, "qBit", A)
        self.assertEqual((), self.run_(removal_table.quarantined))

    def test_pardons(self):
        """The newest pardon counts; it goes with the torrent."""
        self.run_(removal_table.pardon, "qBit", A, 5.0)
        self.run_(removal_table.pardon, "qBit", A, 7.0)
        self.assertEqual({("qBit", A): 7.0}, self.run_(removal_table.pardoned))
        self.run_(owner_table.drop_owners, [("qBit", A)])
        self.assertEqual({}, self.run_(removal_table.pardoned))

    def test_protection(self):
        """It is there until it is ended, and goes with the torrent."""
        for hash_ in (A, B):
            self.run_(protection_table.protect, "qBit", hash_, 5.0, 3)
        self.run_(protection_table.unprotect, "qBit", B)
        self.assertEqual({("qBit", A): (5.0, 3)}, self.run_(protection_table.protected))
        self.run_(owner_table.drop_owners, [("qBit", A)])
        self.assertEqual({}, self.run_(protection_table.protected))

    def test_owners(self):
        """The last owner of each torrent."""
        self.run_(owner_table.save_owners, [("qBit", A, "Radarr", "radarr"), ("qBit", B, "Sonarr", "tv")])
        self.run_(owner_table.save_owners, [("qBit", A, "Sonarr", "tv")])
        self.run_(owner_table.drop_owners, [("qBit", B)])
        self.assertEqual({("qBit", A): ("Sonarr", "tv")}, self.run_(owner_table.owners))
