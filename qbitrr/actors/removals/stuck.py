"""
Removals that cannot go on, for people: those that wait, those that are under way, and those at the end of their quarantine.
"""

from collections.abc import Iterator

from qbitrr.actors.removals.quarantine.quarantine import Quarantine
from qbitrr.actors.removals.removals import Removals
from qbitrr.decide.removals.stuck import is_stuck_in, purge_trouble, trouble
from qbitrr.model.removals.cases import Hindrance, Stage
from qbitrr.model.removals.quarantine import Quarantined
from qbitrr.model.status import Attention, StuckRemovals
from qbitrr.model.steps import Removal

__all__ = ["stuck_removals"]

_MOST_NAMED = 50


def stuck_removals(removals: Removals, quarantine: Quarantine, now: float) -> tuple[StuckRemovals, ...]:
    """By section, the first fifty of each, those first that have been so for the longest time."""
    sections: dict[str, list[Attention]] = {}
    for section, needy in (*_under_way(removals, now), *_waiting(removals, now), *_overdue(quarantine, now)):
        sections.setdefault(section, []).append(needy)
    return tuple(
        StuckRemovals(
            section=section, total=len(all_), needs=tuple(sorted(all_, key=lambda each: each.since)[:_MOST_NAMED])
        )
        for section, all_ in sorted(sections.items())
    )


def _under_way(removals: Removals, now: float) -> Iterator[tuple[str, Attention]]:
    for key, hindrance in removals.runner.hindered.items():
        case = removals.open.get(key)
        if case is not None and is_stuck_in(hindrance, case.attempts, now):
            yield case.removal.section, _needy(case.removal, hindrance, trouble(hindrance, case.stage))


def _waiting(removals: Removals, now: float) -> Iterator[tuple[str, Attention]]:
    for line, _ in removals.lines():
        for waiting in line.all():
            if waiting.hindrance is not None and is_stuck_in(waiting.hindrance, 0, now):
                words = trouble(waiting.hindrance, Stage.TELL_ARR)
                yield waiting.removal.section, _needy(waiting.removal, waiting.hindrance, words)


def _overdue(quarantine: Quarantine, now: float) -> Iterator[tuple[str, Attention]]:
    for row, hindrance in quarantine.overdue():
        if is_stuck_in(hindrance, 0, now):
            yield row.section, _needy(row, hindrance, purge_trouble(hindrance))


def _needy(of: Removal | Quarantined, hindrance: Hindrance, words: tuple[str, str]) -> Attention:
    code, text = words
    return Attention(instance=of.instance, hash=of.hash, name=of.name, code=code, text=text, since=hindrance.since)
