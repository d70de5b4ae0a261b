"""
Whether an Arr can be worked with, from what several children know of it: the newest evidence wins, whoever has it.
"""

from collections.abc import Iterable

from attrs import frozen

from qbitrr.model.status import ProcessStatus, SearchReport, TorrentReport

__all__ = ["STALE_SECONDS", "Standing", "standing"]

STALE_SECONDS = 60.0
"""Children report more often than that; one that does not, or is gone, says nothing about now."""


@frozen(kw_only=True)
class Standing:
    """
    Whether the Arr answers and gives its queue, its version, and in words why it does not. *answers* though it gives no queue: all that
    needs none goes on. *since* and *answered_after* are those of `ArrStatus`.
    """

    connected: bool = False
    version: str = ""
    why: str = ""
    answers: bool = False
    since: float = 0.0
    answered_after: float | None = None


def standing(children: Iterable[ProcessStatus], now: float) -> Standing:
    """What the living *children* of a section know of its Arr at *now*."""
    children = list(children)
    living = [each for each in children if each.alive]
    if not living:
        reasons = [each.why for each in children if each.why]
        return Standing(why=f"nobody is there to ask it: {reasons[0]}" if reasons else "nobody is there to ask it")
    reports = [each.report for each in living if isinstance(each.report, TorrentReport | SearchReport)]
    known = [report for report in reports if _counts(report, now)]
    if not known:
        return Standing(why="it was not asked yet")
    # Of two at the same moment the one that was refused has something to tell.
    newest = max(known, key=lambda report: (report.arr_at, not report.arr_connected))
    version = newest.arr_version or next((each.arr_version for each in known if each.arr_version), "")
    since, took = newest.arr_since, newest.arr_answered_after
    if not newest.arr_connected:
        return Standing(version=version, why=newest.arr_why, since=since, answered_after=took)
    trouble = next((each.queue_trouble for each in known if isinstance(each, TorrentReport)), "")
    return Standing(connected=not trouble, version=version, why=trouble, answers=True, since=since, answered_after=took)


def _counts(report: TorrentReport | SearchReport, now: float) -> bool:
    return report.arr_at > 0 and now - report.at <= STALE_SECONDS
