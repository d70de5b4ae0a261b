"""
How a storm ended, for people.
"""

from collections import Counter

from attrs import frozen

from tests.storm.auditing.audit import Figures, Violation

__all__ = ["Outcome"]


@frozen(kw_only=True)
class Outcome:
    """How a storm ended: who was killed how often, what it did, what is wrong, and the texts of tracebacks in the log."""

    kills: Counter[str]
    figures: Figures
    violations: tuple[Violation, ...]
    tracebacks: Counter[str]
    seconds: float

    def __str__(self) -> str:
        victims = ", ".join(f"{victim} {count}" for victim, count in sorted(self.kills.items()))
        f = self.figures
        lines = [
            f"kills {self.kills.total()} ({victims}) in {self.seconds:.0f} s",
            f"deletions {f.deletions}, quarantined {f.quarantined}, blocklistings {f.blocklistings}, searches {f.searches}, "
            f"imports {f.imports}, undos {f.undos}",
            f"violations {len(self.violations)}",
            *(f"  {violation}" for violation in self.violations),
            *(f"  traceback, {count} times: {text[:200]}" for text, count in self.tracebacks.most_common(8)),
        ]
        return "\n".join(lines)
