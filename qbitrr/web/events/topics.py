"""
What one can listen to, and how it is looked at: from what is published anyway, nothing is asked for it.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from attrs import frozen
from msgspec import Struct
from twisted.internet.defer import Deferred

from qbitrr.model.journal import Entry
from qbitrr.model.status import Overview, PolicyReport, ProcessStatus, QbitStatus, TorrentReport
from qbitrr.model.torrents.listed import TorrentVerdict
from qbitrr.web.config.control import ConfigControl
from qbitrr.web.config.showing import ConfigProblemsAnswer, config_problems_answer
from qbitrr.web.program import Program
from qbitrr.web.settings import SettingsInForce
from qbitrr.web.state.activity import EntryAnswer, entry_answer
from qbitrr.web.state.attention import NeedyTorrentAnswer, attention_answer
from qbitrr.web.state.disk import DiskAnswer, disk_answer
from qbitrr.web.state.processes import ProcessAnswer, process_answer
from qbitrr.web.state.status import StatusAnswer, status_answer
from qbitrr.web.torrents.counts import distribution_answer
from qbitrr.web.torrents.listing import VerdictAnswer, verdict_answer
from qbitrr.web.torrents.quarantine import QuarantinedAnswer, quarantined_answer
from qbitrr.web.torrents.removals import RemovalAnswer, removal_answer

__all__ = ["MOST_ENTRIES", "Topic", "topics_of"]

MOST_ENTRIES = 50


class PublishedProcesses(Struct, frozen=True, kw_only=True):
    """Every child, by `section/kind/category`."""

    processes: Mapping[str, ProcessAnswer]


class PublishedSearches(Struct, frozen=True, kw_only=True):
    """The children that search, by their sections."""

    searches: Mapping[str, ProcessAnswer]


class PublishedRemovals(Struct, frozen=True, kw_only=True):
    """Every removal that waits or is under way, by `instance/hash`."""

    removals: Mapping[str, RemovalAnswer]


class PublishedQuarantine(Struct, frozen=True, kw_only=True):
    """What is in quarantine, by `instance/hash`."""

    quarantine: Mapping[str, QuarantinedAnswer]


class PublishedAttention(Struct, frozen=True, kw_only=True):
    """What needs a person, torrents by `section/instance/hash`."""

    torrents: Mapping[str, NeedyTorrentAnswer]
    total: int
    problems: tuple[str, ...]


class PublishedVerdicts(Struct, frozen=True, kw_only=True):
    """What was decided about the two hundred torrents of which that changed last, by `instance/hash`."""

    verdicts: Mapping[str, VerdictAnswer]


class PublishedActivity(Struct, frozen=True, kw_only=True):
    """The newest fifty entries of the journal, by their ids."""

    entries: Mapping[int, EntryAnswer]


@frozen
class Topic:
    """
    Something to listen to. `mark` is what it is made of, or for what must be read, what tells whether it is as before: it costs little
    to get and to compare. `show` makes the value of a mark. Either may give a Deferred.
    """

    name: str
    mark: Callable[[Overview], Any]
    show: Callable[[Any], "Struct | Deferred[Struct]"]


def topics_of(
    program: Program, configuration: ConfigControl, settings: SettingsInForce, redact: Callable[[str], str]
) -> tuple[Topic, ...]:
    """Every topic. What must be read comes last."""

    def status(mark: tuple[Overview, Any]) -> StatusAnswer:
        return status_answer(*mark, redact)

    def child(each: ProcessStatus) -> ProcessAnswer:
        return process_answer(each, False, redact)

    def processes(mark: tuple[tuple[ProcessStatus, ...], bool]) -> PublishedProcesses:
        return PublishedProcesses(
            processes={f"{each.section}/{each.kind}/{each.category}": process_answer(each, mark[1], redact) for each in mark[0]}
        )  # fmt: skip

    def searches(mark: tuple[ProcessStatus, ...]) -> PublishedSearches:
        return PublishedSearches(searches={each.section: child(each) for each in mark})

    def attention(mark: Overview) -> PublishedAttention:
        found = attention_answer(mark, redact)
        named = {f"{each.section}/{each.instance}/{each.hash}": each for each in found.torrents}
        return PublishedAttention(torrents=named, total=found.total, problems=found.problems)

    def disk(mark: Overview) -> DiskAnswer:
        return disk_answer(mark, redact)

    def config(mark: Any) -> ConfigProblemsAnswer:
        return config_problems_answer(mark, redact)

    def activity(_: int) -> "Deferred[Struct]":
        return program.activity(limit=MOST_ENTRIES).addCallback(_published_activity)

    return (
        Topic("status", lambda seen: (_without(seen, processes=(), stuck=()), settings.current.preferences), status),
        Topic("processes", lambda seen: (seen.processes, seen.rebuilding), processes),
        Topic("searches", lambda seen: tuple(each for each in seen.processes if each.kind == "search"), searches),
        Topic("attention", _needs, attention),
        Topic("disk", _room, disk),
        Topic("torrents", lambda _: program.distribution(), distribution_answer),
        Topic("verdicts", lambda _: program.recent_verdicts(), _published_verdicts),
        Topic("removals", lambda _: program.removals(), _published_removals),
        Topic("config", lambda _: configuration.state(), config),
        Topic("quarantine", lambda _: program.quarantine(), _published_quarantine),
        Topic("activity", lambda _: program.activity(limit=1).addCallback(_newest), activity),
    )


def _without(seen: Overview, **members: Any) -> Overview:
    return msgspec.structs.replace(seen, **members)


def _needs(seen: Overview) -> Overview:
    """Only what the list of what needs a person is made of."""
    reports = ((each, each.report) for each in seen.processes if isinstance(each.report, TorrentReport))
    kept = tuple(
        ProcessStatus(
            section=each.section, category="", kind="torrent", state="running",
            report=TorrentReport(at=0.0, attention=report.attention, needs=report.needs),
        )
        for each, report in reports
    )  # fmt: skip
    return Overview(ready=True, processes=kept, problems=seen.problems, stuck=seen.stuck)


def _room(seen: Overview) -> Overview:
    """Only what the disks are made of."""
    guards = tuple(each for each in seen.processes if each.metric_type == "torrent-policy")
    reports = (each.report for each in guards)
    kept = tuple(
        ProcessStatus(
            section=each.section, category="", kind="torrent", state="running", alive=each.alive,
            metric_type=each.metric_type,
            report=msgspec.structs.replace(report, at=0.0) if isinstance(report, PolicyReport) else None,
        )
        for each, report in zip(guards, reports, strict=True)
    )  # fmt: skip
    qbits = tuple(
        QbitStatus(section=each.section, state=each.state, free_space_bytes=each.free_space_bytes)
        for each in seen.qbits
    )
    return Overview(ready=True, processes=kept, qbits=qbits)


def _newest(entries: tuple[Entry, ...]) -> int:
    return entries[0].id if entries else 0


def _published_activity(entries: tuple[Entry, ...]) -> PublishedActivity:
    return PublishedActivity(entries={each.id: entry_answer(each) for each in entries})


def _published_removals(mark: Any) -> PublishedRemovals:
    named = {f"{each.removal.instance}/{each.removal.hash}": removal_answer(each) for each in mark}
    return PublishedRemovals(removals=named)


def _published_verdicts(mark: tuple[TorrentVerdict, ...]) -> PublishedVerdicts:
    return PublishedVerdicts(verdicts={f"{each.instance}/{each.hash}": verdict_answer(each) for each in mark})


def _published_quarantine(mark: Any) -> PublishedQuarantine:
    return PublishedQuarantine(quarantine={f"{row.instance}/{row.hash}": quarantined_answer(row) for row in mark})
