"""The doctor of a running program: one examination at a time, the last report kept, and stopping in every state."""

from typing import Any

from attrs import define, field
from twisted.internet.defer import CancelledError, Deferred
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.doctor.on_call import DoctorOnCall
from qbitrr.errors import NotReady, Unknown
from qbitrr.model.doctor import DoctorReport, Finding, FixOffer, FixResult, Grade
from qbitrr.testing.arr import Fault
from tests.doctor.world import SetUpCase

OFFER = FixOffer(kind="create-category", section="qBit", target="radarr", text="Create it.")
BAD = DoctorReport(
    at=1.0, findings=(Finding(check="categories", grade=Grade.WARNING, where="qBit", sentence="None.", fix=OFFER),)
)
GOOD = DoctorReport(at=2.0)


@define
class SlowDoctor:
    """Answers when the test says so."""

    asked: list[Deferred[Any]] = field(factory=list)

    async def examine(self) -> DoctorReport:
        return await self._later()

    async def fix(self, offer: FixOffer) -> FixResult:
        return FixResult(fix=offer, done=True, report=await self._later())

    async def _later(self) -> Any:
        self.asked.append(Deferred())
        return await self.asked[-1]


class OnCallTests(SynchronousTestCase):
    """Asking, joining, fixing, stopping."""

    def setUp(self) -> None:
        self.slow = SlowDoctor()
        self.fixes = 0
        self.doctor = DoctorOnCall(self.slow, self.fixed)  # type: ignore[arg-type]
        self.doctor.startService()

    def fixed(self) -> None:
        self.fixes += 1

    def examined(self, report: DoctorReport = BAD) -> None:
        asked = self.doctor.examine()
        self.slow.asked[-1].callback(report)
        self.assertEqual(report, self.successResultOf(asked))

    def test_joined(self) -> None:
        """Who asks while one is made gets that one; who leaves stops nobody."""
        first, second, third = self.doctor.examine(), self.doctor.examine(), self.doctor.examine()
        second.cancel()
        self.failureResultOf(second, CancelledError)
        self.assertEqual(1, len(self.slow.asked))
        self.slow.asked[0].callback(BAD)
        self.assertEqual([BAD, BAD], [self.successResultOf(first), self.successResultOf(third)])
        self.assertEqual(BAD, self.doctor.report)

    def test_again(self) -> None:
        """The next one is a new one."""
        self.examined(BAD)
        self.examined(GOOD)
        self.assertEqual(GOOD, self.doctor.report)

    def test_fix(self) -> None:
        """What is offered is made, and the report is the one after it."""
        self.examined()
        asked = self.doctor.fix(OFFER.id)
        self.slow.asked[-1].callback(GOOD)
        self.assertTrue(self.successResultOf(asked).done)
        self.assertEqual((GOOD, 1), (self.doctor.report, self.fixes))

    def test_not_offered(self) -> None:
        """Nothing is made that the last report does not offer."""
        self.failureResultOf(self.doctor.fix(OFFER.id), Unknown)
        self.examined(GOOD)
        self.failureResultOf(self.doctor.fix(OFFER.id), Unknown)
        self.assertEqual(1, len(self.slow.asked))

    def test_one_after_the_other(self) -> None:
        """A fix waits for an examination; abandoned by its caller it is made all the same."""
        self.examined()
        looking, fixing = self.doctor.examine(), self.doctor.fix(OFFER.id)
        self.assertEqual(2, len(self.slow.asked))
        fixing.cancel()
        self.failureResultOf(fixing, CancelledError)
        self.slow.asked[1].callback(BAD)
        self.successResultOf(looking)
        self.slow.asked[2].callback(GOOD)
        self.assertEqual((GOOD, 1), (self.doctor.report, self.fixes))

    def test_mistake(self) -> None:
        """An examination that fails says so, and the next one works."""
        asked = self.doctor.examine()
        self.slow.asked[0].errback(ZeroDivisionError())
        self.failureResultOf(asked, ZeroDivisionError)
        self.assertEqual(1, len(self.flushLoggedErrors(ZeroDivisionError)))
        self.examined(GOOD)

    def test_stop(self) -> None:
        """Whoever waits is told, nothing goes on, nothing new begins."""
        self.examined()
        waiting = [self.doctor.examine(), self.doctor.fix(OFFER.id)]
        self.successResultOf(self.doctor.stopService())
        for each in waiting:
            self.failureResultOf(each, NotReady)
        self.failureResultOf(self.doctor.examine(), NotReady)
        self.failureResultOf(self.doctor.fix(OFFER.id), NotReady)
        self.assertEqual(2, len(self.slow.asked))

    def test_stop_in_rest(self) -> None:
        """Stopping a doctor who has nothing to do is at once."""
        self.successResultOf(self.doctor.stopService())

    def test_before_the_start(self) -> None:
        """Asked before it started it says so."""
        self.failureResultOf(DoctorOnCall(self.slow).examine(), NotReady)  # type: ignore[arg-type]


class RealDoctorTests(SetUpCase):
    """With a real doctor and a program that does not answer."""

    def test_stop_while_programs_hang(self) -> None:
        """Stopping ends the questions at once, and nothing is logged as an error."""
        self.arr.faults.add(Fault(kind="slow", seconds=900, times=None))
        self.looks_hang = True
        on_call = DoctorOnCall(self.doctor())
        on_call.startService()
        waiting = on_call.examine()
        for _ in range(8):
            self.clock.advance(0.25)
            self.qbit_agent.flush()
            self.arr_agent.flush()
        self.assertNoResult(waiting)
        self.successResultOf(on_call.stopService())
        self.failureResultOf(waiting, NotReady)
        self.assertEqual([], self.flushLoggedErrors())
