"""Deleting leftovers once an hour: found twice, let go by the supervisor."""

from types import SimpleNamespace
from typing import Any

from twisted.internet.defer import Deferred, succeed
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.loops.child.tasks import Tasks
from qbitrr.loops.torrents.leftovers.surveying import Leftover, Survey, delete_leftovers
from qbitrr.loops.torrents.leftovers.sweeping import LeftoverSweep
from qbitrr.model.torrents.loop_settings import TorrentLoopSettings
from qbitrr.model.torrents.rules import FileRules, OwnerRules
from qbitrr.wire.messages import Answer, FolderOf, FolderProof, MayDelete

ROOT = "/done/radarr"
A, B = (Leftover(path=f"{ROOT}/{name}.nfo", inode=number, changed_at=1.0) for number, name in enumerate("ab"))
EMPTY = Leftover(path=f"{ROOT}/Empty", inode=9, changed_at=1.0, is_folder=True)


class SweepTests(SynchronousTestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.settings = TorrentLoopSettings(clean_up_folder=ROOT)
        self.proof = FolderProof(saved_in=(ROOT,), finished=(f"{ROOT}/Film",))
        self.survey: Survey | None = Survey(found=(A, EMPTY))
        self.refused: set[str] = set()
        self.on_hold = self.when_let_go = ""
        self.asked: list[Any] = []
        self.deleted: list[str] = []
        self.failures: list[Any] = []
        tasks = Tasks(self.failures.append)
        rules = OwnerRules(section="Radarr", files=FileRules.compiled(extensions=[".mkv"]))
        context: Any = SimpleNamespace(
            section="Radarr",
            clock=self.clock,
            child=SimpleNamespace(ask=self.ask, on_hold=lambda: self.on_hold),
            obeyed=Obeyed(self, rules),
            begin=tasks.begin,
        )
        self.sweep = LeftoverSweep(context, self.in_thread)
        self.successResultOf(Deferred.fromCoroutine(self.sweep.begin(0.0)))

    def configure(self, settings: TorrentLoopSettings) -> None:
        self.settings = settings
        self.sweep.configured()

    def ask(self, what: Any) -> Deferred[Answer]:
        self.asked.append(what)
        if isinstance(what, FolderOf):
            return succeed(Answer(id=1, folder=self.proof))
        self.on_hold = self.on_hold or self.when_let_go
        paths = (*what.files, *what.folders)
        return succeed(Answer(id=1, allowed=tuple(path for path in paths if path not in self.refused)))

    def in_thread(self, function: Any, root: str, *args: Any) -> Deferred[Any]:
        if function is delete_leftovers:
            self.deleted += [each.path for each in args[0]]
            return succeed(tuple(each.path for each in args[0]))
        return succeed(self.survey) if self.survey is not None else Deferred()

    def hours(self, number: float) -> None:
        self.clock.advance(number * 3600)

    def test_the_second_time(self):
        """What was found an hour before, too, and the supervisor lets go; it is asked with files and folders apart."""
        self.hours(0.2)
        self.assertEqual([FolderOf(section="Radarr", root=ROOT)], self.asked)
        self.survey = Survey(found=(A, B, EMPTY))
        self.refused = {EMPTY.path}
        self.hours(1)
        self.assertEqual(MayDelete(section="Radarr", root=ROOT, files=(A.path,), folders=(EMPTY.path,)), self.asked[-1])
        self.assertEqual([A.path], self.deleted)

    def test_no_proof(self):
        """Where the supervisor, or the disk, says that it may be another folder nothing goes, and counting begins anew."""
        for objection in ("proof", "survey"):
            with self.subTest(objection):
                self.hours(1)
                good_proof, good_survey = self.proof, self.survey
                if objection == "proof":
                    self.proof = FolderProof(objection="nothing is there")
                else:
                    self.survey = Survey(objection="not to be seen")
                self.hours(1)
                self.proof, self.survey = good_proof, good_survey
                self.hours(1)
                self.assertEqual([], self.deleted)
                self.configure(TorrentLoopSettings(clean_up_folder=""))
                self.hours(1)
                self.configure(TorrentLoopSettings(clean_up_folder=ROOT))

    def test_off(self):
        """Nothing is asked; switched on again, counting begins anew. On hold it waits."""
        self.hours(1)
        self.configure(TorrentLoopSettings())
        self.asked.clear()
        self.hours(1)
        self.assertEqual([], self.asked)
        self.configure(TorrentLoopSettings(clean_up_folder=ROOT))
        self.hours(1)
        self.assertEqual([], self.deleted)
        self.on_hold = "on hold"
        self.asked.clear()
        self.hours(1)
        self.assertEqual(([], []), (self.asked, self.deleted))
        self.on_hold = ""
        self.hours(1)
        self.assertEqual([A.path, EMPTY.path], self.deleted)

    def test_held_at_the_last_moment(self) -> None:
        """A hold that begins after the supervisor has let them go keeps them all the same."""
        self.hours(1)
        self.when_let_go = "on hold"
        self.hours(1)
        self.assertIsInstance(self.asked[-1], MayDelete)
        self.assertEqual([], self.deleted)

    def test_a_disk_that_hangs(self):
        """It is left for an hour."""
        self.survey = None
        self.hours(1)
        self.clock.advance(121)
        self.assertEqual([], self.failures)
        self.survey = Survey(found=(A,))
        self.hours(1)
        self.hours(1)
        self.assertEqual([A.path], self.deleted)

    def test_stop(self):
        """No timer is left."""
        self.successResultOf(Deferred.fromCoroutine(self.sweep.stop()))
        self.assertEqual([], self.clock.getDelayedCalls())


class Obeyed:
    """What the case says at each moment."""

    def __init__(self, case: SweepTests, rules: OwnerRules) -> None:
        self._case, self._rules = case, rules

    @property
    def settings(self) -> TorrentLoopSettings:
        return self._case.settings

    def rules(self) -> OwnerRules:
        return self._rules
