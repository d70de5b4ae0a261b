"""The examination over simulated programs: a good set-up has only good findings, each fault has exactly its own."""

from collections.abc import Callable
from typing import Any

from twisted.internet.defer import fail

from qbitrr.doctor.gathering.disks import see_content
from qbitrr.doctor.report import as_text, exit_status
from qbitrr.model.doctor import Grade
from qbitrr.model.journal import Entry
from qbitrr.model.removals.protection import Waiver
from qbitrr.store.sqlite.database import Database
from qbitrr.store.sqlite.threads import immediately
from qbitrr.store.supervisor.journal import add_entries
from qbitrr.store.supervisor.schema import SCHEMA
from qbitrr.store.supervisor.waivers import save_waiver
from qbitrr.testing.arr import Fault
from tests.doctor.world import CONFIG, HASH, KEY, NOW, SetUpCase

ARR, CLIENT = "Radarr-Films", "qBit"
OK, HINT, WARNING, ERROR, UNKNOWN = Grade.OK, Grade.HINT, Grade.WARNING, Grade.ERROR, Grade.UNKNOWN


class HealthyTests(SetUpCase):
    """Nothing is wrong."""

    def test_only_good_findings(self) -> None:
        """Every question has a good answer, and the exit status is 0."""
        report = self.report()
        self.assertEqual([], [each for each in report.findings if each.grade is not OK])
        self.assertEqual(0, exit_status(report))

    def test_nothing_is_changed(self) -> None:
        """Nothing but reads and a login goes out."""
        self.arr.requests.clear()
        self.report()
        self.assertEqual({"GET"}, {each["method"] for each in self.arr.requests})
        changing = {each.path for each in self.qbit.requests if each.method == "POST"}
        self.assertEqual({"auth/login"}, changing)

    def test_all_subjects_are_there(self) -> None:
        """What is promised is asked."""
        checks = {each.check for each in self.report().findings}
        self.assertEqual(
            {
                "arr-health", "arr-removals", "categories", "clock", "completed-handling", "connection", "deletions", "free-space",
                "hardlinks", "others", "path-mapping", "post-import", "reject-blocklisted", "seed-goals", "share-limits",
            },
            checks,
        )  # fmt: skip


class KindTests(SetUpCase):
    """The other Arrs: another API, other names for the same settings."""

    def test_each_kind(self) -> None:
        """All is well with each of them, and a category of another name is seen as one."""
        for kind in ("sonarr", "lidarr", "readarr"):
            self.kind, self.config_text = kind, CONFIG.replace("Radarr-Films", f"{kind.capitalize()}-X")
            self.setUp()
            with self.subTest(kind):
                report = self.report()
                self.assertEqual([], [each for each in report.findings if each.grade not in (OK, HINT)])
                self.assertEqual(
                    set() if kind != "readarr" else {"versions"}, {each[0] for each in self.problems(report)}
                )
                self.link.category, self.link.imported_category = "other", "done"
                found = self.problems(self.report())
                where = f"{kind.capitalize()}-X"
                self.assertLessEqual({("categories", where, ERROR), ("post-import", where, WARNING)}, found)

    def test_releases(self) -> None:
        """All is well with older and newer clients, too."""
        for release in ("4.5", "5.3"):
            self.release = release
            self.setUp()
            with self.subTest(release):
                self.assertEqual([], [each for each in self.report().findings if each.grade not in (OK, HINT)])


class FaultTests(SetUpCase):
    """One fault at a time, and exactly its finding."""

    def faults(self) -> dict[str, tuple[Callable[[], Any], set[tuple[str, str, Grade]]]]:
        arr, link, qbit = self.arr, self.link, self.qbit
        return {
            "completed handling off": (
                lambda: arr.settings.options.update(enableCompletedDownloadHandling=False),
                {("completed-handling", ARR, WARNING)},
            ),
            "removes completed": (lambda: setattr(link, "remove_completed", True), {("arr-removals", ARR, WARNING)}),
            "removes failed": (lambda: setattr(link, "remove_failed", True), {("arr-removals", ARR, WARNING)}),
            "accepts blocklisted": (
                lambda: arr.settings.add_indexer("Other", rejects_blocklisted=False),
                {("reject-blocklisted", ARR, WARNING)},
            ),
            "other category": (lambda: setattr(link, "category", "films"), {("categories", ARR, ERROR)}),
            "nobody's post-import category": (
                lambda: setattr(link, "imported_category", "done"), {("post-import", ARR, WARNING)},
            ),
            "post-import category for failed ones": (
                lambda: setattr(link, "imported_category", "failed"), {("post-import", ARR, ERROR)},
            ),
            "no hard links": (
                lambda: arr.settings.media.update(copyUsingHardlinks=False), {("hardlinks", ARR, WARNING)},
            ),
            "missing category": (
                lambda: qbit.categories.remove("radarr"),
                {("categories", CLIENT, WARNING)},
            ),
            "wrong mapping": (
                lambda: arr.settings.mappings.add(
                    {"host": "127.0.0.1", "remotePath": f"{self.downloads}/", "localPath": "/elsewhere/"}
                ),
                {("path-mapping", ARR, ERROR)},
            ),
            "clock ahead": (lambda: setattr(arr, "clock_ahead", 90.0), {("clock", ARR, WARNING)}),
            "clock behind": (lambda: setattr(qbit, "clock_ahead", -3700.0), {("clock", CLIENT, ERROR)}),
            "removes at its limit": (
                lambda: self.prefer(max_ratio_act=3), {("share-limits", CLIENT, WARNING)},
            ),
            "removes at a limit that is set": (
                lambda: self.prefer(max_ratio_act=1, max_ratio_enabled=True, max_ratio=5),
                {("share-limits", CLIENT, WARNING)},
            ),
            "another supervisor": (lambda: qbit.tags.add(*["qBitrr-something_else"]), {("others", CLIENT, WARNING)}),
            "a cleaner": (lambda: qbit.tags.add(*["~share_limit_1.movies"]), {("others", CLIENT, WARNING)}),
            "commands of others": (
                lambda: arr.commands.post({"name": "RssSync"}, user_agent="python-requests/2.32"),
                {("others", ARR, HINT)},
            ),
            "our own commands": (self.own_command, set()),
            "imports of others": (
                lambda: (self.own_command(), arr.commands.post({"name": "DownloadedMoviesScan", "path": "/x"})),
                {("others", ARR, HINT)},
            ),
            "deleted by somebody": (
                self.grabbed_and_gone, {("deletions", ARR, WARNING), ("arr-health", ARR, WARNING)},
            ),
            "little space": (
                lambda: arr.settings.roots.records[1].update(freeSpace=5_000_000), {("free-space", ARR, ERROR)},
            ),
            "other space": (
                lambda: arr.settings.roots.records[1].update(freeSpace=100_000_000_000), {("free-space", ARR, HINT)},
            ),
            "unreachable root": (
                lambda: arr.settings.roots.records[1].update(accessible=False), {("free-space", ARR, ERROR)},
            ),
        }  # fmt: skip

    def test_each_has_its_finding(self) -> None:
        """Whatever is planted is found, and nothing else is."""
        for name in self.faults():
            with self.subTest(name):
                self.setUp()
                plant, expected = self.faults()[name]
                plant()
                report = self.report()
                self.assertEqual(expected, self.problems(report))
                bad = [each for each in report.findings if each.grade.is_problem]
                self.assertTrue(all(each.remedy for each in bad))
                self.assertEqual(bool(bad), bool(exit_status(report)))


class AbsenceTests(SetUpCase):
    """What does not answer is not known, and stops nobody else."""

    def test_wrong_key(self) -> None:
        """The Arr is an error, all else about it unknown; the client is judged as ever."""
        self.arr.api_key = "another"
        report = self.report()
        about_arr = [each for each in report.findings if each.where == ARR]
        self.assertEqual(ERROR, about_arr[0].grade)
        self.assertIn("API Key", about_arr[0].remedy)
        self.assertEqual({UNKNOWN}, {each.grade for each in about_arr[1:]})
        self.assertEqual({OK}, {each.grade for each in report.findings if each.where == CLIENT})
        self.assertEqual(1, as_text(report).count("unknown  "))

    def test_one_question_without_answer(self) -> None:
        """Costs that question alone."""
        self.arr.faults.add(Fault(path="/api/v3/indexer", kind="status", status=500))
        expected = {("reject-blocklisted", ARR, UNKNOWN), ("seed-goals", ARR, UNKNOWN)}
        self.assertEqual(expected, self.problems(self.report()))

    def test_slow(self) -> None:
        """A program that takes too long is given up, with what it had answered by then."""
        self.arr.faults.add(Fault(path="/api/v3/config/mediamanagement", kind="slow", seconds=500, times=9))
        report = self.report(limit_seconds=5)
        self.assertLess(report.seconds, 20)
        self.assertEqual(OK, self.found(report, "completed-handling").grade)
        self.assertEqual(UNKNOWN, self.found(report, "hardlinks").grade)
        self.assertEqual(OK, self.found(report, "connection", CLIENT).grade)

    def test_hung_disk(self) -> None:
        """A disk that never answers is not known; nothing waits for it long."""
        self.looks_hang = True
        report = self.report()
        self.assertEqual({("hardlinks", ARR, UNKNOWN)}, self.problems(report))
        self.assertLess(report.seconds, 60)

    def test_a_mistake_of_ours(self) -> None:
        """One question that fails in a way nobody thought of costs that question alone, and is logged."""
        look = self.look

        def trip(function: Any, *args: Any) -> Any:
            return fail(KeyError("x")) if function is see_content else look(function, *args)

        self.look = trip  # type: ignore[method-assign]
        self.assertEqual({("hardlinks", ARR, UNKNOWN)}, self.problems(self.report()))
        self.assertEqual(1, len(self.flushLoggedErrors(KeyError)))

    def test_nothing_finished(self) -> None:
        """Without a torrent nothing is proven, and that is said."""
        for torrent in list(self.qbit.torrents.values()):
            self.qbit.remove(torrent.hash, delete_files=True)
        self.assertEqual({("path-mapping", ARR, UNKNOWN), ("hardlinks", ARR, UNKNOWN)}, self.problems(self.report()))

    def test_secrets_and_control_characters(self) -> None:
        """Neither is in what is said, wherever programs may put them."""
        evil = f"a\x1b[31m{KEY}\nERROR  everything"
        self.link.name = evil
        self.link.remove_completed = True
        self.qbit.tags.add(*[f"qBitrr-{evil}".replace("\n", "\x07")])
        text = as_text(self.report())
        self.assertNotIn("\x1b", text)
        self.assertNotIn("\x07", text)
        self.assertNotIn(KEY, text)
        self.assertNotIn("\nERROR", text)


class OwnRemovalTests(SetUpCase):
    """The journal of the supervisor tells what was removed by us."""

    def journal(self, at: float, act: str, result: str) -> None:
        database = Database(self.folder / "supervisor.db", "facts", SCHEMA, reactor=self.clock, run=immediately)
        self.successResultOf(database.open())
        entry = Entry(at=at, section=ARR, act=act, result=result, text="", hash=HASH)
        self.successResultOf(database.run(add_entries, [entry]))
        self.successResultOf(database.close())

    def test_ours(self) -> None:
        """What it says counts; what is too old, or was only held, does not."""
        self.grabbed_and_gone()
        for at, act, result, grade in (
            (NOW - 2 * 86_400, "purge", "done", WARNING),
            (NOW, "removal", "held", WARNING),
            (NOW, "purge", "done", OK),
        ):
            self.journal(at, act, result)
            self.assertEqual(grade, self.found(self.report(), "deletions").grade)

    def test_damaged(self) -> None:
        """A file that cannot be read makes nobody guilty."""
        self.grabbed_and_gone()
        (self.folder / "supervisor.db").write_bytes(b"no database at all, this is" * 100)
        self.assertEqual(UNKNOWN, self.found(self.report(), "deletions").grade)


class DutyTests(SetUpCase):
    """A tracker of ours demands something."""

    config_text = (
        CONFIG
        + '\n[[qBit.Trackers]]\nURI = "http://tracker.example/announce"\nHitAndRunMode = "and"\nMinSeedRatio = 2.0\n'
    )

    def setUp(self) -> None:
        super().setUp()
        self.torrent = self.finished(name="With.A.Duty", trackers=["http://tracker.example/announce"], uploaded=4096)

    def waive(self, added_on: int) -> None:
        """As the supervisor keeps it."""
        database = Database(self.folder / "supervisor.db", "facts", SCHEMA, reactor=self.clock, run=immediately)
        self.successResultOf(database.open())
        waiver = Waiver(at=NOW, added_on=added_on, reason="its tracker closed")
        self.successResultOf(database.run(save_waiver, CLIENT, self.torrent.hash, waiver))
        self.successResultOf(database.close())

    def test_deletes_under_an_open_duty(self) -> None:
        """That is an error, and the torrent is named."""
        self.prefer(max_ratio_act=1, max_ratio_enabled=True, max_ratio=5)
        finding = self.found(self.report(), "share-limits", CLIENT)
        self.assertEqual(ERROR, finding.grade)
        self.assertIn("With.A.Duty", finding.sentence)
        self.assertNotIn("Some.Movie", finding.sentence)

    def test_a_waived_duty(self) -> None:
        """One that a person has set aside is none; what was set aside for an earlier life of the torrent counts for nothing."""
        self.prefer(max_ratio_act=1, max_ratio_enabled=True, max_ratio=5)
        self.waive(int(self.torrent.added_on) - 1000)
        self.assertEqual(ERROR, self.found(self.report(), "share-limits", CLIENT).grade)
        self.waive(int(self.torrent.added_on))
        finding = self.found(self.report(), "share-limits", CLIENT)
        self.assertEqual(WARNING, finding.grade)
        self.assertNotIn("duty", finding.sentence)

    def test_waivers_that_cannot_be_read(self) -> None:
        """Then every duty counts."""
        (self.folder / "supervisor.db").write_bytes(b"no database at all, this is" * 100)
        self.prefer(max_ratio_act=1, max_ratio_enabled=True, max_ratio=5)
        self.assertEqual(ERROR, self.found(self.report(), "share-limits", CLIENT).grade)

    def test_stops_before_the_duty_is_met(self) -> None:
        """A global limit below what is demanded is a warning."""
        self.prefer(max_ratio_enabled=True, max_ratio=1)
        self.assertEqual({("share-limits", CLIENT, WARNING)}, self.problems(self.report()))

    def test_seed_goal_below_the_duty(self) -> None:
        """So is a seed goal of an indexer."""
        self.arr.settings.add_indexer("Short", seed_ratio=1.0)
        self.assertEqual({("seed-goals", ARR, WARNING)}, self.problems(self.report()))

    def test_enough(self) -> None:
        """Limits above it are fine."""
        self.prefer(max_ratio_enabled=True, max_ratio=5)
        self.arr.settings.add_indexer("Long", seed_ratio=3.0)
        self.assertEqual(set(), self.problems(self.report()))
