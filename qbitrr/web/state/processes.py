"""
The children: how each is doing, and restarting them.
"""

from collections.abc import Callable
from typing import Literal, cast

from msgspec import UNSET, Struct, UnsetType, structs
from twisted.web.iweb import IRequest

from qbitrr.errors import Unknown
from qbitrr.model.status import (
    CatalogPhase,
    CatalogProgress,
    Overview,
    PolicyReport,
    ProcessStatus,
    SearchReport,
    TorrentReport,
)
from qbitrr.web.http.answers import OkAnswer, Refusal, iso, iso_or_none, json_response
from qbitrr.web.http.parameters import ParameterType, in_path
from qbitrr.web.http.routes import Group, Route, mirrored
from qbitrr.web.http.section_keys import find_section, has_category_worker
from qbitrr.web.program import ProcessControl, RestartKind

__all__ = ["ProcessAnswer", "ProcessRoutes", "ProcessesAnswer", "RebuildAnswer", "RestartedAnswer", "process_answer"]

_KINDS = ("search", "torrent", "category", "all")


class CatalogProgressAnswer(Struct, frozen=True, kw_only=True):
    """
    What of a library is being read: `list`, `entries` (what is below them: seasons and episodes, albums, books) or `scores` of files;
    `total` is 0 while it is not known.
    """

    phase: CatalogPhase
    done: int
    total: int


class ProcessAnswer(Struct, frozen=True, kw_only=True, rename="camel"):
    """
    One child, and what it last said about itself: the loops say different things, a new one nothing. `catalog_progress` is there while the
    library is looked through. Of `restartsAllowed` (null: it is not restarted by itself) `restarts` were used within the last
    `restartWindowSeconds`; from `budgetRenewedAt` on (null: now) all of them are left.
    """

    category: str
    name: str
    kind: str
    pid: int | None
    alive: bool
    rebuilding: bool
    state: str
    started_at: str | None
    restarts: int
    exit_code: int | None
    why: str
    transport: str
    restarts_allowed: int | None
    restart_window_seconds: float
    budget_renewed_at: str | None
    output: tuple[str, ...]
    metric_type: str | UnsetType = UNSET
    queue_count: int | UnsetType = UNSET
    category_count: int | UnsetType = UNSET
    free_space_paused: int | UnsetType = UNSET
    attention: int | UnsetType = UNSET
    summary: str | UnsetType = UNSET
    alarm: str | UnsetType = UNSET
    waiting: int | UnsetType = UNSET
    active_commands: int | UnsetType = UNSET
    next_search_at: str | UnsetType | None = UNSET
    reported_at: str | UnsetType = UNSET
    search_summary: str | UnsetType = UNSET
    search_timestamp: str | UnsetType = UNSET
    catalog_progress: CatalogProgressAnswer | UnsetType = UNSET


class ProcessesAnswer(Struct, frozen=True, kw_only=True):
    """Every child."""

    processes: tuple[ProcessAnswer, ...]


class RestartedAnswer(Struct, frozen=True, kw_only=True):
    """The kinds of children that were told to restart."""

    status: Literal["ok"] = "ok"
    restarted: tuple[str, ...]


class RebuildAnswer(Struct, frozen=True, kw_only=True, rename="camel"):
    """It goes on; `already_running` is there when it had begun before."""

    status: Literal["started"] = "started"
    already_running: Literal[True] | UnsetType = UNSET


def _restart_kind(text: str) -> str:
    wanted = text.lower()
    if wanted not in _KINDS:
        raise Refusal(400, "kind must be search, torrent, category or all")
    return wanted


_CATEGORY = in_path("category", "A category, a section name, or a type of which there is one.")
_KIND = in_path(
    "kind", "Which child: `search`, `torrent`, `category` or `all`.", ParameterType("string", _restart_kind)
)
_SECTION = in_path("section", "A category, a section name, or a type of which there is one.")


class ProcessRoutes:
    """`/processes` and the restart routes. *redact* cleans what a child printed."""

    def __init__(self, program: ProcessControl, redact: Callable[[str], str]) -> None:
        self._program = program
        self._redact = redact

    def routes(self) -> tuple[Route, ...]:
        """All are mirrored."""
        group = Group.PROCESSES
        return (
            *mirrored("processes", "GET", "/processes", group, self.processes, answer=ProcessesAnswer),
            *mirrored(
                "processes.restart_all", "POST", "/processes/restart_all", group, self.restart_all, answer=OkAnswer
            ),
            *mirrored(
                "processes.restart", "POST", "/processes/<path:category>/<kind>/restart", group, self.restart,
                parameters=(_CATEGORY, _KIND), answer=RestartedAnswer,
            ),
            *mirrored("arr.rebuild", "POST", "/arr/rebuild", group, self.rebuild, answer=RebuildAnswer),
            *mirrored(
                "arr.restart", "POST", "/arr/<path:section>/restart", group, self.restart_section,
                parameters=(_SECTION,), answer=RestartedAnswer,
            ),
        )  # fmt: skip

    def processes(self, request: IRequest) -> bytes:
        """Every child with what it last said about itself."""
        overview = self._program.overview()
        shown = tuple(process_answer(each, overview.rebuilding, self._redact) for each in overview.processes)
        return json_response(request, ProcessesAnswer(processes=shown))

    def restart(self, request: IRequest, category: str, kind: str) -> bytes:
        """Restart one child of a section, or all of them."""
        overview = self._ready_overview()
        section = find_section(overview, category)
        if section is None:
            raise Unknown(f"Unknown category {'manager ' if kind == 'category' else ''}{category}")
        if kind == "category" and not has_category_worker(overview, section):
            raise Unknown(f"No category manager for instance {section}")
        return self._restarted(request, self._program.restart(section, cast("RestartKind", kind)))

    def restart_section(self, request: IRequest, section: str) -> bytes:
        """Restart all children of a section."""
        found = find_section(self._ready_overview(), section)
        if found is None:
            raise Unknown(f"Unknown section {section}")
        return self._restarted(request, self._program.restart(found, "all"))

    def restart_all(self, request: IRequest) -> bytes:
        """Restart every child; nothing stored is touched."""
        self._ready_overview()
        self._program.restart_all()
        return json_response(request, OkAnswer())

    def rebuild(self, request: IRequest) -> bytes:
        """Restart the Arrs one by one and reread their libraries."""
        self._ready_overview()
        already = self._program.rebuild()
        return json_response(request, RebuildAnswer(already_running=True if already else UNSET))

    def _ready_overview(self) -> Overview:
        overview = self._program.overview()
        if not overview.ready:
            raise Refusal(503, "Arr manager is still initialising", retry_after=5)
        return overview

    def _restarted(self, request: IRequest, kinds: tuple[str, ...]) -> bytes:
        return json_response(request, RestartedAnswer(restarted=kinds))


def process_answer(child: ProcessStatus, rebuilding: bool, redact: Callable[[str], str]) -> ProcessAnswer:
    """One child, and what it last said about itself; *rebuilding*: all are."""
    answer = ProcessAnswer(
        category=child.category,
        name=child.section,
        kind=child.kind,
        pid=child.pid,
        alive=child.alive,
        rebuilding=rebuilding or child.rebuilding,
        state=child.state,
        started_at=iso_or_none(child.started_at),
        restarts=child.restarts,
        exit_code=child.exit_code,
        why=redact(child.why),
        transport=child.transport,
        restarts_allowed=child.restarts_allowed,
        restart_window_seconds=child.window_seconds,
        budget_renewed_at=iso_or_none(child.budget_renewed_at),
        output=tuple(redact(line) for line in child.output),
        metric_type=child.metric_type or UNSET,
    )
    answer = _with_report(answer, child.report)
    return structs.replace(answer, category_count=child.categories) if child.kind == "category" else answer


def _with_report(answer: ProcessAnswer, report: TorrentReport | SearchReport | PolicyReport | None) -> ProcessAnswer:
    match report:
        case TorrentReport():
            return structs.replace(
                answer,
                queue_count=report.queue,
                category_count=report.torrents,
                attention=report.attention,
                summary=report.summary,
                alarm=report.alarm,
                reported_at=iso(report.at),
            )
        case SearchReport():
            return structs.replace(
                answer,
                waiting=report.waiting,
                active_commands=report.active_commands,
                next_search_at=iso_or_none(report.next_search_at),
                reported_at=iso(report.at),
                search_summary=report.summary or UNSET,
                catalog_progress=_progress_answer(report.catalog),
                search_timestamp=iso(report.searched_at) if report.searched_at else UNSET,
            )
        case PolicyReport():
            return structs.replace(
                answer,
                queue_count=report.torrents,
                category_count=report.torrents,
                free_space_paused=report.paused,
                summary=report.summary,
                reported_at=iso(report.at),
            )
        case None:
            return answer


def _progress_answer(progress: CatalogProgress | None) -> CatalogProgressAnswer | UnsetType:
    if progress is None:
        return UNSET
    return CatalogProgressAnswer(phase=progress.phase, done=progress.done, total=progress.total)
