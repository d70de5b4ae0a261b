"""The findings as text for people, and as JSON for programs."""

from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from qbitrr.clients.arr.dates import iso
from qbitrr.model.doctor import DoctorReport, Finding, Grade

__all__ = ["as_json", "as_text", "exit_status"]

_WORDS = {
    Grade.OK: "ok",
    Grade.HINT: "hint",
    Grade.WARNING: "WARNING",
    Grade.ERROR: "ERROR",
    Grade.UNKNOWN: "unknown",
}
_WIDTH = max(map(len, _WORDS.values()))
_INDENT = " " * (2 + _WIDTH + 2)


def exit_status(report: DoctorReport) -> int:
    """0 if nothing needs a person, 1 if something does. What is not known is no problem."""
    return 1 if report.has_problems else 0


def as_text(report: DoctorReport) -> str:
    """Grouped by section: a line for each finding with its grade, remedies and fixes below it, a count at the end."""
    lines: list[str] = []
    for where, findings in _grouped(report.findings):
        lines += [where, *(line for each in findings for line in _lines(each)), ""]
    if not report.findings:
        lines += ["Nothing to look at: no qBittorrent and no Arr is configured and enabled.", ""]
    counts = Counter(each.grade for each in report.findings)
    lines.append(", ".join(f"{counts[grade]} {grade.value}" for grade in Grade))
    if report.fixes:
        lines.append(f"{len(report.fixes)} of these can be fixed now: qbitrr doctor --fix asks before each.")
    return "\n".join(lines) + "\n"


def _lines(finding: Finding) -> Iterator[str]:
    yield f"  {_WORDS[finding.grade]:{_WIDTH}}  {finding.sentence}"
    if finding.remedy:
        yield f"{_INDENT}-> {finding.remedy}"


def _grouped(findings: Iterable[Finding]) -> Iterator[tuple[str, list[Finding]]]:
    groups: dict[str, list[Finding]] = {}
    for each in findings:
        groups.setdefault(each.where, []).append(each)
    yield from ((where, _folded(group)) for where, group in groups.items())


def _folded(findings: list[Finding]) -> list[Finding]:
    """Of what is not known for one reason, one line: a program that is not there would have one for each question."""
    reasons = Counter(_reason(each) for each in findings if each.grade is Grade.UNKNOWN)
    shown: list[Finding] = []
    folded: set[str] = set()
    for each in findings:
        reason = _reason(each)
        if each.grade is not Grade.UNKNOWN or reasons[reason] < 2:
            shown.append(each)
        elif reason not in folded:
            folded.add(reason)
            sentence = f"Not known: {reasons[reason]} more things ({reason})."
            shown.append(Finding(check=each.check, grade=each.grade, where=each.where, sentence=sentence))
    return shown


def _reason(finding: Finding) -> str:
    return finding.sentence.rpartition("(")[2].rstrip(").")


def as_json(report: DoctorReport) -> str:
    """A report as the API answers it, on one line."""
    findings = [
        {
            "check": each.check, "grade": each.grade.value, "where": each.where, "sentence": each.sentence, "remedy": each.remedy,
            "fix": None if each.fix is None else {"id": each.fix.id, "text": each.fix.text},
        }
        for each in report.findings
    ]  # fmt: skip
    whole = {"at": iso(report.at), "seconds": report.seconds, "problems": report.has_problems, "findings": findings}
    return msgspec.json.encode(whole).decode() + "\n"
