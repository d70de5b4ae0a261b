"""
Which parts a torrent loop has, in the order in which they turn. A new duty is one file, and one line here.
"""

from collections.abc import Callable
from typing import Any

from attrs import define
from twisted.internet.defer import Deferred

from qbitrr.clients.arr.client import Arr
from qbitrr.loops.arr.link import Link
from qbitrr.loops.torrents.arr.blocklist import ArrBlocklist, NoBlocklist
from qbitrr.loops.torrents.arr.bounds import Bounds
from qbitrr.loops.torrents.arr.finding import ArrFinding
from qbitrr.loops.torrents.arr.folders import ArrFolders
from qbitrr.loops.torrents.arr.forced import ForcedByArr
from qbitrr.loops.torrents.arr.link_part import LinkPart
from qbitrr.loops.torrents.arr.queue import ArrQueue
from qbitrr.loops.torrents.arr.rejections import RejectionScan
from qbitrr.loops.torrents.arr.scores import ComparedScores
from qbitrr.loops.torrents.arr.section import NoArr, SectionArr
from qbitrr.loops.torrents.arr.timers import ArrTimers
from qbitrr.loops.torrents.client_clocks import ClientClocks
from qbitrr.loops.torrents.deciding.decisions import Decisions
from qbitrr.loops.torrents.deciding.explaining import Explaining
from qbitrr.loops.torrents.deciding.facts import FactFinder
from qbitrr.loops.torrents.deciding.performer import StepPerformer
from qbitrr.loops.torrents.deciding.previewing import Previewing
from qbitrr.loops.torrents.deciding.verdict_news import VerdictNews
from qbitrr.loops.torrents.imports.commands import ImportCommands
from qbitrr.loops.torrents.imports.history import ArrHistory
from qbitrr.loops.torrents.imports.paths import ImportPaths
from qbitrr.loops.torrents.imports.verifying import MediaVerification
from qbitrr.loops.torrents.leftovers.sweeping import LeftoverSweep
from qbitrr.loops.torrents.mounts import Mounts, MountWatch
from qbitrr.loops.torrents.part import Part, PartContext
from qbitrr.loops.torrents.reads import Reads
from qbitrr.loops.torrents.remembering import Remembering
from qbitrr.loops.torrents.report import Reporter
from qbitrr.loops.torrents.upkeep import Upkeep

__all__ = ["parts_of"]


def parts_of(
    context: PartContext,
    arr: Arr | None,
    in_thread: Callable[..., Deferred[Any]] | None = None,
    alarm: str = "",
) -> tuple[Part, ...]:
    """The parts of the loop of a section, one without an *arr* has fewer. *in_thread* calls what may block."""
    clocks = ClientClocks(context.memories, context.database, context.share, context.clock)
    reads = Reads(context.child, lambda key: context.wake_for([key]), context.share.plan_by, in_thread)
    beside = _beside_arr(context, arr, reads) if arr is not None else None
    view = beside.view if beside is not None else NoArr()
    facts = FactFinder(reads, context.memories, clocks, view)
    performer = StepPerformer(context, view)
    reporter = Reporter(context, view, alarm)
    news = VerdictNews(context)
    scan = []
    if beside is not None:
        scan.append(RejectionScan(context, beside.queue, beside.history, facts, clocks, performer))
    return (
        reads,
        *(beside.before if beside is not None else ()),
        MountWatch(context, clocks, Mounts(context.memories, reads.in_thread, context.clock)),
        *scan,
        Decisions(context, clocks, context.rules_of, facts, reads, performer, reporter, news, view),
        performer,
        Explaining(context, clocks, facts),
        Previewing(context, clocks, reads, view, news),
        news,
        Upkeep(context, clocks, reads),
        *(beside.after if beside is not None else (NoBlocklist(context),)),
        *([LeftoverSweep(context, reads.in_thread)] if beside is not None else ()),
        clocks,
        Remembering(context, clocks),
        reporter,
    )


@define
class _BesideArr:
    """The parts of a section with an Arr, and what the others see of it."""

    view: SectionArr
    queue: ArrQueue
    history: ArrHistory
    before: tuple[Part, ...]
    after: tuple[Part, ...]


def _beside_arr(context: PartContext, arr: Arr, reads: Reads) -> _BesideArr:
    link = Link(arr, context.clock, lambda: context.wake_for(()))
    history = ArrHistory(context, arr, reads)
    queue = ArrQueue(context, arr, link, history)
    paths = ImportPaths(context, ArrFolders(arr, context.clock))
    imports = ImportCommands(context, link, arr, queue, history, paths)
    forced = ForcedByArr(context, link, arr)
    timers = ArrTimers(context, link, arr)
    scores, bounds = ComparedScores(context, arr), Bounds(context)
    verification = MediaVerification(context, reads.in_thread)
    view = SectionArr(arr, link, queue, history, imports, paths, forced, scores, bounds, verification, context.obeyed)
    return _BesideArr(
        view=view,
        queue=queue,
        history=history,
        before=(LinkPart(link), queue, timers, imports, paths, forced, scores, bounds, verification),
        after=(history, ArrBlocklist(context, arr, queue), ArrFinding(context, arr, queue)),
    )
