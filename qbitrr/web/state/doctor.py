"""
What is wrong with the set-up, and putting it right.
"""

from collections.abc import Awaitable
from typing import Annotated, Protocol

from msgspec import Struct
from twisted.internet.defer import Deferred
from twisted.web.iweb import IRequest

from qbitrr.model.doctor import DoctorReport, Finding, FixResult
from qbitrr.web.http.answers import iso, json_response
from qbitrr.web.http.bodies import otherwise
from qbitrr.web.http.routes import Group, Route, mirrored

__all__ = ["DoctorAnswer", "DoctorControl", "DoctorRoutes", "FixAnswer", "FixBody"]


class DoctorControl(Protocol):
    """Asked what is wrong with the set-up, and to put it right."""

    @property
    def report(self) -> DoctorReport | None:
        """The last report, None before the first examination."""

    def examine(self) -> Deferred[DoctorReport]:
        """Fires with a new report. Asked while one is made, that one."""

    def fix(self, id: str, /) -> Deferred[FixResult]:
        """Make a change that the last report offers. Fires with what came of it; fails with `Unknown` if it is not offered."""


class FixBody(Struct, frozen=True, kw_only=True):
    """`id` of a fix that the last report offers."""

    id: Annotated[str, otherwise("id must name a fix of the last report")]


class OfferAnswer(Struct, frozen=True, kw_only=True):
    """A change that can be made: POST its `id` to `/doctor/fix`. `text` says what will be changed."""

    id: str
    text: str


class FindingAnswer(Struct, frozen=True, kw_only=True):
    """
    `check` stays the same, `grade` is ok, hint, warning, error or unknown, `where` the section it is about, `remedy` what to do (empty:
    nothing).
    """

    check: str
    grade: str
    where: str
    sentence: str
    remedy: str
    fix: OfferAnswer | None


class ReportAnswer(Struct, frozen=True, kw_only=True):
    """`problems` tells whether any finding is a warning or an error; `seconds` is how long the examination took."""

    at: str
    seconds: float
    problems: bool
    findings: tuple[FindingAnswer, ...]


class DoctorAnswer(Struct, frozen=True, kw_only=True):
    """The last report, null before the first examination."""

    report: ReportAnswer | None


class FixAnswer(Struct, frozen=True, kw_only=True):
    """`done` when asking again showed that it helped, else `why` not; and the report of that."""

    id: str
    done: bool
    why: str
    report: ReportAnswer


class DoctorRoutes:
    """`/doctor`: the last report, a new one, and the fixes it offers."""

    def __init__(self, doctor: DoctorControl) -> None:
        self._doctor = doctor

    def routes(self) -> tuple[Route, ...]:
        """All are mirrored."""
        group = Group.DOCTOR
        return (
            *mirrored("doctor", "GET", "/doctor", group, self.last, answer=DoctorAnswer),
            *mirrored("doctor.examine", "POST", "/doctor", group, self.examine, answer=DoctorAnswer),
            *mirrored("doctor.fix", "POST", "/doctor/fix", group, self.fix, body=FixBody, answer=FixAnswer),
        )

    def last(self, request: IRequest) -> bytes:
        """The last report."""
        report = self._doctor.report
        return json_response(request, DoctorAnswer(report=None if report is None else _report(report)))

    def examine(self, request: IRequest) -> Deferred[bytes]:
        """A new report, which takes some seconds; asked while one is made, that one."""

        async def answer(asked: Awaitable[DoctorReport]) -> bytes:
            return json_response(request, DoctorAnswer(report=_report(await asked)))

        return Deferred.fromCoroutine(answer(self._doctor.examine()))

    def fix(self, request: IRequest, body: FixBody) -> Deferred[bytes]:
        """Make a change that the last report offers."""

        async def answer(asked: Awaitable[FixResult]) -> bytes:
            result = await asked
            shown = FixAnswer(id=result.fix.id, done=result.done, why=result.why, report=_report(result.report))
            return json_response(request, shown)

        return Deferred.fromCoroutine(answer(self._doctor.fix(body.id)))


def _report(report: DoctorReport) -> ReportAnswer:
    return ReportAnswer(
        at=iso(report.at),
        seconds=round(report.seconds, 3),
        problems=report.has_problems,
        findings=tuple(map(_finding, report.findings)),
    )


def _finding(finding: Finding) -> FindingAnswer:
    fix = finding.fix
    return FindingAnswer(
        check=finding.check,
        grade=finding.grade.value,
        where=finding.where,
        sentence=finding.sentence,
        remedy=finding.remedy,
        fix=None if fix is None else OfferAnswer(id=fix.id, text=fix.text),
    )
