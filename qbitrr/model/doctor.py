"""
What an examination of the set-up finds: each finding with its remedy and, where it is safe, a fix that can be applied.
"""

from enum import StrEnum
from typing import Literal

from attrs import frozen

__all__ = ["DoctorReport", "Finding", "FixKind", "FixOffer", "FixResult", "Grade"]

FixKind = Literal["create-category", "reject-blocklisted", "keep-downloads", "stop-at-limit"]


class Grade(StrEnum):
    """How much a finding matters."""

    OK = "ok"
    HINT = "hint"
    """Works, could be better."""
    WARNING = "warning"
    """Works against this program, or will some day."""
    ERROR = "error"
    """Something does not work."""
    UNKNOWN = "unknown"
    """Could not be found out; that is neither good nor bad."""

    @property
    def is_problem(self) -> bool:
        """Whether a person should do something about it."""
        return self in (Grade.WARNING, Grade.ERROR)


@frozen(kw_only=True)
class FixOffer:
    """
    One change that can be made on request: in the program of *section*, to *target* (a category, the id of an indexer or of a download
    client). *text* says what will be changed, *wanted* is the value where the change needs one.
    """

    kind: FixKind
    section: str
    target: str = ""
    wanted: str = ""
    text: str

    @property
    def id(self) -> str:
        """The same for as long as the same is to be fixed."""
        return ":".join(part for part in (self.kind, self.section, self.target) if part)


@frozen(kw_only=True)
class Finding:
    """
    One answer to one question. *check* is a word that stays the same, *where* the section it is about, *sentence* what was found,
    *remedy* what exactly to do (empty when there is nothing to do).
    """

    check: str
    grade: Grade
    where: str
    sentence: str
    remedy: str = ""
    fix: FixOffer | None = None


@frozen(kw_only=True)
class DoctorReport:
    """Everything one examination found; *at* in seconds since 1970, *seconds* is how long it took."""

    at: float
    seconds: float = 0.0
    findings: tuple[Finding, ...] = ()

    @property
    def fixes(self) -> tuple[FixOffer, ...]:
        """What is offered, each once."""
        return tuple({each.fix.id: each.fix for each in self.findings if each.fix is not None}.values())

    @property
    def has_problems(self) -> bool:
        """Whether a person should do something."""
        return any(each.grade.is_problem for each in self.findings)


@frozen(kw_only=True)
class FixResult:
    """What came of a fix: *done* when asking again showed that it helped, and the *report* of that; *why* it did not."""

    fix: FixOffer
    done: bool
    why: str = ""
    report: DoctorReport
