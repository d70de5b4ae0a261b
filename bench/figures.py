"""
Figures: what was measured, beside what it is compared with.
"""

import json
import os
import platform
import statistics
import time
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from attrs import asdict, field, frozen

__all__ = ["Figure", "conditions", "keep", "show"]

_PACKAGES = ("twisted", "klein", "treq", "msgspec", "peewee", "attrs")


def _all(samples: Iterable[float]) -> tuple[float, ...]:
    return tuple(samples)


@frozen(kw_only=True)
class Figure:
    """
    One thing measured: `samples` in `unit`, under `conditions` in words. `reference` is what the public project needs on a
    2-core machine of this class, `goal` what we want to stay below; both are words, empty when there is none.
    `at_most` or `at_least` is the goal as a number for the mark beside it, compared with the median.
    """

    name: str
    unit: str
    samples: tuple[float, ...] = field(converter=_all)
    conditions: str = ""
    reference: str = ""
    goal: str = ""
    at_most: float | None = None
    at_least: float | None = None

    @property
    def median(self) -> float:
        """The middle of the samples, not a number when there are none."""
        return statistics.median(self.samples) if self.samples else float("nan")

    @property
    def mark(self) -> str:
        """`ok`, `MISSED`, or nothing when there is no goal."""
        if self.at_most is None and self.at_least is None:
            return ""
        is_met = (self.at_most is None or self.median <= self.at_most) and (
            self.at_least is None or self.median >= self.at_least
        )
        return "ok" if is_met else "MISSED"


def conditions() -> dict[str, Any]:
    """The machine and the versions everything was measured with."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(pages / 1e9, 1),
        "load_before": os.getloadavg()[0],
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "python": platform.python_version(),
        "versions": {name: version(name) for name in _PACKAGES},
    }


def show(figures: Sequence[Figure]) -> str:
    """The figures as a table."""
    head = ("figure", "median", "min", "max", "n", "unit", "goal", "", "public project", "conditions")
    rows = [head, *(_row(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines.insert(1, "-" * min(max(map(len, lines)), 160))
    return "\n".join(lines)


def _row(figure: Figure) -> tuple[str, ...]:
    samples = figure.samples or (float("nan"),)
    return (
        figure.name, _number(figure.median), _number(min(samples)), _number(max(samples)), str(len(figure.samples)),
        figure.unit, figure.goal, figure.mark, figure.reference, figure.conditions,
    )  # fmt: skip


def _number(value: float) -> str:
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def keep(folder: Path, around: dict[str, Any], figures: Sequence[Figure]) -> Path:
    """Write everything as JSON into *folder*; returns the file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{around['at'].replace(':', '')}.json"
    rows = [asdict(figure) | {"median": figure.median, "mark": figure.mark} for figure in figures]
    path.write_text(json.dumps({"conditions": around, "figures": rows}, indent=1) + "\n", encoding="utf-8")
    return path
